"""The Keras models of the course: what is built, what their gradients refuse, and what importing them writes."""

import os
import subprocess
import sys

import numpy as np
import pytest

from lstm_helpers.maths import cells
from tests.support.keras_checks import drawn

pytestmark = [pytest.mark.keras, pytest.mark.usefixtures("same_weights")]


def test_the_builders_give_the_shapes_they_promise(km):
    x = drawn(3, 6, 2)
    assert km.single(4, 6, 2)(x).shape == (3, 1)
    assert km.single(4, None, 2, outputs=5)(x[:, :3]).shape == (3, 5)
    assert km.stacked([4, 3], 6, 2, dropout=0.2)(x).shape == (3, 1)
    assert km.bidirectional(4, 6, 2, outputs=2)(x).shape == (3, 2)
    assert km.bidirectional(4, 6, 2, merge_mode="sum", every_step=True)(x).shape == (3, 6, 1)


@pytest.mark.parametrize(("units", "D", "count"), [(50, 1, 10_400), (128, 12, 72_192)])
def test_a_single_layer_has_as_many_parameters_as_the_formula_says(km, units, D, count):
    assert km.single(units, 10, D).layers[0].count_params() == count == 4 * units * (D + units + 1)


def test_a_stack_drops_between_its_layers_alone(km, keras):
    kinds = [type(layer) for layer in km.stacked([4, 3, 2], 6, 2, dropout=0.2).layers]
    LSTM, Dropout, Dense = keras.layers.LSTM, keras.layers.Dropout, keras.layers.Dense
    assert kinds == [LSTM, Dropout, LSTM, Dropout, LSTM, Dense]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"units": []}, "units is empty"),
        ({"units": 5}, "units is 5: expected one number a layer"),
        ({"units": [5, 0]}, "units is 0"),
        ({"units": [5, 2.5]}, "units is 2.5"),
        ({"T": 0}, "T is 0"),
        ({"D": None}, "D is None"),
        ({"outputs": 0}, "outputs is 0"),
        ({"dropout": 1.0}, "dropout is 1.0"),
        ({"dropout": "half"}, "dropout is 'half'"),
    ],
)
def test_a_stack_that_cannot_be_built_is_named(km, wrong, words):
    with pytest.raises((TypeError, ValueError), match=words):
        km.stacked(**({"units": [5], "T": 6, "D": 2} | wrong))


def test_an_unknown_merge_mode_is_named(km):
    with pytest.raises(ValueError, match="merge_mode is 'add'"):
        km.bidirectional(3, 6, 2, merge_mode="add")
    with pytest.raises(ValueError, match="merge_mode is None"):
        km.bidirectional(3, 6, 2, merge_mode=None)


@pytest.mark.parametrize(
    "arguments",
    [
        {"params": None},
        {"params": cells.init_gru(2, 4, np.random.default_rng(0))},
        {"x": drawn(6, 2)},
        {"x": "x"},
        {"x": drawn(3, 6, 5)},
        {"dh": drawn(3, 5, 4)},
        {"dh": drawn(3, 6)},
        {"dh": None},
    ],
)
def test_gradients_of_what_does_not_fit_are_refused_by_name(km, arguments):
    usual = {"params": cells.init_lstm(2, 4, np.random.default_rng(0)), "x": drawn(3, 6, 2), "dh": drawn(3, 6, 4)}
    with pytest.raises((TypeError, ValueError), match=rf"^{next(iter(arguments))}\b"):
        km.lstm_gradients(**(usual | arguments))


def test_gradients_at_an_output_of_another_shape_are_refused(km):
    model = km.single(4, 6, 2)
    with pytest.raises(ValueError, match=r"d_output has shape \(3,\): expected \(3, 1\)"):
        km.gradients(model, drawn(3, 6, 2), drawn(3))
    with pytest.raises(ValueError, match=r"x has shape \(6, 2\)"):
        km.gradients(model, drawn(6, 2), drawn(3, 1))
    with pytest.raises(TypeError, match="model is NoneType"):
        km.gradients(None, drawn(3, 6, 2), drawn(3, 1))


@pytest.mark.slow
def test_importing_writes_nothing():
    """TensorFlow's start-up lines differ between machines, and would stand in a notebook's stored output."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("TF_")}
    done = subprocess.run(
        [sys.executable, "-c", "import lstm_helpers.keras_models"],
        capture_output=True,
        text=True,
        env=environment,
        check=True,
        timeout=120,
    )
    assert (done.stdout, done.stderr) == ("", "")


IN_A_KERNEL = (
    "import sys; from types import SimpleNamespace as This\n"
    "sys.modules['IPython'] = This(get_ipython=lambda: This(kernel=1))\n"
    "import lstm_helpers.keras_models"
)


@pytest.mark.slow
def test_in_a_notebook_it_is_said_what_the_cell_waits_for_in_a_line_that_is_the_same_each_time():
    done = subprocess.run([sys.executable, "-c", IN_A_KERNEL], capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout.startswith("TensorFlow is starting")
    assert done.stdout.endswith("… ready.\n")
    assert done.stdout.count("\n") == 1
    again = IN_A_KERNEL.replace("import lstm", "import tensorflow\nimport lstm")
    done = subprocess.run([sys.executable, "-c", again], capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout == "", "it has started already"
