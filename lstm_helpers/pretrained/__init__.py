"""Small networks that the course trained itself, their weights beside this file, with the script that made them.

Train them again: ``python -m lstm_helpers.pretrained.train`` (the bracket readers, under a minute),
``python -m lstm_helpers.pretrained.train_letters`` (the letter model, eight minutes) and
``python -m lstm_helpers.pretrained.measure_reviews`` (the readers of reviews, seven minutes). What lessons 10 and 11
compare is measured by ``python -m lstm_helpers.pretrained.measure_keras`` (eleven minutes), and the translators of
lesson 14 by ``python -m lstm_helpers.pretrained.measure_translators``. The trainings of lesson 15 are done again by
``python -m lstm_helpers.pretrained.measure_landscape`` and ``python -m lstm_helpers.pretrained.measure_transfer``, the
forecasts of lesson 16 by ``python -m lstm_helpers.pretrained.measure_forecasts``, and the alarms of its sensors by
``python -m lstm_helpers.pretrained.measure_sensors``, its nine series at once by
``python -m lstm_helpers.pretrained.measure_many_series``. What lessons 17 and 19 compare, and their networks, are made
again by ``python -m lstm_helpers.pretrained.measure_listening`` and by
``python -m lstm_helpers.pretrained.measure_films``. The composer of lesson 18 is trained, and compared, by
``python -m lstm_helpers.pretrained.measure_composers``.
"""

import json
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from lstm_helpers.arrays import as_choice, as_flag, as_path, as_text
from lstm_helpers.data.pages import PRINTABLE
from lstm_helpers.data.reviews import Vocabulary
from lstm_helpers.data.text import Alphabet, inside_brackets
from lstm_helpers.maths import sequence
from lstm_helpers.maths.cells import DenseParams, LSTMParams, dense, sigmoid
from lstm_helpers.maths.composer import Composer, check_composer
from lstm_helpers.maths.trace import check_trace
from lstm_helpers.maths.translator import Translator, check_translator
from lstm_helpers.pretrained.listening import LISTENERS, listener_model, listening_scores
from lstm_helpers.pretrained.stored import FOLDER
from lstm_helpers.pretrained.stored import mend as _mend
from lstm_helpers.pretrained.stored import read as _read
from lstm_helpers.pretrained.watching import FilmNetworks, film_networks, film_scores
from lstm_helpers.training import LetterModel, Model, SentenceModel, Weights

__all__ = [
    "EPOCHS",
    "FAULTS",
    "FOLDER",
    "JOINS",
    "LISTENERS",
    "PASTS",
    "REVIEWERS",
    "RULES",
    "SEEDS",
    "SIZES",
    "STACKS",
    "WAYS",
    "BracketReader",
    "FilmNetworks",
    "Landscape",
    "Sensors",
    "bracket_reader",
    "composer_model",
    "composer_scores",
    "film_networks",
    "film_scores",
    "forecast_parts",
    "forecasts",
    "keras_scores",
    "landscape",
    "letter_live",
    "letter_model",
    "letter_units",
    "listener_model",
    "listening_scores",
    "many_series",
    "review_curves",
    "review_judgements",
    "review_model",
    "sensor_scores",
    "sensors",
    "transfer_scores",
    "translator_model",
    "translator_scores",
]

SIZES = (2, 4)
EPOCHS = (1, 5, 20)
"""After which the letter model was kept, beside its end."""
REVIEWERS = ("LSTM", "both ways", "mean over time", "largest over time", "LSTM, both kinds")
"""The networks of lesson 13 by their names."""
STACKS, WAYS, JOINS = (
    ("single", "stacked", "with dropout"),
    ("forward", "backward", "both"),
    ("concat", "sum", "ave", "mul"),
)
"""What `measure_keras` compares: models of the sine, directions of reading, merge modes."""
SEEDS = (1, 2, 3, 4, 5)
"""Over which it does; 0 is the seed of the lessons themselves."""


RULES = ("LSTM", "linear", "unchanged", "variance", "LSTM or variance")
"""The rules of `measure_sensors`: the error of a forecast by an LSTM, by a linear model, that nothing changes; a
variance that is unusually high or low; and the louder of the first and this."""
PASTS = (14, 42)
"""Days from which the models of `measure_many_series` learn."""
FAULTS = ("stuck", "spike", "drift", "noise", "clock")
"""The kinds of planted faults."""


class Sensors(NamedTuple):
    """What `measure_sensors` heard in S seeds, on the 90 days that choose a threshold (0) and those that judge it (1).

    ``values`` (S, 2, T) are Kennedy's temperatures hour by hour with planted faults, ``kinds`` (S, 2, T) says which of
    `FAULTS` there is, or "", ``scores`` {rule of `RULES`: how unusual each hour is, (S, 2, T)}, ``times`` (2, T).
    """

    values: np.ndarray
    kinds: np.ndarray
    scores: dict
    times: np.ndarray


class Landscape(NamedTuple):
    """What `measure_landscape` found: R rates, U numbers of units, C clipping norms, S seeds, each with each.

    ``rates`` (R,), ``units`` (U,), ``clips`` (C,); mean squared errors ``validation`` (R, U, C, S, V) on V small
    sets of validation sequences, ``test`` (R, U, C, S) on a large one, ``loss`` (R, U, C, S, E) of training in its
    E epochs; ``cpu_seconds`` (R, U, C, S).
    """

    rates: np.ndarray
    units: np.ndarray
    clips: np.ndarray
    validation: np.ndarray
    test: np.ndarray
    loss: np.ndarray
    cpu_seconds: np.ndarray


@dataclass(frozen=True)
class BracketReader:
    """An LSTM that reads text letter by letter and says after each one whether it is inside parentheses.

    Attributes
    ----------
    params : LSTMParams
        float64: ``W_x`` (D, 4H), ``W_h`` (H, 4H), ``b`` (4H,), D letters in the alphabet.
    readout : DenseParams
        ``W`` (H, 1), ``b`` (1,): the logit of "inside".
    alphabet : text.Alphabet
        Which letter is which input. Letters it does not know are all read as one and the same "unknown".
    clearest : int
        The unit whose memory tells inside from outside with the widest gap.
    score : dict
        How it did on text it had never seen: ``letters`` read, ``wrong`` answers.
    """

    params: LSTMParams
    readout: DenseParams
    alphabet: Alphabet
    clearest: int
    score: dict

    def read(self, sentence):
        """Return the `sequence.Trace` of reading a sentence, one step a letter, labelled with the letters.

        Raises ``TypeError`` or ``ValueError`` for anything but a text of one letter or more.

        >>> reader = bracket_reader()
        >>> reader.read("a (b) c").c.shape
        (1, 8, 2)
        """
        sentence = as_text("sentence", sentence)
        return sequence.run(self.params, self.alphabet.one_hot(sentence), labels=sentence, name="bracket reader")

    def probability(self, trace):
        """Return how sure it is, after each letter, of being inside parentheses: (B, T), from 0 to 1.

        Raises ``TypeError`` or ``ValueError`` for anything but a `sequence.Trace` of a cell of its size.
        """
        outputs = check_trace(trace).outputs
        if outputs.shape[-1] != len(self.readout.W):
            raise ValueError(
                f"trace is of a cell with {outputs.shape[-1]} units: this reader has {len(self.readout.W)}."
            )
        return sigmoid(dense(self.readout, outputs))[..., 0]

    @staticmethod
    def inside(sentence):
        """Return the right answers, (T,) of bool: `text.inside_brackets`."""
        return inside_brackets(as_text("sentence", sentence))


def bracket_reader(units=2, folder=FOLDER):
    """Return the trained `BracketReader` with a memory of 2 or of 4 units.

    Raises
    ------
    ValueError
        There is none of that size, or its file is missing or damaged; the sentence says how to mend that.
    """
    units = as_choice("units", units, SIZES)
    path = as_path("folder", folder) / f"bracket_reader_{units}.npz"
    alphabet = Alphabet()
    D, H = len(alphabet), units
    shapes = {"W_x": (D, 4 * H), "W_h": (H, 4 * H), "b": (4 * H,), "readout_W": (H, 1), "readout_b": (1,)}
    arrays, facts = _read(path, shapes, np.float64, "train")
    try:
        clearest, score = int(facts["clearest"]), dict(facts["score"])
    except (KeyError, TypeError, ValueError):
        raise ValueError(f"{path.name} in folder {path.parent.name} is damaged: {_mend(path, 'train')}") from None
    W_x, W_h, b, W, bias = arrays
    return BracketReader(LSTMParams(W_x, W_h, b), DenseParams(W, bias), alphabet, clearest, score)


def letter_model(epoch=None, folder=FOLDER):
    """Return the network of lesson 12, trained on CPython's reference, and what is known of it.

    Parameters
    ----------
    epoch : {1, 5, 20}, optional
        As it was after so many epochs; at the end of its training when left out.

    Returns
    -------
    letters : training.LetterModel
        256 units, float32.
    facts : dict
        ``bits_on_unseen_pages``, ``updates``, ``seed``, ``python``, and ``text``, the `pages.digest` of what it was
        trained on; at the end of its training also ``cpu_seconds``.

    Raises
    ------
    ValueError
        There is none of that epoch, or its file is missing or damaged; the sentence says how to mend that.
    """
    epoch = as_choice("epoch", epoch, (None, *EPOCHS))
    path = as_path("folder", folder) / ("letter_model.npz" if epoch is None else f"letter_model_epoch_{epoch}.npz")
    K = len(PRINTABLE)
    shapes = {"W_x": (K, 1024), "W_h": (256, 1024), "b": (1024,), "readout_W": (256, K), "readout_b": (K,)}
    arrays, facts = _read(path, shapes, np.float16, "train_letters")
    W_x, W_h, b, W, bias = (array.astype(np.float32) for array in arrays)
    return LetterModel(Model((LSTMParams(W_x, W_h, b),), DenseParams(W, bias), True), PRINTABLE), facts


def letter_live():
    """Return what `measure_live` found for lesson 12's live training: a list of dicts.

    ``seed``, ``bits`` (per letter, on the unseen pages), ``cpu_seconds`` (on one core).
    """
    return json.loads((FOLDER / "letter_live.json").read_text(encoding="utf-8"))


def letter_units():
    """Return what `measure_units` found in three letter models: a list of dicts.

    ``seed``, ``unit``, ``auc`` (of the best unit, on pages it was not chosen on), ``second`` (the next best's),
    ``cost`` (bits of a closing quote), ``rise`` (how much dearer without the unit), ``worst_other`` (the dearest of
    sixty others).
    """
    return json.loads((FOLDER / "letter_units.json").read_text(encoding="utf-8"))


def keras_scores():
    """Return what `measure_keras` found, a dict; each list is over the five `SEEDS`.

    ``sine`` {name of `STACKS`: mean squared errors on the test part}, ``readers`` {name of `WAYS`: F1 on unseen text},
    ``joins`` {"2" or "8" epochs: {name of `JOINS`: F1 on unseen text}}, ``python`` (whose reference was read),
    ``cpu_seconds``.
    """
    return json.loads((FOLDER / "keras_scores.json").read_text(encoding="utf-8"))


def review_model(folder=FOLDER):
    """Return the network of the Review Lab: a `SentenceModel` of 32 units that learned from films and made sentences.

    Raises
    ------
    ValueError
        Its file is missing or damaged; the sentence says how to mend that.
    """
    shapes = {"embedding": (None, 32), "W_x": (32, 128), "W_h": (32, 128), "b": (128,)}
    shapes |= {"readout_W": (32, 1), "readout_b": (1,)}
    arrays, facts = _read(as_path("folder", folder) / "review_model.npz", shapes, np.float16, "measure_reviews")
    embedding, W_x, W_h, b, W, bias = (array.astype(np.float32) for array in arrays)
    weights = Weights(embedding, (LSTMParams(W_x, W_h, b),), DenseParams(W, bias))
    return SentenceModel(weights, Vocabulary(tuple(facts["words"])))


def review_judgements():
    """Return {name of `REVIEWERS`: logits of "praise", (5 seeds, N)} of what `measure_reviews.asked` lists.

    In this order: the 1,000 unseen sentences about films, the 1,000 about goods, both sides of the minimal pairs.
    """
    with np.load(FOLDER / "review_judgements.npz", allow_pickle=False) as file:
        return {name: file[name].astype(float) for name in REVIEWERS}


def review_curves():
    """Return what else `measure_reviews` found, a dict of lists over five seeds.

    ``curve`` (accuracy on the unseen films of an LSTM by the number of sentences it learned from), ``padding``
    (accuracy on made sentences by length and mask), ``made`` (accuracy on made sentences of those that read both
    kinds), ``cpu_seconds``.
    """
    return json.loads((FOLDER / "review_curves.json").read_text(encoding="utf-8"))


def forecasts(task):
    """Return {model: its forecasts} as `measure_forecasts` made them, each from what was known before.

    Parameters
    ----------
    task : {"volatility", "price", "weather"}
        "volatility" and "price": one forecast a day, (T,), of 2007 to 2018; "weather": (O, 7, 3), the quantiles 0.1,
        0.5 and 0.9 of the next seven days, from every seventh day on. "LSTM 0" to "LSTM 4" differ in their seed;
        "levels 0" to "levels 4" of the volatility read levels as they are, not relative to their window.
    """
    task = as_choice("task", task, ("volatility", "price", "weather"))
    with np.load(FOLDER / f"forecasts_{task}.npz", allow_pickle=False) as file:
        return {name: file[name].astype(float) for name in file}


def forecast_parts():
    """Return what `measure_alarms` found, a dict.

    ``many`` {model: errors of its seeds} of many series at once; ``alarms`` {rule: [precision and recall of
    values that jump, share of days found on which a value sticks] of each draw of faults}; ``cpu_seconds``.
    """
    return json.loads((FOLDER / "forecast_parts.json").read_text(encoding="utf-8"))


def translator_model(attention=True, folder=FOLDER):
    """Return a translator of English number words into German, and what is known of it.

    Parameters
    ----------
    attention : bool
        With dot-product attention, as after 8 epochs, or without, as after 24.

    Returns
    -------
    learned : maths.translator.Translator
        float64, rounded to float16 when it was stored.
    facts : dict
        ``exact``, the share of unseen numbers that it translates without a mistake, ``epochs``, ``seed``.

    Raises
    ------
    ValueError
        Its file is missing or damaged; the sentence says how to mend that.
    """
    name = "dot" if as_flag("attention", attention) else "plain"
    path = as_path("folder", folder) / f"translator_{name}.npz"
    shapes = {"source_embedding": (None, None), "target_embedding": (None, None)}
    for part in ("encoder", "decoder"):
        shapes |= {f"{part}_W_x": (None, None), f"{part}_W_h": (None, None), f"{part}_b": (None,)}
    shapes |= {"readout_W": (None, None), "readout_b": (None,)}
    arrays, facts = _read(path, shapes, np.float16, "measure_translators")
    source_embedding, target_embedding, *rest = arrays
    try:
        kind, words = facts.pop("attention"), (tuple(facts.pop("source")), tuple(facts.pop("target")))
        parts = LSTMParams(*rest[:3]), target_embedding, LSTMParams(*rest[3:6]), kind, DenseParams(*rest[6:])
        return check_translator(Translator(source_embedding, *parts, *words)), facts
    except (KeyError, TypeError, ValueError):
        raise ValueError(
            f"{path.name} in folder {path.parent.name} is damaged: {_mend(path, 'measure_translators')}"
        ) from None


def composer_model(folder=FOLDER):
    """Return the composer of lesson 18, trained on melodies of chorales, and what is known of it.

    Returns
    -------
    learned : maths.composer.Composer
        float64, rounded to float16 when it was stored.
    facts : dict
        ``bits`` (a note, on melodies it did not learn from), ``seed`` (of the split by melody and of the training),
        ``updates``, ``cpu_seconds``.

    Raises
    ------
    ValueError
        Its file is missing or damaged; the sentence says how to mend that.
    """
    path = as_path("folder", folder) / "composer.npz"
    shapes = {"W_x": (None, None), "W_h": (None, None), "b": (None,)}
    shapes |= {"pitch_W": (None, None), "pitch_b": (None,), "length_W": (None, None), "length_b": (None,)}
    arrays, facts = _read(path, shapes, np.float16, "measure_composers")
    try:
        pitches, lengths = tuple(facts.pop("pitches")), tuple((length, ends) for length, ends in facts.pop("lengths"))
        parts = LSTMParams(*arrays[:3]), DenseParams(*arrays[3:5]), DenseParams(*arrays[5:])
        return check_composer(Composer(*parts, pitches, lengths)), facts
    except (KeyError, TypeError, ValueError):
        raise ValueError(
            f"{path.name} in folder {path.parent.name} is damaged: {_mend(path, 'measure_composers')}"
        ) from None


def composer_scores():
    """Return what `measure_composers` found, a dict of two lists, an entry a seed.

    ``melody``, split so that no melody stands on both sides: ``n-grams`` {kind: bits a note of orders 1 to 6},
    ``LSTM`` (bits a note), ``pitch and length`` (its two parts), ``LSTM, as written`` (without other keys, after 200
    and 400 updates), ``mixture`` (with 0.1, 0.2, 0.3 and 0.5 of the best n-grams), ``written`` {who: {``copied``,
    ``outside``, ``moved``, as `measure_composers.told` says, one entry a tune}}, ``train`` and ``test`` (files).
    ``file``, split without a look at melodies: ``n-grams``, ``LSTM``, ``known melodies`` (the share of test files whose
    melody was learned). ``cpu_seconds``.
    """
    return json.loads((FOLDER / "composer_scores.json").read_text(encoding="utf-8"))


def translator_scores():
    """Return what `measure_translators` found, a dict of shares of unseen sentences that came out exactly.

    ``alone`` {"without", "dot" or "additive": {"8" or "24" epochs: {"exact", "beam of 1", "beam of 5": five seeds}}};
    ``rates`` {kind: {highest rate of learning: three seeds after 8 epochs}}, the same at other rates;
    ``several, 2`` and ``several, 5`` {kind: {epochs: three seeds}}, sentences of so many numbers;
    ``rates, 2`` and ``patience``, two numbers without attention: at other rates after 24 epochs, and after 72 epochs;
    ``longer`` {kind: five seeds}, six digits by who had learned five at most;
    ``looks``, what `measure_translators.looks` says of five translators with attention; ``cpu_seconds``.
    """
    return json.loads((FOLDER / "translator_scores.json").read_text(encoding="utf-8"))


def many_series():
    """Return what `measure_many_series` found, a dict.

    ``daily`` {"14" or "42" days of past: {model: errors of 56 days, eight weeks of the year, a list a seed}}: mean
    absolute errors up to six hours ahead over nine series, in what each usually changes by within an hour. Models that
    draw nothing have one list, networks five. ``cpu_seconds``.
    """
    return json.loads((FOLDER / "many_series.json").read_text(encoding="utf-8"))


def sensors():
    """Return the `Sensors` that lesson 16 chooses thresholds for: five seeds, 90 days to choose and 90 to judge."""
    with np.load(FOLDER / "sensors.npz", allow_pickle=False) as file:
        values, kinds, heard = file["values"].astype(float), file["kinds"], file["scores"].astype(float)
    hours = np.arange(2 * values.shape[-1]).reshape(2, -1)
    times = np.datetime64("2013-07-01T06") + hours
    return Sensors(values, np.array(("", *FAULTS))[kinds], dict(zip(RULES, heard.swapaxes(0, 1), strict=True)), times)


def sensor_scores():
    """Return what `measure_sensors` found, a dict.

    ``rules`` {rule of `RULES`: {"threshold", "precision", "recall": of the days of the last stretch, over five seeds;
    "found" {kind: shares of the planted faults that raised an alarm}; "delays": hours from the start of each fault
    found to its first alarm, a list a seed}}, ``spans`` {hours of the variance: the same}, ``impossible_reading`` [how
    often louder than one hour in a thousand a reading was that cannot be, for the LSTM and for the variance, a pair a
    seed], ``cpu_seconds``.
    """
    return json.loads((FOLDER / "sensors.json").read_text(encoding="utf-8"))


def landscape():
    """Return the `Landscape` of settings that lesson 15 searches, float64."""
    with np.load(FOLDER / "landscape.npz", allow_pickle=False) as file:
        return Landscape(*(file[name].astype(int if name == "units" else float) for name in Landscape._fields))


def transfer_scores():
    """Return what `measure_transfer` found, a dict.

    ``exact`` {way: {pairs: exact matches on 500 unseen numbers, over five seeds}}, ``hasty`` the same after a hundred
    updates, ``german`` (exact matches before Dutch), ``share_of_the_higher_rate`` and ``updates_median_and_most`` by
    way, ``cpu_seconds``.
    """
    return json.loads((FOLDER / "transfer.json").read_text(encoding="utf-8"))
