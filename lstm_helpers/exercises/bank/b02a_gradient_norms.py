"""Exercises of lesson 02 (watch gradients vanish): how large a gradient is after some steps back."""

import numpy as np

from lstm_helpers.exercises.hidden import SIZES, draw, rnn_params
from lstm_helpers.exercises.kinds import Function, Mistake

RNN_JACOBIAN = Function(
    name="rnn_jacobian",
    lesson=2,
    minutes=7,
    prompt="One step of an RNN turns h_{t−1} into h_t. Write the matrix of its derivatives, one for each example.",
    stub='''
def rnn_jacobian(params, h_t):
    """J[n, j, m] = ∂h_t[n, j] / ∂h_{t−1}[n, m] of h_t = tanh(x_t W_x + h_{t−1} W_h + b),
    example by example.  params.W_h (H, H), h_t (B, H) -> (B, H, H)."""
    return ...                                   # your line
''',
    solution="lstm_helpers.maths.backprop:rnn_jacobian",
    cases=lambda rng: [(rnn_params(rng, D, H), np.tanh(draw(rng, B, H))) for B, T, D, H in SIZES],
    mistakes=(
        Mistake(
            {"params.W_h.T": "params.W_h"},
            "You left W_h as it stands; h_{t−1} is a row, so unit j gets column j of W_h, which is row j of "
            "its transpose.",
        ),
        Mistake(
            {"[:, :, None] * params.W_h.T": "[:, None, :] * params.W_h"},
            "You returned the transpose; J[n, j, m] has the output j first and the input m second.",
        ),
        Mistake(
            {"[:, :, None]": "[:, None, :]"},
            "You multiplied the columns by tanh's slope; it belongs to the output j, so it multiplies row j.",
        ),
        Mistake(
            {"1 - h_t**2": "np.ones_like(h_t)"},
            "You left out the slope of tanh; the derivative passes through it, so a saturated unit lets nothing back.",
        ),
        Mistake(
            {"1 - h_t**2": "1 - h_t"}, "You forgot the square; the slope of tanh, in terms of its value h, is 1 − h²."
        ),
        Mistake(
            {"1 - h_t**2": "1 - np.tanh(h_t)**2"},
            "You took tanh of h_t again; h_t is tanh's value already, so the slope is 1 − h_t².",
        ),
        Mistake(
            {"1 - h_t**2": "h_t * (1 - h_t)"},
            "You used the slope of the sigmoid; this state came out of tanh, whose slope is 1 − h².",
        ),
        Mistake(
            {"1 - h_t**2": "h_t**2"},
            "You used h² for the slope; it is 1 − h², largest at 0 and gone where the unit is saturated.",
        ),
        Mistake(
            {"[:, :, None] * params.W_h.T": " @ params.W_h.T"},
            "You multiplied as matrices and got one row for each example; the slopes multiply the rows of a "
            "matrix, one each.",
        ),
    ),
    variants=(
        """
def rnn_jacobian(params, h_t):
    return np.array([np.diag(1 - h**2) @ params.W_h.T for h in h_t])
""",
        """
def rnn_jacobian(params, h_t):
    return np.einsum("nj,kj->njk", (1 - h_t) * (1 + h_t), params.W_h)
""",
        """
def rnn_jacobian(params, h_t):
    H = len(params.b)
    return [[[(1 - h[j] ** 2) * params.W_h[k, j] for k in range(H)] for j in range(H)] for h in h_t]
""",
    ),
    hints=(
        "Write out one entry: h_t[j] = tanh(… + Σ_m h_{t−1}[m] · W_h[m, j]). Its slope along h_{t−1}[m]?",
        "The slope of tanh at the point where its value is h is 1 − h².",
        "J[j, m] = (1 − h_t[j]²) · W_h[m, j]: rows scaled, W_h transposed.",
        "(1 - h_t**2)[:, :, None] * params.W_h.T: the new last axis lets one slope multiply a whole row.",
    ),
    fact="No slope of tanh exceeds 1, so the largest singular value of this matrix is at most that of W_h (Pascanu et "
    "al. 2013).",
    why="Chain rule: the derivative of the sum is W_h[m, j], and tanh contributes its slope 1 − h_t[j]².",
    questions=(
        "What is J when all units are saturated?",
        "For which W_h and h_t does J leave the length of a gradient alone?",
    ),
)

_LAST_LAG = "int(np.argmax(low)) - 1 if low.any() else len(norms) - 1"
HORIZON = Function(
    name="horizon",
    lesson=2,
    minutes=6,
    prompt="How far back does a gradient reach? Read it off measured norms: norms[k] is the gradient's norm k steps "
    "back.",
    stub='''
def horizon(norms, share):
    """The last lag before the norm first falls below share · norms[0].
    norms (L,) -> a whole number, 0 … L − 1."""
    return ...                                   # your lines
''',
    solution="""
def horizon(norms, share):
    low = norms < share * norms[0]
    return int(np.argmax(low)) - 1 if low.any() else len(norms) - 1
""",
    cases=lambda rng: [
        (np.array([4.0, 3.5, 2.0, 1.5, 2.5, 0.3, 2.25, 0.1]), 0.5),
        (np.array([2.0, 3.0, 2.5, 4.0, 5.0]), 0.75),
        (np.array([3.0, 7.0, 2.5, 2.0, 1.0, 0.25]), 0.5),
    ],
    mistakes=(
        Mistake(
            {"share * norms[0]": "share"},
            "You compared with the share itself; it is a share of the norm at lag 0, so share * norms[0] is "
            "the line to stay above.",
        ),
        Mistake(
            {"share * norms[0]": "share * norms.max()"},
            "You took the share of the largest norm; the line is drawn from lag 0, so norms[0] belongs there.",
        ),
        Mistake({"norms < ": "norms <= "}, "You stopped where the norm *equals* the line; it has to fall below it."),
        Mistake(
            {" - 1 if": " if"},
            "You returned the first lag that is too small; the last one before it was asked for, one step nearer.",
        ),
        Mistake(
            {" - 1 if low.any() else len(norms) - 1": " - 1"},
            "You returned −1 where the norm never falls; the gradient then reaches back to the last lag measured, "
            "L − 1.",
        ),
        Mistake(
            {"else len(norms) - 1": "else len(norms)"},
            "You returned L where the norm never falls; the last lag that was measured is L − 1.",
        ),
        Mistake(
            {_LAST_LAG: "int(np.sum(~low)) - 1"},
            "You counted every lag above the line; the norm may rise again later, and what counts is the first fall.",
        ),
        Mistake(
            {_LAST_LAG: "int(np.flatnonzero(~low)[-1])"},
            "You took the last lag above the line; the norm may have fallen before and risen again, and what "
            "counts is the first fall.",
        ),
    ),
    variants=(
        """
def horizon(norms, share):
    for lag in range(len(norms)):
        if norms[lag] < share * norms[0]:
            return lag - 1
    return len(norms) - 1
""",
        """
def horizon(norms, share):
    return int(np.cumprod(norms >= share * norms[0]).sum()) - 1
""",
        """
def horizon(norms, share):
    return np.flatnonzero(np.append(norms < share * norms[0], True))[0] - 1
""",
    ),
    hints=(
        "Where is the line? At share * norms[0].",
        "Go back step by step and stop at the first norm below the line. Which lag was the last good one?",
        "And if no norm is below the line? Then the last lag that you have, len(norms) - 1.",
    ),
    fact="With a largest singular value of 0.9 a gradient falls to a thousandth within 66 steps, whatever the RNN has "
    "to learn.",
    why="argmax of a boolean array is the position of its first True; one before it is the last lag that still "
    "reaches.",
    equivalents={
        "return int(np.argmax(low)) - 1 if low.any() else len(low) - 1": "low is as long as norms",
    },
    questions=("Why measure the first fall and not the last lag above the line?",),
)

CLIP = Function(
    name="clip_by_global_norm",
    lesson=2,
    minutes=6,
    prompt="Scale all gradients by one common factor, so their common norm is at most the limit.",
    stub='''
def clip_by_global_norm(gradients, limit):
    """gradients: a list of arrays -> (the list, clipped; the norm of all of them together
    before clipping)."""
    return ...                                   # your lines; return clipped, norm
''',
    solution="lstm_helpers.training.optimizers:clip_by_global_norm",
    outputs="clipped norm",
    cases=lambda rng: [
        ([draw(rng, 3, 4), draw(rng, 4, scale=2.0), draw(rng, 2, 5)], 1.5),
        ([draw(rng, 2, 3, scale=0.1), draw(rng, 3, scale=0.1)], 2.5),
    ],
    mistakes=(
        Mistake(
            {"[g * scale for g in gradients]": "[np.clip(g, -limit, limit) for g in gradients]"},
            "You clipped each number by itself; one factor scales them all, so the direction of the step "
            "stays what it was.",
        ),
        Mistake(
            {"g * scale for": "g * limit / max(np.sqrt(np.sum(g * g)), limit) for"},
            "You clipped each array by its own norm; the norm is taken over all of them together, so their "
            "proportions stay.",
        ),
        Mistake(
            {"limit / max(norm, limit)": "limit / norm"},
            "You scaled small gradients up to the limit as well; the factor is 1 where the norm is below it already.",
        ),
        Mistake(
            {"np.sqrt(sum(": "(sum("},
            "You left the root out; the norm is the root of the sum of all squares.",
        ),
        Mistake(
            {"np.sqrt(sum(np.sum(g**2) for": "(sum(np.sqrt(np.sum(g**2)) for"},
            "You added the norms of the arrays; squares are added first and the root is taken once, as for one "
            "long vector.",
        ),
        Mistake(
            {"limit / max(norm, limit)": "max(norm, limit) / limit"},
            "You turned the factor upside down; gradients that are too long have to become shorter.",
        ),
        Mistake(
            {"gradients], norm": "gradients], min(norm, limit)"},
            "You returned the norm after clipping; the one before is asked for, since it shows when training is "
            "about to explode.",
        ),
        Mistake(
            {"np.sum(g**2)": "np.mean(g**2)"},
            "You averaged the squares; the norm adds them, so large arrays count for what they hold.",
        ),
        Mistake(
            {"limit / max(norm, limit)": "min(norm, limit)"},
            "You multiplied by the norm or the limit; the factor is limit / norm, so the clipped norm *is* the limit.",
        ),
        Mistake(
            {"np.sum(g**2)": "np.sum(np.abs(g))"}, "You added the sizes of the entries; the norm adds their squares."
        ),
    ),
    variants=(
        """
def clip_by_global_norm(gradients, limit):
    norm = np.linalg.norm(np.concatenate([g.ravel() for g in gradients]))
    if norm > limit:
        gradients = [g / norm * limit for g in gradients]
    return gradients, norm
""",
        """
def clip_by_global_norm(gradients, limit):
    squares = 0.0
    for g in gradients:
        squares += np.einsum("i,i->", g.ravel(), g.ravel())
    norm = squares ** 0.5
    return tuple(min(1.0, limit / norm) * g for g in gradients), norm
""",
    ),
    hints=(
        "Think of all arrays as one long vector. What is its length?",
        "The root of the sum of all squares, over all arrays. Is it above the limit?",
        "One factor for all: limit / norm if the norm is above the limit, otherwise 1.",
    ),
    fact="Clipping keeps the direction and shortens the step. It mends gradients that explode; it can't bring back "
    "those that vanish.",
    why="limit / max(norm, limit) is 1 for short gradients and limit / norm for long ones.",
    questions=(
        "Why is clipping each number by itself a change of direction?",
        "What would you do with a gradient that is NaN?",
    ),
)

EXERCISES = [RNN_JACOBIAN, HORIZON, CLIP]
