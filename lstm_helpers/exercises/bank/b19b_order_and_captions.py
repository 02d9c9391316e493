"""Exercises of lesson 19 (recognise an action): does the order of the frames matter, and what a caption costs."""

import numpy as np

from lstm_helpers.exercises.hidden import draw
from lstm_helpers.exercises.kinds import Function, Mistake


def _watch(weights):
    """A function that makes chances (N, M) of films (N, T, S, S), in which both pixels and order count."""

    def watch(frames):
        if np.ndim(frames) != 4:
            raise ValueError(f"watch reads 4 axes, (N, T, S, S), and got {np.ndim(frames)}")
        T = frames.shape[1]
        seen = np.einsum("ntij,t,ijm->nm", frames, np.arange(1.0, T + 1) ** 2, weights)
        e = np.exp((seen - seen.max(axis=1, keepdims=True)) / np.abs(seen).max())
        return e / e.sum(axis=1, keepdims=True)

    return watch


def _shown(rng, N, T, S, M):
    """(watch, frames, order, motion): three of four films are called right as they are."""
    watch, frames = _watch(draw(rng, S, S, M)), draw(rng, N, T, S, S)
    motion = watch(frames).argmax(axis=1)
    motion[::4] = (motion[::4] + 1) % M
    return watch, frames, np.argsort(rng.random((N, T)), axis=1), motion


SHUFFLED_FRAMES = Function(
    name="shuffled_frames",
    lesson=19,
    minutes=6,
    prompt="Does a model use the order of the frames? Shuffle the frames of every film, and see what it then calls it.",
    stub='''
def shuffled_frames(watch, frames, order, motion):
    """(shown (N, T, S, S), before, after): the films with their frames in
    another order, and the share of films that are called right as they
    are and in that order.  Film n is to show its frames number
    order[n, 0], order[n, 1], ..., order[n, T - 1]: an order of its own.
    watch: a function, films (N, T, S, S) -> chances (N, M);
    frames (N, T, S, S); order (N, T); motion (N,): which motion it is."""
    return ...                                   # your lines
''',
    solution="""
def shuffled_frames(watch, frames, order, motion):
    shown = frames[np.arange(len(frames))[:, None], order]
    before = np.mean(watch(frames).argmax(axis=1) == motion)
    after = np.mean(watch(shown).argmax(axis=1) == motion)
    return shown, before, after
""",
    cases=lambda rng: [_shown(rng, 33, 6, 4, 5), _shown(rng, 26, 5, 3, 4)],
    outputs="shown before after",
    mistakes=(
        Mistake(
            {"frames[np.arange(len(frames))[:, None], order]": "frames[:, order[0]]"},
            "You showed all films in the order of the first one; each film has an order of its own.",
        ),
        Mistake(
            {"frames[np.arange(len(frames))[:, None], order]": "frames[:, order]"},
            "You used `order` without the numbers of the films, so frames of all of them are mixed; it takes both: "
            "frames[np.arange(N)[:, None], order].",
        ),
        Mistake(
            {"[:, None], order]": "[:, None], np.argsort(order, axis=1)]"},
            "You put frame t to the place order[n, t]; asked for is the reverse: at place t stands the frame number "
            "order[n, t].",
        ),
        Mistake(
            {"frames[np.arange(len(frames))[:, None], order]": "frames[np.argsort(order[:, 0])]"},
            "You shuffled the films; it is the frames *within* each film that change places.",
        ),
        Mistake(
            {"[:, None], order]": "[:, None], np.arange(frames.shape[1])[::-1]]"},
            "You played the films backwards, which is an order too, and another motion; show them in the order that "
            "is given.",
        ),
        Mistake(
            {"[:, None], order]": "[:, None], np.sort(order, axis=1)]"},
            "You sorted the order, which gives the film as it was.",
        ),
        Mistake(
            {"after = np.mean(watch(shown)": "after = np.mean(watch(frames)"},
            "You asked about the films as they are both times; the second time it is the shuffled ones.",
        ),
        Mistake(
            {"argmax(axis=1)": "argmax(axis=0)"},
            "You asked which film is the likeliest for each motion; of each *film* the likeliest motion is wanted, "
            "along the last axis.",
        ),
        Mistake(
            {"np.mean(": "np.sum("},
            "You counted the films that are called right; asked for is their *share*.",
        ),
        Mistake(
            {".argmax(axis=1) == motion": "[np.arange(len(motion)), motion]"},
            "You averaged the chances of the right motion; a film is called right or not, by its likeliest motion.",
        ),
        Mistake(
            {".argmax(axis=1) == motion": ".max(axis=1)"},
            "You averaged the largest chances, which say how sure the model is; a film is called right if its "
            "likeliest motion is the one in `motion`.",
        ),
        Mistake(
            {"== motion": "!= motion"},
            "You returned the share of films that are *not* called right.",
        ),
        Mistake(
            {
                "after = np.mean(watch(shown).argmax(axis=1) == motion)": "after = np.mean(watch(shown).argmax(axis=1) "
                "== watch(frames).argmax(axis=1))"
            },
            "You compared the two verdicts with each other; the second is judged by the right motion, as the first is.",
        ),
        Mistake(
            {"return shown, before, after": "return shown, before, before - after"},
            "You returned what the shuffling costs; the share itself is asked for.",
        ),
        Mistake(
            {"before = np.mean(watch(frames)": "before = np.mean(watch(shown)"},
            "You asked about the shuffled films both times; the first time it is the films as they are.",
        ),
        Mistake(
            {"return shown, before, after": "return order, before, after"},
            "You returned the order; asked for are the films that are shown in it.",
        ),
    ),
    variants=(
        """
def shuffled_frames(watch, frames, order, motion):
    shown = np.take_along_axis(frames, order[:, :, None, None], axis=1)
    called = [watch(films).argmax(axis=-1) for films in (frames, shown)]
    return shown, (called[0] == motion).mean(), (called[1] == motion).mean()
""",
        """
def shuffled_frames(watch, frames, order, motion):
    shown = np.stack([film[own] for film, own in zip(frames, order)])
    def right(films):
        count = 0
        for p, m in zip(watch(films), motion):
            count += p[m] == max(p)
        return count / len(motion)
    return shown, right(frames), right(shown)
""",
        """
def shuffled_frames(watch, frames, order, motion):
    shown = np.empty_like(frames)
    for n in range(order.shape[0]):
        for t in range(order.shape[1]):
            shown[n, t] = frames[n, order[n, t]]
    hits = np.argmax([watch(frames), watch(shown)], axis=2) == motion
    return shown, *hits.mean(axis=1)
""",
    ),
    equivalents={
        "shown = frames[np.arange(len(order))[:, None], order]": "as many orders as films",
        "shown = frames[np.arange(len(motion))[:, None], order]": "as many motions as films",
    },
    hints=(
        "For one film the answer is frames[n][order[n]].",
        "For all at once: frames[films, order], with the numbers of the films as a column, np.arange(N)[:, None].",
        "watch(films).argmax(axis=1) is what each film is called.",
    ),
    fact="The test costs no training, and it fits every model of sequences: shuffle what you think it uses.",
    why="Shuffling keeps every frame and takes away only their order. What is lost is what the order told.",
    questions=(
        "After shuffling, a model falls *below* guessing. How can that be?",
        "Which test would show whether a model uses more than two neighbouring frames?",
    ),
)


def log_chances(rng, *shape):
    """Rows of logarithms of chances that sum to 1, all different."""
    z = draw(rng, *shape, scale=1.2)
    return z - np.log(np.exp(z).sum(axis=-1, keepdims=True))


def _captions(rng, words_in, W, V, missed, end):
    """(log_p, words, end): captions of so many words; the likeliest word is the right one, save at ``missed``."""
    N = len(words_in)
    others = np.array([word for word in range(V) if word != end])
    words, behind = rng.choice(others, (N, W)), rng.choice(others, (N, W))
    place = np.arange(W) - np.array(words_in)[:, None]
    words = np.where(place == 0, end, np.where(place > 0, behind, words))
    words[0, -1] = end  # filler may be anything
    log_p = log_chances(rng, N, W, V)
    for n in range(N):
        for t in range(W):
            best = (words[n, t] + 1) % V if (n, t) in missed else words[n, t]
            k = log_p[n, t].argmax()
            log_p[n, t, [k, best]] = log_p[n, t, [best, k]]
    return log_p, words, end


CAPTION_LOSS = Function(
    name="caption_loss",
    lesson=19,
    minutes=6,
    prompt="A captioner reads the right words and gives chances to the next one. What does it cost per word, and which "
    "share of the captions would it have written exactly?",
    stub='''
def caption_loss(log_p, words, end):
    """(loss, exact). loss: the mean of -log p of the right word, over all
    words of all captions; the end mark is to be guessed and counts as a
    word.  exact: the share of captions of which every word, and the end
    mark, is the likeliest of its step.
    log_p (N, W, V): at each step the logarithms of the chances of V words;
    words (N, W): the right ones. A caption ends with the first number
    `end` in its row; behind it stands filler: any word, even `end`."""
    return ...                                   # your lines
''',
    solution="""
def caption_loss(log_p, words, end):
    last = np.argmax(words == end, axis=1)
    real = np.arange(words.shape[1]) <= last[:, None]
    cost = -np.take_along_axis(log_p, words[:, :, None], axis=2)[:, :, 0]
    hit = log_p.argmax(axis=2) == words
    return cost[real].mean(), np.mean((hit | ~real).all(axis=1))
""",
    cases=lambda rng: [
        _captions(rng, [2, 5, 3, 4, 5], 7, 9, {(0, 3), (0, 5), (1, 6), (2, 1), (3, 4), (3, 6)}, 8),
        _captions(rng, [4, 1, 2, 3], 6, 5, {(1, 4), (2, 2), (3, 5)}, 0),
        _captions(rng, [3, 2, 4, 2, 1, 3, 2], 5, 6, {(1, 0), (3, 4), (4, 1), (4, 3), (6, 2)}, 3),
    ],
    outputs="loss exact",
    mistakes=(
        Mistake(
            {"<= last[:, None]": "< last[:, None]"},
            "You left the end mark out; a captioner has to know when to stop, so it is guessed and counted.",
        ),
        Mistake(
            {"cost[real].mean()": "cost.mean()"},
            "You counted the filler in the loss; it is no word, and nobody guesses it.",
        ),
        Mistake(
            {"cost[real].mean()": "(cost * real).mean()"},
            "You blanked the filler and still divided by all steps; divide by the number of words.",
        ),
        Mistake(
            {"cost[real].mean()": "((cost * real).sum(axis=1) / real.sum(axis=1)).mean()"},
            "You averaged within each caption first, so a word of a short one counts more; here every word counts the "
            "same.",
        ),
        Mistake(
            {"cost[real].mean()": "cost[real].sum() / len(words)"},
            "You divided by the number of captions; the cost *per word* divides by the number of words.",
        ),
        Mistake({"cost[real].mean()": "cost[real].sum()"}, "You added the costs; the loss per word is their mean."),
        Mistake({"cost = -np": "cost = np"}, "You left out the minus; logarithms of chances are negative."),
        Mistake(
            {"cost[real].mean()": "cost[real].mean() / np.log(2)"},
            "You turned the loss into bits; −log p itself is asked for, the natural logarithm.",
        ),
        Mistake(
            {"np.take_along_axis(log_p, words[:, :, None], axis=2)[:, :, 0]": "log_p.max(axis=2)"},
            "You took what the likeliest word costs; it is the *right* word that is paid for.",
        ),
        Mistake(
            {"np.mean((hit | ~real).all(axis=1))": "hit[real].mean()"},
            "You returned the share of *words* that are right; a caption is exact only if all of its words are.",
        ),
        Mistake(
            {"(hit | ~real).all(axis=1)": "hit.all(axis=1)"},
            "You asked for the filler to be guessed too; what stands behind the end mark is no part of a caption.",
        ),
        Mistake(
            {"(hit | ~real).all(axis=1)": "(hit & real).all(axis=1)"},
            "You counted the filler as missed, so only captions without any can be exact; it is no part of them.",
        ),
        Mistake(
            {"(hit | ~real).all(axis=1)": "(hit | (np.arange(words.shape[1]) >= last[:, None])).all(axis=1)"},
            "You called captions exact without asking for their end mark; one that goes on for ever is not exact.",
        ),
        Mistake(
            {"np.mean((hit | ~real).all(axis=1))": "np.sum((hit | ~real).all(axis=1))"},
            "You counted the exact captions; asked for is their *share*.",
        ),
        Mistake(
            {"real = np.arange(words.shape[1]) <= last[:, None]": "real = words != end"},
            "You hid the end marks and kept the filler behind them; it is the other way round: a caption reaches up to "
            "its first end mark.",
        ),
        Mistake(
            {
                "last = np.argmax(words == end, axis=1)": "last = words.shape[1] - 1 "
                "- np.argmax((words == end)[:, ::-1], axis=1)"
            },
            "You went up to the *last* end mark of a row; a caption ends with its first, and filler may look like one.",
        ),
    ),
    variants=(
        """
def caption_loss(log_p, words, end):
    costs, exact = [], 0
    for chances, caption in zip(log_p, words):
        right = True
        for step, word in zip(chances, caption):
            costs.append(-step[word])
            right = right and step.argmax() == word
            if word == end:
                break
        exact += right
    return np.mean(costs), exact / len(words)
""",
        """
def caption_loss(log_p, words, end):
    ends = words == end
    real = ends.cumsum(axis=1) - ends == 0
    right = np.eye(log_p.shape[2])[words]
    loss = -(log_p * right * real[..., None]).sum() / real.sum()
    missed = ((log_p.argmax(axis=-1) != words) & real).sum(axis=1)
    return loss, (missed == 0).sum() / len(missed)
""",
        """
def caption_loss(log_p, words, end):
    length = [list(row).index(end) + 1 for row in words]
    pairs = [(p[:n], w[:n]) for p, w, n in zip(log_p, words, length)]
    total = sum(p[np.arange(len(w)), w].sum() for p, w in pairs)
    return -total / sum(length), np.mean([np.array_equal(p.argmax(axis=1), w) for p, w in pairs])
""",
    ),
    equivalents={
        "real = np.arange(log_p.shape[1]) <= last[:, None]": "as many steps as words",
        "cost = -np.take_along_axis(log_p, words[:, :, None], axis=2)[:, :, -1]": "the axis has one entry",
    },
    hints=(
        "Where does each caption end? np.argmax(words == end, axis=1) is the place of its first end mark.",
        "np.take_along_axis(log_p, words[:, :, None], axis=2) finds the chance of every right word.",
        "A caption is exact if at every step the likeliest word is right *or* the step is filler.",
    ),
    fact="Although it was handed the right words: greedy decoding writes exactly these captions. As long as all words "
    "were right, it reads the right ones.",
    why="The first end mark is the last thing to be guessed. The cost asks how likely each word was, exactness whether "
    "every one of them won.",
    questions=(
        "The loss falls while the share of exact captions stays. What has become better?",
        "Nine words of ten are right. Which share of captions of six words is exact, if mistakes fall anywhere?",
    ),
)

EXERCISES = [SHUFFLED_FRAMES, CAPTION_LOSS]
