"""The alarms of lesson 16: what is stored is what the script measures, and no alarm knows what comes after it."""

import numpy as np
import pytest

from lstm_helpers.data import weather
from lstm_helpers.maths.forecasting import alarm_threshold, precision_recall
from lstm_helpers.pretrained import FAULTS, FOLDER, RULES, SEEDS, measure_sensors, sensor_scores, sensors
from lstm_helpers.pretrained.measure_sensors import DAY, EACH, LAGS, STRETCH, STRETCHES, TRAIN
from lstm_helpers.training import init_model


@pytest.fixture
def untrained(monkeypatch):
    """A forecast that nobody trained peeks as much as a trained one, and costs nothing."""
    model = init_model(5, 4, 1, np.random.default_rng(0))
    monkeypatch.setattr(measure_sensors, "lstm", lambda seed: model)
    monkeypatch.setattr(measure_sensors, "loud", lambda seed: (2.0, 3.0))


def test_every_rule_was_heard_with_every_seed():
    found, table = sensors(), sensor_scores()["rules"]
    assert tuple(found.scores) == tuple(table) == RULES
    assert found.values.shape == found.kinds.shape == (len(SEEDS), 2, STRETCH)
    assert all(score.shape == found.values.shape and np.isfinite(score).all() for score in found.scores.values())
    assert (FOLDER / "sensors.npz").stat().st_size < 0.5e6
    assert str(found.times[0, 0]) == "2013-07-01T06"
    assert (np.diff(found.times.ravel()) == np.timedelta64(1, "h")).all()
    for n, (begin, end) in enumerate(STRETCHES):
        assert (found.times[n] == weather.airport_weather().times[begin:end]).all()
        sound = np.abs(found.values[:, n] - measure_sensors.readings()[0][begin:end])[found.kinds[:, n] == ""]
        assert sound.max() < 1e-5, "outside the faults it is the real series"


def test_each_seed_plants_other_faults_thrice_of_every_kind():
    found = sensors()
    assert tuple(weather.FAULTS) == FAULTS
    for kinds in found.kinds.reshape(-1, STRETCH):
        hours = {kind: int((kinds == kind).sum()) for kind in FAULTS}
        assert hours == {kind: EACH * n for kind, n in weather.FAULTS.items()}
    assert len({kinds.tobytes() for kinds in found.kinds.reshape(-1, STRETCH)}) == 2 * len(SEEDS)


@pytest.mark.parametrize("name", RULES)
def test_the_table_follows_from_what_is_stored_by_the_functions_of_the_lesson(name):
    found, row = sensors(), sensor_scores()["rules"][name]
    days = found.scores[name].reshape(len(SEEDS), 2, -1, DAY).max(axis=-1)
    events = (found.kinds != "").reshape(*days.shape, DAY).any(axis=-1).astype(int)
    for s in range(len(SEEDS)):
        threshold = alarm_threshold(days[s, 0], events[s, 0])
        precision, recall = precision_recall((days[s, 1] >= threshold).astype(int), events[s, 1])
        assert [threshold, precision, recall] == pytest.approx(
            [row[key][s] for key in ("threshold", "precision", "recall")], abs=6e-4
        )


def test_each_is_blind_to_what_the_other_hears():
    """What the lesson says; the shares are of fifteen faults of a kind."""
    rules = sensor_scores()["rules"]
    share = {name: {kind: np.mean(hits) for kind, hits in row["found"].items()} for name, row in rules.items()}
    assert share["LSTM"]["spike"] > 0.8 > 0.5 > share["variance"]["spike"]
    assert share["variance"]["stuck"] > 0.8 > 0.2 > share["LSTM"]["stuck"]
    assert min(share["LSTM or variance"][kind] for kind in ("stuck", "spike")) > 0.7
    assert min(rules["LSTM"]["precision"]) > max(rules["variance"]["precision"])
    lstm, linear = (np.array(rules[name]["precision"]) for name in ("LSTM", "linear"))
    assert abs(lstm.mean() - linear.mean()) < lstm.std() + linear.std(), "a tie"
    assert all(error > 4 * spread for error, spread in sensor_scores()["impossible_reading"])


def test_the_span_of_the_variance_was_chosen_in_its_favour():
    found = sensor_scores()
    f1 = {
        span: np.mean([2 * p * r / (p + r) for p, r in zip(row["precision"], row["recall"], strict=True)])
        for span, row in found["spans"].items()
    }
    assert max(f1, key=f1.get) == str(measure_sensors.SPAN)
    assert found["spans"][str(measure_sensors.SPAN)] == found["rules"]["variance"]


@pytest.mark.slow
def test_no_alarm_moves_when_the_future_does(untrained):
    faulty, others, first = measure_sensors.planted(1, 1)
    own, others, cut = faulty.values[:400], others[:400], 300
    before = measure_sensors.scores(1, own, others, first)
    own, others = own.copy(), others.copy()
    own[cut:] = np.random.default_rng(0).normal(size=100)
    others[cut:] *= -1
    after = measure_sensors.scores(1, own, others, first)
    for name in RULES:
        assert (before[name][: cut - LAGS] == after[name][: cut - LAGS]).all(), name
        assert (before[name][cut - LAGS :] != after[name][cut - LAGS :]).mean() > 0.9, name


def test_the_forecasts_learn_from_nothing_later_than_the_first_181_days(monkeypatch):
    weights, unusual = measure_sensors.line(), measure_sensors.unusual(measure_sensors.readings()[0][:100])
    x, y = measure_sensors.windows(*(series[:TRAIN] for series in measure_sensors.readings()), 0)
    own, others = (series.copy() for series in measure_sensors.readings())
    own[TRAIN:], others[TRAIN:] = 99, -99
    monkeypatch.setattr(measure_sensors, "readings", lambda: (own, others))
    for one in (measure_sensors.line, measure_sensors.scale):
        monkeypatch.setattr(measure_sensors, one.__name__, one.__wrapped__)
    assert (measure_sensors.line() == weights).all()
    assert (measure_sensors.unusual(own[:100]) == unusual).all()
    learned = {}
    monkeypatch.setattr(
        measure_sensors, "fit", lambda model, *given, validation, **_: learned.update(d=[given, validation]) or [0]
    )
    measure_sensors.lstm.__wrapped__(1)
    (first, second), (third, fourth) = learned["d"]
    assert (np.concatenate([first, third]) == x).all()
    assert (np.concatenate([second, fourth]) == y).all()


def test_the_last_stretch_has_no_say_in_the_threshold():
    found = sensors()
    score = found.scores["LSTM"][0].copy()
    kinds = (found.kinds[0] != "").astype(int)
    before = measure_sensors.judge(score, kinds)["threshold"]
    score[1] *= 9
    assert measure_sensors.judge(score, np.stack([kinds[0], kinds[1][::-1]]))["threshold"] == before


def test_a_case_by_hand():
    score, kinds = np.zeros((2, STRETCH)), np.zeros((2, STRETCH), int)
    kinds[0, 30], score[0, 30], score[0, 80] = 2, 5.0, 4.0
    kinds[1, 100:112], kinds[1, 300], score[1, 103], score[1, 400] = 1, 2, 6.0, 7.0
    found = measure_sensors.judge(score, kinds)
    assert (found["threshold"], found["precision"], found["recall"]) == (5.0, 0.5, 0.5)
    assert found["delays"] == [3]
    assert found["found"] == {"stuck": 1, "spike": 0}


def test_the_linear_rule_and_the_variance_measured_again():
    """All that needs no training comes out again, to the digits of float32."""
    found = sensors()
    for stretch in (0, 1):
        faulty, others, first = measure_sensors.planted(SEEDS[2], stretch)
        assert found.values[2, stretch] == pytest.approx(faulty.values[LAGS:], abs=1e-5)
        assert found.scores["variance"][2, stretch] == pytest.approx(
            measure_sensors.unusual(faulty.values), rel=1e-4, abs=1e-5
        )
        x, y = measure_sensors.windows(faulty.values, others, first)
        error = measure_sensors.scale() * np.abs(measure_sensors.design(x) @ measure_sensors.line() - y)[:, 0]
        assert found.scores["linear"][2, stretch] == pytest.approx(error, rel=1e-3, abs=1e-3)


@pytest.mark.slow
def test_a_seed_measured_again_comes_out_alike():
    """The end of a training differs between processors; what its alarms are worth hardly does."""
    _, kinds, heard = measure_sensors.measure(SEEDS[0])
    again, row = measure_sensors.judge(heard[0], kinds), sensor_scores()["rules"]["LSTM"]
    for key in ("precision", "recall"):
        assert min(row[key]) - 0.15 < again[key] < max(row[key]) + 0.15
    assert np.corrcoef(heard[0].ravel().astype(float), sensors().scores["LSTM"][0].ravel())[0, 1] > 0.9
