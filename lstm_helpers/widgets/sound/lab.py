"""The Sound Lab: hear a clip, see the chances of what was said, and how repeats and blanks collapse into letters."""

import numpy as np
import traitlets

from lstm_helpers.arrays import as_choice, as_count, as_number, as_text
from lstm_helpers.maths.ctc import log_chance, prefix_beam
from lstm_helpers.widgets import bundle
from lstm_helpers.widgets.lab import Lab
from lstm_helpers.widgets.payload import digest, many, pack, pack_narrow
from lstm_helpers.widgets.sound import arguments, picture
from lstm_helpers.widgets.traits import Number, Whole

WIDTHS = (1, 2, 4, 8, 16, 32)
KERNEL_WIDTH = 8  # of the beam with which the browser compares its own


class SoundLab(Lab):
    """Hear a clip, see the chances of each class over time, and how they become what was heard.

    Nothing sounds before the reader asks. The best path, its collapse, the prefix beam and the sum over all alignments
    are computed in the browser, in float64.

    Parameters
    ----------
    clips : sequence of Heard
        ``Heard(name, wave, rate, features, log_probs, said)``, at most 24 of them.
    classes : sequence of str
        What the columns of ``log_probs`` stand for, at most 41; the first is the blank, ``""``.
    clip : int
        The clip with which the lab opens, counted from 0.
    step : int, optional
        The frame that is looked at; the last one when left out.
    picked : int
        The class that is chosen, by its number; −1 for none.
    forced : dict of int to int
        Frames that may say one class alone: ``{14: 0}`` makes the fifteenth frame say the blank.
    width : {1, 2, 4, 8, 16, 32}
        How many prefixes the beam keeps.
    volume : float
        0 to 1.
    title : str

    Attributes
    ----------
    clip, step, picked, forced, width, volume
        Traits that follow the reader, and move the lab when set. What is forced belongs to the clip: the reader's
        choice of another one undoes it.

    Raises
    ------
    TypeError, ValueError
        Naming the argument, what came and what to do.

    Examples
    --------
    >>> from lstm_helpers.widgets import Heard
    >>> chances = np.log([[0.1, 0.8, 0.1], [0.6, 0.3, 0.1], [0.2, 0.7, 0.1]])
    >>> clip = Heard("a noise", np.zeros(800), 8000, np.zeros((6, 4)), chances, "aa")
    >>> SoundLab([clip], classes=("", "a", "b"))
    Sound Lab: 1 clip, 3 classes, 'a noise' is heard as 'aa', values ...
    """

    _esm = bundle.module("sound/view.js")
    _css = bundle.stylesheet("sound/lab.css")

    clip = Whole(0).tag(sync=True)
    step = Whole(0).tag(sync=True)
    picked = Whole(-1).tag(sync=True)
    forced = traitlets.Dict().tag(sync=True)
    width = traitlets.Enum(WIDTHS, 8).tag(sync=True)
    volume = Number(0.8, min=0, max=1).tag(sync=True)

    picture_size = (7.2, 4.4)

    def __init__(
        self,
        clips,
        *,
        classes=arguments.DIGITS,
        clip=0,
        step=None,
        picked=-1,
        forced=None,
        width=8,
        volume=0.8,
        title="",
    ):
        self.classes = arguments.as_names(classes)
        self.clips = arguments.as_clips(clips, self.classes)
        self._first = clip = as_count("clip", clip, 0, len(self.clips) - 1)
        T = len(self.clips[clip].log_probs)
        super().__init__(
            payload={
                "title": as_text("title", title, empty=True),
                "classes": list(self.classes),
                "clips": [_record(one) for one in self.clips],
            },
            clip=clip,
            step=T - 1 if step is None else as_count("step", step, 0, T - 1),
            picked=as_count("picked", picked, -1, len(self.classes) - 1),
            forced={} if forced is None else arguments.as_forced(forced, T, len(self.classes)),
            width=as_choice("width", width, WIDTHS),
            volume=as_number("volume", volume, "a number from 0 to 1", least=0, most=1),
        )

    @traitlets.validate("clip")
    def _clip(self, proposal):
        return as_count("clip", proposal["value"], 0, len(self.clips) - 1)

    @traitlets.validate("step")
    def _step(self, proposal):
        return as_count("step", proposal["value"], 0, self._frames() - 1)

    @traitlets.validate("picked")
    def _picked(self, proposal):
        return as_count("picked", proposal["value"], -1, len(self.classes) - 1)

    @traitlets.validate("forced")
    def _forced(self, proposal):
        return arguments.as_forced(proposal["value"], self._frames(), len(self.classes))

    @traitlets.validate("width")
    def _width(self, proposal):
        return as_choice("width", proposal["value"], WIDTHS)

    @traitlets.observe("clip")
    def _stay_inside(self, change):
        fitting = {frame: k for frame, k in self.forced.items() if int(frame) < self._frames()}
        if fitting != self.forced:
            self.forced = fitting
        self.step = min(self.step, self._frames() - 1)

    def _frames(self):
        return len(self.clips[self.clip].log_probs)

    def chances(self):
        """Return the log chances (T, K) of the clip that stands in the lab, with what is forced now."""
        found = self.clips[self.clip].log_probs.copy()
        for frame, k in self.forced.items():
            found[int(frame)] = np.where(np.arange(len(self.classes)) == k, 0.0, -np.inf)
        return found

    def heard(self):
        """Return what the best path of those chances says: a tuple of names of classes."""
        return tuple(self.classes[k] for k in picture.heard(self.chances()))

    @classmethod
    def demo(cls):
        """Return the clips whose sound is stored, heard by the listener of lesson 17; it opens with one misheard."""
        from lstm_helpers.widgets.sound import demo

        return cls(demo.clips(), **demo.OPENING)

    def summary(self):
        """Return one line: how many clips and classes, what is heard in the first, and a digest of the chances."""
        first = self.clips[self._first]
        values = digest(*(np.exp(one.log_probs) for one in self.clips), decimals=4)
        label = [self.classes[k] for k in picture.heard(first.log_probs)]
        text = (" " if any(len(name) > 1 for name in self.classes) else "").join(label)
        classes = f"{len(self.classes)} classes, {first.name!r} is heard as {text!r}"
        return f"Sound Lab: {many(len(self.clips), 'clip')}, {classes}, values {values}"

    def draw(self, figure):
        """Draw the clip's wave, its spectrogram, and the chances over time with the letters that they write."""
        picture.draw(figure, self)


def _record(clip):
    """What the browser needs of a clip; its sound, which is heard and not computed with, goes with 16 bits a sample."""
    samples = np.round(np.clip(clip.wave, -1, 1) * 32767).astype("<i2")
    beam = prefix_beam(clip.log_probs, KERNEL_WIDTH)
    return {
        "name": clip.name,
        "wave": {"type": "i2", "bytes": samples.tobytes()},
        "rate": clip.rate,
        "size": list(clip.features.shape),
        "features": pack_narrow(clip.features.astype(np.float32)),
        "frames": len(clip.log_probs),
        "log_probs": pack_narrow(clip.log_probs),
        "said": clip.said,
        "kernel": pack([log_chance(clip.log_probs, clip.said), *(log for _, log in beam)]),
    }
