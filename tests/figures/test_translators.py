"""A translator laid out in time: every word and state is named once, and lines are as thick as the weights."""

import numpy as np
import pytest

from lstm_helpers import figures
from lstm_helpers.figures import translators
from tests.support.drawn import assert_readable, axes, words

pytestmark = pytest.mark.usefixtures("theme")
SOURCE, TARGET = ["twenty", "four"], ["vier", "und", "zwanzig", "■"]
LONG = ["seven", "hundred", "twenty", "four"], ["sieben", "hundert", "vier", "und", "zwanzig", "■"]


def lines(ax, gid):
    return [line for line in ax.lines if (line.get_gid() or "").startswith(gid)]


@pytest.mark.slow
@pytest.mark.parametrize(("source", "target"), [(SOURCE, TARGET), LONG, (["one"], ["eins"])])
def test_it_reads_below_and_writes_above_and_the_decoder_reads_what_it_wrote_before(source, target):
    ax = figures.encoder_decoder(axes((7.2, 2.2)), source, target)
    states = {f"$h_{{{n + 1}}}$" for n in range(len(source))} | {f"$s_{{{n + 1}}}$" for n in range(len(target))}
    assert words(ax) == states | {*source, *target, "encoder", "decoder"}
    row = sorted(
        (text.get_position()[0], text.get_text()) for text in ax.texts if text.get_position()[1] == translators.FOOT
    )
    assert [word for _, word in row] == [*source, target[-1], *target[:-1]]
    above = sorted(
        (text.get_position()[0], text.get_text()) for text in ax.texts if text.get_position()[1] == translators.ABOVE
    )
    assert [word for _, word in above] == target
    assert [len(lines(ax, gid)) for gid in ("reads", "writes", "hands over")] == [len(row), len(target), 1]
    assert_readable(ax)


@pytest.mark.slow
@pytest.mark.parametrize("step", [0, 2, 5])
def test_lines_to_the_context_are_as_thick_as_the_weights(step):
    weights = np.array([0.0, 0.1, 0.15, 0.75])
    ax = figures.encoder_decoder(axes((7.2, 3.0)), *LONG, weights, step)
    drawn = lines(ax, "weight")
    assert [line.get_linewidth() for line in drawn[1:]] == pytest.approx(translators.THICKEST * weights[1:])
    assert 0 < drawn[0].get_linewidth() < 1
    assert {f"{weight:.2f}" for weight in weights} | {"context"} <= words(ax)
    (arrow,) = lines(ax, "context")
    place = next(text.get_position()[0] for text in ax.texts if text.get_text() == f"$s_{{{step + 1}}}$")
    assert abs(arrow.get_xdata()[-1] - place) < 0.2
    assert_readable(ax)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"source": []}, "source holds 0 words"),
        ({"target": ["a"] * 20}, "source holds 2 words and target 20: expected one or more, and 12 in all"),
        ({"weights": [0.5]}, "weights has shape"),
        ({"weights": [1.5, -0.5]}, "weights must lie from 0 to 1"),
        ({"step": 4}, "step is 4"),
    ],
)
def test_what_cannot_be_drawn_is_named(wrong, says):
    usual = {"source": SOURCE, "target": TARGET, "weights": [0.5, 0.5], "step": 0}
    with pytest.raises((TypeError, ValueError), match=says):
        figures.encoder_decoder(axes(), **usual | wrong)
