"""A finished figure in a notebook: a small picture with its words, and then it is closed."""

import io

import matplotlib.pyplot as plt
import numpy as np
import pytest
from IPython.core.formatters import DisplayFormatter
from PIL import Image

from lstm_helpers.figures import diagrams, output, style

pytestmark = pytest.mark.usefixtures("theme")


def shown(fig, alt, monkeypatch):
    """(data, metadata) of the picture and of the words below it, as a notebook stores them."""
    seen = []
    monkeypatch.setattr(output, "display", seen.append)
    output.show(fig, alt)
    picture, words = map(DisplayFormatter().format, seen)
    return *picture, words[0]


def test_show_displays_a_small_picture_with_its_words_and_closes_the_figure(monkeypatch):
    fig, ax = plt.subplots(figsize=style.WIDE)
    diagrams.cell_diagram(ax)
    data, more, words = shown(fig, "The complete cell\n   of an LSTM.", monkeypatch)
    assert data["text/plain"] == more["image/png"]["alt"] == "The complete cell of an LSTM."
    assert words["text/plain"] == "In words: The complete cell of an LSTM."
    assert words["text/html"].endswith("<em>In words:</em> The complete cell of an LSTM.</p>")
    assert len(data["image/png"]) < output.PNG_BYTES
    wide, high = Image.open(io.BytesIO(data["image/png"])).size
    assert more["image/png"]["width"] == round(wide * output.PIXELS_AN_INCH / style.DPI)
    assert wide / high == pytest.approx(more["image/png"]["width"] / more["image/png"]["height"], rel=0.01)
    assert not plt.fignum_exists(fig.number)


def test_a_crowded_picture_is_stored_with_fewer_colours(monkeypatch):
    fig, axs = plt.subplots(2, 2, figsize=style.TALL)
    rng = np.random.default_rng(0)
    for ax in axs.flat:
        for _ in range(30):
            ax.plot(rng.standard_normal(60).cumsum())
    full = io.BytesIO()
    fig.savefig(full, bbox_inches="tight")
    data, *_ = shown(fig, "Four panels with thirty random walks each.", monkeypatch)
    assert len(data["image/png"]) < 0.6 * full.tell()


@pytest.mark.parametrize(
    ("fig", "alt", "error"),
    [
        ("a figure", "What there is to see here.", TypeError),
        (None, "What there is to see here.", TypeError),
        ("new", 3, TypeError),
        ("new", None, TypeError),
        ("new", "", ValueError),
        ("new", "Figure 1", ValueError),
    ],
)
def test_show_asks_for_a_figure_and_a_sentence(fig, alt, error):
    with pytest.raises(error, match=r"expected a (figure|sentence)|say in a sentence"):
        output.show(plt.figure() if fig == "new" else fig, alt)
