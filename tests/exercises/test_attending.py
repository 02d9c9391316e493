"""The exercises of lesson 14 (attend): they compute what the package does, and plausible answers get their sentence."""

import numpy as np
import pytest

from lstm_helpers.exercises.bank import bank
from lstm_helpers.exercises.diagnosis import diagnose
from lstm_helpers.exercises.observe import inputs
from lstm_helpers.exercises.panels import CORRECT, NOT_YET
from lstm_helpers.maths import attention, losses
from lstm_helpers.maths import translator as tr


def solution(name):
    return bank()[name].build(bank()[name].source)


def softmax(z, axis=-1):
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


# ---- the same as the package ------------------------------------------------------------------------------------


def test_attention_and_its_mask_are_the_packages():
    for (query, keys), found in inputs(bank()["dot_attention"]):
        for got, want in zip(found, attention.dot_attention(query, keys), strict=True):
            assert got == pytest.approx(want, abs=1e-12)
    for (scores, mask), weights in inputs(bank()["attention_mask"]):
        B, Q, S = scores.shape
        keys = np.tile(np.eye(S), (B, 1, 1))  # each score is then its own product
        assert weights == pytest.approx(attention.dot_attention(scores, keys, mask=mask).weights, abs=1e-12)
        assert (weights[~np.broadcast_to(mask[:, None], (B, Q, S))] == 0).all()


def test_the_loss_of_teacher_forcing_is_the_cross_entropy():
    for (targets, mask, log_p, start), (read, loss) in inputs(bank()["teacher_forcing"]):
        assert loss == pytest.approx(losses.softmax_cross_entropy(log_p[mask], targets[mask])[0])
        assert (read[:, 0] == start).all()


@pytest.mark.parametrize("width", [1, 2, 5])
def test_a_beam_is_this_step_again_and_again(width):
    made = tr.init_translator(("one", "two"), ("eins", "zwei", "und"), 3, 4, np.random.default_rng(0), attention="dot")
    W, b = (np.random.default_rng(1).standard_normal(array.shape) for array in made.readout)
    b[-1] = -50.0  # no end
    made = made._replace(readout=made.readout._replace(W=W, b=b))
    memory, first = tr.encode(made, [("two", "one")])
    scores, states, tokens, sentences = np.zeros(1), [first], [3], [()]
    for _ in range(4):
        steps = [tr.step(made, memory, s, [t]) for s, t in zip(states, tokens, strict=True)]
        log_p = np.array([tr.log_softmax(one.logits[0]) for one in steps])
        scores, parents, tokens = solution("beam_step")(scores, log_p[:, :3], min(width, 3 * len(scores)))
        states = [steps[k].state for k in parents]
        sentences = [(*sentences[k], made.target[t]) for k, t in zip(parents, tokens, strict=True)]
    found = tr.beam(made, ("two", "one"), width, most=3)
    assert [one.words for one in found] == sentences
    assert [one.log_p for one in found] == pytest.approx(scores)


def test_a_softmax_along_the_steps():
    p = softmax(np.zeros((5, 4)), axis=0)
    found = {
        "weight": p[0, 0],
        "sum of a step": p[0].sum(),
        "sum of a word": p[:, 0].sum(),
        "right weight": softmax(np.zeros((5, 4)))[0, 0],
    }
    assert bank()["softmax_axis"].solution == pytest.approx(found)


# ---- answers that somebody may well give -------------------------------------------------------------------------


def one_by_one(scores, log_p, width):
    """Each beginning goes on with its best words; then the best of these."""
    found = [(s + row[v], k, v) for k, (s, row) in enumerate(zip(scores, log_p, strict=True)) for v in [row.argmax()]]
    return tuple(map(np.array, zip(*sorted(found, reverse=True)[:width], strict=True)))


def free_running(targets, mask, log_p, start):
    read = np.concatenate([np.full((len(targets), 1), start), log_p[:, :-1].argmax(axis=-1)], axis=1)
    costs = -np.take_along_axis(log_p, targets[..., None], axis=-1)[..., 0]
    return read, (costs * mask).sum() / mask.sum()


def forced(targets, mask, log_p, start, mean):
    read = np.insert(targets, 0, start, axis=1)[:, :-1]
    return read, mean(-np.take_along_axis(log_p, targets[..., None], axis=-1)[..., 0], mask)


def by_sentence(costs, mask):
    return np.mean([of_one[real].mean() for of_one, real in zip(costs, mask, strict=True)])


def scaled(query, keys):
    p = softmax(np.einsum("bqk,bsk->bqs", query, keys) / keys.shape[2] ** 0.5)
    return p @ keys, p


SAID = [
    ("encode_decode_shapes", lambda B, S, T, E, H, V: ((B, H), (B, H), (B, T, E), (B, T, S), (B, T, 2 * H), (B, T, V)),
     "You kept the encoder's last state alone"),
    ("encode_decode_shapes", lambda B, S, T, E, H, V: [[B, S, H], [B, H], [B, T, E], [B, S, T], [B, T, H], [B, T, V]],
     "Two things. You exchanged the axes of the weights"),
    ("encode_decode_shapes", lambda B, S, T, E, H, V: ((S, H), (H,), (T, E), (T, S), (T, 2 * H), (T, V)),
     "You gave the shapes of a single sentence"),
    ("teacher_forcing", free_running, "You let the decoder read its own guesses"),
    ("teacher_forcing", lambda *a: forced(*a, lambda costs, mask: costs.mean()), "You counted the filler as well"),
    ("teacher_forcing", lambda *a: forced(*a, lambda costs, mask: np.sum(costs * mask) / len(costs)),
     "You divided by the number of sentences"),
    ("teacher_forcing", lambda *a: forced(*a, by_sentence),
     "You averaged within each sentence first"),
    ("dot_attention", scaled, "You divided the scores by √K"),
    ("dot_attention", lambda q, k: (softmax(q @ np.swapaxes(k, 1, 2), 1) @ k, softmax(q @ np.swapaxes(k, 1, 2), 1)),
     "You took the softmax over the queries"),
    ("attention_mask", lambda scores, mask: softmax(scores) * mask[:, None, :],
     "You took the filler's weights away after the softmax"),
    ("attention_mask", lambda scores, mask: softmax(scores * mask[:, None, :]), "You set the filler's scores to 0"),
    ("beam_step", one_by_one, "You let every beginning go on with its best word alone"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "answer", "said"), SAID)
def test_a_plausible_wrong_answer_is_not_passed_and_gets_its_sentence(name, answer, said):
    verdict = diagnose(bank()[name], answer)
    assert verdict.status == NOT_YET
    assert verdict.blocks[0].startswith(said), verdict.blocks[0]


def hidden_far_below(scores, mask):
    return softmax(np.where(mask[:, None, :], scores, np.finfo(float).min / 2))


def shared_out_again(scores, mask):
    kept = softmax(scores) * mask[:, None]
    return kept / kept.sum(axis=2)[:, :, None]


def of_arrays(B, S, T, E, H, V):
    taught = np.zeros((B, T, max(E, 2 * H, V)))
    memory = np.zeros((B, S, H))
    x, read, logits = (taught[:, :, :size] for size in (E, 2 * H, V))
    return [a.shape for a in (memory, memory[:, 0], x, read[..., :H] @ memory.transpose(0, 2, 1), read, logits)]


RIGHT = [
    ("attention_mask", hidden_far_below),
    ("attention_mask", shared_out_again),
    ("encode_decode_shapes", of_arrays),
]


@pytest.mark.parametrize(("name", "answer"), RIGHT)
def test_a_right_answer_in_other_words_passes(name, answer):
    assert diagnose(bank()[name], answer).status == CORRECT


@pytest.mark.parametrize("answer", [None, 3, "(B, S)", [3] * 6, ["x"] * 6, [(3, "x")] * 6, [(np.nan,)] * 6, [[[]]] * 6])
def test_shapes_that_are_none_get_a_sentence(answer):
    assert diagnose(bank()["encode_decode_shapes"], lambda *_: answer).status == NOT_YET
