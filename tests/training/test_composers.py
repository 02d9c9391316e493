"""A composer learns: its gradients by central differences, what it is shown it comes to expect, in every key."""

import numpy as np
import pytest

from lstm_helpers.data import tunes
from lstm_helpers.maths.composer import bits, classes_of, init_composer, inputs_of
from lstm_helpers.notes import Note, Tune
from lstm_helpers.training import fit_composer
from lstm_helpers.training.composers import _batch, _read, loss_and_gradients_of
from lstm_helpers.training.trees import arrays_of, flatten

LENGTHS = ((0.5, False), (1.0, False), (1.0, True))
SCALE = Tune("", "", 4.0, 1.0, tuple(Note(p, 1.0, p == 67) for p in (60, 62, 64, 65, 67) * 4))


def fresh(H=12, seed=0):
    return init_composer(H, range(58, 76), LENGTHS, np.random.default_rng(seed))


def test_gradients_are_those_of_central_differences():
    rng, composer = np.random.default_rng(3), fresh(4)
    shorter = SCALE._replace(notes=SCALE.notes[:7])
    x, y, counts = _batch(composer, _read(composer, [SCALE, shorter], True), rng)
    w, parts = flatten(composer[:3])
    composer = composer._replace(lstm=parts[0], pitch=parts[1], length=parts[2])

    def loss():
        return loss_and_gradients_of(composer, x.astype(float), y, counts.astype(float), 0.0, rng)[0]

    _, gradients = loss_and_gradients_of(composer, x.astype(float), y, counts.astype(float), 0.0, rng)
    found = np.concatenate([array.ravel() for array in arrays_of(gradients)])
    for n in rng.choice(len(w), 60, replace=False):
        before, step = w[n], 1e-6
        w[n] = before + step
        above = loss()
        w[n] = before - step
        below, w[n] = loss(), before
        assert found[n] == pytest.approx((above - below) / (2 * step), abs=1e-7)


def test_the_loss_is_the_bits_of_the_notes_whatever_is_padded():
    composer, shorter = fresh(), SCALE._replace(notes=SCALE.notes[:7])
    x, y, counts = _batch(composer, _read(composer, [SCALE, shorter], False), np.random.default_rng(0))
    loss, _ = loss_and_gradients_of(composer, x.astype(float), y, counts, 0.0, None)
    nats = np.concatenate([bits(composer, SCALE), bits(composer, shorter)]).sum(axis=1) * np.log(2)
    assert loss == pytest.approx(nats.mean(), rel=1e-6)


def test_a_batch_holds_tunes_as_they_would_be_read_in_their_drawn_keys():
    composer = fresh()
    read = _read(composer, [SCALE], True)
    assert read[0][2].tolist() == list(range(-2, 7)), "no further than the pitches of the composer"
    seen = set()
    for seed in range(30):
        x, y, _ = _batch(composer, read, np.random.default_rng(seed))
        move = int(y[0, 0, 0]) + 58 - 60
        moved = tunes.transposed(SCALE, move)
        assert np.array_equal(x[0], inputs_of(composer, moved)[:-1])
        assert np.array_equal(y[0], classes_of(composer, moved))
        seen.add(move)
    assert len(seen) > 5


@pytest.mark.slow
def test_what_it_was_shown_it_expects_and_in_other_keys_only_when_transposed():
    before = bits(fresh(), SCALE).sum(axis=1).mean()
    higher = tunes.transposed(SCALE, 6)
    cost = {}
    for transpose in (False, True):
        learned, history = fit_composer(
            fresh(24), [SCALE] * 16, rng=np.random.default_rng(0), updates=300, transpose=transpose, progress=False
        )
        assert history.ended.startswith("finished: 300 of 300")
        cost[transpose] = [bits(learned, tune)[5:].sum(axis=1).mean() for tune in (SCALE, higher)]
    assert max(cost[True]) < 0.2 * before
    assert cost[False][0] < 0.2 * before
    assert cost[False][1] > before / 2, "a key that was never shown"


def test_the_same_seed_trains_the_same_and_what_was_passed_stays():
    composer = fresh()
    kept = [array.copy() for array in arrays_of(composer[:3])]
    a, b = (
        fit_composer(composer, [SCALE], rng=np.random.default_rng(4), updates=3, progress=False)[0] for _ in range(2)
    )
    assert all(np.array_equal(*pair) for pair in zip(arrays_of(a[:3]), arrays_of(b[:3]), strict=True))
    assert all(np.array_equal(*pair) for pair in zip(arrays_of(composer[:3]), kept, strict=True))


def test_what_cannot_be_learned_from_is_refused():
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match=r"tunes\[1\] cannot be read"):
        fit_composer(fresh(), [SCALE, tunes.transposed(SCALE, 40)], rng=rng, updates=1)
    with pytest.raises(ValueError, match=r"tunes\[0\] has no notes"):
        fit_composer(fresh(), [SCALE._replace(notes=())], rng=rng, updates=1)
    gaps = init_composer(4, (60, 62, 64, 65, 67), LENGTHS, rng)
    with pytest.raises(ValueError, match="have gaps"):
        fit_composer(gaps, [SCALE], rng=rng, updates=1)
    assert fit_composer(gaps, [SCALE], rng=rng, updates=1, transpose=False, progress=False)[1].batch_loss
