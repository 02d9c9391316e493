"""Write what a training run needs to go on, so that no crash leaves a broken file, and read it back.

A checkpoint is one ``.npz`` of plain arrays: nothing in it is executed when it is read (no pickle). It is written
beside its final name and then moved over it in one step, so at any moment the name holds a complete checkpoint.
"""

import json
import os
import zipfile

import numpy as np

from lstm_helpers.training.batches import digest_of, name_of

FORMAT = 1
_SCALARS = ("t", "epoch", "batch", "best_loss", "best_epoch", "seconds")  # of a run


def write(path, arrays, facts):
    """Replace the checkpoint at ``path`` by one that holds ``arrays`` (dict of ndarray) and ``facts`` (JSON values).

    Raises ``OSError`` where the folder cannot be written.
    """
    partial = path.with_name(path.name + ".partial")
    with open(partial, "wb") as file:
        np.savez(file, facts=np.array(json.dumps({"format": FORMAT, **facts})), **arrays)
        file.flush()
        os.fsync(file.fileno())
    os.replace(partial, path)


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
        if facts.pop("format") != FORMAT:
            raise ValueError("another format")
    except (OSError, EOFError, KeyError, ValueError, AttributeError, TypeError, zipfile.BadZipFile) as error:
        raise ValueError(
            f"checkpoint {path.name} cannot be read ({type(error).__name__}): delete the file to start afresh."
        ) from None
    return arrays, facts


def settings_of(model, plan, data, rng):
    """Return what must be the same for a checkpoint to be continued; the number of epochs may grow."""
    return {
        "model": [[type(p).__name__, *p.W_x.shape] for p in model.layers]
        + [[*model.readout.W.shape], model.every_step, str(model.readout.W.dtype)],
        "data": data.digest,
        "validation": None if plan.validation is None else digest_of(plan.validation),
        "rng": type(rng.bit_generator).__name__,
        "loss": name_of(plan.loss),
        "optimizer": repr(plan.optimizer),
        "schedule": name_of(plan.schedule),
        **{name: getattr(plan, name) for name in ("clip", "l2", "dropout")},
        "batch_size": data.batch_size,
    }


def save_run(path, run, settings):
    """Write where a `lstm_helpers.training.run.Run` stands, and the settings that it belongs to."""
    records = {f"history_{k}": np.array(v) for k, v in vars(run.history).items() if isinstance(v, list)}
    memories = {f"memory_{n}": memory for n, memory in enumerate(run.memories)}
    facts = {name: getattr(run, name) for name in _SCALARS}
    facts |= {"settings": settings, "rng": generator_facts(run.rng)}
    write(path, {"w": run.w, "best_w": run.best_w, "order": run.order, **memories, **records}, facts)


def resume_run(path, run, settings):
    """Bring a fresh run to where the checkpoint's stood.

    Raises ``ValueError`` when the checkpoint belongs to other settings, or cannot be read.
    """
    arrays, facts = read(path)
    theirs, ours = facts.get("settings", {}), json.loads(json.dumps(settings))
    for name, value in ours.items():
        if theirs.get(name) != value:
            raise ValueError(
                f"checkpoint {path.name} belongs to a training with another {name} ({theirs.get(name)}, now {value}): "
                "choose another path, or delete the file to start afresh."
            )
    run.w[:], run.best_w[:], run.order = arrays["w"], arrays["best_w"], arrays["order"]
    for n, memory in enumerate(run.memories):
        memory[:] = arrays[f"memory_{n}"]
    for name in _SCALARS:
        setattr(run, name, facts[name])
    for name, record in vars(run.history).items():
        if isinstance(record, list):
            record.extend(arrays[f"history_{name}"].tolist())
    restore_generator(run.rng, facts["rng"])


def generator_facts(rng):
    """Return the state of a ``numpy.random.Generator`` as JSON values."""
    return _plain(rng.bit_generator.state)


def restore_generator(rng, facts):
    """Put a generator of the same kind into a state from `generator_facts`."""
    rng.bit_generator.state = _lists_to_arrays(facts)


def _plain(value):
    if isinstance(value, dict):
        return {key: _plain(entry) for key, entry in value.items()}
    return value.tolist() if isinstance(value, (np.ndarray, np.generic)) else value


def _lists_to_arrays(value):
    """The generators whose state holds arrays keep unsigned whole numbers in them."""
    if isinstance(value, dict):
        return {key: _lists_to_arrays(entry) for key, entry in value.items()}
    return np.array(value, dtype=np.uint64) if isinstance(value, list) else value
