"""The Tune Lab: an LSTM that composes note by note, and what it expects at each."""

import numpy as np
import traitlets

from lstm_helpers.arrays import as_count, as_flag, as_number, as_path, as_text, shown
from lstm_helpers.data.midi import write_midi
from lstm_helpers.maths.composer import bits, chances, check_composer, classes_of
from lstm_helpers.notes import Note, check_notes, check_tune
from lstm_helpers.widgets import bundle
from lstm_helpers.widgets.lab import Lab
from lstm_helpers.widgets.payload import digest, many, pack, pack_narrow
from lstm_helpers.widgets.traits import Number, Whole
from lstm_helpers.widgets.tune import picture

MOST_NOTES = 300
MOST_UNITS = 192
MOST_PITCHES = 61  # five octaves
SLOWEST, FASTEST = 40, 200  # quarter notes a minute


class TuneLab(Lab):
    """Compose with a trained LSTM: a piano roll that plays, the chances of each next note, and a choice of another.

    Parameters
    ----------
    composer : maths.composer.Composer
        At most 192 units and 61 pitches. The lab computes it in the browser, in float64.
    tune : notes.Tune
        What stands in the roll when the lab opens, at most 300 notes that the composer knows, or none.
    step : int, optional
        The note that is looked at, counted from 0; the place after the last one when left out.
    temperature : float
        From 0.1 to 2.
    tempo : int
        Quarter notes a minute, 40 to 200.
    volume : float
        From 0 to 1. Nothing sounds before the reader asks for it.
    keep : bool
        Whether what follows a changed note stays.
    hear : bool
        Whether what the reader writes, or lets write, is heard at once.
    seed : int
        Of what it draws.
    title : str
        That of the tune when left out.

    Attributes
    ----------
    notes : list of notes.Note
        The tune as the reader made it: a trait that Python can read and set, as the other parameters are.

    Raises
    ------
    TypeError, ValueError
        Naming the argument, what came and what to do.

    Examples
    --------
    >>> from lstm_helpers.maths.composer import init_composer
    >>> from lstm_helpers.notes import Note, Tune
    >>> composer = init_composer(8, range(60, 73), [(1.0, False), (2.0, True)], np.random.default_rng(0))
    >>> lab = TuneLab(composer, Tune("mine", "", 4, 0, (Note(60, 1.0), Note(64, 1.0))))
    >>> lab  # doctest: +ELLIPSIS
    Tune Lab: 8 units, 2 notes of 'mine', values ...
    >>> lab.notes = [*lab.notes, Note(67, 2.0, True)]
    >>> lab.tune.quarters
    4.0
    """

    _esm = bundle.module("tune/view.js")
    _css = bundle.stylesheet("tune/lab.css")

    notes = traitlets.List().tag(sync=True)
    step = Whole(0).tag(sync=True)
    temperature = Number(0.8, min=0.1, max=2).tag(sync=True)
    tempo = Whole(90, min=SLOWEST, max=FASTEST).tag(sync=True)
    volume = Number(0.5, min=0, max=1).tag(sync=True)
    keep = traitlets.Bool(False).tag(sync=True)
    hear = traitlets.Bool(False).tag(sync=True)
    seed = Whole(0, min=0).tag(sync=True)

    picture_size = (7.2, 3.2)

    def __init__(
        self,
        composer,
        tune,
        *,
        step=None,
        temperature=0.8,
        tempo=90,
        volume=0.5,
        keep=False,
        hear=False,
        seed=0,
        title="",
    ):
        self.composer, self._first = _as_shown(composer), check_tune(tune)
        self._expected = chances(self.composer, self._first)
        notes = self._as_notes(self._first.notes, "tune.notes")
        title = as_text("title", title, empty=True) or self._first.title
        super().__init__(
            payload=self._payload() | {"title": title},
            notes=notes,
            step=len(notes) if step is None else as_count("step", step, 0, len(notes)),
            temperature=as_number("temperature", temperature, "a number from 0.1 to 2", least=0.1, most=2),
            tempo=as_count("tempo", tempo, SLOWEST, FASTEST),
            volume=as_number("volume", volume, "a number from 0 to 1", least=0, most=1),
            keep=as_flag("keep", keep),
            hear=as_flag("hear", hear),
            seed=as_count("seed", seed, 0),
        )

    @property
    def tune(self):
        """The `Tune` as it stands in the roll."""
        return self._first._replace(notes=tuple(self.notes))

    @traitlets.validate("notes")
    def _notes(self, proposal):
        return self._as_notes(proposal["value"], "notes")

    @traitlets.validate("step")
    def _step(self, proposal):
        return as_count("step", proposal["value"], 0, len(self.notes))

    @traitlets.observe("notes")
    def _stay_inside(self, change):
        self.step = min(self.step, len(self.notes))

    @classmethod
    def demo(cls):
        """Return the composer of lesson 18 after the first phrases of a chorale that it did not learn from."""
        from lstm_helpers.data.tunes import chorales, split
        from lstm_helpers.pretrained import composer_model

        composer, facts = composer_model()
        _, unseen = split(np.random.default_rng(facts["seed"]))
        tune = chorales()[unseen[0]]
        ends = [t for t, note in enumerate(tune.notes) if note.ends]
        return cls(composer, tune._replace(notes=tune.notes[: ends[1] + 1]))

    def summary(self):
        """Return one line: the units, the tune, and a digest of what is expected at each of its notes."""
        values = digest(*self._expected, decimals=4)
        count = many(len(self._first.notes), "note")
        return f"Tune Lab: {len(self.composer.lstm.W_h)} units, {count} of {self._first.title!r}, values {values}"

    def save(self, path, title=""):
        """Write the lab as every `Lab` (``lab.html``, ``lab.svg``, ``lab.png``), or what was made as ``tune.mid``.

        A MIDI file holds the tune as it stands in the roll, at the lab's tempo; any music program reads it.

        Raises
        ------
        TypeError, ValueError
            ``path`` has another ending or cannot be written, ``title`` is no text, or no note could sound.
        """
        if as_path("path", path, "'tune.mid'").suffix.lower() != ".mid":
            return super().save(path, title)
        title = as_text("title", title, empty=True)
        return write_midi(path, self.notes, self.tempo, title or self.payload["title"])

    def draw(self, figure):
        """Draw the tune with which the lab opened, and what is expected after it."""
        costs = bits(self.composer, self._first).sum(axis=1)
        picture.draw(figure, self._first, costs, self.composer, self._expected.pitch[-1])

    def _payload(self):
        composer, tune = self.composer, self._first
        return {
            "cell": {"D": len(composer.lstm.W_x), "H": len(composer.lstm.W_h)} | _packed(composer.lstm),
            "pitch": _head(composer.pitch),
            "length": _head(composer.length),
            "pitches": list(composer.pitches),
            "lengths": [list(pair) for pair in composer.lengths],
            "tune": {"bar": tune.bar, "pickup": tune.pickup, "notes": [list(note) for note in tune.notes]},
            "kernel": pack(np.concatenate([part.ravel() for part in self._expected])),
        }

    def _as_notes(self, value, name):
        """Notes that the composer knows, as a list of `Note`; what comes from the browser are lists."""
        if not isinstance(value, (list, tuple)):
            raise TypeError(f"{name} is {shown(value)}: expected a list of Note(pitch, length, ends).")
        notes = [Note(*one) if isinstance(one, (list, tuple)) and 2 <= len(one) <= 3 else one for one in value]
        notes = check_notes(notes, name, least=0)
        if len(notes) > MOST_NOTES:
            raise ValueError(f"{name} holds {len(notes)} notes: the lab shows at most {MOST_NOTES}.")
        try:
            classes_of(self.composer, self._first._replace(notes=notes))
        except ValueError as error:
            raise ValueError(str(error).replace("tune.notes", name, 1)) from None
        return list(notes)


def _as_shown(composer):
    composer = check_composer(composer)
    H, P = len(composer.lstm.W_h), len(composer.pitches)
    if H > MOST_UNITS or P > MOST_PITCHES:
        raise ValueError(
            f"composer has {H} units and {P} pitches: the lab shows at most {MOST_UNITS} and {MOST_PITCHES}."
        )
    return composer


def _packed(params):
    return {key: pack_narrow(array) for key, array in params._asdict().items()}


def _head(readout):
    return {"H": len(readout.W), "O": len(readout.b)} | _packed(readout)
