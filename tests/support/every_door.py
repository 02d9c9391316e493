"""All doors that are attacked, and what they take on purpose, each with its reason."""

import fnmatch

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
    from tests.support import (
        doors_attention,
        doors_attention_lab,
        doors_cells,
        doors_composer,
        doors_ctc,
        doors_data,
        doors_figures,
        doors_film_lab,
        doors_films,
        doors_forecast_lab,
        doors_forecasting,
        doors_letters,
        doors_listening,
        doors_maths,
        doors_others,
        doors_search,
        doors_sound,
        doors_sound_lab,
        doors_tables,
        doors_training,
        doors_transfer,
        doors_translator,
        doors_tune_lab,
        doors_tunes,
        doors_voices,
        doors_weather,
        doors_widgets,
    )

    rooms = [doors_cells, doors_maths, doors_data, doors_letters, doors_training, doors_widgets, doors_figures]
    rooms += [doors_attention, doors_others, doors_translator]
    rooms += [doors_search]
    rooms += [doors_attention_lab]
    rooms += [doors_sound_lab]
    rooms += [doors_film_lab, doors_forecast_lab]
    rooms += [doors_transfer]
    rooms += [doors_forecasting, doors_tables]
    rooms += [doors_weather]
    rooms += [doors_films]
    rooms += [doors_ctc]
    rooms += [doors_sound, doors_voices, doors_listening]
    rooms += [doors_composer, doors_tune_lab]
    rooms += [doors_tunes]
    if heavy:
        from tests.support import doors_keras, doors_keras_films, doors_keras_listening, doors_keras_translator

        rooms += [doors_keras, doors_keras_films, doors_keras_listening, doors_keras_translator]
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
