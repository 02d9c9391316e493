"""Exercises of lesson 06 (send the gradient back)."""

from typing import NamedTuple

import numpy as np

from lstm_helpers.exercises.hidden import SIZES, draw, gate
from lstm_helpers.exercises.kinds import FindBugs, Function, Mistake, Ordering


class Step(NamedTuple):
    """The gates of a step, as the learner gets them."""

    i: np.ndarray
    f: np.ndarray
    g: np.ndarray
    o: np.ndarray


def _step(rng, B, H):
    return Step(gate(rng, B, H), gate(rng, B, H), np.tanh(draw(rng, B, H)), gate(rng, B, H))


def _sequence(rng, B, T, D, H):
    """x, h with its initial state, and what arrives at every pre-activation."""
    return draw(rng, B, T, D), draw(rng, B, T + 1, H), draw(rng, B, T, 4 * H)


LSTM_STEP_BACKWARD = Function(
    name="lstm_step_backward", lesson=6, minutes=12,
    prompt="Send the gradient back through one step: equations (8) to (11), and dc_prev. (12) and (13) come next.",
    stub='''
def lstm_step_backward(step, c_prev, c_t, dh_t, dc_t):
    """One step back.  step.i, .f, .g, .o, and c_prev, c_t, dh_t, dc_t: all (B, H); dc_t is what came from later.
    -> dz (B, 4H) in the order i, f, g, o, and dc_prev (B, H)."""
    return ...                                   # your lines; return dz, dc_prev
''',
    solution='''
def lstm_step_backward(step, c_prev, c_t, dh_t, dc_t):
    i, f, g, o = step
    tanh_c = np.tanh(c_t)
    do = dh_t * tanh_c
    dc_t = dc_t + dh_t * o * (1 - tanh_c**2)
    df, di, dg, dc_prev = dc_t * c_prev, dc_t * g, dc_t * i, dc_t * f
    dz = [di * i * (1 - i), df * f * (1 - f), dg * (1 - g**2), do * o * (1 - o)]
    return np.hstack(dz), dc_prev
''',
    outputs="dz dc_prev",
    cases=lambda rng: [(_step(rng, B, H), draw(rng, B, H), draw(rng, B, H), draw(rng, B, H), draw(rng, B, H))
                       for B, T, D, H in SIZES],
    mistakes=(
        Mistake({"dc_t = dc_t + dh_t": "dc_t = dh_t"},
                "You dropped what came along the cell state from later steps; c_t is used twice, so that its two "
                "gradients add. Without it nothing travels far back."),
        Mistake({"dh_t * o * (1 - tanh_c**2)": "dh_t * o"},
                "You left out the slope of tanh in (9); the gradient passes through tanh(c_t), so that it is "
                "multiplied by 1 − tanh²."),
        Mistake({"dh_t * o * (1 - tanh_c**2)": "dh_t * (1 - tanh_c**2)"},
                "You left out the output gate in (9); h_t = o · tanh(c_t), so that a shut output gate lets no gradient "
                "in."),
        Mistake({"(1 - tanh_c**2)": "(1 - c_t**2)"},
                "You squared c_t itself; the slope of tanh is 1 − tanh(c_t)², written with its value."),
        Mistake({"dc_t * f\n": "dc_t\n"},
                "You handed dc_t on whole; the old memory was multiplied by f, so that its gradient is, too."),
        Mistake({"dc_t * c_prev": "dc_t * c_t"},
                "You gave the forget gate the new memory; f was multiplied by c_prev, so that this is its factor."),
        Mistake({"dc_t * g, dc_t * i,": "dc_t * i, dc_t * g,"},
                "You exchanged the factors of i and g; each is multiplied by its neighbour, so that di gets g and dg "
                "gets i."),
        Mistake({"do = dh_t * tanh_c": "do = dh_t * c_t"},
                "You gave the output gate c_t; it was multiplied by tanh(c_t), so that this is its factor."),
        Mistake({"dg * (1 - g**2)": "dg * g * (1 - g)"},
                "You used the sigmoid's slope for the candidate; it came out of a tanh, so that the slope is 1 − g²."),
        Mistake({"di * i * (1 - i), df * f * (1 - f), dg * (1 - g**2), do * o * (1 - o)": "di, df, dg, do"},
                "You stopped before the squashing functions; dz belongs to the pre-activations, so that each part is "
                "multiplied by its slope."),
        Mistake({"[di * i * (1 - i), df * f * (1 - f),": "[df * f * (1 - f), di * i * (1 - i),"},
                "You put the forget gate first; the order is i, f, g, o, so that dz fits W_x and W_h."),
        Mistake({"(1 - g**2)": "(1 - np.tanh(g)**2)"},
                "You took tanh of g again; g is tanh's *value* already, so that the slope is 1 − g²."),
    ),
    variants=('''
def lstm_step_backward(step, c_prev, c_t, dh_t, dc_t):
    t = np.tanh(c_t)
    total = dc_t + dh_t * step.o / np.cosh(c_t) ** 2
    parts = (total * step.g * step.i * (1 - step.i), total * c_prev * step.f * (1 - step.f),
             total * step.i * (1 - step.g) * (1 + step.g), dh_t * t * step.o * (1 - step.o))
    return np.concatenate(parts, axis=1), step.f * total
''', '''
def lstm_step_backward(step, c_prev, c_t, dh_t, dc_t):
    B, H = c_t.shape
    dz, dc_prev = np.zeros((B, 4, H)), np.zeros((B, H))
    for n in range(B):
        for k in range(H):
            i, f, g, o = (gate[n, k] for gate in step)
            th = np.tanh(c_t[n, k])
            dc = dc_t[n, k] + dh_t[n, k] * o * (1 - th * th)
            dz[n, :, k] = (dc * g * (i - i * i), dc * c_prev[n, k] * (f - f * f), dc * i * (1 - g * g),
                           dh_t[n, k] * th * (o - o * o))
            dc_prev[n, k] = dc * f
    return dz.reshape(B, 4 * H), dc_prev
'''),
    hints=("Start at the end: h_t = o · tanh(c_t) uses two things, o and c_t. What does each get of dh_t?",
           "Then c_t = f · c_prev + i · g: each of the four gets dc_t times its neighbour.",
           "Last the squashing: a sigmoid with value s has the slope s (1 − s), a tanh with value g the slope 1 − g².",
           "dc_t has to be complete, dc_t + dh_t · o · (1 − tanh²), before anything else uses it."),
    fact="Along c the gradient is multiplied by f alone: no matrix, no squashing. That one product is the reason for "
         "the whole architecture.",
    why="Equations (8) to (11), last used first. Where a quantity was used twice, as c_t, its gradients add.",
    questions=("Which of these lines makes the gradient vanish when f is near 0, and is that a defect?",
               "What changes for coupled gates, i = 1 − f?"),
)

WEIGHT_GRADS = Function(
    name="weight_grads", lesson=6, minutes=8,
    prompt="Equation (13), for all steps together: what the weights collect from dz.",
    stub='''
def weight_grads(x, h, dz):
    """Gradients of the weights.  x (B, T, D), h (B, T+1, H) with the initial state at index 0, dz (B, T, 4H)
    -> dW_x (D, 4H), dW_h (H, 4H), db (4H,)."""
    return ...                                   # your lines; return dW_x, dW_h, db
''',
    solution='''
def weight_grads(x, h, dz):
    dW_x = sum(x[:, t].T @ dz[:, t] for t in range(x.shape[1]))
    dW_h = sum(h[:, t].T @ dz[:, t] for t in range(x.shape[1]))
    return dW_x, dW_h, dz.sum(axis=(0, 1))
''',
    outputs="dW_x dW_h db",
    cases=lambda rng: [_sequence(rng, *size) for size in SIZES],
    mistakes=(
        Mistake({"h[:, t].T": "h[:, t + 1].T"},
                "You used h_t for the recurrent weights; they were multiplied by h_{t−1}, which is h[:, t], since "
                "index 0 is the initial state."),
        Mistake({"sum(x[:, t].T @ dz[:, t] for t in range(x.shape[1]))": "x[:, -1].T @ dz[:, -1]",
                 "sum(h[:, t].T @ dz[:, t] for t in range(x.shape[1]))": "h[:, -2].T @ dz[:, -1]",
                 "dz.sum(axis=(0, 1))": "dz[:, -1].sum(axis=0)"},
                "You kept the last step alone; the same weights serve every step, so that they collect from all of "
                "them (“+=”, not “=”)."),
        Mistake({"sum(x[:, t].T @ dz[:, t] for t in range(x.shape[1]))": "x[:, 0].T @ dz[:, 0]",
                 "sum(h[:, t].T @ dz[:, t] for t in range(x.shape[1]))": "h[:, 0].T @ dz[:, 0]",
                 "dz.sum(axis=(0, 1))": "dz[:, 0].sum(axis=0)"},
                "You kept the first step alone, as a loop with “=” does that runs backwards; the weights collect from "
                "every step, so that “+=” belongs there."),
        Mistake({"dz.sum(axis=(0, 1))": "dz.sum(axis=(1, 2))"},
                "You summed the bias over time and units; b has one entry for each pre-activation, so that batch and "
                "time are summed."),
        Mistake({"dz.sum(axis=(0, 1))": "dz.sum(axis=0)"},
                "You summed the bias over the batch and not over time; it serves every step, so that both are summed."),
        Mistake({"dz.sum(axis=(0, 1))": "dz.mean(axis=(0, 1))"},
                "You averaged the bias's gradient; it collects like the other weights, so that it is a sum."),
        Mistake({"x[:, t].T @ dz[:, t]": "dz[:, t].T @ x[:, t]"},
                "You transposed dW_x; W_x is (D, 4H), so that its gradient has the same shape."),
        Mistake({"h[:, t].T @ dz[:, t]": "dz[:, t].T @ h[:, t]"},
                "You transposed dW_h; W_h is (H, 4H), so that its gradient has the same shape."),
        Mistake({"for t in range(x.shape[1]))": "for t in range(x.shape[1])) / len(x)"},
                "You divided by the batch; the mean over the batch belongs to the loss, so that it is in dz already."),
    ),
    variants=('''
def weight_grads(x, h, dz):
    return np.einsum("btd,btk->dk", x, dz), np.einsum("bth,btk->hk", h[:, :-1], dz), np.einsum("btk->k", dz)
''', '''
def weight_grads(x, h, dz):
    both = np.concatenate([x, h[:, :-1], np.ones_like(x[..., :1])], axis=-1)
    rows = both.reshape(-1, both.shape[-1]).T @ dz.reshape(-1, dz.shape[-1])
    D = x.shape[-1]
    return rows[:D], rows[D:-1], rows[-1]
'''),
    hints=("For one step: W_x was multiplied by x_t from the left, so dW_x = x_tᵀ dz_t. Its shape has to be W_x's.",
           "h has one entry more than x: at step t the cell read h[:, t].",
           "Add over the steps; the matrix product adds over the batch by itself, and b needs both sums written out."),
    fact="All steps can be one product: reshape x, h and dz to (B·T, …) first. That is one of the tricks of the fused "
         "version in lesson 07.",
    why="z_t = x_t W_x + h_{t−1} W_h + b, at every step with the same weights: each product's gradient, summed.",
    questions=("Why does the bias's gradient have no x or h in it?",),
    equivalents={
        "dW_x = sum(x[:, t].T @ dz[:, t] for t in range(dz.shape[1]))": "dz has as many steps as x",
        "dW_h = sum(h[:, t].T @ dz[:, t] for t in range(dz.shape[1]))": "dz has as many steps as x",
    },
)

LSTM_BACKWARD = Function(
    name="lstm_backward", lesson=6, minutes=12,
    prompt="The loop back through time. one_step does one step back; you hand the gradients on.",
    stub='''
def lstm_backward(one_step, dh):
    """Back through a sequence.  dh (B, T, H): the loss's own gradient at every hidden state.
    one_step(t, dh_t, dc_t), all (B, H), returns dz (B, 4H), dh_prev, dc_prev (B, H).
    -> dz (B, T, 4H), and dh_0, dc_0 (B, H): what reaches the initial states."""
    return ...                                   # your lines; return dz, dh_0, dc_0
''',
    solution='''
def lstm_backward(one_step, dh):
    dh_next, dc_next = np.zeros_like(dh[:, 0]), np.zeros_like(dh[:, 0])
    parts = []
    for t in reversed(range(dh.shape[1])):
        dz, dh_next, dc_next = one_step(t, dh[:, t] + dh_next, dc_next)
        parts.append(dz)
    return np.stack(parts[::-1], axis=1), dh_next, dc_next
''',
    outputs="dz dh_0 dc_0",
    cases=lambda rng: [_linear_steps(rng, B, T, H) for B, T, D, H in SIZES],
    mistakes=(
        Mistake({"dh[:, t] + dh_next": "dh[:, t]"},
                "You dropped what came from the later step; h_t acts on the loss directly *and* through step t + 1, so "
                "that the two gradients add."),
        Mistake({"dh[:, t] + dh_next": "dh_next"},
                "You dropped the loss's own gradient at each step; h_t acts on the loss directly as well, so that "
                "dh[:, t] is added."),
        Mistake({"reversed(range(dh.shape[1]))": "range(dh.shape[1])", "parts[::-1]": "parts"},
                "You ran forwards; the gradient of a step needs what arrives from the step after it, so that the last "
                "step comes first."),
        Mistake({"+ dh_next, dc_next)": "+ dh_next, 0 * dc_next)"},
                "You did not hand dc on; the cell state is the path that stays open, so that its gradient has to "
                "travel too."),
        Mistake({"parts[::-1]": "parts"},
                "You left dz in the order of the loop, last step first; dz[:, t] belongs to step t, so that the list "
                "has to be turned round."),
        Mistake({"dz, dh_next, dc_next = one_step": "dz, dc_next, dh_next = one_step"},
                "You exchanged the two gradients; one_step returns dz, dh_prev, dc_prev, in this order."),
        Mistake({"axis=1": "axis=0"},
                "You stacked the steps along the first axis; the batch comes first, so that time is axis 1."),
        Mistake({"reversed(range(dh.shape[1]))": "reversed(range(1, dh.shape[1]))"},
                "You stopped one step early; step 0 has weights and an initial state to inform as well."),
        Mistake({"np.zeros_like(dh[:, 0]), np.zeros_like(dh[:, 0])": "dh[:, -1], np.zeros_like(dh[:, 0])"},
                "You started with the last gradient and added it once more in the loop; nothing comes from beyond the "
                "end, so that the start is zero."),
    ),
    variants=('''
def lstm_backward(one_step, dh):
    B, T, H = dh.shape
    dz, dh_t, dc_t = [None] * T, 0 * dh[:, 0], 0 * dh[:, 0]
    t = T - 1
    while t >= 0:
        dh_t = dh_t + dh[:, t]
        dz[t], dh_t, dc_t = one_step(t, dh_t, dc_t)
        t -= 1
    return np.array(dz).transpose(1, 0, 2), dh_t, dc_t
''', '''
def lstm_backward(one_step, dh):
    def back(t):
        if t == dh.shape[1]:
            return [], np.zeros(dh[:, 0].shape), np.zeros(dh[:, 0].shape)
        later, a, b = back(t + 1)
        dz, a, b = one_step(t, dh[:, t] + a, b)
        return [dz] + later, a, b
    parts, a, b = back(0)
    return np.stack(parts, 1), a, b
'''),
    hints=("What arrives from beyond the last step? Zero, for both states: that is where the loop starts.",
           "At step t two gradients meet at h_t: the loss's own, dh[:, t], and the one handed back by step t + 1.",
           "Collect dz in a list, and turn the list round before stacking."),
    fact="The same loop, with another one_step, is the backward pass of every recurrent network: RNN, GRU, peepholes.",
    why="Backwards, because each step needs what the later ones say. Two states went forward, so two gradients go "
        "back.",
    questions=("What would you change to cut the gradient after five steps?",
               "Where does the gradient of a trainable initial state come out?"),
    float32=False,
    equivalents={f"dh_next, dc_next = np.zeros_like(dh[:, {a}]), np.zeros_like(dh[:, {b}])":
                 "every step has the same shape" for a, b in ((-1, 0), (0, -1), (0, 1), (1, 0))},
)


def _linear_steps(rng, B, T, H):
    """(one_step, dh): a linear step back, with other matrices at each step, so that every slip shows."""
    A, C, D, E = (draw(rng, T, H, H, scale=0.5) for _ in range(4))
    Z, Y = draw(rng, T, H, 4 * H), draw(rng, T, H, 4 * H)

    def one_step(t, dh_t, dc_t):
        return dh_t @ Z[t] + dc_t @ Y[t], dh_t @ A[t] + dc_t @ C[t], dh_t @ D[t] + dc_t @ E[t]

    return one_step, draw(rng, B, T, H)


RELATIVE_ERROR = Function(
    name="relative_error", lesson=6, minutes=5,
    prompt="How far are two arrays apart, compared with their size? Largest difference, over largest |a| + |b|.",
    stub='''
def relative_error(a, b):
    """The largest |a − b| over all entries, divided by the largest |a| + |b|; 0 if both are zero everywhere.
    a, b of equal shape -> a number from 0 to 1."""
    return ...                                   # your lines
''',
    solution='''
def relative_error(a, b):
    size = np.max(np.abs(a) + np.abs(b))
    return np.max(np.abs(a - b)) / size if size > 0 else 0.0
''',
    cases=lambda rng: [(a := draw(rng, 3, 4), a + draw(rng, 3, 4, scale=1e-3)), (draw(rng, 5), draw(rng, 5)),
                       (np.array([1e-9, 3.0, -2.0]), np.array([3e-9, 3.1, -2.0])), (np.zeros(2, int), np.zeros(2, int)),
                       (draw(rng, 4, scale=1e-3), draw(rng, 4, scale=1e-3)),
                       (np.array([0.0, -4.0]), np.array([0.0, -4.2]))],
    mistakes=(
        Mistake({"np.max(np.abs(a) + np.abs(b))": "np.max(np.abs(a))"},
                "You divided by one of the two; with both, the measure is the same whichever is called right, and 1 is "
                "the worst."),
        Mistake({"np.max(np.abs(a) + np.abs(b))": "np.max(np.abs(a + b))"},
                "You took the size of the sum; two values of opposite sign then cancel, so that the sizes are added "
                "instead."),
        Mistake({"np.max(np.abs(a - b)) / size": "np.max(np.abs(a - b))"},
                "You did not divide; a difference of 0.001 is large between numbers of 0.001 and small between "
                "numbers of 1,000."),
        Mistake({"np.max(np.abs(a - b))": "np.max(a - b)"},
                "You left out the absolute value of the difference; a large error downwards would not count."),
        Mistake({"np.max(np.abs(a - b))": "np.mean(np.abs(a - b))"},
                "You averaged the differences; one bad entry among a thousand would be hidden, so that the largest "
                "counts."),
        Mistake({" if size > 0 else 0.0": ""},
                "You divided zero by zero; two arrays of zeros agree, so that their error is 0."),
        Mistake({"np.max(np.abs(a - b)) / size if size > 0 else 0.0":
                 "np.max(np.abs(a - b) / np.maximum(np.abs(a) + np.abs(b), 1e-300))"},
                "You divided entry by entry; entries that should be zero and come out as 1e-17 would then count as "
                "fully different, so that the largest size of all is the measure."),
        Mistake({"np.max(np.abs(a) + np.abs(b))": "np.sum(np.abs(a) + np.abs(b))"},
                "You divided by the sum of all sizes; the error would then shrink as the array grows."),
    ),
    variants=('''
def relative_error(a, b):
    a, b = np.ravel(a), np.ravel(b)
    size = max(abs(p) + abs(q) for p, q in zip(a, b))
    return max(abs(p - q) for p, q in zip(a, b)) / size if size else 0.0
''', '''
def relative_error(a, b):
    gap, size = abs(a - b).max(), (abs(a) + abs(b)).max()
    return gap / (size or 1)
'''),
    hints=("Two numbers first: the largest |a − b|, and the largest |a| + |b|.",
           "What if both arrays are zero everywhere?"),
    fact="Below 1e-7 in float64 a gradient is right; above 1e-2 it is not. In between look closer, or use a kink-free "
         "test point.",
    why="A difference needs a size to be compared with; the largest entries give one that small entries cannot spoil.",
    questions=("Why not compare entry by entry?",),
)

ORDER_BPTT = Ordering(
    name="order_bptt", lesson=6, minutes=4,
    prompt="These are the lines of one step back through an LSTM, shuffled. Write the letters in an order in which "
           "they can run, for example \"ABCDEF\". (More than one order is right.)",
    lines={
        "A": "dW_h += h_prev.T @ dz",
        "B": "dc_t = dc_t + dh_t * o * (1 - tanh_c**2)",
        "C": "dz = np.hstack([di * i * (1 - i), df * f * (1 - f), dg * (1 - g**2), do * o * (1 - o)])",
        "D": "dh_t = dh[:, t] + dh_next",
        "E": "dh_next, dc_next = dz @ W_h.T, dc_t * f",
        "F": "di, df, dg, do = dc_t * g, dc_t * c_prev, dc_t * i, dh_t * tanh_c",
    },
    solution="DBFCAE",
    before=(
        ("D", "B", "You used dh_t (line B) before line D adds up what arrives at h_t."),
        ("D", "F", "You used dh_t (line F) before line D adds up what arrives at h_t."),
        ("B", "F", "You shared out dc_t (line F) before line B has completed it; c_t was used twice, so that both "
                   "parts have to be there first."),
        ("F", "C", "You went through the squashing functions (line C) before line F says what arrives at the gates."),
        ("C", "A", "You gave W_h its share (line A) before there is a dz (line C)."),
        ("C", "E", "You handed dh back (line E) before there is a dz (line C)."),
    ),
    hints=("Which line needs nothing but what came from outside? It is the first.",
           "Forward the last thing computed was h_t, so backward it comes first; then c_t, the gates, z, and the "
           "weights.",
           "A and E both need dz, and nothing of each other."),
    fact="A and E are independent: the weights' share can wait until after the loop, which is what makes the fused "
         "version fast.",
    why="Backward is forward read from the end: h_t, c_t, the gates, z, then the weights and the states before.",
    questions=("Which of the six lines can be done for all steps at once, after the loop?",),
)

FIND_FIVE_BUGS = FindBugs(
    name="find_five_bugs", lesson=6, minutes=10,
    prompt="Five of these lines hold a defect. Answer with their numbers, for example {2, 3, 4, 5, 6}.",
    code='''
def buggy_step(params, t, trace, dh_t, dc_t):
    i, f, g, o = trace.i[:, t], trace.f[:, t], trace.g[:, t], trace.o[:, t]
    c_prev, tanh_c = trace.c[:, max(t - 1, 0)], np.tanh(trace.c[:, t])
    do = dh_t * tanh_c
    dc_t = dc_t + dh_t * o
    df, di, dg = dc_t * c_prev, dc_t * g, dc_t * i
    slopes = [s * (1 - s) for s in cells.sigmoid(np.array([i, f, o]))]
    dz = np.hstack([di * slopes[0], df * slopes[1],
                    dg * (1 - np.tanh(g) ** 2), do * slopes[2]])
    return dz, np.zeros_like(dh_t), np.zeros_like(dc_t)
''',
    bugs={
        3: "Line 3 reads the states one step early; c[:, 0] is the initial state, so that c_prev is c[:, t] and c_t is "
           "c[:, t + 1].",
        5: "Line 5 leaves out the slope of tanh; h_t = o · tanh(c_t), so that the gradient is multiplied by 1 − tanh².",
        7: "Line 7 squashes the gates a second time; i, f and o are values of the sigmoid already, so that the slope "
           "is s (1 − s) of themselves.",
        9: "Line 9 squashes the candidate a second time; g is a value of tanh already, so that the slope is 1 − g².",
        10: "Line 10 hands back zeros; the gradients dz @ W_h.T and dc_t * f have to travel to the step before, or "
            "nothing is learned over time.",
    },
    sound={
        1: "Line 1 is sound: it names what a step needs, and the two gradients that arrive.",
        2: "Line 2 is sound: gates have no initial entry, so that step t is at index t.",
        4: "Line 4 is sound, given the right tanh_c: o was multiplied by tanh(c_t).",
        6: "Line 6 is sound, given the right c_prev: each factor gets dc_t times its neighbour.",
        8: "Line 8 is sound: the order is i, f, and each part is multiplied by its own slope.",
    },
    hints=("Compare it line by line with step_backward of section 1.",
           "One defect is about *which step* is read, one about what is *left out*, two are about slopes that are "
           "taken of the value instead of the pre-activation.",
           "And one is about what is handed back."),
    fact="Each of these was in one widely copied notebook, whose loss fell all the same. A check against central "
         "differences finds all five within a second.",
    why="Lines 3, 5, 7, 9 and 10: states one step early, a missing slope, two slopes of slopes, and no way back in "
        "time.",
    questions=("Which of the five does the most harm on a task that needs no memory?",
               "Which could be left in unnoticed if T is 1?"),
)

EXERCISES = [LSTM_STEP_BACKWARD, WEIGHT_GRADS, LSTM_BACKWARD, RELATIVE_ERROR, ORDER_BPTT, FIND_FIVE_BUGS]
