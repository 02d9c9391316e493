"""Draw functions: what they draw is what they were given, in the colours of the course; none is cut off or covered."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from lstm_helpers import figures
from lstm_helpers.figures import style
from lstm_helpers.maths import cells, sequence
from tests.support.drawn import assert_readable, axes, by_name, looks_like, words

pytestmark = pytest.mark.usefixtures("theme")


@pytest.fixture
def trace():
    rng = np.random.default_rng(0)
    return sequence.run(cells.init_lstm(3, 2, rng), rng.standard_normal((2, 6, 3)), labels="abc(d)")


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


@pytest.mark.slow
def test_gates_over_time_parts_gates_from_signed_quantities_over_two_axes(trace):
    both = plt.subplots(2, 1, figsize=style.TALL, sharex=True)[1]
    assert figures.gates_over_time(both, trace) is both
    assert [set(by_name(ax)) for ax in both] == [set("fio"), set("gch")]
    for ax in both:
        assert_readable(ax)


def test_gates_over_time_asks_for_what_the_cell_has(trace):
    plain = sequence.run(cells.init_rnn(3, 2, np.random.default_rng(0)), trace.x)
    for call in (
        lambda ax: figures.gates_over_time(ax, plain),
        lambda ax: figures.gates_over_time(ax, trace, keys="q"),
        lambda ax: figures.gates_over_time([ax] * 3, trace),
        lambda ax: figures.gates_over_time([ax] * 2, trace, keys="f"),
    ):
        with pytest.raises(ValueError, match=r"has no forget gate|expected one of|axes must be"):
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
    gate, state = (
        figures.state_heatmap(axes(), values, key=key).images[0]
        for key, values in (("f", trace.f[0]), ("h", trace.h[0]))
    )
    assert (gate.norm.vmin, gate.norm.vmax) == (0, 1)
    assert (state.norm.vmin, state.norm.vmax) == (-1, 1)


@pytest.mark.slow
def test_a_heat_map_of_zeros_is_drawn_and_many_units_are_numbered_sparsely():
    assert_readable(figures.state_heatmap(axes(), np.zeros((4, 64)), key="c"))


@pytest.mark.parametrize(
    ("values", "more"),
    [
        (np.zeros(5), {}),
        (np.zeros((0, 2)), {}),
        (np.zeros((4, 2)), {"labels": "abc"}),
        (np.zeros((4, 2)), {"key": "q"}),
    ],
)
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


@pytest.mark.slow
def test_names_at_the_ends_stand_apart_in_the_order_of_the_lines():
    levels = {"a": 1.0, "b": 1.001, "c": 1.002, "d": 0.1, "e": 1.003}
    ax = figures.gradient_vs_lag(axes(), {name: np.r_[1.0, np.full(9, level)] for name, level in levels.items()})
    assert_readable(ax)
    heights = {text.get_text(): text.get_window_extent().y0 for text in ax.texts}
    assert sorted(heights, key=heights.get) == sorted(levels, key=levels.get)


def test_learning_curves_are_smoothed_by_a_running_mean_beside_their_baseline():
    losses = np.linspace(1, 0.1, 40)
    ax = figures.learning_curves(
        axes(), {"SGD": losses, "test": ([0, 20, 39], [1.0, 0.5, 0.2])}, smooth=3, line=("the mean", 1 / 6)
    )
    drawn = by_name(ax)
    np.testing.assert_allclose(drawn["SGD"].get_ydata(), [losses[n - 2 : n + 1].mean() for n in range(2, 40)])
    assert drawn["SGD"].get_xdata()[0] == 2
    assert list(drawn["test"].get_xdata()) == [39]
    assert set(drawn["the mean"].get_ydata()) == {1 / 6}
    assert words(ax) == {"SGD", "test", "the mean"}
    assert_readable(ax)


@pytest.mark.parametrize(
    ("curves", "more", "message"),
    [
        ({}, {}, "with one at least"),
        ([1.0], {}, "expected a dict"),
        ({"a": np.ones((3, 2))}, {}, "shape"),
        ({"a": []}, {}, "at least one"),
        ({"a": [1.0]}, {"smooth": 2}, "choose a smaller number"),
        ({"a": [1.0]}, {"smooth": 0}, "smooth is 0"),
        ({str(n): [1.0] for n in range(7)}, {}, "can be told apart"),
        ({"a": ([1, 2], [1.0])}, {}, "shape"),
    ],
)
def test_curves_that_cannot_be_drawn_cost_a_sentence(curves, more, message):
    with pytest.raises((TypeError, ValueError), match=message):
        figures.learning_curves(axes(), curves, **more)


@pytest.mark.parametrize(
    "draw",
    [
        lambda ax, t: figures.gates_over_time(ax, t),
        lambda ax, t: figures.cell_diagram(ax),
        lambda ax, t: figures.unrolled_rnn(ax),
        lambda ax, t: figures.gradient_paths(ax, {"a": [1.0, 0.5]}),
        lambda ax, t: figures.learning_curves(ax, {"a": [1.0, 0.5]}),
        lambda ax, t: figures.gradient_vs_lag(ax, {"a": [1.0, 0.5]}),
        lambda ax, t: figures.state_heatmap(ax, t.c[0]),
        lambda ax, t: figures.signals(ax, {"i": [0.0, 1.0]}),
    ],
)
def test_draw_functions_return_their_axes_open_no_figure_and_print_nothing(draw, trace, capsys):
    ax = axes()
    before = plt.get_fignums()
    assert draw(ax, trace) is ax
    assert plt.get_fignums() == before
    assert capsys.readouterr().out == ""
