"""Draw functions: what they draw is what they were given, in the colours of the course; none is cut off or covered."""

import io
import itertools

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from IPython.core.formatters import DisplayFormatter
from PIL import Image

from lstm_helpers import cells, diagrams, figures, sequence, style

STAGES = [diagrams.PARTS[:n] for n in range(len(diagrams.PARTS) + 1)]
MEMORY = 4.8                                     # the height at which the memory runs through the cell


@pytest.fixture(params=style.THEMES, autouse=True)
def theme(request):
    with mpl.rc_context():
        style.use(request.param)
        yield request.param
        plt.close("all")


@pytest.fixture
def trace():
    rng = np.random.default_rng(0)
    return sequence.run(cells.init_lstm(3, 2, rng), rng.standard_normal((2, 6, 3)), labels="abc(d)")


def axes(size=style.WIDE):
    return plt.subplots(figsize=size)[1]


def by_name(ax):
    return {line.get_gid(): line for line in ax.lines if line.get_gid()}


def words(ax):
    return {text.get_text() for text in ax.texts}


def looks_like(line, key, theme):
    """Are colour and dashes of a line those of the quantity?"""
    model = plt.Line2D([], [], **style.line(key, theme))
    # get_linestyle() says "--" for every custom pattern
    return line.get_color() == style.LINE[theme][key] and line._dash_pattern == model._dash_pattern


def assert_readable(ax):
    """Nothing is cut off, no two words cover each other, and all stand out from the page."""
    figure, page = ax.figure, mpl.colors.to_hex(ax.get_facecolor())
    figure.draw_without_rendering()
    whole = figure.bbox.padded(1)
    texts = [text for text in figure.findobj(mpl.text.Text) if text.get_visible() and text.get_text().strip()]
    boxes = [(text.get_text(), text.get_window_extent()) for text in texts]
    # ticks outside the limits are kept by matplotlib, and not drawn
    boxes = [(word, box) for word, box in boxes if box.width and not _is_hidden_tick(figure, word, box)]
    for word, box in boxes:
        assert whole.x0 <= box.x0 < box.x1 <= whole.x1, f"{word!r} is cut off"
        assert whole.y0 <= box.y0 < box.y1 <= whole.y1, f"{word!r} is cut off"
    for (word, box), (other, its) in itertools.combinations(boxes, 2):
        shared = mpl.transforms.Bbox.intersection(box, its)
        assert shared is None or min(shared.width, shared.height) < 4, f"{word!r} covers {other!r}"
    filled = {mpl.colors.to_hex(patch.get_facecolor()) for patch in ax.patches} - {page}
    for text in texts:
        if mpl.colors.to_hex(text.get_color()) != page:                  # on a filled box the page is the ink
            assert style.contrast(text.get_color(), page) >= 4.5, text.get_text()
        else:
            assert filled
    for line in ax.lines:
        if line.get_gid():
            assert style.contrast(line.get_color(), page) >= 3.0, line.get_gid()


def _is_hidden_tick(figure, word, box):
    for ax in figure.axes:
        for axis, (low, high) in ((ax.xaxis, ax.get_xlim()), (ax.yaxis, ax.get_ylim())):
            for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
                if tick.label1.get_text() == word and not min(low, high) <= tick.get_loc() <= max(low, high):
                    return True
    return False


# ---- the cell ----------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("parts", STAGES, ids="".join)
def test_every_stage_of_the_growing_cell_is_readable_and_names_its_parts_and_no_others(parts):
    ax = diagrams.cell_diagram(axes(), parts=parts)
    named = {style.QUANTITIES[key].name for key in parts if key in "figo"}
    assert {word for word in words(ax) if word.endswith(("gate", "candidate"))} == named
    assert {"$c_{t-1}$", "$c_t$", "$h_{t-1}$", "$h_t$", "$x_t$"} <= words(ax)
    assert_readable(ax)


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
    for gid, key in (("wire gates f", "f"), ("wire gates i", "i"), ("wire gates g", "g"), ("wire gates o", "o"),
                     ("wire h h", "h"), ("wire c c", "c")):
        assert looks_like(lines[gid], key, theme), gid


def test_forward_the_lines_run_from_left_to_right_and_backward_from_right_to_left():
    ends = {}
    for gradient in (False, True):
        ax = diagrams.cell_diagram(axes(), gradient=gradient)
        ends[gradient] = {line.get_gid(): np.sign(line.get_xdata()[-1] - line.get_xdata()[0])
                          for line in ax.lines if (line.get_gid() or "").startswith("wire")}
    for gid in ("wire c c", "wire gates h", "wire gates i", "wire gates o"):
        assert (ends[False][gid], ends[True][gid]) == (1, -1), gid


def test_backward_everything_is_named_after_the_gradient_that_it_carries():
    ax = diagrams.cell_diagram(axes((7.2, 3.9)), gradient=True)
    d = r"$\mathrm{d}$"
    assert {f"{d}$c_t$", f"{d}$h_t$", f"{d}$c_{{t-1}}$", f"{d}$h_{{t-1}}$", f"{d}$x_t$"} <= words(ax)
    assert {rf"$\mathrm{{d}}${style.QUANTITIES[key].symbol}" for key in "figo"} <= words(ax)
    assert_readable(ax)


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


def test_a_highlighted_gate_is_filled_and_the_others_step_back(theme):
    ax = diagrams.cell_diagram(axes(), highlight="f")
    colours = [mpl.colors.to_hex(patch.get_facecolor()).upper() for patch in ax.patches]
    assert style.LINE[theme]["f"] in colours
    assert not {style.LINE[theme][key] for key in "igo"} & {line.get_color() for line in ax.lines}
    assert_readable(ax)


@pytest.mark.parametrize("bad", [
    {"parts": ("f", "q")}, {"highlight": "z"}, {"path": "x", "gradient": True}, {"path": "c"}, {"parts": 3},
])
def test_a_part_or_path_that_does_not_exist_is_named(bad):
    with pytest.raises(ValueError, match="expected"):
        diagrams.cell_diagram(axes(), **bad)


@pytest.mark.parametrize("steps", [1, 4, 7])
def test_the_unrolled_network_names_every_state_and_input_and_shares_its_weights(steps):
    ax = diagrams.unrolled_rnn(axes((7.2, 2.2)), steps)
    assert {f"$h_{{{t}}}$" for t in range(steps + 1)} | {f"$x_{{{t}}}$" for t in range(1, steps + 1)} <= words(ax)
    counts = [sum(text.get_text() == weight for text in ax.texts) for weight in ("$W_h$", "$W_x$")]
    assert counts == [steps, steps]
    assert_readable(ax)


@pytest.mark.parametrize("steps", [0, -1, 2.5, True, None])
def test_the_unrolled_network_has_at_least_one_step(steps):
    with pytest.raises((TypeError, ValueError), match="steps"):
        diagrams.unrolled_rnn(axes(), steps)


# ---- data --------------------------------------------------------------------------------------------------------

def test_gates_over_time_draws_the_numbers_of_the_trace(trace, theme):
    ax = figures.gates_over_time(axes(), trace, unit=1, keys="figoch", example=1)
    drawn = by_name(ax)
    for key in "figo":
        np.testing.assert_array_equal(drawn[key].get_ydata(), getattr(trace, key)[1, :, 1])
    for key in "ch":
        np.testing.assert_array_equal(drawn[key].get_ydata(), getattr(trace, key)[1, 1:, 1])
    for key in "figoch":
        assert looks_like(drawn[key], key, theme), key
    assert [label.get_text() for label in ax.get_xticklabels()] == list("abc(d)")
    assert {style.label(key) for key in "figoch"} <= words(ax)
    assert_readable(ax)


def test_gates_over_time_shows_forget_gate_and_memory_unless_asked_for_others(trace):
    assert set(by_name(figures.gates_over_time(axes(), trace))) == {"f", "c"}


def test_gates_over_time_parts_gates_from_signed_quantities_over_two_axes(trace):
    both = plt.subplots(2, 1, figsize=style.TALL, sharex=True)[1]
    assert figures.gates_over_time(both, trace) is both
    assert [set(by_name(ax)) for ax in both] == [set("fio"), set("gch")]
    for ax in both:
        assert_readable(ax)


def test_gates_over_time_asks_for_what_the_cell_has(trace):
    plain = sequence.run(cells.init_rnn(3, 2, np.random.default_rng(0)), trace.x)
    for call in (lambda ax: figures.gates_over_time(ax, plain), lambda ax: figures.gates_over_time(ax, trace, keys="q"),
                 lambda ax: figures.gates_over_time([ax] * 3, trace),
                 lambda ax: figures.gates_over_time([ax] * 2, trace, keys="f")):
        with pytest.raises(ValueError, match=r"has no forget gate|expected some of|axes must be"):
            call(axes())


def test_long_sequences_are_numbered_where_letters_would_not_fit(trace):
    rng = np.random.default_rng(1)
    long = sequence.run(trace.params, rng.standard_normal((1, 200, 3)), labels="x" * 200)
    ax = figures.gates_over_time(axes(), long)
    assert ax.get_xlabel() == "step t"
    assert_readable(ax)


def test_a_heat_map_holds_the_values_one_row_a_unit_with_zero_in_the_middle(trace):
    ax = figures.state_heatmap(axes(), trace.c[0, 1:], trace.labels, key="c")
    image = ax.images[0]
    np.testing.assert_array_equal(image.get_array(), trace.c[0, 1:].T)
    assert image.norm(0.0) == 0.5
    assert image.norm.vmax == np.abs(trace.c[0, 1:]).max()
    assert_readable(ax)


def test_a_heat_map_of_a_gate_runs_from_0_to_1_and_of_a_bounded_state_from_minus_1_to_1(trace):
    gate, state = (figures.state_heatmap(axes(), values, key=key).images[0]
                   for key, values in (("f", trace.f[0]), ("h", trace.h[0])))
    assert (gate.norm.vmin, gate.norm.vmax) == (0, 1)
    assert (state.norm.vmin, state.norm.vmax) == (-1, 1)


def test_a_heat_map_of_zeros_is_drawn_and_many_units_are_numbered_sparsely():
    assert_readable(figures.state_heatmap(axes(), np.zeros((4, 64)), key="c"))


@pytest.mark.parametrize(("values", "more"), [
    (np.zeros(5), {}), (np.zeros((0, 2)), {}), (np.zeros((4, 2)), {"labels": "abc"}), (np.zeros((4, 2)), {"key": "q"}),
])
def test_a_heat_map_says_what_it_needs(values, more):
    with pytest.raises(ValueError, match=r"^(values has shape|labels holds|key is)"):
        figures.state_heatmap(axes(), values, **more)


def test_signals_keep_their_own_look_and_others_take_that_of_series(theme):
    ax = figures.signals(axes(), {"g": np.arange(5.0), "c": np.ones(5), "target": np.zeros(5)})
    drawn = by_name(ax)
    for key in "gc":
        assert looks_like(drawn[key], key, theme), key
    assert drawn["target"].get_color() == style.SERIES[theme][0]
    np.testing.assert_array_equal(drawn["g"].get_xdata(), np.arange(5))
    assert {style.label("g"), style.label("c"), "target"} <= words(ax)
    assert_readable(ax)


def test_gradient_vs_lag_is_logarithmic_and_leaves_zeros_out(theme):
    curves = {"RNN": 0.8 ** np.arange(50), "LSTM": 0.99 ** np.arange(50), "dead": np.r_[1.0, np.zeros(49)]}
    ax = figures.gradient_vs_lag(axes(), curves)
    drawn = by_name(ax)
    assert ax.get_yscale() == "log"
    assert words(ax) == set(curves)
    np.testing.assert_array_equal(drawn["RNN"].get_ydata(), curves["RNN"])
    assert np.isnan(drawn["dead"].get_ydata()[1:]).all()
    assert [drawn[name].get_color() for name in curves] == list(style.SERIES[theme][:3])
    assert_readable(ax)


def test_names_at_the_ends_stand_apart_in_the_order_of_the_lines():
    levels = {"a": 1.0, "b": 1.001, "c": 1.002, "d": 0.1, "e": 1.003}
    ax = figures.gradient_vs_lag(axes(), {name: np.r_[1.0, np.full(9, level)] for name, level in levels.items()})
    assert_readable(ax)
    heights = {text.get_text(): text.get_window_extent().y0 for text in ax.texts}
    assert sorted(heights, key=heights.get) == sorted(levels, key=levels.get)


def test_learning_curves_are_smoothed_by_a_running_mean_beside_their_baseline():
    losses = np.linspace(1, 0.1, 40)
    ax = figures.learning_curves(axes(), {"SGD": losses, "test": ([0, 20, 39], [1.0, 0.5, 0.2])}, smooth=3,
                                 line=("the mean", 1 / 6))
    drawn = by_name(ax)
    np.testing.assert_allclose(drawn["SGD"].get_ydata(), [losses[n - 2 : n + 1].mean() for n in range(2, 40)])
    assert drawn["SGD"].get_xdata()[0] == 2
    assert list(drawn["test"].get_xdata()) == [39]
    assert set(drawn["the mean"].get_ydata()) == {1 / 6}
    assert words(ax) == {"SGD", "test", "the mean"}
    assert_readable(ax)


@pytest.mark.parametrize(("curves", "more", "message"), [
    ({}, {}, "with one at least"), ([1.0], {}, "expected a dict"), ({"a": np.ones((3, 2))}, {}, "shape"),
    ({"a": []}, {}, "at least one"), ({"a": [1.0]}, {"smooth": 2}, "choose a smaller number"),
    ({"a": [1.0]}, {"smooth": 0}, "smooth is 0"), ({str(n): [1.0] for n in range(6)}, {}, "can be told apart"),
    ({"a": ([1, 2], [1.0])}, {}, "shape"),
])
def test_curves_that_cannot_be_drawn_cost_a_sentence(curves, more, message):
    with pytest.raises((TypeError, ValueError), match=message):
        figures.learning_curves(axes(), curves, **more)


@pytest.mark.parametrize("draw", [
    lambda ax, t: figures.gates_over_time(ax, t), lambda ax, t: figures.cell_diagram(ax),
    lambda ax, t: figures.unrolled_rnn(ax), lambda ax, t: figures.learning_curves(ax, {"a": [1.0, 0.5]}),
    lambda ax, t: figures.gradient_vs_lag(ax, {"a": [1.0, 0.5]}), lambda ax, t: figures.state_heatmap(ax, t.c[0]),
    lambda ax, t: figures.signals(ax, {"i": [0.0, 1.0]}),
])
def test_draw_functions_return_their_axes_open_no_figure_and_print_nothing(draw, trace, capsys):
    ax = axes()
    before = plt.get_fignums()
    assert draw(ax, trace) is ax
    assert plt.get_fignums() == before
    assert capsys.readouterr().out == ""


# ---- show --------------------------------------------------------------------------------------------------------

def shown(fig, alt, monkeypatch):
    """(data, metadata) of the picture and of the words below it, as a notebook stores them."""
    seen = []
    monkeypatch.setattr(figures, "display", seen.append)
    figures.show(fig, alt)
    picture, words = map(DisplayFormatter().format, seen)
    return *picture, words[0]


def test_show_displays_a_small_picture_with_its_words_and_closes_the_figure(monkeypatch):
    fig, ax = plt.subplots(figsize=style.WIDE)
    figures.cell_diagram(ax)
    data, more, words = shown(fig, "The complete cell\n   of an LSTM.", monkeypatch)
    assert data["text/plain"] == more["image/png"]["alt"] == "The complete cell of an LSTM."
    assert words["text/plain"] == "In words: The complete cell of an LSTM."
    assert words["text/html"].endswith("<em>In words:</em> The complete cell of an LSTM.</p>")
    assert len(data["image/png"]) < figures.PNG_BYTES
    wide, high = Image.open(io.BytesIO(data["image/png"])).size
    assert more["image/png"]["width"] == round(wide * figures.PIXELS_AN_INCH / style.DPI)
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


@pytest.mark.parametrize(("fig", "alt", "error"), [
    ("a figure", "What there is to see here.", TypeError), (None, "What there is to see here.", TypeError),
    ("new", 3, TypeError), ("new", None, TypeError), ("new", "", ValueError), ("new", "Figure 1", ValueError),
])
def test_show_asks_for_a_figure_and_a_sentence(fig, alt, error):
    with pytest.raises(error, match=r"expected a (figure|sentence)|say in a sentence"):
        figures.show(plt.figure() if fig == "new" else fig, alt)
