"""Draw functions: what they draw is what they were given, in the colours of the course, and nothing is cut off."""

import io
import itertools

import matplotlib.pyplot as plt
import numpy as np
import pytest
from PIL import Image

from lstm_helpers import cells, figures, sequence, style


@pytest.fixture(params=style.THEMES)
def theme(request):
    style.use(request.param)
    yield request.param
    plt.close("all")
    style.use("light")


@pytest.fixture
def trace():
    rng = np.random.default_rng(0)
    return sequence.run(cells.init_lstm(3, 2, rng), rng.standard_normal((1, 6, 3)), labels="abc(d)")


def axes(size=style.WIDE):
    return plt.subplots(figsize=size)[1]


def nothing_is_cut_off(ax):
    """Every text and line of the axes lies within the picture."""
    figure = ax.figure
    figure.draw_without_rendering()
    tight, (width, height) = figure.get_tightbbox(), figure.get_size_inches()
    assert tight.x0 > -0.02
    assert tight.y0 > -0.02
    assert tight.x1 < width + 0.02
    assert tight.y1 < height + 0.02


def named(ax):
    return {text.get_text() for text in ax.texts}


def test_gates_over_time_draws_the_numbers_of_the_trace(trace, theme):
    ax = figures.gates_over_time(axes(), trace, unit=1, quantities="figoch", theme=theme)
    drawn = {line.get_label(): line for line in ax.lines}
    for key in "figo":
        np.testing.assert_array_equal(drawn[style.label(key)].get_ydata(), getattr(trace, key)[0, :, 1])
    for key in "ch":
        np.testing.assert_array_equal(drawn[style.label(key)].get_ydata(), getattr(trace, key)[0, 1:, 1])
    for key in "figoch":
        assert drawn[style.label(key)].get_color() == style.LINE[theme][key]
    assert [label.get_text() for label in ax.get_xticklabels()] == list("abc(d)")


def test_gates_over_time_is_not_cut_off(trace, theme):
    nothing_is_cut_off(figures.gates_over_time(axes(), trace, theme=theme))


def test_a_heat_map_holds_the_values_one_row_a_unit_with_zero_in_the_middle(trace, theme):
    ax = figures.state_heatmap(axes(), trace.c[0, 1:], trace.labels, theme=theme)
    image = ax.images[0]
    np.testing.assert_array_equal(image.get_array(), trace.c[0, 1:].T)
    assert image.norm(0.0) == 0.5
    assert image.norm.vmax == np.abs(trace.c[0, 1:]).max()
    nothing_is_cut_off(ax)


def test_a_heat_map_of_a_gate_runs_from_0_to_1(trace):
    image = figures.state_heatmap(axes(), trace.f[0], key="f").images[0]
    assert (image.norm.vmin, image.norm.vmax) == (0, 1)


def test_a_heat_map_of_zeros_is_drawn():
    figures.state_heatmap(axes(), np.zeros((4, 2))).figure.draw_without_rendering()


def test_signals_keep_their_colours(theme):
    ax = figures.signals(axes(), {"g": np.arange(5.0), "c": np.ones(5)}, theme=theme)
    assert [line.get_color() for line in ax.lines[:2]] == [style.LINE[theme]["g"], style.LINE[theme]["c"]]
    nothing_is_cut_off(ax)


def test_gradient_vs_lag_is_logarithmic_and_names_each_line_at_its_end(theme):
    curves = {"RNN": 0.8 ** np.arange(50), "LSTM": 0.99 ** np.arange(50), "dead": np.r_[1.0, np.zeros(49)]}
    ax = figures.gradient_vs_lag(axes(), curves, theme=theme)
    assert ax.get_yscale() == "log"
    assert named(ax) == set(curves)
    np.testing.assert_array_equal(ax.lines[0].get_ydata(), curves["RNN"])
    assert np.isnan(ax.lines[2].get_ydata()[1:]).all(), "a gradient of exactly zero has no place on this axis"
    nothing_is_cut_off(ax)


def test_names_at_line_ends_do_not_overlap():
    ax = figures.gradient_vs_lag(axes(), {f"line {n}": np.full(9, 1 + n / 1000) * 0.1 ** (n == 5) for n in range(6)})
    ax.figure.draw_without_rendering()
    boxes = [text.get_window_extent() for text in ax.texts]
    assert not any(a.overlaps(b) for a, b in itertools.combinations(boxes, 2))


def test_learning_curves_are_smoothed_by_a_running_mean(theme):
    losses = np.linspace(1, 0.1, 40)
    ax = figures.learning_curves(axes(), {"SGD": losses}, smooth=4, line=1 / 6, line_label="the mean", theme=theme)
    mean = next(line for line in ax.lines if line.get_label() == "SGD")
    np.testing.assert_allclose(mean.get_ydata(), [losses[n - 3:n + 1].mean() for n in range(3, 40)])
    assert mean.get_xdata()[0] == 3
    assert {text.get_text() for text in ax.get_legend().get_texts()} == {"SGD", "the mean"}
    nothing_is_cut_off(ax)


def test_the_unrolled_network_names_every_state(theme):
    ax = figures.unrolled_rnn(axes((7.2, 2.0)), 3, theme=theme)
    assert {"$h_0$", "$h_3$", "$x_1$", "$W_x$", "$W_h$"} <= named(ax)
    assert "$x_0$" not in named(ax)
    nothing_is_cut_off(ax)


@pytest.mark.parametrize("count", range(7))
def test_the_cell_grows_by_one_part_at_a_time_and_is_never_cut_off(count, theme):
    ax = figures.cell_diagram(axes((7.2, 3.2)), figures.PARTS[:count], theme=theme)
    words = {style.QUANTITIES[key].name for key in figures.PARTS[:count] if key not in "c"}
    others = {style.QUANTITIES[key].name for key in "figoh"} - words
    assert words <= named(ax)
    assert not others & named(ax)
    assert {"$c_{t-1}$", "$c_t$", "$h_{t-1}$", "$h_t$", "$x_t$"} <= named(ax)
    nothing_is_cut_off(ax)


def test_no_words_of_the_complete_cell_overlap(theme):
    ax = figures.cell_diagram(axes((7.2, 3.2)), theme=theme)
    ax.figure.draw_without_rendering()
    boxes = [(text.get_text(), text.get_window_extent()) for text in ax.texts if text.get_text().strip()]
    assert [(a, b) for (a, first), (b, second) in itertools.combinations(boxes, 2) if first.overlaps(second)] == []


def test_the_ways_of_the_gradient_are_drawn_when_asked_for(theme):
    every = figures.cell_diagram(axes((7.2, 3.2)), gradient=True, theme=theme)
    assert {r"$\mathrm{d}c_t$", r"$\mathrm{d}h_t$", r"$\mathrm{d}h_{t-1}$"} <= named(every)
    one = figures.cell_diagram(axes((7.2, 3.2)), gradient=True, path=("c",), theme=theme)
    assert r"$\mathrm{d}h_{t-1}$" not in named(one)
    nothing_is_cut_off(every)


@pytest.mark.parametrize("wrong", [{"parts": ("f", "q")}, {"path": ("x",), "gradient": True}])
def test_a_part_that_does_not_exist_is_named(wrong):
    with pytest.raises(ValueError, match="is no part of the cell"):
        figures.cell_diagram(axes(), **wrong)


@pytest.mark.parametrize("draw", [
    lambda ax, trace: figures.gates_over_time(ax, trace), lambda ax, _: figures.cell_diagram(ax),
    lambda ax, _: figures.unrolled_rnn(ax), lambda ax, _: figures.learning_curves(ax, {"a": [1.0, 0.5]}),
    lambda ax, _: figures.gradient_vs_lag(ax, {"a": [1.0, 0.5]}), lambda ax, t: figures.state_heatmap(ax, t.c[0]),
])
def test_draw_functions_return_their_axes_and_open_no_figure(draw, trace):
    ax = axes()
    before = plt.get_fignums()
    assert draw(ax, trace) is ax
    assert plt.get_fignums() == before


def test_show_displays_a_small_picture_with_its_sentence(monkeypatch):
    import IPython.display

    seen = []
    monkeypatch.setattr(IPython.display, "display", lambda data, **more: seen.append((data, more)))
    fig, ax = plt.subplots()
    figures.cell_diagram(ax)
    figures.show(fig, "The complete cell of an LSTM.")
    (data, more), = seen
    assert data["text/plain"] == "The complete cell of an LSTM."
    assert more["metadata"]["image/png"]["alt"] == "The complete cell of an LSTM."
    assert len(data["image/png"]) < 60_000
    assert Image.open(io.BytesIO(data["image/png"])).size[0] == int(style.WIDE[0] * style.DPI)
    assert not plt.fignum_exists(fig.number)


@pytest.mark.parametrize("alt", ["", "Figure 1", None, 3])
def test_show_asks_for_a_sentence(alt):
    with pytest.raises(ValueError, match="say in a sentence"):
        figures.show(plt.figure(), alt)
    plt.close("all")
