"""Exercises of lesson 01 (give a network a memory)."""

import numpy as np

from lstm_helpers.exercises.hidden import SIZES, draw, rnn_params, sequences
from lstm_helpers.exercises.kinds import Choice, Function, Mistake

SIGMOID = Function(
    name="sigmoid",
    lesson=1,
    minutes=5,
    prompt="Write the sigmoid, 1 / (1 + exp(−z)), so that it does not overflow at any z.",
    stub='''
def sigmoid(z):
    """1 / (1 + exp(−z)) for every entry of the array z, from 0 to 1, without overflow:
    z = −1000 is allowed."""
    return ...                                   # your line
''',
    solution="lstm_helpers.maths.cells:sigmoid",
    # what overflows, and where, tells the formulas apart: first nowhere, then at +1000 only, then at −1000
    cases=lambda rng: [
        (draw(rng, 3, 4),),
        (np.array([-3.0, -0.5, 0.0, 0.7, 4.0, 1000.0]),),
        (np.array([-1000.0, -3.0, 1000.0]),),
    ],
    mistakes=(
        Mistake(
            "def sigmoid(z):\n    return 1 / (1 + np.exp(-z))\n",
            "You wrote the formula as it stands, and np.exp(−z) overflows at large negative z; tanh has the same "
            "shape and never overflows.",
        ),
        Mistake(
            "def sigmoid(z):\n    return np.where(z >= 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z)))\n",
            "np.exp(z) overflows at large positive z. An np.where around it does not help: it computes both "
            "branches for every entry, the one that is not used as well. Index with a mask, or use tanh.",
        ),
        Mistake(
            "def sigmoid(z):\n    return 1 / (1 + np.exp(z))\n",
            "You left out the minus: with exp(z) the curve falls, and it overflows at large positive z besides.",
        ),
        Mistake(
            "def sigmoid(z):\n    if z >= 0:\n        return 1 / (1 + np.exp(-z))\n    return np.exp(z)\n",
            "`if` asks about one number, and z is an array: look for an expression that serves every entry at once.",
        ),
        Mistake(
            {"0.5 * z": "z"}, "You put z itself into tanh; the sigmoid is half as steep, so that z / 2 belongs there."
        ),
        Mistake(
            {"1.0 + ": ""},
            "You returned half a tanh, in (−0.5, 0.5); adding 1 before halving lifts it, so that it lies in (0, 1).",
        ),
        Mistake(
            {"0.5 * (": "("},
            "You did not halve the sum; 1 + tanh lies in (0, 2), so that a factor 1/2 brings it into (0, 1).",
        ),
        Mistake(
            {"0.5 * z": "-0.5 * z"}, "You turned the sign of z; the sigmoid rises, so that a large z opens a gate."
        ),
        Mistake(
            "def sigmoid(z):\n    return np.tanh(z)\n",
            "You returned tanh, which runs from −1 to 1; the sigmoid runs from 0 to 1, so that it can be read as a "
            "share.",
        ),
        Mistake(
            "def sigmoid(z):\n    return np.clip(0.5 + 0.25 * z, 0, 1)\n",
            "You drew a straight line between 0 and 1; the sigmoid bends, so that it never quite reaches either end.",
        ),
        Mistake(
            "def sigmoid(z):\n    return 1 / (1 + np.exp(-np.abs(z)))\n",
            "You avoided the overflow with |z|, but kept its result for negative z as well; there the sigmoid is "
            "one minus that.",
        ),
        Mistake(
            "def sigmoid(z):\n    return np.where(z > 0, 1.0, 0.0)\n",
            "You returned a step from 0 to 1; the sigmoid passes smoothly through 1/2, so that it has a slope to "
            "learn from.",
        ),
    ),
    variants=(
        """
def sigmoid(z):
    small = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + small), small / (1 + small))
""",
        """
def sigmoid(z):
    return np.exp(-np.logaddexp(0.0, -z))
""",
        """
def sigmoid(z):
    return 1 / (1 + np.exp(-np.clip(z, -500, 500)))
""",
    ),
    hints=(
        "At which z does np.exp(−z) overflow? What is the sigmoid there?",
        "tanh has the same shape, runs from −1 to 1 and never overflows. How do you bring (−1, 1) to (0, 1)?",
        "(1 + tanh(z / 2)) / 2 is the same function, and never overflows.",
    ),
    fact="exp overflows beyond 709 in float64 and beyond 88 in float32; inputs that nobody scaled get there at once.",
    why="tanh(z / 2) = (1 − exp(−z)) / (1 + exp(−z)). Add 1 and halve: 1 / (1 + exp(−z)).",
    questions=("What is the slope of the sigmoid at 0? And of tanh?", "Why is a step function no use as a gate?"),
)

_RNN = "np.tanh(x_t @ params.W_x + h_prev @ params.W_h + params.b)"
RNN_STEP = Function(
    name="rnn_step",
    lesson=1,
    minutes=5,
    prompt="Write one step of a plain RNN: the new state from the input, the old state and a bias.",
    stub='''
def rnn_step(params, x_t, h_prev):
    """The new state, in (−1, 1).  params.W_x (D, H), .W_h (H, H), .b (H,);
    x_t (B, D), h_prev (B, H) -> (B, H)."""
    return ...                                   # your line
''',
    solution="lstm_helpers.maths.cells:rnn_step",
    cases=lambda rng: [(rnn_params(rng, D, H), draw(rng, B, D), draw(rng, B, H)) for B, T, D, H in SIZES],
    mistakes=(
        Mistake(
            {"np.tanh(": "("},
            "You returned the sum itself; the state passes through tanh, so that it stays between −1 and 1 however "
            "long the sequence is.",
        ),
        Mistake(
            {_RNN: f"0.5 + 0.5 * {_RNN.replace('tanh(', 'tanh(0.5 * (')})"},
            "You squashed the state with a sigmoid; this RNN uses tanh, so that a state can also be negative.",
        ),
        Mistake(
            {" + params.b": ""},
            "You left the bias out; b is added to the sum, so that each unit has a level of its own.",
        ),
        Mistake(
            {"x_t @ params.W_x + ": ""},
            "You left the input out; the new state is made from x_t and h_prev, so that something new can enter.",
        ),
        Mistake(
            {" + h_prev @ params.W_h": ""},
            "You left the old state out; without h_prev the network has no memory, and each step starts anew.",
        ),
        Mistake(
            {"h_prev @ params.W_h": "h_prev"},
            "You added the old state as it is; it goes through W_h first, so that every unit can look at every other.",
        ),
        Mistake(
            {"h_prev @ params.W_h": "h_prev @ params.W_h.T"},
            "You transposed W_h; states are rows here, so that the product is h_prev @ W_h as it stands.",
        ),
        Mistake({"+ params.b": "- params.b"}, "You subtracted the bias; it is added."),
        Mistake(
            {_RNN: _RNN.replace(" + params.b)", ") + params.b")},
            "You added the bias after tanh; it belongs inside, so that the state stays between −1 and 1.",
        ),
        Mistake(
            {_RNN: f"h_prev + {_RNN}"},
            "You added the old state to the new one; a plain RNN replaces its state at every step. (An LSTM's cell "
            "adds: keep the thought.)",
        ),
    ),
    variants=(
        """
def rnn_step(params, x_t, h_prev):
    W_x, W_h, b = params
    return np.tanh(np.hstack([h_prev, x_t]) @ np.vstack([W_h, W_x]) + b)
""",
        """
def rnn_step(params, x_t, h_prev):
    z = np.einsum("bd,dh->bh", x_t, params.W_x) + np.einsum("bk,kh->bh", h_prev, params.W_h) + params.b
    return (np.exp(2 * z) - 1) / (np.exp(2 * z) + 1)
""",
        """
def rnn_step(params, x_t, h_prev):
    rows = []
    for x, h in zip(x_t, h_prev):
        rows.append([np.tanh(x @ params.W_x[:, k] + h @ params.W_h[:, k] + params.b[k]) for k in range(len(params.b))])
    return rows
""",
    ),
    hints=(
        "Two things come in, x_t and h_prev; each has a matrix.",
        "x_t is (B, D) and W_x (D, H): which product gives (B, H)?",
        "np.tanh(x_t @ params.W_x + h_prev @ params.W_h + params.b)",
    ),
    fact="Elman wrote this down in 1990. Everything the network knows about the past is in the H numbers of h_prev.",
    why="A weighted sum of what is read now and what was kept, squashed so that it can't grow without end.",
    questions=("How many numbers does this layer learn for D = 3 and H = 5?", "What is h_t if all weights are zero?"),
)

RNN_FORWARD = Function(
    name="rnn_forward",
    lesson=1,
    minutes=8,
    prompt="Run the RNN over whole sequences and keep every state, the initial one included.",
    stub='''
def rnn_forward(params, x, h0):
    """All states.  x (B, T, D), h0 (B, H) -> h (B, T+1, H), where h[:, 0] is h0 and
    h[:, t + 1] came of x[:, t]."""
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
            "You started from zeros; the first state is h0, so that a sequence can go on where another one ended.",
        ),
        Mistake(
            {"h[:, t])": "h0)"},
            "You gave h0 to every step; step t reads the state before it, h[:, t], so that something is remembered.",
        ),
        Mistake({"x[:, t]": "x[:, 0]"}, "You read the first input at every step; step t reads x[:, t]."),
        Mistake(
            {"x[:, t]": "x[:, T - 1 - t]"},
            "You read the sequence from its end; a plain RNN reads from the first step on. (Lesson 11 reads both "
            "ways.)",
        ),
        Mistake(
            {"return h": "return h[:, 1:]"},
            "You left the initial state out; h[:, 0] is h0, so that h[:, t] is always what step t saw.",
        ),
        Mistake(
            {"return h": "return h[:, -1]"},
            "You returned the last state alone; all T + 1 states are asked for, so that the gradient can be sent "
            "back through them later.",
        ),
        Mistake({"return h": "return np.swapaxes(h, 0, 1)"}, "You put time first; the axes are (batch, time, units)."),
        Mistake(
            {"h[:, t + 1] = ": "h[:, t + 1] = h[:, t] + "},
            "You added each new state to the old one; an RNN's state is replaced at every step.",
        ),
        Mistake(
            {"    for t in range(T):": "    h[:, T] = 0\n    for t in range(T - 1):"},
            "You stopped one step early; T inputs make T new states, so that the loop runs over range(T).",
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
        "np.empty((B, T + 1, H)), h[:, 0] = h0, and one call of rnn_step a step.",
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
            "You let w = 1 hold its value; tanh bends, tanh(h) < h, so that a little is lost at every step and "
            "about a quarter is left.",
        ),
        Mistake(
            {"w = 1": "a"},
            "You let w = 1 lose everything; near 0 tanh is almost straight, so that the loss slows down and about "
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
            "You kept the sign at w = −2; each step multiplies by a negative number, so that the sign turns.",
        ),
        Mistake(
            {"w = -2": "a"},
            "You let w = −2 forget; what counts is its size, and |w| > 1 holds the state near 0.96 while the sign "
            "turns.",
        ),
        Mistake(
            {"w = 2": "b"},
            "You let w = 2 fade; 2 is larger than what tanh takes away, so that the state settles at 0.96.",
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

EXERCISES = [SIGMOID, RNN_STEP, RNN_FORWARD, PREDICT_MEMORY]
