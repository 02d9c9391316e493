"""Exercises of lessons 09 (move to Keras) and 10 (stack layers)."""

import numpy as np

from lstm_helpers.exercises.bank_part3c import look_at
from lstm_helpers.exercises.hidden import SIZES, draw, lstm_params
from lstm_helpers.exercises.kinds import Choice, Function, Mistake, Model, Number

KERAS_SINGLE = Model(
    name="keras_single", lesson=9, minutes=6,
    prompt="Build the single model of this lesson in Keras: one LSTM layer, one number out.",
    stub='''
def keras_single(units, T):
    """A model (B, T, 1) -> (B, 1): an LSTM of `units`, and a readout of its last state."""
    return ...                                   # your lines; return the model
''',
    solution='''
def keras_single(units, T):
    import keras
    return keras.Sequential([keras.Input((T, 1)), keras.layers.LSTM(units), keras.layers.Dense(1)])
''',
    look=look_at,
    cases=lambda rng: [(5, 10), (3, 7)],
    mistakes=(
        Mistake({"LSTM(units)": "LSTM(units, return_sequences=True)"},
                "You left return_sequences on; the readout then answers at every step, so that T numbers come out "
                "instead of one."),
        Mistake({", keras.layers.Dense(1)": ""},
                "You left out the readout; hidden units lie between −1 and 1, so that a Dense layer has to make one "
                "number of them, of any size."),
        Mistake({"(T, 1)": "(1, T)"},
                "You exchanged steps and features; (1, T) is one step with T features, so that nothing is read in "
                "time."),
        Mistake({"Dense(1)": 'Dense(1, activation="sigmoid")'},
                "You put a sigmoid on the readout; a forecast may have any size, so that it stays linear."),
        Mistake({"Dense(1)": "Dense(T)"},
                "You gave T outputs; one value is forecast, so that one output is enough."),
        Mistake({"Dense(1)": "Dense(units)"},
                "You gave as many outputs as units; one value is forecast."),
        Mistake({"LSTM(units)": "LSTM(T)"},
                "You gave the layer one unit a step; the number of units is chosen freely and has nothing to do with "
                "T."),
        Mistake({"LSTM(units)": "SimpleRNN(units)"},
                "You used a plain RNN; it has no gates and no cell state."),
        Mistake({"LSTM(units)": "LSTM(units, use_bias=False)"},
                "You left the biases out; without them the forget gates begin half open."),
    ),
    variants=('''
def keras_single(units, T):
    from keras import Input, Model, layers
    x = Input((T, 1))
    return Model(x, layers.Dense(1, activation="linear")(layers.LSTM(units, return_sequences=False)(x)))
''',),
    hints=("keras.Input((T, 1)): steps, then features.",
           "An LSTM layer gives its last hidden state unless it is asked for the sequence.",
           "keras.Sequential([Input, LSTM, Dense])."),
    fact="For 50 units this model has 10,451 parameters: 10,400 of the layer and 51 of the readout.",
    why="The last hidden state is a summary of the window; Dense(1) turns it into a value.",
    questions=("What would you change to forecast the next three values at once?",),
)

SPLIT_KERAS_WEIGHTS = Function(
    name="split_keras_weights", lesson=9, minutes=5,
    prompt="layer.get_weights() gives three arrays. Cut out what belongs to the forget gate.",
    stub='''
def split_keras_weights(kernel, recurrent, bias):
    """The forget gate's weights.  kernel (D, 4H), recurrent (H, 4H), bias (4H,), in Keras's order i, f, c, o
    -> (D, H), (H, H), (H,)."""
    return ...                                   # your lines; three arrays
''',
    solution='''
def split_keras_weights(kernel, recurrent, bias):
    H = len(recurrent)
    return kernel[:, H:2 * H], recurrent[:, H:2 * H], bias[H:2 * H]
''',
    outputs="W_xf W_hf b_f",
    cases=lambda rng: [tuple(lstm_params(rng, D, H)) for B, T, D, H in SIZES],
    mistakes=(
        Mistake({"H:2 * H": ":H"},
                "You took the first block, which is the input gate's; Keras's order is i, f, c, o, so that the forget "
                "gate's is the second."),
        Mistake({"H:2 * H": "2 * H:3 * H"},
                "You took the third block, which is the candidate's (Keras calls it c); the forget gate's is the "
                "second."),
        Mistake({"H:2 * H": "3 * H:"},
                "You took the last block, which is the output gate's; the forget gate's is the second."),
        Mistake({"H:2 * H": "1::4"},
                "You took every fourth column; the parts are blocks of H columns, one beside the other."),
        Mistake({"kernel[:, H:2 * H]": "kernel[:, H:2 * H].T"},
                "You transposed the kernel; states and inputs are rows, so that it is (D, H)."),
        Mistake({"recurrent[:, H:2 * H]": "recurrent[:, H:2 * H].T"},
                "You transposed the recurrent weights; h_prev @ W_hf needs them as they stand."),
        Mistake({"len(recurrent)": "len(kernel)"},
                "You took D for H; the recurrent matrix has one row for each hidden unit, the kernel one for each "
                "feature."),
    ),
    variants=('''
def split_keras_weights(kernel, recurrent, bias):
    return tuple(np.split(array, 4, axis=-1)[1] for array in (kernel, recurrent, bias))
''', '''
def split_keras_weights(kernel, recurrent, bias):
    H = bias.size // 4
    D = kernel.shape[0]
    return kernel.reshape(D, 4, H)[:, 1], recurrent.reshape(H, 4, H)[:, 1], bias.reshape(4, H)[1]
'''),
    hints=("Four blocks of H columns, in the order i, f, c, o. Where does the second begin?",
           "H is the number of rows of the recurrent matrix."),
    fact="A fresh Keras layer has ones in this block of the bias: unit_forget_bias=True, after Jozefowicz et al. "
         "(2015).",
    why="Columns H to 2H of each array are the forget gate's.",
    questions=("How could you check the order without reading the documentation?",),
)

MATCH_KERAS = Function(
    name="match_keras", lesson=9, minutes=6,
    prompt="Another library stores an LSTM gate by gate, each matrix acting on columns. Make Keras's three arrays of "
           "it.",
    stub='''
def match_keras(gates):
    """Keras's weights.  gates["f"] = (W (H, D), U (H, H), b (H,)) with z = W x + U h + b; the same for i, g, o
    -> kernel (D, 4H), recurrent (H, 4H), bias (4H,) in Keras's order."""
    return ...                                   # your lines; three arrays
''',
    solution='''
def match_keras(gates):
    W, U, b = zip(*(gates[key] for key in "ifgo"))
    return np.vstack(W).T, np.vstack(U).T, np.concatenate(b)
''',
    outputs="kernel recurrent bias",
    cases=lambda rng: [({key: (draw(rng, H, D), draw(rng, H, H), draw(rng, H)) for key in "figo"},)
                       for B, T, D, H in SIZES],
    mistakes=(
        Mistake({'"ifgo"': '"figo"'},
                "You put the forget gate first, as the older papers do; Keras's order is i, f, c, o."),
        Mistake({'"ifgo"': '"ifog"'},
                "You put the candidate last, as some libraries do; Keras has it third, before the output gate."),
        Mistake({'"ifgo"': '"fiog"'},
                "You kept the order f, i, o, g of the published assignment; Keras's order is i, f, c, o."),
        Mistake({"np.vstack(W).T": "np.vstack(W)"},
                "You left W as it stands; it acts on columns there and on rows here, so that it is transposed."),
        Mistake({"np.vstack(U).T": "np.vstack(U)"},
                "You left U as it stands; it acts on columns there and on rows here, so that it is transposed."),
        Mistake({"np.vstack(U).T": "np.hstack(U)"},
                "You put the recurrent matrices side by side without transposing each; the shape fits, and the units "
                "are mixed up."),
        Mistake({"np.concatenate(b)": "np.stack(b)"},
                "You returned the bias as (4, H); Keras wants one vector of 4H entries."),
        Mistake({"np.concatenate(b)": "2 * np.concatenate(b)"},
                "You doubled the bias; one library adds two bias vectors, this one has a single one."),
    ),
    variants=('''
def match_keras(gates):
    order = [gates[k] for k in ("i", "f", "g", "o")]
    return (np.hstack([W.T for W, U, b in order]), np.hstack([U.T for W, U, b in order]),
            np.hstack([b for W, U, b in order]))
''', '''
def match_keras(gates):
    H, D = gates["i"][0].shape
    kernel, recurrent, bias = np.empty((D, 4 * H)), np.empty((H, 4 * H)), np.empty(4 * H)
    for n, key in enumerate("ifgo"):
        part = slice(n * H, n * H + H)
        kernel[:, part], recurrent[:, part], bias[part] = gates[key][0].T, gates[key][1].T, gates[key][2]
    return kernel, recurrent, bias
'''),
    hints=("z = W x with x a column is z = x Wᵀ with x a row: each matrix is transposed.",
           "Then the four stand side by side, in the order i, f, g, o."),
    fact="Square matrices fit whichever way round they are: no error tells you. Equal outputs do, which is why this "
         "lesson compares them.",
    why="Transpose each, and put the blocks in Keras's order.",
    questions=("Which single input would show you an exchanged pair of gates?",),
)

SCALE_SPLIT = Function(
    name="scale_split", lesson=9, minutes=6,
    prompt="Split a series in time, and scale both parts with what may be known: the training part's range.",
    stub='''
def scale_split(series, share):
    """The first `share` of the series for training, the rest for testing, scaled so that the training part runs
    from 0 to 1.  series (T,), share between 0 and 1 -> train, test."""
    return ...                                   # your lines; return train, test
''',
    solution='''
def scale_split(series, share):
    n = int(share * len(series))
    low, high = series[:n].min(), series[:n].max()
    scaled = (series - low) / (high - low)
    return scaled[:n], scaled[n:]
''',
    outputs="train test",
    cases=lambda rng: [(np.linspace(-1, 3, 20) + draw(rng, 20), 0.75),
                       (5.0 - np.linspace(0, 4, 13) + draw(rng, 13), 0.6)],
    mistakes=(
        Mistake({"series[:n].min(), series[:n].max()": "series.min(), series.max()"},
                "You took the range of the whole series; the test part is the future, so that its extremes may not be "
                "known."),
        Mistake({"series[:n].min(), series[:n].max()": "series[n:].min(), series[n:].max()"},
                "You took the range of the test part; the training part is what may be known."),
        Mistake({"return scaled[:n], scaled[n:]":
                 "return scaled[:n], (series[n:] - series[n:].min()) / (series[n:].max() - series[n:].min())"},
                "You scaled the test part with a range of its own; the same value would then mean two things to the "
                "model, so that one scale serves both."),
        Mistake({"int(share * len(series))": "len(series) - int(share * len(series))"},
                "You exchanged the shares; `share` is the training part's."),
        Mistake({"scaled[:n], scaled[n:]": "scaled[n:], scaled[:n]"},
                "You exchanged the parts; the past trains, the future tests."),
        Mistake({"(series - low) / (high - low)": "(series - series[:n].mean()) / series[:n].std()"},
                "You standardised, which is fine in itself; here the training part is to run from 0 to 1."),
        Mistake({"scaled[n:]": "series[n:]"},
                "You left the test part unscaled; the model has learned the scaled values."),
        Mistake({"(series - low) / (high - low)": "np.clip((series - low) / (high - low), 0, 1)"},
                "You cut the test part off at 0 and 1; a future beyond the known range is real, so that it stays."),
        Mistake({" / (high - low)": " / high"},
                "You divided by the largest value; the range is high − low, so that the training part ends at 1."),
    ),
    variants=('''
def scale_split(series, share):
    train, test = np.split(np.asarray(series), [int(len(series) * share)])
    return (train - train.min()) / np.ptp(train), (test - train.min()) / np.ptp(train)
''', '''
def scale_split(series, share):
    k = int(share * len(series))
    low, high = min(series[:k]), max(series[:k])
    scale = lambda part: np.array([(value - low) / (high - low) for value in part])
    return scale(series[:k]), scale(series[k:])
'''),
    hints=("First the cut, then the scale: what comes after the cut is the future.",
           "low and high of the training part alone; the same two numbers for both parts."),
    fact="The test part may leave 0 … 1, and should: on a rising series that is the very thing a model has to cope "
         "with.",
    why="Anything that is computed from data and used by the model is training, scaling too.",
    questions=("On which series does fitting the scaler before the split change nothing?",),
)

SKILL = Function(
    name="skill", lesson=9, minutes=3,
    prompt="How much better than a baseline is a model? 1 is perfect, 0 no better, below 0 worse.",
    stub='''
def skill(error, baseline_error):
    """The share of the baseline's error that the model takes away.  Both mean squared errors -> a number up to 1."""
    return ...                                   # your line
''',
    solution='''
def skill(error, baseline_error):
    return 1 - error / baseline_error
''',
    cases=lambda rng: [(0.2, 0.8), (3.0, 2.0), (np.array([0.1, 0.7]), np.array([0.4, 0.3]))],
    mistakes=(
        Mistake({"1 - error / baseline_error": "error / baseline_error"},
                "You returned the share of the error that is *left*; the skill is what is taken away, so that better "
                "is higher."),
        Mistake({"1 - error / baseline_error": "baseline_error / error"},
                "You returned how many times the baseline's error is larger; the skill is a share, so that a perfect "
                "model has 1."),
        Mistake({"1 - error / baseline_error": "baseline_error - error"},
                "You returned the difference; divide by the baseline's error, so that units drop out."),
        Mistake({"error / baseline_error": "baseline_error / error"},
                "You turned the quotient round; the baseline is what the error is compared with, so that it stands "
                "below."),
        Mistake({"1 - error": "1 + error"},
                "You added; an error as large as the baseline's has to give 0."),
        Mistake({"error / baseline_error": "(error / baseline_error)**0.5"},
                "You took the root; the skill compares mean squared errors as they are."),
    ),
    variants=('''
def skill(error, baseline_error):
    return (baseline_error - error) / baseline_error
''', '''
def skill(error, baseline_error):
    return np.subtract(1.0, np.divide(error, baseline_error))
'''),
    hints=("What has to come out if both errors are equal? And if the model's is zero?",
           "error / baseline_error is the share that is left."),
    fact="A skill below zero is common: many published forecasts of prices would not beat “the same as yesterday”.",
    why="error / baseline is the share that is left; one minus that is the share taken away.",
    questions=("Which baseline is fair for a series with a yearly season?",),
)

UNSCALE = Function(
    name="unscale", lesson=9, minutes=3,
    prompt="Undo the min–max scaling, so that a forecast has its unit again.",
    stub='''
def unscale(scaled, low, high):
    """The values that were scaled by (value − low) / (high − low).  Any shape -> the same shape."""
    return ...                                   # your line
''',
    solution='''
def unscale(scaled, low, high):
    return low + scaled * (high - low)
''',
    cases=lambda rng: [(draw(rng, 4, 1), -3.0, 5.0), (draw(rng, 6), 10.0, 12.5)],
    mistakes=(
        Mistake({"low + scaled": "scaled"},
                "You left out low; a scaled 0 stands for the lowest value."),
        Mistake({"low + scaled": "high + scaled"},
                "You began at high; a scaled 0 stands for the *lowest* value."),
        Mistake({"(high - low)": "high"},
                "You multiplied by high; a scaled 1 stands for high, so that the factor is the range, high − low."),
        Mistake({"scaled * (high - low)": "scaled / (high - low)"},
                "You divided by the range once more; scaling divided, so that undoing it multiplies."),
        Mistake({"low + scaled * (high - low)": "(low + scaled) * (high - low)"},
                "You added low first; scaling took it off first, so that it is put back last."),
        Mistake({"low + scaled * (high - low)": "(scaled - low) / (high - low)"},
                "You scaled once more; the way back multiplies and then adds."),
    ),
    variants=('''
def unscale(scaled, low, high):
    return scaled * high + (1 - scaled) * low
''', '''
def unscale(scaled, low, high):
    return np.multiply(scaled, high - low) + low
'''),
    hints=("What should 0 become? And 1?", "The last thing that scaling did is undone first."),
    fact="An error is unscaled by the range alone, and a squared error by its square: low drops out.",
    why="Scaling: minus low, then divided by the range. Back: times the range, then plus low.",
    questions=("What does a mean squared error of 0.0001 mean in degrees, if the range is 40 degrees?",),
)

WHICH_NEXT = Number(
    name="which_next", lesson=9, minutes=4,
    prompt="A series has 1,000 values, numbered 0 to 999; windows hold 10 values. How many windows have a value after "
           "them? And to forecast the first value that is not there yet: its number, and the first and last number of "
           "the window you need?",
    solution={"windows": 990, "forecast": 1000, "first": 990, "last": 999},
    tolerance=1e-9,
    mistakes=(
        Mistake({"windows": 989},
                "You lost one window, as the lesson this course grew from does; a series of T values has T − 10 "
                "windows with a value after them."),
        Mistake({"windows": 991},
                "You counted the last window too; nothing comes after it, so that it has no target."),
        Mistake({"forecast": 999},
                "You “forecast” a value that the series already holds; numbers end at 999, so that the next one is "
                "1000."),
        Mistake({"forecast": 1001},
                "You skipped one; the values are numbered from 0, so that 1,000 of them end at 999."),
        Mistake({"first": 989},
                "You began one too early; 10 values that end at 999 begin at 990."),
        Mistake({"first": 991},
                "You began one too late; from 990 to 999 there are 10 values."),
        Mistake({"last": 998},
                "You stopped one short; the newest value there is has the number 999, and no reason to be left out."),
    ),
    hints=("Try it small: 5 values, numbered 0 to 4, windows of 2.",
           "The window that forecasts the future is the newest one: it ends with the last value there is."),
    fact="It is the one window that no training example could use, since its target does not exist yet.",
    why="990 windows have a target; the one that starts at 990 and ends at 999 has none, and is the one to ask.",
    questions=("Which windows would be asked for the value after that, 1001?",),
)

KERAS_STACKED = Model(
    name="keras_stacked", lesson=10, minutes=7,
    prompt="Build the stacked model of this lesson: two LSTM layers, dropout between them, one number out.",
    stub='''
def keras_stacked(units, T, rate):
    """A model (B, T, 1) -> (B, 1): an LSTM of `units`, Dropout(rate), an LSTM of `units`, a readout."""
    return ...                                   # your lines; return the model
''',
    solution='''
def keras_stacked(units, T, rate):
    import keras
    return keras.Sequential([
        keras.Input((T, 1)),
        keras.layers.LSTM(units, return_sequences=True),
        keras.layers.Dropout(rate),
        keras.layers.LSTM(units),
        keras.layers.Dense(1),
    ])
''',
    look=look_at,
    cases=lambda rng: [(4, 10, 0.2), (3, 6, 0.5)],
    mistakes=(
        Mistake({"keras.layers.LSTM(units),": "keras.layers.LSTM(units, return_sequences=True),"},
                "You left return_sequences on in the upper layer; one value is asked for, so that it gives its last "
                "state alone."),
        Mistake({"        keras.layers.Dropout(rate),\n": ""},
                "You left the dropout out; it stands between the layers."),
        Mistake({"        keras.layers.Dropout(rate),\n        keras.layers.LSTM(units),\n":
                 "        keras.layers.LSTM(units),\n        keras.layers.Dropout(rate),\n"},
                "You put the dropout after the second layer; between the layers it hides part of what the upper one "
                "reads."),
        Mistake({"        keras.layers.LSTM(units, return_sequences=True),\n        keras.layers.Dropout(rate),\n":
                 "        keras.layers.Dropout(rate),\n        keras.layers.LSTM(units, return_sequences=True),\n"},
                "You put the dropout before the first layer; it would then wipe out whole inputs of a series that has "
                "only one feature."),
        Mistake({"        keras.layers.LSTM(units),\n": "        keras.layers.LSTM(units),\n        "
                 "keras.layers.Dropout(rate),\n"},
                "You put dropout after both layers; it is asked for between them."),
        Mistake({"        keras.layers.Dense(1),\n": ""},
                "You left out the readout; hidden units lie between −1 and 1, so that a Dense layer has to make the "
                "number."),
        Mistake({"Dropout(rate)": "Dropout(1 - rate)"},
                "You passed the share that is *kept*; Keras's rate is the share that is dropped."),
        Mistake({"LSTM(units, return_sequences=True),\n        keras.layers.Dropout(rate),\n        keras.layers.": ""},
                "You built one layer; two are asked for, the lower one returning its sequence."),
        Mistake({"keras.layers.LSTM(units),": "keras.layers.LSTM(2 * units),"},
                "You doubled the upper layer; both have the same number of units here."),
    ),
    variants=('''
def keras_stacked(units, T, rate):
    from keras import Input, Model, layers
    x = Input((T, 1))
    h = layers.LSTM(units, return_sequences=True)(x)
    h = layers.Dropout(rate)(h)
    h = layers.LSTM(units)(h)
    return Model(x, layers.Dense(1)(h))
''',),
    hints=("The upper layer reads a sequence: what has to come out of the lower one?",
           "Without return_sequences=True Keras says: expected ndim=3, found ndim=2. It means this.",
           "Input, LSTM with return_sequences=True, Dropout, LSTM, Dense."),
    fact="The upper layer has nearly twice the parameters of the lower one, since it reads `units` features instead "
         "of one.",
    why="Only the top layer may give its last state alone; all below hand on the state of every step.",
    questions=("What does the error message say if return_sequences is missing, and what does it mean?",),
)

DROPOUT_WHERE = Choice(
    name="dropout_where", lesson=10, minutes=4,
    prompt="What is set to zero at random: by a Dropout layer between two LSTMs during fit, by recurrent_dropout "
           "during fit, by either during evaluate and predict?",
    options={"a": "some outputs on their way to the layer above", "b": "some of the state on its way to the next step",
             "c": "nothing", "d": "some weights, for good"},
    solution={"layer, fit": "a", "recurrent, fit": "b", "evaluate": "c", "predict": "c"},
    mistakes=(
        Mistake({"layer, fit": "b"},
                "You put the Dropout layer into time; it stands between layers, so that the state of its own layer "
                "travels on untouched."),
        Mistake({"layer, fit": "d"},
                "You let dropout remove weights; it hides outputs, others at each step of training, and changes no "
                "weight itself."),
        Mistake({"recurrent, fit": "a"},
                "You exchanged the two; recurrent_dropout acts on h on its way to the next step."),
        Mistake({"evaluate": "a"},
                "You dropped while evaluating; dropout is switched off then, so that the test loss can be lower than "
                "the training loss."),
        Mistake({"predict": "a"},
                "You dropped while predicting; the same input would then give another answer each time."),
        Mistake({"predict": "d"},
                "You removed weights for good; all of them are there when the model is used."),
    ),
    hints=("When is randomness wanted: while learning, or while answering?",
           "One acts upwards, between layers; the other forwards, in time."),
    fact="What is left is multiplied by 1 / (1 − rate) while training, so that nothing has to be changed afterwards.",
    why="Dropout is noise for training: upwards between layers, or in time as recurrent_dropout; never when the model "
        "answers.",
    questions=("Why may the training loss that fit prints be higher than the loss of evaluate on the same data?",),
)

STACKED_PARAMS = Function(
    name="stacked_params", lesson=10, minutes=5,
    prompt="Count the parameters of stacked LSTM layers with one readout of one output.",
    stub='''
def stacked_params(D, units):
    """All parameters: layers of units[0], units[1], … on D features, and Dense(1).  units a list -> a whole number."""
    return ...                                   # your lines
''',
    solution='''
def stacked_params(D, units):
    total = 0
    for H in units:
        total += 4 * H * (D + H + 1)
        D = H
    return total + D + 1
''',
    cases=lambda rng: [(1, [50, 50]), (3, [7, 4, 5]), (2, [6])],
    mistakes=(
        Mistake({"        D = H\n": "", "return total + D + 1": "return total + H + 1"},
                "You let every layer read the D features; an upper layer reads the units of the one below."),
        Mistake({"return total + D + 1": "return total"},
                "You left out the readout; Dense(1) has a weight for each unit of the top layer, and a bias."),
        Mistake({"return total + D + 1": "return total + D"},
                "You left out the readout's bias."),
        Mistake({"(D + H + 1)": "(D + H)"},
                "You left out the layers' biases; each has 4H of them."),
        Mistake({"total += ": "total = "},
                "You kept the last layer alone; “+=” adds them up."),
        Mistake({"4 * H *": "3 * H *"},
                "You counted three parts; an LSTM has three gates and a candidate."),
        Mistake({"return total + D + 1": "return total + sum(units) + 1"},
                "You connected the readout to every layer; it reads the top one alone."),
    ),
    variants=('''
def stacked_params(D, units):
    inputs = [D, *units[:-1]]
    return sum(4 * h * (d + h + 1) for d, h in zip(inputs, units)) + units[-1] + 1
''', '''
def stacked_params(D, units):
    if not units:
        return D + 1
    return 4 * units[0] * (D + units[0] + 1) + stacked_params(units[0], units[1:])
'''),
    hints=("One layer: 4H (D + H + 1). What is D for the second?",
           "The readout: one weight for each unit of the top layer, and one bias."),
    fact="Two layers of 50 have 30,651 parameters; one layer of 86 has nearly as many. That is the fair rival of a "
         "stack.",
    why="Each layer reads the one below; the readout reads the top.",
    questions=("How many units has one layer with as many parameters as two of 32, on one feature?",),
    equivalents={"return total + H + 1": "after the loop D and H are both the top layer's units"},
)

NORM_WHICH_AXIS = Function(
    name="norm_which_axis", lesson=10, minutes=5,
    prompt="Normalise hidden states (B, T, H) to mean 0 and deviation 1 in two ways: as layer normalisation does, and "
           "as batch normalisation does while training.",
    stub='''
def norm_which_axis(h):
    """Layer norm: every state by itself, over its units. Batch norm: every unit by itself, over batch and time.
    h (B, T, H) -> layer_normed, batch_normed, each (B, T, H)."""
    return ...                                   # your lines; return both
''',
    solution='''
def norm_which_axis(h):
    by_state = (h - h.mean(axis=2, keepdims=True)) / h.std(axis=2, keepdims=True)
    by_unit = (h - h.mean(axis=(0, 1))) / h.std(axis=(0, 1))
    return by_state, by_unit
''',
    outputs="layer batch",
    cases=lambda rng: [(draw(rng, 3, 5, 4) + draw(rng, 4),), (draw(rng, 4, 2, 6) * np.arange(1, 7),)],
    mistakes=(
        Mistake({"return by_state, by_unit": "return by_unit, by_state"},
                "You exchanged the two; layer norm looks at one state at a time, batch norm at one unit at a time."),
        Mistake({"axis=2": "axis=(1, 2)"},
                "You let layer norm look over time as well; it normalises each step by itself, so that it needs no "
                "other step."),
        Mistake({"axis=(0, 1)": "axis=0"},
                "You let batch norm look over the batch alone; Keras takes batch and time together, so that a unit "
                "has one mean."),
        Mistake({"axis=(0, 1)": "axis=1, keepdims=True"},
                "You normalised over time for each example; batch norm takes batch and time together."),
        Mistake({"h.std(axis=2, keepdims=True)": "h.var(axis=2, keepdims=True)"},
                "You divided by the variance; the deviation is its root, so that 1 comes out."),
        Mistake({"(h - h.mean(axis=2, keepdims=True))": "h"},
                "You did not subtract the mean in layer norm; mean 0 is asked for."),
        Mistake({"(h - h.mean(axis=(0, 1)))": "h"},
                "You did not subtract the mean in batch norm; mean 0 is asked for."),
        Mistake({"axis=(0, 1)": ""},
                "You normalised everything together; batch norm gives each unit a mean and a deviation of its own."),
    ),
    variants=('''
def norm_which_axis(h):
    flat = h.reshape(-1, h.shape[-1])
    layer = ((flat.T - flat.mean(1)) / flat.std(1)).T
    batch = (flat - flat.mean(0)) / flat.std(0)
    return layer.reshape(h.shape), batch.reshape(h.shape)
''', '''
def norm_which_axis(h):
    layer, batch = np.empty_like(h), np.empty_like(h)
    for n in range(len(h)):
        for t in range(h.shape[1]):
            layer[n, t] = (h[n, t] - h[n, t].mean()) / h[n, t].std()
    for u in range(h.shape[2]):
        batch[..., u] = (h[..., u] - h[..., u].mean()) / h[..., u].std()
    return layer, batch
'''),
    hints=("Layer norm: the mean of the H numbers of one state; axis 2, keepdims=True.",
           "Batch norm: one mean for each unit; axes 0 and 1 together."),
    fact="Batch norm needs a batch, and keeps running means for later; layer norm treats a single sequence as it "
         "treats a thousand.",
    why="The question is what a number is compared with: the other units of its state, or the same unit elsewhere.",
    questions=("Which of the two gives another answer when the batch is shuffled with other sequences?",),
)

EXERCISES = [KERAS_SINGLE, SPLIT_KERAS_WEIGHTS, MATCH_KERAS, SCALE_SPLIT, SKILL, UNSCALE, WHICH_NEXT, KERAS_STACKED,
             DROPOUT_WHERE, STACKED_PARAMS, NORM_WHICH_AXIS]
