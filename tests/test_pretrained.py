"""The bracket readers: right on text they never saw, readable at a glance, and a damaged file costs a sentence."""

import shutil

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_helpers.data import text
from lstm_helpers.pretrained import FOLDER, SIZES, bracket_reader, train

SENTENCE = "A gate (a number from 0 to 1) decides what to keep (or lose)."


@pytest.mark.slow
@pytest.mark.parametrize("units", SIZES)
def test_the_reader_judges_unseen_text_right(units):
    reader = bracket_reader(units)
    _, unseen = text.split(text.real_text())
    cuts = text.windows(text.flat_lines(unseen), 80, outside=True)
    wrong = sum(np.sum((reader.probability(reader.read(cut))[0] > 0.5) != reader.inside(cut)) for cut in cuts)
    # other Python versions carry a slightly different text: a letter in a thousand may go either way
    assert wrong <= 1e-3 * 80 * len(cuts)
    assert reader.score["wrong"] <= 1e-3 * reader.score["letters"]


def assert_tells_its_story(reader, drift):
    trace, u = reader.read(SENTENCE), reader.clearest
    f, g, c = trace.f[0, :, u], trace.g[0, :, u], trace.c[0, 1:, u]
    for start, end in ((SENTENCE.index("("), SENTENCE.index(")")), (SENTENCE.rindex("("), SENTENCE.rindex(")"))):
        inside, around = slice(start + 1, end), [start, end]
        assert f[around].max() < 0.3, "the forget gate shuts at both brackets"
        assert f[inside].min() > 0.9, "and is wide open in between"
        assert g[start - 1] * g[start] < 0, "the candidate flips"
        assert c[start - 1] * c[start] < 0, "and the memory with it"
        assert np.ptp(c[start:end]) < drift * abs(c[start]), "which holds level"
        assert c[end] * c[end - 1] < 0, "and changes its sign again at the end"


@pytest.mark.parametrize(("units", "drift"), [(2, 0.2), (4, 0.4)])
def test_the_picture_tells_its_story_at_a_glance(units, drift):
    assert_tells_its_story(bracket_reader(units), drift)


def test_unknown_letters_are_read_as_one_and_the_same():
    reader = bracket_reader()
    np.testing.assert_array_equal(reader.read("(é)").c, reader.read("(ß)").c)


def test_weights_are_small_files_without_pickle_and_their_scores_lie_beside_them():
    for units in SIZES:
        path = FOLDER / f"bracket_reader_{units}.npz"
        assert path.stat().st_size < 50_000
        with np.load(path, allow_pickle=False) as file:
            assert all(file[name].dtype.kind in "fU" for name in file.files)
        assert f"bracket reader, {units} units" in (FOLDER / "scores.json").read_text()


@pytest.mark.parametrize("units", [3, "2", True, None, 2.5])
def test_a_size_that_was_not_trained_is_named(units):
    with pytest.raises(ValueError, match=r"units is .*expected one of 2, 4"):
        bracket_reader(units)


@pytest.mark.parametrize("sentence", ["", 3, None, ["a"], b"a"])
def test_only_texts_can_be_read(sentence):
    with pytest.raises((TypeError, ValueError), match="sentence"):
        bracket_reader().read(sentence)


def test_a_missing_file_costs_a_sentence(tmp_path):
    with pytest.raises(ValueError, match=r"bracket_reader_2\.npz is missing.*git checkout.*train"):
        bracket_reader(2, tmp_path)


@pytest.fixture(scope="module")
def damaged(tmp_path_factory):
    folder = tmp_path_factory.mktemp("damaged")

    def write(content):
        (folder / "bracket_reader_2.npz").write_bytes(content)
        return folder

    return write


def sound():
    return (FOLDER / "bracket_reader_2.npz").read_bytes()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK",
        b"no zip file at all",
        sound()[:-1],
        sound()[:200],
        sound()[300:],
        (FOLDER / "bracket_reader_4.npz").read_bytes(),
    ],
    ids=["empty", "two bytes", "text", "last byte lost", "head only", "head lost", "another reader's"],
)
def test_a_damaged_file_costs_a_sentence(content, damaged):
    with pytest.raises(ValueError, match=r"bracket_reader_2\.npz .* is damaged: fetch it again"):
        bracket_reader(2, damaged(content))


def test_a_file_with_a_nan_in_it_is_damaged(tmp_path):
    reader = bracket_reader(2)
    reader.params.W_x[3, 3] = np.nan
    train.save(reader, tmp_path)
    with pytest.raises(ValueError, match="is damaged"):
        bracket_reader(2, tmp_path)


def assert_damaged(sentence):
    assert "is damaged: fetch it again" in sentence


@given(place=st.integers(0, len(sound()) - 1), flip=st.integers(1, 255))
def test_a_flipped_byte_is_noticed_or_harmless(place, flip, damaged):
    content = bytearray(sound())
    content[place] ^= flip
    try:
        reader = bracket_reader(2, damaged(bytes(content)))
    except ValueError as error:
        assert_damaged(str(error))
    else:  # a byte that no reader of zip files looks at
        np.testing.assert_array_equal(reader.read(SENTENCE).h, bracket_reader(2).read(SENTENCE).h)


def test_saving_and_loading_changes_nothing(tmp_path):
    shutil.copy(FOLDER / "bracket_reader_2.npz", tmp_path)
    reader = bracket_reader(2, tmp_path)
    train.save(reader, tmp_path)
    again = bracket_reader(2, tmp_path)
    for a, b in zip((*reader.params, *reader.readout), (*again.params, *again.readout), strict=True):
        np.testing.assert_array_equal(a, b)
    assert (again.clearest, again.score) == (reader.clearest, reader.score)


@pytest.mark.slow
@pytest.mark.parametrize("units", SIZES)
def test_training_again_gives_the_same_score(units):
    reader = train.train(units, train.SEEDS[units])
    # another processor rounds differently, so the weights may differ; the score must not
    assert reader.score["wrong"] <= 1e-3 * reader.score["letters"]
    c, inside = reader.read(SENTENCE).c[0, 1:, reader.clearest], reader.inside(SENTENCE)
    assert c[inside].mean() * c[~inside].mean() < 0, "the memory has one sign outside and the other inside"


def test_the_gradient_of_the_training_script_is_right():
    from lstm_helpers.maths import backprop
    from lstm_helpers.maths.cells import DenseParams, init_dense, init_lstm
    from lstm_helpers.maths.losses import sigmoid_cross_entropy
    from lstm_helpers.maths.sequence import run

    rng = np.random.default_rng(0)
    params, readout = init_lstm(4, 3, rng), init_dense(3, 1, rng)
    x, y = rng.standard_normal((2, 5, 4)), rng.integers(0, 2, (2, 5, 1)).astype(float)

    def loss(p, W):
        trace = run(p, x)
        return sigmoid_cross_entropy(trace.outputs @ W + readout.b, y)[0] + train.PENALTY * np.mean(trace.c[:, 1:] ** 2)

    cell, out = train.gradients(params, DenseParams(*readout), x, y)
    judge = backprop.numeric_gradients(lambda p: loss(p, readout.W), params)
    for ours, theirs in zip(cell, judge, strict=True):
        assert backprop.relative_error(ours, theirs) < 1e-7
    assert backprop.relative_error(out.W, backprop.numeric_gradient(lambda W: loss(params, W), readout.W)) < 1e-7
    assert not out.b.any(), "the readout has no bias to learn"
