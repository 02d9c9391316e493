"""Three small readers, trained in a second on a language of ten words, some of which begin like others."""

import numpy as np

from lstm_helpers import training
from lstm_helpers.data.text import Alphabet, remove_spaces
from lstm_helpers.maths.cells import DenseParams
from lstm_helpers.maths.losses import sigmoid_cross_entropy

EXAMPLE = "a gate opens and its gates open on an open gate"
LETTERS, TEXTS, UNITS = 24, 96, 8


def readers():
    """Return (forward, backward, both, alphabet, example): what `TwoWayReader` is made of.

    The third adds up what the two say: its passes are theirs, and so is its readout.
    """
    rng = np.random.default_rng(0)
    words, alphabet = sorted(set(EXAMPLE.split())), Alphabet("".join(sorted(set(EXAMPLE) - {" "})))
    texts = [remove_spaces(" ".join(rng.choice(words, LETTERS))) for _ in range(TEXTS)]
    x = alphabet.one_hot([letters[:LETTERS] for letters, _ in texts])  # (texts, letters, symbols)
    y = np.array([ends[:LETTERS] for _, ends in texts], float)[..., None]  # (texts, letters, 1)
    forward, backward = (_trained(x[:, ::way], y[:, ::way], rng) for way in (1, -1))
    passes = forward.layers[0], backward.layers[0]
    W = np.concatenate([forward.readout.W, backward.readout.W])
    return forward, backward, (passes, DenseParams(W, forward.readout.b + backward.readout.b)), alphabet, EXAMPLE


def _trained(x, y, rng):
    model = training.init_model(x.shape[-1], UNITS, 1, rng, every_step=True)
    adam = training.optimizers.Adam(0.02)
    return training.fit(model, x, y, rng=rng, loss=sigmoid_cross_entropy, optimizer=adam, epochs=40, progress=False)[0]
