"""Exercises of lesson 06 (send the gradient back): what judges a backward pass, its order, its defects."""

import numpy as np

from lstm_helpers.exercises.hidden import draw
from lstm_helpers.exercises.kinds import FindBugs, Function, Mistake, Ordering

RELATIVE_ERROR = Function(
    name="relative_error",
    lesson=6,
    minutes=5,
    prompt="How far are two arrays apart, compared with their size? The largest |a − b|, divided by the largest "
    "|a| + |b|.",
    stub='''
def relative_error(a, b):
    """The largest |a − b| over all entries, divided by the largest |a| + |b|; 0 if both are
    zero everywhere.  a, b of equal shape -> a number from 0 to 1."""
    return ...                                   # your lines
''',
    solution="""
def relative_error(a, b):
    gap, size = np.max(np.abs(a - b)), np.max(np.abs(a) + np.abs(b))
    return gap / size if size > 0 else 0.0
""",
    cases=lambda rng: [
        (a := draw(rng, 3, 4), a + draw(rng, 3, 4, scale=1e-3)),
        (draw(rng, 5), draw(rng, 5)),
        (np.array([1e-9, 3.0, -2.0]), np.array([3e-9, 3.1, -2.0])),
        (np.zeros(2, int), np.zeros(2, int)),
        (draw(rng, 4, scale=1e-3), draw(rng, 4, scale=1e-3)),
        (np.array([0.0, -4.0]), np.array([0.0, -4.2])),
    ],
    mistakes=(
        Mistake(
            {"np.max(np.abs(a) + np.abs(b))": "np.max(np.abs(a))"},
            "You divided by one of the two; with both, the measure is the same whichever is called right, and 1 is "
            "the worst.",
        ),
        Mistake(
            {"np.max(np.abs(a) + np.abs(b))": "np.max(np.abs(a + b))"},
            "You took the size of the sum; two values of opposite sign then cancel, so the sizes are added instead.",
        ),
        Mistake(
            {"gap / size": "gap"},
            "You did not divide; a difference of 0.001 is large between numbers of 0.001 and small between "
            "numbers of 1,000.",
        ),
        Mistake(
            {"np.max(np.abs(a - b))": "np.max(a - b)"},
            "You left out the absolute value of the difference; a large error downwards would not count.",
        ),
        Mistake(
            {"np.max(np.abs(a - b))": "np.mean(np.abs(a - b))"},
            "You averaged the differences; one bad entry among a thousand would be hidden, so the largest counts.",
        ),
        Mistake(
            {" if size > 0 else 0.0": ""},
            "You divided zero by zero; two arrays of zeros agree, so their error is 0.",
        ),
        Mistake(
            {"gap / size if size > 0 else 0.0": "np.max(np.abs(a - b) / np.maximum(np.abs(a) + np.abs(b), 1e-300))"},
            "You divided entry by entry; entries that should be zero and come out as 1e-17 would then count as "
            "fully different, so the largest size of all is the measure.",
        ),
        Mistake(
            {"gap / size if size > 0 else 0.0": "np.max(np.abs(a - b) / (np.abs(a) + np.abs(b)))"},
            "You divided entry by entry; a tiny entry then decides, and two zeros give 0 / 0. Take the two maxima "
            "first.",
        ),
        Mistake(
            {"np.max": "np.mean"},
            "You averaged above and below; one bad entry among a thousand good ones would be hidden, so both "
            "are maxima.",
        ),
        Mistake(
            {"gap / size": "np.linalg.norm(a - b) / (np.linalg.norm(a) + np.linalg.norm(b))"},
            "You took norms, which is a good measure in itself; this one looks at the largest entries, so a "
            "single bad one stands out.",
        ),
        Mistake(
            {"np.max(np.abs(a) + np.abs(b))": "np.max(np.abs(a)) + np.max(np.abs(b))"},
            "You added the two largest sizes, which may stand in different places; |a| + |b| is taken entry by "
            "entry, and then its largest.",
        ),
        Mistake(
            {"np.max(np.abs(a) + np.abs(b))": "np.sum(np.abs(a) + np.abs(b))"},
            "You divided by the sum of all sizes; the error would then shrink as the array grows.",
        ),
    ),
    variants=(
        """
def relative_error(a, b):
    a, b = np.ravel(a), np.ravel(b)
    size = max(abs(p) + abs(q) for p, q in zip(a, b))
    return max(abs(p - q) for p, q in zip(a, b)) / size if size else 0.0
""",
        """
def relative_error(a, b):
    gap, size = abs(a - b).max(), (abs(a) + abs(b)).max()
    return gap / (size or 1)
""",
    ),
    hints=(
        "Two numbers first: the largest |a − b|, and the largest |a| + |b|.",
        "What if both arrays are zero everywhere?",
    ),
    fact="Below 1e-7 in float64 a gradient is right; above 1e-2 it is not. In between look closer.",
    why="A difference needs a size to be compared with; the largest entries give one that small entries cannot spoil.",
    questions=("Why not compare entry by entry?",),
    equivalents={"return gap / size if gap > 0 else 0.0": "where no entry differs the error is 0 either way"},
)

ORDER_BPTT = Ordering(
    name="order_bptt",
    lesson=6,
    minutes=4,
    prompt="These are the lines of one step back through an LSTM, shuffled. Write the letters in an order in which "
    'they can run, for example "ABCDEF". (More than one order is right.)',
    options={
        "A": "dW_h += h_prev.T @ dz",
        "B": "dc_t = dc_t + dh_t * o * (1 - tanh_c**2)",
        "C": "dz = np.hstack([di * i * (1 - i), df * f * (1 - f), dg * (1 - g**2), do * o * (1 - o)])",
        "D": "dh_t = dh[:, t] + dh_next",
        "E": "dh_next, dc_next = dz @ W_h.T, dc_t * f",
        "F": "di, df, dg, do = dc_t * g, dc_t * c_prev, dc_t * i, dh_t * tanh_c",
    },
    solution="DBFCAE",
    mistakes=(
        Mistake({"D before B": False}, "You used dh_t (line B) before line D adds up what arrives at h_t."),
        Mistake({"D before F": False}, "You used dh_t (line F) before line D adds up what arrives at h_t."),
        Mistake(
            {"B before F": False},
            "You shared out dc_t (line F) before line B has completed it; c_t was used twice, so both parts "
            "have to be there first.",
        ),
        Mistake(
            {"F before C": False},
            "You went through the squashing functions (line C) before line F says what arrives at the gates.",
        ),
        Mistake({"C before A": False}, "You gave W_h its share (line A) before there is a dz (line C)."),
        Mistake({"C before E": False}, "You handed dh back (line E) before there is a dz (line C)."),
    ),
    hints=(
        "Which line needs nothing but what came from outside? It is the first.",
        "Forward the last thing computed was h_t, so backward it comes first; then c_t, the gates, z, and the weights.",
        "A and E both need dz, and nothing of each other.",
    ),
    fact="A and E are independent: the weights' share can wait until after the loop, which is what makes the fused "
    "version fast.",
    why="Backward is forward read from the end: h_t, c_t, the gates, z, then the weights and the states before.",
    questions=("Which of the six lines can be done for all steps at once, after the loop?",),
)

FIND_FIVE_BUGS = FindBugs(
    name="find_five_bugs",
    lesson=6,
    minutes=10,
    prompt="Five of these lines hold a defect. Answer with their numbers, for example {2, 3, 4, 5, 6}.",
    options={
        1: "def buggy_step(params, t, trace, dh_t, dc_t):",
        2: "    i, f, g, o = trace.i[:, t], trace.f[:, t], trace.g[:, t], trace.o[:, t]",
        3: "    c_prev, tanh_c = trace.c[:, max(t - 1, 0)], np.tanh(trace.c[:, t])",
        4: "    do = dh_t * tanh_c",
        5: "    dc_t = dc_t + dh_t * o",
        6: "    df, di, dg = dc_t * c_prev, dc_t * g, dc_t * i",
        7: "    slopes = [s * (1 - s) for s in cells.sigmoid(np.array([i, f, o]))]",
        8: "    dz = np.hstack([di * slopes[0], df * slopes[1],",
        9: "                    dg * (1 - np.tanh(g) ** 2), do * slopes[2]])",
        10: "    return dz, np.zeros_like(dh_t), np.zeros_like(dc_t)",
    },
    solution={3, 5, 7, 9, 10},
    defects=(
        "Line 3 reads the states one step early; c[:, 0] is the initial state, so c_prev is c[:, t] and c_t is "
        "c[:, t + 1].",
        "Line 5 leaves out the slope of tanh; h_t = o · tanh(c_t), so the gradient is multiplied by 1 − tanh².",
        "Line 7 squashes the gates a second time; i, f and o are values of the sigmoid already, so the slope is "
        "s (1 − s) of themselves.",
        "Line 9 squashes the candidate a second time; g is a value of tanh already, so the slope is 1 − g².",
        "Line 10 hands back zeros; the gradients dz @ W_h.T and dc_t * f have to travel to the step before, or "
        "nothing is learned over time.",
    ),
    mistakes=(
        Mistake({1: True}, "Line 1 is sound: it names what a step needs, and the two gradients that arrive."),
        Mistake({2: True}, "Line 2 is sound: gates have no initial entry, so step t is at index t."),
        Mistake({4: True}, "Line 4 is sound, given the right tanh_c: o was multiplied by tanh(c_t)."),
        Mistake({6: True}, "Line 6 is sound, given the right c_prev: each factor gets dc_t times its neighbour."),
        Mistake({8: True}, "Line 8 is sound: the order is i, f, and each part is multiplied by its own slope."),
    ),
    probes=(
        Mistake(lambda got, want: len(got) == len(want), "Every line you named is a defect; there are 5 of them."),
    ),
    hints=(
        "Compare it line by line with step_backward of section 1.",
        "One defect is about *which step* is read, one about what is *left out*, two are about slopes that are "
        "taken of the value instead of the pre-activation.",
        "And one is about what is handed back.",
    ),
    fact="Each of these was in one widely copied notebook, whose loss fell all the same. A check against central "
    "differences finds all five within a second.",
    why="Lines 3, 5, 7, 9 and 10: states one step early, a missing slope, two values squashed a second time, and no "
    "way back in time.",
    questions=(
        "Which of the five does the most harm on a task that needs no memory?",
        "Which could be left in unnoticed if T is 1?",
    ),
)

EXERCISES = [RELATIVE_ERROR, ORDER_BPTT, FIND_FIVE_BUGS]
