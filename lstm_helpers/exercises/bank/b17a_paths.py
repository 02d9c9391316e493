"""Exercises of lesson 17 (hear a message): what a path says, how many say the same, and the sum over all of them."""

import numpy as np

from lstm_helpers.exercises.hidden import draw
from lstm_helpers.exercises.kinds import Function, Mistake, Number

COLLAPSE = Function(
    name="collapse",
    lesson=17,
    minutes=4,
    prompt="A network names one class at each step, and many steps make one letter. What does its path say?",
    stub='''
def collapse(path, blank):
    """The letters that a path says, an array of as many as there are.
    Equal classes that follow each other are merged to one, and then the
    blanks are left out: with 0 for the blank, 3 3 0 3 1 1 says 3 3 1.
    path (T,): a class for each step; blank: the number of the blank."""
    return ...                                   # your lines
''',
    solution="""
def collapse(path, blank):
    begins = np.append(True, path[1:] != path[:-1])
    return path[begins & (path != blank)]
""",
    cases=lambda rng: [
        (np.array([0, 5, 5, 0, 5, 3, 3, 3, 0, 0, 2]), 0),
        (np.array([4, 4, 1, 4, 6, 0, 0, 6, 4, 6, 6, 6, 4]), 4),
        (np.array([2, 1, 1, 0, 2, 2, 0]), 2),
        (np.array([6, 6, 2, 5, 5, 2, 2, 5, 6, 6]), 5),
    ],
    mistakes=(
        Mistake(
            "def collapse(path, blank):\n    kept = path[path != blank]\n"
            "    return kept[np.append(True, kept[1:] != kept[:-1])]\n",
            "You left the blanks out first and merged then, so that no letter can come twice in a row; the blank "
            "between two equal letters is what keeps them apart.",
        ),
        Mistake(
            {"begins & (path != blank)": "path != blank"},
            "You left the blanks out and merged nothing; a letter that lasts for several steps is one letter.",
        ),
        Mistake(
            {"begins & (path != blank)": "begins"},
            "You merged what repeats and kept the blanks; they are no letters, and are left out at the end.",
        ),
        Mistake(
            {"path != blank": "path != 0"},
            "You took class 0 for the blank; which class it is says `blank`.",
        ),
        Mistake(
            {"np.append(True, path[1:] != path[:-1])": "np.append(False, path[1:] != path[:-1])"},
            "You left out the first step, which has none before it; it begins something new.",
        ),
        Mistake(
            {"path[begins & (path != blank)]": "np.unique(path[path != blank])"},
            "You kept every letter once and put them in order; a message may use a letter again, and has an order of "
            "its own.",
        ),
        Mistake(
            {"path[begins & (path != blank)]": "np.array([*dict.fromkeys(path[path != blank].tolist())])"},
            "You kept the first of each letter; it is only merged with equal ones that follow *at once*.",
        ),
        Mistake(
            {"path != blank": "path == blank"},
            "You kept the blanks and left out the letters; it is the other way round.",
        ),
        Mistake(
            {"path[1:] != path[:-1]": "path[1:] == path[:-1]"},
            "You kept the steps that repeat what was there before; a letter stands where something *new* begins.",
        ),
        Mistake(
            {"path[begins & (path != blank)]": "np.flatnonzero(begins & (path != blank))"},
            "You returned the steps at which letters begin; the letters themselves are asked for.",
        ),
        Mistake(
            {"begins & (path != blank)": "begins | (path != blank)"},
            "You kept a step if it begins something *or* is a letter; both have to hold.",
        ),
    ),
    variants=(
        """
def collapse(path, blank):
    said, before = [], None
    for one in path:
        if one != before and one != blank:
            said.append(one)
        before = one
    return said
""",
        """
def collapse(path, blank):
    from itertools import groupby
    return np.array([letter for letter, _ in groupby(path) if letter != blank])
""",
        """
def collapse(path, blank):
    merged = path[np.flatnonzero(np.diff(path, append=-1))]
    return np.delete(merged, np.flatnonzero(merged == blank))
""",
    ),
    hints=(
        "At which steps does something begin: a letter or a blank that was not there at the step before?",
        "path[1:] != path[:-1] says it for all steps but the first.",
        "Of these steps keep those that are no blank.",
    ),
    fact="Every message has a path, but not at any length: two equal letters in a row need a step between them.",
    why="Merging first makes the blank a separator: only where one was heard between them do two equal letters count "
    "as two.",
    questions=("What would change without a blank?", "Which messages have exactly one path of T steps?"),
)


CTC_PATHS = Number(
    name="ctc_paths",
    lesson=17,
    minutes=5,
    prompt="A network takes three steps, and knows the letters a and b and the blank, – : 27 paths. Repeats are "
    "merged, then blanks are left out. How many of the 27 say ab? How many say aa? How many a? And how many nothing?",
    solution={"ab": 5, "aa": 1, "a": 6, "nothing": 1},
    mistakes=(
        Mistake(
            {"ab": 2},
            "You left out the blanks; beside aab and abb there are three paths with one: before, between and behind.",
        ),
        Mistake(
            {"ab": 3},
            "You left out the repeats; beside the three paths with a blank either letter may last for two steps.",
        ),
        Mistake(
            {"ab": 4},
            "One is missing: the blank may stand before, *between* or behind the letters, or either of them lasts for "
            "two steps.",
        ),
        Mistake(
            {"ab": 1},
            "You counted one way to say it; three steps are one more than two letters need, and it can be filled in "
            "several ways.",
        ),
        Mistake({"ab": 10}, "You counted ba as well; the order of the letters is part of the message."),
        Mistake(
            {"aa": 5},
            "You counted as for ab; two *equal* letters would be merged, so the third step has to be a blank between "
            "them.",
        ),
        Mistake(
            {"aa": 3},
            "You let the blank stand anywhere; before or behind two a's it does not part them, and the path says a.",
        ),
        Mistake(
            {"aa": 0},
            "You found none; with a blank between its two letters aa fits into three steps, exactly.",
        ),
        Mistake(
            {"a": 3},
            "You let the letter last for one step; it may last for two or three as well.",
        ),
        Mistake(
            {"a": 4},
            "You left out the paths in which the letter lasts for two steps: the blank is then first or last.",
        ),
        Mistake(
            {"a": 7},
            "You counted a–a, whose blank parts it into two letters; that path says aa.",
        ),
        Mistake(
            {"a": 1},
            "You counted a single way; the letter may last for one, two or three steps, with blanks around it.",
        ),
        Mistake({"nothing": 0}, "You found none; a path of three blanks says nothing."),
        Mistake(
            {"nothing": 3},
            "You counted three paths; any letter on the way would be said, so there is only the one of three blanks.",
        ),
    ),
    hints=(
        "Where can the one step that is left over go? It lengthens a letter, or it is a blank.",
        "For aa: what happens to two equal letters with nothing between them?",
        "For a: lengths of one, two and three steps, each at every place where it fits.",
    ),
    fact="A message of 5 letters has 3,268,760 paths of 20 steps if no two neighbours are equal: they are summed, not "
    "listed.",
    why="ab: –ab, a–b, ab–, aab, abb. aa: a–a. a: three of one step, two of two, one of three. Nothing: – – –. With as "
    "many for b, ba and bb, and aba and bab, that makes all 27.",
    questions=("How many steps does a message need at least?", "Which paths do the chances of aa and a compete for?"),
)


def _heard(rng, T, K, label, offset=0.0):
    """(log_p (T, K), label): chances that sum to 1, or, with an offset, less."""
    z = draw(rng, T, K, scale=1.3)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True)) + offset, np.array(label)


CTC_FORWARD = Function(
    name="ctc_forward",
    lesson=17,
    minutes=9,
    prompt="How likely is a message if nobody says when its letters come? Sum over all paths that say it.",
    stub='''
def ctc_forward(log_p, label):
    """(log_alpha (T, 2L + 1), log_chance of the label).
    z is the label with a blank before, between and behind its letters.
    log_alpha[t, s]: the logarithm of the chance of all beginnings of paths
    that stand at z[s] at step t, step t included; -inf where there is none.
    A path begins at z[0] or z[1].  From one step to the next it stays, or
    moves on by one place, or by two: over a blank, to *another* letter.
    It ends at one of the last two places.
    log_p (T, K): logarithms of the chances, so small that np.exp may give 0;
    label (L,): letters from 1 to K - 1; class 0 is the blank."""
    return ...                                   # your lines
''',
    solution="""
def ctc_forward(log_p, label):
    z = np.zeros(2 * len(label) + 1, int)
    z[1::2] = label
    log_alpha = np.full((len(log_p), len(z)), -np.inf)
    log_alpha[0, :2] = log_p[0, z[:2]]
    for t in range(1, len(log_p)):
        for s in range(len(z)):
            come = [log_alpha[t - 1, s]]
            if s > 0:
                come.append(log_alpha[t - 1, s - 1])
            if s > 1 and z[s] != z[s - 2]:
                come.append(log_alpha[t - 1, s - 2])
            log_alpha[t, s] = log_p[t, z[s]] + np.logaddexp.reduce(come)
    return log_alpha, np.logaddexp.reduce(log_alpha[-1, -2:])
""",
    cases=lambda rng: [
        _heard(rng, 7, 4, [2, 2, 1]),
        _heard(rng, 5, 6, [1, 4]),
        _heard(rng, 6, 3, [1, 2, 1], offset=-900.0),
    ],
    outputs="log_alpha log_chance",
    mistakes=(
        Mistake(
            {"if s > 1 and z[s] != z[s - 2]": "if s > 1 and s < 0"},
            "You let no path move on by two; from a letter to *another* letter the blank between may be left out.",
        ),
        Mistake(
            {"if s > 1 and z[s] != z[s - 2]": "if s > 1"},
            "You let every place be reached by two steps; only a letter is, and only from another letter.",
        ),
        Mistake(
            {"if s > 1 and z[s] != z[s - 2]": "if s > 1 and z[s] != 0"},
            "You let a path jump from a letter to the same one; without the blank between, the two would be merged.",
        ),
        Mistake(
            {"come = [log_alpha[t - 1, s]]": "come = [-np.inf]"},
            "You let no path stay where it is; a letter and a blank may last for several steps.",
        ),
        Mistake(
            {"if s > 0:": "if s < 0:"},
            "You let no path move on by one place; from a letter to the blank behind it is one place.",
        ),
        Mistake(
            {"log_alpha[0, :2] = log_p[0, z[:2]]": "log_alpha[0, 0] = log_p[0, z[0]]"},
            "You let every path begin with a blank; it may begin with the first letter as well.",
        ),
        Mistake(
            {"log_alpha[0, :2] = log_p[0, z[:2]]": "log_alpha[0] = log_p[0, z]"},
            "You let paths begin anywhere; one that begins later than at the first letter leaves letters out.",
        ),
        Mistake(
            {"np.logaddexp.reduce(come)": "np.max(come)"},
            "You kept the likeliest way alone, which is the best path; the chance of a label is the *sum* over all.",
        ),
        Mistake(
            {"np.logaddexp.reduce(come)": "np.sum(come)"},
            "You added the logarithms, which multiplies the chances; ways that exclude each other have their *chances* "
            "added: np.logaddexp.",
        ),
        Mistake(
            {"np.logaddexp.reduce(come)": "(np.log(total) if (total := np.sum(np.exp(come))) > 0 else -np.inf)"},
            "You left the logarithms to add; chances as small as these become 0 by np.exp, and np.logaddexp does not "
            "let that happen.",
        ),
        Mistake(
            {"log_p[t, z[s]]": "log_p[t - 1, z[s]]"},
            "You took the chances of the step before; at step t it is log_p[t].",
        ),
        Mistake(
            {"np.logaddexp.reduce(log_alpha[-1, -2:])": "log_alpha[-1, -1]"},
            "You let the paths end with a blank alone; they may end with the last letter as well.",
        ),
        Mistake(
            {"np.logaddexp.reduce(log_alpha[-1, -2:])": "log_alpha[-1, -2]"},
            "You let the paths end with the last letter alone; a blank may follow it.",
        ),
        Mistake(
            {"np.logaddexp.reduce(log_alpha[-1, -2:])": "np.logaddexp.reduce(log_alpha[-1])"},
            "You let paths end anywhere; one that ends before the last letter does not say the label.",
        ),
        Mistake(
            {"np.logaddexp.reduce(log_alpha[-1, -2:])": "np.sum(log_alpha[-1, -2:])"},
            "You added the logarithms of the two ends, which multiplies their chances; it is the *chances* that are "
            "added: np.logaddexp.",
        ),
        Mistake(
            """
def ctc_forward(log_p, label):
    z = np.zeros(2 * len(label) + 1, int)
    z[1::2] = label
    p, alpha = np.exp(log_p), np.zeros((len(log_p), len(z)))
    alpha[0, :2] = p[0, z[:2]]
    for t in range(1, len(p)):
        for s in range(len(z)):
            come = alpha[t - 1, s] + (alpha[t - 1, s - 1] if s > 0 else 0)
            come = come + (alpha[t - 1, s - 2] if s > 1 and z[s] != z[s - 2] else 0)
            alpha[t, s] = p[t, z[s]] * come
    with np.errstate(divide="ignore"):
        return np.log(alpha), np.log(alpha[-1, -2:].sum())
""",
            "You computed with chances and took the logarithm at the end; chances as small as these are 0 by then. "
            "Stay with logarithms, and add by np.logaddexp.",
        ),
    ),
    variants=(
        """
def ctc_forward(log_p, label):
    z = np.insert(np.zeros(len(label) + 1, int), np.arange(1, len(label) + 1), label)
    skip = np.append([False, False], z[2:] != z[:-2])
    rows = [np.where(np.arange(len(z)) < 2, log_p[0, z], -np.inf)]
    for p in log_p[1:]:
        old = rows[-1]
        one, two = np.append(-np.inf, old[:-1]), np.append([-np.inf, -np.inf], old[:-2])
        new = np.logaddexp(old, one)
        rows.append(p[z] + np.where(skip, np.logaddexp(new, two), new))
    return np.array(rows), np.logaddexp(rows[-1][-1], rows[-1][-2])
""",
        """
def ctc_forward(log_p, label):
    def add(values):
        top = max(values)
        return top if top == -np.inf else top + np.log(sum(np.exp(v - top) for v in values))

    z = [0]
    for letter in label:
        z += [letter, 0]
    alpha = [[log_p[0, c] if s < 2 else -np.inf for s, c in enumerate(z)]]
    for t in range(1, len(log_p)):
        row = []
        for s, c in enumerate(z):
            reach = 3 if c != 0 and s >= 2 and z[s - 2] != c else 2
            row.append(log_p[t, c] + add(alpha[-1][max(0, s + 1 - reach) : s + 1]))
        alpha.append(row)
    return alpha, add(alpha[-1][-2:])
""",
    ),
    equivalents={
        "for t in range(1, len(log_alpha)):": "a row for each step",
        "if s > 2 and z[s] != z[s - 2]:": "at 2 and 0 there are blanks, which are equal",
    },
    hints=(
        "z = np.zeros(2 * L + 1, int), and z[1::2] = label.",
        "To z[s] there lead up to three ways: from s, from s − 1, and from s − 2 if z[s] is a letter other than "
        "z[s − 2].",
        "Chances of different ways are added: with logarithms that is np.logaddexp. The chance of the step itself "
        "multiplies, so log_p[t, z[s]] is added.",
    ),
    fact="It takes T · (2L + 1) small sums, where the paths would be millions; their sum is the same to rounding.",
    why="All paths that stand at one place at one step go on in the same way, so only their sum has to be kept.",
    questions=(
        "What is log_alpha where a step comes too early for a letter?",
        "Which columns of the last row are −inf if T is too small for the label?",
    ),
)

EXERCISES = [COLLAPSE, CTC_PATHS, CTC_FORWARD]
