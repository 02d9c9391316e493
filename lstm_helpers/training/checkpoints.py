"""Write what a training run needs to go on, so that no crash leaves a broken file, and read it back.

A checkpoint is one ``.npz`` of plain arrays: nothing in it is executed when it is read (no pickle). It is written
beside its final name and then moved over it in one step, so at any moment the name holds a complete checkpoint.
What is read back is looked at whole before any of it is used: a run goes on from all of it, or from nothing.
"""

import contextlib
import json
import os

import numpy as np

from lstm_helpers.arrays import as_path
from lstm_helpers.training import fingerprints

FORMAT = 2
_SCALARS = ("t", "epoch", "batch", "best_loss", "best_epoch", "seconds")  # of a run
_BEGINNING = {"weights": "set of weights", "seed": "seed"}
_CURE = "choose another path, or delete the file to start afresh."


class Unfit(Exception):  # noqa: N818, it becomes the sentence of a ValueError
    """A file that is none of ours, or whose contents do not hold together; the text says what is wrong."""


def check_path(checkpoint):
    """Return the path of a checkpoint, absolute, or None; `TypeError` or `ValueError` says why it can be none."""
    if checkpoint is None:
        return None
    path = as_path("checkpoint", checkpoint)
    with _sentence(path, "cannot be looked at", "choose another path."):
        if path.exists() and not path.is_file():
            what = "is a folder" if path.is_dir() else "is no file"
            raise ValueError(f"checkpoint {path} {what}: expected the path of a file, e.g. 'run.npz'.")
        if not path.parent.is_dir():
            raise ValueError(f"checkpoint {path.name} would stand in {path.parent}, which is no folder: make it first.")
    return path


def write(path, arrays, facts):
    """Replace the checkpoint at ``path`` by one that holds ``arrays`` (dict of ndarray) and ``facts`` (JSON values).

    Raises ``OSError`` where that cannot be done; what stood there before then still stands.
    """
    partial = path.with_name(path.name + ".partial")
    try:
        with open(partial, "wb") as file:
            np.savez(file, facts=np.array(json.dumps({"format": FORMAT, **facts})), **arrays)
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)
    except BaseException:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
        raise


def probe(path, size):
    """Raise ``OSError`` where ``size`` bytes cannot be written beside the checkpoint at ``path``; change nothing."""
    partial = path.with_name(path.name + ".partial")
    try:
        with open(partial, "wb") as file:
            file.write(bytes(size))
            file.flush()
            os.fsync(file.fileno())
    finally:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)


def read(path):
    """Return (arrays, facts) as they were written.

    Raises
    ------
    ValueError
        The file is damaged, or is not a checkpoint.
    """
    try:
        with open(path, "rb") as opened, np.load(opened, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        facts = json.loads(str(arrays.pop("facts")))
        stored = facts.pop("format")
    except Exception as error:  # a damaged file can fail in a dozen ways
        raise ValueError(
            f"checkpoint {path.name} cannot be read ({type(error).__name__}): delete the file to start afresh."
        ) from None
    if type(stored) is not int or stored != FORMAT:
        raise ValueError(f"checkpoint {path.name} was written by another version of the course: {_CURE}")
    return arrays, facts


def settings_of(model, plan, data, rng):
    """Return what must be the same for a checkpoint to be continued."""
    return {
        "model": [[type(p).__name__, *p.W_x.shape] for p in model.layers]
        + [[*model.readout.W.shape], model.every_step, str(model.dtype)],
        "data": data.digest,
        "validation": None if plan.validation is None else fingerprints.of_arrays(plan.validation),
        "rng": type(rng.bit_generator).__name__,
        "loss": fingerprints.of_function(plan.loss),
        "optimizer": repr(plan.optimizer),
        "schedule": fingerprints.of_function(plan.schedule),
        **{name: getattr(plan, name) for name in ("clip", "l2", "dropout")},
        "batch_size": data.batch_size,
    }


def beginning_of(run, plan):
    """Return what a checkpoint brings of its own, so that another one is announced and not refused."""
    return {
        "weights": fingerprints.of_arrays([run.w]),
        "seed": _plain(run.rng.bit_generator.state),
        "epochs": plan.epochs,
    }


def save_run(path, run, settings, beginning):
    """Write where a `lstm_helpers.training.run.Run` stands, and the settings that it belongs to."""
    records = {f"history_{k}": np.array(v, float) for k, v in _records(run.history).items()}
    memories = {f"memory_{n}": memory for n, memory in enumerate(run.memories)}
    facts = {name: getattr(run, name) for name in _SCALARS}
    facts |= {"settings": settings, "beginning": beginning, "rng": generator_facts(run.rng)}
    write(path, {"w": run.w, "best_w": run.best_w, "order": run.order, **memories, **records}, facts)


def resume_run(path, run, plan, data, settings, beginning):
    """Bring a fresh run to where the checkpoint's stood; return (its beginning, what is to be announced of it).

    Raises ``ValueError`` when the checkpoint belongs to other settings, or cannot be read; the run is then untouched.
    """
    arrays, facts = read(path)
    try:
        _check_settings(facts, json.loads(json.dumps(settings)))
        scalars, records = _check_facts(facts, run, plan, data), _check_arrays(arrays, facts, run, plan, data)
        began, now = facts.get("beginning"), json.loads(json.dumps(beginning))
        if not isinstance(began, dict) or began.keys() != now.keys():
            raise Unfit("does not say how its training began")
        restore_generator(run.rng, facts.get("rng"))
    except Unfit as error:
        raise ValueError(f"checkpoint {path.name} {error}: {_CURE}") from None
    run.w[:], run.best_w[:], run.order = arrays["w"], arrays["best_w"], arrays["order"].astype(int)
    for n, memory in enumerate(run.memories):
        memory[:] = arrays[f"memory_{n}"]
    for name, value in scalars.items():
        setattr(run, name, value)
    for name, record in records.items():
        getattr(run.history, name).extend(record)
    others = [name for key, name in _BEGINNING.items() if began[key] != now[key]]
    others += [f"state of its {name}" for name in _holding_other(facts["settings"], json.loads(json.dumps(settings)))]
    if began["epochs"] != plan.epochs and plan.schedule(0.5) != plan.schedule(0.0):
        others.append("number of epochs, which its rates depend on")
    news = f"{path.name} began with another {' and another '.join(others)}; it goes on from there."
    return began, news if others else ""


def generator_facts(rng):
    """Return the state of a ``numpy.random.Generator`` as JSON values."""
    return _plain(rng.bit_generator.state)


def restore_generator(rng, facts):
    """Put a generator of the same kind into a state from `generator_facts`; raise `Unfit` for any other."""
    before = rng.bit_generator.state
    try:
        rng.bit_generator.state = _lists_to_arrays(facts)
        kept = generator_facts(rng) == facts
    except Exception:  # NumPy raises what it likes
        kept = False
    if not kept:
        rng.bit_generator.state = before
        raise Unfit("holds no state of such a random generator")


def _check_settings(facts, ours):
    theirs = facts.get("settings")
    if not isinstance(theirs, dict):
        raise Unfit("does not say which training it belongs to")
    for name, value in ours.items():
        stored = theirs.get(name)
        if name == "data" and isinstance(value, dict) and isinstance(stored, dict):
            same = fingerprints.fits(stored.get("task"), value["task"]) and stored.get("batches") == value["batches"]
        else:
            same = fingerprints.fits(stored, value) if name in ("loss", "schedule") else stored == value
        if not same:
            raise Unfit(f"belongs to a training with another {name} ({_brief(stored)}, now {_brief(value)})")


def _holding_other(theirs, ours):
    """The names of those functions that hold something else now, such as a list."""
    for name in ("data", "loss", "schedule"):
        pair = [value.get("task", value) for value in (theirs[name], ours[name]) if isinstance(value, dict)]
        if len(pair) == 2 and fingerprints.holds_other(*pair):
            yield name


def _check_facts(facts, run, plan, data):
    """The scalars of a run, if such a run can stand there."""
    scalars = {name: facts.get(name) for name in _SCALARS}
    counts = [scalars[name] for name in ("t", "epoch", "batch", "best_epoch")]
    t, epoch, batch, best_epoch = counts
    whole = all(type(n) is int and n >= 0 for n in counts)
    if not whole or batch > data.batches or t != epoch * data.batches + batch or best_epoch > epoch:
        raise Unfit(f"says that {t} batches were taken in {epoch} epochs and {batch} batches, which cannot be")
    floats = (scalars["best_loss"], scalars["seconds"])
    if not all(type(n) in (int, float) and not np.isnan(n) for n in floats) or not 0 <= floats[1] < np.inf:
        raise Unfit("holds a best loss or seconds that are no numbers")
    if epoch > plan.epochs or (epoch == plan.epochs and batch):
        raise Unfit(f"has gone further, {epoch} epochs and {batch} batches, than epochs={plan.epochs} asks for")
    return scalars


def _check_arrays(arrays, facts, run, plan, data):
    """The records of the history, once all arrays are found to be those of such a run."""
    records = {name: arrays.get(f"history_{name}") for name in _records(run.history)}
    wanted = {"w", "best_w", "order", *(f"memory_{n}" for n in range(len(run.memories)))}
    if arrays.keys() != wanted | {f"history_{name}" for name in records}:
        odd = sorted(arrays.keys() ^ (wanted | {f"history_{name}" for name in records}))
        raise Unfit(f"lacks or adds {', '.join(odd)[:80]}")
    for name in wanted - {"order"}:
        array = arrays[name]
        if array.shape != run.w.shape or array.dtype != run.w.dtype or not np.isfinite(array).all():
            raise Unfit(f"holds a {name} that is none of this model")
    order = arrays["order"]
    if order.dtype.kind != "i" or not (data.ordered(order) or (facts["t"] == 0 and order.size == 0)):
        raise Unfit("holds an order that is none of these data")
    for name, record in records.items():
        length = facts["t"] if name.startswith("batch_") else facts["epoch"]
        length = 0 if name == "val_loss" and plan.validation is None else length
        if record.shape != (length,) or record.dtype != float:
            raise Unfit(f"holds a history of {name} that does not fit its {facts['t']} batches")
    whole = ("sequences",)
    return {name: record.astype(int if name in whole else float).tolist() for name, record in records.items()}


def _records(history):
    return {name: record for name, record in vars(history).items() if isinstance(record, list)}


@contextlib.contextmanager
def _sentence(path, what, cure):
    """Make a `ValueError` of what the system says about a path."""
    try:
        yield
    except OSError as error:
        raise ValueError(f"checkpoint {path} {what} ({reason(error)}): {cure}") from None


def reason(error):
    """Return what the system says, in a few words."""
    return getattr(error, "strerror", None) or type(error).__name__


def _brief(value):
    """A setting in a few words."""
    if isinstance(value, dict):
        value = value.get("task", value)
        value = value.get("name", value) if isinstance(value, dict) else value
    written = str(value)
    return written if len(written) < 80 else written[:79] + "…"


def _plain(value):
    if isinstance(value, dict):
        return {key: _plain(entry) for key, entry in value.items()}
    return value.tolist() if isinstance(value, (np.ndarray, np.generic)) else value


def _lists_to_arrays(value):
    """The generators whose state holds arrays keep unsigned whole numbers in them."""
    if isinstance(value, dict):
        return {key: _lists_to_arrays(entry) for key, entry in value.items()}
    return np.array(value, dtype=np.uint64) if isinstance(value, list) else value
