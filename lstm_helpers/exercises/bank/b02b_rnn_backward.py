"""Exercises of lesson 02 (watch gradients vanish): the whole way back, and what judges it."""

import numpy as np

from lstm_helpers.exercises.hidden import SIZES, draw, rnn_params, sequences
from lstm_helpers.exercises.kinds import Choice, Function, Mistake
from lstm_helpers.maths.sequence import run

RNN_BACKWARD = Function(
    name="rnn_backward",
    lesson=2,
    minutes=15,
    prompt="Send the gradient back through an RNN. dh[:, t] is what the loss says directly to the state that step t "
    "made; the rest comes from later steps.",
    stub='''
def rnn_backward(params, x, h, dh):
    """params.W_x (D, H), .W_h (H, H), .b (H,); x (B, T, D); h (B, T+1, H), h[:, 0] the initial
    state; dh (B, T, H), the direct gradient of h[:, 1:] -> dW_x, dW_h, db."""
    return ...                                   # your lines; return dW_x, dW_h, db
''',
    solution="""
def rnn_backward(params, x, h, dh):
    dW_x, dW_h, db = np.zeros_like(params.W_x), np.zeros_like(params.W_h), np.zeros_like(params.b)
    later = np.zeros_like(h[:, 0])
    for t in reversed(range(x.shape[1])):
        dz = (dh[:, t] + later) * (1 - h[:, t + 1]**2)
        dW_x += x[:, t].T @ dz
        dW_h += h[:, t].T @ dz
        db += dz.sum(axis=0)
        later = dz @ params.W_h.T
    return dW_x, dW_h, db
""",
    outputs="dW_x dW_h db",
    cases=lambda rng: [
        (
            params := rnn_params(rng, D, H),
            x := sequences(rng, B, T, D),
            run(params, x, draw(rng, B, H, scale=0.5)).h,
            draw(rng, B, T, H),
        )
        for B, T, D, H in SIZES
    ],
    mistakes=(
        Mistake(
            {"(dh[:, t] + later)": "dh[:, t]"},
            "You dropped what comes from later steps; a state acts on the loss directly and through every later "
            "state, so that both gradients are added.",
        ),
        Mistake(
            {"later = np.zeros_like(h[:, 0])": "later = dh[:, -1]", "(dh[:, t] + later)": "later"},
            "You used the direct gradient of the last state alone; dh[:, t] is added at every step, so that a "
            "loss may look at every state.",
        ),
        Mistake(
            {"dW_h += h[:, t].T": "dW_h += h[:, t + 1].T"},
            "You used h_t for h_{t−1} in the gradient of W_h; W_h met the state *before* the step, h[:, t].",
        ),
        Mistake(
            {"h[:, t + 1]**2": "h[:, t]**2"},
            "You took tanh's slope at the state before the step; it belongs to what the step produced, h[:, t + 1].",
        ),
        Mistake(
            {" * (1 - h[:, t + 1]**2)": ""},
            "You left out the slope of tanh, 1 − h²; the gradient passes through tanh on its way back.",
        ),
        Mistake(
            {"h[:, t + 1]**2": "np.tanh(h[:, t + 1])**2"},
            "You took tanh of the state again; it is tanh's value already, so that the slope is 1 − h².",
        ),
        Mistake(
            {"params.W_h.T": "params.W_h"},
            "You did not transpose W_h; forwards the state met W_h, so that its gradient goes back through W_h.T.",
        ),
        Mistake(
            {"dW_x +=": "dW_x =", "dW_h +=": "dW_h =", "db +=": "db ="},
            "You wrote = where += belongs; the same weights act at every step, so that their gradients add up.",
        ),
        Mistake(
            {"reversed(range(x.shape[1]))": "range(x.shape[1])"},
            "You went forwards through time; what later steps say has to be there before an earlier step is reached.",
        ),
        Mistake(
            {"dz.sum(axis=0)": "dz.mean(axis=0)"},
            "You averaged the bias gradient over the batch; it is summed, as the matrix products sum the others.",
        ),
        Mistake(
            {"dz.sum(axis=0)": "dz.sum()"},
            "You summed the bias gradient over the units too; each unit has a bias of its own: axis=0.",
        ),
        Mistake(
            {"(dh[:, t] + later) * (1 - h[:, t + 1]**2)": "dh[:, t] * (1 - h[:, t + 1]**2) + later"},
            "You let the later gradient pass by tanh; both parts meet in h_t and go back through its slope together.",
        ),
    ),
    variants=(
        """
def rnn_backward(params, x, h, dh):
    B, T, D = x.shape
    dz = np.empty_like(dh)
    g = 0.0
    for t in range(T - 1, -1, -1):
        g = (g + dh[:, t]) * (1 - h[:, t + 1] * h[:, t + 1])
        dz[:, t] = g
        g = g @ params.W_h.T
    return np.einsum("btd,bth->dh", x, dz), np.einsum("btk,bth->kh", h[:, :-1], dz), dz.sum(axis=(0, 1))
""",
        """
def rnn_backward(params, x, h, dh):
    parts, later = [], np.zeros(h[:, 0].shape)
    for t in range(x.shape[1])[::-1]:
        later = later + dh[:, t]
        dz = later - later * h[:, t + 1] ** 2
        seen = np.hstack([x[:, t], h[:, t], np.ones((len(x), 1))])
        parts.append(seen.T @ dz)
        later = (params.W_h @ dz.T).T
    D, H = params.W_x.shape
    total = sum(parts)
    return total[:D], total[D:D + H], total[-1]
""",
    ),
    hints=(
        "Go from the last step to the first, and carry along what the later steps say about the state: nothing at "
        "first.",
        "At a step: add dh[:, t] to what you carry, then multiply by tanh's slope, 1 − h[:, t + 1]². Call it dz.",
        "dz gives all: x[:, t].T @ dz, h[:, t].T @ dz, and dz summed over the batch.",
        "What you carry to the step before is dz @ W_h.T.",
    ),
    fact="Each step multiplies what is carried by one Jacobian. The vanishing that you measure in this lesson is that "
    "one line, repeated.",
    why="Forwards: z = x W_x + h W_h + b, then tanh. Backwards the same in reverse, and what is shared by all steps "
    "adds up.",
    equivalents={
        "later = np.zeros_like(dW_h[:, 0])": "zeros (H,) are added to every row",
        "later = np.zeros_like(dh[:, 0])": "zeros of the same size",
        "later = np.zeros_like(h[:, -1])": "zeros of the same size",
        "later = np.zeros_like(h[:, 1])": "zeros of the same size",
        "for t in reversed(range(dh.shape[1])):": "dh has as many steps as x",
    },
    questions=("Which line makes the gradient vanish?", "What would you have to keep if T did not fit into memory?"),
)

NUMERIC_GRADIENT = Function(
    name="numeric_gradient",
    lesson=2,
    minutes=8,
    prompt="Prove a gradient by measuring it: move each entry a little up and down and see how far f moves.",
    stub='''
def numeric_gradient(f, x, eps=1e-5):
    """The slope of the number f(x) along every entry of x, by central differences of
    half-width eps -> like x."""
    return ...                          # your lines; leave the array x as you found it
''',
    solution="lstm_helpers.maths.backprop:numeric_gradient",
    cases=lambda rng: [
        (lambda a: float(np.sum(a**3 * np.arange(1, 7).reshape(2, 3)) + a[0, 1] * a[1, 2]), draw(rng, 2, 3), 1e-2),
        (lambda a: float(np.sum(np.exp(a)) * a[0]), draw(rng, 4), 1e-3),
    ],
    mistakes=(
        Mistake(
            {"f(lowered)": "f(x)", "(2 * eps)": "eps"},
            "You took the difference to one side; measured up *and* down the error shrinks with eps² instead of eps.",
        ),
        Mistake(
            {"(2 * eps)": "eps"},
            "You divided by eps; between up and down lie two of them, so that 2 · eps belongs there.",
        ),
        Mistake(
            {"f(raised) - f(lowered)": "f(lowered) - f(raised)"},
            "You subtracted the other way round; the slope is up minus down, so that a rising f has a positive one.",
        ),
        Mistake(
            {" / (2 * eps)": ""},
            "You returned the difference itself; the slope is the difference divided by the way, 2 · eps.",
        ),
        Mistake(
            {"raised, lowered = x.copy(), x.copy()": "raised = lowered = x"},
            "You moved the array itself: up and down are then one and the same; each needs a copy.",
        ),
        Mistake(
            {"raised[place] += eps": "raised = x + eps", "lowered[place] -= eps": "lowered = x - eps"},
            "You moved all entries at once; one at a time is moved, so that each gets a slope of its own.",
        ),
        Mistake(
            "def numeric_gradient(f, x, eps=1e-5):\n    return (f(x + eps) - f(x - eps)) / (2 * eps)\n",
            "You moved all entries together; move one at a time, and you get one slope for each.",
        ),
        Mistake(
            """
def numeric_gradient(f, x, eps=1e-5):
    slopes = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        x[place] += eps
        up = f(x)
        x[place] -= 2 * eps
        slopes[place] = (up - f(x)) / (2 * eps)
    return slopes
""",
            "You left entries of x moved; put each back before you go on.",
        ),
        Mistake(
            {"/ (2 * eps)": "/ 2 * eps"},
            "You wrote / 2 * eps, which divides by 2 and then multiplies by eps; parentheses hold 2 * eps together.",
        ),
        Mistake(
            {"f(lowered)": "f(x)"},
            "You took the difference to one side, but divided by both; either f(lowered) belongs there, or a "
            "single eps.",
        ),
        Mistake(
            {"raised[place] += eps": "raised[place] *= 1 + eps", "lowered[place] -= eps": "lowered[place] *= 1 - eps"},
            "You moved each entry by a share of itself; the same eps is added to each, so that one divisor fits all.",
        ),
    ),
    variants=(
        """
def numeric_gradient(f, a, eps=1e-5):
    slopes = np.empty(a.shape)
    for place in np.ndindex(*a.shape):
        old = a[place]
        a[place] = old + eps
        up = f(a)
        a[place] = old - eps
        slopes[place] = (up - f(a)) / eps / 2
        a[place] = old
    return slopes
""",
        """
def numeric_gradient(f, a, eps=1e-5):
    moves = eps * np.eye(a.size).reshape(-1, *a.shape)
    return np.array([(f(a + move) - f(a - move)) / (2 * eps) for move in moves]).reshape(a.shape)
""",
    ),
    hints=(
        "Take one entry. How do you measure a slope with two calls of f?",
        "Copy the array, move that entry by +eps in one copy and −eps in the other.",
        "The slope is (f(raised) − f(lowered)) / (2 · eps); np.ndindex(x.shape) runs over all places.",
    ),
    fact="Central differences are out by eps² times the third derivative, and by rounding over eps: in float64 the "
    "two meet near eps = 1e-5.",
    why="f(a + eps) − f(a − eps) = 2 · eps · f′ + O(eps³): the even terms cancel.",
    equivalents={
        "gradient = np.ones_like(x)": "every entry is written afterwards",
        "for place in np.ndindex(gradient.shape):": "gradient has the shape of x",
    },
    questions=(
        "Why not make eps as small as possible?",
        "How many calls of f does a model with a million weights need?",
    ),
)

WHY_VANISH = Choice(
    name="why_vanish",
    lesson=2,
    minutes=4,
    prompt="A plain RNN's loss looks at its last state alone. Its gradient with respect to an input 100 steps earlier "
    "is 1e-15. Why?",
    options={
        "a": "Floats can't hold smaller numbers, so the rounding errors of 100 steps have eaten it",
        "b": "It is a product of 100 Jacobians that mostly shrink what passes, so it falls exponentially",
        "c": "It is a sum over 100 steps in which positive and negative terms cancel",
        "d": "The learning rate is too small for such a long sequence",
        "e": "tanh is at most 1, so the state, and with it the gradient, is bounded",
    },
    solution="b",
    mistakes=(
        Mistake(
            "a",
            "You blamed rounding; float64 reaches down to 1e-308, so that 1e-15 is far from its end, and the "
            "same value comes out in exact arithmetic.",
        ),
        Mistake(
            "c",
            "You blamed cancelling; only one path leads from that input to the last state, straight through "
            "every state between, and along a path the chain rule multiplies.",
        ),
        Mistake(
            "d",
            "You blamed the learning rate; it multiplies the gradient afterwards, so that it can't change "
            "how the gradient falls with the lag.",
        ),
        Mistake(
            "e",
            "You blamed the bound of tanh; a bounded state can have any slope, and with a large W_h the same "
            "RNN explodes. What counts is the slope at each step.",
        ),
    ),
    hints=(
        "How does one step change the gradient that passes through it?",
        "By one Jacobian, (1 − h²) · W_h transposed. And 100 steps?",
        "0.7 to the power 100 is 3e-16.",
    ),
    fact="If the Jacobians mostly stretch, the gradient explodes instead. To stay alive for 100 steps each factor has "
    "to be near 1: this is what the LSTM's cell makes possible.",
    why="The chain rule multiplies one Jacobian a step. A product of many factors below 1 falls exponentially, "
    "whatever the task.",
    questions=("What changes if the activation is the identity and W_h orthogonal?",),
)

EXERCISES = [RNN_BACKWARD, NUMERIC_GRADIENT, WHY_VANISH]
