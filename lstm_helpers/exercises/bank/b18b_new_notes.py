"""Exercises of lesson 18 (compose a tune): drawing the next note, and what of a new tune is an old one."""

import numpy as np

from lstm_helpers.exercises.hidden import draw
from lstm_helpers.exercises.kinds import Function, Mistake


def other_notes(got, want):
    """Are notes drawn onto which u does not fall, and has each that agrees its chance?"""
    if got.keys() != want.keys() or any(got[key].shape != want[key].shape for key in want):
        return False
    same = {key: np.isclose(got[key], want[key], rtol=1e-3, atol=0) for key in want}
    agree = [(same[case, name], same[case, "`chance`"]) for case, name in want if name == "`note`"]
    return all((chance | ~note).all() for note, chance in agree) and sum(note.sum() for note, _ in agree) > 5


SAMPLE_A_NOTE = Function(
    name="sample_a_note",
    lesson=18,
    minutes=5,
    prompt="Draw the next note at a temperature, with a random number that is given, and say how likely it was.",
    stub='''
def sample_a_note(logits, tau, u):
    """(note (N,), chance (N,)): in each of N tunes the note that is drawn,
    a number from 0 to K - 1, and the chance with which it was.
    The chances are softmax(logits / tau).  Lay them end to end, note 0
    first: they fill the line from 0 to 1, and u falls onto one of them.
    logits (N, K), which may be in the hundreds; tau above 0;
    u (N,): one random number a tune, from 0 to 1."""
    return ...                                   # your lines
''',
    solution="""
def sample_a_note(logits, tau, u):
    e = np.exp((logits - logits.max(axis=1, keepdims=True)) / tau)
    p = e / e.sum(axis=1, keepdims=True)
    note = np.argmax(np.cumsum(p, axis=1) > u[:, None], axis=1)
    return note, p[np.arange(len(p)), note]
""",
    cases=lambda rng: [
        (draw(rng, 7, 5, scale=1.2), 0.6, rng.uniform(0.05, 0.95, 7)),
        (draw(rng, 9, 6, scale=1.5), 1.8, rng.uniform(0.05, 0.95, 9)),
        (draw(rng, 4, 3, scale=300.0), 0.5, rng.uniform(0.05, 0.95, 4)),
        (draw(rng, 6, 4, scale=0.6) + 200 * np.arange(6)[:, None], 0.8, rng.uniform(0.05, 0.95, 6)),
    ],
    outputs="note chance",
    mistakes=(
        Mistake({"/ tau": "* tau"}, "You multiplied by tau; dividing is what makes a small tau sharpen the choice."),
        Mistake({") / tau)": "))"}, "You left the temperature out; the logits are divided by tau before the softmax."),
        Mistake(
            {") / tau)": "))", "e / e.sum(axis=1, keepdims=True)": "e / e.sum(axis=1, keepdims=True) / tau"},
            "You divided the chances by tau, so they no longer sum to 1; it is the logits that are divided.",
        ),
        Mistake(
            {"np.argmax(np.cumsum(p, axis=1) > u[:, None], axis=1)": "np.argmax(p, axis=1)"},
            "You took the likeliest note each time; a note is *drawn*, so that one with a chance of a fifth comes "
            "every fifth time.",
        ),
        Mistake(
            {"p = e / e.sum(axis=1, keepdims=True)": "p = e"},
            "You left out the division by the sum; only chances that sum to 1 fill the line from 0 to 1.",
        ),
        Mistake(
            {"p = e / e.sum(axis=1, keepdims=True)": "p = e / e.sum()"},
            "You divided by the sum over all tunes; the chances of every single tune sum to 1.",
        ),
        Mistake(
            {"axis=1, keepdims=True": "axis=0, keepdims=True"},
            "You took the softmax over the tunes; each tune chooses among its K notes, so it runs along the last axis.",
        ),
        Mistake(
            {"logits - logits.max(axis=1, keepdims=True)": "logits"},
            "Logits may be in the hundreds, and then np.exp overflows: subtract each row's largest first.",
        ),
        Mistake(
            {"logits - logits.max(axis=1, keepdims=True)": "logits - logits.max()"},
            "You subtracted the largest logit of all tunes; a tune hundreds below it becomes 0 / 0. Subtract each "
            "row's own largest.",
        ),
        Mistake(
            {"np.cumsum(p, axis=1) > u[:, None]": "p > u[:, None]"},
            "You compared each chance with u; the chances lie end to end, so it is their running sum that passes u.",
        ),
        Mistake(
            {
                "np.argmax(np.cumsum(p, axis=1) > u[:, None], axis=1)": "np.maximum(np.sum(np.cumsum(p, axis=1) "
                "< u[:, None], axis=1) - 1, 0)"
            },
            "You stopped a note too early, at the last whose running sum is still below u; u falls onto the note "
            "*after* it.",
        ),
        Mistake(
            {"np.cumsum(p, axis=1) > u[:, None]": "np.cumsum(p, axis=1) > 1 - u[:, None]"},
            "You measured u from the other end; the line begins at 0 with note 0.",
        ),
        Mistake(
            {"return note, p[np.arange(len(p)), note]": "return note, np.cumsum(p, axis=1)[np.arange(len(p)), note]"},
            "You returned the running sum at the note that was drawn; its chance is its own part of the line.",
        ),
        Mistake(
            {
                "return note, p[np.arange(len(p)), note]": "q = np.exp(logits - logits.max(axis=1, keepdims=True))\n"
                "    return note, (q / q.sum(axis=1, keepdims=True))[np.arange(len(p)), note]"
            },
            "You gave the chance at temperature 1; the note was drawn with the chances at `tau`.",
        ),
        Mistake(
            {
                "note = np.argmax(np.cumsum(p, axis=1) > u[:, None], axis=1)": "rank = np.argsort(-p, axis=1)\n"
                "    place = np.argmax(-np.cumsum(np.sort(-p, axis=1), axis=1) > u[:, None], axis=1)\n"
                "    note = rank[np.arange(len(p)), place]"
            },
            "You laid the chances end to end by their size; every order draws as fairly, but here note 0 comes first.",
        ),
    ),
    variants=(
        """
def sample_a_note(logits, tau, u):
    notes, chances = [], []
    for row, x in zip(logits, u):
        z = row / tau
        p = np.exp(z - z.max())
        p = p / p.sum()
        k = 0
        while x >= p[k] and k < len(p) - 1:
            x = x - p[k]
            k += 1
        notes.append(k)
        chances.append(p[k])
    return notes, chances
""",
        """
def sample_a_note(logits, tau, u):
    z = (logits / tau).T
    p = np.exp(z - z.max(axis=0))
    p /= p.sum(axis=0)
    note = np.array([np.searchsorted(np.cumsum(column), x) for column, x in zip(p.T, u)])
    return note, np.take_along_axis(p.T, note[:, None], axis=1)[:, 0]
""",
        """
def sample_a_note(logits, tau, u):
    e = np.exp(logits / tau - (logits / tau).max(axis=-1)[:, None])
    line = e.cumsum(axis=-1)
    note = (line <= u[:, None] * line[:, -1:]).sum(axis=-1)
    return note, e[np.arange(len(e)), note] / line[:, -1]
""",
    ),
    equivalents={
        "note = np.argmax(np.cumsum(p, axis=1) >= u[:, None], axis=1)": "no u meets a sum exactly",
        **{
            f"return note, p[np.arange(len({new})), note]": "as many of them as tunes"
            for new in ("e", "logits", "note", "u")
        },
    },
    probes=(
        Mistake(
            other_notes,
            "Each chance fits its note, but u falls onto another note; `u` is all the luck there is, so draw no number "
            "of your own, and lay the chances end to end, note 0 first.",
        ),
    ),
    hints=(
        "First the chances: divide by tau, subtract each row's largest, np.exp, divide by the sum.",
        "np.cumsum(p, axis=1) says where each note's part of the line ends.",
        "np.argmax of a mask is the place of its first True.",
    ),
    fact="This is what rng.choice(K, p=p) does inside: one uniform number, one running sum, one search.",
    why="A part of the line that is p long is met with the chance p, whatever lies before it.",
    questions=(
        "Which u would you have to draw to get the least likely note?",
        "What becomes of a tune as tau goes to 0, and what as it grows?",
    ),
)


def _melody(rng, T):
    """Pitches (T,) that move by 1 to 5 semitones."""
    return 64 + np.cumsum(rng.choice([-5, -4, -3, -2, -1, 1, 2, 3, 4, 5], T))


def _made_from(rng, T, sizes, plants):
    """(made, tunes): tune k has sizes[k] notes; plants are (tune, place, first, last, way) of stretches of ``made``."""
    made, tunes = _melody(rng, T), [_melody(rng, size) for size in sizes]
    ways = {
        "moved": lambda notes: notes + 3,
        "same": lambda notes: notes,
        "back": lambda notes: notes[::-1],
        "mirrored": lambda notes: 130 - notes,
        "octaves": lambda notes: notes + 12 * (np.arange(len(notes)) % 2),
        "thinned": lambda notes: np.insert(notes, [4], notes[4] + 7),
    }
    for tune, place, first, last, way in plants:
        notes = ways[way](made[first:last])
        tunes[tune][place : place + len(notes)] = notes
    return made, tunes


MEMORISED = Function(
    name="memorised",
    lesson=18,
    minutes=7,
    prompt="Did the model compose, or copy? Find the longest stretch of its tune that stands in one it learned from.",
    stub='''
def memorised(made, tunes):
    """(longest, which): the number of notes in the longest stretch of `made`
    that stands in one of the tunes, note after note without a gap, in any
    key: moved up or down as a whole it is still a copy.
    which: the number of the tune, the first if several hold one as long.
    made (T,): the pitches of the new tune, MIDI numbers;
    tunes: a list of arrays of pitches, each of its own length.
    Both made and every tune have two notes or more."""
    return ...                                   # your lines
''',
    solution="""
def memorised(made, tunes):
    a, copied = np.diff(made), []
    for tune in tunes:
        b = np.diff(tune)
        run = np.zeros((len(a) + 1, len(b) + 1), int)
        for i in range(len(a)):
            for j in range(len(b)):
                if a[i] == b[j]:
                    run[i + 1, j + 1] = run[i, j] + 1
        copied.append(run.max() + 1)
    return max(copied), np.argmax(copied)
""",
    cases=lambda rng: [
        _made_from(
            rng,
            17,
            [12, 15, 13, 9],
            [(0, 2, 1, 4, "same"), (1, 5, 6, 12, "moved"), (2, 1, 4, 11, "back"), (3, 0, 2, 6, "same")],
        ),
        _made_from(
            rng,
            14,
            [10, 11, 13, 12],
            [(1, 7, 3, 7, "moved"), (2, 0, 7, 11, "moved"), (2, 5, 0, 8, "mirrored"), (3, 2, 7, 11, "same")],
        ),
        _made_from(
            rng,
            19,
            [14, 16, 12],
            [(0, 1, 8, 17, "octaves"), (1, 3, 5, 12, "thinned"), (2, 4, 10, 15, "moved"), (2, 9, 3, 6, "same")],
        ),
        _made_from(rng, 11, [13, 8, 10], [(0, 7, 0, 6, "moved"), (1, 0, 0, 4, "same"), (2, 4, 5, 10, "same")]),
        _made_from(
            rng,
            16,
            [11, 9, 12, 10, 13, 8],
            [(1, 1, 0, 6, "back"), (2, 3, 9, 12, "same"), (3, 2, 3, 8, "moved"), (4, 0, 2, 10, "octaves")],
        ),
    ],
    outputs="longest which",
    mistakes=(
        Mistake(
            {
                "run[i, j] + 1\n": "run[i, j] + 1\n                else:\n"
                "                    run[i + 1, j + 1] = max(run[i, j + 1], run[i + 1, j])\n"
            },
            "You let notes be skipped; that is the longest common *subsequence*. A stretch has no gaps, so where two "
            "differ it begins again at 0.",
        ),
        Mistake(
            {"np.diff(made)": "made", "np.diff(tune)": "tune", "run.max() + 1": "run.max()"},
            "You compared the pitches; a copy in another key has other pitches and the same *intervals*: np.diff.",
        ),
        Mistake(
            {"run.max() + 1": "run.max()"},
            "You counted the intervals; a stretch of n intervals has n + 1 notes.",
        ),
        Mistake(
            {"np.diff(made)": "np.sign(np.diff(made))", "np.diff(tune)": "np.sign(np.diff(tune))"},
            "You compared only whether the tune goes up or down; it is how *far* it goes that makes it the same tune.",
        ),
        Mistake(
            {"np.diff(made)": "np.abs(np.diff(made))", "np.diff(tune)": "np.abs(np.diff(tune))"},
            "You dropped the sign of the intervals; a step up and a step down are two different things.",
        ),
        Mistake(
            {"np.diff(made)": "np.diff(made) % 12", "np.diff(tune)": "np.diff(tune) % 12"},
            "You took intervals that differ by an octave for the same; a fifth up and a fourth down lead to notes of "
            "one name, but make two different tunes.",
        ),
        Mistake(
            {"np.diff(made)": "made % 12", "np.diff(tune)": "tune % 12", "run.max() + 1": "run.max()"},
            "You compared the names of the notes, whatever their octave; a copy in another key has other names and the "
            "same *intervals*: np.diff.",
        ),
        Mistake(
            """
def memorised(made, tunes):
    a, b = np.diff(made), np.diff(np.concatenate(tunes))
    of = np.repeat(np.arange(len(tunes)), [len(tune) for tune in tunes])
    best, which = 1, 0
    for i in range(len(a)):
        for j in range(len(b)):
            n = 0
            while i + n < len(a) and j + n < len(b) and a[i + n] == b[j + n]:
                n += 1
            if n + 1 > best:
                best, which = n + 1, of[j]
    return best, which
""",
            "You joined the tunes into one; a stretch then runs from the end of one into the next, where nobody ever "
            "played it.",
        ),
        Mistake(
            {"if a[i] == b[j]": "if i == j and a[i] == b[j]"},
            "You compared the notes at the same place alone; a copy may begin anywhere in either tune.",
        ),
        Mistake(
            {"copied.append(run.max() + 1)": "copied.append(run[len(a)].max() + 1)"},
            "You looked at stretches that reach the end of `made` alone; the longest may end anywhere: the largest "
            "entry of the whole table.",
        ),
        Mistake(
            {"range(len(a))": "range(len(a) - 1)", "range(len(b))": "range(len(b) - 1)"},
            "You left out the last interval of `made` and of each tune; a copy may reach to the last note, and np.diff "
            "is one shorter already.",
        ),
        Mistake(
            """
def memorised(made, tunes):
    a = "".join(str(step) for step in np.diff(made))
    best, which = 0, 0
    for k, tune in enumerate(tunes):
        b = "".join(str(step) for step in np.diff(tune))
        for i in range(len(a)):
            for j in range(i, len(a) + 1):
                if a[i:j] in b and j - i + 1 > best:
                    best, which = j - i + 1, k
    return best, which
""",
            "You joined the intervals to a text and counted its signs; a minus is a sign and no note. Compare the "
            "intervals as numbers.",
        ),
        Mistake(
            {"copied.append(run.max() + 1)": "copied.append(np.count_nonzero(run) + 1)"},
            "You counted every pair of intervals that are alike; asked for is the longest stretch of them in a row.",
        ),
        Mistake(
            {"copied.append(run.max() + 1)": "copied.append(np.isin(a, b).sum() + 1)"},
            "You counted the intervals that come anywhere in the tune; in a copy they follow one another as they do "
            "there.",
        ),
        Mistake(
            {"np.argmax(copied)": "len(copied) - 1 - np.argmax(copied[::-1])"},
            "You named the last of several tunes that hold a stretch as long; the first is asked for.",
        ),
        Mistake(
            {"if a[i] == b[j]": "if a[i] == b[j] and (i == 0 or run[i, j])"},
            "You looked for the beginning of `made` alone; a copy may begin anywhere in it.",
        ),
    ),
    variants=(
        """
def memorised(made, tunes):
    def stretches(pitch, n):
        return {tuple(pitch[k : k + n] - pitch[k]) for k in range(len(pitch) - n + 1)}

    for n in range(len(made), 0, -1):
        for which, tune in enumerate(tunes):
            if stretches(made, n) & stretches(tune, n):
                return n, which
""",
        """
def memorised(made, tunes):
    best, which = 0, 0
    for k, tune in enumerate(tunes):
        for i in range(len(made)):
            for j in range(len(tune)):
                n = 0
                while i + n < len(made) and j + n < len(tune) and made[i + n] - made[i] == tune[j + n] - tune[j]:
                    n += 1
                if n > best:
                    best, which = n, k
    return best, which
""",
        """
def memorised(made, tunes):
    longest = []
    for tune in tunes:
        alike = np.equal.outer(np.diff(made), np.diff(tune)).astype(int)
        run = alike.copy()
        for i in range(1, len(run)):
            run[i, 1:] = (run[i - 1, :-1] + 1) * alike[i, 1:]
        longest.append(1 + run.max())
    return max(longest), longest.index(max(longest))
""",
    ),
    equivalents={
        f"run = np.zeros(({new}), int)": "the table is larger than it has to be"
        for new in (
            "len(a) + 1, len(b) + 2",
            "len(a) + 2, len(b) + 1",
            "len(a) + 1, len(tune) + 1",
            "len(made) + 1, len(b) + 1",
        )
    },
    hints=(
        "What is the same in a tune and in its copy in another key? Not the pitches: np.diff(pitches).",
        "A table: run[i, j] is the length of the stretch of equal intervals that ends with the i-th of one and the "
        "j-th of the other. How does it grow?",
        "Where two intervals are equal it is run[i − 1, j − 1] + 1; where they are not, it is 0.",
        "n intervals in a row are n + 1 notes.",
    ),
    fact="A number of this kind means little alone: a tune that is *new* shares stretches with the training set as "
    "well. Measure how long those of unseen melodies are, and compare.",
    why="Intervals forget the key. A run in the table grows along a diagonal, and any difference ends it.",
    questions=(
        "A model that copies eight notes in a row: much or little? What would you compare it with?",
        "How would you count a copy in which a single note was changed?",
    ),
)

EXERCISES = [SAMPLE_A_NOTE, MEMORISED]
