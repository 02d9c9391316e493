"""Exercises of lesson 14 (attend): teaching a decoder, and one step of a beam search."""

import numpy as np

from lstm_helpers.exercises.hidden import draw
from lstm_helpers.exercises.kinds import Function, Mistake


def log_chances(rng, *shape):
    """Rows of logarithms of chances that sum to 1, all different."""
    z = draw(rng, *shape, scale=1.2)
    return z - np.log(np.exp(z).sum(axis=-1, keepdims=True))


def _taught(rng, lengths, T, V):
    """(targets, mask, log_p, start): words, numbers below V − 1, with anything behind; the first word is V − 1."""
    B = len(lengths)
    targets = np.argsort(rng.random((B, V - 1)), axis=1)[:, :T]  # no word twice in a row
    return targets, np.arange(T) < np.array(lengths)[:, None], log_chances(rng, B, T, V), V - 1


TEACHER_FORCING = Function(
    name="teacher_forcing",
    lesson=14,
    minutes=8,
    prompt="Teach a decoder: which word does it read at each step, and what do its guesses cost per real word?",
    stub='''
def teacher_forcing(targets, mask, log_p, start):
    """(inputs (B, T), loss). inputs: the words that the decoder reads, the
    number `start` first and then always the *right* word before.
    loss: the mean cross-entropy (−log p of the right word) per real word.
    targets (B, T): the numbers of the right words; mask (B, T) of bool:
    True where a target is a word, False where it is filler;
    log_p (B, T, V): the logarithm of the chance that the decoder gave to
    each of the V words at each step."""
    return ...                                   # your lines
''',
    solution="""
def teacher_forcing(targets, mask, log_p, start):
    first = np.full((len(targets), 1), start)
    inputs = np.concatenate([first, targets[:, :-1]], axis=1)
    costs = -np.take_along_axis(log_p, targets[:, :, None], axis=2)[:, :, 0]
    return inputs, costs[mask].mean()
""",
    cases=lambda rng: [_taught(rng, [5, 2, 4], 5, 8), _taught(rng, [3, 6, 1, 4], 6, 9)],
    outputs="inputs loss",
    mistakes=(
        Mistake(
            {"np.concatenate([first, targets[:, :-1]], axis=1)": "targets"},
            "You let the decoder read the word that it is to write; it reads the word *before*, so there is "
            "something left to guess.",
        ),
        Mistake(
            {"[first, targets[:, :-1]]": "[targets[:, 1:], first]"},
            "You moved the targets forward, so the decoder reads the word *after* the one it writes; they move back, "
            "and `start` stands in front.",
        ),
        Mistake(
            {"[first, targets[:, :-1]]": "[first, targets]"},
            "You put `start` in front and kept all targets, one word too many; nothing is written after the last one, "
            "so it is never read.",
        ),
        Mistake(
            {"[first, targets[:, :-1]]": "[first, targets[:, 1:]]"},
            "You replaced the first target by `start`; the targets move back by a step, and it is the *last* one that "
            "drops out.",
        ),
        Mistake(
            {"np.full((len(targets), 1), start)": "np.zeros((len(targets), 1), int)"},
            "You began with the number 0, which is a word of its own; the first number to read is `start`.",
        ),
        Mistake(
            {"np.concatenate([first, targets[:, :-1]], axis=1)": "np.roll(targets, 1, axis=1)"},
            "You rolled the targets, so the last word, or filler, is read first; `start` belongs there.",
        ),
        Mistake(
            {"targets[:, :-1]], axis=1)": "log_p.argmax(axis=2)[:, :-1]], axis=1)"},
            "You let the decoder read its own guesses; that is free running. Teacher forcing hands it the right word.",
        ),
        Mistake(
            {"costs[mask].mean()": "costs.mean()"},
            "You counted the filler as well; the loss is the mean over the real words.",
        ),
        Mistake(
            {"costs[mask].mean()": "(costs * mask).mean()"},
            "You blanked the filler and still divided by all steps; divide by the number of real words.",
        ),
        Mistake(
            {"costs[mask].mean()": "costs[mask].sum() / len(costs)"},
            "You divided by the number of sentences; the loss *per word* divides by the number of real words.",
        ),
        Mistake(
            {"costs[mask].mean()": "((costs * mask).sum(axis=1) / mask.sum(axis=1)).mean()"},
            "You averaged within each sentence first, so a word of a short sentence counts more; here every real "
            "word counts the same.",
        ),
        Mistake(
            {"costs[mask].mean()": "costs[mask].sum()"},
            "You added the costs; the loss per word is their mean over the real words.",
        ),
        Mistake({"costs = -np": "costs = np"}, "You left out the minus; logarithms of chances are negative."),
        Mistake(
            {"targets[:, :, None], axis=2": "inputs[:, :, None], axis=2"},
            "You asked for the chance of the word that was *read*; the cost is that of the word to be written.",
        ),
        Mistake(
            {"return inputs, costs[mask].mean()": "return costs[mask].mean(), inputs"},
            "You returned the loss first; the inputs come first.",
        ),
        Mistake(
            {"np.take_along_axis(log_p, targets[:, :, None], axis=2)[:, :, 0]": "log_p.max(axis=2)"},
            "You took the chance of the word that the decoder finds likeliest; the cost is that of the *right* word.",
        ),
    ),
    variants=(
        """
def teacher_forcing(targets, mask, log_p, start):
    inputs = np.roll(targets, 1, axis=1)
    inputs[:, 0] = start
    right = np.arange(log_p.shape[2]) == targets[..., None]
    return inputs, -(log_p * right * mask[..., None]).sum() / mask.sum()
""",
        """
def teacher_forcing(targets, mask, log_p, start):
    B, T = targets.shape
    costs = -log_p[np.arange(B)[:, None], np.arange(T), targets]
    return np.array([[start, *row[:-1]] for row in targets]), np.average(costs, weights=mask)
""",
        """
def teacher_forcing(targets, mask, log_p, start):
    inputs, total, words = np.full_like(targets, start), 0.0, 0
    for b in range(len(targets)):
        for t in range(targets.shape[1]):
            if t > 0:
                inputs[b, t] = targets[b, t - 1]
            if mask[b, t]:
                total -= log_p[b, t, targets[b, t]]
                words += 1
    return inputs, total / words
""",
    ),
    equivalents={
        "first = np.full((len(log_p), 1), start)": "a row for each sentence",
        "first = np.full((len(mask), 1), start)": "a row for each sentence",
        "costs = -np.take_along_axis(log_p, targets[:, :, None], axis=2)[:, :, -1]": "the axis has one entry",
    },
    hints=(
        "At step t the decoder writes targets[:, t]. Which word came before that, and which before the first?",
        "np.concatenate joins a column of `start` with all targets but the last, along axis 1.",
        "np.take_along_axis(log_p, targets[:, :, None], axis=2) finds the chance of every right word.",
        "costs[mask] are the costs of the real words.",
    ),
    fact="All T steps are known before the decoder takes the first, so Keras computes them in one call.",
    why="What is read must lie before what is written. And filler is no word: it neither costs nor counts.",
    questions=(
        "What does the decoder read when nobody knows the translation?",
        "How would you notice that the targets had not been shifted? What would the loss do?",
    ),
)


BEAM_STEP = Function(
    name="beam_step",
    lesson=14,
    minutes=7,
    prompt="One step of a beam search: of all beginnings with all words that may follow, keep the `width` likeliest.",
    stub='''
def beam_step(scores, log_p, width):
    """(scores (width,), parents (width,), words (width,)), the best first.
    scores (n,): the logarithm of the chance of each of n beginnings;
    log_p (n, V): that of each next word, given the beginning.
    parents: the numbers of the beginnings that go on, 0 to n − 1;
    words: the number of the word that each of them goes on with."""
    return ...                                   # your lines
''',
    solution="""
def beam_step(scores, log_p, width):
    total = scores[:, None] + log_p
    best = np.argsort(-total, axis=None)[:width]
    parents, words = np.divmod(best, log_p.shape[1])
    return total[parents, words], parents, words
""",
    cases=lambda rng: [
        (np.array([-1.2, -1.5, -4.0]), log_chances(rng, 3, 7), 3),
        (np.array([-2.5, -0.4]), log_chances(rng, 2, 6), 4),
        (np.array([-3.1, -2.9, -3.0, -3.3, -3.6]), log_chances(rng, 5, 4), 2),
        (-rng.uniform(2.0, 4.0, 6), log_chances(rng, 6, 9), 8),
    ],
    outputs="scores parents words",
    mistakes=(
        Mistake(
            {
                "best = np.argsort(-total, axis=None)[:width]": "best = np.arange(len(total)) * log_p.shape[1] "
                "+ total.argmax(axis=1)\n    best = best[np.argsort(-total.max(axis=1))][:width]"
            },
            "You let every beginning go on with its best word alone; one beginning may take several places, and "
            "another none.",
        ),
        Mistake(
            {
                "best = np.argsort(-total, axis=None)[:width]": "best = scores.argmax() * log_p.shape[1] "
                "+ np.argsort(-total[scores.argmax()])[:width]"
            },
            "You went on with the best beginning alone; a less likely beginning may go on so well that it overtakes.",
        ),
        Mistake(
            "def beam_step(scores, log_p, width):\n    total = scores[:, None] + log_p\n"
            "    words = np.argsort(-total, axis=1)[:, :width]\n"
            "    return np.take_along_axis(total, words, 1), np.arange(len(scores)), words\n",
            "You kept the best words of every single beginning; all continuations compete for the same `width` places.",
        ),
        Mistake(
            {"scores[:, None] + log_p": "scores[:, None] * log_p"},
            "You multiplied the logarithms; chances are multiplied, and their logarithms added.",
        ),
        Mistake(
            {"scores[:, None] + log_p": "log_p"},
            "You forgot how likely the beginnings are; the score of a longer one is its beginning's plus that of the "
            "word.",
        ),
        Mistake(
            {"scores[:, None] + log_p": "scores[:, None] + np.exp(log_p)"},
            "You added a chance to a logarithm; both parts of the sum are logarithms.",
        ),
        Mistake(
            {"total = scores[:, None] + log_p": "total = np.exp(scores[:, None] + log_p)"},
            "You returned chances; the scores are their logarithms, which a long sentence does not round to 0.",
        ),
        Mistake(
            {"np.argsort(-total, axis=None)": "np.argsort(total, axis=None)"},
            "You kept the least likely; argsort puts the smallest first, so it is the negative that is sorted.",
        ),
        Mistake(
            {"np.argsort(-total, axis=None)[:width]": "np.argsort(total, axis=None)[-width:]"},
            "You found the best and returned the best *last*; turn them round.",
        ),
        Mistake(
            {
                "np.divmod(best, log_p.shape[1])": "np.divmod(best, log_p.shape[0])",
                "return total[parents, words]": "return total.ravel()[best]",
            },
            "You divided by the number of beginnings; a row of the table holds V words, so V is what to divide by.",
        ),
        Mistake(
            {"words], parents, words": "words], words, parents"},
            "You exchanged parents and words: of a place in the table the quotient is the row, a beginning, and the "
            "remainder the word; the parents come first.",
        ),
        Mistake(
            {"return total[parents, words], parents, words": "return total[parents, words], parents, best"},
            "You returned places in the flattened table; a word is the remainder of that place, divided by V.",
        ),
        Mistake(
            {"return total[parents, words]": "return log_p[parents, words]"},
            "You returned what the last word costs; the score is that of the whole beginning with its new word.",
        ),
        Mistake(
            {"axis=None)[:width]": "axis=None)[: width + 1]"},
            "You kept one too many; `width` of them go on.",
        ),
        Mistake(
            {"best = np.argsort(-total, axis=None)[:width]": "best = np.argsort(-log_p, axis=None)[:width]"},
            "You chose by the word alone; what counts is the whole: the beginning's score plus the word's.",
        ),
    ),
    variants=(
        """
def beam_step(scores, log_p, width):
    n, V = log_p.shape
    found = [(scores[k] + log_p[k, v], k, v) for k in range(n) for v in range(V)]
    found = sorted(found, reverse=True)[:width]
    return tuple(np.array(column) for column in zip(*found))
""",
        """
def beam_step(scores, log_p, width):
    total = (log_p.T + scores).T
    flat = total.ravel()
    best = np.argpartition(flat, -width)[-width:]
    best = best[np.argsort(flat[best])][::-1]
    parents, words = np.unravel_index(best, total.shape)
    return flat[best], parents, words
""",
        """
def beam_step(scores, log_p, width):
    total = np.array([score + row for score, row in zip(scores, log_p)])
    out, parents, words = [], [], []
    for _ in range(width):
        k, v = divmod(int(total.argmax()), total.shape[1])
        out.append(total[k, v])
        parents.append(k)
        words.append(v)
        total[k, v] = -np.inf
    return out, parents, words
""",
    ),
    equivalents={"parents, words = np.divmod(best, total.shape[1])": "as many columns in either table"},
    hints=(
        "Chances are multiplied along a sentence. What happens to their logarithms?",
        "scores[:, None] + log_p is a table of all n · V continuations.",
        "np.argsort(−table, axis=None) sorts it as one long row: the place in it is beginning · V + word.",
        "np.divmod(place, V) takes the place apart.",
    ),
    fact="With a width of 1 this is greedy decoding; with a width that drops nothing it tries every sentence.",
    why="All continuations compete in one table, so a beginning with two good words keeps both.",
    questions=(
        "What has to happen to the decoder's states after this step?",
        "Why do longer translations have lower scores, and whom does that favour?",
    ),
)

EXERCISES = [TEACHER_FORCING, BEAM_STEP]
