"""Exercises of lesson 14 (attend): what has which shape, where a decoder looks, and what a map of weights says."""

import numpy as np

from lstm_helpers.exercises.hidden import draw
from lstm_helpers.exercises.kinds import Choice, Function, Mistake, Number

SHAPES = 6  # that are asked for


def shapes(value):
    """Each of several shapes as text, so that shapes of other lengths can be compared one by one as well."""
    some = isinstance(value, (tuple, list)) and len(value) == SHAPES
    return tuple(_written(shape) for shape in value) if some else value


def without_batch(got, want):
    """Are all shapes right, save that the batch is missing?"""
    return len(got) == len(want) and all(f"{got[key]}" == "(" + f"{want[key]}".partition(", ")[2] for key in want)


def _written(shape):
    return f"({', '.join(f'{n:g}' for n in shape)})" if isinstance(shape, (tuple, list)) else str(shape)


ENCODE_DECODE_SHAPES = Function(
    name="encode_decode_shapes",
    lesson=14,
    minutes=6,
    prompt="An encoder, a decoder and attention between them: what shape has each thing that goes in and out?",
    stub='''
def encode_decode_shapes(B, S, T, E, H, V):
    """Six shapes, each a tuple such as (B, S); the batch always comes first.
    B sentences of S source words and T target words (the end mark counts),
    E numbers in an embedding, H units in each of the two LSTMs, V words in
    the target language.  The decoder is being taught: all T steps at once."""
    memory = ...           # the encoder's hidden states that attention looks at
    state = ...            # the hidden state with which the decoder starts
    x = ...                # what the decoder reads at its T steps, embedded
    weights = ...          # how much each step looks at each source word
    read = ...             # what the readout gets: [hidden state; context]
    logits = ...           # what the readout gives
    return memory, state, x, weights, read, logits
''',
    solution="""
def encode_decode_shapes(B, S, T, E, H, V):
    memory = (B, S, H)
    state = (B, H)
    x = (B, T, E)
    weights = (B, T, S)
    read = (B, T, 2 * H)
    logits = (B, T, V)
    return memory, state, x, weights, read, logits
""",
    cases=lambda rng: [(3, 6, 5, 2, 4, 9), (5, 3, 7, 6, 2, 11)],
    look=shapes,
    outputs="memory state x weights read logits",
    mistakes=(
        Mistake(
            {"memory = (B, S, H)": "memory = (B, H)"},
            "You kept the encoder's last state alone; attention looks at the states after *all* S words, so the "
            "memory is (B, S, H).",
        ),
        Mistake(
            {"memory = (B, S, H)": "memory = (B, S, E)"},
            "You let attention look at the embeddings; the memory holds the encoder's hidden states, H numbers for "
            "each source word.",
        ),
        Mistake(
            {"memory = (B, S, H)": "memory = (B, T, H)"},
            "You gave the memory a row for each target word; the encoder reads the source and takes S steps.",
        ),
        Mistake(
            {"state = (B, H)": "state = (B, S, H)"},
            "You started the decoder from all states of the encoder; it starts from the last one, (B, H): an LSTM has "
            "one state at a time.",
        ),
        Mistake(
            {"state = (B, H)": "state = (B, T, H)"},
            "You gave the state of every step of the decoder; it *starts* with a single one, (B, H).",
        ),
        Mistake(
            {"state = (B, H)": "state = (B, 2 * H)"},
            "You joined h and c; the *hidden* state alone is asked for, and each of the two has H numbers.",
        ),
        Mistake(
            {"x = (B, T, E)": "x = (B, S, E)"},
            "You gave the decoder the source to read; it reads the target words, so it takes T steps.",
        ),
        Mistake(
            {"x = (B, T, E)": "x = (B, T, V)"},
            "You let the decoder read one-hot words; each word is embedded first, as E numbers.",
        ),
        Mistake(
            {"weights = (B, T, S)": "weights = (B, S, T)"},
            "You exchanged the axes of the weights; each of the T steps has one row, with a weight for each of the S "
            "source words.",
        ),
        Mistake(
            {"weights = (B, T, S)": "weights = (B, S)"},
            "You let all steps look alike; every step of the decoder has weights of its own, so T is an axis too.",
        ),
        Mistake(
            {"read = (B, T, 2 * H)": "read = (B, T, H)"},
            "You forgot one of the two parts of what is read out: the hidden state has H numbers, and the context has "
            "H more.",
        ),
        Mistake(
            {"read = (B, T, 2 * H)": "read = (B, T, H + S)"},
            "You put the weights beside the hidden state; it is the context that goes there, the weighted mean of "
            "states with H numbers each.",
        ),
        Mistake(
            {"logits = (B, T, V)": "logits = (B, V)"},
            "You gave one row of logits for the whole sentence; at each of the T steps a word is chosen.",
        ),
        Mistake(
            {"logits = (B, T, V)": "logits = (B, S, V)"},
            "You wrote a word for every source word; the translation has a length of its own, T.",
        ),
        Mistake(
            {"logits = (B, T, V)": "logits = (B, T)"},
            "You gave the words that are chosen; logits are one number for each of the V words at every step.",
        ),
    ),
    variants=(
        """
def encode_decode_shapes(B, S, T, E, H, V):
    return (B, S, H), (B, H), (B, T, E), (B, T, S), (B, T, H + H), (B, T, V)
""",
        """
def encode_decode_shapes(B, S, T, E, H, V):
    taught = [B, T]
    return [[B, S, H], [B, H], taught + [E], taught + [S], taught + [2 * H], taught + [V]]
""",
        """
def encode_decode_shapes(B, S, T, E, H, V):
    memory, x, h = np.zeros((B, S, H)), np.zeros((B, T, E)), np.zeros((B, T, H))
    weights = h @ memory.transpose(0, 2, 1)
    read = np.concatenate([h, weights @ memory], axis=-1)
    return memory.shape, memory[:, -1].shape, x.shape, weights.shape, read.shape, (read @ np.zeros((2 * H, V))).shape
""",
    ),
    probes=(
        Mistake(
            without_batch,
            "You gave the shapes of a single sentence; B of them go through side by side, and the batch comes first.",
        ),
    ),
    hints=(
        "The encoder takes S steps, the decoder T. Where do both numbers meet?",
        "A context is a weighted mean of rows of the memory: how many numbers has it?",
        "Attention is one product: weights (B, T, S) times memory (B, S, H).",
    ),
    fact="Without attention `state`, and c beside it, is all that the decoder ever gets of a sentence, however long.",
    why="S and T meet only in the weights, so source and translation may have any two lengths.",
    questions=(
        "Which of the six shapes change when the source gets longer?",
        "Which of them are there without attention?",
    ),
)


DOT_ATTENTION = Function(
    name="dot_attention",
    lesson=14,
    minutes=7,
    prompt="Attention by hand: score by the dot product, turn the scores into weights, take the weighted mean.",
    stub='''
def dot_attention(query, keys):
    """(context (B, Q, K), weights (B, Q, S)).
    The score of a query and a key is their dot product; a softmax over
    the keys turns the scores into weights; the context is the weighted mean
    of the keys.
    query (B, Q, K): the decoder's states;  keys (B, S, K): the encoder's."""
    return ...                                   # your lines
''',
    solution="""
def dot_attention(query, keys):
    scores = query @ keys.transpose(0, 2, 1)
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = e / e.sum(axis=-1, keepdims=True)
    return weights @ keys, weights
""",
    cases=lambda rng: [
        (draw(rng, 3, 2, 4), draw(rng, 3, 5, 4)),
        (draw(rng, 4, 6, 2, scale=1.2), draw(rng, 4, 3, 2)),
        (draw(rng, 5, 3, 6, scale=30.0), draw(rng, 5, 4, 6, scale=30.0)),
    ],
    outputs="context weights",
    mistakes=(
        Mistake(
            {"axis=-1": "axis=1"},
            "You took the softmax over the queries; each query shares its weights out among the *source* words, so "
            "it runs along the last axis.",
        ),
        Mistake(
            {"e / e.sum(axis=-1, keepdims=True)": "e / e.sum(axis=1, keepdims=True)"},
            "You divided by the sum over the queries; the weights of one query sum to 1, along the last axis.",
        ),
        Mistake(
            {"e / e.sum(axis=-1, keepdims=True)": "e / e.sum()"},
            "You divided by the sum of everything; the weights of every single query sum to 1.",
        ),
        Mistake(
            {"scores - scores.max(axis=-1, keepdims=True)": "scores"},
            "Scores may be in the hundreds, and then np.exp overflows: subtract each row's largest first. That changes "
            "none of the weights.",
        ),
        Mistake(
            {"scores - scores.max(axis=-1, keepdims=True)": "scores - scores.max(axis=(1, 2), keepdims=True)"},
            "You subtracted the largest score of a whole sentence from all its rows; a row hundreds below it becomes "
            "0 / 0. Subtract each row's own largest.",
        ),
        Mistake(
            {"scores - scores.max(axis=-1, keepdims=True)": "scores - scores.max()"},
            "You subtracted the largest score of the whole batch; a row hundreds below it becomes 0 / 0. Subtract each "
            "row's own largest.",
        ),
        Mistake(
            {"return weights @ keys, weights": "return weights @ keys, scores"},
            "You returned the scores beside the context; the second is the weights, after the softmax.",
        ),
        Mistake(
            {"weights = e / e.sum(axis=-1, keepdims=True)": "weights = scores"},
            "You took the scores for weights; a softmax comes in between, so the weights are positive and sum to 1.",
        ),
        Mistake(
            {"weights = e / e.sum(axis=-1, keepdims=True)": "weights = scores / scores.sum(axis=-1, keepdims=True)"},
            "You divided the scores by their sum; scores may be negative, and their sum may be near 0, so np.exp comes "
            "first.",
        ),
        Mistake(
            {"weights = e / e.sum(axis=-1, keepdims=True)": "weights = sigmoid(scores)"},
            "You put every score through a sigmoid by itself; in a softmax the keys compete, and the weights sum to 1.",
        ),
        Mistake(
            {"weights = e / e.sum(axis=-1, keepdims=True)": "weights = e"},
            "You left out the division by the sum; the weights of a query have to sum to 1.",
        ),
        Mistake(
            {"transpose(0, 2, 1)\n": "transpose(0, 2, 1) / np.sqrt(keys.shape[-1])\n"},
            "You divided the scores by √K, as transformers do; the plain dot product is asked for here.",
        ),
        Mistake(
            {"weights = e / e.sum(axis=-1, keepdims=True)": "weights = 1.0 * (e == 1)"},
            "You looked at the best key alone; a softmax lets a query look at several, and only then can the gradient "
            "tell it where to look instead.",
        ),
        Mistake(
            {"return weights @ keys, weights": "return weights, weights @ keys"},
            "You returned the weights first; the context comes first.",
        ),
        Mistake(
            {"return weights @ keys, weights": "return np.swapaxes(weights, 1, 2) @ query, weights"},
            "You took the mean of the queries; the context is what the decoder *gets*: a mean of the encoder's states.",
        ),
        Mistake(
            {"return weights @ keys, weights": "return scores @ keys, weights"},
            "You took the mean with the scores; it is the weights, after the softmax, that each key is multiplied by.",
        ),
    ),
    variants=(
        """
def dot_attention(query, keys):
    scores = np.einsum("bqk,bsk->bqs", query, keys)
    p = np.exp(scores - scores.max(axis=2)[..., None])
    p = p / p.sum(axis=2)[..., None]
    return np.einsum("bqs,bsk->bqk", p, keys), p
""",
        """
def dot_attention(query, keys):
    contexts, weights = [], []
    for q, k in zip(query, keys):
        scores = q @ k.T
        p = np.exp(scores - scores.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        contexts.append(p @ k)
        weights.append(p)
    return np.stack(contexts), np.stack(weights)
""",
        """
def dot_attention(query, keys):
    scores = (query[:, :, None, :] * keys[:, None, :, :]).sum(axis=-1)
    scores = scores - scores.max(axis=-1, keepdims=True)
    log_weights = scores - np.log(np.sum(np.exp(scores), axis=-1, keepdims=True))
    weights = np.exp(log_weights)
    return (weights[..., None] * keys[:, None]).sum(axis=2), weights
""",
    ),
    hints=(
        "query @ keys.transpose(0, 2, 1) is every query times every key, (B, Q, S).",
        "Softmax along the last axis: subtract the largest, np.exp, divide by the sum; keepdims=True.",
        "The weighted mean of the keys is one more product: weights @ keys.",
    ),
    fact="There is nothing to learn in these three lines: what is trained is what the two LSTMs put into their states.",
    why="A query that points the way a key points has a large product with it, and so gives it a large weight.",
    questions=(
        "What does the context become when all scores are equal? And when one is far above the others?",
        "What does multiplying every query by ten do to the weights?",
    ),
)


def _hidden_words(rng, B, Q, S, lengths, scale=1.5, offset=0.0):
    """(scores (B, Q, S), mask (B, S)) with the filler behind, whose scores are like all others."""
    return draw(rng, B, Q, S, scale=scale) + offset, np.arange(S) < np.array(lengths)[:, None]


ATTENTION_MASK = Function(
    name="attention_mask",
    lesson=14,
    minutes=6,
    prompt="The sentences of a batch are padded to one length. Turn scores into weights; no query may look at filler.",
    stub='''
def attention_mask(scores, mask):
    """The weights (B, Q, S): softmax over the real source words of each
    sentence, and exactly 0 at its filler.
    scores (B, Q, S), where the filler has scores like any other step;
    mask (B, S) of bool: True where a source word is real."""
    return ...                                   # your lines
''',
    solution="""
def attention_mask(scores, mask):
    seen = np.where(mask[:, None], scores, -np.inf)
    e = np.exp(seen - seen.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)
""",
    cases=lambda rng: [
        _hidden_words(rng, 3, 2, 5, [5, 2, 4]),
        _hidden_words(rng, 2, 4, 4, [3, 1]),
        _hidden_words(rng, 4, 3, 6, [2, 6, 5, 3], offset=900.0),
        _hidden_words(rng, 2, 3, 4, [2, 3], offset=np.array([[-500.0], [400.0], [0.0]])),
    ],
    mistakes=(
        Mistake(
            {"np.where(mask[:, None], scores, -np.inf)": "scores * mask[:, None]"},
            "You set the filler's scores to 0, and exp(0) is 1; minus infinity is the score whose weight is 0.",
        ),
        Mistake(
            {
                "np.where(mask[:, None], scores, -np.inf)": "scores",
                "return e / e.sum(axis=-1, keepdims=True)": "return e / e.sum(axis=-1, keepdims=True) * mask[:, None]",
            },
            "You took the filler's weights away after the softmax; what is left no longer sums to 1, so the mask has "
            "to act before the division.",
        ),
        Mistake(
            {"np.where(mask[:, None], scores, -np.inf)": "scores"},
            "You left the mask out; the filler takes a share of the weights, the larger the shorter the sentence is.",
        ),
        Mistake(
            {"scores, -np.inf)": "-np.inf, scores)"},
            "You hid the real words and looked at the filler; the mask is True where a word is *real*.",
        ),
        Mistake(
            {"mask[:, None]": "mask[:, :, None]"},
            "You hid the rows of some queries; the mask is about the *source*, the last axis: mask[:, None, :].",
        ),
        Mistake(
            {"-np.inf": "-1.0"},
            "You gave the filler the score −1, which is a score like others; only minus infinity has the weight 0.",
        ),
        Mistake(
            {"-np.inf": "-100.0"},
            "You gave the filler the score −100; where the real words score lower still, it gets all the weight. Only "
            "minus infinity is below everything.",
        ),
        Mistake(
            {"np.where(mask[:, None], scores, -np.inf)": "scores - 5 * ~mask[:, None]"},
            "You made the filler's scores a little smaller, so it keeps a share of the weights; only minus infinity "
            "has the weight 0.",
        ),
        Mistake(
            {"seen - seen.max(axis=-1, keepdims=True)": "seen - seen.max()"},
            "You subtracted the largest score of the whole batch; a row hundreds below it becomes 0 / 0. Subtract each "
            "row's own largest.",
        ),
        Mistake(
            {"-np.inf": "np.inf"},
            "You gave the filler plus infinity, so it takes all the weight; *minus* infinity is what exp turns into 0.",
        ),
        Mistake(
            {"axis=-1": "axis=1"},
            "You took the softmax over the queries; the weights of one query sum to 1, along the source, the last "
            "axis.",
        ),
        Mistake(
            {"return e / e.sum(axis=-1, keepdims=True)": "return e / e.sum(axis=1, keepdims=True)"},
            "You divided by the sum over the queries; the weights of one query sum to 1, along the last axis.",
        ),
        Mistake(
            {"return e / e.sum(axis=-1, keepdims=True)": "return e / e.sum()"},
            "You divided by the sum of everything; the weights of every single query sum to 1.",
        ),
        Mistake(
            {"seen - seen.max(axis=-1, keepdims=True)": "seen"},
            "Scores may be as large as 900, and then np.exp overflows: subtract each row's largest first.",
        ),
        Mistake(
            {"return e / e.sum(axis=-1, keepdims=True)": "return e"},
            "You left out the division by the sum; the weights of a query have to sum to 1.",
        ),
        Mistake(
            {"return e / e.sum(axis=-1, keepdims=True)": "return seen"},
            "You hid the filler and stopped there; a softmax turns the scores into weights.",
        ),
    ),
    variants=(
        """
def attention_mask(scores, mask):
    p = np.exp(scores - scores.max(axis=2, keepdims=True)) * mask[:, np.newaxis, :]
    return p / p.sum(axis=2, keepdims=True)
""",
        """
def attention_mask(scores, mask):
    hidden = scores - 1e9 * ~mask[:, None, :]
    p = np.exp(hidden - np.max(hidden, axis=-1, keepdims=True))
    return p / np.sum(p, axis=-1, keepdims=True)
""",
        """
def attention_mask(scores, mask):
    weights = np.zeros_like(scores)
    for b, real in enumerate(mask):
        for q in range(scores.shape[1]):
            kept = scores[b, q, real]
            e = np.exp(kept - kept.max())
            weights[b, q, real] = e / e.sum()
    return weights
""",
    ),
    equivalents={
        "e = np.exp(seen - scores.max(axis=-1, keepdims=True))": "the filler's scores are close to the others",
    },
    hints=(
        "Which score has the weight 0 after np.exp?",
        "np.where(mask, scores, −np.inf) hides; the mask (B, S) lacks the axis of the queries: mask[:, None].",
        "Then the softmax of every row, the largest subtracted first.",
    ),
    fact="A masked layer repeats its last state through the filler: unmasked, the last word would count several times.",
    why="exp(−∞) is exactly 0, so the filler neither takes a share nor gets a gradient.",
    questions=(
        "What comes out for a sentence whose every word is hidden?",
        "Why is hiding the filler after the softmax not the same, unless you divide again?",
    ),
)


SOFTMAX_AXIS = Number(
    name="softmax_axis",
    lesson=14,
    minutes=4,
    prompt="A decoder takes 5 steps and looks at 4 source words; the scores, an array (5, 4), are all equal. Somebody "
    "takes the softmax along the *steps*. Which weight does each word get at each step? What do the weights of a step "
    "sum to, and those of a word? And which weight should each word get?",
    solution={"weight": 0.2, "sum of a step": 0.8, "sum of a word": 1, "right weight": 0.25},
    mistakes=(
        Mistake(
            {"weight": 0.25, "sum of a step": 1},
            "You took the softmax along the words, which is right; the question is what comes out along the *steps*.",
        ),
        Mistake(
            {"weight": 0.25}, "You shared each step out among its 4 words; here each *word* is shared among 5 steps."
        ),
        Mistake({"weight": 0.05}, "You shared 1 among all 20 places; a softmax makes each column sum to 1 by itself."),
        Mistake(
            {"sum of a step": 1},
            "You let a step sum to 1, as it should; here nothing sees to that: a step has 4 weights of 1/5.",
        ),
        Mistake(
            {"sum of a step": 1.25},
            "You added five weights of 1/4; a step has one weight for each of the 4 words.",
        ),
        Mistake(
            {"sum of a word": 0.8},
            "You exchanged the sums; a word has 5 weights, one for each step, and it is these that sum to 1.",
        ),
        Mistake(
            {"sum of a word": 1.25},
            "You added what a word gets when all is right, 5 · 1/4; a softmax along the steps makes that sum 1.",
        ),
        Mistake(
            {"right weight": 0.2},
            "You shared a word out among the steps again; a step shares 1 out among its 4 words, and all are alike.",
        ),
        Mistake(
            {"right weight": 1},
            "You let a step look fully at every word; the weights of a step have to sum to 1.",
        ),
    ),
    hints=(
        "Equal scores: a softmax shares 1 out evenly among as many places as it runs along.",
        "Along the steps there are 5 places, along the words 4.",
    ),
    fact="Nothing crashes, and the shapes are right: the sum of a row is the check that finds it.",
    why="What the softmax runs along sums to 1. A step chooses among words, so it has to run along the words.",
    questions=(
        "How large would the contexts be in a long translation, and in a short one?",
        "With one step at a time, as in greedy decoding, what would the softmax along the steps give?",
    ),
)


READ_THE_MAP = Choice(
    name="read_the_map",
    lesson=14,
    minutes=4,
    prompt='A translator writes "sieben", and rightly. On its map the row of that step has 0.9 at "hundred", '
    'the word *beside* "seven". What may you say?',
    options={
        "a": "There is a defect: a step has to look at the word it translates.",
        "b": 'The word "seven" played no part in this step.',
        "c": 'Nine tenths of the context is the state at "hundred"; what the step depends on, a test must show.',
        "d": 'The word "hundred" is the reason why "sieben" was written.',
        "e": 'The step did not look where it should: "sieben" was a lucky guess.',
    },
    solution="c",
    mistakes=(
        Mistake(
            "a",
            "You expected the map that a reader would draw; training asks for the right *word*, not for a look at the "
            "right place.",
        ),
        Mistake(
            "b",
            "You took a small weight for no influence; *seven* was read before *hundred*, so the state there may hold "
            "it, and the decoder brings a state of its own.",
        ),
        Mistake(
            "d",
            "You took a weight for a reason; it says how much of a state was taken, not what in it was used, nor "
            "whether another look would have given another word.",
        ),
        Mistake(
            "e",
            "You took looking elsewhere for knowing nothing; what is needed can lie in another state, and in the "
            "decoder's own.",
        ),
    ),
    hints=(
        "What exactly is multiplied by a weight: a word, or a state of the encoder?",
        "Which of the sentences could you write from the number 0.9 alone?",
    ),
    fact="The Attention Lab makes the test: force the weights elsewhere and see whether another word is written.",
    why="A weight is the share of a state in the context. Reasons are found by changing something, not by looking.",
    questions=(
        "Which two changes would you try, and what would each of them show?",
        "What would a map look like if the decoder did not need its context at all?",
    ),
)

EXERCISES = [ENCODE_DECODE_SHAPES, DOT_ATTENTION, ATTENTION_MASK, SOFTMAX_AXIS, READ_THE_MAP]
