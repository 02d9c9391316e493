"""Exercises of lesson 11 (read both ways)."""

from lstm_helpers.exercises.bank.any_models import look_at
from lstm_helpers.exercises.hidden import draw
from lstm_helpers.exercises.kinds import Choice, Function, Mistake, Model, Number

BIDIRECTIONAL = Model(
    name="bidirectional",
    lesson=11,
    minutes=8,
    prompt="Build a Keras model that reads sequences of any length both ways and gives one number, any size, at every "
    "step.",
    stub='''
def bidirectional(units, D):
    """A model (B, T, D) -> (B, T, 1), T open:
    an LSTM of `units` each way, joined side by side, and a readout."""
    return ...                                   # your lines; return the model
''',
    solution="""
def bidirectional(units, D):
    import keras
    lstm = keras.layers.LSTM(units, return_sequences=True)
    return keras.Sequential([keras.Input((None, D)), keras.layers.Bidirectional(lstm), keras.layers.Dense(1)])
""",
    look=look_at,
    cases=lambda rng: [(5, 3), (4, 7)],
    mistakes=(
        Mistake(
            {", return_sequences=True": ""},
            "You left out return_sequences=True; the layer then gives its last states alone, so there is no "
            "answer at the other steps.",
        ),
        Mistake(
            {"keras.layers.Bidirectional(lstm)": "lstm"},
            "You read one way; Bidirectional wraps the LSTM, so that a second one reads from the end.",
        ),
        Mistake(
            {
                "return_sequences=True": "return_sequences=True, go_backwards=True",
                "keras.layers.Bidirectional(lstm)": "lstm",
            },
            "You read backwards alone; go_backwards turns one layer round, so it neither reads both ways nor "
            "reverses its outputs again.",
        ),
        Mistake(
            {", keras.layers.Dense(1)": ""},
            "You left out the readout; 2 · units numbers between −1 and 1 come out, so a Dense layer has to "
            "make one of them, of any size.",
        ),
        Mistake(
            {"Dense(1)": 'Dense(1, activation="sigmoid")'},
            "You put a sigmoid on the readout; a number of any size is asked for, so it stays linear.",
        ),
        Mistake(
            {"(None, D)": "(D, 1)"},
            "You exchanged steps and features in the input; the order is (time, features), and the number of steps "
            "is open.",
        ),
        Mistake(
            {"(lstm)": '(lstm, merge_mode="sum")'},
            "You summed the two directions; side by side (concat, the default) keeps them apart, so that the "
            "readout can weigh them.",
        ),
        Mistake(
            {"LSTM(units,": "LSTM(2 * units,"},
            "You doubled the units; each direction has its own layer of that many, so 2 · units come out by "
            "themselves.",
        ),
        Mistake(
            {"LSTM(units,": "LSTM(units // 2,"},
            "You halved the units; each direction gets them all, so 2 · units come out.",
        ),
        Mistake({"Dense(1)": "Dense(2)"}, "You gave two outputs a step; one number is asked for."),
    ),
    variants=(
        """
def bidirectional(units, D):
    from keras import Input, Model, layers
    x = Input((None, D))
    h = layers.Bidirectional(layers.LSTM(units, return_sequences=True), merge_mode="concat")(x)
    return Model(x, layers.Dense(1, activation="linear")(h))
""",
    ),
    hints=(
        "keras.Input((None, D)): the number of steps is left open.",
        "Bidirectional takes a layer: keras.layers.Bidirectional(keras.layers.LSTM(units, ...)).",
        "An answer at every step needs the states of every step: return_sequences=True.",
    ),
    fact="The layer has exactly twice the parameters of one LSTM: for 64 units and 128 features 98,816 instead of "
    "49,408.",
    why="Two LSTMs, outputs joined at every step, and a Dense layer that serves all steps with the same weights.",
    questions=("What has to change for one answer a sequence?",),
)

BIDIR_LAST = Function(
    name="bidir_last",
    lesson=11,
    minutes=5,
    prompt="From the outputs of a bidirectional layer at every step, take the two states that have seen everything.",
    stub='''
def bidir_last(outputs):
    """What return_sequences=False would give.
    outputs (B, T, 2H), forward half first -> (B, 2H)."""
    return ...                                   # your lines
''',
    solution="""
def bidir_last(outputs):
    H = outputs.shape[2] // 2
    forward, backward = outputs[:, -1, :H], outputs[:, 0, H:]
    return np.hstack([forward, backward])
""",
    cases=lambda rng: [(draw(rng, 3, 5, 8),), (draw(rng, 2, 7, 6),)],
    mistakes=(
        Mistake(
            {"[:, 0, H:]": "[:, -1, H:]"},
            "You took both halves at the last step; the backward half has read a single input there, so its "
            "state at step 0 is the one that has seen all.",
        ),
        Mistake(
            {"[:, -1, :H]": "[:, 0, :H]"},
            "You took both halves at the first step; the forward half has read a single input there, so its "
            "state at the last step is the one that has seen all.",
        ),
        Mistake(
            {"[forward, backward]": "[backward, forward]"},
            "You put the backward half first; Keras keeps the forward half in front.",
        ),
        Mistake(
            {"[:, -1, :H]": "[:, 0, :H]", "[:, 0, H:]": "[:, -1, H:]"},
            "You took each half where it begins; the forward half has seen everything at the last step, the "
            "backward half at step 0.",
        ),
        Mistake(
            {"np.hstack([forward, backward])": "forward + backward"},
            "You added the halves; side by side they are 2H numbers, so none is lost.",
        ),
        Mistake(
            {"np.hstack([forward, backward])": "outputs.max(axis=1)"},
            "You took the largest value of each unit over the steps; the layer returns the two states that have "
            "read everything.",
        ),
        Mistake(
            {"np.hstack([forward, backward])": "outputs.mean(axis=1)"},
            "You averaged over the steps, which can be useful, but is not what the layer returns; it returns two "
            "states.",
        ),
    ),
    variants=(
        """
def bidir_last(outputs):
    ends = outputs[:, [-1, 0]].reshape(len(outputs), 2, 2, -1)
    return np.concatenate([ends[:, 0, 0], ends[:, 1, 1]], axis=1)
""",
        """
def bidir_last(outputs):
    forward, backward = np.split(outputs, 2, axis=-1)
    return np.array([[*f[-1], *b[0]] for f, b in zip(forward, backward)])
""",
    ),
    hints=(
        "At which step has the forward half seen everything? And the backward half?",
        "outputs[:, :, :H] is the forward half, outputs[:, :, H:] the backward one, in the order of the text.",
        "np.hstack([forward at the last step, backward at step 0]).",
    ),
    fact="Averaging or taking the maximum over all steps, called pooling, is the usual alternative: then every step "
    "has a say.",
    why="Each half is finished where it stops reading: forward at the end, backward at the beginning.",
    questions=("What does outputs[:, -1] hold of a text of 500 letters, in its second half?",),
)

MERGE_MODES = Number(
    name="merge_modes",
    lesson=11,
    minutes=4,
    prompt="A bidirectional LSTM has 32 units each way and reads 10 features. How many numbers come out at each step "
    "with concat, sum, ave and mul? And how many parameters does the layer have?",
    solution={"concat": 64, "sum": 32, "ave": 32, "mul": 32, "parameters": 11_008},
    tolerance=1e-9,
    mistakes=(
        Mistake({"concat": 32}, "You gave concat 32; it puts two states of 32 side by side, so 64 come out."),
        Mistake({"sum": 64}, "You gave sum 64; entries are added pairwise, so 32 stay."),
        Mistake({"ave": 16}, "You halved for ave; it halves the *values*, not their number."),
        Mistake(
            {"mul": 1024}, "You multiplied every unit with every other; mul multiplies entry by entry, so 32 stay."
        ),
        Mistake(
            {"parameters": 5_504}, "You counted one direction; each has weights of its own, so there are twice as many."
        ),
        Mistake(
            {"parameters": 11_264},
            "You counted two biases, which is PyTorch's layout; Keras has one for each direction.",
        ),
        Mistake(
            {"parameters": 19_200},
            "You counted one layer of 64 units; two layers of 32 have fewer recurrent weights, 2 · 32² instead of "
            "64² for each part.",
        ),
        Mistake({"parameters": 10_752}, "You left the biases out; each direction has 4H of them, 128."),
    ),
    hints=("One direction: 4H (D + H + 1).", "How the halves are joined changes no weight of theirs."),
    fact="Joining is free: the merge mode changes what comes out, and what the layer above has to learn, but no "
    "weight of this layer.",
    why="concat: 2 · 32. The others work entry by entry: 32. Parameters: 2 · 4 · 32 · (10 + 32 + 1).",
    questions=("Which mode keeps the readout smallest?",),
)

BIDIR_FORECAST = Choice(
    name="bidir_forecast",
    lesson=11,
    minutes=4,
    prompt="In which of these tasks may a model read both ways: naming the language of a finished text, forecasting "
    "the temperature of tomorrow, captions while somebody speaks, marking the verbs of a sentence?",
    options={"a": "both ways is honest", "b": "it would read what is not there yet"},
    solution={"language": "a", "temperature": "b", "live captions": "b", "verbs": "a"},
    mistakes=(
        Mistake(
            {"language": "b"},
            "You refused the finished text; all of it is there before the answer is due, so nothing is read "
            "ahead of time.",
        ),
        Mistake(
            {"temperature": "a"},
            "You let a forecast read both ways; tomorrow's value stands in its training input, so it copies "
            "it, and has nothing to copy when it is used.",
        ),
        Mistake(
            {"live captions": "a"},
            "You let live captions read ahead; the rest of the sentence has not been spoken, so only a short "
            "delay is possible.",
        ),
        Mistake(
            {"verbs": "b"},
            "You refused the whole sentence; it lies before the model as a whole, so both sides of a word may be used.",
        ),
    ),
    hints=(
        "Ask when the answer is due: is the rest of the sequence there by then?",
        "Two of the four are used while the data still come in.",
    ),
    fact="A test that catches it: hide everything after step t and ask again. If the answer at step t changes, the "
    "model has read ahead.",
    why="Reading both ways needs a sequence that is complete before the first answer is due.",
    questions=("How long a delay would you accept in a caption, in exchange for fewer mistakes?",),
)

EXERCISES = [BIDIRECTIONAL, BIDIR_LAST, MERGE_MODES, BIDIR_FORECAST]
