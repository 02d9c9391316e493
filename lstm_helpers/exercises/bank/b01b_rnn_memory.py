"""Exercises of lesson 01 (give a network a memory): whole sequences, and what is left of them."""

from lstm_helpers.exercises.hidden import SIZES, draw, rnn_params, sequences
from lstm_helpers.exercises.kinds import Choice, Function, Mistake

RNN_FORWARD = Function(
    name="rnn_forward",
    lesson=1,
    minutes=8,
    prompt="Run the RNN over whole sequences and keep every state, the initial one included.",
    stub='''
def rnn_forward(params, x, h0):
    """All states.  x (B, T, D), h0 (B, H) -> h (B, T+1, H), where h[:, 0] is h0 and
    h[:, t + 1] came from x[:, t]."""
    return ...                          # your lines; use rnn_step(params, x_t, h_prev)
''',
    solution="""
def rnn_forward(params, x, h0):
    B, T, D = x.shape
    h = np.empty((B, T + 1, h0.shape[1]))
    h[:, 0] = h0
    for t in range(T):
        h[:, t + 1] = rnn_step(params, x[:, t], h[:, t])
    return h
""",
    needs="from lstm_helpers.maths.cells import rnn_step",
    cases=lambda rng: [
        (rnn_params(rng, D, H), sequences(rng, B, T, D), draw(rng, B, H, scale=0.5)) for B, T, D, H in SIZES
    ],
    mistakes=(
        Mistake(
            {"h[:, 0] = h0": "h[:, 0] = 0"},
            "You started from zeros; the first state is h0, so a sequence can go on where another one ended.",
        ),
        Mistake(
            {"h[:, t])": "h0)"},
            "You gave h0 to every step; step t reads the state before it, h[:, t], so something is remembered.",
        ),
        Mistake({"x[:, t]": "x[:, 0]"}, "You read the first input at every step; step t reads x[:, t]."),
        Mistake(
            {"x[:, t]": "x[:, T - 1 - t]"},
            "You read the sequence from its end; a plain RNN reads from the first step on. (Lesson 11 reads both "
            "ways.)",
        ),
        Mistake(
            {"return h": "return h[:, 1:]"},
            "You left the initial state out; h[:, 0] is h0, so h[:, t] is always what step t saw.",
        ),
        Mistake(
            {"return h": "return h[:, -1]"},
            "You returned the last state alone; all T + 1 states are asked for, so the gradient can be sent "
            "back through them later.",
        ),
        Mistake({"return h": "return np.swapaxes(h, 0, 1)"}, "You put time first; the axes are (batch, time, units)."),
        Mistake(
            {"h[:, t + 1] = ": "h[:, t + 1] = h[:, t] + "},
            "You added each new state to the old one; an RNN's state is replaced at every step.",
        ),
        Mistake(
            {"    for t in range(T):": "    h[:, T] = 0\n    for t in range(T - 1):"},
            "You stopped one step early; T inputs make T new states, so the loop runs over range(T).",
        ),
        Mistake({"x[:, t]": "x[t]"}, "You looped over the first axis, the batch; time is the second, x[:, t]."),
    ),
    variants=(
        """
def rnn_forward(params, x, h0):
    h = [h0]
    for x_t in np.swapaxes(x, 0, 1):
        h.append(rnn_step(params, x_t, h[-1]))
    return np.stack(h, axis=1)
""",
        """
def rnn_forward(params, x, h0):
    W_x, W_h, b = params
    read = x @ W_x + b
    h = np.concatenate([h0[:, None], np.zeros_like(read)], axis=1)
    for t in range(x.shape[1]):
        h[:, t + 1] = np.tanh(read[:, t] + h[:, t] @ W_h)
    return h
""",
        """
from lstm_helpers.maths.sequence import run
def rnn_forward(params, x, h0):
    return run(params, x, h0).h
""",
    ),
    hints=(
        "Make room first: an array (B, T + 1, H) whose entry 0 along time is h0.",
        "Then loop over t: step t reads x[:, t] and h[:, t], and writes h[:, t + 1].",
        "np.empty((B, T + 1, H)), h[:, 0] = h0, and one call of rnn_step per step.",
    ),
    fact="The products x_t @ W_x don't wait for one another: they can be done for all steps at once before the loop, "
    "and the fast LSTM of lesson 07 does so.",
    why="The loop can't be avoided: h_{t+1} needs h_t. That is why RNNs are slow on hardware that likes to do much at "
    "once.",
    equivalents={
        "B, T, h = x.shape": "D is not used afterwards, and h gets its value in the next line",
        "B, T, t = x.shape": "D is not used afterwards, and t gets its value in the loop",
    },
    questions=(
        "Which part of the work could be done outside the loop?",
        "What do you get if you run the first half, and then the second half from the state you reached?",
    ),
)

PREDICT_MEMORY = Choice(
    name="predict_memory",
    lesson=1,
    minutes=5,
    prompt="One unit, h_t = tanh(w · h_{t−1} + x_t), reads a 1 and then twenty zeros. What is left of it at the end, "
    "for each w?",
    options={
        "a": "next to nothing, below 0.001",
        "b": "a fading rest, between 0.1 and 0.5",
        "c": "nearly all of it, for good: above 0.9",
        "d": "nearly all of it, with another sign at every step",
    },
    solution={"w = 0.5": "a", "w = 1": "b", "w = 2": "c", "w = -2": "d"},
    mistakes=(
        Mistake(
            {"w = 1": "c"},
            "You let w = 1 hold its value; tanh bends, tanh(h) < h, so a little is lost at every step and "
            "about a quarter is left.",
        ),
        Mistake(
            {"w = 1": "a"},
            "You let w = 1 lose everything; near 0 tanh is almost straight, so the loss slows down and about "
            "a quarter is left.",
        ),
        Mistake(
            {"w = 0.5": "b"},
            "You let w = 0.5 keep a rest; each step halves it at least, and 2 to the power −20 is a millionth.",
        ),
        Mistake(
            {"w = 2": "d"},
            "You gave w = 2 a changing sign; a positive w never turns the sign, and the state settles where "
            "tanh(2h) = h.",
        ),
        Mistake(
            {"w = -2": "c"},
            "You kept the sign at w = −2; each step multiplies by a negative number, so the sign turns.",
        ),
        Mistake(
            {"w = -2": "a"},
            "You let w = −2 forget; what counts is its size, and |w| > 1 holds the state near 0.96 while the sign "
            "turns.",
        ),
        Mistake(
            {"w = 2": "b"},
            "You let w = 2 fade; 2 is larger than what tanh takes away, so the state settles at 0.96.",
        ),
    ),
    hints=(
        "Try it on paper for three steps: h, then tanh(w · h), then tanh of w times that.",
        "For small h, tanh(w · h) is about w · h: each step multiplies by w.",
        "For w = 2, look for a value that a step leaves as it is: tanh(2h) = h.",
    ),
    fact="The unit with w = 2 remembers for ever, but nothing can change its mind gently: that is a latch without a "
    "gate. Lesson 03 adds the gate.",
    why="Below 1 the memory fades, exponentially fast. At 1 it fades slowly. Above 1 it saturates, and holds.",
    questions=("What does a unit with w = 2 do when a −0.1 comes in? And a −3?",),
)

EXERCISES = [RNN_FORWARD, PREDICT_MEMORY]
