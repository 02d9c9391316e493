"""Opening a model takes at most ten times as long as running it: the bound that the benchmark's table is read by."""

import pytest

from benchmarks.reading import LENGTHS, times

pytestmark = [pytest.mark.keras, pytest.mark.timing]


@pytest.mark.parametrize("T", LENGTHS)
@pytest.mark.parametrize("name", ["two LSTMs", "two LSTMs, masked", "both ways", "two GRUs"])
def test_reading_takes_at_most_ten_times_as_long_as_predict(name, T):
    predict, read = times(name, T, rounds=3)
    assert read < 10 * predict, f"read takes {read:.2f} s and predict {predict:.2f} s"
