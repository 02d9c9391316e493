"""Exercises of lesson 06 (send the gradient back): the weights, and the whole sequence."""

from lstm_helpers.exercises.hidden import SIZES, draw
from lstm_helpers.exercises.kinds import Function, Mistake


def _sequence(rng, B, T, D, H):
    """x, h with its initial state, and what arrives at every pre-activation."""
    return draw(rng, B, T, D), draw(rng, B, T + 1, H), draw(rng, B, T, 4 * H)


WEIGHT_GRADS = Function(
    name="weight_grads",
    lesson=6,
    minutes=8,
    prompt="Equation (13), for all steps together: what the weights collect from dz.",
    stub='''
def weight_grads(x, h, dz):
    """Gradients of the weights.  x (B, T, D), h (B, T+1, H) with the initial state
    at index 0, dz (B, T, 4H)
    -> dW_x (D, 4H), dW_h (H, 4H), db (4H,)."""
    return ...                                   # your lines; return dW_x, dW_h, db
''',
    solution="""
def weight_grads(x, h, dz):
    steps = range(x.shape[1])
    dW_x = sum(x[:, t].T @ dz[:, t] for t in steps)
    dW_h = sum(h[:, t].T @ dz[:, t] for t in steps)
    return dW_x, dW_h, dz.sum(axis=(0, 1))
""",
    outputs="dW_x dW_h db",
    cases=lambda rng: [_sequence(rng, *size) for size in SIZES],
    mistakes=(
        Mistake(
            {"h[:, t].T": "h[:, t + 1].T"},
            "You used h_t for the recurrent weights; they were multiplied by h_{t−1}, which is h[:, t], since "
            "index 0 is the initial state.",
        ),
        Mistake(
            {"range(x.shape[1])": "[x.shape[1] - 1]", "dz.sum(axis=(0, 1))": "dz[:, -1].sum(axis=0)"},
            "You kept the last step alone; the same weights serve every step, so they collect from all of "
            "them (“+=”, not “=”).",
        ),
        Mistake(
            {"range(x.shape[1])": "[0]", "dz.sum(axis=(0, 1))": "dz[:, 0].sum(axis=0)"},
            "You kept the first step alone, as a loop with “=” does that runs backwards; the weights collect from "
            "every step, so “+=” belongs there.",
        ),
        Mistake(
            {"dz.sum(axis=(0, 1))": "dz.sum(axis=(1, 2))"},
            "You summed the bias over time and units; b has one entry for each pre-activation, so batch and "
            "time are summed.",
        ),
        Mistake(
            {"dz.sum(axis=(0, 1))": "dz.sum(axis=0)"},
            "You summed the bias over the batch and not over time; it serves every step, so both are summed.",
        ),
        Mistake(
            {"dz.sum(axis=(0, 1))": "dz.mean(axis=(0, 1))"},
            "You averaged the bias's gradient; it collects like the other weights, so it is a sum.",
        ),
        Mistake(
            {"dz.sum(axis=(0, 1))": "np.tile(dz.reshape(*dz.shape[:2], 4, -1).sum(axis=(0, 1, 2)), 4)"},
            "You gave all gates one and the same bias gradient, the sum of the four; each gate has a bias of its own, "
            "so db has 4H entries of its own.",
        ),
        Mistake(
            {"x[:, t].T @ dz[:, t]": "dz[:, t].T @ x[:, t]"},
            "You transposed dW_x; W_x is (D, 4H), so its gradient has the same shape.",
        ),
        Mistake(
            {"h[:, t].T @ dz[:, t]": "dz[:, t].T @ h[:, t]"},
            "You transposed dW_h; W_h is (H, 4H), so its gradient has the same shape.",
        ),
        Mistake(
            {"in steps)": "in steps) / len(x)"},
            "You divided the two matrices by the batch, and not b; all three are sums, since the mean over the "
            "batch belongs to the loss.",
        ),
        Mistake(
            {"in steps)": "in steps) / len(x)", "(0, 1))": "(0, 1)) / len(x)"},
            "You divided by the batch; the mean over the batch belongs to the loss, so it is in dz already.",
        ),
    ),
    variants=(
        """
def weight_grads(x, h, dz):
    return np.einsum("btd,btk->dk", x, dz), np.einsum("bth,btk->hk", h[:, :-1], dz), np.einsum("btk->k", dz)
""",
        """
def weight_grads(x, h, dz):
    both = np.concatenate([x, h[:, :-1], np.ones_like(x[..., :1])], axis=-1)
    rows = both.reshape(-1, both.shape[-1]).T @ dz.reshape(-1, dz.shape[-1])
    D = x.shape[-1]
    return rows[:D], rows[D:-1], rows[-1]
""",
    ),
    hints=(
        "For one step: W_x was multiplied by x_t from the left, so dW_x = x_tᵀ dz_t. Its shape has to be W_x's.",
        "h has one entry more than x: at step t the cell read h[:, t].",
        "Add over the steps; the matrix product adds over the batch by itself, and b needs both sums written out.",
    ),
    fact="All steps can be one product: reshape x, h and dz to (B·T, …) first. That is one of the tricks of the fused "
    "version in lesson 07.",
    why="z_t = x_t W_x + h_{t−1} W_h + b, at every step with the same weights: each product's gradient, summed.",
    questions=("Why does the bias's gradient have no x or h in it?",),
    equivalents={
        "steps = range(dz.shape[1])": "dz has as many steps as x",
    },
)

LSTM_BACKWARD = Function(
    name="lstm_backward",
    lesson=6,
    minutes=12,
    prompt="The loop back through time. one_step does one step back; you hand the gradients on.",
    stub='''
def lstm_backward(one_step, dh):
    """Back through a sequence.  dh (B, T, H): the loss's own gradient at every hidden state.
    one_step(t, dh_t, dc_t), all (B, H), returns dz (B, 4H), dh_prev, dc_prev (B, H).
    -> dz (B, T, 4H), and dh_0, dc_0 (B, H): what reaches the initial states."""
    return ...                                   # your lines; return dz, dh_0, dc_0
''',
    solution="""
def lstm_backward(one_step, dh):
    dh_next, dc_next = np.zeros_like(dh[:, 0]), np.zeros_like(dh[:, 0])
    parts = []
    for t in reversed(range(dh.shape[1])):
        dz, dh_next, dc_next = one_step(t, dh[:, t] + dh_next, dc_next)
        parts.append(dz)
    return np.stack(parts[::-1], axis=1), dh_next, dc_next
""",
    outputs="dz dh_0 dc_0",
    cases=lambda rng: [_linear_steps(rng, B, T, H) for B, T, D, H in SIZES],
    mistakes=(
        Mistake(
            {"dh[:, t] + dh_next": "dh[:, t]"},
            "You dropped what came from the later step; h_t acts on the loss directly *and* through step t + 1, so "
            "the two gradients add.",
        ),
        Mistake(
            {"dh[:, t] + dh_next": "dh_next"},
            "You dropped the loss's own gradient at each step; h_t acts on the loss directly as well, so "
            "dh[:, t] is added.",
        ),
        Mistake(
            {"reversed(range(dh.shape[1]))": "range(dh.shape[1])", "parts[::-1]": "parts"},
            "You ran forwards; the gradient of a step needs what arrives from the step after it, so the last "
            "step comes first.",
        ),
        Mistake(
            {"+ dh_next, dc_next)": "+ dh_next, 0 * dc_next)"},
            "You did not hand dc on; the cell state is the path that stays open, so its gradient has to travel too.",
        ),
        Mistake(
            {"dh[:, t] + dh_next, dc_next)": "dh[:, t], 0 * dc_next)"},
            "You handed neither dh nor dc on; each step then learns from its own loss alone, and nothing travels back "
            "through time.",
        ),
        Mistake(
            {"parts[::-1]": "parts"},
            "You left dz in the order of the loop, last step first; dz[:, t] belongs to step t, so the list "
            "has to be turned round.",
        ),
        Mistake(
            {"dz, dh_next, dc_next = one_step": "dz, dc_next, dh_next = one_step"},
            "You exchanged the two gradients; one_step returns dz, dh_prev, dc_prev, in this order.",
        ),
        Mistake(
            {"axis=1": "axis=0"},
            "You stacked the steps along the first axis; the batch comes first, so time is axis 1.",
        ),
        Mistake(
            {"reversed(range(dh.shape[1]))": "reversed(range(1, dh.shape[1]))"},
            "You stopped one step early; step 0 has weights and an initial state to inform as well.",
        ),
        Mistake(
            {"dc_next = np.zeros_like(dh[:, 0])": "dc_next = dh[:, -1]"},
            "You started with the last gradient and added it once more in the loop; nothing comes from beyond the "
            "end, so the start is zero.",
        ),
        Mistake(
            {"dc_next = np.zeros_like(dh[:, 0])": "dc_next = dh[:, -1]", "dh[:, t] + dh_next": "dh_next"},
            "You let the loss in at the last step alone; every h_t acts on it, so dh[:, t] is added at each step.",
        ),
    ),
    variants=(
        """
def lstm_backward(one_step, dh):
    B, T, H = dh.shape
    dz, dh_t, dc_t = [None] * T, 0 * dh[:, 0], 0 * dh[:, 0]
    t = T - 1
    while t >= 0:
        dh_t = dh_t + dh[:, t]
        dz[t], dh_t, dc_t = one_step(t, dh_t, dc_t)
        t -= 1
    return np.array(dz).transpose(1, 0, 2), dh_t, dc_t
""",
        """
def lstm_backward(one_step, dh):
    def back(t):
        if t == dh.shape[1]:
            return [], np.zeros(dh[:, 0].shape), np.zeros(dh[:, 0].shape)
        later, a, b = back(t + 1)
        dz, a, b = one_step(t, dh[:, t] + a, b)
        return [dz] + later, a, b
    parts, a, b = back(0)
    return np.stack(parts, 1), a, b
""",
    ),
    hints=(
        "What arrives from beyond the last step? Zero, for both states: that is where the loop starts.",
        "At step t two gradients meet at h_t: the loss's own, dh[:, t], and the one handed back by step t + 1.",
        "Collect dz in a list, and turn the list round before stacking.",
    ),
    fact="The same loop, with another one_step, is the backward pass of every recurrent network: RNN, GRU, peepholes.",
    why="Backwards, because each step needs what the later ones say. Two states went forward, so two gradients go "
    "back.",
    questions=(
        "What would you change to cut the gradient after five steps?",
        "Where does the gradient of a trainable initial state come out?",
    ),
    equivalents={
        f"dh_next, dc_next = np.zeros_like(dh[:, {a}]), np.zeros_like(dh[:, {b}])": "every step has the same shape"
        for a, b in ((-1, 0), (0, -1), (0, 1), (1, 0))
    },
)


def _linear_steps(rng, B, T, H):
    """(one_step, dh): a linear step back, with other matrices at each step, so that every slip shows."""
    A, C, D, E = (draw(rng, T, H, H, scale=0.5) for _ in range(4))
    Z, Y = draw(rng, T, H, 4 * H), draw(rng, T, H, 4 * H)

    def one_step(t, dh_t, dc_t):
        return dh_t @ Z[t] + dc_t @ Y[t], dh_t @ A[t] + dc_t @ C[t], dh_t @ D[t] + dc_t @ E[t]

    return one_step, draw(rng, B, T, H)


EXERCISES = [WEIGHT_GRADS, LSTM_BACKWARD]
