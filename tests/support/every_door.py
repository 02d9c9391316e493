"""All doors that are attacked, and what they take on purpose, each with its reason."""

import fnmatch
import importlib
import pkgutil

from tests import support

ALLOWED = {
    ("widgets.GateLab", "trace", "NaN in h"): "a model that went wrong is opened to see where",
}
"""{(door or pattern, argument or "*", what is passed): why it is taken}."""


OF_KERAS = (
    "keras_models.Reading.trace",
    "keras_models.Reading.ways",
    "keras_models.bidirectional",
    "keras_models.caption_forcing",
    "keras_models.captioner",
    "keras_models.captioner_of",
    "keras_models.drawn_clips",
    "keras_models.eye",
    "keras_models.eye_of",
    "keras_models.film_model",
    "keras_models.forget",
    "keras_models.gradients",
    "keras_models.layer_norm_lstm",
    "keras_models.listener",
    "keras_models.listener_of",
    "keras_models.listening_batch",
    "keras_models.lstm_gradients",
    "keras_models.lstm_layers",
    "keras_models.open_file",
    "keras_models.params_of",
    "keras_models.read",
    "keras_models.restart",
    "keras_models.set_params",
    "keras_models.set_translator",
    "keras_models.single",
    "keras_models.stacked",
    "keras_models.still_model",
    "keras_models.still_targets",
    "keras_models.teach",
    "keras_models.teacher_forcing",
    "keras_models.trace",
    "keras_models.translation_loss",
    "keras_models.translator",
    "keras_models.translator_of",
    "keras_models.watcher_of",
    "widgets.GateLab.from_file",
    "widgets.GateLab.from_keras",
    "widgets.TrainingView.keras_callback",
    "widgets.TwoWayReader.from_keras",
)
"""The doors of doors_keras*.py, by name, so that a test can be named after one without importing Keras."""


def all_doors(heavy=False):
    """Every door by its name; with ``heavy`` those that import Keras as well."""
    names = sorted(module.name for module in pkgutil.iter_modules(support.__path__, "tests.support."))
    doors = [name for name in names if name.startswith("tests.support.doors_")]
    rooms = [importlib.import_module(name) for name in doors if heavy or "doors_keras" not in name]
    return {name: door for room in rooms for name, door in room.DOORS.items()}


def allowed(name):
    """{(argument, what is passed)} that a door takes on purpose."""
    doors = all_doors() | ({} if name not in OF_KERAS else all_doors(heavy=True))
    return {
        (argument, says)
        for (pattern, where, says) in ALLOWED
        if fnmatch.fnmatch(name, pattern)
        for argument in (doors[name].trials if where == "*" else [where])
    }
