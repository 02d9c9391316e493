"""Exercises of lesson 12 (write text): long texts in strips, units that mean something, writing step by step."""

import numpy as np

from lstm_helpers.exercises.hidden import draw
from lstm_helpers.exercises.kinds import FindBugs, Function, Mistake

STATEFUL_BATCHES = Function(
    name="stateful_batches",
    lesson=12,
    minutes=7,
    prompt="Cut a long text into batches so that every row goes on where the same row of the batch before ended.",
    stub='''
def stateful_batches(numbers, batch, T):
    """All batches of a text as one array (N, batch, T): batches[n, r]
    is followed, in the text, by batches[n + 1, r].
    numbers (L,): the first batch * T * N of them are used, with N as large
    as it can be."""
    return ...                                   # your lines
''',
    solution="""
def stateful_batches(numbers, batch, T):
    N = len(numbers) // (batch * T)
    strips = numbers[: batch * N * T].reshape(batch, N, T)
    return strips.swapaxes(0, 1)
""",
    cases=lambda rng: [(rng.permutation(61), 3, 4), (rng.permutation(83), 2, 5), (rng.permutation(60), 4, 3)],
    mistakes=(
        Mistake(
            {
                "reshape(batch, N, T)": "reshape(N, batch, T)",
                "strips.swapaxes(0, 1)": "strips",
            },
            "You let the rows of *one* batch follow one another; the text has to go on from batch to batch, "
            "in the same row.",
        ),
        Mistake(
            {"return strips.swapaxes(0, 1)": "return strips"},
            "You returned the strips; the batches come first, so the first two axes change places.",
        ),
        Mistake(
            {"reshape(batch, N, T)": "reshape(batch, T, N).swapaxes(1, 2)"},
            "You let a row jump from place to place; its T letters have to stand side by side in the text.",
        ),
        Mistake(
            {"numbers[: batch * N * T]": "numbers[len(numbers) - batch * N * T :]"},
            "You dropped what is left over at the beginning; the text is used from its first letter.",
        ),
        Mistake(
            {"N = len(numbers) // (batch * T)": "N = len(numbers) // (batch * T) - 1"},
            "You lost a batch that was still full.",
        ),
        Mistake(
            {"len(numbers) // (batch * T)": "(len(numbers) - 1) // (batch * T)"},
            "You kept the last letter back, as a target perhaps; here it counts, and where it fills a batch that batch "
            "is wanted.",
        ),
        Mistake(
            {
                "numbers[: batch * N * T].reshape(batch, N, T)": "numbers[: len(numbers) // batch * batch]"
                ".reshape(batch, -1)[:, : N * T].reshape(batch, N, T)"
            },
            "You cut the whole text into strips and shortened each; the first batch * T * N letters are used, without "
            "a gap between one strip and the next.",
        ),
        Mistake(
            {"reshape(batch, N, T)": "reshape(N, T, batch)", "swapaxes(0, 1)": "swapaxes(1, 2)"},
            "You dealt the letters out to the rows one by one, like cards; each row reads a strip of its own.",
        ),
    ),
    variants=(
        """
def stateful_batches(numbers, batch, T):
    length = len(numbers) // (batch * T) * T
    rows = [numbers[r * length : (r + 1) * length] for r in range(batch)]
    return np.array([[row[t : t + T] for row in rows] for t in range(0, length, T)])
""",
        """
def stateful_batches(numbers, batch, T):
    N = len(numbers) // (batch * T)
    n, r, t = np.ix_(range(N), range(batch), range(T))
    return np.asarray(numbers)[r * N * T + n * T + t]
""",
    ),
    hints=(
        "Cut the text into `batch` long strips first, one for each row.",
        "A strip has N * T letters, and a batch takes T of them from every strip.",
        "reshape(batch, N, T), and then the batches come first: swapaxes(0, 1).",
    ),
    fact="Keras calls a layer that keeps its states between such batches stateful.",
    why="Row r is one strip of the text. Batch n holds its letters n T to (n + 1) T, and batch n + 1 goes on.",
    questions=(
        "What would a carried state mean if the rows were shuffled?",
        "Where does the state of row r not fit, even so?",
    ),
)


def _clues(rng, T, H, best, sign):
    """C (T, H) of which one unit is larger (or smaller) inside, save at a step where it is far off; the next one is
    a little larger inside, and what is left differs in level and in spread alone."""
    inside = rng.random(T) < 0.35
    inside[:2] = True, False
    unit = draw(rng, T, H)
    unit[:, (best + 1) % H] = 0.8 * rng.standard_normal(T) + inside
    c = unit * rng.permutation(np.linspace(0.3, 4.0, H)) + rng.permutation(np.linspace(-9, 9, H))
    c[:, best] = 0.05 * (sign * inside + 0.3 * rng.standard_normal(T))
    c[1, best] = 0.5 * sign
    return c, inside


WHICH_UNIT = Function(
    name="which_unit",
    lesson=12,
    minutes=7,
    prompt="Find the unit whose memory tells inside from outside best, whichever way round.",
    stub='''
def which_unit(c, inside):
    """The number of the unit that puts the most pairs in order: a pair is
    a step inside and a step outside; in order means the inside one is the
    larger, or, for a unit that works upside down, the smaller.
    c (T, H), inside (T,) of bool -> a whole number from 0 to H − 1."""
    return ...                                   # your lines
''',
    solution="""
def which_unit(c, inside):
    larger = c[inside][:, None] > c[~inside][None]
    score = larger.mean(axis=(0, 1))
    score = np.maximum(score, 1 - score)
    return np.argmax(score)
""",
    cases=lambda rng: [
        _clues(rng, 40, 5, 3, 1),
        _clues(rng, 50, 7, 2, -1),
        _clues(rng, 45, 4, 0, 1),
        _clues(rng, 60, 6, 5, -1),
    ],
    mistakes=(
        Mistake(
            {"np.maximum(score, 1 - score)": "score"},
            "You looked for units that are larger inside; a unit that is smaller there tells as much.",
        ),
        Mistake({"np.argmax": "np.argmin"}, "You took the unit that tells the least; the best one is asked for."),
        Mistake(
            {"np.argmax(score)": "np.argmax(score) + 1"},
            "You counted the units from 1; their numbers go from 0 to H − 1.",
        ),
        Mistake({"np.argmax(": "np.max("}, "You returned the share of pairs; the *number* of the unit is asked for."),
        Mistake(
            {"np.argmax(score)": "np.argmax(np.abs(c[inside].mean(axis=0) - c[~inside].mean(axis=0)))"},
            "You compared the means; a unit with large values wins then, however much its two groups overlap.",
        ),
        Mistake(
            {"np.argmax(score)": "np.argmax(c[inside].mean(axis=0))"},
            "You took the unit that is largest inside; what counts is how it differs from outside.",
        ),
        Mistake(
            {"np.argmax(score)": "np.argmax([abs(np.corrcoef(unit, inside)[0, 1]) for unit in c.T])"},
            "You took the strongest correlation, which a single far-off value can spoil; pairs ask only about order.",
        ),
        Mistake(
            {"np.argmax(score)": "np.argmax(np.std(c, axis=0))"},
            "You took the unit that moves most; moving a lot is not moving with the quotes.",
        ),
    ),
    variants=(
        """
def which_unit(c, inside):
    best, score = 0, 0.0
    for u in range(c.shape[1]):
        a, b = c[inside, u], c[~inside, u]
        share = np.mean([x > y for x in a for y in b])
        if max(share, 1 - share) > score:
            best, score = u, max(share, 1 - share)
    return best
""",
        """
def which_unit(c, inside):
    ranks = c.argsort(axis=0).argsort(axis=0)
    n = inside.sum()
    auc = (ranks[inside].sum(axis=0) - n * (n - 1) / 2) / (n * (len(c) - n))
    return int(np.abs(auc - 0.5).argmax())
""",
    ),
    equivalents={
        f"larger = c[inside][:, None] {sign} c[~inside][None]": "no two values are equal, and upside down is as telling"
        for sign in ("<", ">=")
    },
    hints=(
        "c[inside] and c[~inside] are the two groups: compare every one of the first with every one of the second.",
        "c[inside][:, None] > c[~inside][None] has the shape (inside, outside, H).",
        "A share of 0.1 is as telling as one of 0.9: np.maximum(share, 1 − share).",
    ),
    fact="The share of pairs in order is the area under the ROC curve, AUC: 0.5 is a coin, 1 is perfect.",
    why="Counting pairs takes level and scale out: only the order of the values matters.",
    questions=("Why not the correlation with the label?", "Does a perfect score show that the network uses the unit?"),
)


EXPOSURE_BIAS = FindBugs(
    name="exposure_bias",
    lesson=12,
    minutes=6,
    prompt="This loop should let a network write on its own. Two of the lines hold a defect: answer with their "
    "numbers, for example {2, 6}.",
    options={
        1: "def write(letters, prompt, text, length, tau, rng):",
        2: "    logits, state = letters.logits(prompt)",
        3: "    written = []",
        4: "    for n in range(length):",
        5: "        p = np.exp(logits[-1] - logits[-1].max()) / tau",
        6: "        p = p / p.sum()",
        7: "        number = rng.choice(len(p), p=p)",
        8: "        written.append(letters.alphabet.decode([number]))",
        9: "        logits, state = letters.logits(text[n])",
        10: '    return "".join(written)',
    },
    solution={5, 9},
    defects=(
        "Line 5 divides the exponentials by tau, which line 6 takes back; tau has to divide the logits.",
        "Line 9 reads the next letter of a finished text, so the network never has to live with its own letters; "
        "and it begins with an empty memory, since the state is not handed on.",
    ),
    mistakes=(
        Mistake({1: True}, "Line 1 is sound: it names all that the loop needs, and one text too many."),
        Mistake({2: True}, "Line 2 is sound: the prompt is read, and its last row says what is expected next."),
        Mistake({3: True}, "Line 3 is sound: nothing is written yet."),
        Mistake({4: True}, "Line 4 is sound: it writes as many letters as it was asked for."),
        Mistake({6: True}, "Line 6 is sound: it scales the row, so it sums to 1."),
        Mistake({7: True}, "Line 7 is sound: it draws a letter with these chances."),
        Mistake({8: True}, "Line 8 is sound: the letter drawn is what is written."),
        Mistake({10: True}, "Line 10 is sound: it joins the letters to a text."),
    ),
    probes=(
        Mistake(lambda got, want: len(got) == len(want), "Every line you named is a defect; there are 2 of them."),
    ),
    hints=(
        "What does the network read after it has written a letter?",
        "Try tau = 0.1 and tau = 10 in your head: does line 5 change what line 6 gives?",
    ),
    fact="Trained on true letters and left alone with its own: that difference is called exposure bias.",
    why="Lines 5 and 9: a temperature without effect, and true letters, with a forgotten state, where its own belong.",
    questions=("Why does the loss on a test text not show what line 9 does?",),
)

EXERCISES = [STATEFUL_BATCHES, WHICH_UNIT, EXPOSURE_BIAS]
