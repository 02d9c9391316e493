"""Exercises of lesson 12 (write text): what a letter costs, and which one is written."""

import numpy as np

from lstm_helpers.exercises.hidden import draw
from lstm_helpers.exercises.kinds import Function, Mistake


def chances(rng, *shape):
    """Rows of probabilities that are 0 nowhere and all different."""
    p = rng.uniform(0.02, 1.0, shape)
    return p / p.sum(axis=-1, keepdims=True)


def rows_do_not_sum_to_one(got, want):
    """Have the leaves the shapes that are wanted, and is there one whose rows do not sum to 1?"""
    alike = [
        leaf for key, leaf in got.items() if leaf.dtype.kind == "f" and key in want and leaf.shape == want[key].shape
    ]
    return len(alike) == len(want) and any(np.abs(leaf.sum(axis=-1) - 1).max() > 1e-6 for leaf in alike)


BITS_PER_LETTER = Function(
    name="bits_per_letter",
    lesson=12,
    minutes=4,
    prompt="A model gave each letter that came the probability p. How many bits per letter did the text cost it?",
    stub='''
def bits_per_letter(p):
    """The mean cost of a letter in bits.
    p (T,): what the model believed of each letter that then came."""
    return ...                                   # your line
''',
    solution="""
def bits_per_letter(p):
    return np.mean(-np.log2(p))
""",
    cases=lambda rng: [(rng.uniform(0.05, 0.95, T),) for T in (7, 12)],
    mistakes=(
        Mistake({"np.log2": "np.log"}, "You took the natural logarithm, which counts nats; bits need base 2."),
        Mistake({"np.log2": "np.log10"}, "You took the logarithm to base 10; bits need base 2."),
        Mistake({"np.mean": "np.sum"}, "You added the bits of all letters; the cost *per letter* is their mean."),
        Mistake({"-np.log2": "np.log2"}, "You left out the minus; the logarithm of a probability is negative."),
        Mistake(
            {"np.mean(-np.log2(p))": "-np.log2(np.mean(p))"},
            "You averaged the probabilities first; each letter has its own cost, and the costs are averaged.",
        ),
        Mistake(
            {"np.mean(-np.log2(p))": "2 ** np.mean(-np.log2(p))"},
            "You returned the perplexity, 2 to the power of the bits; the bits themselves are asked for.",
        ),
        Mistake(
            {"-np.log2(p)": "-p * np.log2(p)"},
            "You weighted each cost with the model's own probability, which is its entropy; a letter that came "
            "counts once.",
        ),
    ),
    variants=(
        """
def bits_per_letter(p):
    return -np.sum(np.log(p)) / (len(p) * np.log(2))
""",
        """
def bits_per_letter(p):
    total = 0.0
    for each in p:
        total += np.log2(1 / each)
    return total / len(p)
""",
    ),
    hints=(
        "A letter with probability 1/8 costs three bits: how do you get from 1/8 to 3?",
        "np.log2, a minus, a mean.",
    ),
    fact="A text of T letters can be stored in T times that many bits, and a few more: the lesson ends by doing so.",
    why="A coder spends −log2 p bits on an event of probability p, and no coder can do better on average.",
    questions=(
        "What does a model pay that gave the letter probability 0?",
        "And one that is always sure, and always right?",
    ),
)


TEMPERATURE = Function(
    name="temperature",
    lesson=12,
    minutes=4,
    prompt="Turn logits into probabilities at a temperature tau.",
    stub='''
def temperature(logits, tau):
    """softmax(logits / tau), for each row.
    logits (T, K), tau above 0 -> (T, K)."""
    return ...                                   # your lines
''',
    solution="""
def temperature(logits, tau):
    e = np.exp((logits - logits.max(axis=-1, keepdims=True)) / tau)
    return e / e.sum(axis=-1, keepdims=True)
""",
    cases=lambda rng: [
        (draw(rng, 4, 6, scale=2.0), 0.6),
        (draw(rng, 3, 5, scale=2.0), 1.7),
        (draw(rng, 2, 4, scale=900.0), 0.5),
    ],
    mistakes=(
        Mistake({"/ tau": "* tau"}, "You multiplied by tau; dividing is what makes a small tau sharpen the choice."),
        Mistake({") / tau)": "))"}, "You left the temperature out; the logits are divided by tau before the softmax."),
        Mistake(
            {"return e / e.sum(axis=-1, keepdims=True)": "return e / e.sum()"},
            "You divided by the sum over all rows; each row is a choice of its own and sums to 1.",
        ),
        Mistake(
            {"return e / e.sum(axis=-1, keepdims=True)": "return e / e.sum(axis=0)"},
            "You summed over the rows; the sum runs over the classes, the last axis.",
        ),
        Mistake(
            {"axis=-1": "axis=0"},
            "You took the softmax over the rows; each row is a choice of its own, so it runs along the last axis.",
        ),
        Mistake(
            {"logits - logits.max(axis=-1, keepdims=True)": "logits"},
            "Logits may be large: subtract each row's largest before np.exp. That changes none of the chances.",
        ),
        Mistake(
            "def temperature(logits, tau):\n    return logits / tau\n",
            "You divided the logits and stopped there; softmax makes probabilities of them.",
        ),
        Mistake(
            {"return e / e.sum(axis=-1, keepdims=True)": "return e"},
            "You left out the division by the sum; the probabilities of a row have to sum to 1.",
        ),
    ),
    variants=(
        """
def temperature(logits, tau):
    z = np.asarray(logits) / tau
    e = np.exp(z - z.max(axis=1)[:, None])
    return e / e.sum(axis=1)[:, None]
""",
        """
def temperature(logits, tau):
    rows = []
    for row in logits:
        p = np.exp(row / tau - np.max(row / tau))
        rows.append(p / np.sum(p))
    return np.array(rows)
""",
    ),
    probes=(
        Mistake(
            rows_do_not_sum_to_one,
            "Your rows do not sum to 1. Divide the logits by tau, not the probabilities, and divide each row by its "
            "sum at the very end.",
        ),
    ),
    equivalents={
        "return e / e.sum(axis=1, keepdims=True)": "axis 1 of two is the last",
        "e = np.exp((logits - logits.max(axis=1, keepdims=True)) / tau)": "axis 1 of two is the last",
    },
    hints=(
        "First divide the logits, then take the softmax of each row.",
        "Logits may be as large as 900: subtract each row's largest before np.exp.",
        "keepdims=True keeps the axis, so rows divide by their own sums.",
    ),
    fact="At tau = 1 these are the chances the network learned; towards 0 only the likeliest letter is left.",
    why="Dividing all logits by tau raises every probability to the power 1/tau and scales the rows to 1 again.",
    questions=("Which temperature writes the most frequent letter for ever?", "What happens as tau grows?"),
)


TOP_P = Function(
    name="top_p",
    lesson=12,
    minutes=7,
    prompt="Keep the fewest letters that hold the share `mass` of the probability, and none of the others.",
    stub='''
def top_p(p, mass):
    """The chances of the smallest set whose sum reaches `mass`, scaled
    to sum to 1; zero elsewhere.  p (K,) in any order -> (K,)."""
    return ...                                   # your lines
''',
    solution="""
def top_p(p, mass):
    order = np.argsort(-p)
    before = np.cumsum(p[order]) - p[order]
    kept = np.where(before < mass, p[order], 0)
    out = np.zeros_like(p)
    out[order] = kept / kept.sum()
    return out
""",
    cases=lambda rng: [
        (chances(rng, 7), 0.6),
        (chances(rng, 9), 0.85),
        (np.array([0.125, 0.5, 0.125, 0.25]), 0.75),
        (chances(rng, 6), 0.9),
    ],
    mistakes=(
        Mistake(
            {"before < mass": "before + p[order] <= mass"},
            "You left out the letter with which the sum reaches the mass; without it the set holds too little.",
        ),
        Mistake(
            {"before < mass": "before + p[order] < mass"},
            "You stopped one letter early; the letter with which the sum reaches the mass belongs to the set.",
        ),
        Mistake(
            {"before < mass": "before <= mass"},
            "You kept one letter too many where the sum hits the mass exactly; the set is complete then.",
        ),
        Mistake(
            {"np.argsort(-p)": "np.argsort(p)"},
            "You began with the least likely letters; the fewest that hold the mass are the likeliest.",
        ),
        Mistake(
            {"np.argsort(-p)": "np.arange(len(p))"},
            "You took the letters as they come; they have to be put in order first, the likeliest in front.",
        ),
        Mistake(
            {"kept / kept.sum()": "kept"},
            "You did not scale what is left; the probabilities of the set have to sum to 1 again.",
        ),
        Mistake(
            {"out[order] = kept / kept.sum()": "out = kept / kept.sum()"},
            "You returned the chances in sorted order; every letter has to get its own back.",
        ),
        Mistake(
            {"np.where(before < mass, p[order], 0)": "np.where(p[order] >= mass, p[order], 0)"},
            "You compared each probability with the mass; it is their running sum that has to reach it.",
        ),
        Mistake(
            {"out[order] = kept / kept.sum()": "out[order] = (kept > 0) / (kept > 0).sum()"},
            "You made the letters of the set equally likely; they keep their ratios.",
        ),
    ),
    variants=(
        """
def top_p(p, mass):
    kept, total = np.zeros(len(p)), 0.0
    for k in sorted(range(len(p)), key=lambda k: -p[k]):
        kept[k] = p[k]
        total += p[k]
        if total >= mass:
            break
    return kept / total
""",
        """
def top_p(p, mass):
    ranked = np.sort(p)[::-1]
    least = ranked[np.searchsorted(np.cumsum(ranked), mass)]
    kept = p * (p >= least)
    return kept / np.sum(kept)
""",
    ),
    equivalents={
        f"out = np.{new}": "every entry is written afterwards"
        for new in ("ones_like(p)", "zeros_like(before)", "zeros_like(kept)")
    },
    hints=(
        "Sort from the likeliest down, and add up until the mass is reached.",
        "A letter belongs to the set as long as the sum *before* it is below the mass.",
        "order = np.argsort(-p) sorts; out[order] = … puts everything back to its place.",
    ),
    fact="Top-k keeps a fixed number of letters, top-p as many as the moment asks for: one in a word, many after it.",
    why="The running sum before a letter says whether the set was complete without it.",
    questions=("When does top-p keep a single letter?", "Why does top-p suit text better than top-k?"),
)


MIXTURE = Function(
    name="mixture",
    lesson=12,
    minutes=4,
    prompt="Two models are asked, and half of each is believed. How many bits per letter does the text cost then?",
    stub='''
def mixture(p, q):
    """Bits per letter of the half-and-half mixture of two models.
    p, q (T,): what each believed of the letters that then came."""
    return ...                                   # your line
''',
    solution="""
def mixture(p, q):
    return np.mean(-np.log2((p + q) / 2))
""",
    cases=lambda rng: [(rng.uniform(0.02, 0.95, T), rng.uniform(0.02, 0.95, T)) for T in (8, 13)],
    mistakes=(
        Mistake(
            {"np.mean(-np.log2((p + q) / 2))": "np.mean(-np.log2(p) - np.log2(q)) / 2"},
            "You averaged the bits of the two; the mixture averages their *probabilities*, so one good guess of "
            "the two is enough.",
        ),
        Mistake(
            {"np.mean(-np.log2((p + q) / 2))": "min(np.mean(-np.log2(p)), np.mean(-np.log2(q)))"},
            "You took the better of the two models; a mixture can cost less than either.",
        ),
        Mistake(
            {"(p + q) / 2": "np.maximum(p, q)"},
            "You took the larger probability each time; nobody knows beforehand which of the two will be right.",
        ),
        Mistake({"(p + q) / 2": "p + q"}, "You forgot the half; p + q can exceed 1, and is no probability."),
        Mistake({"np.log2": "np.log"}, "You took the natural logarithm, which counts nats; bits need base 2."),
        Mistake({"np.mean": "np.sum"}, "You added the bits of all letters; the cost *per letter* is their mean."),
        Mistake(
            {"(p + q) / 2": "p * q"},
            "You multiplied the probabilities, as if both had to be right; believing half of each means their mean.",
        ),
    ),
    variants=(
        """
def mixture(p, q):
    return -np.log2(0.5 * p + 0.5 * q).sum() / len(p)
""",
        """
def mixture(p, q):
    both = np.stack([p, q]).mean(axis=0)
    return float(np.mean(np.log2(1 / both)))
""",
    ),
    hints=(
        "First mix the probabilities, then count the bits.",
        "The mean of p and q at each letter, then −log2, then the mean.",
    ),
    fact="Letter by letter it costs at most one bit more than the better of the two: half of a good guess is good.",
    why="−log2 is convex: the mean of the probabilities costs at most the mean of the costs.",
    questions=(
        "When is the mixture hardly better than its parts?",
        "What would the best weights be, and on which text may one tune them?",
    ),
)

EXERCISES = [BITS_PER_LETTER, TEMPERATURE, TOP_P, MIXTURE]
