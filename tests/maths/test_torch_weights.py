"""PyTorch's weights, opened without PyTorch: against what PyTorch itself answered, and its documented equations."""

import math

import numpy as np
import pytest

from lstm_helpers.maths.torch_weights import layers_of, linear_of, trace_torch
from lstm_helpers.widgets import GateLab
from tests.support.torch_answers import ANSWERS, CASES

D, H, B, T = 2, 3, 2, 5
GATES = {"lstm": 4, "gru": 3, "rnn": 1}


def weights(kind, layers=1, both=False, bias=True, prefix="", rng=None):
    """A state_dict as PyTorch writes it: rows are gates, float32."""
    rng, state = rng or np.random.default_rng(0), {}
    for n in range(layers):
        for way in ("", "_reverse")[: 1 + both]:
            features, rows = (D if n == 0 else H * (1 + both)), GATES[kind] * H
            shapes = {"weight_ih": (rows, features), "weight_hh": (rows, H), "bias_ih": (rows,), "bias_hh": (rows,)}
            for name, shape in shapes.items():
                if bias or "bias" not in name:
                    state[f"{prefix}{name}_l{n}{way}"] = rng.standard_normal(shape).astype(np.float32)
    return state


def logistic(z):
    return 1 / (1 + math.exp(-z))


def one_unit(kind, state, tail, x, h, c, unit, squash):
    """h' and c' of one unit, by torch.nn's documentation: LSTM i, f, g, o; GRU r, z, n."""

    def part(role, gate, values):
        row = gate * H + unit
        bias = state.get(f"bias_{role}{tail}")
        return sum(w * v for w, v in zip(state[f"weight_{role}{tail}"][row], values, strict=True)) + (
            0.0 if bias is None else bias[row]
        )

    a, b = (lambda gate: part("ih", gate, x)), (lambda gate: part("hh", gate, h))
    if kind == "lstm":
        i, f, o = (logistic(a(n) + b(n)) for n in (0, 1, 3))
        new = f * c[unit] + i * math.tanh(a(2) + b(2))
        return o * math.tanh(new), new
    if kind == "gru":
        r, z = (logistic(a(n) + b(n)) for n in (0, 1))
        return (1 - z) * math.tanh(a(2) + r * b(2)) + z * h[unit], 0.0
    return squash(a(0) + b(0)), 0.0


def torch_like(kind, state, x, layers, both, h0=None, c0=None, squash=math.tanh):
    """Outputs of each layer and direction, in reading order, (B, T, H)."""
    state = {key: value.astype(float).tolist() for key, value in state.items()}
    found, place = [], 0
    for n in range(layers):
        outputs = []
        for way in ("", "_reverse")[: 1 + both]:
            seen = np.zeros((len(x), T, H))
            for e, row in enumerate(x[:, ::-1] if way else x):
                h, c = ([0.0] * H if s is None else list(s[place][e]) for s in (h0, c0))
                for t, x_t in enumerate(row):
                    new = [one_unit(kind, state, f"_l{n}{way}", x_t, h, c, unit, squash) for unit in range(H)]
                    h, c = [one for one, _ in new], [one for _, one in new]
                    seen[e, t] = h
            found.append(seen)
            outputs.append(seen[:, ::-1] if way else seen)
            place += 1
        x = np.concatenate(outputs, -1)
    return found


X = np.random.default_rng(1).standard_normal((B, T, D))


@pytest.mark.parametrize("name", CASES)
def test_what_pytorch_answered_comes_again(name):
    stored = np.load(ANSWERS)
    case = {key.removeprefix(f"{name}/"): stored[key] for key in stored if key.startswith(f"{name}/")}
    state = {key.removeprefix("state/"): value for key, value in case.items() if key.startswith("state/")}
    nonlinearity = CASES[name][1].get("nonlinearity", "tanh")
    traces = trace_torch(state, case["x"], h0=case["h0"], c0=case.get("c0"), nonlinearity=nonlinearity)
    top = traces[-2:] if traces[-1].go_backwards else traces[-1:]
    output = np.concatenate([one.outputs[:, ::-1] if one.go_backwards else one.outputs for one in top], axis=-1)
    np.testing.assert_allclose(output, case["output"], rtol=0, atol=1e-13)


@pytest.mark.parametrize("kind", GATES)
@pytest.mark.parametrize(("layers", "both"), [(1, False), (3, False), (1, True), (2, True)])
@pytest.mark.parametrize("bias", [True, False])
def test_every_layer_and_direction_computes_what_the_documentation_says(kind, layers, both, bias):
    state = weights(kind, layers, both, bias)
    traces = trace_torch(state, X)
    theirs = torch_like(kind, state, X, layers, both)
    for trace, outputs in zip(traces, theirs, strict=True):
        np.testing.assert_allclose(trace.outputs, outputs, rtol=0, atol=1e-12)
    assert [trace.go_backwards for trace in traces] == [False, True][: 1 + both] * layers


def test_initial_states_are_taken_in_pytorchs_order():
    rng, state = np.random.default_rng(2), weights("lstm", 2, True)
    h0, c0 = rng.standard_normal((2, 4, B, H))
    for trace, outputs in zip(
        trace_torch(state, X, h0=h0, c0=c0), torch_like("lstm", state, X, 2, True, h0, c0), strict=True
    ):
        np.testing.assert_allclose(trace.outputs, outputs, rtol=0, atol=1e-12)


def test_a_plain_rnn_may_have_been_of_relu():
    state = weights("rnn")
    outputs = torch_like("rnn", state, X, 1, False, squash=lambda z: max(z, 0))[0]
    np.testing.assert_allclose(trace_torch(state, X, nonlinearity="relu")[0].outputs, outputs, rtol=0, atol=1e-12)


class Tensor:
    """What a tensor offers: it cannot become an array before it is detached."""

    def __init__(self, array, dtype="torch.float32"):
        self._array, self.dtype, self._ready = array, dtype, False

    def detach(self):
        other = Tensor(self._array, self.dtype)
        other._ready = True
        return other

    def cpu(self):
        return self

    def float(self):
        other = Tensor(self._array)
        other._ready = True
        return other

    def __array__(self, dtype=None, copy=None):
        if not self._ready or self.dtype == "torch.bfloat16":
            raise RuntimeError("Can't call numpy() on Tensor that requires grad.")
        return self._array


@pytest.mark.parametrize("dtype", ["torch.float32", "torch.bfloat16"])
def test_tensors_are_taken_as_they_are(dtype):
    state = weights("lstm")
    tensors = {key: Tensor(value, dtype) for key, value in state.items()}
    np.testing.assert_array_equal(trace_torch(tensors, Tensor(X))[0].h, trace_torch(state, X)[0].h)


def test_a_lab_opens_a_model_with_its_linear_layer():
    rng = np.random.default_rng(3)
    state = weights("lstm", 2, prefix="encoder.", rng=rng) | {
        "fc.weight": rng.standard_normal((2, H)).astype(np.float32),
        "fc.bias": rng.standard_normal(2).astype(np.float32),
    }
    lab = GateLab.from_torch(state, X, readout="fc", activation="softmax", labels="abcde", example=1)
    np.testing.assert_array_equal(lab.readout.W, state["fc.weight"].T)
    np.testing.assert_array_equal(lab.readout.b, state["fc.bias"])
    assert [trace.name for trace in lab.traces] == ["layer 1", "layer 2"]
    assert lab.traces[0].labels == tuple("abcde")
    assert lab.payload["call"].startswith("GateLab.from_torch(state, x")


def test_of_several_modules_one_is_chosen_by_name():
    state = weights("lstm", prefix="encoder.") | weights("gru", 2, prefix="decoder.cell.")
    with pytest.raises(ValueError, match=r"module is None, and .*: choose one of 'encoder', 'decoder\.cell'"):
        layers_of(state)
    assert [type(one).__name__ for (one,) in layers_of(state, "decoder.cell")] == ["GRUAfterParams"] * 2
    with pytest.raises(ValueError, match="module is 'decoder': expected one of"):
        layers_of(state, "decoder")


def test_a_cell_alone_is_a_layer():
    state = {key.removesuffix("_l0"): value for key, value in weights("lstm").items()}
    np.testing.assert_array_equal(trace_torch(state, X)[0].h, trace_torch(weights("lstm"), X)[0].h)


def changed(**changes):
    state = weights("lstm", prefix="rnn.") | {f"rnn.{key}": value for key, value in changes.items()}
    return {key: value for key, value in state.items() if value is not None}


def without(*parts):
    """Three layers, both ways, of which some weights were lost."""
    state = weights("lstm", layers=3, both=True)
    return {key: value for key, value in state.items() if not any(part in key for part in parts)}


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ({"model": weights("lstm")}, r"a whole checkpoint: pass the weights in it, state\['model'\]"),
        ({}, "holds no weight_ih_l0"),
        ({"fc.weight": np.zeros((1, 3))}, "it holds 'fc.weight'"),
        (changed(weight_hr_l0=np.zeros((2, H))), "projections"),
        (changed(weight_hh_l0=None), "state has no 'rnn.weight_hh_l0'"),
        (changed(bias_hh_l0=None), "state has no 'rnn.bias_hh_l0'"),
        (changed(weight_hh_l0=np.zeros((2 * H, H))), "expected 4, 3 or 1 times as many rows as columns"),
        (changed(bias_ih_l0=np.zeros(3)), "expected 12"),
        (changed(weight_ih_l0=np.full((4 * H, D), np.nan)), "NaN or infinite"),
        (without("_l1"), "state has no 'weight_hh_l1'"),
        (without("_l2_reverse"), "state has no 'weight_hh_l2_reverse'"),
        (without("_l0_reverse"), "state has no 'weight_hh_l0_reverse'"),
        (without("bias_ih_l1", "bias_hh_l1"), "state has no 'bias_ih_l1'"),
    ],
)
def test_weights_that_do_not_fit_cost_a_sentence(state, words):
    with pytest.raises(ValueError, match=words) as said:
        layers_of(state)
    assert "\n" not in str(said.value)


def test_a_module_itself_is_told_apart_from_its_weights():
    class Module:
        def state_dict(self):
            return weights("lstm")

    with pytest.raises(TypeError, match=r"state is Module: pass its weights, state.state_dict\(\)"):
        layers_of(Module())
    with pytest.raises(ValueError, match=r"expected the name of an nn\.Linear; it has 'fc'"):
        linear_of({"fc.weight": np.zeros((1, 3))}, "head")
