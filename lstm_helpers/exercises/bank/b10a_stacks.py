"""Exercises of lesson 10 (stack layers): a stack, its dropout and its size."""

from lstm_helpers.exercises.bank.any_models import look_at
from lstm_helpers.exercises.kinds import Choice, Function, Mistake, Model

KERAS_STACKED = Model(
    name="keras_stacked",
    lesson=10,
    minutes=7,
    prompt="Build the stacked model of this lesson: two LSTM layers, dropout between them, one number out.",
    stub='''
def keras_stacked(units, T, rate):
    """A model (B, T, 1) -> (B, 1):
    an LSTM of `units`, Dropout(rate), an LSTM of `units`, a readout."""
    return ...                                   # your lines; return the model
''',
    solution="""
def keras_stacked(units, T, rate):
    import keras
    return keras.Sequential([
        keras.Input((T, 1)),
        keras.layers.LSTM(units, return_sequences=True),
        keras.layers.Dropout(rate),
        keras.layers.LSTM(units),
        keras.layers.Dense(1),
    ])
""",
    look=look_at,
    cases=lambda rng: [(4, 3, 0.2), (3, 5, 0.5)],
    mistakes=(
        Mistake(
            {"LSTM(units),": "LSTM(units, return_sequences=True),"},
            "You left return_sequences on in the upper layer; one value is asked for, so it gives its last "
            "state alone.",
        ),
        Mistake({"keras.layers.Dropout(rate),": ""}, "You left the dropout out; it stands between the layers."),
        Mistake(
            {"Dropout(rate)": "LSTM(units)", "LSTM(units),": "Dropout(rate),"},
            "You put the dropout after the second layer; between the layers it hides part of what the upper one reads.",
        ),
        Mistake(
            {
                "LSTM(units, return_sequences=True)": "Dropout(rate)",
                "Dropout(rate)": "LSTM(units, return_sequences=True)",
            },
            "You put the dropout before the first layer; it would then wipe out whole inputs of a series that has "
            "only one feature.",
        ),
        Mistake(
            {"LSTM(units),": "LSTM(units), keras.layers.Dropout(rate),"},
            "You put dropout after both layers; it is asked for between them.",
        ),
        Mistake(
            {"keras.layers.Dense(1),": ""},
            "You left out the readout; hidden units lie between −1 and 1, so a Dense layer has to make the number.",
        ),
        Mistake(
            {"Dropout(rate)": "Dropout(1 - rate)"},
            "You passed the share that is *kept*; Keras's rate is the share that is dropped.",
        ),
        Mistake(
            {"keras.layers.LSTM(units, return_sequences=True),": "", "keras.layers.Dropout(rate),": ""},
            "You built one layer; two are asked for, the lower one returning its sequence.",
        ),
        Mistake(
            {"LSTM(units),": "LSTM(2 * units),"},
            "You doubled the upper layer; both have the same number of units here.",
        ),
        Mistake(
            {"LSTM(units, return_sequences=True)": "LSTM(units)"},
            "You left out return_sequences=True in the lower layer; the upper one then gets (B, units) and wants "
            "(B, T, units).",
        ),
        Mistake(
            {"keras.layers.Dropout(rate),": "", "LSTM(units),": "LSTM(units, dropout=rate),"},
            "You gave dropout to the upper LSTM, where it hides the same units at every step of what that layer "
            "reads; a Dropout layer between the two is asked for.",
        ),
        Mistake(
            {"return_sequences=True": "return_sequences=True, dropout=rate", "keras.layers.Dropout(rate),": ""},
            "You gave dropout to the lower LSTM, where it acts on what *that* layer reads; a Dropout layer between "
            "the two is asked for.",
        ),
    ),
    variants=(
        """
def keras_stacked(units, T, rate):
    from keras import Input, Model, layers
    x = Input((T, 1))
    h = layers.LSTM(units, return_sequences=True)(x)
    h = layers.Dropout(rate)(h)
    h = layers.LSTM(units)(h)
    return Model(x, layers.Dense(1)(h))
""",
    ),
    hints=(
        "The upper layer reads a sequence: what has to come out of the lower one?",
        "Without return_sequences=True Keras says: expected ndim=3, found ndim=2. It means this.",
        "Input, LSTM with return_sequences=True, Dropout, LSTM, Dense.",
    ),
    fact="The upper layer has nearly twice the parameters of the lower one, since it reads `units` features instead "
    "of one.",
    why="Only the top layer may give its last state alone; all below hand on the state of every step.",
    questions=("What does the error message say if return_sequences is missing, and what does it mean?",),
)

DROPOUT_WHERE = Choice(
    name="dropout_where",
    lesson=10,
    minutes=4,
    prompt="What is set to zero at random: by a Dropout layer between two LSTMs during fit, by recurrent_dropout "
    "during fit, by either during evaluate and predict?",
    options={
        "a": "some outputs on their way to the layer above",
        "b": "some of the hidden state h on its way to the next step",
        "c": "nothing",
        "d": "some weights, for good",
    },
    solution={"layer, fit": "a", "recurrent, fit": "b", "evaluate": "c", "predict": "c"},
    mistakes=(
        Mistake(
            {"layer, fit": "b"},
            "You put the Dropout layer into time; it stands between layers, so the state of its own layer "
            "travels on untouched.",
        ),
        Mistake(
            {"layer, fit": "d"},
            "You let dropout remove weights; it hides outputs, others at each step of training, and changes no "
            "weight itself.",
        ),
        Mistake(
            {"recurrent, fit": "a"}, "You exchanged the two; recurrent_dropout acts on h on its way to the next step."
        ),
        Mistake(
            {"recurrent, fit": "d"},
            "You let recurrent_dropout remove weights; it hides part of h on its way to the next step, and "
            "changes no weight itself.",
        ),
        Mistake(
            {"evaluate": "a"},
            "You dropped while evaluating; dropout is switched off then, so the test loss can be lower than "
            "the training loss.",
        ),
        Mistake(
            {"predict": "a"}, "You dropped while predicting; the same input would then give another answer each time."
        ),
        Mistake({"predict": "d"}, "You removed weights for good; all of them are there when the model is used."),
    ),
    hints=(
        "When is randomness wanted: while learning, or while answering?",
        "One acts upwards, between layers; the other forwards, in time.",
    ),
    fact="What is left is multiplied by 1 / (1 − rate) while training, so that nothing has to be changed afterwards.",
    why="Dropout is noise for training: upwards between layers, or in time as recurrent_dropout; never when the model "
    "answers.",
    questions=("Why may the training loss that fit prints be higher than the loss of evaluate on the same data?",),
)

STACKED_PARAMS = Function(
    name="stacked_params",
    lesson=10,
    minutes=5,
    prompt="Count the parameters of stacked LSTM layers with one readout of one output.",
    stub='''
def stacked_params(D, units):
    """All parameters: layers of units[0], units[1], … on D features, and Dense(1).
    units a list -> a whole number."""
    return ...                                   # your lines
''',
    solution="""
def stacked_params(D, units):
    total = 0
    for H in units:
        total += 4 * H * (D + H + 1)
        D = H
    return total + D + 1
""",
    cases=lambda rng: [(1, [50, 50]), (3, [7, 4, 5]), (2, [6])],
    mistakes=(
        Mistake(
            {"        D = H\n": "", "return total + D + 1": "return total + H + 1"},
            "You let every layer read the D features; an upper layer reads the units of the one below.",
        ),
        Mistake(
            {"return total + D + 1": "return total"},
            "You left out the readout; Dense(1) has a weight for each unit of the top layer, and a bias.",
        ),
        Mistake({"return total + D + 1": "return total + D"}, "You left out the readout's bias."),
        Mistake({"(D + H + 1)": "(D + H)"}, "You left out the layers' biases; each has 4H of them."),
        Mistake({"total += ": "total = "}, "You kept the last layer alone; “+=” adds them up."),
        Mistake({"4 * H *": "3 * H *"}, "You counted three parts; an LSTM has three gates and a candidate."),
        Mistake(
            {"return total + D + 1": "return total + sum(units) + 1"},
            "You connected the readout to every layer; it reads the top one alone.",
        ),
    ),
    variants=(
        """
def stacked_params(D, units):
    inputs = [D, *units[:-1]]
    return sum(4 * h * (d + h + 1) for d, h in zip(inputs, units)) + units[-1] + 1
""",
        """
def stacked_params(D, units):
    if not units:
        return D + 1
    return 4 * units[0] * (D + units[0] + 1) + stacked_params(units[0], units[1:])
""",
    ),
    hints=(
        "One layer: 4H (D + H + 1). What is D for the second?",
        "The readout: one weight for each unit of the top layer, and one bias.",
    ),
    fact="Two layers of 50 have 30,651 parameters; one layer of 86 has nearly as many. That is the fair rival of a "
    "stack.",
    why="Each layer reads the one below; the readout reads the top.",
    questions=("How many units has one layer with as many parameters as two of 32, on one feature?",),
    equivalents={"return total + H + 1": "after the loop D and H are both the top layer's units"},
)

EXERCISES = [KERAS_STACKED, DROPOUT_WHERE, STACKED_PARAMS]
