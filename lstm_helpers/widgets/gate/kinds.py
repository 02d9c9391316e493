"""The cells that the Gate Lab shows: what it calls their quantities, in which order, between which ends they lie."""

from lstm_helpers.maths.parameters import GRUAfterParams, GRUParams, LSTMParams, RNNParams

CELLS = {LSTMParams: "lstm", GRUParams: "gru", GRUAfterParams: "gru after", RNNParams: "rnn"}
MAPS = {"lstm": "figoch", "gru": "zrgh", "gru after": "zrgh", "rnn": "h"}
SMALL = {"lstm": "fc", "gru": "zh", "gru after": "zh", "rnn": "h"}
GATES = {"lstm": "figo", "gru": "zrg", "gru after": "zrg", "rnn": ""}
NAMES = {
    "f": "forget gate",
    "i": "input gate",
    "g": "candidate",
    "o": "output gate",
    "z": "update gate",
    "r": "reset gate",
    "c": "cell state",
    "h": "hidden state",
}
STATES = "ch"
TINTS = {"z": "f", "r": "i"}
"""The update gate has the colour of the forget gate, as both say what is kept; the reset gate the input gate's."""

_ENDS = {
    "hard_sigmoid": (0, 1),
    "hard_tanh": (-1, 1),
    "relu6": (0, 6),
    "sigmoid": (0, 1),
    "softmax": (0, 1),
    "softsign": (-1, 1),
    "sparse_sigmoid": (0, 1),
    "sparsemax": (0, 1),
    "tanh": (-1, 1),
}


def kind_of(trace):
    """Return what a trace's cell is called: "lstm", "gru", "gru after" or "rnn"; None for others."""
    return CELLS.get(type(trace.params))


def ends_of(trace):
    """Return the ends between which each gate and the candidate lie, None where their activation has none."""
    squash, gate = (_ENDS.get(name) for name in trace.activations)
    return {key: squash if key == "g" else gate for key in GATES[kind_of(trace)]}
