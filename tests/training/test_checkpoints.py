"""Checkpoints: what is written comes back, and what is damaged costs a sentence."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lstm_helpers.training import checkpoints

KINDS = (np.random.PCG64, np.random.PCG64DXSM, np.random.MT19937, np.random.Philox, np.random.SFC64)


def test_what_is_written_comes_back(tmp_path):
    path, w = tmp_path / "run.npz", np.random.default_rng(0).standard_normal(7)
    checkpoints.write(path, {"w": w}, {"t": 3, "best": float("inf"), "seconds": 0.1})
    arrays, facts = checkpoints.read(path)
    assert np.array_equal(arrays["w"], w)
    assert facts == {"t": 3, "best": float("inf"), "seconds": 0.1}
    assert [file.name for file in tmp_path.iterdir()] == ["run.npz"]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_generator_goes_on_where_it_was(kind, tmp_path):
    rng = np.random.Generator(kind(5))
    rng.standard_normal(13), rng.integers(0, 7, 3, dtype=np.int32)  # half a word may be left over
    checkpoints.write(tmp_path / "rng.npz", {}, {"rng": checkpoints.generator_facts(rng)})
    expected = [*rng.integers(0, 1000, 9), *rng.random(5)]
    other = np.random.Generator(kind(99))
    checkpoints.restore_generator(other, checkpoints.read(tmp_path / "rng.npz")[1]["rng"])
    assert [*other.integers(0, 1000, 9), *other.random(5)] == expected


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cut=st.floats(0, 0.999))
def test_a_cut_file_is_named_and_never_half_read(cut, tmp_path):
    path = tmp_path / "run.npz"
    checkpoints.write(path, {"w": np.arange(300.0)}, {"t": 3})
    whole = path.read_bytes()
    path.write_bytes(whole[: int(cut * len(whole))])
    with pytest.raises(ValueError, match=r"checkpoint run.npz cannot be read .*: delete the file"):
        checkpoints.read(path)


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04"])
def test_other_files_are_refused(content, tmp_path):
    (tmp_path / "x.npz").write_bytes(content)
    with pytest.raises(ValueError, match="cannot be read"):
        checkpoints.read(tmp_path / "x.npz")


def test_pickles_are_never_opened(tmp_path):
    np.savez(tmp_path / "x.npz", facts=np.array([{"t": 1}], dtype=object))
    with pytest.raises(ValueError, match="cannot be read"):
        checkpoints.read(tmp_path / "x.npz")


def test_arrays_of_another_program_are_refused(tmp_path):
    np.savez(tmp_path / "x.npz", w=np.zeros(3))
    with pytest.raises(ValueError, match="cannot be read"):
        checkpoints.read(tmp_path / "x.npz")


def test_a_failed_write_leaves_the_old_checkpoint(tmp_path, monkeypatch):
    path = tmp_path / "run.npz"
    checkpoints.write(path, {"w": np.ones(3)}, {})

    def full_disk(*args, **kwargs):
        raise OSError("no space left")

    monkeypatch.setattr(checkpoints.np, "savez", full_disk)
    with pytest.raises(OSError, match="no space"):
        checkpoints.write(path, {"w": np.zeros(3)}, {})
    assert checkpoints.read(path)[0]["w"].tolist() == [1, 1, 1]
