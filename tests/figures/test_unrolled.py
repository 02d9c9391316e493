"""Networks laid out in time: all is named, and a line is as thick as the gradient that it was given."""

import numpy as np
import pytest

from lstm_helpers import figures
from lstm_helpers.figures import style, unrolled
from lstm_helpers.maths import backprop, cells
from tests.support.drawn import assert_readable, axes, words

pytestmark = pytest.mark.usefixtures("theme")
LAGS = np.arange(13)
ROWS = {"RNN": 0.6**LAGS, "LSTM": {"h": 0.2 * 0.9**LAGS, "c": np.r_[0, 0.4 * 0.98 ** LAGS[1:]]}}


@pytest.mark.slow
@pytest.mark.parametrize("steps", [1, 4, 7])
def test_the_unrolled_network_names_every_state_and_input_and_shares_its_weights(steps):
    ax = figures.unrolled_rnn(axes((7.2, 2.2)), steps)
    assert {f"$h_{{{t}}}$" for t in range(steps + 1)} | {f"$x_{{{t}}}$" for t in range(1, steps + 1)} <= words(ax)
    counts = [sum(text.get_text() == weight for text in ax.texts) for weight in ("$W_h$", "$W_x$")]
    assert counts == [steps, steps]
    assert_readable(ax)


@pytest.mark.parametrize("steps", [0, -1, 2.5, True, None])
def test_the_unrolled_network_has_at_least_one_step(steps):
    with pytest.raises((TypeError, ValueError), match="steps"):
        figures.unrolled_rnn(axes(), steps)


@pytest.mark.slow
@pytest.mark.parametrize("steps", [1, 3, 6])
def test_the_way_back_names_each_jacobian_beneath_its_arrow_and_the_loss(steps):
    ax = figures.unrolled_rnn(axes((7.2, 1.5)), steps, gradient=True)
    names = ["T", *(f"T-{n}" for n in range(1, steps + 1))]
    jacobians = {rf"$\cdot\, J_{{{name}}}$" for name in names[:steps]}
    assert {f"$h_{{{name}}}$" for name in names} | jacobians | {"loss $L$", r"$\mathrm{d}h_T$"} == words(ax)
    ways = {gid: [line for line in ax.lines if line.get_gid() == gid] for gid in ("state", "gradient")}
    assert [len(lines) for lines in ways.values()] == [steps + 1, steps + 1]
    for gid, sign in (("state", 1), ("gradient", -1)):
        assert all(np.sign(np.diff(line.get_xdata())) == sign for line in ways[gid])
    factors = [text for text in ax.texts if "J_" in text.get_text() or "mathrm" in text.get_text()]
    back = sorted(ways["gradient"], key=lambda line: line.get_xdata().mean())
    for text, line in zip(sorted(factors, key=lambda text: text.get_position()[0]), back, strict=True):
        away = line.get_xdata().mean() - text.get_position()[0], line.get_ydata()[0] - text.get_position()[1]
        assert abs(away[0]) < 0.2, text.get_text()
        assert 0 < away[1] < 0.2, text.get_text()
    assert_readable(ax)


def lines_back(ax):
    """Name to how thick each line back is at its thick and its thin end, in units of the thickest possible."""
    found = {}
    for patch in ax.patches:
        if patch.get_gid():
            corners = patch.get_xy()[:-1]
            tip = corners[:, 0].argmin()
            at = {x: np.ptp(corners[corners[:, 0] == x, 1]) for x in set(corners[:, 0]) - {corners[tip, 0]}}
            neck = sorted(at)[0]  # the head's base stands on the body's end: of its four corners the inner two
            at[neck] = np.ptp(np.sort(corners[corners[:, 0] == neck, 1])[1:3])
            found[patch.get_gid()] = [at[x] / unrolled.THICKEST for x in sorted(at, reverse=True)]
    return found


def test_every_line_is_as_thick_as_the_norms_that_it_was_given():
    drawn = lines_back(figures.gradient_paths(axes((7.2, 3.1)), ROWS, every=3))
    least = unrolled.HAIRLINE / unrolled.THICKEST
    assert len(drawn) == 3 * 4 + 2
    for name, row in {"RNN": {"h": ROWS["RNN"]}, "LSTM": ROWS["LSTM"]}.items():
        for key, norms in row.items():
            for n in range(1, 5):
                wanted = np.maximum(norms[[3 * n - 2, *range(3 * n - 2, 3 * n + 1)]], least)
                assert drawn[f"{name} {key} {3 * n}"] == pytest.approx(wanted), (name, key, n)
        assert drawn[f"{name} h from the loss"][0] == pytest.approx(row["h"][0])


def test_the_thickest_line_is_the_largest_norm_wherever_it_is():
    growing = {"RNN": 1.5 ** np.arange(5.0)}
    drawn = lines_back(figures.gradient_paths(axes((7.2, 2.0)), growing))
    assert drawn["RNN h 4"] == pytest.approx([1.0, 1.0])
    assert drawn["RNN h from the loss"][0] == pytest.approx(1.5**-4)


@pytest.mark.slow
@pytest.mark.parametrize(("every", "numbers"), [(1, "7"), (3, "5"), (12, "2"), (5, "3")])
def test_numbers_stand_over_boxes_and_can_be_read(every, numbers, theme):
    ax = figures.gradient_paths(axes((7.2, 3.1)), ROWS, every=every)
    assert {"RNN", "LSTM", "loss", "steps back from the loss"} <= words(ax)
    marked = [text for text in ax.texts if text.get_text() == unrolled.short(ROWS["RNN"][0])]
    assert len(marked) >= 1
    assert {text.get_color() for text in ax.texts if text.get_text() == "$c$"} == {style.INK[theme]["c"]}
    shown = [text for text in ax.texts if text.get_color() == style.INK[theme]["h"] and "$h$" not in text.get_text()]
    assert len(shown) == 2 * int(numbers)
    assert_readable(ax)


@pytest.mark.parametrize(
    ("norm", "written"),
    [
        (1.0, "1.00"),
        (1.956, "1.96"),
        (0.2345, "0.23"),
        (0.0999, "0.10"),
        (0.0378, "0.038"),
        (0.0, "0"),
        (4.83e-4, r"$5\!\cdot\!10^{-4}$"),
        (9.7e-5, r"$1\!\cdot\!10^{-4}$"),
        (9.4e-5, r"$9\!\cdot\!10^{-5}$"),
        (3.2e-22, r"$3\!\cdot\!10^{-22}$"),
    ],
)
def test_a_norm_is_written_short_and_true(norm, written):
    assert unrolled.short(norm) == written


@pytest.mark.slow
def test_the_norms_that_the_course_measures_can_be_drawn_as_they_are():
    rng = np.random.default_rng(0)
    x = rng.standard_normal((4, 7, 3))
    lstm, rnn = cells.init_lstm(3, 5, rng), cells.init_rnn(3, 5, rng)
    rows = {
        "RNN": backprop.gradient_vs_lag(rnn, x, of="h"),
        "LSTM": {key: backprop.gradient_vs_lag(lstm, x, of=key) for key in "ch"},
    }
    assert_readable(figures.gradient_paths(axes((7.2, 3.1)), rows))


@pytest.mark.parametrize(
    ("rows", "more", "message"),
    [
        ({}, {}, "with one at least"),
        ([1.0, 0.5], {}, "expected a dict"),
        ({str(n): [1.0, 0.5] for n in range(5)}, {}, "no more than 4"),
        ({"a": {"x": [1.0, 0.5]}}, {}, "expected c, h or both"),
        ({"a": {}}, {}, "expected c, h or both"),
        ({"a": [1.0]}, {}, "two steps back"),
        ({"a": [1.0, -0.5]}, {}, "none below 0"),
        ({"a": [1.0, np.nan]}, {}, "a"),
        ({"a": "norms"}, {}, "a"),
        ({"a": [1.0, 0.5], "b": [1.0, 0.5, 0.2]}, {}, "b.*expected"),
        ({"a": [0.0, 0.0]}, {}, "zeros alone"),
        ({"a": [1.0, 0.5]}, {"every": 2}, "smaller number"),
        ({"a": [1.0, 0.5]}, {"every": 0}, "every"),
    ],
)
def test_norms_that_cannot_be_drawn_cost_a_sentence(rows, more, message):
    with pytest.raises((TypeError, ValueError), match=message) as error:
        figures.gradient_paths(axes(), rows, **more)
    assert str(error.value).count("\n") == 0
