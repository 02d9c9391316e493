"""A well-formed checkpoint with wrong contents ends in one sentence, and leaves the training as it was."""

import json
from functools import partial

import numpy as np
import pytest

from lstm_helpers.training import fit, init_model
from tests.support.training_settings import bits, fresh_setting, stop_after, stored_setting


def facts(**changes):
    """Change entries of the facts; Ellipsis removes one."""

    def spoil(arrays, stored):
        for name, value in changes.items():
            if value is ...:
                del stored[name]
            else:
                stored[name] = value
        return arrays, stored

    return spoil


def arrays(**changes):
    """Change arrays by functions of themselves; Ellipsis removes one."""

    def spoil(found, stored):
        for name, change in changes.items():
            if change is ...:
                del found[name]
            else:
                found[name] = change(found.get(name))
        return found, stored

    return spoil


def inner(name, **changes):
    """Change entries of a dict within the facts."""

    def spoil(found, stored):
        stored[name] = {key: value for key, value in (stored[name] | changes).items() if value is not ...}
        return found, stored

    return spoil


def with_nan(array):
    array = array.copy()
    array.flat[0] = np.nan
    return array


NUMBERS = {
    "no facts of a run": facts(t=..., epoch=...),
    "a negative count": facts(t=-3),
    "a count that is a text": facts(t="5"),
    "a count with a fraction": facts(epoch=1.5),
    "True for a count": facts(batch=True),
    "counts that do not add up": facts(t=4),
    "more batches than an epoch has": facts(batch=99, t=99),
    "a best epoch to come": facts(best_epoch=7),
    "a best loss in words": facts(best_loss="low"),
    "a best loss that is NaN": facts(best_loss=float("nan")),
    "seconds below zero": facts(seconds=-1.0),
    "endless seconds": facts(seconds=float("inf")),
    "no seconds": facts(seconds=None),
}
PARTS = {
    "no settings": facts(settings=...),
    "settings in a list": facts(settings=[1, 2]),
    "settings without the loss": inner("settings", loss=...),
    "a loss that is a number": inner("settings", loss=3),
    "no beginning": facts(beginning=...),
    "a beginning in words": facts(beginning="at first"),
    "no random state": facts(rng=...),
    "the state of another generator": inner("rng", bit_generator="SFC64", state={"state": [1, 2, 3, 4]}),
    "a random state in words": facts(rng="random"),
    "a random state without its state": inner("rng", state=...),
    "a random state out of range": inner("rng", state={"state": -1, "inc": 3}),
    "a format of the future": facts(format=99),
    "a format in words": facts(format="two"),
}
ARRAYS = {
    "no parameters": arrays(w=...),
    "too few parameters": arrays(w=lambda w: w[1:]),
    "parameters with two axes": arrays(w=lambda w: w[None]),
    "parameters of another type": arrays(w=lambda w: w.astype(np.float16)),
    "parameters that are NaN": arrays(w=with_nan),
    "best parameters that are infinite": arrays(best_w=lambda w: np.full_like(w, np.inf)),
    "texts for parameters": arrays(w=lambda w: w.astype(str)),
    "complex parameters": arrays(w=lambda w: w + 0j),
    "no memory of the optimizer": arrays(memory_0=...),
    "one memory too many": arrays(memory_9=lambda _: np.zeros(3)),
    "a memory of another size": arrays(memory_0=lambda m: m[:2]),
    "an order with a place twice": arrays(order=lambda order: np.zeros_like(order)),
    "an order of floats": arrays(order=lambda order: order + 0.5),
    "an order that is too short": arrays(order=lambda order: order[1:]),
    "an order out of bounds": arrays(order=lambda order: order + 100),
    "no record of the losses": arrays(history_batch_loss=...),
    "too few losses": arrays(history_batch_loss=lambda losses: losses[1:]),
    "losses in words": arrays(history_batch_loss=lambda losses: losses.astype(str)),
    "losses with two axes": arrays(history_loss=lambda losses: losses[:, None]),
    "a stranger": arrays(stranger=lambda _: np.zeros(2)),
}


@pytest.fixture(scope="module")
def stopped(tmp_path_factory):
    """The checkpoint of stored data, stopped within its second epoch."""
    path = tmp_path_factory.mktemp("stopped") / "run.npz"
    stored_setting(checkpoint=path)(rng=np.random.default_rng(3), callbacks=[stop_after(6)])
    return path.read_bytes()


def spoilt(stopped, spoil, path):
    path.write_bytes(stopped)
    with np.load(path) as file:
        found = {name: file[name] for name in file.files}
    found, stored = spoil(found, json.loads(str(found.pop("facts"))))
    with open(path, "wb") as file:
        np.savez(file, facts=np.array(json.dumps(stored)), **found)


@pytest.mark.parametrize("says", [*NUMBERS, *PARTS, *ARRAYS])
def test_wrong_contents_end_in_one_sentence(says, stopped, tmp_path):
    path = tmp_path / "run.npz"
    spoilt(stopped, (NUMBERS | PARTS | ARRAYS)[says], path)
    rng = np.random.default_rng(3)
    before, kept = rng.bit_generator.state, path.read_bytes()
    with pytest.raises(ValueError, match=r"^checkpoint run\.npz ") as raised:
        stored_setting(checkpoint=path)(rng=rng)
    said = str(raised.value)
    assert said.endswith("."), said
    assert said.count("\n") == 0, said
    assert "delete the file" in said
    assert len(said) < 500
    assert rng.bit_generator.state == before
    assert path.read_bytes() == kept


def test_the_spoilt_checkpoints_were_sound_before(stopped, tmp_path):
    spoilt(stopped, facts(), tmp_path / "run.npz")
    resumed = stored_setting(checkpoint=tmp_path / "run.npz")(rng=np.random.default_rng(3))
    assert bits(resumed) == bits(stored_setting()(rng=np.random.default_rng(3)))


FILES = {
    "an array alone": lambda file: np.save(file, np.zeros(3)),
    "facts that are numbers": lambda file: np.savez(file, facts=np.zeros(3)),
    "facts that are a list": lambda file: np.savez(file, facts=np.array("[1, 2]")),
    "facts that end early": lambda file: np.savez(file, facts=np.array('{"format": 2')),
    "facts nested too deep": lambda file: np.savez(file, facts=np.array("[" * 100_000)),
    "facts in bytes": lambda file: np.savez(file, facts=np.array(b"{}")),
    "a text": lambda file: file.write(b"w = 3"),
    "nothing": lambda file: None,
}


@pytest.mark.parametrize("says", FILES)
def test_what_is_no_checkpoint_ends_in_one_sentence(says, tmp_path):
    with open(tmp_path / "run.npz", "wb") as file:
        FILES[says](file)
    with pytest.raises(ValueError, match=r"^checkpoint run\.npz .*delete the file to start afresh\.$"):
        fresh_setting(checkpoint=tmp_path / "run.npz")(rng=np.random.default_rng(3))


@pytest.mark.parametrize("epochs", [1, 2])
def test_fewer_epochs_than_were_done_are_refused(epochs, tmp_path):
    run = partial(fit, init_model(2, 4, 1, np.random.default_rng(0)), checkpoint=tmp_path / "run.npz")
    x, y = np.random.default_rng(1).standard_normal((8, 3, 2)), np.ones((8, 1))
    run(x, y, rng=np.random.default_rng(2), epochs=3, batch_size=4)
    with pytest.raises(ValueError, match=rf"has gone further, 3 epochs and 0 batches, than epochs={epochs} asks for"):
        run(x, y, rng=np.random.default_rng(2), epochs=epochs, batch_size=4)
    assert run(x, y, rng=np.random.default_rng(2), epochs=3, batch_size=4)[1].ended == "finished: 3 of 3 epochs"
