"""Exercises of lessons 03 (hold a value with a gate) and 04 (step through a cell)."""

import numpy as np

from lstm_helpers.cells import sigmoid
from lstm_helpers.exercises.hidden import SIZES, draw, gate, lstm_params
from lstm_helpers.exercises.kinds import Choice, Function, Mistake, Odd, Ordering


def _memory(signals):
    """The scalar memory c = f · c + i · g under three signals, from c = 0.4 on."""
    f, i, g = np.broadcast_arrays(*(np.atleast_1d(np.asarray(signal, float)) for signal in signals))
    if min(f.min(), i.min()) < 0 or max(f.max(), i.max()) > 1:
        raise Odd("One of your gates leaves the range from 0 to 1; a gate lets through a share, so it can't.")
    c = [0.4]
    for t in range(len(f)):
        c.append(f[t] * c[-1] + i[t] * g[t])
    return np.array(c[1:])


HALF_LIFE = Function(
    name="half_life", lesson=3, minutes=4,
    prompt="After how many steps has a memory that is multiplied by f at every step fallen to half?",
    stub='''
def half_life(f):
    """Steps until f · f · f … has reached 1/2.  f in (0, 1), a number or an array -> the same shape."""
    return ...                                   # your line
''',
    solution='''
def half_life(f):
    return np.log(0.5) / np.log(f)
''',
    cases=lambda rng: [(gate(rng, 5),), (gate(rng, 2, 3),), (0.99,)],
    mistakes=(
        Mistake({"np.log(0.5) / np.log(f)": "np.log(f) / np.log(0.5)"},
                "You divided the other way round, which counts how many halvings one step brings; the half-life is its "
                "reciprocal, so that f near 1 gives many steps."),
        Mistake({"np.log(0.5)": "np.log(2)"},
                "You took the logarithm of 2; the memory falls to 0.5, whose logarithm is negative as log f is, so "
                "that the number of steps is positive."),
        Mistake({"np.log(0.5) / np.log(f)": "0.5 / f"},
                "You divided 0.5 by f, which undoes one step; the steps multiply, so that their number is an exponent "
                "and needs logarithms: f**n = 0.5."),
        Mistake({"np.log(0.5) / np.log(f)": "0.5 / (1 - f)"},
                "You counted as if every step took away the same amount, 1 − f; each step takes a share of what is "
                "left, so that the fall is f**n and n a ratio of logarithms."),
        Mistake({"np.log(0.5) / np.log(f)": "1 / (1 - f)"},
                "You gave 1 / (1 − f), the mean life, after which 1/e is left when f is near 1; the half-life asks for "
                "1/2, so that the logarithm of 0.5 comes in."),
        Mistake({"np.log(0.5)": "-1"},
                "You found where the memory has fallen to 1/e (log 1/e = −1); one half was asked for, whose logarithm "
                "is log 0.5."),
        Mistake({"np.log(0.5) / np.log(f)": "0.5 ** f"},
                "You raised 0.5 to the power f; the unknown is the exponent of f, so that f**n = 0.5 has to be solved "
                "for n."),
    ),
    variants=('''
def half_life(f):
    return -np.log(2.0) / np.log(f)
''', '''
def half_life(f):
    return 1 / -np.log2(f)
''', '''
import math
def half_life(f):
    f = np.asarray(f)
    return np.array([math.log(0.5, v) for v in f.ravel()]).reshape(f.shape)
'''),
    hints=("After n steps the factor is f**n. Write down what it shall equal.",
           "Take the logarithm of both sides of f**n = 0.5, and solve for n.",
           "n = log 0.5 / log f. Any base of the logarithm will do, as long as it is the same one twice."),
    fact="A forget gate at 0.99 halves a memory in 69 steps, one at 0.999 in 693: near 1, every further 9 buys ten "
         "times the memory.",
    why="f**n = 1/2 means n · log f = log 1/2. Both logarithms are negative, so n is positive.",
    questions=("What is the half-life at f = 1, and what does the formula give?",
               "How long does a gate with a forget bias of 1 (f = 0.73) remember?"),
)

LATCH = Function(
    name="latch", lesson=3, minutes=6,
    prompt="Choose the gates of c = f · c + i · g so that the cell takes over the value wherever `write` is 1 and "
           "holds it everywhere else.",
    stub='''
def latch(write, value):
    """Signals that store value[t] where write[t] is 1 and hold it where it is 0.  Both (T,) -> f, i, g, each (T,)."""
    return ...                                   # three arrays: f, i, g
''',
    solution='''
def latch(write, value):
    f = 1 - write
    i = write
    g = value
    return f, i, g
''',
    cases=lambda rng: [(np.array([0, 1, 0, 0, 1, 1, 0, 0]), draw(rng, 8)), (np.array([0, 0, 1, 0, 1]), draw(rng, 5))],
    look=_memory, outputs="c", float32=False,
    mistakes=(
        Mistake({"f = 1 - write": "f = write"},
                "You opened the forget gate while writing and shut it while holding; f is the share that is kept, so "
                "that it is 1 wherever nothing is written."),
        Mistake({"f = 1 - write": "f = np.ones_like(write)"},
                "You kept the forget gate open at the write as well; the old value is then added to the new one, so "
                "that f has to be 0 wherever `write` is 1."),
        Mistake({"i = write": "i = np.ones_like(write)"},
                "You left the input gate open all the time; every value is then added to the memory, so that i has to "
                "be 0 wherever nothing is written."),
        Mistake({"i = write": "i = 1 - write"},
                "You shut the input gate at the write and opened it elsewhere; i is the share of g that is let in, so "
                "that it is 1 where `write` is 1."),
        Mistake({"g = value": "g = np.ones_like(value)"},
                "You offered 1 as the candidate; what is written is i · g, so that g carries the value itself."),
        Mistake({"f = 1 - write": "f = np.zeros_like(value)"},
                "You shut the forget gate for good; the memory is then empty one step after a write, so that f has to "
                "be 1 while the cell holds."),
        Mistake({"return f, i, g": "return i, f, g"},
                "You returned i before f; the order asked for is f, i, g."),
        Mistake({"i = write": "i = 0.5 * write"},
                "You let in half of the value; a latch takes it over whole, so that i is 1 at the write."),
    ),
    variants=('''
def latch(write, value):
    return 1 - write, np.ones_like(write), write * value
''', '''
def latch(write, value):
    f = [0.0 if w else 1.0 for w in write]
    i = [1.0 - k for k in f]
    return f, i, list(value)
''', '''
def latch(write, value):
    return np.where(write == 1, 0, 1), write.astype(float), value.copy()
'''),
    hints=("Ask the two gates one question each: at a step where nothing is written, what shall f be? And i?",
           "Holding is f = 1, i = 0. Writing is f = 0, i = 1.",
           "So i is `write` itself, and f its opposite. The candidate g is what gets in."),
    fact="This is what one bit of a computer's memory does. Here f = 1 − i: a cell that always couples its gates like "
         "this has a quarter fewer parameters, and you will meet it in lesson 08.",
    why="Where write is 0, c = 1 · c + 0 · g: held. Where it is 1, c = 0 · c + 1 · value: replaced.",
    equivalents={
        "return f, i, value": "g is value",
        "return f, write, g": "i is write",
    },
    questions=("What does the cell do when f and i are both 1? And both 0?",
               "Can a sigmoid gate be exactly 0 or 1? What does this mean for a latch of a million steps?"),
)

COUNTER = Function(
    name="counter", lesson=3, minutes=6,
    prompt="Choose the gates of c = f · c + i · g so that c counts the events; a reset empties the cell first, and an "
           "event at the same step still counts.",
    stub='''
def counter(event, reset):
    """Signals that make c the number of events since the last reset.  Both (T,), of 0 and 1 -> f, i, g, each (T,)."""
    return ...                                   # three arrays: f, i, g
''',
    solution='''
def counter(event, reset):
    f = 1 - reset
    i = event
    g = np.ones(len(event))
    return f, i, g
''',
    cases=lambda rng: [(np.array([1, 0, 1, 1, 0, 1, 0, 1, 1]), np.array([0, 0, 0, 1, 0, 0, 1, 0, 0])),
                       (np.array([0, 1, 1, 1, 0, 1]), np.array([0, 0, 0, 0, 1, 0]))],
    look=_memory, outputs="c", float32=False,
    mistakes=(
        Mistake({"f = 1 - reset": "f = reset"},
                "You opened the forget gate at the reset and shut it elsewhere; f is the share that is kept, so that a "
                "reset needs f = 0."),
        Mistake({"f = 1 - reset": "f = np.ones(len(event))"},
                "You kept the forget gate open all the time; the count then never returns to nothing, so that f has to "
                "be 0 where `reset` is 1."),
        Mistake({"f = 1 - reset": "f = 1 - event"},
                "You forgot at every event; each one then replaces the count by 1, so that f has to stay open at "
                "events and shut at resets."),
        Mistake({"i = event": "i = np.ones(len(event))"},
                "You left the input gate open at every step; c then counts steps, so that i has to be 1 at events "
                "only."),
        Mistake({"i = event": "i = event * (1 - reset)"},
                "You shut the input gate at a reset; an event at the same step is then lost, so that i follows `event` "
                "alone."),
        Mistake({"i = event": "i = reset"},
                "You let the candidate in at the resets; what is counted are the events, so that i follows `event`."),
        Mistake({"g = np.ones(len(event))": "g = 0.5 * np.ones(len(event))"},
                "You wrote half a count at each event; one event adds i · g = 1, so that g is 1."),
        Mistake({"return f, i, g": "return i, f, g"},
                "You returned i before f; the order asked for is f, i, g."),
    ),
    variants=('''
def counter(event, reset):
    return 1 - reset, np.ones(len(event)), event
''', '''
def counter(event, reset):
    return 1 - reset, event, 1
''', '''
def counter(event, reset):
    f = [0 if r else 1 for r in reset]
    i = [1 if e else 0 for e in event]
    return f, i, i
'''),
    hints=("A counter holds what it has: what is f where nothing happens?",
           "A reset forgets everything that was there before: f = 0 at that step alone.",
           "f = 1 − reset, i = event, and a candidate of 1 to be added."),
    fact="An LSTM's candidate stays below 1, so a trained counter counts in steps of g · i; in lesson 08 you will "
         "read the step size off a real one.",
    why="With f = 1 the memory only ever adds, one g for each open i. A reset multiplies what was there by 0 first.",
    equivalents={
        "return f, event, g": "i is event",
        "return f, i, event": "g counts only where i is 1, and there event is 1 too",
        "return f, i, i": "g counts only where i is 1",
        "g = np.ones(len(f))": "the signals have one length",
        "g = np.ones(len(i))": "the signals have one length",
        "g = np.ones(len(reset))": "the signals have one length",
    },
    questions=("Which gate would you change to count at most since the last *two* resets? Is it possible with one "
               "cell?",
               "What does the counter show after 1,000 steps if f is 0.999 instead of 1?"),
)

PREDICT_GATES = Choice(
    name="predict_gates", lesson=3, minutes=4,
    prompt="The scalar memory c = f · c + i · g starts at 0.8, with g = 0.3. Which gates make it hold 0.8, be "
           "replaced by 0.3, fade towards 0, or climb by 0.3 at each step? Write one letter for each.",
    options={"a": "f = 1, i = 0", "b": "f = 0, i = 1", "c": "f = 0.9, i = 0", "d": "f = 1, i = 1"},
    solution={"hold": "a", "replace": "b", "fade": "c", "climb": "d"},
    mistakes=(
        Mistake({"hold": "b", "replace": "a"},
                "You exchanged hold and replace; f is the share that is *kept*, so that holding needs f = 1 and "
                "replacing f = 0."),
        Mistake({"hold": "d", "climb": "a"},
                "You exchanged hold and climb; an open input gate adds g at every step, so that holding needs i = 0."),
        Mistake({"hold": "d"},
                "You held with an open input gate; it adds 0.3 at every step, so that the memory climbs."),
        Mistake({"hold": "c"},
                "You held with f = 0.9; a tenth is lost at every step, so that half is gone after 7 steps."),
        Mistake({"replace": "d"},
                "You replaced with an open forget gate; the old 0.8 is then kept and 0.3 added, so that f has to be "
                "0."),
        Mistake({"fade": "b"},
                "You let the memory fade with f = 0; it is then gone at once, and replaced by 0.3."),
        Mistake({"climb": "b"},
                "You let the memory climb with f = 0; what was there is then lost at each step, so that c stays at "
                "0.3."),
    ),
    hints=("Put each pair of gates into c = f · c + i · g and compute one step from c = 0.8.",
           "With i = 0 the candidate never gets in: c can only stay or shrink.",
           "One step from 0.8: a gives 0.8, b gives 0.3, c gives 0.72, d gives 1.1."),
    fact="Four settings of two gates are a whole instruction set: hold, load, decay, accumulate.",
    why="f decides what happens to the old memory, i whether the candidate is added; the two act independently.",
    questions=("What do f = 0 and i = 0 together do?",
               "Which of the four could the 1997 cell, without a forget gate, do?"),
)

_GATE = {
    "cases": lambda rng: [(draw(rng, B, D), draw(rng, B, H), draw(rng, D, H), draw(rng, H, H), draw(rng, H))
                          for B, T, D, H in SIZES],
    "names": {"sigmoid": sigmoid},
}


def _affine_mistakes(what):
    """What may befall x_t @ W_x + h_prev @ W_h + b anywhere; ``what`` is being computed."""
    return (
        Mistake({" + "
                 "b)": ")"}, f"You left the bias out; {what} adds b, so that it has a level of its own before "
                                "anything is read."),
        Mistake({"x_t @ W_x "
                 "+": ""}, f"You left the input out; {what} looks at x_t as well as at h_prev, so that "
                                      "what is read now can change it."),
        Mistake({"h_prev @ W_h "
                 "+": ""}, f"You left the previous hidden state out; {what} looks at h_prev as well as "
                                         "at x_t, so that the past can change it."),
        Mistake({"h_prev @ W_h": "h_prev @ W_h.T"}, "You transposed W_h; states are rows here, so that the product is "
                                                    "h_prev @ W_h as it stands."),
        Mistake({"+ b": "- b"}, f"You subtracted the bias; {what} adds it."),
        Mistake({"h_prev @ W_h": "h_prev * W_h[0]"}, "You multiplied h_prev entry by entry; every unit looks at all "
                                                     "hidden units, so that a matrix product (@) belongs there."),
    )


FORGET_GATE = Function(
    name="forget_gate", lesson=4, minutes=5,
    prompt="Write the forget gate: how much of each memory to keep, from the input, the previous hidden state and a "
           "bias.",
    stub='''
def forget_gate(x_t, h_prev, W_x, W_h, b):
    """How much of each memory to keep, in (0, 1).
    x_t (B, D), h_prev (B, H), W_x (D, H), W_h (H, H), b (H,) -> (B, H)."""
    return ...                                   # your line
''',
    solution='''
def forget_gate(x_t, h_prev, W_x, W_h, b):
    return sigmoid(x_t @ W_x + h_prev @ W_h + b)
''',
    mistakes=(
        Mistake({"sigmoid(": "np.tanh("},
                "You squashed the gate with tanh; a gate uses a sigmoid, so that it lies between 0 (forget) and 1 "
                "(keep) and never turns a memory's sign."),
        Mistake({"sigmoid(": "("},
                "You returned the sum itself; a gate passes it through a sigmoid, so that it is a share between 0 and "
                "1."),
        Mistake({"sigmoid(x_t @ W_x + h_prev @ W_h + b)": "1 - sigmoid(x_t @ W_x + h_prev @ W_h + b)"},
                "You returned the share that is forgotten; f is the share that is *kept*, so that f = 1 holds a memory "
                "unchanged."),
        *_affine_mistakes("the gate"),
        Mistake({"sigmoid(x_t @ W_x + h_prev @ W_h + b)": "sigmoid(x_t @ W_x + h_prev @ W_h) + b"},
                "You added the bias after the sigmoid; it belongs inside, so that the gate stays between 0 and 1."),
    ),
    variants=('''
def forget_gate(x_t, h_prev, W_x, W_h, b):
    return 1 / (1 + np.exp(-(np.hstack([x_t, h_prev]) @ np.vstack([W_x, W_h]) + b)))
''', '''
def forget_gate(x_t, h_prev, W_x, W_h, b):
    z = np.einsum('bd,dh->bh', x_t, W_x) + np.einsum('bk,kh->bh', h_prev, W_h) + b
    return np.exp(z) / (np.exp(z) + 1)
''', '''
def forget_gate(x_t, h_prev, W_x, W_h, b):
    f = np.zeros_like(h_prev)
    for n in range(len(x_t)):
        for k in range(len(b)):
            f[n, k] = sigmoid(x_t[n] @ W_x[:, k] + h_prev[n] @ W_h[:, k] + b[k])
    return f
'''),
    hints=("A gate is a share: first a weighted sum of everything it looks at, then a squashing into (0, 1).",
           "It looks at two things, x_t and h_prev, each with a matrix of its own, and adds b.",
           "The squashing is sigmoid; the sum is x_t @ W_x + h_prev @ W_h + b."),
    fact="The 1997 LSTM had no forget gate: its cell could only add. Gers, Schmidhuber & Cummins brought it in 2000, "
         "and Greff et al. (2015) found it the part an LSTM can least do without.",
    why="Equation (3): f = σ(x_t W_x + h_{t−1} W_h + b). Each of the H memories gets a share of its own, decided by "
        "everything the cell sees.",
    questions=("What is f when all weights are zero and b is 3?", "Why may each memory have its own share to keep?"),
    **_GATE,
)

CANDIDATE = Function(
    name="candidate", lesson=4, minutes=4,
    prompt="Write the candidate: what could be written into each memory, in (−1, 1).",
    stub='''
def candidate(x_t, h_prev, W_x, W_h, b):
    """What could be written, in (−1, 1).
    x_t (B, D), h_prev (B, H), W_x (D, H), W_h (H, H), b (H,) -> (B, H)."""
    return ...                                   # your line
''',
    solution='''
def candidate(x_t, h_prev, W_x, W_h, b):
    return np.tanh(x_t @ W_x + h_prev @ W_h + b)
''',
    mistakes=(
        Mistake({"np.tanh(": "sigmoid("},
                "You squashed the candidate with a sigmoid; the candidate uses tanh, so that it can also push a memory "
                "down."),
        Mistake({"np.tanh(": "("},
                "You returned the sum itself; the candidate passes it through tanh, so that one step can't write more "
                "than 1 into a memory."),
        Mistake({"np.tanh(": "np.tan("},
                "You used tan, the tangent of an angle; the candidate uses tanh, which stays between −1 and 1."),
        *_affine_mistakes("the candidate"),
        Mistake({"np.tanh(x_t @ W_x + h_prev @ W_h + b)": "np.tanh(x_t @ W_x + h_prev @ W_h) + b"},
                "You added the bias after tanh; it belongs inside, so that the candidate stays between −1 and 1."),
    ),
    variants=('''
def candidate(x_t, h_prev, W_x, W_h, b):
    return np.tanh(np.concatenate([h_prev, x_t], axis=1) @ np.concatenate([W_h, W_x]) + b)
''', '''
def candidate(x_t, h_prev, W_x, W_h, b):
    z = b + np.einsum('bd,dh->bh', x_t, W_x) + h_prev.dot(W_h)
    return 2 * sigmoid(2 * z) - 1
''', '''
def candidate(x_t, h_prev, W_x, W_h, b):
    return np.array([np.tanh(W_x.T @ x + W_h.T @ h + b) for x, h in zip(x_t, h_prev)])
'''),
    hints=("The sum is the same as for a gate. What differs is the range.",
           "A memory must be able to go up and down: the range is (−1, 1).",
           "np.tanh of x_t @ W_x + h_prev @ W_h + b."),
    fact="tanh(z) = 2σ(2z) − 1: it is the same curve as the gate's, stretched. The fused LSTM of lesson 07 uses this "
         "to compute all four with one call.",
    why="Equation (4): g = tanh(x_t W_x + h_{t−1} W_h + b). With a sigmoid every write would be positive, and a "
        "memory could only climb.",
    questions=("What would a memory do over a long sequence if g were never negative?",),
    **_GATE,
)

INPUT_OUTPUT_GATES = Function(
    name="input_output_gates", lesson=4, minutes=6,
    prompt="The four parts stand side by side in W_x, W_h and b, in the order i, f, g, o. Compute the input gate and "
           "the output gate.",
    stub='''
def input_output_gates(params, x_t, h_prev):
    """The input and the output gate.  params.W_x (D, 4H), .W_h (H, 4H), .b (4H,) in the order i, f, g, o;
    x_t (B, D), h_prev (B, H) -> i, o, each (B, H)."""
    return ...                                   # your lines; return i, o
''',
    solution='''
def input_output_gates(params, x_t, h_prev):
    H = h_prev.shape[1]
    z = x_t @ params.W_x + h_prev @ params.W_h + params.b
    i = sigmoid(z[:, :H])
    o = sigmoid(z[:, 3 * H:])
    return i, o
''',
    names={"sigmoid": sigmoid}, outputs="i o",
    cases=lambda rng: [(lstm_params(rng, D, H), draw(rng, B, D), draw(rng, B, H)) for B, T, D, H in SIZES],
    mistakes=(
        Mistake({"return i, o": "return o, i"}, "You returned o before i; the order asked for is i, o."),
        Mistake({"z[:, :H]": "z[:, H:2 * H]"},
                "You took the second quarter for the input gate; that is the forget gate, and i stands first in i, f, "
                "g, o."),
        Mistake({"z[:, 3 * H:]": "z[:, 2 * H:3 * H]"},
                "You took the third quarter for the output gate; that is the candidate, and o stands last in i, f, g, "
                "o."),
        Mistake({"z[:, 3 * H:]": "z[:, H:2 * H]"},
                "You took the second quarter for the output gate; that is the forget gate, and o stands last in i, f, "
                "g, o."),
        Mistake({"i = sigmoid(": "i = np.tanh("},
                "You squashed the input gate with tanh; a gate uses a sigmoid, so that it is a share between 0 and 1."),
        Mistake({"o = sigmoid(": "o = np.tanh("},
                "You squashed the output gate with tanh; a gate uses a sigmoid, so that it is a share between 0 and "
                "1."),
        Mistake({" + params.b": ""},
                "You left the bias out; every gate adds its quarter of b, so that it has a level of its own."),
        Mistake({" + h_prev @ params.W_h": ""},
                "You left the previous hidden state out; the gates look at h_prev as well as at x_t."),
        Mistake({"z[:, :H]": "z[:, ::4]", "z[:, 3 * H:]": "z[:, 3::4]"},
                "You took every fourth column; the parts stand in blocks of H columns, so that i is the first block "
                "and o the last."),
    ),
    variants=('''
def input_output_gates(params, x_t, h_prev):
    z = np.hstack([x_t, h_prev]) @ np.vstack([params.W_x, params.W_h]) + params.b
    i, _, _, o = np.split(1 / (1 + np.exp(-z)), 4, axis=1)
    return i, o
''', '''
def input_output_gates(params, x_t, h_prev):
    W_x, W_h, b = params
    H = len(W_h)
    gates = []
    for part in (slice(0, H), slice(3 * H, 4 * H)):
        gates.append(sigmoid(x_t @ W_x[:, part] + h_prev @ W_h[:, part] + b[part]))
    return gates
'''),
    hints=("Compute all pre-activations at once, z (B, 4H), and then take out the two blocks you need.",
           "H is h_prev.shape[1]. The blocks are z[:, :H], z[:, H:2*H], z[:, 2*H:3*H], z[:, 3*H:], in the order i, f, "
           "g, o.",
           "i is sigmoid of the first block, o is sigmoid of the last."),
    fact="Keras keeps its weights in this very order (it calls g \"c\"), so the arrays of a Keras LSTM load here "
         "unchanged. PyTorch uses the same order, with two biases.",
    why="One matrix product serves all four parts; which block is which is a convention, and i, f, g, o is Keras's.",
    questions=("Why is one product of width 4H faster than four of width H?",
               "What would you see if two of the blocks were exchanged in a model that is then trained from scratch?"),
)

CELL_UPDATE = Function(
    name="cell_update", lesson=4, minutes=4,
    prompt="Write equation (6): what the cell holds after this step.",
    stub='''
def cell_update(f, i, g, c_prev):
    """What the cell holds after this step.  f, i, g, c_prev (B, H) -> (B, H)."""
    return ...                                   # your line
''',
    solution='''
def cell_update(f, i, g, c_prev):
    return f * c_prev + i * g
''',
    cases=lambda rng: [(gate(rng, B, H), gate(rng, B, H), draw(rng, B, H), draw(rng, B, H, scale=1.5))
                       for B, T, D, H in SIZES],
    mistakes=(
        Mistake({"f * c_prev + i * g": "i * c_prev + f * g"},
                "You exchanged f and i; f is the share of the old memory that is kept, i the share of the candidate "
                "that is written."),
        Mistake({"f * c_prev": "(1 - f) * c_prev"},
                "You kept the share 1 − f; f is the share that is *kept*, so that f = 1 holds the memory unchanged."),
        Mistake({"i * g": "(1 - f) * g"},
                "You wrote the share 1 − f, which is a cell with coupled gates, correct in itself; this one has an "
                "input gate of its own, so that it can keep and write at the same time."),
        Mistake({"f * c_prev": "c_prev"},
                "You kept the whole memory; the forget gate multiplies c_prev, so that a memory can also fade."),
        Mistake({"i * g": "g"},
                "You wrote the whole candidate; the input gate multiplies g, so that a cell can refuse to write."),
        Mistake({"i * g": "i"},
                "You wrote the input gate itself; i is only the share, and what is written is i · g."),
        Mistake({" + i * g": ""},
                "You only forgot; the new part i · g is added, so that something can enter the memory."),
        Mistake({"f * c_prev + ": ""},
                "You only wrote; the kept part f · c_prev is added, so that the cell remembers at all."),
        Mistake({"f * c_prev + i * g": "np.tanh(f * c_prev + i * g)"},
                "You squashed the cell state; c_t stays as it is, and tanh comes only on the way out to h_t, so that "
                "the memory's path through time has no squashing in it."),
        Mistake({"+ i": "- i"},
                "You subtracted the new part; it is added, and g itself can be negative."),
        Mistake({"f * c_prev + i * g": "f @ c_prev.T + i @ g.T"},
                "You used matrix products; gates act on each memory by itself, so that the products are entry by "
                "entry (*)."),
    ),
    variants=('''
def cell_update(f, i, g, c_prev):
    return np.add(np.multiply(i, g), np.multiply(f, c_prev))
''', '''
def cell_update(f, i, g, c_prev):
    return np.einsum('kbh,kbh->bh', np.stack([f, i]), np.stack([c_prev, g]))
''', '''
def cell_update(f, i, g, c_prev):
    c_t = np.empty_like(c_prev)
    for place in np.ndindex(*c_t.shape):
        c_t[place] = f[place] * c_prev[place] + i[place] * g[place]
    return c_t
'''),
    hints=("Two parts are added: what is kept of the old memory, and what is written anew.",
           "Kept is f times c_prev. Written is i times g.",
           "f * c_prev + i * g, entry by entry."),
    fact="The derivative of c_t with respect to c_{t−1} along this line is f and nothing else: no matrix, no "
         "squashing. That is the open path through time that lesson 06 follows backwards.",
    why="Equation (6): c_t = f · c_{t−1} + i · g. A sum, not a replacement: this is what lets an LSTM hold on.",
    questions=("How large can c_t grow after T steps?",
               "What does the cell do when f = 1 and i = 0 for a thousand steps?"),
)

HIDDEN_FROM_CELL = Function(
    name="hidden_from_cell", lesson=4, minutes=3,
    prompt="Write equation (7): what the cell shows of its memory.",
    stub='''
def hidden_from_cell(o, c_t):
    """What the cell shows of its memory.  o, c_t (B, H) -> h_t (B, H)."""
    return ...                                   # your line
''',
    solution='''
def hidden_from_cell(o, c_t):
    return o * np.tanh(c_t)
''',
    names={"sigmoid": sigmoid},
    cases=lambda rng: [(gate(rng, B, H), draw(rng, B, H, scale=2.0)) for B, T, D, H in SIZES],
    mistakes=(
        Mistake({"np.tanh(c_t)": "c_t"},
                "You showed the cell state as it is; it passes through tanh first, so that h_t stays between −1 and 1 "
                "however far the memory has climbed."),
        Mistake({"np.tanh(c_t)": "sigmoid(c_t)"},
                "You squashed the cell state with a sigmoid; tanh belongs there, so that a negative memory shows as "
                "negative."),
        Mistake({"o * np.tanh(c_t)": "np.tanh(o * c_t)"},
                "You multiplied by the gate before tanh; it comes after, so that o is the share of the squashed memory "
                "that is shown."),
        Mistake({"o * ": ""},
                "You showed the whole memory; the output gate multiplies it, so that a cell can hold without showing."),
        Mistake({"o * np": "np.tanh(o) * np"},
                "You squashed the output gate once more; o is a share already, so that it multiplies as it stands."),
        Mistake({"o * np.tanh(c_t)": "o + np.tanh(c_t)"},
                "You added the gate; a gate multiplies, so that o = 0 shows nothing."),
        Mistake({"o * ": "(1 - o) * "},
                "You showed the share 1 − o; o is the share that is *shown*."),
    ),
    variants=('''
def hidden_from_cell(o, c_t):
    return np.multiply(np.tanh(c_t), o)
''', '''
def hidden_from_cell(o, c_t):
    return o * (2 * sigmoid(2 * c_t) - 1)
''', '''
def hidden_from_cell(o, c_t):
    up, down = np.exp(c_t), np.exp(-c_t)
    return o * (up - down) / (up + down)
'''),
    hints=("First squash the memory, then let the gate decide how much of it is shown.",
           "The squashing is tanh: a memory may be negative.",
           "o * np.tanh(c_t)."),
    fact="Greff et al. (2015) took out one part of the LSTM at a time: this tanh and the forget gate were the two "
         "that it could least do without.",
    why="Equation (7): h_t = o · tanh(c_t). The memory c_t is private; h_t is what the readout, the next layer and "
        "the next step see.",
    questions=("When would a cell hold something and not show it?",),
)

LSTM_STEP = Function(
    name="lstm_step", lesson=4, minutes=10,
    prompt="Put the pieces together: one step of an LSTM, equations (1) to (7).",
    stub='''
def lstm_step(params, x_t, h_prev, c_prev):
    """One step.  params.W_x (D, 4H), .W_h (H, 4H), .b (4H,) in the order i, f, g, o; x_t (B, D);
    h_prev, c_prev (B, H) -> i, f, g, o, c_t, h_t, each (B, H)."""
    return ...                                   # your lines; return i, f, g, o, c_t, h_t
''',
    solution="lstm_helpers.cells:lstm_step",
    outputs="i f g o c_t h_t",
    cases=lambda rng: [(lstm_params(rng, D, H), draw(rng, B, D), draw(rng, B, H), draw(rng, B, H, scale=1.5))
                       for B, T, D, H in SIZES],
    mistakes=(
        Mistake({"z_i, z_f, z_g, z_o = ": "z_f, z_i, z_g, z_o = "},
                "You read the blocks in the order f, i, g, o; they stand as i, f, g, o, so that the first block is "
                "the input gate's."),
        Mistake({"z_i, z_f, z_g, z_o = ": "z_i, z_f, z_o, z_g = "},
                "You read the blocks in the order i, f, o, g; they stand as i, f, g, o, so that the third block is the "
                "candidate's."),
        Mistake({"np.tanh(z_g)": "sigmoid(z_g)"},
                "You squashed the candidate with a sigmoid; the candidate uses tanh, so that it can also push a memory "
                "down."),
        Mistake({"sigmoid(z_o)": "np.tanh(z_o)"},
                "You squashed the output gate with tanh; a gate uses a sigmoid, so that it is a share between 0 and "
                "1."),
        Mistake({"o * np.tanh(c_t)": "o * c_t"},
                "You showed c_t without tanh; h_t is o · tanh(c_t), so that it stays between −1 and 1."),
        Mistake({"o * np.tanh(c_t)": "o * np.tanh(c_prev)"},
                "You showed the old memory; h_t uses the new c_t, so that what was written now can be seen now."),
        Mistake({"f * c_prev + i * g": "i * c_prev + f * g"},
                "You exchanged f and i in the cell; f is the share of the old memory that is kept, i the share of the "
                "candidate that is written."),
        Mistake({"f * c_prev + i * g": "f * h_prev + i * g"},
                "You kept a share of h_prev; the cell keeps a share of c_prev, so that the memory is not squashed at "
                "every step."),
        Mistake({"f * c_prev + i * g": "f * c_prev + (1 - f) * g"},
                "You wrote the share 1 − f, which is a cell with coupled gates, correct in itself; this one has an "
                "input gate of its own."),
        Mistake({" + params.b": ""},
                "You left the bias out; each of the four adds its part of b, so that it has a level of its own."),
        Mistake({" + h_prev @ params.W_h": ""},
                "You left the previous hidden state out; all four look at h_prev as well as at x_t."),
        Mistake({"h_prev @ params.W_h": "c_prev @ params.W_h"},
                "You fed the memory c_prev to the gates; they see the hidden state h_prev, which is what the cell "
                "shows."),
    ),
    variants=('''
def lstm_step(params, x_t, h_prev, c_prev):
    z = np.hstack([h_prev, x_t]) @ np.vstack([params.W_h, params.W_x]) + params.b
    H = h_prev.shape[1]
    s = 1 / (1 + np.exp(-z))
    i, f, o, g = s[:, :H], s[:, H:2*H], s[:, 3*H:], np.tanh(z[:, 2*H:3*H])
    c_t = i * g + f * c_prev
    return i, f, g, o, c_t, np.tanh(c_t) * o
''', '''
def lstm_step(params, x_t, h_prev, c_prev):
    B, H = h_prev.shape
    out = np.empty((6, B, H))
    for n in range(B):
        z = np.einsum('d,dk->k', x_t[n], params.W_x) + h_prev[n] @ params.W_h + params.b
        z = z.reshape(4, H)
        i, f, o = (sigmoid(z[k]) for k in (0, 1, 3))
        g = np.tanh(z[2])
        c = f * c_prev[n] + i * g
        out[:, n] = i, f, g, o, c, o * np.tanh(c)
    return tuple(out)
'''),
    hints=("Start with all pre-activations at once: z = x_t @ W_x + h_prev @ W_h + b, (B, 4H).",
           "np.split(z, 4, axis=-1) gives the four blocks, in the order i, f, g, o. Three of them are gates.",
           "Then the two lines you have written already: cell_update and hidden_from_cell.",
           "Return all six, in the order i, f, g, o, c_t, h_t."),
    fact="These five lines are the whole forward pass of the package you are using: every later lesson runs on them.",
    why="One product for all four parts; sigmoid for what is a share, tanh for what is a value; then (6) and (7).",
    questions=("Which line would you change for coupled gates? For peepholes?",
               "Where in these lines does step t depend on step t − 1?"),
    equivalents={
        "z_i, z_f, z_g, z_o = np.split(z, 4, axis=1)": "z has two axes, so that the last one is axis 1",
    },
)

ORDER_STEP = Ordering(
    name="order_step", lesson=4, minutes=3,
    prompt="These are the lines of one LSTM step, shuffled. Write the letters in an order in which they can run, for "
           "example \"ABCDEF\". (More than one order is right.)",
    lines={
        "A": "h_t = o * np.tanh(c_t)",
        "B": "i, f, o = sigmoid(z_i), sigmoid(z_f), sigmoid(z_o)",
        "C": "c_t = f * c_prev + i * g",
        "D": "z_i, z_f, z_g, z_o = np.split(z, 4, axis=-1)",
        "E": "g = np.tanh(z_g)",
        "F": "z = x_t @ W_x + h_prev @ W_h + b",
    },
    solution="FDBECA",
    before=(
        ("F", "D", "You split z (line D) before line F computes it; the pre-activations come first, since everything "
                   "else is made from them."),
        ("D", "B", "You used z_i, z_f and z_o (line B) before line D splits them off z."),
        ("D", "E", "You used z_g (line E) before line D splits it off z."),
        ("B", "C", "You updated the cell (line C) before its gates f and i exist (line B)."),
        ("E", "C", "You updated the cell (line C) before there is a candidate g to write (line E)."),
        ("C", "A", "You showed the memory (line A) before it was updated (line C); h_t uses the *new* c_t."),
    ),
    hints=("Look at the right-hand side of each line: which names must exist before it can run?",
           "z first, then its parts; h_t last.",
           "The gates (B) and the candidate (E) do not depend on one another: either may come first."),
    fact="B and E are independent, so hardware computes all four at once; c_t and h_t have to wait, and so does step "
         "t + 1.",
    why="Each line needs the names on its right-hand side. The only freedom is between the gates and the candidate.",
    questions=("Which of these lines can be computed for all time steps at once, before the loop starts?",),
)

EXERCISES = [HALF_LIFE, LATCH, COUNTER, PREDICT_GATES, FORGET_GATE, CANDIDATE, INPUT_OUTPUT_GATES, CELL_UPDATE,
             HIDDEN_FROM_CELL, LSTM_STEP, ORDER_STEP]
