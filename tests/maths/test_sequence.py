"""Running cells over sequences: the laws that hold for every cell, whatever its weights."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstm_helpers.maths import cells, sequence
from lstm_helpers.maths.sequence import both_ways, run, stack

CELLS = {
    "rnn": cells.init_rnn,
    "lstm": cells.init_lstm,
    "gru": cells.init_gru,
    "peephole": cells.init_peephole,
    "coupled": cells.init_coupled,
}
each_cell = pytest.mark.parametrize("init", CELLS.values(), ids=CELLS)
sizes = st.tuples(st.integers(1, 4), st.integers(1, 8), st.integers(1, 4), st.integers(1, 5))


def drawn(init, shape=(3, 7, 2, 4), seed=0):
    rng = np.random.default_rng(seed)
    B, T, D, H = shape
    return init(D, H, rng), rng.standard_normal((B, T, D))


def check_same(a, b, atol=1e-13):
    np.testing.assert_allclose(a.h, b.h, rtol=0, atol=atol)
    if a.c is not None:
        np.testing.assert_allclose(a.c, b.c, rtol=0, atol=atol)


@pytest.mark.slow
@each_cell
@settings(max_examples=15, derandomize=True)
@given(shape=sizes, seed=st.integers(0, 999))
def test_a_trace_has_the_shapes_it_promises(init, shape, seed):
    B, T, _, H = shape
    trace = run(*drawn(init, shape, seed))
    assert shape == (trace.B, trace.T, trace.D, trace.H)
    assert trace.h.shape == (B, T + 1, H)
    assert trace.outputs.shape == (B, T, H)
    for gate in "ifgozr":
        assert getattr(trace, gate) is None or getattr(trace, gate).shape == (B, T, H)
    assert (trace.c is None) == (init in (cells.init_rnn, cells.init_gru))


@pytest.mark.slow
@each_cell
@settings(max_examples=15, derandomize=True)
@given(shape=sizes, seed=st.integers(0, 999), data=st.data())
def test_splitting_a_sequence_and_carrying_the_state_equals_running_it_whole(init, shape, seed, data):
    params, x = drawn(init, shape, seed)
    cut = data.draw(st.integers(1, shape[1]))
    whole, first = run(params, x), run(params, x[:, :cut])
    np.testing.assert_array_equal(whole.h[:, : cut + 1], first.h)
    if cut < shape[1]:
        c0 = () if first.c is None else (first.c[:, -1],)
        rest = run(params, x[:, cut:], first.h[:, -1], *c0)
        np.testing.assert_array_equal(whole.h[:, cut:], rest.h)


@each_cell
def test_permuting_the_batch_permutes_the_output(init):
    params, x = drawn(init)
    order = [2, 0, 1]
    np.testing.assert_allclose(run(params, x[order]).h, run(params, x).h[order], rtol=0, atol=1e-14)


@each_cell
def test_a_row_of_a_batch_equals_the_sequence_alone(init):
    params, x = drawn(init)
    whole = run(params, x)
    for n in range(3):
        np.testing.assert_allclose(run(params, x[n : n + 1]).h[0], whole.h[n], rtol=0, atol=1e-14)


@each_cell
def test_the_future_does_not_change_the_past(init):
    params, x = drawn(init)
    changed = x.copy()
    changed[:, 4:] += 1
    np.testing.assert_array_equal(run(params, x).h[:, :5], run(params, changed).h[:, :5])


@each_cell
def test_what_stands_at_a_padded_step_does_not_matter(init):
    params, x = drawn(init)
    mask = np.arange(7) < np.array([7, 3, 1])[:, None]
    other = np.where(mask[..., None], x, 99.0)
    check_same(run(params, x, mask=mask), run(params, other, mask=mask))


@each_cell
def test_a_padded_sequence_ends_in_the_state_of_the_sequence_alone(init):
    params, x = drawn(init)
    lengths = np.array([7, 3, 1])
    padded = run(params, x, mask=np.arange(7) < lengths[:, None])
    for n, length in enumerate(lengths):
        np.testing.assert_allclose(padded.h[n, -1], run(params, x[n : n + 1, :length]).h[0, -1], atol=1e-14)


@each_cell
def test_padding_in_front_changes_nothing(init):
    params, x = drawn(init)
    mask = np.ones((3, 9), bool)
    mask[:, :2] = False
    late = run(params, np.concatenate([np.full((3, 2, 2), 5.0), x], axis=1), mask=mask)
    np.testing.assert_allclose(late.h[:, 2:], run(params, x).h, atol=1e-14)


@each_cell
def test_reading_backwards_is_reading_the_reversed_sequence(init):
    params, x = drawn(init)
    back = run(params, x, labels="abcdefg", go_backwards=True)
    check_same(back, run(params, x[:, ::-1]))
    assert back.labels == tuple("gfedcba")
    assert back.go_backwards


@each_cell
def test_float32_weights_compute_in_float32_near_the_float64_answer(init):
    params, x = drawn(init)
    single = type(params)(*(array.astype(np.float32) for array in params))
    trace = run(single, x)
    assert trace.h.dtype == np.float32
    np.testing.assert_allclose(trace.h, run(params, x).h, atol=1e-5)  # seven digits, over seven steps


@each_cell
def test_initial_states_are_the_first_entries(init):
    params, x = drawn(init)
    h0 = np.full((3, 4), 0.3)
    assert (run(params, x, h0).h[:, 0] == 0.3).all()
    if run(params, x).c is not None:
        assert (run(params, x, h0, 2 * h0).c[:, 0] == 0.6).all()


def test_the_steps_of_a_trace_are_the_steps_of_the_cell():
    params, x = drawn(cells.init_lstm)
    trace = run(params, x)
    for t in range(7):
        step = cells.lstm_step(params, x[:, t], trace.h[:, t], trace.c[:, t])
        for name, array in (
            ("i", trace.i[:, t]),
            ("f", trace.f[:, t]),
            ("g", trace.g[:, t]),
            ("o", trace.o[:, t]),
            ("c_t", trace.c[:, t + 1]),
            ("h_t", trace.h[:, t + 1]),
        ):
            np.testing.assert_array_equal(array, getattr(step, name))


def test_an_open_gate_and_a_shut_one_hold_a_cell_over_a_thousand_steps():
    rng = np.random.default_rng(0)
    held = cells.force_gate(cells.force_gate(cells.init_lstm(2, 3, rng), "f", 1.0), "i", 0.0)
    c0 = rng.standard_normal((1, 3))
    trace = run(held, rng.standard_normal((1, 1000, 2)), c0=c0)
    np.testing.assert_array_equal(trace.c[:, -1], c0)


def test_a_stack_feeds_each_layer_with_the_one_below():
    rng = np.random.default_rng(0)
    layers, x = [cells.init_lstm(2, 3, rng), cells.init_gru(3, 4, rng)], rng.standard_normal((2, 5, 2))
    lower, upper = stack(layers, x)
    check_same(lower, run(layers[0], x))
    check_same(upper, run(layers[1], lower.outputs))


@pytest.mark.parametrize(
    ("merge_mode", "joined"),
    [
        ("concat", lambda a, b: np.concatenate([a, b], axis=-1)),
        ("sum", lambda a, b: a + b),
        ("ave", lambda a, b: (a + b) / 2),
        ("mul", lambda a, b: a * b),
    ],
)
def test_both_ways_joins_outputs_that_belong_to_the_same_step(merge_mode, joined):
    rng = np.random.default_rng(0)
    there, back, x = cells.init_lstm(2, 3, rng), cells.init_lstm(2, 3, rng), rng.standard_normal((2, 5, 2))
    both = both_ways(there, back, x, merge_mode=merge_mode)
    reversed_again = run(back, x[:, ::-1]).outputs[:, ::-1]
    np.testing.assert_array_equal(both.output, joined(run(there, x).outputs, reversed_again))


def test_reversing_the_input_swaps_the_two_directions():
    rng = np.random.default_rng(0)
    a, b, x = cells.init_lstm(2, 3, rng), cells.init_lstm(2, 3, rng), rng.standard_normal((2, 5, 2))
    one, other = both_ways(a, b, x, merge_mode="sum"), both_ways(b, a, x[:, ::-1], merge_mode="sum")
    np.testing.assert_allclose(one.output, other.output[:, ::-1], atol=1e-14)


def test_example_takes_one_sequence_with_its_labels():
    params, x = drawn(cells.init_lstm)
    one = run(params, x, labels="abcdefg").example(2)
    assert one.B == 1
    assert one.labels == tuple("abcdefg")
    np.testing.assert_array_equal(one.c[0], run(params, x).c[2])


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        (
            {"x": np.zeros((7, 2))},
            ValueError,
            r"x has shape \(7, 2\): expected \(batch, time, features\)\. .*x\[None\]",
        ),
        ({"x": np.zeros((3, 7, 5))}, ValueError, r"x has shape \(3, 7, 5\), with 5 along features: expected 2"),
        ({"x": np.zeros((3, 0, 2))}, ValueError, "x has shape .* empty"),
        ({"x": [[["a", "b"]]]}, TypeError, "x holds text"),
        ({"x": np.full((3, 7, 2), np.nan)}, ValueError, "x holds 42 value"),
        ({"h0": np.zeros((3, 5))}, ValueError, "h0 has shape"),
        ({"c0": np.zeros(4)}, ValueError, "c0 has shape"),
        ({"mask": np.ones((3, 6))}, ValueError, "mask has shape"),
        ({"mask": np.full((3, 7), 2)}, TypeError, "mask must hold"),
        ({"labels": "abc"}, ValueError, "labels holds 3 label"),
        ({"labels": 7}, TypeError, "labels is 7"),
        ({"params": (1, 2, 3)}, TypeError, "params is tuple"),
    ],
)
def test_bad_input_costs_a_sentence(change, error, words):
    params, x = drawn(cells.init_lstm)
    arguments = {"params": params, "x": x} | change
    with pytest.raises(error, match=words):
        run(**arguments)


def test_a_cell_without_a_cell_state_gets_none():
    params, x = drawn(cells.init_gru)
    with pytest.raises(TypeError, match="GRUParams has no cell state"):
        run(params, x, c0=np.zeros((3, 4)))


def test_layers_and_directions_that_do_not_fit_are_named():
    rng = np.random.default_rng(0)
    a, b = cells.init_lstm(2, 3, rng), cells.init_lstm(2, 4, rng)
    with pytest.raises(ValueError, match=r"layers\[1\] reads 2 features: expected 3"):
        stack([a, b], np.zeros((1, 5, 2)))
    with pytest.raises(TypeError, match="layers must be a list"):
        stack(a, np.zeros((1, 5, 2)))
    with pytest.raises(ValueError, match="backward has 4 hidden units and forward 3"):
        both_ways(a, b, np.zeros((1, 5, 2)))
    with pytest.raises(ValueError, match="merge_mode is 'add'"):
        both_ways(a, a, np.zeros((1, 5, 2)), merge_mode="add")


def test_weights_of_inconsistent_shape_are_named():
    params, x = drawn(cells.init_lstm)
    with pytest.raises(ValueError, match=r"params\.W_h has shape"):
        run(params._replace(W_h=np.zeros((4, 15))), x)
    with pytest.raises(ValueError, match=r"params\.b has shape"):
        run(params._replace(b=np.zeros(15)), x)


def test_a_trace_says_what_it_is():
    params, x = drawn(cells.init_lstm)
    assert repr(run(params, x)) == "Trace(LSTM, B=3, T=7, D=2, H=4)"
    assert sequence.merge(np.ones(2), np.ones(2), None)[0].tolist() == [1, 1]
