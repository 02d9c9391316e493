"""Exercises of lesson 05 (run whole sequences): from step to sequence, from series to windows."""

from lstm_helpers.exercises.hidden import SIZES, draw, lstm_params, sequences
from lstm_helpers.exercises.kinds import Function, Mistake

LSTM_FORWARD = Function(
    name="lstm_forward",
    lesson=5,
    minutes=8,
    prompt="Run an LSTM over a batch of sequences, from initial states that are given. lstm_step is there.",
    stub='''
def lstm_forward(params, x, h0, c0):
    """Every hidden state, and the last cell state.
    x (B, T, D), h0, c0 (B, H) -> h (B, T, H), c_T (B, H).
    lstm_step(params, x_t, h_prev, c_prev) returns i, f, g, o, c_t, h_t."""
    return ...                                   # your lines; return h, c_T
''',
    solution="""
def lstm_forward(params, x, h0, c0):
    h, c, shown = h0, c0, []
    for t in range(x.shape[1]):
        c, h = lstm_step(params, x[:, t], h, c)[-2:]
        shown.append(h)
    return np.stack(shown, axis=1), c
""",
    needs="from lstm_helpers.maths.cells import lstm_step",
    outputs="h c_T",
    cases=lambda rng: [
        (lstm_params(rng, D, H), sequences(rng, B, T, D), draw(rng, B, H), draw(rng, B, H)) for B, T, D, H in SIZES
    ],
    mistakes=(
        Mistake(
            {"x[:, t], h, c": "x[:, t], h0, c0"},
            "You started every step from the initial states; each step continues from the states of the one "
            "before, so the past is not lost.",
        ),
        Mistake(
            {"shown = h0, c0, []": "shown = 0 * h0, 0 * c0, []"},
            "You started from zeros; the states h0 and c0 were passed in, so a long recording can be read in pieces.",
        ),
        Mistake(
            {"range(x.shape[1])": "reversed(range(x.shape[1]))"},
            "You read the sequence from its end; step 0 comes first, so no state has seen the future.",
        ),
        Mistake(
            {"c, h = lstm": "h, c = lstm"},
            "You exchanged the two states; lstm_step returns c_t and then h_t, so the last one is what is shown.",
        ),
        Mistake(
            {"axis=1": "axis=0"},
            "You stacked along the first axis; the batch comes first, (B, T, H), so time is axis 1.",
        ),
        Mistake(
            {"x[:, t], h, c": "x[:, t], h0, c"},
            "You carried the cell state and not the hidden state; the gates look at h of the step before, so "
            "it has to travel as well.",
        ),
        Mistake(
            {"x[:, t], h, c": "x[:, t], h, c0"},
            "You carried the hidden state and not the cell state; c is the memory, so a cell without it "
            "forgets at each step.",
        ),
        Mistake(
            {"c0, []": "c0, [h0]", "shown, axis": "shown[:-1], axis"},
            "You stored the state before the step; h (B, T, H) holds the states *after* each step, so the "
            "last one has seen everything.",
        ),
        Mistake(
            {"axis=1), c\n": "axis=1), h\n"},
            "You returned the last hidden state twice; the second output is the cell state, so the reading "
            "can go on later.",
        ),
        Mistake({"x[:, t]": "x[:, 0]"}, "You read the first step again and again; step t reads x[:, t]."),
    ),
    variants=(
        """
def lstm_forward(params, x, h0, c0):
    B, T, D = x.shape
    h = np.empty((B, T + 1, h0.shape[1]), x.dtype)
    h[:, 0], c = h0, c0
    for t in range(T):
        step = lstm_step(params, x[:, t], h[:, t], c)
        c, h[:, t + 1] = step.c_t, step.h_t
    return h[:, 1:], c
""",
        """
def lstm_forward(params, x, h0, c0):
    rows, lasts = [], []
    for n in range(len(x)):
        h, c, row = h0[n:n + 1], c0[n:n + 1], []
        for x_t in x[n]:
            i, f, g, o, c, h = lstm_step(params, x_t[None], h, c)
            row.append(h[0])
        rows.append(row)
        lasts.append(c[0])
    return np.array(rows), np.array(lasts)
""",
    ),
    hints=(
        "Two variables travel through the loop, h and c. What are they before the first step?",
        "One step: i, f, g, o, c, h = lstm_step(params, x[:, t], h, c).",
        "Collect h after each step in a list, and np.stack the list along the time axis.",
    ),
    fact="This loop cannot be run in parallel over time: step t needs the state of step t − 1. That is what limits the "
    "speed of every recurrent network whose gates look at h.",
    why="The loop hands two states on. Everything the network knows of the past is in them.",
    questions=(
        "Which part of the work could be done for all steps at once, before the loop?",
        "What has to be returned so that the reading can go on tomorrow?",
    ),
)

MAKE_WINDOWS = Function(
    name="make_windows",
    lesson=5,
    minutes=7,
    prompt="Cut a series into all windows of a length, and give each the value that follows it.",
    stub='''
def make_windows(series, length):
    """Every window, and the value right after it.
    series (T,) -> x (N, length, 1), y (N, 1), N = T - length."""
    return ...                                   # your lines; return x, y
''',
    solution="""
def make_windows(series, length):
    N = len(series) - length
    x = np.array([series[n:n + length] for n in range(N)])
    y = np.array([series[n + length] for n in range(N)])
    return x[:, :, None], y[:, None]
""",
    outputs="x y",
    cases=lambda rng: [(draw(rng, 11), 4), (draw(rng, 8), 3), (draw(rng, 5), 4)],
    mistakes=(
        Mistake(
            {"len(series) - length\n": "len(series) - length - 1\n"},
            "You dropped the last window; a series of T values has T − length windows with a value after them, so "
            "the newest one is used too.",
        ),
        Mistake(
            {"series[n + length]": "series[n + length - 1]"},
            "You took the last value of the window as its target; the target comes *after* the window, so "
            "there is something to predict.",
        ),
        Mistake(
            {"series[n + length]": "series[n]"},
            "You took the first value of the window as its target; it comes after the window.",
        ),
        Mistake(
            {"x[:, :, None]": "x[:, None, :]"},
            "You put the features before the steps; the order is (batch, time, features), so each step holds "
            "one value.",
        ),
        Mistake(
            {"x[:, :, None]": "x"},
            "You left out the axis of the features; a network reads (batch, time, features), even where there is "
            "one feature.",
        ),
        Mistake(
            {"y[:, None]": "y"},
            "You returned y with one axis; it is (N, 1), so it can be compared with a readout of one output "
            "without broadcasting.",
        ),
        Mistake(
            {"series[n:n + length]": "series[n:n + length + 1][-length:]"},
            "You let the target into the window, as its last value; the window ends before it, so the answer "
            "is not given away.",
        ),
        Mistake(
            {"series[n:n + length] for": "series[n:n + length][::-1] for"},
            "You turned each window round; the oldest value comes first, as it was measured.",
        ),
        Mistake(
            {"n + length] for n in range(N)": "n + length] for n in range(N + 1)"},
            "You made one window too many; the newest one has no value after it, so x and y both have T − length rows.",
        ),
        Mistake(
            {"n + length] for n in range(N)": "n + length] for n in range(0, N + 1, length)"},
            "You cut the series into pieces that do not overlap; every start from 0 to N − 1 gives a window, so "
            "no example is lost.",
        ),
    ),
    variants=(
        """
def make_windows(series, length):
    places = np.arange(len(series) - length)[:, None] + np.arange(length)
    return series[places][..., None], series[length:, None]
""",
        """
def make_windows(series, length):
    views = np.lib.stride_tricks.sliding_window_view(series, length)[:-1]
    return views.reshape(-1, length, 1), np.asarray(series)[length:].reshape(-1, 1)
""",
    ),
    hints=(
        "With 5 values and windows of 3: which windows have a value after them? There are two.",
        "Window n is series[n:n + length]; the value after it is series[n + length].",
        "N = T − length. Add the axis of the features with x[:, :, None], and make y a column with y[:, None].",
    ),
    fact="Neighbouring windows share all but one value. Split such data by time and never at random: otherwise the "
    "test windows lie inside the training ones.",
    why="Each start n gives one window and one target; the last start whose target exists is T − length − 1.",
    questions=(
        "How many windows are lost if the target lies five steps ahead?",
        "Why is a random split of these windows too kind to every model?",
    ),
)

EXERCISES = [LSTM_FORWARD, MAKE_WINDOWS]
