"""Every exercise of the bank, whatever it holds: solutions, mistakes, pairs, variants, mutants, cells, words."""

import ast
import inspect
import random
import re
import time
from functools import cache
from importlib import import_module
from itertools import combinations, permutations
from pathlib import Path

import numpy as np
import pytest

from lstm_helpers import exercises
from lstm_helpers.exercises.bank import bank
from lstm_helpers.exercises.diagnosis import behaves_like, diagnose, is_right
from lstm_helpers.exercises.kinds import Choice, FindBugs, Function, Model, Number, Ordering
from lstm_helpers.exercises.observe import Observation, inputs, mistaken, right, wanted
from lstm_helpers.exercises.panels import CORRECT, NOT_ATTEMPTED, Panel
from lstm_helpers.exercises.progress import Progress
from lstm_helpers.exercises.verbs import Check
from lstm_helpers.publish.exercise_cell import WIDTH, cell
from tests.support import quick
from tests.support.exercise_mutants import mutants
from tests.support.panel_words import plain, words


def _params(*kinds, but=()):
    def marks(e):
        uses_keras = isinstance(e, Model) or (isinstance(e, Function) and "keras" in e.solution)
        return [pytest.mark.keras] if uses_keras else []

    return [
        pytest.param(e, id=e.name, marks=marks(e))
        for e in bank().values()
        if isinstance(e, kinds) and not isinstance(e, but)
    ]


ALL, FUNCTIONS = _params(object), _params(Function)
every = pytest.mark.parametrize("exercise", ALL)
every_function = pytest.mark.parametrize("exercise", FUNCTIONS)
DOUBLE_ONLY = {
    "latch": "its memory is computed in double precision",
    "clip_by_global_norm": "its norm is a float",
    "calibration": "its error is a float",
    "ctc_forward": "the logarithm of its chance is a float",
}
a_pair_sample = 12  # a model exercise, whose pairs take a second each
a_mutant_sample = 300  # a function exercise; the file exercise_mutants.py runs them all


@every
def test_the_solution_is_correct_and_brings_the_fact(exercise):
    verdict = diagnose(exercise, right(exercise))
    assert (verdict.status, verdict.blocks[0]) == (CORRECT, exercise.fact)


@every
def test_the_generated_cell_is_not_attempted_and_writes_nothing(exercise, tmp_path):
    check = Check(Progress(tmp_path / "progress.json"))
    *lines, last = cell(exercise.name).splitlines()
    space = {"check": check, "np": np}
    exec("\n".join(lines), space)
    panel = eval(last, space)
    assert panel.status == NOT_ATTEMPTED
    assert last == f"check.{exercise.name}({exercise.name})"
    assert list(tmp_path.iterdir()) == []


@every
def test_the_cell_of_the_instructors_is_correct(exercise):
    space = {"check": Check(Progress("off")), "np": np}
    *lines, last = cell(exercise.name, answered=True).splitlines()
    exec("\n".join(lines), space)
    assert eval(last, space).status == CORRECT


@every
def test_markdown_takes_nothing_from_the_texts(exercise):
    sentences = [mistake.message for mistake in (*exercise.mistakes, *exercise.probes)]
    for text in (*sentences, *exercise.hints, exercise.fact, exercise.why):
        panel = Panel(CORRECT, exercise.name, (text,))
        assert words(repr(panel)) == plain(panel), text


@every
def test_the_texts_are_complete_short_and_plain(exercise):
    assert 1 <= exercise.minutes <= 25
    assert 2 <= len(exercise.hints) <= 4
    assert exercise.questions
    sentences = [mistake.message for mistake in (*exercise.mistakes, *exercise.probes)]
    if isinstance(exercise, FindBugs):
        sentences += exercise.defects
    assert 4 <= len(sentences) <= 16
    for text in (*sentences, *exercise.hints, *exercise.questions, exercise.prompt, exercise.fact, exercise.why):
        assert text.strip() == text
        assert text[-1] in ".?)`:" or text in exercise.hints
        assert "  " not in text.replace("  #", "")
        assert not re.search(r"\b(simply|just|obviously|clearly|of course|trivial\w*|wrong)\b", text, re.I), text
    for text in sentences:
        assert 20 <= len(text) <= 320, text
    assert len({*sentences}) == len(sentences)
    too_long = [line for line in cell(exercise.name).splitlines() if len(line) > WIDTH]
    assert too_long == [], "JupyterLab would cut these lines"
    assert len(cell(exercise.name).splitlines()) <= 40


@pytest.mark.parametrize("path", sorted(Path(exercises.bank.__file__).parent.glob("b[0-9]*.py")), ids=lambda p: p.stem)
def test_the_number_in_a_modules_name_is_the_lesson_of_its_exercises(path):
    module = import_module(f"lstm_helpers.exercises.bank.{path.stem}")
    assert {exercise.lesson for exercise in module.EXERCISES} == {int(path.stem[1:3])}


def test_the_names_are_free_and_no_method_is_hidden():
    names = [exercise.name for exercise in bank().values()]
    assert all(name.isidentifier() for name in names)
    assert not {"progress", "report"} & set(names)


@every_function
def test_the_stub_has_the_arguments_of_the_solution(exercise):
    stub = ast.parse(exercise.stub).body[-1]
    assert [argument.arg for argument in stub.args.args] == [*inspect.signature(right(exercise)).parameters]
    assert stub.name == exercise.name
    assert ast.get_docstring(stub), "the stub says in a docstring what goes in and what comes out"


@every_function
def test_the_hidden_inputs_are_several_cases_of_other_sizes_and_nothing_is_zero(exercise):
    given = [args for args, _ in inputs(exercise)]
    shapes = [
        repr(
            [
                getattr(a, "shape", None)
                if isinstance(a, np.ndarray)
                else [np.shape(part) for part in a]
                if isinstance(a, tuple)
                else a
                for a in args
            ]
        )
        for args in given
    ]
    assert len(set(shapes)) >= 2
    for args in given:
        floats = [a for a in args if isinstance(a, np.ndarray) and a.dtype.kind == "f" and a.size > 1]
        assert all(np.count_nonzero(a) > 0 for a in floats)
    again = exercise.cases(np.random.default_rng(20))
    assert repr(again) == repr(given) or " at 0x" in repr(again)


@every_function
def test_every_mistake_is_named_as_itself(exercise):
    for mistake in exercise.mistakes:
        assert diagnose(exercise, exercise.build(exercise.edited(mistake))).found == (mistake,), mistake


@every_function
def test_every_edit_finds_its_place_in_the_solution(exercise):
    for mistake in exercise.mistakes:
        assert isinstance(mistake.what, str) or all(old in exercise.source for old in mistake.what), mistake


@every_function
def test_the_outputs_have_names_of_their_own(exercise):
    assert len(wanted(exercise)) == sum(_count(value) for _, value in inputs(exercise))


def _count(value):
    """How many arrays and numbers there are in a nest of tuples, lists and dictionaries."""
    if isinstance(value, dict):
        return _count([*value.values()])
    return sum(map(_count, value)) if isinstance(value, (tuple, list)) else 1


@every_function
def test_no_mistake_looks_like_the_solution_or_like_another(exercise):
    known = [Observation(wanted(exercise), ()), *(mistaken(exercise, mistake) for mistake in exercise.mistakes)]
    for (m, a), (n, b) in combinations(enumerate(known), 2):
        assert not behaves_like(exercise, a, b), (exercise.mistakes[n - 1], m and exercise.mistakes[m - 1])


@cache
def _pairs(exercise):
    """(Pairs named as the pair or as one of the two, pairs that are neither right again nor one mistake)."""
    good, total, single = 0, 0, {exercise.edited(mistake) for mistake in exercise.mistakes}
    pairs = list(combinations(exercise.mistakes, 2))
    if isinstance(exercise, Model):  # each is built and asked: a second a pair
        pairs = random.Random(exercise.name).sample(pairs, min(len(pairs), a_pair_sample))
    for pair in pairs:
        together = exercise.edited(*pair)
        if together in single or is_right(exercise, mistaken(exercise, *pair)):
            continue
        total += 1
        found = diagnose(exercise, exercise.build(together)).found
        good += bool(found) and set(found) <= set(pair)
    return good, total


@pytest.mark.parametrize(
    "exercise", [pytest.param(*p.values, id=p.id, marks=quick.marks(*p.values)) for p in FUNCTIONS]
)
def test_pairs_of_mistakes_are_named_as_the_pair_or_one_of_the_two(exercise):
    good, total = _pairs(exercise)
    assert good >= 0.8 * total, f"{good} of {total} pairs are named; make the hidden inputs tell more"


@pytest.mark.keras
def test_over_the_whole_bank_at_least_95_percent_of_the_pairs_are_named():
    counts = np.array([_pairs(exercise) for exercise in bank().values() if isinstance(exercise, Function)])
    good, total = counts.sum(axis=0)
    assert good >= 0.95 * total, f"{good} of {total}"


@every_function
def test_every_independently_written_variant_passes(exercise):
    assert len(exercise.variants) >= (1 if isinstance(exercise, Model) else 2)
    for source in exercise.variants:
        verdict = diagnose(exercise, exercise.build(source))
        assert verdict.status == CORRECT, (source, verdict)


def _single(value):
    if isinstance(value, np.ndarray) and value.dtype == np.float64:
        return value.astype(np.float32)
    if isinstance(value, (tuple, list)):
        parts = [_single(part) for part in value]
        return type(value)(*parts) if hasattr(value, "_fields") else type(value)(parts)
    return {key: _single(part) for key, part in value.items()} if isinstance(value, dict) else value


@every_function
def test_the_solution_in_float32_passes_too(exercise):
    if exercise.name not in DOUBLE_ONLY:
        solution = exercise.build(exercise.source)
        assert diagnose(exercise, lambda *args: _single(solution(*_single(list(args))))).status == CORRECT


@pytest.mark.slow
@pytest.mark.parametrize("exercise", FUNCTIONS)
def test_no_mutant_passes_but_the_listed_ones(exercise):
    everything = mutants(exercise.source, 25 if isinstance(exercise, Model) else a_mutant_sample, exercise.name)
    listed = [found for found in mutants(exercise.source) if found[0] in exercise.equivalents]
    seconds, before = [], exercise.seconds
    object.__setattr__(exercise, "seconds", before if isinstance(exercise, Model) else 0.5)
    try:
        for line, source in everything:
            started = time.process_time()
            verdict = diagnose(exercise, exercise.build(source))
            seconds.append(time.process_time() - started)
            assert verdict.status != CORRECT or line in exercise.equivalents, f"passes: {line!r}"
            assert verdict.blocks[0] or verdict.status in (CORRECT, NOT_ATTEMPTED), line
    finally:
        object.__setattr__(exercise, "seconds", before)
    assert {line for line, _ in listed} == set(exercise.equivalents), "a listed equivalent is no mutant of the solution"
    assert all(len(reason) > 5 for reason in exercise.equivalents.values())
    allowed = 5.0 if isinstance(exercise, Model) else 0.1
    assert np.median(seconds) < allowed, "a check answers while the learner still looks at it"


@pytest.mark.keras
def test_the_whole_bank_stands_against_thousands_of_mutants():
    functions = [e for e in bank().values() if isinstance(e, Function) and not isinstance(e, Model)]
    tried = sum(len(mutants(e.source, a_mutant_sample, e.name)) for e in functions)
    assert tried >= 80 * len(functions)


@pytest.mark.slow
@every_function
def test_the_first_check_of_a_session_is_quick_too(exercise):
    started = time.process_time()
    for cached in (inputs, wanted, mistaken):
        cached.cache_clear()
    diagnose(exercise, lambda *args: 3.14)
    assert time.process_time() - started < (10.0 if isinstance(exercise, Model) else 0.5)


@pytest.mark.parametrize("exercise", _params(Number, Choice))
def test_every_mistaken_answer_is_named_as_itself(exercise):
    for mistake in exercise.mistakes:
        answer = {**exercise.solution, **mistake.what} if isinstance(mistake.what, dict) else mistake.what
        assert diagnose(exercise, answer).found == (mistake,), mistake


@pytest.mark.parametrize("exercise", _params(Choice))
def test_every_option_is_offered_and_every_single_other_one_has_its_sentence(exercise):
    if isinstance(exercise.solution, dict):
        assert set(exercise.solution.values()) <= set(exercise.options)
    else:
        assert {exercise.solution, *(mistake.what for mistake in exercise.mistakes)} == set(exercise.options)


@pytest.mark.slow
@pytest.mark.parametrize("exercise", _params(Ordering))
def test_an_order_is_correct_exactly_when_every_rule_holds_and_each_rule_speaks(exercise):
    spoken = set()
    rules = [(rule[0], rule[-1], mistake.message) for mistake in exercise.mistakes for rule in mistake.what]
    for order in permutations(exercise.options):
        broken = [message for a, b, message in rules if order.index(a) > order.index(b)]
        verdict = diagnose(exercise, "".join(order))
        assert (verdict.status == CORRECT) == (not broken)
        assert [mistake.message for mistake in verdict.found] == broken[:1]
        spoken |= {mistake.message for mistake in verdict.found}
    assert len(spoken) == len(rules)


@pytest.mark.parametrize("exercise", _params(FindBugs))
def test_blaming_a_sound_line_or_missing_a_defect_is_said(exercise):
    for mistake in exercise.mistakes:
        for line in mistake.what:
            assert mistake.message in diagnose(exercise, {line}).blocks[0]
            assert mistake.message == diagnose(exercise, exercise.solution | {line}).blocks[0]
    for line in exercise.solution:
        missed = diagnose(exercise, exercise.solution - {line})
        assert missed.found == exercise.probes
        assert missed.blocks[0] == f"Every line you named is a defect; there are {len(exercise.solution)} of them."
    sound = [line for mistake in exercise.mistakes for line in mistake.what]
    assert sorted([*exercise.solution, *sound]) == list(exercise.options) == list(range(1, len(exercise.options) + 1))
    for line, why in zip(sorted(exercise.solution), exercise.defects, strict=True):
        assert why.startswith(f"Line {line} ")
    for line, mistake in zip(sound, exercise.mistakes, strict=True):
        assert mistake.message.startswith(f"Line {line} is sound")
