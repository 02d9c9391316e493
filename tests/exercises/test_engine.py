"""The engine says what is the matter with an answer; and it is small."""

import ast
import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from lstm_helpers import exercises
from lstm_helpers.exercises.bank import bank
from lstm_helpers.exercises.bank.any_differences import describe
from lstm_helpers.exercises.compare import brief, spread
from lstm_helpers.exercises.diagnosis import diagnose
from lstm_helpers.exercises.hidden import lstm_params
from lstm_helpers.exercises.kinds import FindBugs, Mistake, Number
from lstm_helpers.exercises.panels import CORRECT, NOT_ATTEMPTED, NOT_YET, STOPPED
from lstm_helpers.publish.exercise_cell import solved, stub

TABLE, BLOCK = np.arange(12.0).reshape(3, 4), np.arange(24.0).reshape(2, 3, 4)


def _cell():
    return bank()["cell_update"]


def test_an_argument_changed_in_place_is_said_though_the_result_is_right(check):
    def cell_update(f, i, g, c_prev):
        c_prev *= f
        c_prev += i * g
        return c_prev

    panel = check.cell_update(cell_update)
    assert panel.status == NOT_YET
    assert "changed the argument `c_prev`" in repr(panel)


def test_two_mistakes_at_once_are_both_named():
    exercise = bank()["lstm_step"]
    pair = exercise.mistakes[2], exercise.mistakes[4]
    assert diagnose(exercise, exercise.build(exercise.edited(*pair))).found == pair


def test_mistakes_are_made_one_after_the_other_and_an_edit_that_swaps_at_once():
    exercise = replace(_cell(), solution="def cell_update(f, i, g, c_prev):\n    return f * c_prev + i * g\n")
    swap, forget = Mistake({"f *": "i *", "i *": "f *"}, "Swapped."), Mistake({"i * c_prev": "c_prev"}, "Kept.")
    assert exercise.edited(swap).endswith("return i * c_prev + f * g\n")
    assert exercise.edited(swap, forget).endswith("return c_prev + f * g\n")
    assert exercise.edited(forget, swap) == exercise.edited(swap)
    whole = Mistake("def cell_update(f, i, g, c_prev):\n    return 0 * f", "Nothing is left.")
    assert exercise.edited(swap, whole) == whole.what


def test_a_probe_names_what_no_edit_can_express():
    small = Mistake(lambda got, want: got[0, "The result"].max() < 1, "You made it small.")
    found = Mistake(lambda got, want: got[0, "The result"].max() > 100, "You left the range.")
    exercise = replace(_cell(), probes=(small, found))
    verdict = diagnose(exercise, lambda f, i, g, c: 1e3 * f)
    assert verdict.blocks[0] == "You left the range."
    assert verdict.found == exercise.probes[1:]


def test_an_index_error_that_explains_ellipses_is_no_unfilled_line(check):
    assert "past the end" in repr(check.cell_update(lambda f, i, g, c: f["x"]))


def test_an_exception_is_told_with_its_line_and_the_shapes_that_went_in(check, tmp_path):
    path = tmp_path / "learner.py"
    path.write_text("def cell_update(f, i, g, c_prev):\n    return f @ c_prev + i * g\n")
    space = {}
    exec(compile(path.read_text(), str(path), "exec"), space)
    text = repr(check.cell_update(space["cell_update"]))
    assert text.startswith("Your code stopped · cell_update\n")
    assert "    return f @ c_prev + i * g" in text
    assert "c_prev `(3, 4)`" in text


def test_of_several_lines_the_last_of_the_learners_own_is_shown(check):
    def squash(z):
        return np.tanh(z).shapes

    def cell_update(f, i, g, c_prev):
        return squash(f * c_prev)

    text = repr(check.cell_update(cell_update))
    assert "    return np.tanh(z).shapes\n    AttributeError: " in text
    assert "return squash" not in text


@pytest.mark.parametrize(
    "answer",
    [
        lambda write, value: (..., write, value),
        lambda write, value: (1 - write, ..., value),
        lambda write, value: (1 - write, write, ...),
        lambda write, value: print("f") or (..., ..., ...),
    ],
)
def test_an_answer_that_is_filled_in_part_is_not_attempted_yet(check, answer):
    panel = check.latch(answer)
    assert panel.status == NOT_ATTEMPTED
    assert panel.blocks[0].startswith("Replace the `...`")
    assert ("It printed:" in panel.blocks) == ("print" in answer.__code__.co_names)
    assert check.latch._progress.read()["latch"]["tries"] == 0


def test_a_fraction_is_a_number(check):
    limits = {"pair known": 1, "nothing known": 1 / 4, "every second": 5 / 8, "mean of frames": 1}
    assert check.single_frame_limit({key: Fraction(value) / 2 for key, value in limits.items()}).status == CORRECT
    assert check.single_frame_limit({key: Fraction(value) for key, value in limits.items()}).status == NOT_YET


def test_what_is_still_open_of_a_dictionary_is_named(check):
    answer = {**bank()["predict_memory"].solution, "w = 1": ...}
    assert "Still open: `w = 1`. " in repr(check.predict_memory(answer))


def test_a_solution_that_is_slower_than_the_limit_is_still_the_right_one():
    source = "def cell_update(f, i, g, c_prev):\n    time.sleep(0.1)\n    return f * c_prev + i * g\n"
    exercise = replace(_cell(), solution=source, needs="import time", seconds=0.05, mistakes=())
    assert diagnose(exercise, lambda f, i, g, c: f * c + i * g).status == CORRECT


@pytest.mark.keras
def test_an_output_instead_of_a_model_is_told_as_such(check, keras):
    panel = check.keras_single(lambda units, T: keras.layers.LSTM(3)(keras.Input((T, 1))))
    assert panel.blocks[0].startswith("You returned KerasTensor; a Keras model is asked for")


def test_a_right_letter_in_a_form_of_its_own_is_not_called_another_one(check):
    for answer in ("B", '"b"', ["b"]):
        assert repr(check.why_vanish(answer)).count("look again among a, b, c, d, e.") == 1
    assert "among" not in repr(check.order_step.examine("ABCDEF"))


def test_what_is_usable_is_the_learners_to_change(check, capsys):
    check.predict_gates.usable(...)["hold"] = "z"
    assert check.predict_gates.usable(...)["hold"] != "z"


def test_a_function_that_is_given_is_shown_without_its_address(check):
    assert "watch `<function>`, frames `(" in repr(check.shuffled_frames(lambda watch, frames, order, motion: 1 / 0))


def test_values_are_shown_by_their_shapes():
    params = lstm_params(np.random.default_rng(0), 2, 4)
    assert brief(params) == "`LSTMParams(W_x=(2, 16), W_h=(4, 16), b=(16,))`"
    assert brief([np.array(["a"]), {"h": np.ones(3)}, None]) == "`[array of <U1, {'h': (3,)}, None]`"
    assert len(brief("x" * 10_000)) == 122


def test_an_overflow_and_a_division_by_zero_stop_the_function_as_a_learner_would_want_to_know(check):
    for line, said in (
        (lambda f, i, g, c: np.exp(1e3 * (f + 1)), "A number became too large for a float (overflow):"),
        (lambda f, i, g, c: 1 / (f - f), "Something was divided by zero:"),
    ):
        panel = check.cell_update(line)
        assert panel.status == STOPPED
        assert panel.blocks[0] == said
        assert "FloatingPointError: " in panel.blocks[1]


def test_what_the_function_printed_is_shown_and_kept_short(check, capsys):
    text = repr(check.cell_update(lambda f, i, g, c: print("f is", f.shape) or f * c))
    assert "It printed:\n\n    f is (3, 4)" in text
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda c: -c, "the opposite sign"),
        (lambda c: c.T, "transposed"),
        (lambda c: c[::-1], "reversed along axis 0"),
        (lambda c: c[:, ::-1], "reversed along axis 1"),
        (lambda c: np.roll(c, 1, axis=1), "shifted by one along axis 1"),
        (lambda c: 3 * c, "3 times what it should be"),
        (lambda c: c + 2, "the same +2 in every entry"),
        (lambda c: c * np.where(np.arange(c.size).reshape(c.shape) == 1, np.nan, 1), "nan came"),
        (lambda c: np.full_like(c, np.nan), "differs first at [0, 0] (0 of 12 numbers agree): nan came"),
        (lambda c: (1 + 5e-8) * c, "is 1.00000005 times"),
        (lambda c: c[0], "has shape (4,); it should be (3, 4)"),
        (lambda c: c + (np.arange(c.size).reshape(c.shape) == 2), "differs first at [0, 2]"),
        (lambda c: (c, c), "has shape (2, 3, 4)"),
        (lambda c: [[1], [2, 3]], "`[[1], [2, 3]]` cannot be read: `ValueError"),
        (lambda c: None, "returned None"),
        (lambda c: ..., ""),
        (lambda c: c.astype(complex), "is `array of complex128`; it should be"),
    ],
)
def test_what_no_mistake_explains_is_described(change, said):
    exercise = _cell()
    solution = exercise.build(exercise.source)
    verdict = diagnose(exercise, lambda *args: change(solution(*args)))
    assert said in verdict.blocks[0]
    assert verdict.status == (NOT_YET if said else NOT_ATTEMPTED)
    assert not verdict.found


def test_a_line_left_unfilled_is_told_from_a_type_error(check):
    panel = check.cell_update(lambda f, i, g, c: np.tanh(...) + f)
    assert "A `...` is still in the way" in repr(panel)


def test_a_float16_answer_and_an_integer_one_are_compared_as_numbers():
    exercise = _cell()
    solution = exercise.build(exercise.source)
    assert diagnose(exercise, lambda *a: solution(*a).astype(np.float16)).status == CORRECT
    assert diagnose(exercise, lambda *a: solution(*a).astype(int)).status == NOT_YET


def test_a_number_is_judged_with_its_tolerance_its_mistakes_and_its_side(check):
    exercise = Number(
        name="n",
        lesson=0,
        minutes=1,
        prompt="How many?",
        solution=10400,
        hints=(),
        why="",
        fact="So it is.",
        questions=(),
        mistakes=(Mistake(10600, "You counted two biases."),),
    )
    assert diagnose(exercise, 10400).status == CORRECT
    assert diagnose(exercise, 10400).blocks[0] == "So it is."
    assert diagnose(exercise, np.float32(10400.0)).status == CORRECT
    assert diagnose(exercise, 10600).found == exercise.mistakes
    assert "too large" in diagnose(exercise, 20000).blocks[0]
    assert "too small" in diagnose(exercise, 1).blocks[0]
    for bad in (10**400, float("nan"), float("-inf"), None, "10400", True, [10400], 3j):
        assert re.search(r"one finite number|one value", diagnose(exercise, bad).blocks[0]), bad
    assert diagnose(exercise, ...).status == NOT_ATTEMPTED


def test_the_defects_are_found_by_their_line_numbers():
    exercise = FindBugs(
        name="n",
        lesson=0,
        minutes=1,
        prompt="Which lines?",
        hints=(),
        why="",
        questions=(),
        options={1: "a = 1", 2: "b = 2", 3: "c = 3", 4: "d = 4"},
        solution={2, 4},
        fact="Found.",
        mistakes=(Mistake({1: True}, "Line 1 is sound: a is 1."), Mistake({3: True}, "Line 3 is sound.")),
        probes=(Mistake(lambda got, want: len(got) == 4, "There are two of them."),),
        defects=("", ""),
    )
    assert diagnose(exercise, [4, 2]).status == CORRECT
    assert diagnose(exercise, {2, 1, 4}).blocks[0] == "Line 1 is sound: a is 1."
    assert diagnose(exercise, (2,)).blocks[0] == "There are two of them."
    assert "Line 3 is sound." in diagnose(exercise, (3,)).blocks[0]
    for bad in (None, "ab", 77, [None], []):
        assert "list the numbers of the lines" in diagnose(exercise, bad).blocks[0]
    assert "#    3  c = 3" in stub(exercise)
    assert solved(exercise).endswith("n = {2, 4}")


def code_lines(path):
    """Lines that are neither blank, nor comment, nor docstring."""
    source = path.read_text(encoding="utf-8")
    documented = [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(node)
    ]
    docstrings = {n for node in documented for n in range(node.body[0].lineno, node.body[0].end_lineno + 1)}
    return sum(
        1
        for n, line in enumerate(source.splitlines(), 1)
        if line.strip() and not line.strip().startswith("#") and n not in docstrings
    )


def test_the_engine_with_everything_beside_the_banks_and_their_inputs_stays_this_small():
    """All modules but the banks' and hidden.py, in lines that are neither blank, nor comment, nor docstring."""
    folder = Path(exercises.__file__).parent
    lines = {path.stem: code_lines(path) for path in folder.glob("*.py") if path.name != "hidden.py"}
    assert {"kinds", "panels", "verbs"} < set(lines)
    assert sum(lines.values()) < 500, lines


# ---- what mends a learner's own lines -------------------------------------------------------------------------------


def learner(tmp_path, source, **names):
    """A function as a cell defines it: with a source that can be read."""
    path = tmp_path / "cell.py"
    path.write_text(source)
    space = {"np": np, **names}
    exec(compile(source, str(path), "exec"), space)
    return space[re.match(r"def (\w+)", source)[1]]


@pytest.mark.parametrize(
    ("name", "line", "said"),
    [
        ("cell_update", "f * c_prev + i (g)", "the bracket right behind `i` calls it like a function"),
        ("cell_update", "f * (c_prev + i * g)", "a bracket is missing or in another place"),
        ("cell_update", "f * c_prev + i * np.sin(g)", "`np.sin` is one function too many"),
        ("cell_update", "f * c_prev ** 2 + i * g", "one part too many"),
        ("cell_update", "f @ c_prev.T + i * g", ""),
        ("hidden_from_cell", "np.tanh(o) * c_t", "each stands where the other belongs"),
        ("mse", "np.mean((np.ravel(prediction) - np.ravel(target)) ^ 2)", "a power is written `**`"),
    ],
)
def test_a_slip_is_named_in_the_learners_own_line(tmp_path, check, name, line, said):
    exercise = bank()[name]
    head = next(text for text in exercise.stub.splitlines() if text.startswith("def "))
    panel = diagnose(exercise, learner(tmp_path, f"{head}\n    return {line}\n"))
    assert said in panel.blocks[0], panel.blocks[0]
    assert bool(panel.found) == bool(said)
    assert ("With that mended, it is right." in panel.blocks[0]) == bool(said)


def test_an_array_that_is_stored_again_and_again_is_named(tmp_path):
    exercise = bank()["rnn_forward"]
    source = """def rnn_forward(params, x, h0):
    h, states = h0.copy(), [h0]
    for t in range(x.shape[1]):
        h[:] = rnn_step(params, x[:, t], h)
        states.append(h)
    return np.stack(states, axis=1)
"""
    from lstm_helpers.maths.cells import rnn_step

    panel = diagnose(exercise, learner(tmp_path, source, rnn_step=rnn_step))
    assert "one and the same array `h` is stored again and again" in panel.blocks[0]


def test_one_of_two_mistakes_is_named_where_the_other_is_unknown():
    exercise = bank()["rmsprop_step"]
    solution = exercise.build(exercise.source)

    def answer(w, dw, v, rate, rho, eps):
        v = (1 - rho) * v + rho * dw**2  # known
        return np.cos(solution(w, dw, v, rate, rho, eps)[0]), v  # unknown

    panel = diagnose(exercise, answer)
    assert len(panel.found) == 1
    assert "Something else differs as well." in panel.blocks[0]


def test_pairs_are_tried_in_both_orders_where_the_order_makes_a_difference():
    exercise = replace(_cell(), solution="def cell_update(f, i, g, c_prev):\n    return f * c_prev + i * g\n")
    swap, forget = Mistake({"f *": "i *", "i *": "f *"}, "Swapped."), Mistake({"i * c_prev": "c_prev"}, "Kept.")
    exercise = replace(exercise, mistakes=(forget, swap))
    assert diagnose(exercise, exercise.build(exercise.edited(swap, forget))).found == (swap, forget)


def test_an_editing_that_could_run_for_ever_or_see_other_names_is_not_tried(tmp_path):
    from lstm_helpers.exercises.bank.any_repairs import repairs

    inner = (lambda hidden: lambda f, c: f + hidden)(1)
    looping = learner(tmp_path, "def keep(f, c):\n    while f.sum() > 99:\n        f = f - 1\n    return f + c\n")
    assert [*repairs(inner)] == [*repairs(looping)] == [*repairs(np.tanh)] == [*repairs(3)] == []


def test_the_leaves_of_a_nested_answer_keep_their_names():
    like = ({"a": 1.0, "b": (2.0, 3.0)}, 4.0)
    names = [name.strip("`") for name in spread(like, like, ("outer", "last"))]
    assert names == ["outer.a", "outer.b.output 1", "outer.b.output 2", "last"]


@pytest.mark.parametrize(
    ("got", "want", "said"),
    [
        (TABLE, TABLE.sum(0), "its first axis is still there, and has to be summed"),
        (TABLE, TABLE.mean(1), "its second axis is still there, and has to be averaged"),
        (np.arange(5.0), np.arange(6.0), "along axis 0 the last entry is missing"),
        (np.arange(6.0), np.arange(5.0), "along axis 0 the last entry is one too many"),
        (np.arange(6.0), np.arange(6.0)[:, None], "the numbers are right, with an axis too few"),
        (BLOCK, BLOCK.swapaxes(0, 2), "first and third axes are exchanged"),
        (np.ones(5), np.zeros(6), "along axis 0 that is one too few"),
        (np.ones((2, 3, 4)), np.zeros((2, 3)), "that is one axis too many"),
    ],
)
def test_a_shape_that_differs_becomes_a_sentence(got, want, said):
    assert said in describe("h", got, want, 1e-8)
