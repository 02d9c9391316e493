"""Training translators: the gradient by differences, padding that changes nothing, parts that stay, when it ends."""

import numpy as np
import pytest

from lstm_helpers.data import numbers
from lstm_helpers.maths.translator import encode, init_translator, step, translate_all
from lstm_helpers.training import begin_with, fit_translator, translators
from lstm_helpers.training.optimizers import Adam
from lstm_helpers.training.trees import arrays_of, flatten


def pairs(drawn, language="German"):
    return [numbers.english(int(n)) for n in drawn], [numbers.SAY[language](int(n)) for n in drawn]


def small(seed=0, E=5, H=6):
    return init_translator(numbers.ENGLISH, numbers.GERMAN, E, H, np.random.default_rng(seed), attention="dot")


def weights_and_pairs(scale=3.0):
    """float64 weights as one vector and as a tree, and seven pairs of different lengths."""
    one = small()
    w, tree = flatten(tuple(getattr(one, part) for part in translators.PARTS))
    w *= scale
    drawn = [7, 24, 100, 121_021, 999_999, 12, 40_000]
    return one, w, tree, drawn, translators._pairs("a", "b", one, *pairs(drawn))


def test_the_gradient_is_that_of_central_differences():
    _, w, tree, _, data = weights_and_pairs()
    _, dw = translators.loss_and_gradient(tree, data)
    for k in np.random.default_rng(1).choice(len(w), 80, replace=False):
        before = w[k]
        w[k] = before + 1e-5
        above = translators.judge(tree, data)[1]
        w[k] = before - 1e-5
        below = translators.judge(tree, data)[1]
        w[k] = before
        assert dw[k] == pytest.approx((above - below) / 2e-5, rel=1e-4, abs=1e-9)


def test_the_loss_is_that_of_the_translator_step_by_step():
    one, _, tree, drawn, data = weights_and_pairs()
    one = one._replace(**dict(zip(translators.PARTS, tree, strict=True)))
    end, nats, wrong = len(one.target) - 1, [], []
    for said, right in zip(*pairs(drawn), strict=True):
        memory, state = encode(one, [said])
        token = end
        for next_one in [*map(one.target.index, right), end]:
            made = step(one, memory, state, [token])
            state, token = made.state, next_one
            p = np.exp(made.logits[0] - made.logits[0].max())
            nats.append(-np.log(p[next_one] / p.sum()))
            wrong.append(p.argmax() != next_one)
    assert translators.judge(tree, data) == pytest.approx((np.mean(wrong), np.mean(nats)), rel=1e-9)
    assert translators.loss_and_gradient(tree, data)[0] == pytest.approx(np.mean(nats), rel=1e-9)


def test_padding_in_front_leaves_the_states_at_zero_to_the_last_bit():
    one = small()
    tree = translators._weights(one)
    data = translators._pairs("a", "b", one, *pairs([7, 999_999]))
    read = translators._run(tree, data)[0]
    first = int(np.argmax(data.words[0]))
    assert first > 5
    assert not read.h[0, : first + 1].any()
    assert not read.c[0, : first + 1].any()
    assert read.h[0, -1].any()


def test_it_learns_and_what_is_frozen_stays_to_the_last_bit():
    drawn = numbers.drawn(60, np.random.default_rng(0), most=3)
    one = small(H=16)
    before = [array.copy() for array in arrays_of(tuple(getattr(one, part) for part in translators.PARTS))]
    rng = np.random.default_rng(0)
    frozen = ("source_embedding", "encoder")
    trained, history = fit_translator(
        one, *pairs(drawn), rng=rng, validation=pairs(drawn), updates=150, frozen=frozen, optimizer=Adam(1e-2),
        progress=False,
    )  # fmt: skip
    assert np.mean(history.batch_loss[-10:]) < 0.5 * np.mean(history.batch_loss[:10])
    for part in translators.PARTS:
        same = [
            np.array_equal(a, np.asarray(b, np.float32))
            for a, b in zip(arrays_of((getattr(trained, part),)), arrays_of((getattr(one, part),)), strict=True)
        ]
        assert all(same) if part in frozen else not any(same), part
    after = arrays_of(tuple(getattr(one, part) for part in translators.PARTS))
    assert all(np.array_equal(a, b) for a, b in zip(before, after, strict=True)), "the one that was passed has changed"


def test_it_ends_when_validation_no_longer_gets_better_and_returns_the_best_look():
    drawn = numbers.drawn(40, np.random.default_rng(0), most=3)
    held_out = pairs(numbers.drawn(10, np.random.default_rng(1), most=3, without=drawn.tolist()))
    rng = np.random.default_rng(0)
    how = {"updates": 3000, "patience": 60, "every": 10, "optimizer": Adam(2e-2), "progress": False}
    trained, history = fit_translator(small(H=16), *pairs(drawn), rng=rng, validation=held_out, **how)
    assert history.ended.startswith("validation no longer gets better")
    looks = list(zip(history.val_wrong, history.val_loss, strict=True))
    assert looks.index(min(looks)) == len(looks) - 7, "six looks of ten updates without a better one"
    tree = translators._weights(trained)
    data = translators._pairs("a", "b", trained, *held_out)
    assert translators.judge(tree, data) == pytest.approx(min(looks), rel=1e-5)


def test_a_budget_shorter_than_the_first_look_still_returns_what_was_learned():
    one, drawn = small(), [7, 24]
    trained, history = fit_translator(
        one, *pairs(drawn), rng=np.random.default_rng(0), validation=pairs(drawn), updates=5, progress=False
    )
    assert len(history.val_loss) == 1
    assert not np.array_equal(trained.readout.W, np.asarray(one.readout.W, np.float32))


def test_numbers_that_are_no_longer_finite_end_it_with_what_was_learned_before():
    drawn = [7, 24, 100]
    how = {"optimizer": Adam(1e38), "updates": 200, "every": 1, "progress": False}
    trained, history = fit_translator(
        small(), *pairs(drawn), rng=np.random.default_rng(0), validation=pairs(drawn), **how
    )
    assert "no longer finite" in history.ended
    assert all(np.isfinite(array).all() for array in arrays_of(translators._weights(trained)))


def test_a_new_language_begins_with_what_is_kept_and_fresh_words():
    one = small()
    new = begin_with(one, numbers.DUTCH, np.random.default_rng(1), keep=("source_embedding", "encoder"))
    assert new.target[:-1] == numbers.DUTCH
    assert new.encoder is one.encoder or np.array_equal(new.encoder.W_h, one.encoder.W_h)
    assert np.array_equal(new.source_embedding, one.source_embedding)
    assert not np.array_equal(new.decoder.W_h, one.decoder.W_h)
    assert new.readout.W.shape == (12, len(numbers.DUTCH) + 1)
    kept = begin_with(one, numbers.DUTCH, np.random.default_rng(1))
    assert np.array_equal(kept.decoder.W_h, one.decoder.W_h)
    assert not np.array_equal(kept.target_embedding[:5], one.target_embedding[:5])
    assert len(translate_all(new, [("one",)])) == 1
