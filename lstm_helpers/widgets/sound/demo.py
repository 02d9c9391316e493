"""Digits spoken by two synthesisers, and what the listener of lesson 17 hears in them."""

from lstm_helpers.data.voices import new_voices, sounds, spoken_digits
from lstm_helpers.maths.listener import hear
from lstm_helpers.pretrained import listener_model
from lstm_helpers.widgets.sound.arguments import Heard

OPENING = {"title": "Digits, spoken in one go", "clip": 3, "step": 27}


def clips():
    """Return the clips whose sound is stored, as `Heard`, in the order of `data.voices.sounds`."""
    listener, _ = listener_model()
    new = new_voices(spoken_digits())
    return [
        Heard(_name(clip, new), wave, rate, clip.features, hear(listener, clip.features), clip.said)
        for clip, wave, rate in sounds()
    ]


def _name(clip, new):
    voice = "a new voice" if clip.voice in new else "a known voice"
    return f"{' '.join(clip.said)}: {clip.voice}, {voice} of {clip.synthesiser}"
