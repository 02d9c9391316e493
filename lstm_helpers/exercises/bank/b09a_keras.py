"""Exercises of lesson 09 (move to Keras): a model, and its weights beside yours."""

from lstm_helpers.exercises.bank.any_models import look_at
from lstm_helpers.exercises.hidden import SIZES, draw, lstm_params
from lstm_helpers.exercises.kinds import Function, Mistake, Model

KERAS_SINGLE = Model(
    name="keras_single",
    lesson=9,
    minutes=6,
    prompt="Build the single model of this lesson in Keras: one LSTM layer, one number out.",
    stub='''
def keras_single(units, T):
    """A model (B, T, 1) -> (B, 1): an LSTM of `units`, and a readout of its last state."""
    return ...                                   # your lines; return the model
''',
    solution="""
def keras_single(units, T):
    import keras
    return keras.Sequential([keras.Input((T, 1)), keras.layers.LSTM(units), keras.layers.Dense(1)])
""",
    look=look_at,
    cases=lambda rng: [(5, 4), (2, 3)],
    mistakes=(
        Mistake(
            {"LSTM(units)": "LSTM(units, return_sequences=True)"},
            "You left return_sequences on; the readout then answers at every step, so T numbers come out "
            "instead of one.",
        ),
        Mistake(
            {", keras.layers.Dense(1)": ""},
            "You left out the readout; hidden units lie between −1 and 1, so a Dense layer has to make one "
            "number of them, of any size.",
        ),
        Mistake(
            {"(T, 1)": "(1, T)"},
            "You exchanged steps and features; (1, T) is one step with T features, so nothing is read in time.",
        ),
        Mistake(
            {"Dense(1)": 'Dense(1, activation="sigmoid")'},
            "You put a sigmoid on the readout; a forecast may have any size, so it stays linear.",
        ),
        Mistake({"Dense(1)": "Dense(T)"}, "You gave T outputs; one value is forecast, so one output is enough."),
        Mistake({"Dense(1)": "Dense(units)"}, "You gave as many outputs as units; one value is forecast."),
        Mistake(
            {"LSTM(units)": "LSTM(T)"},
            "You gave the layer one unit a step; the number of units is chosen freely and has nothing to do with T.",
        ),
        Mistake({"LSTM(units)": "SimpleRNN(units)"}, "You used a plain RNN; it has no gates and no cell state."),
        Mistake(
            {"LSTM(units)": "LSTM(units, use_bias=False)"},
            "You left the biases out; without them the forget gates begin half open.",
        ),
        Mistake(
            {"keras.Input((T, 1)), ": ""},
            "You left out keras.Input((T, 1)); without it the model does not know the shape of what it reads.",
        ),
    ),
    variants=(
        """
def keras_single(units, T):
    from keras import Input, Model, layers
    x = Input((T, 1))
    return Model(x, layers.Dense(1, activation="linear")(layers.LSTM(units, return_sequences=False)(x)))
""",
    ),
    hints=(
        "keras.Input((T, 1)): steps, then features.",
        "An LSTM layer gives its last hidden state unless it is asked for the sequence.",
        "keras.Sequential([Input, LSTM, Dense]).",
    ),
    fact="For 50 units this model has 10,451 parameters: 10,400 of the layer and 51 of the readout.",
    why="The last hidden state is a summary of the window; Dense(1) turns it into a value.",
    questions=("What would you change to forecast the next three values at once?",),
)

SPLIT_KERAS_WEIGHTS = Function(
    name="split_keras_weights",
    lesson=9,
    minutes=5,
    prompt="layer.get_weights() gives three arrays. Cut out what belongs to the forget gate.",
    stub='''
def split_keras_weights(kernel, recurrent, bias):
    """The forget gate's weights.  kernel (D, 4H), recurrent (H, 4H), bias (4H,),
    in Keras's order i, f, c, o -> (D, H), (H, H), (H,)."""
    return ...                                   # your lines; three arrays
''',
    solution="""
def split_keras_weights(kernel, recurrent, bias):
    H = len(recurrent)
    return kernel[:, H:2 * H], recurrent[:, H:2 * H], bias[H:2 * H]
""",
    outputs="W_xf W_hf b_f",
    cases=lambda rng: [tuple(lstm_params(rng, D, H)) for B, T, D, H in SIZES],
    mistakes=(
        Mistake(
            {"H:2 * H": ":H"},
            "You took the first block, which is the input gate's; Keras's order is i, f, c, o, so the forget "
            "gate's is the second.",
        ),
        Mistake(
            {"H:2 * H": "2 * H:3 * H"},
            "You took the third block, which is the candidate's (Keras calls it c); the forget gate's is the second.",
        ),
        Mistake(
            {"H:2 * H": "3 * H:"},
            "You took the last block, which is the output gate's; the forget gate's is the second.",
        ),
        Mistake(
            {"H:2 * H": "1::4"},
            "You took every fourth column; the parts are blocks of H columns, one beside the other.",
        ),
        Mistake(
            {"kernel[:, H:2 * H]": "kernel[:, H:2 * H].T"},
            "You transposed the kernel; states and inputs are rows, so it is (D, H).",
        ),
        Mistake(
            {"recurrent[:, H:2 * H]": "recurrent[:, H:2 * H].T"},
            "You transposed the recurrent weights; h_prev @ W_hf needs them as they stand.",
        ),
        Mistake(
            {"len(recurrent)": "len(kernel)"},
            "You took D for H; the recurrent matrix has one row for each hidden unit, the kernel one for each feature.",
        ),
    ),
    variants=(
        """
def split_keras_weights(kernel, recurrent, bias):
    return tuple(np.split(array, 4, axis=-1)[1] for array in (kernel, recurrent, bias))
""",
        """
def split_keras_weights(kernel, recurrent, bias):
    H = bias.size // 4
    D = kernel.shape[0]
    return kernel.reshape(D, 4, H)[:, 1], recurrent.reshape(H, 4, H)[:, 1], bias.reshape(4, H)[1]
""",
    ),
    hints=(
        "Four blocks of H columns, in the order i, f, c, o. Where does the second begin?",
        "H is the number of rows of the recurrent matrix.",
    ),
    fact="A fresh Keras layer has ones in this block of the bias: unit_forget_bias=True, after Jozefowicz et al. "
    "(2015).",
    why="Columns H to 2H of each array are the forget gate's.",
    questions=("How could you check the order without reading the documentation?",),
)

MATCH_KERAS = Function(
    name="match_keras",
    lesson=9,
    minutes=6,
    prompt="Another library stores an LSTM gate by gate, each matrix acting on columns. Make Keras's three arrays of "
    "it.",
    stub='''
def match_keras(gates):
    """Keras's weights.  gates["f"] = (W (H, D), U (H, H), b (H,)) with
    z = W x + U h + b; the same for i, g, o
    -> kernel (D, 4H), recurrent (H, 4H), bias (4H,) in Keras's order."""
    return ...                                   # your lines; three arrays
''',
    solution="""
def match_keras(gates):
    W, U, b = zip(*(gates[key] for key in "ifgo"))
    return np.vstack(W).T, np.vstack(U).T, np.concatenate(b)
""",
    outputs="kernel recurrent bias",
    cases=lambda rng: [
        ({key: (draw(rng, H, D), draw(rng, H, H), draw(rng, H)) for key in "figo"},) for B, T, D, H in SIZES
    ],
    mistakes=(
        Mistake(
            {'"ifgo"': '"figo"'}, "You put the forget gate first, as the older papers do; Keras's order is i, f, c, o."
        ),
        Mistake(
            {'"ifgo"': '"ifog"'},
            "You put the candidate last, as some libraries do; Keras has it third, before the output gate.",
        ),
        Mistake(
            {'"ifgo"': '"fiog"'},
            "You kept the order f, i, o, g of the published assignment; Keras's order is i, f, c, o.",
        ),
        Mistake(
            {"np.vstack(W).T": "np.vstack(W)"},
            "You left W as it stands; it acts on columns there and on rows here, so it is transposed.",
        ),
        Mistake(
            {"np.vstack(U).T": "np.vstack(U)"},
            "You left U as it stands; it acts on columns there and on rows here, so it is transposed.",
        ),
        Mistake(
            {"np.vstack(U).T": "np.hstack(U)"},
            "You put the recurrent matrices side by side without transposing each; the shape fits, and the units "
            "are mixed up.",
        ),
        Mistake(
            {"np.concatenate(b)": "np.stack(b)"},
            "You returned the bias as (4, H); Keras wants one vector of 4H entries.",
        ),
        Mistake(
            {"np.concatenate(b)": "2 * np.concatenate(b)"},
            "You doubled the bias; one library adds two bias vectors, this one has a single one.",
        ),
    ),
    variants=(
        """
def match_keras(gates):
    order = [gates[k] for k in ("i", "f", "g", "o")]
    return (np.hstack([W.T for W, U, b in order]), np.hstack([U.T for W, U, b in order]),
            np.hstack([b for W, U, b in order]))
""",
        """
def match_keras(gates):
    H, D = gates["i"][0].shape
    kernel, recurrent, bias = np.empty((D, 4 * H)), np.empty((H, 4 * H)), np.empty(4 * H)
    for n, key in enumerate("ifgo"):
        part = slice(n * H, n * H + H)
        kernel[:, part], recurrent[:, part], bias[part] = gates[key][0].T, gates[key][1].T, gates[key][2]
    return kernel, recurrent, bias
""",
    ),
    hints=(
        "z = W x with x a column is z = x Wᵀ with x a row: each matrix is transposed.",
        "Then the four stand side by side, in the order i, f, g, o.",
    ),
    fact="Square matrices fit whichever way round they are: no error tells you. Equal outputs do, which is why this "
    "lesson compares them.",
    why="Transpose each, and put the blocks in Keras's order.",
    questions=("Which single input would show you an exchanged pair of gates?",),
)

EXERCISES = [KERAS_SINGLE, SPLIT_KERAS_WEIGHTS, MATCH_KERAS]
