"""Colours that can be told apart and read, in both themes."""

import itertools

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

from lstm_helpers.figures import style

# JupyterLab's page, and Visual Studio Code's or, dark, a code host's
PAGES = {"light": ("#FFFFFF", "#F8F8F8"), "dark": ("#111111", "#1E1E1E"), "both": ("#FFFFFF", "#111111", "#0D1117")}
WORDS = {"light": 4.5, "dark": 4.5, "both": 4.0}  # no colour has more than 4.35:1 on both white and #111111


# what eyes see that have all cones, and none for red, green or blue (Machado, Oliveira and Fernandes 2009)
SEES = {
    "all": np.eye(3),
    "no red": np.array([[0.1523, 1.0526, -0.2049], [0.1145, 0.7863, 0.0992], [-0.0039, -0.0481, 1.0520]]),
    "no green": np.array([[0.3673, 0.8606, -0.2280], [0.2801, 0.6725, 0.0474], [-0.0118, 0.0429, 0.9689]]),
    "no blue": np.array([[1.2555, -0.0767, -0.1788], [-0.0784, 0.9308, 0.1476], [0.0047, 0.6914, 0.3039]]),
}


def linear(colour):
    c = np.array(mpl.colors.to_rgb(colour))
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def oklab(rgb):
    """Linear red, green, blue as a point whose distances are those that one sees (Ottosson 2020)."""
    lms = np.array([[0.4122, 0.5363, 0.0514], [0.2119, 0.6807, 0.1074], [0.0883, 0.2817, 0.6300]]) @ np.clip(rgb, 0, 1)
    lab = np.array([[0.2105, 0.7936, -0.0041], [1.9780, -2.4286, 0.4506], [0.0259, 0.7828, -0.8087]])
    return lab @ np.cbrt(lms)


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
def test_every_coloured_word_can_be_read_on_every_page(theme, key, colour):
    assert min(style.contrast(colour, page) for page in PAGES[theme]) >= WORDS[theme]


@pytest.mark.parametrize("theme", style.THEMES)
def test_text_axes_and_series_read_on_every_page(theme):
    for page in PAGES[theme]:
        assert style.contrast(style.TEXT[theme], page) >= (4.0 if theme == "both" else 7.0)
        assert style.contrast(style.MUTED[theme], page) >= WORDS[theme]
        assert min(style.contrast(colour, page) for colour in style.SERIES[theme]) >= WORDS[theme], "they colour names"
    assert style.contrast(style.ON_FILL[theme], style.INK[theme]["f"]) >= WORDS[theme], "words on a filled box"


def test_on_an_editors_lighter_dark_page_what_is_for_both_can_still_be_read():
    words = (*style.INK["both"].values(), *style.SERIES["both"], style.TEXT["both"], style.MUTED["both"])
    assert min(style.contrast(colour, "#1E1E1E") for colour in words) >= 3.5
    assert min(style.contrast(colour, "#1E1E1E") for colour in style.LINE["both"].values()) >= 3.0


def test_no_single_colour_could_do_better_on_both_pages():
    greys = [f"#{v:02X}{v:02X}{v:02X}" for v in range(256)]
    best = max(min(style.contrast(grey, "#FFFFFF"), style.contrast(grey, "#111111")) for grey in greys)
    mine = min(style.contrast(style.TEXT["both"], "#FFFFFF"), style.contrast(style.TEXT["both"], "#111111"))
    assert 4.3 < mine <= best < 4.4


def test_the_colours_are_the_ones_the_course_decided():
    assert style.LINE["light"] == {
        "i": "#0072B2",
        "f": "#D55E00",
        "g": "#009E73",
        "o": "#AA4499",
        "c": "#000000",
        "h": "#882255",
    }


def test_on_both_pages_the_gates_keep_the_courses_colours_and_only_c_and_h_have_others():
    changed = {key for key in style.QUANTITIES if style.LINE["both"][key] != style.LINE["light"][key]}
    assert changed == {"c", "h"}


@pytest.mark.parametrize("see", SEES)
def test_on_both_pages_hues_stay_as_far_apart_as_the_published_ones_for_every_kind_of_eye(see):
    def seen(theme):
        return {key: oklab(SEES[see] @ linear(colour)) for key, colour in style.LINE[theme].items()}

    def nearest(found, keys="ifgoh"):
        return min(np.linalg.norm(found[a] - found[b]) for a, b in itertools.combinations(keys, 2))

    assert nearest(seen("both")) >= nearest(seen("light")) - 1e-3
    # the grey cell state is near green for eyes without green cones: it is solid and thick where g is dotted
    assert nearest(seen("both"), "ifgohc") > 0.045


def test_a_transparent_colour_lets_its_ground_through():
    assert style.over("#FF000000", "#00FF00") == (0, 1, 0)
    assert style.over("#FF0000", "#00FF00") == (1, 0, 0)
    assert style.contrast("#00000000", "#FFFFFF") == 1.0


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
    # 256 colours have no exact middle: the nearest one differs by less than two 8-bit steps
    for page in PAGES[theme][:1] if theme != "both" else PAGES[theme]:
        ground = mpl.colors.to_rgb(page)
        assert style.over(style.colour_map("diverging", theme)(0.5), page) == pytest.approx(ground, abs=0.02)
        for kind in style.SEQUENTIAL:
            assert style.over(style.colour_map(kind, theme)(0.0), page) == pytest.approx(ground, abs=0.01)


@pytest.mark.parametrize("kind", style.SEQUENTIAL)
@pytest.mark.parametrize(("theme", "page"), [(theme, page) for theme in style.THEMES for page in PAGES[theme]])
def test_maps_move_away_from_zero_in_even_steps_of_contrast(theme, page, kind):
    far = np.array([style.contrast(c, page) for c in style.colour_map(kind, theme)(np.linspace(0, 1, 64))])
    both = np.array([style.contrast(c, page) for c in style.colour_map("diverging", theme)(np.linspace(0, 1, 65))])
    if page in PAGES[theme][:1] or theme == "both":
        assert (np.diff(far) > 0).all()
        assert (np.diff(both[32:]) > 0).all()
        assert (np.diff(both[:33]) < 0).all()
    assert min(far[-1], both[0], both[-1]) >= 4.0


@pytest.mark.parametrize("theme", style.THEMES)
def test_a_gate_has_one_hue_as_line_and_in_its_map(theme):
    for key in style.GATES:
        open_ = mpl.colors.rgb_to_hsv(style.map_for(key, theme)(1.0)[:3])[0]
        line = mpl.colors.rgb_to_hsv(mpl.colors.to_rgb(style.LINE[theme][key]))[0]
        assert open_ == pytest.approx(line, abs=0.02), key
    assert style.map_for("c", theme) == style.colour_map("diverging", theme)


def test_gates_are_on_zero_to_one_and_signed_values_centred():
    for key in style.GATES:
        assert (style.scale(key, 7.0).vmin, style.scale(key, 7.0).vmax) == (0, 1)
    for key in style.SIGNED:
        assert float(style.scale(key, 3.0)(0.0)) == 0.5
        assert float(style.scale(key, 3.0)(-3.0)) == 0.0


def test_nan_is_seen_in_a_heat_map():
    for theme in style.THEMES:
        seen = style.colour_map("diverging", theme)(np.ma.masked_invalid([np.nan]))[0]
        assert mpl.colors.to_hex(seen) == style.MUTED[theme].lower()


def test_use_lets_the_page_through_unless_told_which_page_it_is():
    style.use()
    ax = plt.figure().add_subplot()
    assert (ax.get_facecolor()[3], ax.figure.get_facecolor()[3]) == (0, 0)
    assert style.theme_of(ax) == "both"
    for theme in ("light", "dark"):
        with mpl.rc_context(style.settings(theme)):
            ax = plt.figure().add_subplot()
            assert mpl.colors.to_hex(ax.get_facecolor()).upper() == style.BACKGROUND[theme]
            assert style.theme_of(ax) == theme
    plt.close("all")


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
