"""Exercises of lesson 07 (train it from scratch)."""

import numpy as np

from lstm_helpers.exercises.hidden import SIZES, draw, gate, lstm_params
from lstm_helpers.exercises.kinds import Choice, Function, Mistake


def _weights(rng, *shape):
    """A weight, its gradient, a mean of gradients, a mean of squares."""
    return draw(rng, *shape), draw(rng, *shape), draw(rng, *shape, scale=0.3), gate(rng, *shape)


RMSPROP_STEP = Function(
    name="rmsprop_step", lesson=7, minutes=6,
    prompt="One step of RMSprop. v is the running mean of the squared gradient so far.",
    stub='''
def rmsprop_step(w, dw, v, rate, rho, eps):
    """The weight after one step, and the new running mean of dw².  w, dw, v of equal shape -> w, v."""
    return ...                                   # your lines; return w, v
''',
    solution='''
def rmsprop_step(w, dw, v, rate, rho, eps):
    v = rho * v + (1 - rho) * dw**2
    return w - rate * dw / np.sqrt(v + eps), v
''',
    outputs="w v",
    cases=lambda rng: [(*np.delete(np.array(_weights(rng, 3, 4)), 2, axis=0), 0.1, 0.7, 0.02),
                       (*np.delete(np.array(_weights(rng, 5, 2)), 2, axis=0), 0.3, 0.9, 0.1)],
    mistakes=(
        Mistake({"rho * v + (1 - rho) * dw**2": "(1 - rho) * v + rho * dw**2"},
                "You exchanged ρ and 1 − ρ; ρ is the share of the *old* mean that is kept, so that v changes slowly."),
        Mistake({"(1 - rho) * dw**2": "dw**2"},
                "You added the whole square; in a running mean old and new shares sum to 1, so that v stays as large "
                "as dw²."),
        Mistake({"dw**2": "dw"},
                "You averaged the gradient itself; v averages its *square*, so that its root is a size, whatever the "
                "sign."),
        Mistake({"np.sqrt(v + eps)": "(v + eps)"},
                "You divided by the square; the root of v has the size of a gradient, so that a step is about the "
                "rate."),
        Mistake({"rate * dw / np.sqrt(v + eps)": "rate * dw"},
                "You did not divide, which is plain gradient descent; the root of v gives every weight a step of its "
                "own size."),
        Mistake({"w - rate": "w + rate"},
                "You went uphill; the gradient points to where the loss rises, so that a step goes against it."),
        Mistake({"np.sqrt(v + eps), v": "np.sqrt(v + eps), dw**2"},
                "You returned the square alone; the running mean is what the next step continues from."),
        Mistake("""
def rmsprop_step(w, dw, v, rate, rho, eps):
    w = w - rate * dw / np.sqrt(v + eps)
    return w, rho * v + (1 - rho) * dw**2
""", "You divided by the old mean; v takes in the new gradient first, so that a sudden large one is tamed at once."),
        Mistake({" + eps)": ")"},
                "You left out ε; where a gradient has been zero for long, v is nearly 0, so that the step would be "
                "enormous."),
    ),
    variants=('''
def rmsprop_step(w, dw, v, rate, rho, eps):
    v = v + (1 - rho) * (np.square(dw) - v)
    return w - dw * (rate * (v + eps) ** -0.5), v
''', '''
def rmsprop_step(w, dw, v, rate, rho, eps):
    new_w, new_v = np.empty_like(w), np.empty_like(v)
    for place, g in np.ndenumerate(dw):
        new_v[place] = rho * v[place] + (1 - rho) * g * g
        new_w[place] = w[place] - rate * g / np.sqrt(new_v[place] + eps)
    return new_w, new_v
'''),
    hints=("First the running mean: keep the share ρ of v, and add the share 1 − ρ of dw².",
           "Then the step: divide dw by the root of the new v (plus ε), and go against it."),
    fact="RMSprop was never published as a paper: it stands on a slide of Hinton's lecture of 2012.",
    why="v learns how large this weight's gradient usually is; dividing by its root makes all steps about equally "
        "large.",
    questions=("What happens on the first step, when v is 0?", "Why the square and not the absolute value?"),
)

ADAM_STEP = Function(
    name="adam_step", lesson=7, minutes=8,
    prompt="One step of Adam, with the bias correction. t counts the steps from 1.",
    stub='''
def adam_step(w, dw, m, v, t, rate, beta1, beta2, eps):
    """The weight after step t, and the running means of dw and dw².  w, dw, m, v of equal shape -> w, m, v."""
    return ...                                   # your lines; return w, m, v
''',
    solution='''
def adam_step(w, dw, m, v, t, rate, beta1, beta2, eps):
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * dw**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return w - rate * m_hat / (np.sqrt(v_hat) + eps), m, v
''',
    outputs="w m v",
    cases=lambda rng: [(*_weights(rng, 3, 4), 1, 0.1, 0.8, 0.95, 0.02), (*_weights(rng, 5, 2), 3, 0.3, 0.9, 0.7, 0.1)],
    mistakes=(
        Mistake({"m / (1 - beta1**t), v / (1 - beta2**t)": "m, v"},
                "You left out the bias correction; both means start at zero, so that they are too small in the first "
                "steps."),
        Mistake({"m / (1 - beta1**t)": "m / (1 - beta1)", "v / (1 - beta2**t)": "v / (1 - beta2)"},
                "You corrected without t; the means catch up with time, so that the correction 1 − βᵗ goes to 1."),
        Mistake({"return w - rate * m_hat / (np.sqrt(v_hat) + eps), m, v":
                 "return w - rate * m_hat / (np.sqrt(v_hat) + eps), m_hat, v_hat"},
                "You returned the corrected means; the next step continues from the uncorrected ones, so that nothing "
                "is corrected twice."),
        Mistake({"beta1 * m + (1 - beta1) * dw\n": "(1 - beta1) * m + beta1 * dw\n"},
                "You exchanged β₁ and 1 − β₁; β is the share of the old mean that is kept."),
        Mistake({"(1 - beta2) * dw**2": "(1 - beta2) * dw"},
                "You averaged dw for v; v averages the square, so that its root is a size."),
        Mistake({"np.sqrt(v_hat)": "v_hat"},
                "You divided by v; its root has the size of a gradient, so that a step is about the rate."),
        Mistake({"rate * m_hat": "rate * dw"},
                "You stepped along dw, which is RMSprop; Adam follows the running mean m, so that zigzags cancel."),
        Mistake({"v / (1 - beta2**t)": "v / (1 - beta1**t)"},
                "You corrected v with β₁; each mean has a β of its own."),
        Mistake({"beta1 * m +": "beta2 * m +", "(1 - beta1) * dw": "(1 - beta2) * dw"},
                "You averaged the gradient with β₂; m uses β₁, the quicker of the two."),
        Mistake({"(np.sqrt(v_hat) + eps)": "np.sqrt(v_hat + eps)"},
                "You put ε under the root, as RMSprop does; Adam adds it after the root, so that it is a size and not "
                "a square."),
        Mistake({"w - rate": "w + rate"},
                "You went uphill; a step goes against the gradient."),
    ),
    variants=('''
def adam_step(w, dw, m, v, t, rate, beta1, beta2, eps):
    m = m + (1 - beta1) * (dw - m)
    v = v + (1 - beta2) * (dw * dw - v)
    scale = np.sqrt(1 - beta2**t)
    return w - rate * scale / (1 - beta1**t) * m / (np.sqrt(v) + eps * scale), m, v
''', '''
def adam_step(w, dw, m, v, t, rate, beta1, beta2, eps):
    means = []
    for old, new, beta in ((m, dw, beta1), (v, np.square(dw), beta2)):
        means.append(np.average([old, new], axis=0, weights=[beta, 1 - beta]))
    a, b = (mean / (1 - beta**t) for mean, beta in zip(means, (beta1, beta2)))
    return w - rate * a / (b ** 0.5 + eps), *means
'''),
    hints=("Two running means, of dw with β₁ and of dw² with β₂, exactly as v in RMSprop.",
           "They start at zero: after t steps they hold only the share 1 − βᵗ of what they should. Divide by it.",
           "The step: rate · m̂ / (√v̂ + ε). Return the *uncorrected* m and v."),
    fact="In the very first step the correction makes m̂ = dw and v̂ = dw²: every weight moves by the rate, whatever "
         "its gradient.",
    why="m says where to, √v how unusual that is; the correction matters for the first few steps, when both are too "
        "small.",
    questions=("How large is the first step of a weight whose gradient is 1e-6? And one with 1e+6?",),
    tolerance=1e-7,
)

LEARNING_CURVE = Choice(
    name="learning_curve", lesson=7, minutes=5,
    prompt="Four training curves of a network with enough units. Which is the first thing to do about each: \"flat\" "
           "(at the error of guessing, from the start), \"NaN\" (falls, then jumps to NaN), \"noisy\" (falls, then "
           "jumps about one level), \"parted\" (training falls, validation rises again)?",
    options={"a": "clip the gradient, or lower the learning rate",
             "b": "let the learning rate decay, or use larger batches",
             "c": "keep training, or give each weight a step of its own (Adam)",
             "d": "stop early, or use dropout or more data"},
    solution={"flat": "c", "NaN": "a", "noisy": "b", "parted": "d"},
    mistakes=(
        Mistake({"flat": "a"},
                "You made the steps of a flat curve smaller; it does not move as it is, so that larger steps, or one "
                "for each weight, are what it needs."),
        Mistake({"flat": "d"},
                "You treated a flat curve as overfitting; it has not learned anything yet that could be too much."),
        Mistake({"NaN": "b"},
                "You waited for the rate to decay; a NaN never comes back, so that the one huge gradient has to be "
                "clipped before."),
        Mistake({"NaN": "c"},
                "You kept training after a NaN; every weight is NaN then, so that nothing can be learned any more."),
        Mistake({"noisy": "a"},
                "You clipped a noisy curve; its steps are of ordinary size, and what makes them disagree is the small "
                "batch, so that averaging or smaller steps at the end help."),
        Mistake({"noisy": "d"},
                "You treated noise as overfitting; both losses jump about the same level, so that the steps are too "
                "large for the last bit."),
        Mistake({"parted": "c"},
                "You kept training; validation is rising, so that every further step makes it worse on new data."),
        Mistake({"parted": "b"},
                "You let the rate decay; the training loss is falling well, and the gap to validation is what has to "
                "be closed."),
    ),
    hints=("Ask first: does it move at all? If not, the steps are too small for what it hears.",
           "One batch with a gradient hundreds of times the usual is enough for a NaN.",
           "Training and validation parting is the one that has nothing to do with the steps."),
    fact="A plateau at exactly the error of guessing is typical of long lags: the adding problem leaves it suddenly, "
         "after thousands of sequences.",
    why="Flat: bigger or individual steps. NaN: clip. Noise at the end: smaller steps. Validation rising: stop.",
    questions=("Which of the four can you tell from the training loss alone?",),
)

BATCH_SIZE = Choice(
    name="batch_size", lesson=7, minutes=4,
    prompt="You go from batches of 32 to batches of 128, and see as many sequences in all as before. What becomes of "
           "the number of steps, of the noise of each gradient (its spread), and of the time for one step of a small "
           "network?",
    options={"a": "a quarter", "b": "half", "c": "about the same, or little more", "d": "four times as much"},
    solution={"steps": "a", "noise": "b", "time": "c"},
    mistakes=(
        Mistake({"steps": "c"},
                "You kept the number of steps; each step now uses four times as many sequences, so that the same "
                "sequences make a quarter of the steps."),
        Mistake({"steps": "d"},
                "You multiplied the steps; with the sequences fixed, larger batches mean fewer steps."),
        Mistake({"noise": "a"},
                "You divided the noise by four; the spread of a mean of n independent values falls like 1/√n, so that "
                "four times as many halve it."),
        Mistake({"noise": "c"},
                "You left the noise as it was; the gradient is a mean over the batch, so that it gets more exact with "
                "more examples."),
        Mistake({"time": "d"},
                "You multiplied the time; a small network spends it on starting operations, so that a product for 128 "
                "sequences costs little more than for 32."),
        Mistake({"time": "a"},
                "You divided the time; a step has more to compute than before, never less."),
    ),
    hints=("Sequences = steps × batch size.",
           "The spread of a mean of n values falls like 1/√n.",
           "How much longer does NumPy take for a matrix product of 128 rows than for one of 32, if both are small?"),
    fact="That is why large batches look fast in sequences a second and slow in loss a sequence.",
    why="A quarter of the steps, half of the noise, about the time: fewer but better-informed moves.",
    questions=("With which batch size would you begin on a machine with two cores, and why?",),
)

READABLE_TO_FUSED = Function(
    name="readable_to_fused", lesson=7, minutes=7,
    prompt="Build the one matrix of the fused version: [h, x, 1] @ W gives all pre-activations at once, those of the "
           "three gates halved, so that a single tanh serves: sigmoid(z) = (1 + tanh(z / 2)) / 2.",
    stub='''
def readable_to_fused(params):
    """W_h, W_x and b on top of one another, the columns of i, f and o halved.
    params.W_x (D, 4H), .W_h (H, 4H), .b (4H,) in the order i, f, g, o -> (H + D + 1, 4H)."""
    return ...                                   # your lines
''',
    solution='''
def readable_to_fused(params):
    W = np.vstack([params.W_h, params.W_x, params.b])
    half = np.repeat([0.5, 0.5, 1.0, 0.5], len(params.W_h))
    return W * half
''',
    cases=lambda rng: [(lstm_params(rng, D, H),) for B, T, D, H in SIZES],
    mistakes=(
        Mistake({"params.W_h, params.W_x, params.b": "params.W_x, params.W_h, params.b"},
                "You put W_x on top; the buffer holds h first, [h, x, 1], so that its rows meet the right weights."),
        Mistake({"W * half": "W"},
                "You halved nothing; the gates' columns carry z / 2, so that one tanh serves gates and candidate "
                "alike."),
        Mistake({"[0.5, 0.5, 1.0, 0.5]": "[0.5, 0.5, 0.5, 0.5]"},
                "You halved the candidate as well; it *is* a tanh, so that its column stays."),
        Mistake({"[0.5, 0.5, 1.0, 0.5]": "[0.5, 0.5, 0.5, 1.0]"},
                "You halved the candidate and left the output gate; the order is i, f, g, o, so that the third block "
                "stays."),
        Mistake({"[0.5, 0.5, 1.0, 0.5]": "[2.0, 2.0, 1.0, 2.0]"},
                "You doubled; sigmoid(z) = (1 + tanh(z / 2)) / 2 needs z / 2."),
        Mistake({"params.W_h, params.W_x, params.b])": "params.W_h, params.W_x])"},
                "You left the bias out; the 1 at the end of [h, x, 1] picks it up, so that no addition is needed."),
        Mistake({"np.repeat([0.5, 0.5, 1.0, 0.5], len(params.W_h))": "np.tile([0.5, 0.5, 1.0, 0.5], len(params.W_h))"},
                "You alternated the factors column by column; each part is a *block* of H columns."),
        Mistake({"W * half": "np.vstack([(W * half)[:-1], W[-1:]])"},
                "You left the bias whole; it is part of z, so that it is halved with the rest."),
    ),
    variants=('''
def readable_to_fused(params):
    D, H = len(params.W_x), len(params.W_h)
    W = np.empty((H + D + 1, 4 * H))
    W[:H], W[H:H + D], W[-1] = params.W_h, params.W_x, params.b
    for part in (0, 1, 3):
        W[:, part * H:(part + 1) * H] /= 2
    return W
''', '''
def readable_to_fused(params):
    W = np.concatenate([params.W_h, params.W_x, params.b[None]])
    i, f, g, o = np.split(W, 4, axis=1)
    return np.hstack([i / 2, f / 2, g, o / 2])
'''),
    hints=("np.vstack puts matrices on top of one another, and takes a vector as one row.",
           "Which three of the four blocks i, f, g, o go through a sigmoid?",
           "np.repeat([0.5, 0.5, 1.0, 0.5], H) has one factor for each of the 4H columns."),
    fact="Halving is exact in floating point, so that the fused forward pass loses nothing by it.",
    why="One product a step, and one tanh for everything: afterwards the gates are (1 + t) / 2, which is two cheap "
        "lines.",
    questions=("What has to be done to dz on the way back, since the gates' columns were halved?",),
)

EXERCISES = [RMSPROP_STEP, ADAM_STEP, LEARNING_CURVE, BATCH_SIZE, READABLE_TO_FUSED]
