"""Every public door against what people pass by mistake: each costs one sentence that names the argument.

A door is a function, arguments with which it works, and for each argument what is wrong for it: another rank or size,
text, nothing, NaN, empty arrays, negative sizes, a seed where a generator belongs. One wrong value is passed at a time.
The doors stand in the modules doors_*.py, what is wrong for them in wrong_values.py.
"""

import re

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.support import doors_data, doors_sequences, doors_training, doors_widgets

TRIES = 8  # wrong values tried for each argument of each door
DOORS = doors_sequences.DOORS | doors_training.DOORS | doors_data.DOORS | doors_widgets.DOORS

PAIRS = [
    (name, argument)
    for name, one_door in DOORS.items()
    for argument in one_door.wrong
    if not one_door.wrong[argument].is_empty
]


@pytest.mark.parametrize("name", DOORS)
def test_the_door_opens_to_what_belongs_there(name):
    """Otherwise every refusal below would mean nothing."""
    refused = None
    try:
        DOORS[name].call(**DOORS[name].usual)
    except (TypeError, ValueError) as error:
        refused = error
    assert refused is None


@pytest.mark.parametrize(("name", "argument"), PAIRS, ids=lambda part: part)
@settings(
    max_examples=TRIES,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(data=st.data())
def test_a_wrong_value_costs_one_sentence_that_names_the_argument(name, argument, data):
    call, usual, wrong = DOORS[name].call, DOORS[name].usual, DOORS[name].wrong[argument]
    value = data.draw(wrong)
    with pytest.raises((TypeError, ValueError)) as raised:
        call(**(usual | {argument: value}))
    said = str(raised.value)
    assert re.search(rf"\b{argument}", said), f"the message does not name {argument}: {said}"
    assert said.count("\n") == 0, f"more than a line: {said}"
    assert said.endswith((".", "?", ")")), f"no sentence: {said}"
    assert len(said) < 500, f"a page: {said[:200]}…"


def test_at_least_500_wrong_values_are_tried():
    assert len(PAIRS) * TRIES > 1000
    assert len(DOORS) > 50
