"""A form: labelled controls, a picture with words, drawn anew at every change; what goes wrong is said."""

import base64
import re

import ipywidgets
import matplotlib.pyplot as plt
import numpy as np
import pytest

from lstm_helpers.widgets import Form
from tests.support.named import named


def draw(kind, trials):
    fig, ax = plt.subplots(figsize=(2, 1))
    ax.plot([0, trials])
    if trials == 13:
        raise ValueError("thirteen <brings> bad luck")
    return fig, f"A {kind} of {trials} & more."


def form():
    return Form(draw, kind=("grid", "random"), trials=range(1, 30))


def test_a_change_of_a_control_draws_anew_and_says_so():
    one = form()
    assert one.values == {"kind": "grid", "trials": 1}
    before = one._picture.value
    one.controls["trials"].value = 9
    one.controls["kind"].value = "random"
    assert one._picture.value != before
    assert repr(one) == "A random of 9 & more."
    assert 'alt="A random of 9 &amp; more."' in one._picture.value
    assert one._words.value == '<p role="status">A random of 9 &amp; more.</p>'


def test_what_draw_raises_is_said_and_no_old_picture_is_left():
    one = form()
    one.controls["trials"].value = 13
    assert one.error == "ValueError: thirteen <brings> bad luck"
    assert one._picture.value == ""
    assert one._words.value == '<p role="alert">ValueError: thirteen &lt;brings&gt; bad luck</p>'
    one.controls["trials"].value = 14
    assert one.error == ""
    assert "<img" in one._picture.value


def test_controls_have_labels_and_keep_to_their_bounds():
    one = Form(lambda first_seed: (plt.figure(), "Words."), first_seed=range(3, 8))
    (box,) = one.controls.values()
    assert box.description == "first seed"
    assert isinstance(box, ipywidgets.BoundedIntText), "its label belongs to its field; that of a slider does not"
    box.value = 99
    assert box.value == 7
    menu = Form(lambda n: (plt.figure(), f"{n}!"), n=[0.5, 2]).controls["n"]
    assert isinstance(menu, ipywidgets.Dropdown)
    assert menu.value == 0.5


@pytest.mark.slow
def test_where_no_browser_is_there_are_a_picture_and_words():
    data = form()._repr_mimebundle_()
    assert data["text/plain"] == "A grid of 1 & more."
    assert base64.b64decode(data["image/png"]).startswith(b"\x89PNG")
    assert "application/vnd.jupyter.widget-view+json" in data


def test_no_figure_is_left_open():
    plt.close("all")
    one = form()
    one.controls["trials"].value = 5
    assert plt.get_fignums() == []


NO_CHOICES = (None, 3, 2.5, "ab", True, {}, {1, 2}, [], (1,), [1, 1], [None, 1], [[1], [2]], [True, False], range(1),
              range(0), range(0, 9, 2), [object(), 1], np.arange(3), b"ab", iter([1, 2]), [b"a", b"b"])  # fmt: skip


@pytest.mark.parametrize("choices", NO_CHOICES, ids=named)
def test_what_offers_no_choice_costs_a_sentence(choices):
    with pytest.raises((TypeError, ValueError), match=r"^seed (is|holds) .*(expected|give)"):
        Form(lambda seed: (plt.figure(), "Words."), seed=choices)


def test_a_form_without_controls_or_without_a_function_and_wrong_returns_cost_a_sentence():
    with pytest.raises(TypeError, match="a form needs controls"):
        Form(draw)
    with pytest.raises(TypeError, match=r"^draw "):
        Form("draw", n=range(3))
    for words in (None, 3, "", ["Words."]):
        with pytest.raises((TypeError, ValueError), match="the words that draw returned"):
            Form(lambda n, words=words: (plt.figure(), words), n=range(3))
    with pytest.raises(TypeError, match="figure"):
        Form(lambda n: ("a picture", "Words."), n=range(3))
    assert re.match("Words", repr(Form(lambda n: (plt.figure(), "Words."), n=range(3))))
