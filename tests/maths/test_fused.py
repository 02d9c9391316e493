"""The fused LSTM gives the answers of the readable one, to 1e-12 in float64, and no gradient turns subnormal in it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import steps
from lstm_helpers.maths import backprop, cells, fused, sequence

sizes = st.tuples(st.integers(1, 5), st.integers(1, 40), st.integers(1, 4), st.integers(1, 9))


def check_agree(a, b, bound=1e-12):
    assert a.shape == b.shape
    assert np.abs(a - b).max() <= bound * max(1.0, np.abs(b).max())


def both_routes(shape, seed, states, gradients):
    rng = np.random.default_rng(seed)
    B, T, D, H = shape
    params, x = cells.init_lstm(D, H, rng), rng.standard_normal((B, T, D))
    start = (rng.standard_normal((B, H)), rng.standard_normal((B, H))) if states else ()
    slow, fast = sequence.run(params, x, *start), fused.run(params, x, *start)
    d = {"dh": rng.standard_normal((B, T, H)), "dh_T": rng.standard_normal((B, H)), "dc_T": rng.standard_normal((B, H))}
    d = {name: d[name] for name in gradients}
    return (slow, fast), (backprop.backward(slow, **d), fused.backward(fast, **d))


@settings(max_examples=60, derandomize=True)
@given(
    shape=sizes,
    seed=st.integers(0, 9999),
    states=st.booleans(),
    gradients=st.sampled_from([("dh",), ("dh_T",), ("dc_T",), ("dh", "dh_T", "dc_T")]),
)
def test_readable_and_fused_agree_to_1e_12(shape, seed, states, gradients):
    (slow, fast), (readable, quick) = both_routes(shape, seed, states, gradients)
    for name in ("i", "f", "g", "o", "c", "h"):
        check_agree(getattr(fast, name), getattr(slow, name))
    for a, b in zip(quick.params, readable.params, strict=True):
        check_agree(a, b)
    check_agree(quick.x, readable.x)
    check_agree(quick.h0, readable.h0)
    check_agree(quick.c0, readable.c0)


@pytest.mark.parametrize("cache", [1, 4_000, 50_000, 2**30])
def test_the_size_of_a_chunk_changes_nothing(cache, monkeypatch):
    monkeypatch.setattr(fused, "CACHE", cache)
    _, (readable, quick) = both_routes((3, 50, 2, 5), 0, True, ("dh", "dh_T"))
    for a, b in zip((*quick.params, quick.x), (*readable.params, readable.x), strict=True):
        check_agree(a, b)


def test_a_masked_batch_takes_the_readable_way():
    rng = np.random.default_rng(0)
    params, x = cells.init_lstm(2, 3, rng), rng.standard_normal((2, 6, 2))
    mask = np.arange(6) < np.array([6, 4])[:, None]
    slow, fast = sequence.run(params, x, mask=mask), fused.run(params, x, mask=mask)
    np.testing.assert_array_equal(slow.h, fast.h)
    dh = rng.standard_normal((2, 6, 3))
    for a, b in zip(fused.backward(fast, dh).params, backprop.backward(slow, dh).params, strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("bias", [-2, 0, 1])
def test_no_gradient_turns_subnormal(bias):
    """Subnormal numbers cost a processor many times an ordinary one; the readable route does meet them."""
    rng = np.random.default_rng(0)
    params = cells.LSTMParams(*(a.astype(np.float32) for a in cells.init_lstm(2, 32, rng, forget_bias=bias)))
    trace = fused.run(params, rng.standard_normal((8, 500, 2)).astype(np.float32))
    dh_T = np.ones((8, 32), np.float32)
    tiny = np.finfo(np.float32).tiny
    quick, readable = (route.backward(trace, dh_T=dh_T) for route in (fused, backprop))
    for gradient in (quick.x, *quick.params):
        assert not ((gradient != 0) & (np.abs(gradient) < tiny)).any()
    if bias < 1:
        assert ((readable.x != 0) & (np.abs(readable.x) < tiny)).any(), "the test would show nothing"
    for a, b in zip(quick.params, readable.params, strict=True):  # float32, sums of 4,000 terms
        np.testing.assert_allclose(a, b, atol=1e-4 * np.abs(b).max())


def test_other_cells_are_sent_to_the_readable_route():
    rng = np.random.default_rng(0)
    with pytest.raises(TypeError, match="only LSTMParams run fused"):
        fused.run(cells.init_gru(2, 3, rng), np.zeros((1, 4, 2)))
    trace = sequence.run(cells.init_gru(2, 3, rng), rng.standard_normal((1, 4, 2)))
    ours = fused.backward(trace, dh_T=np.ones((1, 3)))
    np.testing.assert_array_equal(ours.x, backprop.backward(trace, dh_T=np.ones((1, 3))).x)


def test_bad_input_gets_the_same_sentence_as_on_the_readable_route():
    params = cells.init_lstm(2, 3, np.random.default_rng(0))
    for wrong in (np.zeros((4, 2)), np.zeros((1, 4, 5)), np.full((1, 4, 2), np.nan), np.zeros((1, 0, 2)), "x", None):
        said = []
        for route in (sequence.run, fused.run):
            with pytest.raises((TypeError, ValueError)) as raised:
                route(params, wrong)
            said.append(str(raised.value))
        assert said[0] == said[1]


def test_a_step_calls_numpy_as_seldom_as_it_says():
    forward, backward = steps.calls_a_step()
    assert forward == 8
    assert backward == 5 + 4 / fused.FLUSH


def test_it_stays_readable():
    with open(fused.__file__, encoding="utf-8") as file:
        assert len(file.readlines()) < 200
