"""Runs as dots: every run is drawn, on its own row, and nothing is clipped."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from lstm_helpers import figures
from lstm_helpers.figures import style


@pytest.fixture
def ax():
    with plt.rc_context(style.settings()):
        fig, ax = plt.subplots(figsize=style.WIDE)
        yield ax
        plt.close(fig)


def test_every_run_is_a_dot_on_the_row_of_its_model_the_first_on_top(ax):
    assert figures.dots(ax, {"one": [1.0, 3.0], "two": [2.0]}) is ax
    points = {tuple(point) for line in ax.get_lines() for point in line.get_xydata()}
    assert points == {(1.0, 0.0), (3.0, 0.0), (2.0, -1.0)}
    assert [label.get_text() for label in ax.get_yticklabels()] == ["one", "two"]
    low, high = ax.get_ylim()
    assert low < -1 < 0 < high


def test_what_was_run_on_the_spot_is_an_open_circle(ax):
    figures.dots(ax, {"one": [1.0, 3.0], "two": [2.0]}, rings={"two": [2.5]})
    (ring,) = [line for line in ax.get_lines() if line.get_markerfacecolor() == "none"]
    np.testing.assert_allclose(ring.get_xydata(), [[2.5, -1.0]])


def test_no_dot_is_clipped_by_the_axes_also_on_a_logarithmic_scale(ax):
    figures.dots(ax, {"one": [1e-9, 1e-3], "two": [1.0]})
    ax.set_xscale("log")
    ax.figure.canvas.draw()
    box = ax.get_window_extent()
    for line in ax.get_lines():
        for x, y in ax.transData.transform(line.get_xydata()):
            assert box.x0 + 5 < x < box.x1 - 5
            assert box.y0 + 5 < y < box.y1 - 5


def test_rings_for_a_row_that_is_not_there_are_refused(ax):
    with pytest.raises(ValueError, match=r"rings holds 'three', which is no row: expected some of one, two\."):
        figures.dots(ax, {"one": [1.0], "two": [2.0]}, rings={"three": [2.5]})
