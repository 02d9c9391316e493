"""The browser's arithmetic against the kernel's, run by the Node.js that Playwright brings along."""

import base64
import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from lstm_helpers.cells import DenseParams, LSTMParams, dense, init_lstm, sigmoid
from lstm_helpers.sequence import run
from lstm_helpers.widgets import bundle

KEYS = ("i", "f", "g", "o", "c", "h")

# Both compute in float64 and differ in the order of additions and in the last bit of tanh: about 1e-16 a step.
CLOSE = 1e-12

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


def node():
    found = shutil.which("node")
    if found is None:
        playwright = pytest.importorskip("playwright")
        driver = Path(playwright.__file__).parent / "driver"
        found = next((str(driver / name) for name in ("node", "node.exe") if (driver / name).exists()), None)
    if found is None:
        pytest.skip("no Node.js: install playwright, which brings one")
    return found


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
    (tmp_path / "lstm.mjs").write_text((bundle.FOLDER / "lstm.js").read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "driver.mjs").write_text(DRIVER, encoding="utf-8")

    def call(*calls):
        (tmp_path / "calls.json").write_text(json.dumps([[name, *map(pack, args)] for name, *args in calls]))
        subprocess.run([node(), "driver.mjs"], cwd=tmp_path, check=True, capture_output=True, timeout=120)
        return unpack(json.loads((tmp_path / "answers.json").read_text()))

    return call


def cell(params):
    return {"D": params.W_x.shape[0], "H": params.W_h.shape[0], **params._asdict()}


def same(answer, trace):
    for key in KEYS:
        np.testing.assert_allclose(answer[key], getattr(trace, key)[0].ravel(), rtol=0, atol=CLOSE, err_msg=key)


def random_case(rng, T=None, H=None, size=1.0):
    T, D, H = T or int(rng.integers(1, 15)), int(rng.integers(1, 6)), H or int(rng.integers(1, 9))
    params = LSTMParams(*(size * array for array in init_lstm(D, H, rng)))
    return params, size * rng.standard_normal((1, T, D)), rng.standard_normal((1, H)), rng.standard_normal((1, H))


def test_five_hundred_random_sequences_agree_with_numpy(js):
    rng = np.random.default_rng(1)
    cases = [random_case(rng, size=10 ** rng.uniform(-2, 1)) for _ in range(500)]
    answers = js(*(("forward", cell(p), x, {"h0": h0, "c0": c0}) for p, x, h0, c0 in cases))
    for answer, (p, x, h0, c0) in zip(answers, cases, strict=True):
        same(answer, run(p, x, h0, c0))


def test_lengths_and_widths_up_to_the_largest_agree_with_numpy(js):
    rng = np.random.default_rng(2)
    cases = [random_case(rng, T, H) for T in (1, 20, 60, 200) for H in (1, 16, 64)]
    answers = js(*(("forward", cell(p), x, {"h0": h0, "c0": c0}) for p, x, h0, c0 in cases))
    for answer, (p, x, h0, c0) in zip(answers, cases, strict=True):
        same(answer, run(p, x, h0, c0))


def test_inputs_far_beyond_saturation_give_no_nan_and_the_same_numbers(js):
    rng = np.random.default_rng(3)
    params = init_lstm(2, 3, rng)
    x = np.array([[[1e6, -1e6], [0, 1e300], [-1e300, 1e-300], [5e-324, -0.0]]])
    with np.errstate(over="ignore"):
        trace = run(params, x)
    (answer,) = js(("forward", cell(params), x))
    same(answer, trace)
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
    answers = js(("largestDifference", a, a), ("largestDifference", a, np.array([1.5, np.nan, np.inf])),
                 ("largestDifference", np.array([np.nan]), np.array([0.0])), ("largestDifference", a, a[:2]))
    assert answers == [0, 0.5, None, None]           # JSON has no infinity and writes null
