"""The browser's cells and activations against the kernel's, run by the Node.js that Playwright brings along."""

import itertools
import json
import subprocess

import numpy as np
import pytest

from lstm_helpers.maths.activations import ACTIVATIONS, OVER_UNITS
from lstm_helpers.maths.cells import init_gru, init_lstm, init_rnn
from lstm_helpers.maths.parameters import GRUAfterParams
from lstm_helpers.maths.sequence import run
from lstm_helpers.widgets import GateLab, bundle
from lstm_helpers.widgets.gate.kinds import GATES, MAPS, STATES, kind_of
from tests.support.javascript import CLOSE, node
from tests.widgets.test_lstm_js import DRIVER, pack, unpack


def asked(tmp_path, module, calls):
    """Call functions of a module: a list of (name, *arguments), all in one process."""
    (tmp_path / "lstm.mjs").write_text(bundle.module(module), encoding="utf-8")
    (tmp_path / "driver.mjs").write_text(DRIVER, encoding="utf-8")
    (tmp_path / "calls.json").write_text(json.dumps([[name, *map(pack, args)] for name, *args in calls]))
    subprocess.run([node(), "driver.mjs"], cwd=tmp_path, check=True, capture_output=True, timeout=120)
    return unpack(json.loads((tmp_path / "answers.json").read_text()))


def init_gru_after(D, H, rng):
    return GRUAfterParams(*init_gru(D, H, rng), rng.standard_normal(3 * H))


INITS = {"lstm": init_lstm, "gru": init_gru, "gru after": init_gru_after, "rnn": init_rnn}


def drawn(kind, rng, activations=("tanh", "sigmoid"), mask=False, T=12, size=1.0):
    params = INITS[kind](3, 5, rng)
    params = type(params)(*(size * array + 0.1 * rng.standard_normal(array.shape) for array in params))
    states = [size * rng.standard_normal((1, 5)) for _ in range(1 + (kind == "lstm"))]
    real = rng.random((1, T)) < 0.7 if mask else None
    return run(params, size * rng.standard_normal((1, T, 3)), *states, mask=real, activations=activations)


def as_call(trace, clamp=None):
    cell = {"kind": kind_of(trace), "activations": list(trace.activations), "D": trace.D, "H": trace.H}
    options = {"h0": trace.h[0, 0]} | ({} if trace.c is None else {"c0": trace.c[0, 0]})
    options |= {} if trace.mask is None else {"mask": trace.mask[0].astype(float)}
    return "runCell", cell | trace.params._asdict(), trace.x[0], options | {"clamp": clamp or {}}


def assert_same(answer, trace):
    for key in MAPS[kind_of(trace)]:
        theirs = getattr(trace, key)[0]
        np.testing.assert_allclose(
            np.reshape(answer[key], theirs.shape), theirs, rtol=CLOSE, atol=CLOSE, err_msg=f"{key} of {trace}"
        )


def test_every_activation_is_the_kernels(tmp_path):
    rng = np.random.default_rng(0)
    rows = [rng.standard_normal(9), 5 * rng.standard_normal(9), 30 * rng.standard_normal(9), np.linspace(-8, 8, 33)]
    rows += [np.array([-1.0, 0.0, 1.0, 0.5, -0.5, 3.0, -3.0, 6.0])]
    calls = [("squashed", name, row) for name in ACTIVATIONS for row in rows]
    for (_, name, row), answer in zip(calls, asked(tmp_path, "shared/activations.js", calls), strict=True):
        expected = ACTIVATIONS[name](row)
        np.testing.assert_allclose(answer, expected, rtol=CLOSE, atol=CLOSE, err_msg=name)


def test_the_browser_knows_the_kernels_activations_and_no_others(tmp_path):
    (tmp_path / "a.mjs").write_text(bundle.module("shared/activations.js"), encoding="utf-8")
    code = "import * as a from './a.mjs'; console.log(JSON.stringify([Object.keys(a.SQUASHES).sort(), a.OVER_UNITS]))"
    (tmp_path / "b.mjs").write_text(code, encoding="utf-8")
    said = subprocess.run([node(), "b.mjs"], cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    assert json.loads(said) == [sorted(ACTIVATIONS), list(OVER_UNITS)]


@pytest.mark.slow
@pytest.mark.parametrize("kind", INITS)
def test_a_cell_is_the_kernels_over_long_and_large_sequences_and_with_padding(kind, tmp_path):
    rng = np.random.default_rng(1)
    traces = [
        drawn(kind, rng, mask=mask, T=T, size=size) for mask in (False, True) for T in (1, 20, 200) for size in (1, 3)
    ]
    for answer, trace in zip(asked(tmp_path, "shared/cells.js", map(as_call, traces)), traces, strict=True):
        assert_same(answer, trace)


@pytest.mark.slow
@pytest.mark.parametrize("kind", INITS)
def test_a_cell_takes_every_activation_in_each_of_its_places(kind, tmp_path):
    rng = np.random.default_rng(2)
    pairs = [(name, "sigmoid") for name in ACTIVATIONS] + [("tanh", name) for name in ACTIVATIONS]
    traces = [drawn(kind, rng, pair, T=4, size=0.3) for pair in pairs]
    for answer, trace in zip(asked(tmp_path, "shared/cells.js", map(as_call, traces)), traces, strict=True):
        assert_same(answer, trace)


@pytest.mark.slow
@pytest.mark.parametrize("kind", [kind for kind in INITS if GATES[kind]])
def test_a_forced_gate_is_that_of_a_cell_whose_weights_force_it(kind, tmp_path):
    """A gate whose weights are zero is what its bias says: the sigmoid of a large number is 1, of its negative 0."""
    rng = np.random.default_rng(3)
    order = {"lstm": "ifgo"}.get(kind, "zrg")
    calls, expected = [], []
    for gate, value in itertools.product(order, (0.0, 1.0)):
        trace = drawn(kind, rng)
        pre = slice(order.index(gate) * 5, (order.index(gate) + 1) * 5)
        arrays = {key: array.copy() for key, array in trace.params._asdict().items()}
        for key, array in arrays.items():
            array[..., pre] = 0.0 if key != "b" else 40 * (2 * value - 1)
        calls.append(as_call(trace, {gate: np.full(5, 2 * value - 1 if gate == "g" else value)}))
        states = [trace.h[:, 0]] if trace.c is None else [trace.h[:, 0], trace.c[:, 0]]
        expected.append(run(type(trace.params)(**arrays), trace.x, *states))
    for answer, trace in zip(asked(tmp_path, "shared/cells.js", calls), expected, strict=True):
        assert_same(answer, trace)


@pytest.mark.slow
@pytest.mark.parametrize("kind", INITS)
def test_what_a_sum_comes_from_adds_up_to_the_gate(kind, tmp_path):
    rng = np.random.default_rng(4)
    trace = drawn(kind, rng, ("softsign", "hard_sigmoid"))
    _, cell, x, options = as_call(trace)
    ran = asked(tmp_path, "shared/cells.js", [("runCell", cell, x, options)])[0]
    ran = {key: np.asarray(one) if np.ndim(one) else one for key, one in ran.items()}
    found = asked(tmp_path, "shared/cells.js", [("partsOf", cell, x, ran, t, u) for t in range(6) for u in range(5)])
    for (t, u), parts in zip(itertools.product(range(6), range(5)), found, strict=True):
        assert set(parts) == set(GATES[kind] or "h")
        for key, part in parts.items():
            assert abs(part["x"] + part["h"] + part["b"] - part["z"]) < CLOSE
            name = trace.activations[0 if key in "gh" else 1]
            squashed = ACTIVATIONS[name](np.array([part["z"]]))[0]
            assert abs(squashed - getattr(trace, key)[0, t + (key in STATES), u]) < CLOSE
            assert abs(part["x"] - x[t] @ trace.params.W_x[:, "zrg".index(key) * 5 + u if kind[0] == "g" else
                       "ifgo".index(key) * 5 + u if kind == "lstm" else u]) < CLOSE  # fmt: skip


def test_a_lab_of_each_cell_opens_and_its_line_of_text_tells_them_apart():
    rng = np.random.default_rng(5)
    assert len({GateLab(drawn(kind, rng)).summary() for kind in INITS}) == len(INITS)
