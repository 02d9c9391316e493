"""Many kinds of models: each opens or says why; what it shows is what was computed; and the model is as it was."""

import numpy as np
import pytest

from lstm_helpers.keras_models.weights import cells_of
from tests.support import oracle
from tests.support.keras_checks import lively
from tests.support.kinds_of_models import KINDS

pytestmark = [pytest.mark.keras, pytest.mark.slow]

LOW = {"float16": 2**-10, "bfloat16": 2**-7}  # how exactly these hold a number


@pytest.fixture(scope="module", params=KINDS)
def case(request, km, keras):
    """(reading, model, x, words) of one kind; the variables before and after; what predict says."""
    keras.utils.set_random_seed(0)
    model, x, *words = KINDS[request.param](keras)
    lively(keras, model)
    before = _variables(model)
    reading = km.read(model, x)
    after = _variables(model)
    return reading, model, x, words, before, after


def _variables(model):
    found = list(model.variables)
    for layer in model._flatten_layers():
        found += list(getattr(layer, "states", None) or ())
    return [np.array(one.numpy()) for one in found]


def test_it_opens_or_says_why(case):
    reading, _, _, words, *_ = case
    if words:
        assert any(words[0] in why for why in reading.unread.values())
        assert all(len(why.splitlines()) == 1 for why in reading.unread.values())
    else:
        assert reading.traces
        assert not reading.unread


def test_its_states_are_those_of_an_independent_computation(case):
    reading = case[0]
    for (name, way), trace in reading.traces.items():
        layer = reading.layers[name]
        if way:
            layer = layer.forward_layer if way == "forward" else layer.backward_layer
        layer = getattr(layer, "layer", layer)
        cells = cells_of(layer)
        cell = cells[int(name[-1]) - 1] if len(cells) > 1 else cells[0]
        exact = cell.compute_dtype
        weights = [np.asarray(w) for w in cell.get_weights()]
        if exact in LOW:  # cast before they are used
            import ml_dtypes

            weights = [w.astype(ml_dtypes.bfloat16 if exact == "bfloat16" else exact) for w in weights]
        c = None if trace.c is None else trace.c[:, 0]
        h, c = oracle.states(cell, weights, trace.x, trace.h[:, 0], c, trace.mask)
        size = max(1.0, np.abs(h).max())
        assert np.abs(trace.h - h).max() < 1e-12 * size
        assert c is None or np.abs(trace.c - c).max() < 1e-12 * max(size, np.abs(c).max())


def test_its_outputs_are_those_of_keras(case, keras):
    """`predict`, or for a text and for states that predict would move, a plain call from the same states."""
    reading, model, x, *_ = case
    states = [one for layer in model._flatten_layers() for one in getattr(layer, "states", None) or ()]
    kept = [one.numpy() for one in states]
    text = isinstance(x, np.ndarray) and x.dtype.kind == "U"
    said = model(keras.ops.convert_to_tensor(x.tolist())) if text else model.predict(x, verbose=0)
    for one, value in zip(states, kept, strict=True):
        one.assign(value)
    said = [one for part in (said.values() if isinstance(said, dict) else [said]) for one in keras.tree.flatten(part)]
    for ours, theirs in zip(reading.outputs.values(), said, strict=True):
        theirs = np.asarray(theirs)
        close = 1e-5 if theirs.dtype in (np.float32, np.float64) else 2e-2
        np.testing.assert_allclose(ours, theirs.astype(ours.dtype), rtol=close, atol=close)


def test_no_variable_of_the_model_is_another(case):
    *_, before, after = case
    for a, b in zip(before, after, strict=True):
        np.testing.assert_array_equal(a, b)
