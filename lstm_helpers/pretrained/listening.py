"""The listener of lesson 17, and what was measured of it and of its opponents."""

import json

import numpy as np

from lstm_helpers.arrays import as_choice, as_path
from lstm_helpers.maths.cells import DenseParams, LSTMParams
from lstm_helpers.maths.listener import Listener, check_listener
from lstm_helpers.pretrained.stored import FOLDER, mend, read

LISTENERS = ("both", "joined", "espeak-ng")
"""What a listener learned from: half of its strings spoken in one go; all of them put together from single digits;
half of them spoken in one go, but by espeak-ng alone, so that flite is a synthesiser it has never heard."""
_PARTS = {"filters": DenseParams, "forward": LSTMParams, "backward": LSTMParams, "readout": DenseParams}


def listener_model(kind="both", folder=FOLDER):
    """Return a listener that was trained with seed 1, and what is known of it.

    Parameters
    ----------
    kind : {"both", "joined", "espeak-ng"}
        One of `LISTENERS`.

    Returns
    -------
    learned : maths.listener.Listener
        float64, rounded to float16 when it was stored.
    facts : dict
        ``errors`` {group of clips: {"in one go" or "with pauses": error rate}}, ``seed``, ``batches``.

    Raises
    ------
    ValueError
        The file is missing or damaged; the sentence says how to mend that.
    """
    name = as_choice("kind", kind, LISTENERS)
    path = as_path("folder", folder) / f"listener_{name}.npz"
    shapes = {f"{part}.{key}": (None,) * (2 - (key == "b")) for part, of in _PARTS.items() for key in of._fields}
    arrays, facts = read(path, shapes, np.float16, "measure_listening")
    named = dict(zip(shapes, arrays, strict=True))
    try:
        made = Listener(*(of(*(named[f"{part}.{key}"] for key in of._fields)) for part, of in _PARTS.items()))
        return check_listener(made), facts
    except (TypeError, ValueError):
        again = mend(path, "measure_listening")
        raise ValueError(f"{path.name} in folder {path.parent.name} is damaged: {again}") from None


def listening_scores():
    """Return what `measure_listening` found, a dict; error rates are edits a digit said.

    ``listeners`` {one of `LISTENERS`: {group: {way: over three seeds}}}, where a group is "unseen clips" (of known
    voices), "new voices, espeak-ng" or "new voices, flite", and a way "in one go" or "with pauses"; ``cut`` {group:
    {way: of the baseline that cuts at silences}}; ``voices`` {new voice of flite: {way: over three seeds}};
    {"LSTM": shares right over five seeds, "DTW", "means and spreads": shares right}; ``cpu_seconds`` by part.
    """
    found = json.loads((FOLDER / "listening_scores.json").read_text(encoding="utf-8"))
    return found | {"listeners": {kind: found["listeners"][kind] for kind in LISTENERS}}


def save_listener(learned, kind, folder=FOLDER, **facts):
    """Write a `Listener` as float16, with what is known of it."""
    flat = {
        f"{part}.{key}": np.asarray(getattr(getattr(learned, part), key), np.float16)
        for part, of in _PARTS.items()
        for key in of._fields
    }
    np.savez_compressed(as_path("folder", folder) / f"listener_{kind}.npz", **flat, facts=json.dumps(facts))
