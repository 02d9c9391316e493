"""Strips of films: each frame where it belongs, and ink where the film is bright."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from lstm_helpers import figures

FRAMES = np.zeros((2, 3, 4, 4))
FRAMES[1, 2, 0, 0] = 255  # second film, third frame, top left


@pytest.fixture
def ax():
    fig, ax = plt.subplots()
    yield ax
    plt.close(fig)


def test_a_strip_shows_each_frame_in_its_place(ax):
    figures.film_strips(ax, FRAMES, ["first", "second"])
    one, other = (np.asarray(image.get_array()) for image in ax.images)
    assert one.shape == (4, 12, 4)
    assert one[..., 3].max() == 0
    assert np.argwhere(other[..., 3] == 1).tolist() == [[0, 8]]
    assert [tuple(image.get_extent()) for image in ax.images] == [(0.5, 3.5, -0.5, 0.5), (0.5, 3.5, -1.5, -0.5)]
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["first", "second"]
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["1", "2", "3"]


def test_looks_stand_beneath_their_frames(ax):
    weights = np.array([[1.0, 0, 0], [0, 0.25, 0.75]])
    figures.film_looks(ax, FRAMES[1], ["seven", "falls"], weights)
    strip, looks = ax.images
    assert np.array_equal(looks.get_array(), weights)
    assert tuple(looks.get_extent()) == (0.5, 3.5, -2.5, -0.5)
    assert tuple(strip.get_extent())[:2] == tuple(looks.get_extent())[:2]
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["seven", "falls"]


def test_too_many_films_or_frames_cost_a_sentence(ax):
    with pytest.raises(ValueError, match="frames holds 13 films of 2 frames: at most 12 and 24 fit"):
        figures.film_strips(ax, np.zeros((13, 2, 4, 4)), ["x"] * 13)
