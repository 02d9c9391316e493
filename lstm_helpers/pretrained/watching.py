"""The networks of lesson 19: an eye, a watcher and two captioners that read what it sees; and what was measured."""

import json
from typing import NamedTuple

import numpy as np

from lstm_helpers.arrays import as_path
from lstm_helpers.data.films import WORDS
from lstm_helpers.maths.captioner import Captioner, as_translator
from lstm_helpers.maths.cells import DenseParams, LSTMParams
from lstm_helpers.maths.translator import END
from lstm_helpers.maths.watcher import ConvParams, Eye, Watcher, check_eye, check_watcher
from lstm_helpers.pretrained.stored import FOLDER, mend, read

WATCHERS = ("frame", "mean", "dense", "LSTM", "ConvLSTM")
"""What lesson 19 compares: a frame at random, the mean of the frames, all into one Dense layer, an LSTM, a ConvLSTM."""
CAPTIONERS = ("dot", "without", "dense", "mean")
"""An LSTM with attention, and without; all frames into one Dense layer; the mean of the frames."""
_PARTS = {
    "eye.first": (ConvParams, (3, 3, 1, None)),
    "eye.second": (ConvParams, (3, 3, None, None)),
    "eye.dense": (DenseParams, (None, None)),
    "watcher.lstm": (LSTMParams, (None, None)),
    "watcher.motion": (DenseParams, (None, None)),
    "watcher.digit": (DenseParams, (None, None)),
} | {
    f"{name}.{part}": (kind, (None, None))
    for name in ("dot", "without")
    for part, kind in (("encoder", LSTMParams), ("decoder", LSTMParams), ("readout", DenseParams))
}


class FilmNetworks(NamedTuple):
    """``eye`` looks at frames; ``watcher`` reads its features, as do ``captioner``, with attention, and ``without``."""

    eye: Eye
    watcher: Watcher
    captioner: Captioner
    without: Captioner


def film_networks(folder=FOLDER):
    """Return the `FilmNetworks` of lesson 19, and what is known of them.

    Returns
    -------
    networks : FilmNetworks
    facts : dict
        ``motion`` and ``digit``, shares that the watcher says right of unseen films of one motion; ``exact``
        {captioner: [shares of exact captions on seen and on unseen combinations]}; ``seed``.

    Raises
    ------
    ValueError
        The file is missing or damaged; the sentence says how to mend that.
    """
    path = as_path("folder", folder) / "film_networks.npz"
    arrays, facts = read(path, _shapes(), np.float16, "measure_films")
    try:
        return _built(dict(zip(_shapes(), arrays, strict=True))), facts
    except (KeyError, TypeError, ValueError):
        again = mend(path, "measure_films")
        raise ValueError(f"{path.name} in folder {path.parent.name} is damaged: {again}") from None


def film_scores():
    """Return what `measure_films` found, a dict; each list is over three seeds.

    ``watchers`` {name of `WATCHERS`: {"motion", "digit": shares right of unseen films; "opposite": share of films
    played backwards that are called the opposite motion; "shuffled": share right with frames in random order}};
    ``captions`` {name of `CAPTIONERS`: {"seen", "unseen" or "learned": {"exact", "words": shares}}}: combinations that
    were learned from, others, and the very films that were learned from; ``cpu_seconds``.
    """
    return json.loads((FOLDER / "film_scores.json").read_text(encoding="utf-8"))


def save_networks(networks, folder=FOLDER, **facts):
    """Write `FilmNetworks` as float16, with what is known of them; `rounded` gives those that are read again."""
    arrays = {}
    for name, parts in (("eye", networks.eye), ("watcher", networks.watcher)):
        arrays |= {f"{name}.{part}": getattr(parts, part) for part in parts._fields}
    for name, one in (("dot", networks.captioner), ("without", networks.without)):
        arrays |= {f"{name}.{part}": getattr(one, part) for part in ("encoder", "decoder", "readout")}
        arrays[f"{name}.embedding"] = one.embedding
    flat = {}
    for name, params in arrays.items():
        fields = getattr(params, "_fields", None)
        flat |= {name: params} if fields is None else {f"{name}.{key}": getattr(params, key) for key in fields}
    flat = {name: np.asarray(array, np.float16) for name, array in flat.items()}
    np.savez_compressed(as_path("folder", folder) / "film_networks.npz", **flat, facts=json.dumps(facts))


def _shapes():
    """{name of an array in the file: its shape}."""
    found = {}
    for part, (kind, shape) in _PARTS.items():
        for key in kind._fields:
            found[f"{part}.{key}"] = (None,) if key == "b" else shape
    return found | {f"{name}.embedding": (None, None) for name in ("dot", "without")}


def _built(arrays):
    """`FilmNetworks` whose parts fit together; `ValueError` otherwise."""
    made = {part: kind(*(arrays[f"{part}.{key}"] for key in kind._fields)) for part, (kind, _) in _PARTS.items()}
    eye = check_eye(Eye(*(made[f"eye.{part}"] for part in Eye._fields)))
    watcher = check_watcher(Watcher(*(made[f"watcher.{part}"] for part in Watcher._fields)))
    captioners = [_captioner(name, kind, made, arrays) for name, kind in (("dot", "dot"), ("without", None))]
    read_by = [watcher.lstm, *(one.encoder for one in captioners)]
    if {len(lstm.W_x) for lstm in read_by} != {eye.dense.W.shape[1]}:
        raise ValueError("what the eye sees is not what is read")
    return FilmNetworks(eye, watcher, *captioners)


def _captioner(name, attention, made, arrays):
    embedding = arrays[f"{name}.embedding"].astype(np.float64)
    encoder, decoder, readout = (made[f"{name}.{part}"] for part in ("encoder", "decoder", "readout"))
    found = as_translator(Captioner(encoder, embedding, decoder, attention, readout, (*WORDS, END)))
    return Captioner(found.encoder, found.target_embedding, found.decoder, attention, found.readout, found.target)
