"""Colours that can be told apart and read, in both themes."""

import itertools

import matplotlib as mpl
import numpy as np
import pytest

from lstm_helpers.figures import style

# JupyterLab's and Visual Studio Code's own page colours
PAGES = {"light": ("#FFFFFF", "#F8F8F8"), "dark": ("#111111", "#1E1E1E")}


@pytest.fixture(autouse=True)
def _restore_rc():
    with mpl.rc_context():
        yield


def themed(table):
    return [(theme, key, colour) for theme in style.THEMES for key, colour in table[theme].items()]


@pytest.mark.parametrize(("theme", "key", "colour"), themed(style.LINE))
def test_every_line_stands_out_3_to_1_from_every_page(theme, key, colour):
    assert min(style.contrast(colour, page) for page in PAGES[theme]) >= 3.0


@pytest.mark.parametrize(("theme", "key", "colour"), themed(style.INK))
def test_every_coloured_word_reads_at_4_5_to_1(theme, key, colour):
    assert min(style.contrast(colour, page) for page in PAGES[theme]) >= 4.5


@pytest.mark.parametrize("theme", style.THEMES)
def test_text_axes_and_series_read_on_every_page(theme):
    for page in PAGES[theme]:
        assert style.contrast(style.TEXT[theme], page) >= 7.0
        assert style.contrast(style.MUTED[theme], page) >= 4.5
        assert min(style.contrast(colour, page) for colour in style.SERIES[theme]) >= 4.5, "they colour names as well"


def test_the_colours_are_the_ones_the_course_decided():
    assert style.LINE["light"] == {
        "i": "#0072B2",
        "f": "#D55E00",
        "g": "#009E73",
        "o": "#AA4499",
        "c": "#000000",
        "h": "#882255",
    }


def test_contrast_knows_two_published_values():
    assert style.contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)
    assert style.contrast("#FFFFFF", "#FFFFFF") == 1.0


def test_no_two_quantities_share_colour_or_line_style_and_width():
    for a, b in itertools.combinations(style.QUANTITIES, 2):
        for theme in style.THEMES:
            assert style.line(a, theme)["color"] != style.line(b, theme)["color"]
        assert (str(style.line(a)["linestyle"]), style.line(a)["linewidth"]) != (
            str(style.line(b)["linestyle"]),
            style.line(b)["linewidth"],
        )


def test_c_is_the_thickest_line_and_h_is_dashed():
    widths = {key: style.line(key)["linewidth"] for key in style.QUANTITIES}
    assert max(widths, key=widths.get) == "c"
    assert style.line("h")["linestyle"] == "--"


@pytest.mark.parametrize("theme", style.THEMES)
def test_zero_is_the_page_itself_in_both_maps(theme):
    page = mpl.colors.to_rgb(style.BACKGROUND[theme])
    # 256 colours have no exact middle: the nearest one differs by less than two 8-bit steps
    assert style.colour_map("diverging", theme)(0.5)[:3] == pytest.approx(page, abs=0.02)
    assert style.colour_map("sequential", theme)(0.0)[:3] == pytest.approx(page, abs=0.01)


@pytest.mark.parametrize("theme", style.THEMES)
def test_maps_move_away_from_zero_in_even_lightness(theme):
    sign = -1 if theme == "light" else 1
    grey = np.array([style._luminance(c) for c in style.colour_map("sequential", theme)(np.linspace(0, 1, 64))])
    assert (sign * np.diff(grey) > 0).all()
    both = np.array([style._luminance(c) for c in style.colour_map("diverging", theme)(np.linspace(0, 1, 65))])
    assert (sign * np.diff(both[32:]) > 0).all()
    assert (sign * np.diff(both[:33]) < 0).all()


def test_gates_are_on_zero_to_one_and_signed_values_centred():
    for key in style.GATES:
        assert (style.scale(key, 7.0).vmin, style.scale(key, 7.0).vmax) == (0, 1)
    for key in style.SIGNED:
        assert float(style.scale(key, 3.0)(0.0)) == 0.5
        assert float(style.scale(key, 3.0)(-3.0)) == 0.0


def test_nan_is_seen_in_a_heat_map():
    seen = style.colour_map("diverging")(np.ma.masked_invalid([np.nan]))[0]
    assert mpl.colors.to_hex(seen) == style.MUTED["light"].lower()


def test_use_paints_an_opaque_card():
    style.use()
    assert mpl.rcParams["figure.facecolor"] == "#FFFFFF"
    assert not mpl.rcParams["savefig.transparent"]
    style.use("dark")
    assert mpl.rcParams["axes.facecolor"] == "#111111"


def test_css_variables_name_the_same_keys_in_both_themes():
    light, dark = style.css_variables("light"), style.css_variables("dark")
    assert light.keys() == dark.keys()
    assert all(mpl.colors.is_color_like(value) for value in (light | dark).values())


@pytest.mark.parametrize(
    "call",
    [
        lambda: style.use("blue"),
        lambda: style.line("q"),
        lambda: style.colour_map("jet"),
        lambda: style.css_variables(0),
    ],
)
def test_an_unknown_name_costs_one_sentence(call):
    with pytest.raises(ValueError, match="expected") as error:
        call()
    assert str(error.value).count("\n") == 0
