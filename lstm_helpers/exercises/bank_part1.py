"""Exercises of lessons 00 (start here), 01 (give a network a memory) and 02 (watch gradients vanish)."""

import numpy as np

from lstm_helpers.cells import rnn_step
from lstm_helpers.exercises.hidden import SIZES, draw, gate, rnn_params, sequences
from lstm_helpers.exercises.kinds import Choice, Function, Mistake
from lstm_helpers.sequence import run

KEEP = Function(
    name="keep", lesson=0, minutes=2,
    prompt="A forget gate that stands at f lets through that share of a memory c. What is left of the memory?",
    stub='''
def keep(f, c):
    """What is left of the memory c when the forget gate stands at f: all of it at f = 1, nothing at f = 0."""
    return ...                                   # your line
''',
    solution='''
def keep(f, c):
    return f * c
''',
    cases=lambda rng: [(gate(rng, B, H), draw(rng, B, H)) for B, T, D, H in SIZES] + [(0.25, -0.8)],
    mistakes=(
        Mistake({"f * c": "(1 - f) * c"},
                "You returned what is forgotten; f is the share that is *kept*, so that f = 1 leaves the memory as it "
                "is."),
        Mistake({"f * c": "c"}, "You kept the whole memory; the gate multiplies it, so that f = 0 leaves nothing."),
        Mistake({"f * c": "f"}, "You returned the gate; what is left is that share *of the memory*, f times c."),
        Mistake({"f * "
                 "c": "f + "
                          "c"}, "You added the gate to the memory; a gate multiplies, so that f = 0 leaves "
                                    "nothing."),
        Mistake({"f * "
                 "c": "c / "
                          "f"}, "You divided by the gate, which makes the memory larger; a gate multiplies, so "
                                    "that less than everything is left."),
        Mistake({"f * "
                 "c": "c - "
                          "f"}, "You subtracted the gate from the memory; a gate multiplies, so that a share is "
                                    "left."),
    ),
    variants=('''
def keep(f, c):
    return np.multiply(c, f)
''', '''
def keep(f, c):
    return c - (1 - f) * c
'''),
    hints=("A gate at 0.25 leaves a quarter of the memory. How do you take a quarter of a number?",
           "Multiply: f * c."),
    fact="This product is all that a forget gate does. Held at 0.99 it leaves half of a memory after 69 steps.",
    why="A gate is a share between 0 and 1, and a share of something is a product.",
    questions=("What does the memory do under f = 0.5, step after step?",),
)

SIGMOID = Function(
    name="sigmoid", lesson=1, minutes=5,
    prompt="Write the sigmoid, 1 / (1 + exp(−z)), so that it does not overflow at any z.",
    stub='''
def sigmoid(z):
    """1 / (1 + exp(−z)) for every entry of the array z, in (0, 1), without overflow: z = −1000 is allowed."""
    return ...                                   # your line
''',
    solution="lstm_helpers.cells:sigmoid", strict=True,
    cases=lambda rng: [(np.array([-1000.0, -3.0, -0.5, 0.0, 0.7, 4.0, 1000.0]),), (draw(rng, 3, 4),)],
    mistakes=(
        Mistake("def sigmoid(z):\n    return 1 / (1 + np.exp(-z))\n",
                "You wrote the formula as it stands, and np.exp overflows far from 0; tanh never does, and the "
                "sigmoid is (1 + tanh(z / 2)) / 2."),
        Mistake({"0.5 * z": "z"},
                "You put z itself into tanh; the sigmoid is half as steep, so that z / 2 belongs there."),
        Mistake({"1.0 + ": ""},
                "You returned half a tanh, in (−0.5, 0.5); adding 1 before halving lifts it, so that it lies in (0, "
                "1)."),
        Mistake({"0.5 * (": "("},
                "You did not halve the sum; 1 + tanh lies in (0, 2), so that a factor 1/2 brings it into (0, 1)."),
        Mistake({"0.5 * z": "-0.5 * z"},
                "You turned the sign of z; the sigmoid rises, so that a large z opens a gate."),
        Mistake("def sigmoid(z):\n    return np.tanh(z)\n",
                "You returned tanh, which runs from −1 to 1; the sigmoid runs from 0 to 1, so that it can be read as a "
                "share."),
        Mistake("def sigmoid(z):\n    return np.clip(0.5 + 0.25 * z, 0, 1)\n",
                "You drew a straight line between 0 and 1; the sigmoid bends, so that it never quite reaches either "
                "end."),
        Mistake("def sigmoid(z):\n    return 1 / (1 + np.exp(-np.abs(z)))\n",
                "You avoided the overflow with |z|, but kept its result for negative z as well; there the sigmoid is "
                "one minus that."),
        Mistake("def sigmoid(z):\n    return np.where(z > 0, 1.0, 0.0)\n",
                "You returned a step from 0 to 1; the sigmoid passes smoothly through 1/2, so that it has a slope to "
                "learn from."),
    ),
    variants=('''
def sigmoid(z):
    small = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + small), small / (1 + small))
''', '''
def sigmoid(z):
    return np.exp(-np.logaddexp(0.0, -z))
''', '''
def sigmoid(z):
    return 1 / (1 + np.exp(-np.clip(z, -500, 500)))
'''),
    hints=("At which z does np.exp(−z) overflow? What is the sigmoid there?",
           "tanh has the same shape, runs from −1 to 1 and never overflows. How do you bring (−1, 1) to (0, 1)?",
           "(1 + tanh(z / 2)) / 2 is the same function, to the last digit."),
    fact="exp overflows beyond 709 in float64 and beyond 88 in float32; inputs that nobody scaled get there at once.",
    why="tanh(z / 2) = (1 − exp(−z)) / (1 + exp(−z)). Add 1 and halve: 1 / (1 + exp(−z)).",
    questions=("What is the slope of the sigmoid at 0? And of tanh?", "Why is a step function no use as a gate?"),
)

_RNN = "np.tanh(x_t @ params.W_x + h_prev @ params.W_h + params.b)"
RNN_STEP = Function(
    name="rnn_step", lesson=1, minutes=5,
    prompt="Write one step of a plain RNN: the new state from the input, the old state and a bias.",
    stub='''
def rnn_step(params, x_t, h_prev):
    """The new state, in (−1, 1).  params.W_x (D, H), .W_h (H, H), .b (H,); x_t (B, D), h_prev (B, H) -> (B, H)."""
    return ...                                   # your line
''',
    solution="lstm_helpers.cells:rnn_step",
    cases=lambda rng: [(rnn_params(rng, D, H), draw(rng, B, D), draw(rng, B, H)) for B, T, D, H in SIZES],
    mistakes=(
        Mistake({"np.tanh(": "("},
                "You returned the sum itself; the state passes through tanh, so that it stays between −1 and 1 however "
                "long the sequence is."),
        Mistake({_RNN: f"0.5 + 0.5 * {_RNN.replace('tanh(', 'tanh(0.5 * (')})"},
                "You squashed the state with a sigmoid; this RNN uses tanh, so that a state can also be negative."),
        Mistake({" + params.b": ""},
                "You left the bias out; b is added to the sum, so that each unit has a level of its own."),
        Mistake({"x_t @ params.W_x + ": ""},
                "You left the input out; the new state is made from x_t and h_prev, so that something new can enter."),
        Mistake({" + h_prev @ params.W_h": ""},
                "You left the old state out; without h_prev the network has no memory, and each step starts anew."),
        Mistake({"h_prev @ params.W_h": "h_prev"},
                "You added the old state as it is; it goes through W_h first, so that every unit can look at every "
                "other."),
        Mistake({"h_prev @ params.W_h": "h_prev @ params.W_h.T"},
                "You transposed W_h; states are rows here, so that the product is h_prev @ W_h as it stands."),
        Mistake({"+ params.b": "- params.b"}, "You subtracted the bias; it is added."),
        Mistake({_RNN: _RNN.replace(" + params.b)", ") + params.b")},
                "You added the bias after tanh; it belongs inside, so that the state stays between −1 and 1."),
        Mistake({_RNN: f"h_prev + {_RNN}"},
                "You added the old state to the new one; a plain RNN replaces its state at every step. (An LSTM's cell "
                "adds: keep the thought.)"),
    ),
    variants=('''
def rnn_step(params, x_t, h_prev):
    W_x, W_h, b = params
    return np.tanh(np.hstack([h_prev, x_t]) @ np.vstack([W_h, W_x]) + b)
''', '''
def rnn_step(params, x_t, h_prev):
    z = np.einsum("bd,dh->bh", x_t, params.W_x) + np.einsum("bk,kh->bh", h_prev, params.W_h) + params.b
    return (np.exp(2 * z) - 1) / (np.exp(2 * z) + 1)
''', '''
def rnn_step(params, x_t, h_prev):
    rows = []
    for x, h in zip(x_t, h_prev):
        rows.append([np.tanh(x @ params.W_x[:, k] + h @ params.W_h[:, k] + params.b[k]) for k in range(len(params.b))])
    return rows
'''),
    hints=("Two things come in, x_t and h_prev; each has a matrix.",
           "x_t is (B, D) and W_x (D, H): which product gives (B, H)?",
           "np.tanh(x_t @ params.W_x + h_prev @ params.W_h + params.b)"),
    fact="Elman wrote this down in 1990. Everything the network knows about the past is in the H numbers of h_prev.",
    why="A weighted sum of what is read now and what was kept, squashed so that it can't grow without end.",
    questions=("How many numbers does this layer learn for D = 3 and H = 5?", "What is h_t if all weights are zero?"),
)

RNN_FORWARD = Function(
    name="rnn_forward", lesson=1, minutes=8,
    prompt="Run the RNN over whole sequences and keep every state, the initial one included.",
    stub='''
def rnn_forward(params, x, h0):
    """All states.  x (B, T, D), h0 (B, H) -> h (B, T+1, H), where h[:, 0] is h0 and h[:, t + 1] came of x[:, t]."""
    return ...                                   # your lines; use rnn_step(params, x_t, h_prev)
''',
    solution='''
def rnn_forward(params, x, h0):
    B, T, D = x.shape
    h = np.empty((B, T + 1, h0.shape[1]))
    h[:, 0] = h0
    for t in range(T):
        h[:, t + 1] = rnn_step(params, x[:, t], h[:, t])
    return h
''',
    names={"rnn_step": rnn_step, "run": run},
    cases=lambda rng: [(rnn_params(rng, D, H), sequences(rng, B, T, D), draw(rng, B, H, scale=0.5))
                       for B, T, D, H in SIZES],
    mistakes=(
        Mistake({"h[:, 0] = h0": "h[:, 0] = 0"},
                "You started from zeros; the first state is h0, so that a sequence can go on where another one ended."),
        Mistake({"h[:, t])": "h0)"},
                "You gave h0 to every step; step t reads the state before it, h[:, t], so that something is "
                "remembered."),
        Mistake({"x[:, t]": "x[:, 0]"}, "You read the first input at every step; step t reads x[:, t]."),
        Mistake({"x[:, t]": "x[:, T - 1 - t]"},
                "You read the sequence from its end; a plain RNN reads from the first step on. (Lesson 11 reads both "
                "ways.)"),
        Mistake({"return h": "return h[:, 1:]"},
                "You left the initial state out; h[:, 0] is h0, so that h[:, t] is always what step t saw."),
        Mistake({"return h": "return h[:, -1]"},
                "You returned the last state alone; all T + 1 states are asked for, so that the gradient can be sent "
                "back through them later."),
        Mistake({"return h": "return np.swapaxes(h, 0, 1)"}, "You put time first; the axes are (batch, time, units)."),
        Mistake({"h[:, t + 1] = ": "h[:, t + 1] = h[:, t] + "},
                "You added each new state to the old one; an RNN's state is replaced at every step."),
        Mistake({"    for t in range(T):": "    h[:, T] = 0\n    for t in range(T - 1):"},
                "You stopped one step early; T inputs make T new states, so that the loop runs over range(T)."),
    ),
    variants=('''
def rnn_forward(params, x, h0):
    h = [h0]
    for x_t in np.swapaxes(x, 0, 1):
        h.append(rnn_step(params, x_t, h[-1]))
    return np.stack(h, axis=1)
''', '''
def rnn_forward(params, x, h0):
    W_x, W_h, b = params
    read = x @ W_x + b
    h = np.concatenate([h0[:, None], np.zeros_like(read)], axis=1)
    for t in range(x.shape[1]):
        h[:, t + 1] = np.tanh(read[:, t] + h[:, t] @ W_h)
    return h
''', '''
def rnn_forward(params, x, h0):
    return run(params, x, h0).h
'''),
    hints=("Make room first: an array (B, T + 1, H) whose entry 0 along time is h0.",
           "Then loop over t: step t reads x[:, t] and h[:, t], and writes h[:, t + 1].",
           "np.empty((B, T + 1, H)), h[:, 0] = h0, and one call of rnn_step a step."),
    fact="The products x_t @ W_x don't wait for one another: they can be done for all steps at once before the loop, "
         "and the fast LSTM of lesson 07 does so.",
    why="The loop can't be avoided: h_{t+1} needs h_t. That is why RNNs are slow on hardware that likes to do much at "
        "once.",
    equivalents={
        "B, T, h = x.shape": "D is not used afterwards, and h gets its value in the next line",
        "B, T, t = x.shape": "D is not used afterwards, and t gets its value in the loop",
    },
    questions=("Which part of the work could be done outside the loop?",
               "What do you get if you run the first half, and then the second half from the state you reached?"),
)

PREDICT_MEMORY = Choice(
    name="predict_memory", lesson=1, minutes=5,
    prompt="One unit, h_t = tanh(w · h_{t−1} + x_t), reads a 1 and then twenty zeros. What is left of it at the end, "
           "for each w?",
    options={"a": "next to nothing, below 0.001", "b": "a fading rest, between 0.1 and 0.5",
             "c": "nearly all of it, for good: above 0.9", "d": "nearly all of it, with another sign at every step"},
    solution={"w = 0.5": "a", "w = 1": "b", "w = 2": "c", "w = -2": "d"},
    mistakes=(
        Mistake({"w = 1": "c"},
                "You let w = 1 hold its value; tanh bends, tanh(h) < h, so that a little is lost at every step and "
                "about a quarter is left."),
        Mistake({"w = 1": "a"},
                "You let w = 1 lose everything; near 0 tanh is almost straight, so that the loss slows down and about "
                "a quarter is left."),
        Mistake({"w = 0.5": "b"},
                "You let w = 0.5 keep a rest; each step halves it at least, and 2 to the power −20 is a millionth."),
        Mistake({"w = 2": "d"},
                "You gave w = 2 a changing sign; a positive w never turns the sign, and the state settles where "
                "tanh(2h) = h."),
        Mistake({"w = -2": "c"},
                "You kept the sign at w = −2; each step multiplies by a negative number, so that the sign turns."),
        Mistake({"w = -2": "a"},
                "You let w = −2 forget; what counts is its size, and |w| > 1 holds the state near 0.96 while the sign "
                "turns."),
        Mistake({"w = 2": "b"},
                "You let w = 2 fade; 2 is larger than what tanh takes away, so that the state settles at 0.96."),
    ),
    hints=("Try it on paper for three steps: h, then tanh(w · h), then tanh of w times that.",
           "For small h, tanh(w · h) is about w · h: each step multiplies by w.",
           "For w = 2, look for a value that a step leaves as it is: tanh(2h) = h."),
    fact="The unit with w = 2 remembers for ever, but nothing can change its mind gently: that is a latch without a "
         "gate. Lesson 03 adds the gate.",
    why="Below 1 the memory fades, exponentially fast. At 1 it fades slowly. Above 1 it saturates, and holds.",
    questions=("What does a unit with w = 2 do when a −0.1 comes in? And a −3?",),
)

RNN_JACOBIAN = Function(
    name="rnn_jacobian", lesson=2, minutes=7,
    prompt="One step of an RNN turns h_{t−1} into h_t. Write the matrix of its derivatives, one for each example.",
    stub='''
def rnn_jacobian(params, h_t):
    """J[n, j, k] = ∂h_t[n, j] / ∂h_{t−1}[n, k] of h_t = tanh(x_t W_x + h_{t−1} W_h + b), example by example.
    params.W_h (H, H), h_t (B, H) -> (B, H, H)."""
    return ...                                   # your line
''',
    solution="lstm_helpers.backprop:rnn_jacobian",
    cases=lambda rng: [(rnn_params(rng, D, H), np.tanh(draw(rng, B, H))) for B, T, D, H in SIZES],
    mistakes=(
        Mistake({"params.W_h.T": "params.W_h"},
                "You left W_h as it stands; h_{t−1} is a row, so that unit j gets column j of W_h, which is row j of "
                "its transpose."),
        Mistake({"[:, :, None] * params.W_h.T": "[:, None, :] * params.W_h"},
                "You returned the transpose; J[n, j, k] has the output j first and the input k second."),
        Mistake({"[:, :, None]": "[:, None, :]"},
                "You multiplied the columns by tanh's slope; it belongs to the output j, so that it multiplies row j."),
        Mistake({"1 - h_t**2": "np.ones_like(h_t)"},
                "You left out the slope of tanh; the derivative passes through it, so that a saturated unit lets "
                "nothing back."),
        Mistake({"1 - h_t**2": "1 - h_t"},
                "You forgot the square; the slope of tanh, in terms of its value h, is 1 − h²."),
        Mistake({"1 - h_t**2": "1 - np.tanh(h_t)**2"},
                "You took tanh of h_t again; h_t is tanh's value already, so that the slope is 1 − h_t²."),
        Mistake({"1 - h_t**2": "h_t * (1 - h_t)"},
                "You used the slope of the sigmoid; this state came out of tanh, whose slope is 1 − h²."),
        Mistake({"1 - h_t**2": "h_t**2"},
                "You used h² for the slope; it is 1 − h², largest at 0 and gone where the unit is saturated."),
        Mistake({"[:, :, None] * params.W_h.T": " @ params.W_h.T"},
                "You multiplied as matrices and got one row for each example; the slopes multiply the rows of a "
                "matrix, one each."),
    ),
    variants=('''
def rnn_jacobian(params, h_t):
    return np.array([np.diag(1 - h**2) @ params.W_h.T for h in h_t])
''', '''
def rnn_jacobian(params, h_t):
    return np.einsum("nj,kj->njk", (1 - h_t) * (1 + h_t), params.W_h)
''', '''
def rnn_jacobian(params, h_t):
    H = len(params.b)
    return [[[(1 - h[j] ** 2) * params.W_h[k, j] for k in range(H)] for j in range(H)] for h in h_t]
'''),
    hints=("Write out one entry: h_t[j] = tanh(… + Σ_k h_{t−1}[k] · W_h[k, j]). Differentiate it by h_{t−1}[k].",
           "The slope of tanh at the point where its value is h is 1 − h².",
           "J[j, k] = (1 − h_t[j]²) · W_h[k, j]: rows scaled, W_h transposed.",
           "(1 - h_t**2)[:, :, None] * params.W_h.T: the new last axis lets one slope multiply a whole row."),
    fact="No slope of tanh exceeds 1, so the largest singular value of this matrix is at most that of W_h (Pascanu et "
         "al. 2013).",
    why="Chain rule: the derivative of the sum is W_h[k, j], and tanh contributes its slope 1 − h_t[j]².",
    questions=("What is J when all units are saturated?",
               "For which W_h and h_t does J leave the length of a gradient alone?"),
)

HORIZON = Function(
    name="horizon", lesson=2, minutes=6,
    prompt="How far back does a gradient reach? Read it off measured norms: norms[k] is the gradient's norm k steps "
           "back.",
    stub='''
def horizon(norms, share):
    """The last lag before the norm first falls below share · norms[0].  norms (L,) -> a whole number, 0 … L − 1."""
    return ...                                   # your lines
''',
    solution='''
def horizon(norms, share):
    low = norms < share * norms[0]
    return int(np.argmax(low)) - 1 if low.any() else len(norms) - 1
''',
    float32=False,
    cases=lambda rng: [(np.array([4.0, 3.5, 2.0, 1.5, 2.5, 0.3, 2.25, 0.1]), 0.5),
                       (np.array([2.0, 3.0, 2.5, 4.0, 5.0]), 0.75), (np.array([3.0, 7.0, 2.5, 2.0, 1.0, 0.25]), 0.5)],
    mistakes=(
        Mistake({"share * norms[0]": "share"},
                "You compared with the share itself; it is a share of the norm at lag 0, so that share * norms[0] is "
                "the line to stay above."),
        Mistake({"share * norms[0]": "share * norms.max()"},
                "You took the share of the largest norm; the line is drawn from lag 0, so that norms[0] belongs "
                "there."),
        Mistake({"norms < ": "norms <= "}, "You stopped where the norm *equals* the line; it has to fall below it."),
        Mistake({" - 1 if": " if"},
                "You returned the first lag that is too small; the last one before it was asked for, one step nearer."),
        Mistake({" - 1 if low.any() else len(norms) - 1": " - 1"},
                "You returned −1 where the norm never falls; the gradient then reaches back to the last lag measured, "
                "L − 1."),
        Mistake({"else len(norms) - 1": "else len(norms)"},
                "You returned L where the norm never falls; the last lag that was measured is L − 1."),
        Mistake("def horizon(norms, share):\n    return int(np.sum(norms >= share * norms[0])) - 1\n",
                "You counted every lag above the line; the norm may rise again later, and what counts is the first "
                "fall."),
        Mistake("def horizon(norms, share):\n    return int(np.flatnonzero(norms >= share * norms[0])[-1])\n",
                "You took the last lag above the line; the norm may have fallen before and risen again, and what "
                "counts is the first fall."),
    ),
    variants=('''
def horizon(norms, share):
    for lag in range(len(norms)):
        if norms[lag] < share * norms[0]:
            return lag - 1
    return len(norms) - 1
''', '''
def horizon(norms, share):
    return int(np.cumprod(norms >= share * norms[0]).sum()) - 1
''', '''
def horizon(norms, share):
    return np.flatnonzero(np.append(norms < share * norms[0], True))[0] - 1
'''),
    hints=("Where is the line? At share * norms[0].",
           "Go back step by step and stop at the first norm below the line. Which lag was the last good one?",
           "And if no norm is below the line? Then the last lag that you have, len(norms) - 1."),
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
    name="clip_by_global_norm", lesson=2, minutes=6,
    prompt="Scale all gradients by one common factor, so that their common norm is at most the limit.",
    stub='''
def clip_by_global_norm(gradients, limit):
    """gradients: a list of arrays -> (the list, clipped; the norm of all of them together before clipping)."""
    return ...                                   # your lines; return clipped, norm
''',
    solution="lstm_helpers.optimizers:clip_by_global_norm", outputs="clipped norm", float32=False,
    cases=lambda rng: [([draw(rng, 3, 4), draw(rng, 4, scale=2.0), draw(rng, 2, 5)], 1.5),
                       ([draw(rng, 2, 3, scale=0.1), draw(rng, 3, scale=0.1)], 2.5)],
    mistakes=(
        Mistake({"[g * scale for g in gradients]": "[np.clip(g, -limit, limit) for g in gradients]"},
                "You clipped each number by itself; one factor scales them all, so that the direction of the step "
                "stays what it was."),
        Mistake({"g * scale for": "g * limit / max(np.sqrt(np.sum(g * g)), limit) for"},
                "You clipped each array by its own norm; the norm is taken over all of them together, so that their "
                "proportions stay."),
        Mistake({"limit / max(norm, limit)": "limit / norm"},
                "You scaled small gradients up to the limit as well; the factor is 1 where the norm is below it "
                "already."),
        Mistake({"np.sqrt(sum(np.sum(g**2) for g in gradients))": "sum(np.sum(g**2) for g in gradients)"},
                "You left the root out; the norm is the root of the sum of all squares."),
        Mistake({"np.sqrt(sum(np.sum(g**2) for g in gradients))": "sum(np.sqrt(np.sum(g**2)) for g in gradients)"},
                "You added the norms of the arrays; squares are added first and the root is taken once, as for one "
                "long vector."),
        Mistake({"limit / max(norm, limit)": "max(norm, limit) / limit"},
                "You turned the factor upside down; gradients that are too long have to become shorter."),
        Mistake({"gradients], norm": "gradients], min(norm, limit)"},
                "You returned the norm after clipping; the one before is asked for, since it shows when training is "
                "about to explode."),
        Mistake({"np.sum(g**2)": "np.mean(g**2)"},
                "You averaged the squares; the norm adds them, so that large arrays count for what they hold."),
        Mistake({"limit / max(norm, limit)": "min(norm, limit)"},
                "You multiplied by the norm or the limit; the factor is limit / norm, so that the clipped norm *is* "
                "the limit."),
        Mistake({"np.sum(g**2)": "np.sum(np.abs(g))"},
                "You added the sizes of the entries; the norm adds their squares."),
    ),
    variants=('''
def clip_by_global_norm(gradients, limit):
    norm = np.linalg.norm(np.concatenate([g.ravel() for g in gradients]))
    if norm > limit:
        gradients = [g / norm * limit for g in gradients]
    return gradients, norm
''', '''
def clip_by_global_norm(gradients, limit):
    squares = 0.0
    for g in gradients:
        squares += np.einsum("i,i->", g.ravel(), g.ravel())
    norm = squares ** 0.5
    return tuple(min(1.0, limit / norm) * g for g in gradients), norm
'''),
    hints=("Think of all arrays as one long vector. What is its length?",
           "The root of the sum of all squares, over all arrays. Is it above the limit?",
           "One factor for all: limit / norm if the norm is above the limit, otherwise 1."),
    fact="Clipping keeps the direction and shortens the step. It mends gradients that explode; it can't bring back "
         "those that vanish.",
    why="limit / max(norm, limit) is 1 for short gradients and limit / norm for long ones.",
    questions=("Why is clipping each number by itself a change of direction?",
               "What would you do with a gradient that is NaN?"),
)

RNN_BACKWARD = Function(
    name="rnn_backward", lesson=2, minutes=15,
    prompt="Send the gradient back through an RNN. dh[:, t] is what the loss says directly to the state that step t "
           "made; the rest comes from later steps.",
    stub='''
def rnn_backward(params, x, h, dh):
    """params.W_x (D, H), .W_h (H, H), .b (H,); x (B, T, D); h (B, T+1, H) with h[:, 0] the initial state;
    dh (B, T, H), the direct gradient of h[:, 1:] -> dW_x, dW_h, db."""
    return ...                                   # your lines; return dW_x, dW_h, db
''',
    solution='''
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
''',
    outputs="dW_x dW_h db",
    cases=lambda rng: [(params := rnn_params(rng, D, H), x := sequences(rng, B, T, D),
                        run(params, x, draw(rng, B, H, scale=0.5)).h, draw(rng, B, T, H)) for B, T, D, H in SIZES],
    mistakes=(
        Mistake({"(dh[:, t] + later)": "dh[:, t]"},
                "You dropped what comes from later steps; a state acts on the loss directly and through every later "
                "state, so that both gradients are added."),
        Mistake({"later = np.zeros_like(h[:, 0])": "later = dh[:, -1]", "(dh[:, t] + later)": "later"},
                "You used the direct gradient of the last state alone; dh[:, t] is added at every step, so that a "
                "loss may look at every state."),
        Mistake({"dW_h += h[:, t].T": "dW_h += h[:, t + 1].T"},
                "You used h_t for h_{t−1} in the gradient of W_h; W_h met the state *before* the step, h[:, t]."),
        Mistake({"h[:, t + 1]**2": "h[:, t]**2"},
                "You took tanh's slope at the state before the step; it belongs to what the step produced, h[:, t + "
                "1]."),
        Mistake({" * (1 - h[:, t + 1]**2)": ""},
                "You left out the slope of tanh, 1 − h²; the gradient passes through tanh on its way back."),
        Mistake({"h[:, t + 1]**2": "np.tanh(h[:, t + 1])**2"},
                "You took tanh of the state again; it is tanh's value already, so that the slope is 1 − h²."),
        Mistake({"params.W_h.T": "params.W_h"},
                "You did not transpose W_h; forwards the state met W_h, so that its gradient goes back through W_h.T."),
        Mistake({"dW_x +=": "dW_x =", "dW_h +=": "dW_h =", "db +=": "db ="},
                "You wrote = where += belongs; the same weights act at every step, so that their gradients add up."),
        Mistake({"reversed(range(x.shape[1]))": "range(x.shape[1])"},
                "You went forwards through time; what later steps say has to be there before an earlier step is "
                "reached."),
        Mistake({"dz.sum(axis=0)": "dz.mean(axis=0)"},
                "You averaged the bias gradient over the batch; it is summed, as the matrix products sum the others."),
        Mistake({"dz.sum(axis=0)": "dz.sum()"},
                "You summed the bias gradient over the units too; each unit has a bias of its own: axis=0."),
        Mistake({"(dh[:, t] + later) * (1 - h[:, t + 1]**2)": "dh[:, t] * (1 - h[:, t + 1]**2) + later"},
                "You let the later gradient pass by tanh; both parts meet in h_t and go back through its slope "
                "together."),
    ),
    variants=('''
def rnn_backward(params, x, h, dh):
    B, T, D = x.shape
    dz = np.empty_like(dh)
    g = 0.0
    for t in range(T - 1, -1, -1):
        g = (g + dh[:, t]) * (1 - h[:, t + 1] * h[:, t + 1])
        dz[:, t] = g
        g = g @ params.W_h.T
    return np.einsum("btd,bth->dh", x, dz), np.einsum("btk,bth->kh", h[:, :-1], dz), dz.sum(axis=(0, 1))
''', '''
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
'''),
    hints=("Go from the last step to the first, and carry along what the later steps say about the state: nothing at "
           "first.",
           "At a step: add dh[:, t] to what you carry, then multiply by tanh's slope, 1 − h[:, t + 1]². Call it dz.",
           "dz gives all: x[:, t].T @ dz, h[:, t].T @ dz, and dz summed over the batch.",
           "What you carry to the step before is dz @ W_h.T."),
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
    name="numeric_gradient", lesson=2, minutes=8,
    prompt="Prove a gradient by measuring it: move each entry a little up and down and see how far f moves.",
    stub='''
def numeric_gradient(f, x, eps=1e-5):
    """The slope of the number f(x) along every entry of x, by central differences of half-width eps -> like x."""
    return ...                                   # your lines; leave the array x as you found it
''',
    solution="lstm_helpers.backprop:numeric_gradient",
    float32=False,
    cases=lambda rng: [
        (lambda a: float(np.sum(a**3 * np.arange(1, 7).reshape(2, 3)) + a[0, 1] * a[1, 2]), draw(rng, 2, 3), 1e-2),
        (lambda a: float(np.sum(np.exp(a)) * a[0]), draw(rng, 4), 1e-3),
    ],
    mistakes=(
        Mistake({"f(lowered)": "f(x)", "(2 * eps)": "eps"},
                "You took the difference to one side; measured up *and* down the error shrinks with eps² instead of "
                "eps."),
        Mistake({"(2 * eps)": "eps"},
                "You divided by eps; between up and down lie two of them, so that 2 · eps belongs there."),
        Mistake({"f(raised) - f(lowered)": "f(lowered) - f(raised)"},
                "You subtracted the other way round; the slope is up minus down, so that a rising f has a positive "
                "one."),
        Mistake({" / (2 * eps)": ""},
                "You returned the difference itself; the slope is the difference divided by the way, 2 · eps."),
        Mistake({"raised, lowered = x.copy(), x.copy()": "raised = lowered = x"},
                "You moved the array itself: up and down are then one and the same; each needs a copy."),
        Mistake({"raised[place] += eps": "raised = x + eps", "lowered[place] -= eps": "lowered = x - eps"},
                "You moved all entries at once; one at a time is moved, so that each gets a slope of its own."),
        Mistake({"/ (2 * eps)": "/ 2 * eps"},
                "You wrote / 2 * eps, which divides by 2 and then multiplies by eps; parentheses hold 2 * eps "
                "together."),
        Mistake({"f(lowered)": "f(x)"},
                "You took the difference to one side, but divided by both; either f(lowered) belongs there, or a "
                "single eps."),
        Mistake({"raised[place] += "
                 "eps": "raised[place] *= 1 + "
                                         "eps", "lowered[place] -= "
                                                                     "eps":
                "lowered[place] *= 1 - eps"},
                "You moved each entry by a share of itself; the same eps is added to each, so that one divisor fits "
                "all."),
    ),
    variants=('''
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
''', '''
def numeric_gradient(f, a, eps=1e-5):
    moves = eps * np.eye(a.size).reshape(-1, *a.shape)
    return np.array([(f(a + move) - f(a - move)) / (2 * eps) for move in moves]).reshape(a.shape)
'''),
    hints=("Take one entry. How do you measure a slope with two calls of f?",
           "Copy the array, move that entry by +eps in one copy and −eps in the other.",
           "The slope is (f(raised) − f(lowered)) / (2 · eps); np.ndindex(x.shape) runs over all places."),
    fact="Central differences are out by eps² times the third derivative, and by rounding over eps: in float64 the "
         "two meet near eps = 1e-5.",
    why="f(a + eps) − f(a − eps) = 2 · eps · f′ + O(eps³): the even terms cancel.",
    equivalents={
        "gradient = np.ones_like(x)": "every entry is written afterwards",
        "for place in np.ndindex(gradient.shape):": "gradient has the shape of x",
    },
    questions=("Why not make eps as small as possible?",
               "How many calls of f does a model with a million weights need?"),
)

WHY_VANISH = Choice(
    name="why_vanish", lesson=2, minutes=4,
    prompt="The gradient of a plain RNN's loss with respect to an input 100 steps back is 1e-15. Why?",
    options={
        "a": "Floats can't hold smaller numbers, so the rounding errors of 100 steps have eaten it",
        "b": "It is a product of 100 Jacobians that mostly shrink what passes, so it falls exponentially",
        "c": "It is a sum over 100 steps in which positive and negative terms cancel",
        "d": "The learning rate is too small for such a long sequence",
        "e": "tanh is at most 1, so the state, and with it the gradient, is bounded",
    },
    solution="b",
    mistakes=(
        Mistake("a", "You blamed rounding; float64 reaches down to 1e-308, so that 1e-15 is far from its end, and the "
                     "same value comes out in exact arithmetic."),
        Mistake("c", "You blamed cancelling; only one path leads from that input to the last state, straight through "
                     "every state between, and along a path the chain rule multiplies."),
        Mistake("d", "You blamed the learning rate; it multiplies the gradient afterwards, so that it can't change "
                     "how the gradient falls with the lag."),
        Mistake("e", "You blamed the bound of tanh; a bounded state can have any slope, and with a large W_h the same "
                     "RNN explodes. What counts is the slope at each step."),
    ),
    hints=("How does one step change the gradient that passes through it?",
           "By one Jacobian, (1 − h²) · W_h transposed. And 100 steps?",
           "0.7 to the power 100 is 3e-16."),
    fact="If the Jacobians mostly stretch, the gradient explodes instead. To stay alive for 100 steps each factor has "
         "to be near 1: this is what the LSTM's cell makes possible.",
    why="The chain rule multiplies one Jacobian a step. A product of many factors below 1 falls exponentially, "
        "whatever the task.",
    questions=("What changes if the activation is the identity and W_h orthogonal?",),
)

EXERCISES = [KEEP, SIGMOID, RNN_STEP, RNN_FORWARD, PREDICT_MEMORY, RNN_JACOBIAN, HORIZON, CLIP, RNN_BACKWARD,
             NUMERIC_GRADIENT, WHY_VANISH]
