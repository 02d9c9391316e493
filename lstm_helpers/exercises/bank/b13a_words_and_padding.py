"""Exercises of lesson 13 (judge a review): words as numbers, padding, masks, and pairs that differ in a word."""

import numpy as np

from lstm_helpers.exercises.hidden import draw
from lstm_helpers.exercises.kinds import Function, Mistake

FILM_WORDS = ["the", "film", "is", "good", "bad", "not"]

UNKNOWN_WORDS = Function(
    name="unknown_words",
    lesson=13,
    minutes=5,
    prompt="Turn the words of a sentence into numbers. Words that are not in the list share one number of their own.",
    stub='''
def unknown_words(sentence, known):
    """The number of each word, an array (T,): its place in the list
    `known` (K words), and K for every word that is not in it.
    Words are separated by spaces and read in small letters."""
    return ...                                   # your lines
''',
    solution="""
def unknown_words(sentence, known):
    K = len(known)
    return np.array([known.index(word) if word in known else K for word in sentence.lower().split()])
""",
    cases=lambda rng: [
        ("The film is surprisingly good", FILM_WORDS),
        ("NOT good not the best", FILM_WORDS),
        ("zounds what a film", [*FILM_WORDS[::-1], "plot"]),
    ],
    mistakes=(
        Mistake(
            {"else K for": "else 0 for"},
            "You gave unknown words the number 0, which belongs to the first known word; theirs is K.",
        ),
        Mistake(
            {"known.index(word) if word in known else K for": "known.index(word) for"},
            "You looked every word up; for one that is not in the list, `index` raises an error.",
        ),
        Mistake(
            {"sentence.lower().split()": "sentence.lower().split() if word in known"},
            "You dropped the unknown words; they are steps of the sentence too, and what follows them would move up.",
        ),
        Mistake(
            {"sentence.lower().split()": "sentence.split()"},
            "You kept the capitals; “The” and “the” are one word here.",
        ),
        Mistake(
            {"else K for": "else K - 1 for"},
            "You gave unknown words the number K − 1, which belongs to the last known word; theirs is K.",
        ),
        Mistake(
            {"else K for": "else -1 for"},
            "You gave unknown words the number −1; as an index, that is the last row, and no number of their own.",
        ),
        Mistake(
            {"known.index(word)": "known.index(word) + 1", "else K for": "else K + 1 for"},
            "You counted from 1; places in a list count from 0, so the first known word has the number 0.",
        ),
        Mistake(
            {"known.index(word)": "known.index(word) + 1", "else K for": "else 0 for"},
            "You kept 0 for unknown words and moved all others up by one; here a known word has its place in the list, "
            "and unknown ones have K.",
        ),
    ),
    variants=(
        """
def unknown_words(sentence, known):
    numbers = {word: n for n, word in enumerate(known)}
    return np.array([numbers.get(word, len(known)) for word in sentence.lower().split()])
""",
        """
def unknown_words(sentence, known):
    found = []
    for word in sentence.split():
        word = word.lower()
        found.append(known.index(word) if word in known else len(known))
    return np.array(found)
""",
    ),
    hints=(
        "Lower case first, then split at the spaces.",
        "known.index(word) is the place of a word that is in the list.",
        "A conditional expression: A if word in known else B.",
    ),
    fact="However many sentences one learns from, some words of the next one are new: rare words are many.",
    why="The unknown word gets a vector of its own, and training decides what not knowing means.",
    questions=("What does a network do that never saw the unknown word in training?",),
)


PAD_AND_MASK = Function(
    name="pad_and_mask",
    lesson=13,
    minutes=6,
    prompt="Put sentences of different length into one array, and say which of its entries are real.",
    stub='''
def pad_and_mask(rows, length, filler):
    """(numbers (N, length), mask (N, length) of bool). Sentence n stands at
    the beginning of row n, `filler` behind it; the mask is True where a
    number is real. A sentence longer than `length` keeps its first words.
    rows: a list of N arrays of word numbers."""
    return ...                                   # your lines
''',
    solution="""
def pad_and_mask(rows, length, filler):
    numbers = np.full((len(rows), length), filler)
    mask = np.zeros((len(rows), length), bool)
    for n, row in enumerate(rows):
        kept = row[:length]
        numbers[n, : len(kept)] = kept
        mask[n, : len(kept)] = True
    return numbers, mask
""",
    cases=lambda rng: [
        ([rng.integers(1, 9, size) for size in (3, 5, 1)], 6, 0),
        ([rng.integers(0, 9, size) for size in (7, 2, 4, 5)], 5, 9),
        ([np.array([0, 3, 0, 2]), np.array([1, 0])], 4, 0),
    ],
    mistakes=(
        Mistake(
            {
                "numbers[n, : len(kept)]": "numbers[n, length - len(kept) :]",
                "mask[n, : len(kept)]": "mask[n, length - len(kept) :]",
            },
            "You put the filler in front; here the sentence stands first and the filler behind it.",
        ),
        Mistake(
            {"kept = row[:length]": "kept = row[-length:]"},
            "You kept the last words of a sentence that is too long; the first ones are asked for.",
        ),
        Mistake(
            {
                "np.zeros((len(rows), length), bool)": "np.ones((len(rows), length), bool)",
                "mask[n, : len(kept)] = True": "mask[n, : len(kept)] = False",
            },
            "Your mask is True at the filler; True means real.",
        ),
        Mistake(
            {"return numbers, mask": "return numbers, numbers != filler"},
            "You read the mask off the numbers; a real word may have the filler's number, and would be lost.",
        ),
        Mistake(
            {"return numbers, mask": "return mask, numbers"},
            "You returned the mask first; the numbers come first.",
        ),
        Mistake(
            {"np.full((len(rows), length), filler)": "np.zeros((len(rows), length), int)"},
            "You filled up with 0; the filler is an argument.",
        ),
        Mistake(
            {"    numbers = np.full": "    length = max(len(row) for row in rows)\n    numbers = np.full"},
            "You filled up to the longest sentence; how long the rows are to be is an argument.",
        ),
    ),
    variants=(
        """
def pad_and_mask(rows, length, filler):
    numbers = np.array([[*row[:length], *[filler] * (length - len(row))] for row in rows])
    sizes = np.array([len(row) for row in rows])
    return numbers, np.arange(length)[None, :] < sizes[:, None]
""",
        """
def pad_and_mask(rows, length, filler):
    numbers, mask = [], []
    for row in rows:
        size = min(len(row), length)
        numbers.append(np.concatenate([row[:size], np.full(length - size, filler)]))
        mask.append(np.arange(length) < size)
    return np.stack(numbers), np.stack(mask)
""",
    ),
    equivalents={
        "mask = np.zeros((len(numbers), length), bool)": "there are as many rows of numbers",
        "mask[n, : len(row)] = True": "a slice ends where the array does",
        "numbers[n, : len(row)] = kept": "a slice ends where the array does",
    },
    hints=(
        "Begin with an array that holds nothing but the filler, and a mask that is False everywhere.",
        "Row n: the first len(row) places are the sentence. What if it is longer than length?",
    ),
    outputs="numbers mask",
    fact="Keras's `mask_zero=True` reads the mask off the numbers: there, no word may have the number 0.",
    why="The length of a sentence is known when it is padded, and cannot be found out afterwards.",
    questions=("What would front padding do to the last state?", "Why may the mask not be read off the numbers here?"),
)


LAST_STATE_OF_PADDED = Function(
    name="last_state_of_padded",
    lesson=13,
    minutes=5,
    prompt="A layer without a mask has read padded sentences. Take from each row the state after its last real word.",
    stub='''
def last_state_of_padded(h, mask):
    """The hidden state after the last real word of each sentence, (B, H).
    h (B, T, H): the state after each step, the filler's steps included.
    mask (B, T) of bool: True where a word is real; the filler is behind."""
    return ...                                   # your line or two
''',
    solution="""
def last_state_of_padded(h, mask):
    last = mask.sum(axis=1) - 1
    return h[np.arange(len(h)), last]
""",
    cases=lambda rng: [
        (draw(rng, 3, 6, 4), np.arange(6) < np.array([[4], [6], [1]])),
        (draw(rng, 5, 7, 2), np.arange(7) < np.array([[2], [3], [7], [5], [1]])),
    ],
    mistakes=(
        Mistake(
            {"return h[np.arange(len(h)), last]": "return h[:, -1]"},
            "You took the last step of all rows; in most of them the filler was read after the sentence.",
        ),
        Mistake(
            {" - 1\n": "\n", "last]": "np.minimum(last, h.shape[1] - 1)]"},
            "You took the first step of the filler; a sentence of n words ends at step n − 1.",
        ),
        Mistake(
            {" - 1\n": "\n"},
            "You used the number of words as a place; counting from 0, the last of n words is at n − 1.",
        ),
        Mistake(
            {"h[np.arange(len(h)), last]": "h[:, last]"},
            "You took every row's last place from every row; pair each row with its own: h[np.arange(B), last].",
        ),
        Mistake(
            {
                "return h[np.arange(len(h)), last]": "real = mask[..., None]\n"
                "    return (h * real).sum(axis=1) / real.sum(axis=1)"
            },
            "You averaged over the real words; that is pooling, and the last state is asked for.",
        ),
        Mistake(
            {"mask.sum(axis=1) - 1": "mask.argmax(axis=1)"},
            "You took the first real step: argmax finds the first True, and the last one is wanted.",
        ),
        Mistake(
            {"return h[np.arange(len(h)), last]": "return (h * mask[..., None])[:, -1]"},
            "You blanked the filler and took the last step, which is blank in most rows; take the step of the last "
            "word.",
        ),
        Mistake(
            {"return h[np.arange(len(h)), last]": "return np.where(mask[..., None], h, -np.inf).max(axis=1)"},
            "You took each unit's largest value; that is pooling, and the last state is asked for.",
        ),
        Mistake(
            {"return h[np.arange(len(h)), last]": "return (h * mask[..., None]).max(axis=1)"},
            "You took each unit's largest value, with zeros for the filler; what is asked for is the last state.",
        ),
    ),
    variants=(
        """
def last_state_of_padded(h, mask):
    return np.stack([row[real][-1] for row, real in zip(h, mask)])
""",
        """
def last_state_of_padded(h, mask):
    ends = mask & ~np.pad(mask[:, 1:], ((0, 0), (0, 1)))
    return h[ends]
""",
    ),
    equivalents={
        "return h[np.arange(len(last)), last]": "one place for each sentence",
        "return h[np.arange(len(mask)), last]": "one row of the mask for each sentence",
    },
    hints=(
        "How many real words has each row? mask.sum(axis=1) knows.",
        "h[rows, places] with two arrays of the same length takes one step from each row.",
    ),
    fact="A masked layer does the same by holding its state through the filler: its last step is the last word's.",
    why="What is read after a word cannot change the state after that word.",
    questions=(
        "Does this also repair training without a mask?",
        "What about the backward layer of a bidirectional one?",
    ),
)


MINIMAL_PAIR = Function(
    name="minimal_pair",
    lesson=13,
    minutes=5,
    prompt="A model is asked about pairs of sentences. Which share does it put in order, and which right?",
    stub='''
def minimal_pair(praise, blame):
    """(share of pairs in order, share of pairs right).
    praise, blame (N,): the model's chance of "praise" for the two sides.
    In order: the praise got the larger one. Right: the praise got
    more than 0.5 and the blame less."""
    return ...                                   # your lines
''',
    solution="""
def minimal_pair(praise, blame):
    return np.mean(praise > blame), np.mean((praise > 0.5) & (blame < 0.5))
""",
    cases=lambda rng: [
        (
            np.array([0.9, 0.8, 0.4, 0.6, 0.3, 0.7, 0.2, 0.5, 0.8]),
            np.array([0.2, 0.6, 0.1, 0.7, 0.4, 0.3, 0.2, 0.1, 0.5]),
        ),
        (rng.uniform(0.2, 0.9, 40), rng.uniform(0.1, 0.8, 40)),
    ],
    mistakes=(
        Mistake(
            {"(praise > 0.5) & (blame < 0.5)": "(praise > 0.5) | (blame < 0.5)"},
            "You counted pairs of which one side is right; a pair is right only when both are.",
        ),
        Mistake(
            {"np.mean((praise > 0.5) & (blame < 0.5))": "(np.mean(praise > 0.5) + np.mean(blame < 0.5)) / 2"},
            "You counted sentences; with one side of every pair right that gives a half, and no pair is right.",
        ),
        Mistake(
            {"np.mean(praise > blame)": "np.mean(praise >= blame)"},
            "You counted ties as in order; a model that hears no difference has not put the pair in order.",
        ),
        Mistake(
            {"np.mean(praise > blame)": "np.mean(praise) > np.mean(blame)"},
            "You compared the means; the comparison is made within each pair.",
        ),
        Mistake(
            {"praise > blame": "praise < blame"}, "You counted the pairs in which the blame got the larger chance."
        ),
        Mistake(
            {"np.mean(praise > blame)": "np.sum(praise > blame)", "np.mean((praise": "np.sum((praise"},
            "You counted pairs; their *share* is asked for.",
        ),
        Mistake(
            {
                "np.mean(praise > blame), np.mean((praise > 0.5) & (blame < 0.5))": "np.mean((praise > 0.5) & "
                "(blame < 0.5)), np.mean(praise > blame)"
            },
            "You returned the two shares the other way round; in order comes first, then right.",
        ),
        Mistake(
            {"(praise > 0.5) & (blame < 0.5)": "praise > 0.5"},
            "You looked at the praise alone; a pair is right only when the blame is judged right as well.",
        ),
    ),
    variants=(
        """
def minimal_pair(praise, blame):
    ordered = right = 0
    for p, q in zip(praise, blame):
        ordered += p > q
        right += p > 0.5 > q
    return ordered / len(praise), right / len(praise)
""",
        """
def minimal_pair(praise, blame):
    p, q = np.asarray(praise), np.asarray(blame)
    return (np.sign(p - q) == 1).mean(), np.logical_and(p > 0.5, q < 0.5).mean()
""",
    ),
    hints=(
        "A comparison of two arrays is an array of True and False; its mean is a share.",
        "& joins two conditions, each in brackets of its own.",
    ),
    outputs="in_order right",
    fact="A pair in order shows that the model heard the word; a pair that is right, that it heard it loudly enough.",
    why="Within a pair everything else is the same, so only the one word can make the difference.",
    questions=("What do a model's chances for the two sides look like when it ignores the word?",),
)

EXERCISES = [UNKNOWN_WORDS, PAD_AND_MASK, LAST_STATE_OF_PADDED, MINIMAL_PAIR]
