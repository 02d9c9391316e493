"""The exercises of lesson 17 (hear a message): they compute what the package does, and what they say is so."""

from collections import Counter
from itertools import product
from math import comb

import numpy as np
import pytest

from lstm_helpers.exercises.bank import bank
from lstm_helpers.exercises.observe import inputs
from lstm_helpers.maths import ctc
from lstm_helpers.maths.sound import framed


def solution(name):
    return bank()[name].build(bank()[name].source)


def test_paths_are_read_and_letters_counted_as_the_package_does_it():
    rng = np.random.default_rng(0)
    for path in rng.integers(0, 3, (200, 8)):
        assert tuple(solution("collapse")(path, 0)) == ctc.collapse(path.tolist())
    for (said, heard), (edits, rate) in inputs(bank()["edit_distance"]):
        assert edits == ctc.edit_distance(said, heard)
        assert rate == pytest.approx(ctc.error_rate([said], [heard]))


def test_frames_are_the_packages_times_a_window():
    for (wave, length, hop, window), frames in inputs(bank()["framing"]):
        assert (frames == framed(wave, length, hop) * window).all()


def test_the_forward_sums_are_the_packages_and_those_over_all_paths():
    for (log_p, label), (log_alpha, chance) in inputs(bank()["ctc_forward"]):
        assert log_alpha == pytest.approx(ctc.ctc_forward(log_p, label.tolist()), rel=1e-12)
        assert chance == pytest.approx(ctc.log_chance(log_p, label.tolist()), rel=1e-12)
        paths = ctc.alignments(label.tolist(), len(log_p))
        sums = [log_p[np.arange(len(log_p)), path].sum() for path in paths]
        assert chance == pytest.approx(np.logaddexp.reduce(sums), rel=1e-12)


def test_so_many_of_27_paths_say_each_message():
    said = Counter("".join(" ab"[k] for k in ctc.collapse(path)) for path in product(range(3), repeat=3))
    found = {name: said[name.replace("nothing", "")] for name in ("ab", "aa", "a", "nothing")}
    assert found == bank()["ctc_paths"].solution
    others = {"b": 6, "ba": 5, "bb": 1, "aba": 1, "bab": 1}  # "with as many for b, …, that makes all 27"
    assert said == Counter({"" if name == "nothing" else name: count for name, count in found.items()} | others)


def test_a_message_of_five_letters_has_millions_of_paths():
    count = round(np.exp(ctc.log_chance(np.zeros((20, 6)), [1, 2, 3, 4, 5])))
    assert count == comb(25, 10)
    assert f"{count:,} paths" in bank()["ctc_paths"].fact
