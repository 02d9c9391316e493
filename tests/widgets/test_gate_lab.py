import base64
import struct
from dataclasses import replace

import matplotlib
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstm_helpers.data.text import Alphabet
from lstm_helpers.figures import style
from lstm_helpers.maths.cells import DenseParams, init_dense, init_gru, init_lstm, init_peephole, init_rnn
from lstm_helpers.maths.sequence import Trace, both_ways, run, stack
from lstm_helpers.widgets import GateLab
from lstm_helpers.widgets.gate.graph import reads
from lstm_helpers.widgets.payload import digest, pack

rng = np.random.default_rng(0)
X = rng.standard_normal((2, 7, 3))
PARAMS = init_lstm(3, 4, rng)
TRACE = run(PARAMS, X, labels="letters", name="layer 1")
READOUT = init_dense(4, 1, rng)
GRU = run(init_gru(3, 4, rng), X)


def numbers(data, *shape):
    return np.frombuffer(data, "<f8").reshape(shape)


def test_the_payload_holds_the_parameters_the_input_and_every_value_of_the_chosen_example():
    layer = GateLab(TRACE, example=1).payload["layers"][0]
    np.testing.assert_array_equal(numbers(layer["W_x"], 3, 16), PARAMS.W_x)
    np.testing.assert_array_equal(numbers(layer["W_h"], 4, 16), PARAMS.W_h)
    np.testing.assert_array_equal(numbers(layer["x"], 7, 3), X[1])
    np.testing.assert_array_equal(numbers(layer["kernel"]["f"], 7, 4), TRACE.f[1])
    np.testing.assert_array_equal(numbers(layer["kernel"]["c"], 7, 4), TRACE.c[1, 1:])
    assert layer["labels"] == list("letters")


def test_packed_numbers_are_little_endian_doubles_row_by_row():
    assert pack(np.array([[1.0, 2.0], [3.0, 4.0]], np.float32)[:, ::-1]) == struct.pack("<4d", 2, 1, 4, 3)


def test_the_digest_sees_the_sixth_decimal_and_nothing_below():
    a = np.array([0.25, -0.5])
    assert digest(a) == digest(a + 1e-8)
    assert digest(a) != digest(a + 1e-6)
    assert digest(a) != digest(a[None])


def test_the_output_carries_the_view_a_picture_and_one_line_of_text():
    lab = GateLab(TRACE, READOUT, ["no", "yes"])
    data, _ = lab._repr_mimebundle_()
    assert data["application/vnd.jupyter.widget-view+json"]["model_id"] == lab.model_id
    png = base64.b64decode(data["image/png"])
    assert png.startswith(b"\x89PNG")
    assert len(png) <= 60_000
    assert data["text/plain"] == repr(lab) == lab.summary()
    assert "\n" not in lab.summary()
    assert lab.summary().startswith("Gate Lab: layer 1, 4 units, 7 steps, values ")


@pytest.mark.slow
@pytest.mark.parametrize("styled", [False, True])
def test_the_picture_of_the_longest_and_widest_sequence_stays_small(styled):
    trace = run(init_lstm(2, 64, rng), rng.standard_normal((1, 200, 2)))
    with matplotlib.rc_context():
        if styled:  # as in a notebook, whose figures are twice as dense
            style.use()
        assert len(GateLab(trace).png()) <= 60_000


def test_a_trace_with_nan_and_infinity_is_shown_and_not_refused():
    broken = replace(TRACE, c=np.where(TRACE.c > 0, np.inf, TRACE.c), h=np.full(TRACE.h.shape, np.nan))
    assert len(GateLab(broken).png()) > 1000
    assert GateLab(broken).summary() != GateLab(TRACE).summary()


def test_targets_take_the_form_of_the_readout():
    record = GateLab(TRACE, init_dense(4, 3, rng), targets=2).payload["readouts"][0]
    expected = np.full((7, 3), np.nan)
    expected[-1] = [0, 0, 1]
    np.testing.assert_array_equal(numbers(record["targets"], 7, 3), expected)
    record = GateLab(TRACE, READOUT, ["n", "y"], targets=[0, 1, 0, 1, 0, 1, 0]).payload["readouts"][0]
    np.testing.assert_array_equal(numbers(record["targets"], 7), [0, 1, 0, 1, 0, 1, 0])
    record = GateLab(TRACE, READOUT, targets=np.arange(7.0)[:, None]).payload["readouts"][0]
    np.testing.assert_array_equal(numbers(record["targets"], 7), np.arange(7.0))


def test_the_score_counts_the_guesses_that_were_close():
    lab = GateLab(TRACE)
    assert lab.score == {"asked": 0, "close": 0}
    lab.guesses = [["f", 0, 1, 0.5, 0.52, True], ["f", 0, 2, 0.5, 0.9, False]]
    assert lab.score == {"asked": 2, "close": 1}


def test_the_line_of_text_changes_when_a_weight_does():
    other = run(PARAMS._replace(b=PARAMS.b + 1e-3), X, labels="letters", name="layer 1")
    assert GateLab(TRACE).summary() != GateLab(other).summary()


def test_the_line_of_text_is_the_same_whether_the_kernel_counted_in_single_or_double_precision():
    single = type(PARAMS)(*(array.astype(np.float32) for array in PARAMS))
    x = X.astype(np.float32)
    double = type(PARAMS)(*(array.astype(np.float64) for array in single))
    assert run(single, x).h.dtype == np.float32
    assert GateLab(run(single, x)).summary() == GateLab(run(double, x.astype(np.float64))).summary()


def test_a_stack_knows_which_layer_feeds_which():
    first, second = stack([PARAMS, init_lstm(4, 5, rng)], X)
    both = both_ways(PARAMS, init_lstm(3, 4, rng), X)
    above = run(init_lstm(8, 2, rng), both.output, go_backwards=True)
    alone = run(init_lstm(4, 5, rng), rng.standard_normal((2, 7, 4)))
    found = lambda *traces: [reads(one, traces[:n]) for n, one in enumerate(traces)]  # noqa: E731
    assert found(first, second) == [None, [0]]
    assert found(both.forward, both.backward, above) == [None, None, [0, 1]]
    assert found(first, alone) == [None, []]


def test_both_directions_are_offered_and_the_second_reads_from_the_end():
    both = both_ways(PARAMS, init_lstm(3, 4, rng), X, labels="letters")
    first, second = GateLab(both).payload["layers"]
    assert (first["backwards"], second["backwards"]) == (False, True)
    assert second["labels"] == list("letters"[::-1])
    assert (first["input"], second["input"]) == ("here", "here")


def test_a_readout_belongs_to_the_last_layer_and_starts_there():
    lab = GateLab(stack([PARAMS, init_lstm(4, 5, rng)], X), init_dense(5, 3, rng), ["no", "yes", "maybe"])
    assert lab.layer == 1
    assert lab.payload["readouts"][0]["layers"] == [[1, False]]
    assert lab.payload["readouts"][0]["activation"] == "softmax"


@pytest.mark.parametrize(
    ("outputs", "classes", "activation"),
    [
        (1, None, "linear"),
        (1, ["no", "yes"], "sigmoid"),
        (1, ["yes"], "sigmoid"),
        (2, None, "softmax"),
    ],
)
def test_the_readouts_activation_follows_from_its_outputs(outputs, classes, activation):
    assert GateLab(TRACE, init_dense(4, outputs, rng), classes).payload["readouts"][0]["activation"] == activation


def test_traits_start_where_the_caller_says_and_are_counted_from_zero():
    lab = GateLab(TRACE, step=6, unit=3)
    assert (lab.step, lab.unit) == (6, 3)


BAD = {
    "no trace": (lambda: GateLab(7), TypeError, "trace is int"),
    "an empty list": (lambda: GateLab([]), TypeError, "trace is list"),
    "a cell with peepholes": (lambda: GateLab(run(init_peephole(3, 2, rng), X)), TypeError, "PeepholeParams"),
    "a gate that a GRU has not": (lambda: GateLab(GRU, clamps={"f": 1}), ValueError, "one of 'z', 'r', 'g'"),
    "a forced plain RNN": (lambda: GateLab(run(init_rnn(3, 2, rng), X), clamps={"g": 1}), ValueError, "no gates"),
    "an output that there is not": (lambda: GateLab(TRACE, READOUT, output=1), ValueError, "output is 1"),
    "an example too far": (lambda: GateLab(TRACE, example=2), ValueError, "example is 2: expected -2 to 1"),
    "an example that is no number": (lambda: GateLab(TRACE, example="a"), TypeError, "example"),
    "a step too far": (lambda: GateLab(TRACE, step=7), ValueError, "at most 6"),
    "a negative unit": (lambda: GateLab(TRACE, unit=-1), ValueError, "unit is -1"),
    "a unit that is no number": (lambda: GateLab(TRACE, unit=1.5), TypeError, "unit is 1.5"),
    "a readout that is an array": (lambda: GateLab(TRACE, np.zeros((4, 1))), TypeError, "DenseParams"),
    "a readout of another size": (lambda: GateLab(TRACE, init_dense(5, 1, rng)), ValueError, "readout.W"),
    "a bias of another size": (
        lambda: GateLab(TRACE, DenseParams(np.zeros((4, 2)), np.zeros(3))),
        ValueError,
        "readout.b",
    ),
    "an unknown activation": (lambda: GateLab(TRACE, READOUT, activation="relu"), ValueError, "relu"),
    "too many classes": (lambda: GateLab(TRACE, READOUT, list("abc")), ValueError, "3 name"),
    "classes as one text": (lambda: GateLab(TRACE, READOUT, "ab"), TypeError, "list of 2 names"),
    "classes without a readout": (lambda: GateLab(TRACE, classes=["a", "b"]), ValueError, "readout"),
    "an alphabet of another size": (lambda: GateLab(TRACE, alphabet=Alphabet("ab" * 1 + "cd")), ValueError, "letters"),
    "a text for an alphabet": (lambda: GateLab(TRACE, alphabet="abc"), TypeError, "Alphabet"),
    "targets without a readout": (lambda: GateLab(TRACE, targets=1), ValueError, "readout"),
    "targets of another length": (lambda: GateLab(TRACE, READOUT, targets=[1.0, 2.0]), ValueError, "7 steps"),
    "targets in words": (lambda: GateLab(TRACE, READOUT, targets="high"), TypeError, "targets"),
    "a class that there is not": (lambda: GateLab(TRACE, init_dense(4, 2, rng), targets=[2] * 7), ValueError, "0 to 1"),
    "no probability": (lambda: GateLab(TRACE, READOUT, ["n", "y"], targets=2), ValueError, "between 0 and 1"),
    "a layer too far": (lambda: GateLab(TRACE, layer=1), ValueError, "layer is 1"),
    "a text without an alphabet": (lambda: GateLab(TRACE, text="abc"), ValueError, "alphabet"),
    "an unknown comparison": (lambda: GateLab(TRACE, compare="both"), ValueError, "compare"),
    "edits as a list": (lambda: GateLab(TRACE, edits=[1]), TypeError, "dict"),
    "an edit too far": (lambda: GateLab(TRACE, edits={7: [0, 0, 0]}), ValueError, "at most 6"),
    "an edit of another size": (lambda: GateLab(TRACE, edits={1: [0, 0]}), ValueError, "edits"),
    "an edit to an unknown label": (lambda: GateLab(TRACE, edits={1: "z"}), ValueError, "none of the labels"),
    "clamps as a list": (lambda: GateLab(TRACE, clamps=["f"]), TypeError, "dict"),
    "a clamp of no gate": (lambda: GateLab(TRACE, clamps={"c": 1}), ValueError, "'c'"),
    "a gate opened further than open": (lambda: GateLab(TRACE, clamps={"f": 2}), ValueError, "0 to 1"),
    "a clamp of a unit too far": (lambda: GateLab(TRACE, clamps={"f": (1, 4)}), ValueError, "at most 3"),
    "a text that is too long": (
        lambda: GateLab(TRACE, alphabet=Alphabet("ab"), text="a" * 201),
        ValueError,
        "at most 200",
    ),
    "an unknown form": (lambda: GateLab(TRACE, form="tiny"), ValueError, "form"),
    "an unknown order": (lambda: GateLab(TRACE, READOUT, order="size"), ValueError, "order"),
    "an order without a readout": (lambda: GateLab(TRACE, order="answer"), ValueError, "readout"),
    "a number for a title": (lambda: GateLab(TRACE, title=3), TypeError, "title"),
}


@pytest.mark.parametrize("case", BAD, ids=str)
def test_bad_input_costs_one_sentence_that_names_the_argument(case):
    call, error, words = BAD[case]
    with pytest.raises(error, match=words) as caught:
        call()
    assert "\n" not in str(caught.value)
    assert str(caught.value).endswith(".")


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.none(),
        st.integers(),
        st.text(max_size=5),
        st.lists(st.integers(), max_size=3),
        st.dictionaries(st.text(max_size=2), st.integers(), max_size=2),
        st.floats(),
    ),
    st.sampled_from(
        [
            "trace",
            "readout",
            "classes",
            "unit",
            "step",
            "example",
            "title",
            "activation",
            "alphabet",
            "targets",
            "layer",
            "text",
            "edits",
            "clamps",
            "compare",
        ]
    ),
)
def test_whatever_comes_at_the_door_it_is_shown_or_refused_in_a_sentence(value, name):
    arguments = {"trace": TRACE, "readout": READOUT, name: value}
    try:
        lab = GateLab(**arguments)
    except (TypeError, ValueError) as error:
        assert len(str(error).splitlines()) == 1  # noqa: PT017
    else:
        assert isinstance(lab.traces[0], Trace)


def test_what_units_add_is_measured_where_an_answer_is_asked():
    everywhere = GateLab(TRACE, READOUT).adds
    np.testing.assert_allclose(everywhere, np.abs(TRACE.h[0, 1:] * READOUT.W[:, 0]).max(axis=0))
    at_the_end = GateLab(TRACE, READOUT, targets=1.0).adds
    np.testing.assert_allclose(at_the_end, np.abs(TRACE.h[0, -1] * READOUT.W[:, 0]))
    assert GateLab(TRACE, READOUT, order="answer").unit == everywhere.argmax()
    assert GateLab(TRACE).adds is None


@pytest.mark.slow
def test_the_picture_of_the_small_form_and_of_three_units_is_smaller():
    full, small = GateLab(TRACE, READOUT), GateLab(TRACE, READOUT, form="small")
    assert small.picture_size[1] < full.picture_size[1]
    assert len(small.png()) < len(full.png())
    assert len(GateLab(TRACE, READOUT, order="answer").png()) > 1000


def test_the_picture_says_when_something_was_changed():
    from matplotlib.figure import Figure

    words = []
    for lab in (GateLab(TRACE), GateLab(TRACE, edits={1: [0, 0, 1]})):
        figure = Figure()
        lab.draw(figure)
        words.append(figure.get_suptitle())
    assert words == ["4 units, 7 steps", "4 units, 7 steps, before what was changed"]
