"""The browser's arithmetic against the kernel's, run by the Node.js that Playwright brings along."""

import base64
import json
import subprocess

import numpy as np
import pytest

from lstm_helpers.maths.backprop import backward, numeric_gradient
from lstm_helpers.maths.cells import DenseParams, LSTMParams, dense, init_dense, init_lstm, init_rnn, sigmoid
from lstm_helpers.maths.losses import sigmoid_cross_entropy, softmax_cross_entropy, squared_error
from lstm_helpers.maths.sequence import run
from lstm_helpers.widgets import bundle
from tests.support.javascript import CLOSE, node

KEYS = ("i", "f", "g", "o", "c", "h")

DRIVER = """
import { readFileSync, writeFileSync } from "node:fs";
import * as lstm from "./lstm.mjs";
const numbers = (text) => { const b = Buffer.from(text, "base64"); return new Float64Array(new Uint8Array(b).buffer); };
const unpack = (v) => v === null || typeof v !== "object" ? v : Array.isArray(v) ? v.map(unpack)
  : "$" in v ? numbers(v.$) : Object.fromEntries(Object.entries(v).map(([k, w]) => [k, unpack(w)]));
const pack = (v) => ArrayBuffer.isView(v) ? { $: Buffer.from(v.buffer, v.byteOffset, v.byteLength).toString("base64") }
  : v === null || typeof v !== "object" ? v : Array.isArray(v) ? v.map(pack)
  : Object.fromEntries(Object.entries(v).map(([k, w]) => [k, pack(w)]));
const calls = JSON.parse(readFileSync("calls.json", "utf8"));
writeFileSync("answers.json", JSON.stringify(calls.map(([name, ...args]) => pack(lstm[name](...args.map(unpack))))));
"""


def pack(value):
    if isinstance(value, np.ndarray):
        return {"$": base64.b64encode(np.ascontiguousarray(value, "<f8").tobytes()).decode()}
    if isinstance(value, dict):
        return {key: pack(one) for key, one in value.items()}
    return value


def unpack(value):
    if isinstance(value, dict) and "$" in value:
        return np.frombuffer(base64.b64decode(value["$"]), "<f8")
    if isinstance(value, dict):
        return {key: unpack(one) for key, one in value.items()}
    return [unpack(one) for one in value] if isinstance(value, list) else value


@pytest.fixture
def js(tmp_path):
    """Call functions of lstm.js: a list of (name, *arguments), all in one process."""
    (tmp_path / "lstm.mjs").write_bytes((bundle.FOLDER / "shared" / "lstm.js").read_bytes())
    (tmp_path / "driver.mjs").write_text(DRIVER, encoding="utf-8")

    def call(*calls):
        (tmp_path / "calls.json").write_text(json.dumps([[name, *map(pack, args)] for name, *args in calls]))
        subprocess.run([node(), "driver.mjs"], cwd=tmp_path, check=True, capture_output=True, timeout=120)
        return unpack(json.loads((tmp_path / "answers.json").read_text()))

    return call


def cell(params):
    return {"D": params.W_x.shape[0], "H": params.W_h.shape[0], **params._asdict()}


def as_run(trace):
    return {"T": trace.T, "H": trace.H, **{key: getattr(trace, key)[0] for key in KEYS}}


def assert_same(answer, trace):
    for key in KEYS:
        np.testing.assert_allclose(answer[key], getattr(trace, key)[0].ravel(), rtol=0, atol=CLOSE, err_msg=key)


def random_case(rng, T=None, H=None, size=1.0):
    T, D, H = T or int(rng.integers(1, 15)), int(rng.integers(1, 6)), H or int(rng.integers(1, 9))
    params = LSTMParams(*(size * array for array in init_lstm(D, H, rng)))
    return params, size * rng.standard_normal((1, T, D)), rng.standard_normal((1, H)), rng.standard_normal((1, H))


@pytest.mark.slow
def test_five_hundred_random_sequences_agree_with_numpy(js):
    rng = np.random.default_rng(1)
    cases = [random_case(rng, size=10 ** rng.uniform(-2, 1)) for _ in range(500)]
    answers = js(*(("forward", cell(p), x, {"h0": h0, "c0": c0}) for p, x, h0, c0 in cases))
    for answer, (p, x, h0, c0) in zip(answers, cases, strict=True):
        assert_same(answer, run(p, x, h0, c0))


@pytest.mark.slow
def test_lengths_and_widths_up_to_the_largest_agree_with_numpy(js):
    rng = np.random.default_rng(2)
    cases = [random_case(rng, T, H) for T in (1, 20, 60, 200) for H in (1, 16, 64)]
    answers = js(*(("forward", cell(p), x, {"h0": h0, "c0": c0}) for p, x, h0, c0 in cases))
    for answer, (p, x, h0, c0) in zip(answers, cases, strict=True):
        assert_same(answer, run(p, x, h0, c0))


def test_inputs_far_beyond_saturation_give_no_nan_and_the_same_numbers(js):
    rng = np.random.default_rng(3)
    params = init_lstm(2, 3, rng)
    x = np.array([[[1e6, -1e6], [0, 1e300], [-1e300, 1e-300], [5e-324, -0.0]]])
    with np.errstate(over="ignore"):
        trace = run(params, x)
    (answer,) = js(("forward", cell(params), x))
    assert_same(answer, trace)
    assert np.isfinite(answer["h"]).all()


def test_padded_steps_carry_the_state_over(js):
    rng = np.random.default_rng(4)
    params, x, h0, c0 = random_case(rng, T=6)
    mask = np.array([[1, 1, 0, 1, 0, 0]])
    (answer,) = js(("forward", cell(params), x, {"h0": h0, "c0": c0, "mask": mask}))
    trace = run(params, x, h0, c0, mask=mask)
    for key in "ch":
        np.testing.assert_allclose(answer[key], getattr(trace, key)[0].ravel(), rtol=0, atol=CLOSE)


def test_the_shares_of_a_pre_activation_add_up_to_it(js):
    rng = np.random.default_rng(5)
    params, x, h0, c0 = random_case(rng, T=4, H=3)
    trace = run(params, x, h0, c0)
    run_js = {"T": 4, "H": 3, "h": trace.h[0], "z": (x[0] @ params.W_x + trace.h[0, :-1] @ params.W_h + params.b)}
    for t, unit in [(0, 0), (3, 2), (1, 1)]:
        (answer,) = js(("contributions", cell(params), x, run_js, t, unit))
        for k, gate in enumerate("ifgo"):
            part = answer[gate]
            column = 3 * k + unit
            assert part["x"] == pytest.approx(x[0, t] @ params.W_x[:, column], abs=CLOSE)
            assert part["h"] == pytest.approx(trace.h[0, t] @ params.W_h[:, column], abs=CLOSE)
            assert part["x"] + part["h"] + part["b"] == pytest.approx(part["z"], abs=CLOSE)


@pytest.mark.parametrize("activation", ["linear", "sigmoid", "softmax"])
def test_the_readout_agrees_with_numpy(js, activation):
    rng = np.random.default_rng(6)
    h = 30 * rng.standard_normal((1, 9, 4))
    readout = DenseParams(rng.standard_normal((4, 3)), rng.standard_normal(3))
    (answer,) = js(("read", {"H": 4, "O": 3, **readout._asdict(), "activation": activation}, h))
    z = dense(readout, h[0, 1:])
    e = np.exp(z - z.max(-1, keepdims=True))
    oracle = {"linear": z, "sigmoid": sigmoid(z), "softmax": e / e.sum(-1, keepdims=True)}[activation]
    np.testing.assert_allclose(answer.reshape(8, 3), oracle, rtol=0, atol=CLOSE)


def test_the_largest_difference_hides_no_nan(js):
    a = np.array([1.0, np.nan, np.inf])
    answers = js(
        ("largestDifference", a, a),
        ("largestDifference", a, np.array([1.5, np.nan, np.inf])),
        ("largestDifference", np.array([np.nan]), np.array([0.0])),
        ("largestDifference", a, a[:2]),
    )
    assert answers == [0, 0.5, None, None]  # JSON has no infinity and writes null


@pytest.mark.slow
def test_the_backward_pass_agrees_with_numpy_over_five_hundred_random_sequences(js):
    rng = np.random.default_rng(7)
    cases = [random_case(rng, size=10 ** rng.uniform(-2, 0.5)) for _ in range(500)]
    traces = [run(*case) for case in cases]
    pushes = [(rng.standard_normal(trace.i.shape), rng.standard_normal((1, trace.H))) for trace in traces]
    calls = []
    for (params, *_), trace, (dh, dc_T) in zip(cases, traces, pushes, strict=True):
        dc = np.zeros((trace.T, trace.H))
        dc[-1] = dc_T
        calls.append(("backward", cell(params), as_run(trace), {"dh": dh, "dc": dc}))
    for answer, trace, (dh, dc_T) in zip(js(*calls), traces, pushes, strict=True):
        gradients = backward(trace, dh, dc_T=dc_T)
        dz = answer["z"].reshape(trace.T, -1)
        size = max(1, np.abs(gradients.params.W_x).max())
        close = {"rtol": 0, "atol": CLOSE * size}  # of the largest: sums of T terms
        np.testing.assert_allclose(trace.x[0].T @ dz, gradients.params.W_x, **close)
        np.testing.assert_allclose(trace.h[0, :-1].T @ dz, gradients.params.W_h, **close)
        np.testing.assert_allclose(dz @ trace.params.W_x.T, gradients.x[0], **close)
        np.testing.assert_allclose(answer["h"][: trace.H], gradients.h0[0], **close)
        np.testing.assert_allclose(answer["c"][: trace.H], gradients.c0[0], **close)


def test_the_gradient_of_one_memory_agrees_with_central_differences(js):
    rng = np.random.default_rng(8)
    params, x, h0, c0 = random_case(rng, T=6, H=3)
    mask = np.array([[1, 1, 0, 1, 1, 1]])
    dc = np.zeros((6, 3))
    dc[4, 1] = 1  # L = the second memory after the fifth step
    trace = run(params, x, h0, c0, mask=mask)
    (answer,) = js(("backward", cell(params), as_run(trace), {"dc": dc, "mask": mask}))
    oracle = numeric_gradient(lambda c: run(params, x, h0, c, mask=mask).c[0, 5, 1], c0, 1e-6)
    np.testing.assert_allclose(answer["c"][:3], oracle.ravel(), atol=1e-8)  # central differences: eps squared
    assert (answer["c"].reshape(7, 3)[6] == 0).all()


def test_a_forced_gate_stays_where_it_is_and_passes_no_gradient(js):
    rng = np.random.default_rng(9)
    params, x, h0, c0 = random_case(rng, T=8, H=3)
    free = np.full(3, np.nan)
    clamp = {"f": np.array([np.nan, 1.0, np.nan]), "i": np.zeros(3), "g": free, "o": np.full(3, 0.25)}
    (forced,) = js(("forward", cell(params), x, {"h0": h0, "c0": c0, "clamp": clamp}))
    forced = {
        key: value.reshape(-1, 3) if isinstance(value, np.ndarray) and key != "z" else value
        for key, value in forced.items()
    }
    h, c = h0[0], c0[0]
    for t in range(8):  # the same by hand: nothing is written
        z = x[0, t] @ params.W_x + h @ params.W_h + params.b
        f = np.where([False, True, False], 1.0, sigmoid(z[3:6]))
        c = f * c
        h = 0.25 * np.tanh(c)
        np.testing.assert_allclose(forced["f"][t], f, rtol=0, atol=CLOSE)
        np.testing.assert_allclose(forced["c"][t + 1], c, rtol=0, atol=CLOSE)
        np.testing.assert_allclose(forced["h"][t + 1], h, rtol=0, atol=CLOSE)
    assert (forced["c"][:, 1] == c0[0, 1]).all()
    (answer,) = js(("backward", cell(params), {**forced, "T": 8, "H": 3}, {"dh": np.ones((8, 3)), "clamp": clamp}))
    dz = answer["z"].reshape(8, 4, 3)
    assert not dz[:, [0, 3]].any()  # i and o are forced for every unit
    assert not dz[:, 1, 1].any()
    assert dz[:, 1, 0].any()


@pytest.mark.slow
def test_a_plain_rnn_agrees_with_numpy_forward_and_back(js):
    rng = np.random.default_rng(10)
    for T, D, H in [(1, 1, 1), (20, 3, 5), (60, 2, 16), (200, 4, 64)]:
        params = init_rnn(D, H, rng)
        x, h0, dh = rng.standard_normal((1, T, D)), rng.standard_normal((1, H)), rng.standard_normal((1, T, H))
        trace = run(params, x, h0)
        (answer,) = js(("rnnForward", cell(params), x, {"h0": h0}))
        np.testing.assert_allclose(answer["h"], trace.h.ravel(), rtol=0, atol=CLOSE)
        (answer,) = js(("rnnBackward", cell(params), {"T": T, "H": H, "h": trace.h}, dh))
        gradients = backward(trace, dh)
        np.testing.assert_allclose(answer["h"][:H], gradients.h0[0], rtol=0, atol=CLOSE * 100)  # sums of 200 terms
        np.testing.assert_allclose(answer["z"].reshape(T, H) @ params.W_x.T, gradients.x[0], rtol=0, atol=CLOSE * 100)


def test_the_rnn_inside_an_lstm_is_its_candidate_alone(js):
    rng = np.random.default_rng(11)
    params, *_ = random_case(rng, T=5, H=3)
    (part,) = js(("candidateRNN", cell(params)))
    np.testing.assert_array_equal(part["W_x"].reshape(-1, 3), params.W_x[:, 6:9])
    np.testing.assert_array_equal(part["W_h"].reshape(3, 3), params.W_h[:, 6:9])
    np.testing.assert_array_equal(part["b"], params.b[6:9])


@pytest.mark.parametrize("activation", ["linear", "sigmoid", "softmax"])
def test_losses_and_what_they_put_into_h_agree_with_numpy(js, activation):
    rng = np.random.default_rng(12)
    readout = init_dense(4, 3, rng)
    h = 5 * rng.standard_normal((1, 7, 4))
    targets = {
        "linear": rng.standard_normal((6, 3)),
        "sigmoid": rng.integers(0, 2, (6, 3)).astype(float),
        "softmax": np.eye(3)[rng.integers(0, 3, 6)],
    }[activation]
    asked = np.array([True, False, True, True, False, True])
    function = {"linear": squared_error, "sigmoid": sigmoid_cross_entropy, "softmax": softmax_cross_entropy}[activation]
    loss, gradient = function(dense(readout, h[0, 1:])[asked], targets[asked])
    dh = np.zeros((6, 4))
    dh[asked] = gradient @ readout.W.T
    with_gaps = np.where(asked[:, None], targets, np.nan)
    (answer,) = js(("lossOf", {"H": 4, "O": 3, **readout._asdict(), "activation": activation}, h, with_gaps))
    assert answer["loss"] == pytest.approx(loss, abs=CLOSE)
    np.testing.assert_allclose(answer["dh"].reshape(6, 4), dh, rtol=0, atol=CLOSE)
