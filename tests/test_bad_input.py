"""Every public door against what people pass by mistake: taken for nothing, and answered in one sentence.

Wrong values are made by kind of argument (wrong_values.py, right_things.py) and passed one at a time to every door
(doors_*.py); attack.py judges the answers. A new public function without an entry fails here.
"""

import inspect

import pytest

from tests.support import attack, every_door, surface
from tests.support.wrong_values import NOTHING, always, same_as, special, things

DOORS = every_door.all_doors()
SLOW = ("figures.", "style.", "widgets.")
NAMES = [pytest.param(name, marks=pytest.mark.slow if name.startswith(SLOW) else ()) for name in DOORS]


def attacked(name, door):
    answer, raised = attack.answer_of(door)
    assert raised is None, "otherwise every refusal below would mean nothing"
    assert answer is not None
    tried, faults = attack.attack(name, door, every_door.allowed(name))
    assert not faults, "\n".join(map(str, faults))
    assert tried or not door.trials


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_wrong_value_is_never_taken_and_costs_one_sentence_that_names_the_argument(name):
    attacked(name, DOORS[name])


@pytest.mark.keras
@pytest.mark.slow
@pytest.mark.parametrize("name", every_door.OF_KERAS)
def test_a_wrong_value_costs_a_sentence_at_the_doors_of_keras_as_well(name):
    attacked(name, every_door.all_doors(heavy=True)[name])


@pytest.mark.keras
@pytest.mark.slow
def test_every_public_function_that_needs_keras_is_attacked():
    doors = every_door.all_doors(heavy=True)
    assert sorted(doors) == sorted([*DOORS, *every_door.OF_KERAS])
    assert [name for name in every_door.OF_KERAS if attack.unattacked(doors[name])] == []
    unknown = [name for name in surface.public(heavy=True) if name not in doors and not surface.why_unchecked(name)]
    assert [name for name in unknown if name.split(".")[0] in surface.HEAVY] == []


@pytest.mark.parametrize("name", DOORS)
def test_every_argument_is_attacked_or_says_why_not(name):
    assert attack.unattacked(DOORS[name]) == []


def test_every_public_function_is_attacked_or_says_why_not():
    attacked = {name.split(",")[0] for name in DOORS} | set(every_door.OF_KERAS)
    unknown = [name for name in surface.public() if name not in attacked and not surface.why_unchecked(name)]
    assert unknown == [], (
        "enter them in tests/support/doors_*.py, or in surface.py with the reason why they check nothing"
    )


def test_no_entry_is_left_over():
    public = surface.public()
    doors = {name.split(",")[0] for name in DOORS}
    assert [name for name in doors if name.split(".")[0] in _modules(public) and name not in public] == []
    for pattern in (*surface.ARITHMETIC, *surface.RECORDS):
        if pattern.startswith(surface.HEAVY):
            continue
        assert any(surface.why_unchecked(name) for name in public if attack.fits(pattern, name)), pattern
    tried = {(argument, trial.says) for d in DOORS.values() for argument, some in d.trials.items() for trial in some}
    for pattern, argument, says in every_door.ALLOWED:
        named = [name for name in DOORS if attack.fits(pattern, name)]
        assert named, pattern
        assert argument == "*" or (argument, says) in tried, (argument, says)


def _modules(public):
    return {name.split(".")[0] for name in public}


def test_many_values_are_tried_at_many_doors():
    tried = sum(len(trials) for door in DOORS.values() for trials in door.trials.values())
    assert tried > 10_000
    assert len(DOORS) > 80


# ---- the judge itself -------------------------------------------------------------------------------------------


def check_number(number):
    if isinstance(number, float):
        return number
    if isinstance(number, int):
        raise ValueError("number is whole: pass a float.")
    raise KeyError(number)


def judged(trial):
    door = {}
    attack.enter(door, "a door", check_number, {"number": 1.0}, number=[trial])
    return [fault.kind for fault in attack.attack("a door", door["a door"])[1]]


def test_the_judge_knows_silent_from_foreign_from_refused():
    assert judged(same_as("half", always(0.5), always(0.5))) == []
    assert judged(same_as("half", always(0.5), always(0.25))) == ["silent"]
    assert judged(special(half=always(0.5))[0]) == ["silent"]
    assert judged(special(text=always("x"))[0]) == ["foreign"]
    assert judged(special(one=always(1))[0]) == []
    assert judged(same_as("one", always(1), always(1.0), must=True)) == ["refused in vain"]
    assert all(trial.means is NOTHING for trial in things())


@pytest.mark.parametrize(
    "words", ["argument is 3", "it is 3.", "argument is 3:\npass 4.", f"argument {'is ' * 200}3."], ids=lambda w: w[:12]
)
def test_the_judge_wants_one_sentence_that_names_the_argument(words):
    assert attack.why_foreign("argument", ValueError(words))
    assert not attack.why_foreign("argument", ValueError("argument is 3: expected 4."))
    assert attack.why_foreign("argument", RuntimeError("argument is 3: expected 4."))


def test_a_door_that_does_not_come_to_an_end_is_foreign():
    def endless():
        while True:
            pass

    door = {}
    attack.enter(door, "endless", endless, {})
    _, raised = attack.answer_of(door["endless"], seconds=0.1)
    assert "no end" in attack.why_foreign("n", raised) or not hasattr(attack.signal, "setitimer")


def test_two_wrong_values_at_once_cost_a_sentence_too():
    assert inspect.isfunction(attack.at_random)
    faults = attack.at_random(DOORS, 8, seed=0)
    assert not faults, "\n".join(map(str, faults))
