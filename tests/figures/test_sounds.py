"""Sounds over time: what is loud lies where it was heard, and what the best path writes stands where it begins."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from lstm_helpers import figures


@pytest.fixture
def ax():
    fig, ax = plt.subplots()
    yield ax
    plt.close(fig)


def test_a_spectrogram_shows_each_band_at_its_time(ax):
    features = np.arange(12.0).reshape(6, 2)
    figures.spectrogram(ax, features, rate=10)
    (image,) = ax.images
    assert np.array_equal(image.get_array(), features.T)
    assert tuple(image.get_extent()) == (0, 0.6, 0, 2)
    assert image.origin == "lower"


def test_what_is_written_stands_over_the_step_at_which_it_begins(ax):
    path = [0, 2, 2, 0, 2, 1]
    log_p = np.log(np.eye(3)[path] * 0.7 + 0.1)
    figures.class_chances(ax, log_p, ("", "a", "b"), 0.6)
    assert np.asarray(ax.images[0].get_array()) == pytest.approx(np.exp(log_p).T)
    assert [(text.get_text(), round(text.get_position()[0], 9)) for text in ax.texts] == [
        ("b", 0.15),
        ("b", 0.45),
        ("a", 0.55),
    ]
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["blank", "a", "b"]


def test_as_many_names_as_classes(ax):
    with pytest.raises(ValueError, match="names holds 2 for 3 classes"):
        figures.class_chances(ax, np.log(np.full((2, 3), 1 / 3)), ("", "a"), 1)
