"""A finished figure in a notebook: a small picture with its words, and then it is closed."""

import base64
import io
from html.parser import HTMLParser

import matplotlib.pyplot as plt
import numpy as np
import pytest
from IPython.core.formatters import DisplayFormatter
from PIL import Image

from lstm_helpers.figures import diagrams, output, style, traces

pytestmark = pytest.mark.usefixtures("theme")


def shown(fig, alt, monkeypatch):
    """(data, metadata) of the one thing that is displayed, as a notebook stores it."""
    seen = []
    monkeypatch.setattr(output, "display", seen.append)
    output.show(fig, alt)
    (picture,) = seen
    return DisplayFormatter().format(picture)


@pytest.mark.slow
def test_show_displays_a_small_picture_once_with_its_alternative_text_and_closes_the_figure(monkeypatch):
    fig, ax = plt.subplots(figsize=style.WIDE)
    diagrams.cell_diagram(ax)
    data, more = shown(fig, "The complete cell\n   of an LSTM.", monkeypatch)
    assert data["text/plain"] == more["image/png"]["alt"] == "The complete cell of an LSTM."
    assert len(data["image/png"]) < output.PNG_BYTES
    wide, high = Image.open(io.BytesIO(data["image/png"])).size
    assert more["image/png"]["width"] == round(wide * output.PIXELS_AN_INCH / style.DPI)
    assert wide / high == pytest.approx(more["image/png"]["width"] / more["image/png"]["height"], rel=0.01)
    assert not plt.fignum_exists(fig.number)


class Images(HTMLParser):
    """The attributes of every image in a piece of HTML, and any words beside them."""

    def __init__(self, text):
        super().__init__()
        self.found, self.words = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words.append(data)


def test_the_words_are_the_alternative_text_of_the_picture_and_stand_nowhere_else(monkeypatch):
    alt = 'Where i < f & "o" rises, c falls.'
    data, more = shown(plt.figure(), alt, monkeypatch)
    html = Images(data["text/html"])
    ((tag, image),) = html.found
    assert (tag, image["alt"], html.words) == ("img", alt, [])
    assert base64.b64decode(image["src"].removeprefix("data:image/png;base64,")) == data["image/png"]
    assert image["width"] == str(more["image/png"]["width"])


@pytest.mark.slow
def test_a_stored_picture_is_transparent_where_nothing_is_drawn_and_keeps_its_colours(monkeypatch):
    fig, (left, right) = plt.subplots(1, 2, figsize=style.WIDE)
    traces.state_heatmap(left, np.linspace(-1, 1, 48).reshape(12, 4), key="h")
    diagrams.cell_diagram(right, highlight="f")
    full = io.BytesIO()
    fig.savefig(full, bbox_inches="tight", pad_inches=0.08)
    data, _ = shown(fig, "A map from minus one to one, and a cell.", monkeypatch)
    drawn, stored = (
        np.asarray(Image.open(png).convert("RGBA"), float) for png in (full, io.BytesIO(data["image/png"]))
    )
    assert stored.shape == drawn.shape
    for page in (0.0, 255.0):
        seen = [image[..., :3] * image[..., 3:] / 255 + page * (1 - image[..., 3:] / 255) for image in (drawn, stored)]
        assert np.abs(seen[0] - seen[1]).mean() < 1.0, "of 255 steps"
        assert np.abs(seen[0] - seen[1]).max() < 40
    corner = 0 if style.theme_of(left) == "both" else 255
    assert {stored[y, x, 3] for y in (0, -1) for x in (0, -1)} == {corner}


@pytest.mark.slow
def test_a_crowded_picture_is_stored_with_fewer_colours(monkeypatch):
    fig, axs = plt.subplots(2, 2, figsize=style.TALL)
    rng = np.random.default_rng(0)
    for ax in axs.flat:
        for _ in range(30):
            ax.plot(rng.standard_normal(60).cumsum())
    full = io.BytesIO()
    fig.savefig(full, bbox_inches="tight")
    data, _ = shown(fig, "Four panels with thirty random walks each.", monkeypatch)
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
