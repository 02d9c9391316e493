"""Exercises of lesson 18 (compose a tune): which tunes may be learned from, in which keys, and what a note costs."""

import numpy as np

from lstm_helpers.exercises.kinds import FindBugs, Function, Mistake


def _files(rng, files_of, share):
    """(melody (N,), order (M,), share): files in any order, ``files_of`` of each melody as the order has them."""
    order = rng.permutation(np.arange(30, 400))[: len(files_of)]
    return rng.permutation(np.repeat(order, files_of)), order, share


def cut_at_one_place(got, want):
    """Are there two parts in every case, each of files that follow each other?"""
    stretches = [leaf.ndim == 1 and leaf.dtype.kind in "iu" and set(np.diff(leaf)) == {1} for leaf in got.values()]
    return got.keys() == want.keys() and all(stretches)


SPLIT_BY_MELODY = Function(
    name="split_by_melody",
    lesson=18,
    minutes=5,
    prompt="Several files hold the same melody. Which files go to the test, so that no melody lies on both sides?",
    stub='''
def split_by_melody(melody, order, share):
    """(train, test): the numbers of the files in each part, rising.
    Whole melodies go to the test, in the given order, until at least
    `share` of all files are there; not one melody more.
    melody (N,): which melody file 0, file 1, ... holds;
    order (M,): every melody once, shuffled."""
    return ...                                   # your lines
''',
    solution="""
def split_by_melody(melody, order, share):
    files = np.array([np.sum(melody == one) for one in order])
    before = np.cumsum(files) - files
    tested = np.isin(melody, order[before < share * len(melody)])
    return np.flatnonzero(~tested), np.flatnonzero(tested)
""",
    cases=lambda rng: [
        _files(rng, [4, 2, 1, 1, 3, 2, 1, 2, 1], 0.3),
        _files(rng, [3, 2, 1, 1, 5, 1, 2, 4, 1], 0.25),
        _files(rng, [2, 4, 1, 2, 1, 1, 3], 0.25),
        _files(rng, [2, 1, 3, 1, 2, 4, 1], 0.25),  # of 3.5 files
    ],
    outputs="train test",
    mistakes=(
        Mistake(
            {"np.isin(melody, order[before < share * len(melody)])": "np.arange(len(melody)) < share * len(melody)"},
            "You cut the list of *files*, so a melody that is in several of them lies on both sides; whole melodies go "
            "to the test.",
        ),
        Mistake(
            {"before < share * len(melody)": "np.arange(len(order)) < share * len(order)"},
            "You took that share of the *melodies*; some have more files than others, and it is the files that are "
            "counted.",
        ),
        Mistake(
            {"before < share * len(melody)": "before + files <= share * len(melody)"},
            "You left out the melody with which the share is reached; without it the test has too few files.",
        ),
        Mistake(
            {"before < share * len(melody)": "before < int(share * len(melody))"},
            "You rounded the number of files down; a test of so many files holds less than `share` of them.",
        ),
        Mistake(
            {"before < share * len(melody)": "before <= share * len(melody)"},
            "You took one melody too many where the share is met exactly; the test is complete then.",
        ),
        Mistake(
            {"one in order": "one in np.unique(melody)", "order[before": "np.unique(melody)[before"},
            "You took the melodies by their numbers; they go in the order in which they were shuffled, so that the "
            "test is a fair draw.",
        ),
        Mistake(
            {"one in order": "one in order[::-1]", "order[before": "order[::-1][before"},
            "You began at the end of the order; its first melodies go to the test.",
        ),
        Mistake(
            {"share * len(melody)": "(1 - share) * len(melody)"},
            "You put the share into the training part; `share` is how much goes to the *test*.",
        ),
        Mistake(
            {"np.flatnonzero(~tested), np.flatnonzero(tested)": "np.flatnonzero(tested), np.flatnonzero(~tested)"},
            "You exchanged the parts; the training files come first.",
        ),
        Mistake(
            {"np.flatnonzero(~tested), np.flatnonzero(tested)": "~tested, tested"},
            "You returned True or False for every file; the *numbers* of the files are asked for: np.flatnonzero.",
        ),
        Mistake(
            {"np.flatnonzero(~tested), np.flatnonzero(tested)": "melody[~tested], melody[tested]"},
            "You returned which melody each file holds; the numbers of the *files* are asked for.",
        ),
        Mistake(
            {
                "np.flatnonzero(~tested), np.flatnonzero(tested)": "np.setdiff1d(order, melody[tested]), "
                "np.unique(melody[tested])"
            },
            "You returned the melodies of each part; the numbers of the *files* that hold them are asked for.",
        ),
        Mistake(
            """
def split_by_melody(melody, order, share):
    files = np.concatenate([np.flatnonzero(melody == one) for one in order])
    enough = int(np.ceil(share * len(melody)))
    return np.sort(files[enough:]), np.sort(files[:enough])
""",
            "You cut through the last melody of the test, so it lies on both sides; with its first file all of them "
            "go to the test.",
        ),
        Mistake(
            {
                "np.flatnonzero(tested)": "np.concatenate([np.flatnonzero(melody == one) for one in order "
                "if tested[melody == one].any()])"
            },
            "You listed the test files melody after melody; the numbers of the files are to rise.",
        ),
        Mistake(
            """
def split_by_melody(melody, order, share):
    tested = np.zeros(len(melody), bool)
    for one in order:
        if np.sum(tested) + np.sum(melody == one) <= np.ceil(share * len(melody)):
            tested[melody == one] = True
    return np.flatnonzero(~tested), np.flatnonzero(tested)
""",
            "You passed over a melody with too many files and went on to smaller ones; melodies go in order, and the "
            "one with which the share is reached is the last.",
        ),
    ),
    variants=(
        """
def split_by_melody(melody, order, share):
    test = []
    for one in order:
        if len(test) >= share * len(melody):
            break
        test += [n for n in range(len(melody)) if melody[n] == one]
    return [n for n in range(len(melody)) if n not in test], sorted(test)
""",
        """
def split_by_melody(melody, order, share):
    chosen = set()
    while np.isin(melody, list(chosen)).sum() < share * len(melody):
        chosen.add(order[len(chosen)])
    tested = np.array([one in chosen for one in melody])
    return np.where(tested == False)[0], np.where(tested)[0]
""",
        """
def split_by_melody(melody, order, share):
    rank = (melody[:, None] == order).argmax(axis=1)
    files = np.bincount(rank, minlength=len(order)).cumsum()
    last = np.searchsorted(files, share * len(melody))
    numbers = np.arange(len(melody))
    return numbers[rank > last], numbers[rank <= last]
""",
    ),
    probes=(
        Mistake(
            cut_at_one_place,
            "You cut the list of files in two, so a melody that is in several of them may lie on both sides; whole "
            "melodies go to the test.",
        ),
    ),
    hints=(
        "Which melodies are tested? Only then ask which files.",
        "Go through the order and count the files that are there so far; stop as soon as they are enough.",
        "np.isin(melody, some) says of every file whether it holds one of these melodies.",
        "np.flatnonzero gives the places at which a mask is True.",
    ),
    fact="The unit of a split is what the parts must not share: here a melody, elsewhere a patient, a voice, a day.",
    why="A file that is new to the model may hold a tune that it knows by heart. A melody that is new cannot.",
    questions=(
        "By how much would you expect the two splits to differ: for an n-gram of order 2, and for one of order 8?",
        "Two files hold one melody in different keys. How would you find out?",
    ),
)


def _tune(rng, T, rests):
    """(T, 2): pitches from 60 on with these places as rests, and lengths."""
    pitch = 60.0 + np.cumsum(rng.choice([-2, -1, 1, 2, 3], T))
    pitch[rests] = 0
    return np.column_stack([pitch, rng.choice([0.5, 1.0, 1.5, 2.0], T)])


def _with_room(rng, T, rests, most, below, above):
    """The arguments, where the tune can go ``below`` semitones down and ``above`` up."""
    notes = _tune(rng, T, rests)
    sounding = notes[notes[:, 0] > 0, 0]
    return notes, most, int(sounding.min()) - below, int(sounding.max()) + above


TRANSPOSE = Function(
    name="transpose",
    lesson=18,
    minutes=5,
    prompt="One tune becomes many: move it by every number of semitones at which it stays in the range of the voice.",
    stub='''
def transpose(notes, most, low, high):
    """(shifts (K,), tunes (K, T, 2)): the tune moved by each shift.
    The shifts are the whole numbers of semitones from -most to most, rising,
    at which *every* pitch of the tune stays within low, ..., high, the ends
    included; the shift 0 is one of them.
    notes (T, 2): of each note its pitch, a MIDI number, and its length in
    quarters.  A pitch of 0 is a rest and stays one."""
    return ...                                   # your lines
''',
    solution="""
def transpose(notes, most, low, high):
    sounds = notes[:, 0] != 0
    pitch = notes[sounds, 0]
    shifts = np.arange(max(-most, low - pitch.min()), min(most, high - pitch.max()) + 1)
    tunes = np.repeat(notes[None], len(shifts), axis=0)
    tunes[:, sounds, 0] += shifts[:, None]
    return shifts, tunes
""",
    cases=lambda rng: [
        _with_room(rng, 9, [3], 4, 2, 5),
        _with_room(rng, 7, [0, 4], 5, 7, 3),
        _with_room(rng, 11, [5, 6, 10], 6, 4, 2),
    ],
    outputs="shifts tunes",
    mistakes=(
        Mistake(
            {"tunes[:, sounds, 0] += shifts[:, None]": "tunes[:, :, 0] += shifts[:, None]"},
            "You moved the rests as well; a rest has no pitch, so its 0 stays.",
        ),
        Mistake(
            {"tunes[:, sounds, 0] += shifts[:, None]": "tunes[:, sounds] += shifts[:, None, None]"},
            "You moved the lengths as well; a tune in another key keeps its rhythm, so the second column stays.",
        ),
        Mistake(
            {"tunes[:, sounds, 0] += shifts[:, None]": "tunes += shifts[:, None, None]"},
            "You added the shift to everything; lengths and rests stay as they are, and only pitches move.",
        ),
        Mistake(
            {"pitch = notes[sounds, 0]": "pitch = notes[:, 0]"},
            "You took the rests for pitches of 0, which lie far below the range; only notes that sound have to fit.",
        ),
        Mistake(
            {"max(-most, low - pitch.min()), min(most, high - pitch.max()) + 1": "-most, most + 1"},
            "You kept shifts at which a pitch leaves the range; `low` and `high` are the ends of what may be sung.",
        ),
        Mistake(
            {
                "max(-most, low - pitch.min()), min(most, high - pitch.max()) + 1": "-most, most + 1",
                "    return": "    tunes[:, sounds, 0] = np.clip(tunes[:, sounds, 0], low, high)\n    return",
            },
            "You pressed the pitches into the range, which makes another tune of it; a shift at which one pitch does "
            "not fit is left out.",
        ),
        Mistake(
            {
                "max(-most, low - pitch.min()), min(most, high - pitch.max()) + 1": "-most, most + 1",
                "    return": "    moved = tunes[:, sounds, 0]\n    moved = moved + 12 * (moved < low) "
                "- 12 * (moved > high)\n    tunes[:, sounds, 0] = moved\n    return",
            },
            "You moved single pitches by an octave to make them fit, which tears the tune apart; a shift at which one "
            "pitch does not fit is left out.",
        ),
        Mistake(
            {"min(most, high - pitch.max()) + 1": "min(most, high - pitch.max())"},
            "You left out the largest shift; np.arange stops *before* its second number, and `high` and `most` count.",
        ),
        Mistake(
            {"low - pitch.min()": "low - pitch.min() + 1"},
            "You left out the shift that brings the lowest pitch down to `low`; the ends of the range are included.",
        ),
        Mistake(
            {"np.arange(max(-most, low - pitch.min()),": "np.arange(0,"},
            "You moved the tune up alone; the shifts begin at −most, and go down as well.",
        ),
        Mistake(
            {"max(-most, low - pitch.min()), min(most, high - pitch.max())": "low - pitch.min(), high - pitch.max()"},
            "You forgot `most`; no shift goes further than that, even where there is room.",
        ),
        Mistake(
            {"+= shifts[:, None]": "-= shifts[:, None]"},
            "You moved the tunes the other way; a positive shift makes a tune *higher*.",
        ),
        Mistake(
            {"high - pitch.max())": "high - pitch.max() - 1)"},
            "You left out the shift that brings the highest pitch up to `high`; the ends of the range are included.",
        ),
        Mistake(
            """
def transpose(notes, most, low, high):
    sounds, moved, shifts, tunes = notes[:, 0] != 0, notes.copy(), [], []
    for shift in range(-most, most + 1):
        moved[sounds, 0] += shift
        if low <= moved[sounds, 0].min() and moved[sounds, 0].max() <= high:
            shifts.append(shift)
            tunes.append(moved.copy())
    return np.array(shifts), np.array(tunes)
""",
            "You moved the tune that the shift before had moved; each shift begins from the tune as it is given.",
        ),
        Mistake(
            {"return shifts, tunes": "return shifts, tunes[:, :, 0]"},
            "You returned the pitches alone; a tune has its lengths beside them, (K, T, 2).",
        ),
        Mistake(
            {"return shifts, tunes": "return shifts[shifts != 0], tunes[shifts != 0]"},
            "You left out the shift 0; the tune as it stands is learned too.",
        ),
    ),
    variants=(
        """
def transpose(notes, most, low, high):
    shifts, tunes = [], []
    for shift in range(-most, most + 1):
        moved = [(p + shift if p > 0 else 0, d) for p, d in notes]
        if all(p == 0 or low <= p <= high for p, d in moved):
            shifts.append(shift)
            tunes.append(moved)
    return np.array(shifts), np.array(tunes)
""",
        """
def transpose(notes, most, low, high):
    pitch, length = notes.T
    shifts = np.arange(-most, most + 1)
    moved = np.where(pitch > 0, pitch + shifts[:, None], 0)
    fits = (((moved >= low) & (moved <= high)) | (pitch == 0)).all(axis=1)
    tunes = np.stack([moved, np.broadcast_to(length, moved.shape)], axis=-1)
    return shifts[fits], tunes[fits]
""",
        """
def transpose(notes, most, low, high):
    sung = np.ma.masked_equal(notes[:, 0], 0)
    shifts = [s for s in range(-most, most + 1) if low <= sung.min() + s and sung.max() + s <= high]
    only_pitch = np.column_stack([notes[:, 0] > 0, np.zeros(len(notes))])
    return shifts, [notes + s * only_pitch for s in shifts]
""",
    ),
    equivalents={
        "shifts = np.arange(max(-most, low - pitch.min()), min(most, high - notes.max()) + 1)": "lengths are smaller",
        "shifts = np.arange(max(-most, low - pitch.min()), min(most, high - pitch.max()) + 0.5)": "half a step will do",
    },
    hints=(
        "Which notes sound? The others have no pitch that could leave the range.",
        "The lowest pitch says how far the tune may go down, the highest how far up; `most` may stop it earlier.",
        "Copy the tune once for each shift, and add the shift to the pitches that sound.",
    ),
    fact="A model that reads intervals in place of pitches needs no such copies: moved tunes look alike to it.",
    why="A melody is its intervals and its rhythm. A shift of all pitches keeps both, so a tune may be learned twelve "
    "times, but only where somebody could sing it.",
    questions=(
        "May you transpose the tunes of the test as well?",
        "What does a model lose that learns every tune in all keys?",
    ),
)


TWO_HEADS_LOSS = FindBugs(
    name="two_heads_loss",
    lesson=18,
    minutes=5,
    prompt="A model with two heads guesses the next note: one its pitch, the other its length. This program says what "
    "a note costs in bits, and says far too little. Three of its lines are to blame. Answer with their numbers, for "
    "example {1, 5, 9}.",
    options={
        1: "pitch_logits, length_logits = model(notes)   # (T, P), (T, L): row t stands after note t was read",
        2: "right_pitch = notes.pitch[1:]                # each note but the first is to be guessed",
        3: "right_length = notes.length[1:]",
        4: "pitch_log_p = log_softmax(pitch_logits[:-1])           # natural logarithms of the chances",
        5: "length_log_p = log_softmax(length_logits[1:])",
        6: "n = np.arange(len(right_pitch))",
        7: "pitch_cost = -pitch_log_p[n, right_pitch]",
        8: "length_cost = -length_log_p[n, right_length]",
        9: "cost = (pitch_cost + length_cost) / 2",
        10: "bits_a_note = cost.mean()",
        11: "bits_without_a_model = np.log2(P) + np.log2(L)         # all pitches, all lengths equally likely",
    },
    solution={5, 9, 10},
    defects=(
        "Line 5 takes the rows one step too late: row t + 1 stands after note t + 1 was read, so the head is asked for "
        "a length that it has seen. It has to be length_logits[:-1].",
        "Line 9 averages the two heads; a note is right where pitch *and* length are, so chances are multiplied and "
        "costs added.",
        "Line 10 calls nats bits: the logarithms are natural, so the mean has to be divided by np.log(2).",
    ),
    mistakes=(
        Mistake({1: True}, "Line 1 is sound: one pass over the tune gives what both heads say after each note."),
        Mistake({2: True}, "Line 2 is sound: nothing has been read before the first note, so it is not guessed."),
        Mistake({3: True}, "Line 3 is sound: the lengths of the same notes as those of the pitches."),
        Mistake(
            {4: True},
            "Line 4 is sound: row t is about note t + 1, so the last row is about a note that never comes.",
        ),
        Mistake({6: True}, "Line 6 is sound: it counts the notes that are guessed, T − 1 of them."),
        Mistake({7: True}, "Line 7 is sound: of each row the entry of the right pitch, with a minus."),
        Mistake(
            {8: True}, "Line 8 is sound given the right rows: of each the entry of the right length, with a minus."
        ),
        Mistake(
            {11: True},
            "Line 11 is sound: P · L notes are equally likely, and the logarithm of a product is a sum. It is in bits.",
        ),
    ),
    probes=(
        Mistake(lambda got, want: len(got) == len(want), "Every line you named is a defect; there are 3 of them."),
    ),
    hints=(
        "After which note does row t of the logits stand, and which note is it about?",
        "Two things have to be right at once. What happens to their chances, and what to the logarithms?",
        "What does log_softmax compute, and in which unit is line 11?",
    ),
    fact="The two costs can be added although pitch and length depend on each other: it is the model that takes them "
    "for independent, and it pays for that.",
    why="Lines 5, 9 and 10: a length that was read before, a half that nobody gave, and nats that are called bits.",
    questions=(
        "Which of the three defects would also spoil the *training*, and which would only change the report?",
        "How would you let the length depend on the pitch that was chosen?",
    ),
)

EXERCISES = [SPLIT_BY_MELODY, TRANSPOSE, TWO_HEADS_LOSS]
