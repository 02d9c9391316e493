"""Exercises of lesson 07 (train it from scratch): the rules for a step."""

import numpy as np

from lstm_helpers.exercises.hidden import draw, gate
from lstm_helpers.exercises.kinds import Function, Mistake


def _weights(rng, *shape):
    """A weight, its gradient, a mean of gradients, a mean of squares."""
    return draw(rng, *shape), draw(rng, *shape), draw(rng, *shape, scale=0.3), gate(rng, *shape)


RMSPROP_STEP = Function(
    name="rmsprop_step",
    lesson=7,
    minutes=6,
    prompt="One step of RMSprop. v is the running mean of the squared gradient so far.",
    stub='''
def rmsprop_step(w, dw, v, rate, rho, eps):
    """The weight after one step, and the new running mean of dw².
    w, dw, v of equal shape -> w, v."""
    return ...                                   # your lines; return w, v
''',
    solution="""
def rmsprop_step(w, dw, v, rate, rho, eps):
    v = rho * v + (1 - rho) * dw**2
    return w - rate * dw / np.sqrt(v + eps), v
""",
    outputs="w v",
    cases=lambda rng: [
        (*np.delete(np.array(_weights(rng, 3, 4)), 2, axis=0), 0.1, 0.7, 0.02),
        (*np.delete(np.array(_weights(rng, 5, 2)), 2, axis=0), 0.3, 0.9, 0.1),
    ],
    mistakes=(
        Mistake(
            {"rho * v + (1 - rho) * dw**2": "(1 - rho) * v + rho * dw**2"},
            "You exchanged ρ and 1 − ρ; ρ is the share of the *old* mean that is kept, so v changes slowly.",
        ),
        Mistake(
            {"(1 - rho) * dw**2": "dw**2"},
            "You added the whole square; in a running mean old and new shares sum to 1, so v stays as large as dw².",
        ),
        Mistake(
            {"dw**2": "dw"},
            "You averaged the gradient itself; v averages its *square*, so its root is a size, whatever the sign.",
        ),
        Mistake(
            {"np.sqrt(v + eps)": "(v + eps)"},
            "You divided by the square; the root of v has the size of a gradient, so a step is about the rate.",
        ),
        Mistake(
            {"rate * dw / np.sqrt(v + eps)": "rate * dw"},
            "You did not divide, which is plain gradient descent; the root of v gives every weight a step of its "
            "own size.",
        ),
        Mistake(
            {"w - rate": "w + rate"},
            "You went uphill; the gradient points to where the loss rises, so a step goes against it.",
        ),
        Mistake(
            {"np.sqrt(v + eps), v": "np.sqrt(v + eps), dw**2"},
            "You returned the square alone; the running mean is what the next step continues from.",
        ),
        Mistake(
            """
def rmsprop_step(w, dw, v, rate, rho, eps):
    w = w - rate * dw / np.sqrt(v + eps)
    return w, rho * v + (1 - rho) * dw**2
""",
            "You divided by the old mean; v takes in the new gradient first, so a sudden large one is tamed at once.",
        ),
        Mistake(
            {" + eps)": ")"},
            "You left out ε; where a gradient has been zero for long, v is nearly 0, so the step would be enormous.",
        ),
        Mistake(
            {"np.sqrt(v + eps)": "(np.sqrt(v) + eps)"},
            "You added ε after the root, as Adam does; here it stands under the root, so it is a square and "
            "not a size.",
        ),
    ),
    variants=(
        """
def rmsprop_step(w, dw, v, rate, rho, eps):
    v = v + (1 - rho) * (np.square(dw) - v)
    return w - dw * (rate * (v + eps) ** -0.5), v
""",
        """
def rmsprop_step(w, dw, v, rate, rho, eps):
    new_w, new_v = np.empty_like(w), np.empty_like(v)
    for place, g in np.ndenumerate(dw):
        new_v[place] = rho * v[place] + (1 - rho) * g * g
        new_w[place] = w[place] - rate * g / np.sqrt(new_v[place] + eps)
    return new_w, new_v
""",
    ),
    hints=(
        "First the running mean: keep the share ρ of v, and add the share 1 − ρ of dw².",
        "Then the step: divide dw by the root of the new v (plus ε), and go against it.",
    ),
    fact="RMSprop was never published as a paper: it stands on a slide of Hinton's lecture of 2012.",
    why="v learns how large this weight's gradient usually is; dividing by its root makes all steps about equally "
    "large.",
    questions=("What happens on the first step, when v is 0?", "Why the square and not the absolute value?"),
)

ADAM_STEP = Function(
    name="adam_step",
    lesson=7,
    minutes=8,
    prompt="One step of Adam, with the bias correction. t counts the steps from 1.",
    stub='''
def adam_step(w, dw, m, v, t, rate, beta1, beta2, eps):
    """The weight after step t, and the running means of dw and dw².
    w, dw, m, v of equal shape -> w, m, v."""
    return ...                                   # your lines; return w, m, v
''',
    solution="""
def adam_step(w, dw, m, v, t, rate, beta1, beta2, eps):
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * dw**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return w - rate * m_hat / (np.sqrt(v_hat) + eps), m, v
""",
    outputs="w m v",
    cases=lambda rng: [(*_weights(rng, 3, 4), 1, 0.1, 0.8, 0.95, 0.02), (*_weights(rng, 5, 2), 3, 0.3, 0.9, 0.7, 0.1)],
    mistakes=(
        Mistake(
            {"m / (1 - beta1**t), v / (1 - beta2**t)": "m, v"},
            "You left out the bias correction; both means start at zero, so they are too small in the first steps.",
        ),
        Mistake(
            {"m / (1 - beta1**t)": "m / (1 - beta1)", "v / (1 - beta2**t)": "v / (1 - beta2)"},
            "You corrected without t; the means catch up with time, so the correction 1 − βᵗ goes to 1.",
        ),
        Mistake(
            {"eps), m, v": "eps), m_hat, v_hat"},
            "You returned the corrected means; the next step continues from the uncorrected ones, so nothing "
            "is corrected twice.",
        ),
        Mistake(
            {"beta1 * m + (1 - beta1) * dw\n": "(1 - beta1) * m + beta1 * dw\n"},
            "You exchanged β₁ and 1 − β₁; β is the share of the old mean that is kept.",
        ),
        Mistake(
            {"(1 - beta2) * dw**2": "(1 - beta2) * dw"},
            "You averaged dw for v; v averages the square, so its root is a size.",
        ),
        Mistake(
            {"np.sqrt(v_hat)": "v_hat"},
            "You divided by v; its root has the size of a gradient, so a step is about the rate.",
        ),
        Mistake(
            {"rate * m_hat": "rate * dw"},
            "You stepped along dw, which is RMSprop; Adam follows the running mean m, so zigzags cancel.",
        ),
        Mistake({"v / (1 - beta2**t)": "v / (1 - beta1**t)"}, "You corrected v with β₁; each mean has a β of its own."),
        Mistake(
            {"beta1 * m +": "beta2 * m +", "(1 - beta1) * dw": "(1 - beta2) * dw"},
            "You averaged the gradient with β₂; m uses β₁, the quicker of the two.",
        ),
        Mistake(
            {"(np.sqrt(v_hat) + eps)": "np.sqrt(v_hat + eps)"},
            "You put ε under the root, as RMSprop does; Adam adds it after the root, so it is a size and not a square.",
        ),
        Mistake(
            {"beta1**t)": "beta1**(t + 1))", "beta2**t)": "beta2**(t + 1))"},
            "You counted one step more; t is 1 at the first step already, so 1 − βᵗ is 1 − β there.",
        ),
        Mistake(
            {"v / (1 - beta2**t)": "v"},
            "You corrected m and not v; both means start at zero, so both are too small at first.",
        ),
        Mistake(
            {"(1 - beta1) * dw\n": "dw\n", "(1 - beta2) * dw**2": "dw**2"},
            "You added the whole of dw and dw²; the shares β and 1 − β sum to 1, so m and v stay means.",
        ),
        Mistake({"w - rate": "w + rate"}, "You went uphill; a step goes against the gradient."),
    ),
    variants=(
        """
def adam_step(w, dw, m, v, t, rate, beta1, beta2, eps):
    m = m + (1 - beta1) * (dw - m)
    v = v + (1 - beta2) * (dw * dw - v)
    scale = np.sqrt(1 - beta2**t)
    return w - rate * scale / (1 - beta1**t) * m / (np.sqrt(v) + eps * scale), m, v
""",
        """
def adam_step(w, dw, m, v, t, rate, beta1, beta2, eps):
    means = []
    for old, new, beta in ((m, dw, beta1), (v, np.square(dw), beta2)):
        means.append(np.average([old, new], axis=0, weights=[beta, 1 - beta]))
    a, b = (mean / (1 - beta**t) for mean, beta in zip(means, (beta1, beta2)))
    return w - rate * a / (b ** 0.5 + eps), *means
""",
    ),
    hints=(
        "Two running means, of dw with β₁ and of dw² with β₂, exactly as v in RMSprop.",
        "They start at zero: after t steps they hold only the share 1 − βᵗ of what they should. Divide by it.",
        "The step: rate · m̂ / (√v̂ + ε). Return the *uncorrected* m and v.",
    ),
    fact="In the very first step the correction makes m̂ = dw and v̂ = dw²: every weight moves by the rate, whatever "
    "its gradient.",
    why="m says where to, √v how unusual that is; the correction matters for the first few steps, when both are too "
    "small.",
    questions=("How large is the first step of a weight whose gradient is 1e-6? And one with 1e+6?",),
    tolerance=1e-7,
)

EXERCISES = [RMSPROP_STEP, ADAM_STEP]
