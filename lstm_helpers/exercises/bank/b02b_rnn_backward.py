"""Exercises of lesson 02 (watch gradients vanish): the whole way back."""

from lstm_helpers.exercises.hidden import SIZES, draw, rnn_params, sequences
from lstm_helpers.exercises.kinds import Function, Mistake
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
            "state, so both gradients are added.",
        ),
        Mistake(
            {"later = np.zeros_like(h[:, 0])": "later = dh[:, -1]", "(dh[:, t] + later)": "later"},
            "You used the direct gradient of the last state alone; dh[:, t] is added at every step, so a "
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
            "You took tanh of the state again; it is tanh's value already, so the slope is 1 − h².",
        ),
        Mistake(
            {"params.W_h.T": "params.W_h"},
            "You did not transpose W_h; forwards the state met W_h, so its gradient goes back through W_h.T.",
        ),
        Mistake(
            {"dW_x +=": "dW_x =", "dW_h +=": "dW_h =", "db +=": "db ="},
            "You wrote = where += belongs; the same weights act at every step, so their gradients add up.",
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

EXERCISES = [RNN_BACKWARD]
