"""Exercises of lesson 17 (hear a message): pieces of a wave, counting errors, and what a score may claim."""

from lstm_helpers.exercises.hidden import draw, gate
from lstm_helpers.exercises.kinds import Choice, Function, Mistake

FRAMING = Function(
    name="framing",
    lesson=17,
    minutes=4,
    prompt="A spectrum needs a short piece of sound, and sound goes on. Cut a wave into pieces that overlap, and fade "
    "each piece in and out.",
    stub='''
def framing(wave, length, hop, window):
    """The frames (F, length), each multiplied by the window.
    A frame begins at 0, hop, 2 * hop, ... as long as all `length` samples
    are there; a rest at the end that is too short for one is left out.
    wave (n,); window (length,)."""
    return ...                                   # your lines
''',
    solution="""
def framing(wave, length, hop, window):
    starts = np.arange(0, len(wave) - length + 1, hop)
    return wave[starts[:, None] + np.arange(length)] * window
""",
    cases=lambda rng: [
        (draw(rng, 22), 8, 3, gate(rng, 8)),
        (draw(rng, 29), 5, 4, gate(rng, 5)),
        (draw(rng, 17), 6, 7, gate(rng, 6)),
    ],
    mistakes=(
        Mistake(
            {"len(wave) - length + 1": "len(wave) - length"},
            "You left out the last frame; the one that ends with the last sample is whole, and np.arange stops "
            "*before* its second number.",
        ),
        Mistake(
            {"+ 1, hop)": "+ 1, length)"},
            "You began each frame where the one before ends; from one beginning to the next it is `hop` samples.",
        ),
        Mistake(
            {"+ 1, hop)": "+ 1)"},
            "You began a frame at every sample; from one beginning to the next it is `hop` samples.",
        ),
        Mistake(
            {" * window": ""},
            "You forgot the window; it fades each frame in and out, so that its cut ends do not sound.",
        ),
        Mistake(
            {"* window": "+ window"},
            "You added the window; each sample is *multiplied* by its entry.",
        ),
        Mistake(
            {"* window": "* window.sum()"},
            "You multiplied by one number; every place in a frame has its own entry of the window.",
        ),
        Mistake(
            {"np.arange(0,": "np.arange(hop,"},
            "You left out the frame that begins at 0; the first one begins with the first sample.",
        ),
        Mistake(
            {
                "wave[starts[:, None] + np.arange(length)] * window": "(wave[starts[:, None] + np.arange(length)] "
                "* window).T"
            },
            "Your array has a column for each frame; it is to have a *row* for each.",
        ),
        Mistake(
            {
                "len(wave) - length + 1": "len(wave)",
                "wave[starts": "np.append(wave, np.zeros(length))[starts",
            },
            "You filled up the end with silence; a rest that is too short for a frame is left out.",
        ),
        Mistake(
            {
                "len(wave) - length + 1": "len(wave) - length + 1 + length // 2 * 2",
                "wave[starts": "np.pad(wave, length // 2)[starts",
            },
            "You put silence around the wave, so that frames lie *about* 0, hop, 2 · hop, …; here they begin there.",
        ),
        Mistake(
            {"starts[:, None] + np.arange(length)": "starts[:, None] + np.arange(length)[::-1]"},
            "Your frames run backwards; within a frame the samples stay in their order.",
        ),
        Mistake(
            {"* window": "/ window"},
            "You divided by the window, which makes the ends of a frame louder; it multiplies.",
        ),
    ),
    variants=(
        """
def framing(wave, length, hop, window):
    frames, start = [], 0
    while start + length <= len(wave):
        frames.append(wave[start : start + length] * window)
        start += hop
    return np.array(frames)
""",
        """
def framing(wave, length, hop, window):
    return np.lib.stride_tricks.sliding_window_view(wave, length)[::hop] * window
""",
        """
def framing(wave, length, hop, window):
    count = 1 + (len(wave) - length) // hop
    return np.stack([wave[n * hop :][:length] for n in range(count)]) @ np.diag(window)
""",
    ),
    hints=(
        "The last frame begins at n − length at the latest.",
        "starts[:, None] + np.arange(length) gives the places of all samples of all frames.",
        "A row (length,) multiplies every row of (F, length).",
    ),
    fact="Frames of 25 ms hold a few periods of a voice: long enough for its pitch, short enough for a letter.",
    why="What changes within a frame is blurred, what is longer than a frame is cut: overlap and window see to it that "
    "no sample lies at an edge of all its frames.",
    questions=(
        "How many frames has a second of sound at 16,000 samples, with 400 samples a frame and a hop of 200?",
        "What would you hear of a wave that is cut without a window?",
    ),
)


EDIT_DISTANCE = Function(
    name="edit_distance",
    lesson=17,
    minutes=6,
    prompt="Something was said and something else was heard, not always of one length. How many errors is that?",
    stub='''
def edit_distance(said, heard):
    """(edits, rate). edits: the fewest letters that have to be put in, left
    out or replaced, one at a time, to make `heard` of `said`.
    rate: the errors per letter that was *said*.
    said, heard: texts such as "40713"; something was said."""
    return ...                                   # your lines
''',
    solution="""
def edit_distance(said, heard):
    edits = np.zeros((len(said) + 1, len(heard) + 1), int)
    edits[:, 0] = np.arange(len(said) + 1)
    edits[0] = np.arange(len(heard) + 1)
    for i in range(1, len(said) + 1):
        for j in range(1, len(heard) + 1):
            replaced = edits[i - 1, j - 1] + (said[i - 1] != heard[j - 1])
            edits[i, j] = min(edits[i - 1, j] + 1, edits[i, j - 1] + 1, replaced)
    return edits[-1, -1], edits[-1, -1] / len(said)
""",
    cases=lambda rng: [
        ("40713", "4073"),
        ("2958", "129588"),
        ("31", "0731464"),
        ("61725", "16752"),
        ("8802", "3"),
        ("52", ""),
        ("170264", "702649"),
    ],
    outputs="edits rate",
    mistakes=(
        Mistake(
            "def edit_distance(said, heard):\n    edits = sum(a != b for a, b in zip(said, heard))\n"
            "    return edits, edits / len(said)\n",
            "You compared place by place; one letter left out moves all that follow, and what is missing at the end "
            "was not counted.",
        ),
        Mistake(
            "def edit_distance(said, heard):\n    edits = sum(a != b for a, b in zip(said, heard)) "
            "+ abs(len(said) - len(heard))\n    return edits, edits / len(said)\n",
            "You compared place by place and added the difference in length; one letter left out moves all that "
            "follow, and is still one error.",
        ),
        Mistake(
            {"+ (said[i - 1] != heard[j - 1])": "+ 2 * (said[i - 1] != heard[j - 1])"},
            "You counted a replaced letter twice, as one left out and one put in; it is one edit.",
        ),
        Mistake(
            {"+ (said[i - 1] != heard[j - 1])": "+ 1"},
            "You counted a letter that was heard rightly as an error; it costs nothing.",
        ),
        Mistake(
            {"+ (said[i - 1] != heard[j - 1])": ""},
            "You let a letter be replaced for nothing; only the same letter is free.",
        ),
        Mistake(
            {"edits[i - 1, j] + 1, edits[i, j - 1] + 1, replaced": "edits[i, j - 1] + 1, replaced"},
            "You let no letter be left out; from edits[i − 1, j] it is one edit as well.",
        ),
        Mistake(
            {"edits[i - 1, j] + 1, edits[i, j - 1] + 1, replaced": "edits[i - 1, j] + 1, replaced"},
            "You let no letter be put in; from edits[i, j − 1] it is one edit as well.",
        ),
        Mistake(
            {"edits[:, 0] = np.arange(len(said) + 1)": "edits[:, 0] = 0"},
            "You let letters of `said` be left out for nothing at the beginning; to make nothing of i letters takes i "
            "edits.",
        ),
        Mistake(
            {"edits[0] = np.arange(len(heard) + 1)": "edits[0] = 0"},
            "You let letters be put in for nothing at the beginning; to make j letters of nothing takes j edits.",
        ),
        Mistake(
            {
                "edits[:, 0] = np.arange(len(said) + 1)": "edits[:, 0] = 0",
                "edits[0] = np.arange(len(heard) + 1)": "edits[0] = 0",
            },
            "You left the first row and column at 0; out of nothing j letters take j edits, and the reverse.",
        ),
        Mistake(
            {"edits[-1, -1] / len(said)": "edits[-1, -1] / len(heard)"},
            "You divided by what was *heard*; the rate is per letter that was said, or inventing letters would pay.",
        ),
        Mistake(
            {"edits[-1, -1] / len(said)": "edits[-1, -1] / max(len(said), len(heard))"},
            "You divided by the longer of the two; the rate is per letter that was *said*, and may exceed 1.",
        ),
        Mistake(
            {"edits[-1, -1] / len(said)": "min(1, edits[-1, -1] / len(said))"},
            "You stopped at 1; whoever invents letters makes more errors than letters were said.",
        ),
        Mistake(
            {"edits[-1, -1] / len(said)": "1 - edits[-1, -1] / len(said)"},
            "You returned the share that is right; the errors are asked for.",
        ),
        Mistake(
            {
                "edits[i, j] = min(edits[i - 1, j] + 1, edits[i, j - 1] + 1, replaced)": "swapped = edits[i - 2, "
                "j - 2] + 1 if i > 1 and j > 1 and said[i - 2 : i] == heard[j - 2 : j][::-1] else 99\n"
                "            edits[i, j] = min(edits[i - 1, j] + 1, edits[i, j - 1] + 1, replaced, swapped)"
            },
            "You counted two letters that changed places as one edit; here one letter is edited at a time: two.",
        ),
    ),
    variants=(
        """
def edit_distance(said, heard):
    row = list(range(len(heard) + 1))
    for i, a in enumerate(said, 1):
        above, row = row, [i]
        for j, b in enumerate(heard, 1):
            row.append(min(above[j] + 1, row[-1] + 1, above[j - 1] + (a != b)))
    return row[-1], row[-1] / len(said)
""",
        """
def edit_distance(said, heard):
    def edits(a, b):
        if not a or not b:
            return len(a) + len(b)
        if a[-1] == b[-1]:
            return edits(a[:-1], b[:-1])
        return 1 + min(edits(a[:-1], b), edits(a, b[:-1]), edits(a[:-1], b[:-1]))

    return edits(said, heard), edits(said, heard) / len(said)
""",
        """
def edit_distance(said, heard):
    frontier, seen, found = {(0, 0)}, set(), 0
    while True:
        todo = list(frontier)
        frontier = set()
        while todo:
            i, j = todo.pop()
            if (i, j) in seen:
                continue
            seen.add((i, j))
            if i == len(said) and j == len(heard):
                return found, found / len(said)
            if i < len(said) and j < len(heard) and said[i] == heard[j]:
                todo.append((i + 1, j + 1))
            frontier |= {(i + 1, j), (i, j + 1), (i + 1, j + 1)}
        frontier = {(i, j) for i, j in frontier if i <= len(said) and j <= len(heard)}
        found += 1
""",
    ),
    equivalents={
        "edits = np.ones((len(said) + 1, len(heard) + 1), int)": "every entry is written afterwards",
        "edits[:, 0] = np.arange(len(said) + 0.5)": "half a step will do",
        "edits[0] = np.arange(len(heard) + 0.5)": "half a step will do",
    },
    hints=(
        "A table: edits[i, j] is what it takes to make the first j letters of `heard` of the first i of `said`.",
        "Its edges: out of nothing j letters take j edits, and nothing out of i letters takes i.",
        "Inside it is the least of three: one left out, one put in, or the last two letters face each other, which "
        "costs 1 unless they are equal.",
    ),
    fact="This is the character error rate; with words in place of letters this is the word error rate.",
    why="Whatever the best edits are, their last one treats the last letters in one of three ways, and what is before "
    "is the same question about shorter texts.",
    questions=(
        "Three digits were said, and nothing was heard. What is the rate, and what with nine digits heard?",
        "Why may one not average the rates of single clips of different length?",
    ),
)


UNSEEN_VOICE = Choice(
    name="unseen_voice",
    lesson=17,
    minutes=4,
    prompt="Clips of digits come from two synthesisers with several voices each. A listener is judged in five ways. "
    '"random clips": a fifth of all clips is held out, whoever speaks them. "two voices": all clips of two voices of '
    'each synthesiser are held out. "one maker": all clips of one synthesiser are held out. "louder": the test is the '
    'training clips, made a little louder. "best epoch": all clips of two voices of each synthesiser are held out, and '
    "the epoch is kept at which these are read best. What does each score speak about?",
    options={
        "a": "clips it has not heard, by voices it knows",
        "b": "voices it has not heard, made in a way it knows",
        "c": "voices made in a way it has never heard",
        "d": "none of these: what judges was learned from, or chosen by",
    },
    solution={"random clips": "a", "two voices": "b", "one maker": "c", "louder": "d", "best epoch": "d"},
    mistakes=(
        Mistake(
            {"random clips": "b"},
            "You took new clips for new voices; with clips drawn at random every voice is in the training too.",
        ),
        Mistake(
            {"random clips": "d"},
            "You found a leak in clips drawn at random; none of them was learned from. They answer a smaller question: "
            "voices that are known.",
        ),
        Mistake(
            {"two voices": "a"},
            "You took the voices for known; *all* their clips are held out, so none was ever heard.",
        ),
        Mistake(
            {"two voices": "c"},
            "You took a new voice for a new way of making voices; other voices of both synthesisers were learned from.",
        ),
        Mistake(
            {"one maker": "b"},
            "You took a new synthesiser for new voices; they are new, but so is all that they have in common.",
        ),
        Mistake(
            {"one maker": "a"},
            "You took the clips of the other synthesiser for known voices; not one of its voices was heard.",
        ),
        Mistake(
            {"louder": "a"},
            "You took a louder copy for a new clip; it says the same with the same voice, and was learned from.",
        ),
        Mistake(
            {"louder": "b"},
            "You took loudness for another voice; it is the same voice, and the same clip.",
        ),
        Mistake(
            {"best epoch": "b"},
            "You overlooked who chose the epoch; a score by which something was chosen is too good. A third group of "
            "voices has to judge.",
        ),
        Mistake(
            {"best epoch": "a"},
            "You took the voices for known; they are new, but they chose the epoch, so they cannot judge it as well.",
        ),
    ),
    hints=(
        "For each: which voices were heard in training, and which makers?",
        "And: has anything been learned from, or chosen by, what judges in the end?",
    ),
    fact="None of the five says how real people are read: their clips would have to be held out, so first be there.",
    why="A score speaks about what was held out, and nothing wider. Held out: not learned from, not chosen by.",
    questions=(
        "Which of the scores would you expect to be the best, and which the poorest?",
        "How would you hold out if every voice spoke every text?",
    ),
)


SPLICED_OR_SPOKEN = Choice(
    name="spliced_or_spoken",
    lesson=17,
    minutes=3,
    prompt="A listener was trained on strings that were made by putting recordings of single digits one behind the "
    "other. New strings made like that it reads well, with pauses or without. Strings of the same length that the same "
    "voices spoke *in one go* it reads badly. What would you do first?",
    options={
        "a": "Put silence between the digits of the training strings: CTC needs it for its blanks.",
        "b": "Train on strings spoken in one go as well: there digits run into each other, which no splice shows.",
        "c": "Give the network more units: running speech is harder.",
        "d": "Train on more voices: it knows these by heart.",
        "e": "Cut the strings into single digits before they are read.",
    },
    solution="b",
    mistakes=(
        Mistake(
            "a",
            "You took the blank for silence; it is a class that may be named at any step, and spliced strings without "
            "pauses are read well.",
        ),
        Mistake(
            "c",
            "You asked for a larger network; what the training strings never show, more units cannot learn.",
        ),
        Mistake(
            "d",
            "You blamed the voices; the same ones speak both kinds of strings, and the spliced ones are read well.",
        ),
        Mistake(
            "e",
            "You asked for cuts; where digits run into each other there is no place to cut, and not having to cut is "
            "what CTC is for.",
        ),
    ),
    hints=(
        "What is the same in the strings that are read well and in the others? Cross it out.",
        "What is left: how one digit changes into the next.",
    ),
    fact="It is the rule of all data made by hand: a model learns the seams as well, and misses them where there are "
    "none.",
    why="Voices, length and pauses are the same. Only what happens at the borders of the digits differs, and training "
    "has to show it.",
    questions=(
        "Which test would have found it before anybody spoke a string?",
        "Where else are training data put together out of pieces?",
    ),
)

EXERCISES = [FRAMING, EDIT_DISTANCE, UNSEEN_VOICE, SPLICED_OR_SPOKEN]
