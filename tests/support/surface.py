"""The public doors of the package: which functions a caller may use, found by looking, and which of them check nothing.

What a room lists in ``__all__``, or what a module of an open room defines without an underscore, is public. All of it
validates what it is given, and is attacked in doors_*.py, save what stands below with its reason. This is the one
place that says so.
"""

import fnmatch
import importlib
import inspect
import pkgutil

OPEN = ("maths", "data")  # rooms whose modules are nouns of the lessons, each a door of its own
DOORS = ("training", "figures", "widgets")  # rooms that say in __all__ what is for others
HEAVY = ("keras_models",)  # such rooms as take seconds to import
ALONE = ("claims", "environment", "pretrained")

STEP = "a step is arithmetic and nothing else; what comes in is checked where sequences come in"
RULE = "the rule of an exercise, as the paper has it; trainings use the checked optimizers"
RECORD = "holds what it is given; it is looked at where it is used"
CHECK = "is itself a check; tests/test_arrays.py and the doors that use it show what it says"
HEARS = "what a training or Keras calls, and nobody else"
OWN = "is given what does not fit in the tests of its own module"
INSIDE = "what a door does once it has checked: for those that have checked already"

ARITHMETIC = {
    "cells.sigmoid": STEP,
    "cells.dense": STEP,
    "cells.*_step": STEP,
    "backprop.*_step_backward": STEP,
    "backprop.rnn_jacobian": STEP,
    "backprop.check_gradients": CHECK,
    "any_cell.any_step": STEP,
    "sequence.merge": STEP,
    "translator.log_softmax": STEP,
    "translator_parts.check_translator": CHECK,
    "translator_parts.as_vocabulary": CHECK,
    "translator_parts.with_end_mark": CHECK,
    "translator_parts.word_numbers": CHECK,
    "attention.check_*": CHECK,
    "composer.check_*": CHECK,
    "watcher.check_*": CHECK,
    "voices.as_clips": CHECK,
    "listener.check_*": CHECK,
    "captioner.as_translator": CHECK,
    "sequence.check_*": CHECK,
    "trace.check_*": CHECK,
    "trace.gate_names": INSIDE,
    "parameters.check_*": CHECK,
    "fused.forward": INSIDE,
    "fused.unwind": INSIDE,
    "losses.softmax": STEP,
    "initial_weights.*": "draws what the init functions ask for, which have checked it",
    "optimizers.*_step": RULE,
    "optimizers.clip_by_global_norm": RULE,
    "optimizers.constant": "a schedule; what it returns is checked at every batch",
    "optimizers.*_decay": "a schedule; what it returns is checked at every batch",
    "optimizers.update_flat": INSIDE,
    "optimizers.flush": INSIDE,
    "optimizers.check_precision": CHECK,
    "training.warm_up_then_cosine": "a schedule; what it returns is checked at every batch",
    "training.interrupts": "takes nothing",
    "style.as_axes": CHECK,
    "widgets.Lab": "the base class of the labs",
    "widgets.Lab.*": "the base class of the labs",
    "widgets.*.demo": "takes nothing",
    "widgets.*.summary": "takes nothing",
    "widgets.*.lighter": INSIDE,
    "pages.*": INSIDE,
    "tables.Table": RECORD,
    "table_cells.*": "is given cells by tables.read_series, whose door is attacked, and texts by its tests",
    "widgets.*.norms": "takes nothing",
    "widgets.ForecastLab.errors": "takes nothing",
    "widgets.Heard": "is checked by widgets.SoundLab, whose door is attacked",
    "widgets.SoundLab.chances": "takes nothing",
    "widgets.SoundLab.heard": "takes nothing",
    "widgets.*.wanted_gates": "takes nothing",
    "widgets.*.draw": "draws on the figure that Lab.png made",
    "widgets.TrainingView.on_*": HEARS,
    "widgets.TrainingView.begin": HEARS,
    "widgets.TrainingView.news": HEARS,
    "widgets.TrainingView.validated": HEARS,
    "widgets.TrainingView.end": HEARS,
    "widgets.*.keras_callback": "takes nothing",
    "widgets.*.from_keras": "is attacked with the doors of Keras",
    "ngrams.check_*": CHECK,
    "judging.*": OWN,
    "reviews.*": OWN,
    "training.SentenceModel*": OWN,
    "training.init_sentence_model": OWN,
    "training.fit_sentences": OWN,
    "pretrained.review_*": OWN,
    "pretrained.translator_*": OWN,
    "pretrained.composer_*": OWN,
    "pretrained.forecast_parts": "takes nothing",
    "pretrained.landscape": "takes nothing",
    "pretrained.sensor*": "takes nothing",
    "pretrained.many_series": "takes nothing",
    "pretrained.transfer_scores": "takes nothing",
    "widgets.Form": OWN,
    "studies.missing": "takes nothing",
    "studies.main": "reads what a command line says",
    "studies.*": OWN,
    "widgets.ReviewLab": OWN,
    "sampling.check_*": CHECK,
    "tunes.chorales": "takes nothing",
    "midi.write_midi": OWN,
    "tunes.check_*": CHECK,
}
RECORDS = (
    "*Params",
    "*Step",
    "attention.Attended",
    "translator_parts.Translator",
    "translator.Memory",
    "translator.State",
    "translator.Translation",
    "captioner.Captioner",
    "films.Films",
    "watcher.Eye",
    "watcher.Watched",
    "composer.Chances",
    "composer.Composer",
    "watcher.Watcher",
    "listener.Listener",
    "voices.Clip",
    "voices.Sound",
    "voices.Speakers",
    "backprop.Gradients",
    "trace.Trace",
    "trace.BothWays",
    "series.RealSeries",
    "series.Quotes",
    "series.Weather",
    "series.Unusual",
    "weather.Weather",
    "weather.Faulty",
    "training.Model",
    "training.Weights",
    "training.History",
    "training.Progress",
    "optimizers.SGD",
    "optimizers.Momentum",
    "optimizers.RMSprop",
    "optimizers.Adam",
    "optimizers.OptimizerState",
    "environment.Machine",
    "pretrained.BracketReader",
    "ngrams.NGrams",
    "pretrained.Landscape",
    "pretrained.Sensors",
    "search.Winners",
    "search.Halving",
    "style.Quantity",
    "tunes.Shared",
    "note_grams.NoteGrams",
    "keras_models.Reading",
)


def public(heavy=False):
    """Every public function, class and method of the package: {dotted name: object}."""
    found = {}
    for room in OPEN:
        package = importlib.import_module(f"lstm_helpers.{room}")
        for module in pkgutil.iter_modules(package.__path__):
            found |= _of_module(importlib.import_module(f"lstm_helpers.{room}.{module.name}"), module.name)
    for room in DOORS + HEAVY * heavy:
        package = importlib.import_module(f"lstm_helpers.{room}")
        for name in package.__all__:
            value = getattr(package, name)
            found |= _of_module(value, name) if inspect.ismodule(value) else _of(f"{room}.{name}", value)
    for name in ALONE:
        found |= _of_module(importlib.import_module(f"lstm_helpers.{name}"), name)
    return found


def why_unchecked(name):
    """The reason why a public name is no door that is attacked; "" when there is none."""
    if any(fnmatch.fnmatch(name, pattern) for pattern in RECORDS):
        return RECORD
    return next((reason for pattern, reason in ARITHMETIC.items() if fnmatch.fnmatch(name, pattern)), "")


def _of_module(module, called):
    """The public names of a module; what it takes from another public module is counted there."""
    found = {}
    for name, value in vars(module).items():
        if not name.startswith("_") and getattr(value, "__module__", None) == module.__name__:
            found |= _of(f"{called}.{name}", value)
    return found


def _of(name, value):
    """A function; or a class with the methods that it defines."""
    if not callable(value) or (inspect.isclass(value) and issubclass(value, BaseException)):
        return {}
    found = {name: value}
    if inspect.isclass(value):
        for method, what in vars(value).items():
            if not method.startswith("_") and isinstance(what, (classmethod, staticmethod, type(_of))):
                found[f"{name}.{method}"] = what
    return found
