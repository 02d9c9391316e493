"""Exercises of lesson 03 (hold a value with a gate): gates that hold, count, fade."""

import numpy as np

from lstm_helpers.exercises.hidden import draw
from lstm_helpers.exercises.kinds import Choice, Function, Mistake, Odd


def _memory(signals):
    """The scalar memory c = f · c + i · g under three signals, from c = 0.4 on."""
    if isinstance(signals, np.ndarray) and signals.ndim < 2:
        raise Odd("You returned one array; three are asked for: f, i and g, the signals that make the memory.")
    if len(signals) != 3:
        raise Odd(f"You returned {len(signals)} arrays; three are asked for: f, i, g.")
    f, i, g = np.broadcast_arrays(*(np.atleast_1d(np.asarray(signal, float)) for signal in signals))
    if min(f.min(), i.min()) < 0 or max(f.max(), i.max()) > 1:
        raise Odd("One of your gates leaves the range from 0 to 1; a gate lets through a share, so it can't.")
    c = [0.4]
    for t in range(len(f)):
        c.append(f[t] * c[-1] + i[t] * g[t])
    return np.array(c[1:])


LATCH = Function(
    name="latch",
    lesson=3,
    minutes=6,
    prompt="Choose the gates of c = f · c + i · g so that the cell takes over the value wherever `write` is 1 and "
    "holds it everywhere else.",
    stub='''
def latch(write, value):
    """Signals that store value[t] where write[t] is 1 and hold it where it is 0.
    Both (T,) -> f, i, g, each (T,)."""
    return ...                                   # three arrays: f, i, g
''',
    solution="""
def latch(write, value):
    f = 1 - write
    i = write
    g = value
    return f, i, g
""",
    cases=lambda rng: [(np.array([0, 1, 0, 0, 1, 1, 0, 0]), draw(rng, 8)), (np.array([0, 0, 1, 0, 1]), draw(rng, 5))],
    look=_memory,
    outputs="c",
    mistakes=(
        Mistake(
            {"f = 1 - write": "f = write"},
            "You opened the forget gate while writing and shut it while holding; f is the share that is kept, so "
            "it is 1 wherever nothing is written.",
        ),
        Mistake(
            {"f = 1 - write": "f = np.ones_like(write)"},
            "You kept the forget gate open at the write as well; the old value is then added to the new one, so "
            "f has to be 0 wherever `write` is 1.",
        ),
        Mistake(
            {"i = write": "i = np.ones_like(write)"},
            "You left the input gate open all the time; every value is then added to the memory, so i has to "
            "be 0 wherever nothing is written.",
        ),
        Mistake(
            {"i = write": "i = 1 - write"},
            "You shut the input gate at the write and opened it elsewhere; i is the share of g that is let in, so "
            "it is 1 where `write` is 1.",
        ),
        Mistake(
            {"g = value": "g = np.ones_like(value)"},
            "You offered 1 as the candidate; what is written is i · g, so g carries the value itself.",
        ),
        Mistake(
            {"f = 1 - write": "f = np.zeros_like(value)"},
            "You shut the forget gate for good; the memory is then empty one step after a write, so f has to "
            "be 1 while the cell holds.",
        ),
        Mistake({"return f, i, g": "return i, f, g"}, "You returned i before f; the order asked for is f, i, g."),
        Mistake(
            {"i = write": "i = 0.5 * write"},
            "You let in half of the value; a latch takes it over whole, so i is 1 at the write.",
        ),
    ),
    variants=(
        """
def latch(write, value):
    return 1 - write, np.ones_like(write), write * value
""",
        """
def latch(write, value):
    f = [0.0 if w else 1.0 for w in write]
    i = [1.0 - k for k in f]
    return f, i, list(value)
""",
        """
def latch(write, value):
    return np.where(write == 1, 0, 1), write.astype(float), value.copy()
""",
    ),
    hints=(
        "Ask the two gates one question each: at a step where nothing is written, what should f be? And i?",
        "Holding is f = 1, i = 0. Writing is f = 0, i = 1.",
        "So i is `write` itself, and f its opposite. The candidate g is what gets in.",
    ),
    fact="This is what one bit of a computer's memory does. Here f = 1 − i: a cell that always couples its gates like "
    "this has a quarter fewer parameters, and you will meet it in lesson 08.",
    why="Where write is 0, c = 1 · c + 0 · g: held. Where it is 1, c = 0 · c + 1 · value: replaced.",
    equivalents={
        "return f, i, value": "g is value",
        "return f, write, g": "i is write",
    },
    questions=(
        "What does the cell do when f and i are both 1? And both 0?",
        "Can a sigmoid gate be exactly 0 or 1? What does this mean for a latch of a million steps?",
    ),
)

COUNTER = Function(
    name="counter",
    lesson=3,
    minutes=6,
    prompt="Choose the gates of c = f · c + i · g so that c counts the events; a reset empties the cell first, and an "
    "event at the same step still counts.",
    stub='''
def counter(event, reset):
    """Signals that make c the number of events since the last reset.
    Both (T,), of 0 and 1 -> f, i, g, each (T,)."""
    return ...                                   # three arrays: f, i, g
''',
    solution="""
def counter(event, reset):
    f = 1 - reset
    i = event
    g = np.ones(len(event))
    return f, i, g
""",
    cases=lambda rng: [
        (np.array([1, 0, 1, 1, 0, 1, 0, 1, 1]), np.array([0, 0, 0, 1, 0, 0, 1, 0, 0])),
        (np.array([0, 1, 1, 1, 0, 1]), np.array([0, 0, 0, 0, 1, 0])),
    ],
    look=_memory,
    outputs="c",
    mistakes=(
        Mistake(
            {"f = 1 - reset": "f = reset"},
            "You opened the forget gate at the reset and shut it elsewhere; f is the share that is kept, so a "
            "reset needs f = 0.",
        ),
        Mistake(
            {"f = 1 - reset": "f = np.ones(len(event))"},
            "You kept the forget gate open all the time; the count then never returns to nothing, so f has to "
            "be 0 where `reset` is 1.",
        ),
        Mistake(
            {"f = 1 - reset": "f = 1 - event"},
            "You forgot at every event; each one then replaces the count by 1, so f has to stay open at "
            "events and shut at resets.",
        ),
        Mistake(
            {"i = event": "i = np.ones(len(event))"},
            "You left the input gate open at every step; c then counts steps, so i has to be 1 at events only.",
        ),
        Mistake(
            {"i = event": "i = event * (1 - reset)"},
            "You shut the input gate at a reset; an event at the same step is then lost, so i follows `event` alone.",
        ),
        Mistake(
            {"i = event": "i = reset"},
            "You let the candidate in at the resets; what is counted are the events, so i follows `event`.",
        ),
        Mistake(
            {"g = np.ones(len(event))": "g = 0.5 * np.ones(len(event))"},
            "You wrote half a count at each event; one event adds i · g = 1, so g is 1.",
        ),
        Mistake({"return f, i, g": "return i, f, g"}, "You returned i before f; the order asked for is f, i, g."),
    ),
    variants=(
        """
def counter(event, reset):
    return 1 - reset, np.ones(len(event)), event
""",
        """
def counter(event, reset):
    return 1 - reset, event, 1
""",
        """
def counter(event, reset):
    f = [0 if r else 1 for r in reset]
    i = [1 if e else 0 for e in event]
    return f, i, i
""",
    ),
    hints=(
        "A counter holds what it has: what is f where nothing happens?",
        "A reset forgets everything that was there before: f = 0 at that step alone.",
        "f = 1 − reset, i = event, and a candidate of 1 to be added.",
    ),
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
    questions=(
        "Which gate would you change to count at most since the last *two* resets? Is it possible with one cell?",
        "What does the counter show after 1,000 steps if f is 0.999 instead of 1?",
    ),
)

PREDICT_GATES = Choice(
    name="predict_gates",
    lesson=3,
    minutes=4,
    prompt="The scalar memory c = f · c + i · g starts at 0.8, with g = 0.3. Which gates make it hold 0.8, be "
    "replaced by 0.3, fade towards 0, or climb by 0.3 at each step? Write one letter for each.",
    options={"a": "f = 1, i = 0", "b": "f = 0, i = 1", "c": "f = 0.9, i = 0", "d": "f = 1, i = 1"},
    solution={"hold": "a", "replace": "b", "fade": "c", "climb": "d"},
    mistakes=(
        Mistake(
            {"hold": "b", "replace": "a"},
            "You exchanged hold and replace; f is the share that is *kept*, so holding needs f = 1 and "
            "replacing f = 0.",
        ),
        Mistake(
            {"hold": "d", "climb": "a"},
            "You exchanged hold and climb; an open input gate adds g at every step, so holding needs i = 0.",
        ),
        Mistake({"hold": "d"}, "You held with an open input gate; it adds 0.3 at every step, so the memory climbs."),
        Mistake({"hold": "c"}, "You held with f = 0.9; a tenth is lost at every step, so half is gone after 7 steps."),
        Mistake(
            {"replace": "d"},
            "You replaced with an open forget gate; the old 0.8 is then kept and 0.3 added, so f has to be 0.",
        ),
        Mistake({"fade": "b"}, "You let the memory fade with f = 0; it is then gone at once, and replaced by 0.3."),
        Mistake(
            {"climb": "b"},
            "You let the memory climb with f = 0; what was there is then lost at each step, so c stays at 0.3.",
        ),
    ),
    hints=(
        "Put each pair of gates into c = f · c + i · g and compute one step from c = 0.8.",
        "With i = 0 the candidate never gets in: c can only stay or shrink.",
        "One step from 0.8: a gives 0.8, b gives 0.3, c gives 0.72, d gives 1.1.",
    ),
    fact="Four settings of two gates are a whole instruction set: hold, load, decay, accumulate.",
    why="f decides what happens to the old memory, i whether the candidate is added; the two act independently.",
    questions=(
        "What do f = 0 and i = 0 together do?",
        "Which of the four could the 1997 cell, without a forget gate, do?",
    ),
)

EXERCISES = [LATCH, COUNTER, PREDICT_GATES]
