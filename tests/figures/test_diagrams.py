"""The cell's diagram: every part is named, stands where the equations have it, and can be read in both themes."""

import matplotlib as mpl
import numpy as np
import pytest

from lstm_helpers.figures import diagrams, style
from tests.support.drawn import assert_readable, axes, by_name, looks_like, words

pytestmark = pytest.mark.usefixtures("theme")
STAGES = [diagrams.PARTS[:n] for n in range(len(diagrams.PARTS) + 1)]


@pytest.mark.slow
@pytest.mark.parametrize("parts", STAGES, ids="".join)
def test_every_stage_of_the_growing_cell_is_readable_and_names_its_parts_and_no_others(parts):
    ax = diagrams.cell_diagram(axes(), parts=parts)
    named = {style.QUANTITIES[key].name for key in parts if key in "figo"}
    assert {word for word in words(ax) if word.endswith(("gate", "candidate"))} == named
    assert {"$c_{t-1}$", "$c_t$", "$h_{t-1}$", "$h_t$", "$x_t$"} <= words(ax)
    assert_readable(ax)


@pytest.mark.slow
@pytest.mark.parametrize("parts", STAGES, ids="".join)
def test_products_and_sums_stand_where_the_equations_have_them(parts):
    ax = diagrams.cell_diagram(axes(), parts=parts)
    # c = f·c + i·g and h = o·tanh(c): each sign is two strokes
    products = ("f" in parts) + ({"i", "g"} <= set(parts)) + ("h" in parts)
    assert sum(line.get_gid() == "node ×" for line in ax.lines) == 2 * products
    assert sum(line.get_gid() == "node +" for line in ax.lines) == 2 * ("c" in parts)


@pytest.mark.parametrize("gradient", [False, True])
def test_the_memory_runs_straight_through_the_cell_and_meets_one_product_and_one_sum(gradient):
    ax = diagrams.cell_diagram(axes(), gradient=gradient)
    pieces = [line for line in ax.lines if line.get_gid() == "wire c c"]
    assert all(np.ptp(line.get_ydata()) == 0 for line in pieces)
    assert len(pieces) == 3, "two stations cut it in three"


def test_each_quantity_of_the_cell_has_its_own_colour_and_dashes(theme):
    lines = by_name(diagrams.cell_diagram(axes()))
    for gid, key in (
        ("wire gates f", "f"),
        ("wire gates i", "i"),
        ("wire gates g", "g"),
        ("wire gates o", "o"),
        ("wire h h", "h"),
        ("wire c c", "c"),
    ):
        assert looks_like(lines[gid], key, theme), gid


@pytest.mark.slow
def test_forward_the_lines_run_from_left_to_right_and_backward_from_right_to_left():
    ends = {}
    for gradient in (False, True):
        ax = diagrams.cell_diagram(axes(), gradient=gradient)
        ends[gradient] = {
            line.get_gid(): np.sign(line.get_xdata()[-1] - line.get_xdata()[0])
            for line in ax.lines
            if (line.get_gid() or "").startswith("wire")
        }
    for gid in ("wire c c", "wire gates h", "wire gates i", "wire gates o"):
        assert (ends[False][gid], ends[True][gid]) == (1, -1), gid


@pytest.mark.slow
def test_backward_everything_is_named_after_the_gradient_that_it_carries():
    ax = diagrams.cell_diagram(axes((7.2, 3.9)), gradient=True)
    d = r"$\mathrm{d}$"
    assert {f"{d}$c_t$", f"{d}$h_t$", f"{d}$c_{{t-1}}$", f"{d}$h_{{t-1}}$", f"{d}$x_t$"} <= words(ax)
    assert {rf"$\mathrm{{d}}${style.QUANTITIES[key].symbol}" for key in "figo"} <= words(ax)
    assert_readable(ax)


@pytest.mark.slow
@pytest.mark.parametrize("path", diagrams.PATHS)
def test_a_lit_path_is_thick_and_coloured_while_the_others_are_thin_and_grey(path, theme):
    ax = diagrams.cell_diagram(axes(), gradient=True, path=path)
    wires = [line for line in ax.lines if (line.get_gid() or "").startswith("wire")]
    lit = [line for line in wires if line.get_gid().split()[1] == path]
    others = [line for line in wires if line.get_gid().split()[1] != path]
    assert lit
    assert min(line.get_linewidth() for line in lit) > max(line.get_linewidth() for line in others)
    assert not {line.get_color() for line in others} & set(style.LINE[theme].values())
    assert_readable(ax)


@pytest.mark.slow
def test_a_highlighted_gate_is_filled_and_the_others_step_back(theme):
    ax = diagrams.cell_diagram(axes(), highlight="f")
    colours = [mpl.colors.to_hex(patch.get_facecolor()).upper() for patch in ax.patches]
    assert style.INK[theme]["f"] in colours
    assert not {style.LINE[theme][key] for key in "igo"} & {line.get_color() for line in ax.lines}
    assert_readable(ax)


@pytest.mark.parametrize(
    "bad",
    [
        {"parts": ("f", "q")},
        {"highlight": "z"},
        {"path": "x", "gradient": True},
        {"path": "c"},
        {"parts": 3},
        {"values": {"q": 1.0}},
        {"values": {"o": 0.5}, "parts": "fgi"},
        {"values": {"f": 0.5}, "gradient": True},
        {"values": {"f": float("nan")}},
    ],
)
def test_a_part_or_path_that_does_not_exist_is_named(bad):
    with pytest.raises(ValueError, match="expected"):
        diagrams.cell_diagram(axes(), **bad)


STEP = {
    "x": "the letter (",
    "h_prev": -0.931,
    "c_prev": -1.69,
    "f": 0.004,
    "i": 0.991,
    "g": 0.9987,
    "o": 0.96,
    "kept": -0.002,
    "written": 0.99,
    "c": 0.98,
    "tanh_c": 0.75,
    "h": 0.72,
}


@pytest.mark.slow
def test_the_numbers_of_a_step_stand_on_their_wires_each_in_its_colour_and_cover_nothing(theme):
    ax = diagrams.cell_diagram(axes(), values=STEP)
    written = {text.get_gid().removeprefix("value "): text for text in ax.texts if text.get_gid()}
    assert {name: text.get_text() for name, text in written.items()} == {
        "x": "the letter (",
        "h_prev": "−0.93",
        "c_prev": "−1.69",
        "f": "0.00",
        "i": "0.99",
        "g": "+1.00",
        "o": "0.96",
        "kept": "0.00",
        "written": "+0.99",
        "c": "+0.98",
        "tanh_c": "+0.75",
        "h": "+0.72",
    }
    assert {key: written[key].get_color() for key in "figoch"} == style.INK[theme]
    assert_readable(ax)
    drawn = [line for line in ax.lines if (line.get_gid() or "").startswith("wire")]
    for name, text in written.items():
        box = text.get_window_extent().padded(-1)
        crossed = [line.get_gid() for line in drawn if line.get_path().intersects_bbox(box_in(line, box), filled=False)]
        assert not crossed, f"{name} lies on {crossed}"


def box_in(line, box):
    """A box of the page in the units in which a line's path is."""
    return box.transformed(line.get_transform().inverted())


def test_numbers_are_those_that_were_passed_also_for_a_cell_that_is_not_complete_and_a_gate_stands_out():
    ax = diagrams.cell_diagram(axes(), parts="fgic", highlight="f", values={"f": np.float32(0.5), "c": 3, "kept": 1.0})
    assert {"0.50", "+3.00", "+1.00"} <= words(ax)
    assert_readable(ax)


@pytest.mark.parametrize("bad", [[1.0], "f", {"f": None}, {"f": True}, {"c": np.ones(2)}])
def test_values_that_are_no_numbers_cost_a_sentence(bad):
    with pytest.raises(TypeError, match=r"values.*expected"):
        diagrams.cell_diagram(axes(), values=bad)
