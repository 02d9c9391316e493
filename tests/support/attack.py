"""Pass wrong values to every public door, one at a time, and judge what comes back.

    python -m tests.support.attack                     every door: how many answers were silent, how many foreign
    python -m tests.support.attack fit init            the doors whose names contain one of these
    python -m tests.support.attack --random 10 --seed 3    ten doors chosen at random, two wrong values at once

An answer is *silent* where a wrong value was taken for something: the result is not that of the right value. It is
*foreign* where what was raised is no `TypeError` or `ValueError` with one sentence that names the argument. A value
that is as good as the right one and is refused is *refused in vain*.
"""

import argparse
import contextlib
import dataclasses
import fnmatch
import inspect
import io
import re
import signal
import sys
import warnings
from collections import Counter
from time import perf_counter
from types import SimpleNamespace
from typing import NamedTuple

import numpy as np

from tests.support.wrong_values import NOTHING

SECONDS = 5  # no door needs longer for the small things that are passed


class Fault(NamedTuple):
    """A wrong answer of a door."""

    door: str
    argument: str
    says: str
    kind: str  # silent, foreign, refused in vain
    what: str

    def __str__(self):
        return f"{self.kind}: {self.door}({self.argument} = {self.says}): {self.what}"


class TooSlow(BaseException):
    """A door that does not come to an end."""


def enter(doors, name, call, usual, /, *, leave=None, **trials):
    """Write a door down: the function, arguments with which it works, and for each argument what is wrong for it.

    ``usual`` makes the arguments anew; ``leave`` says of arguments without trials why they have none.
    """
    assert name not in doors, f"{name} stands there twice"
    doors[name] = SimpleNamespace(
        call=call, usual=usual if callable(usual) else lambda: dict(usual), trials=trials, leave=leave or {}
    )


def unattacked(door):
    """The arguments of a door that have neither trials nor a reason to have none."""
    parameters = inspect.signature(door.call).parameters.values()
    named = {p.name for p in parameters if p.kind not in (p.VAR_KEYWORD, p.VAR_POSITIONAL)}
    return sorted(named - set(door.trials) - set(door.leave) - {"self", "cls"})


def attack(name, door, allowed=()):
    """Return (how many trials, [Fault, …]) of a door; ``allowed`` holds (argument, says) of what is meant to be."""
    tried, faults = 0, []
    for argument, trials in door.trials.items():
        for trial in trials:
            if (argument, trial.says) in allowed:
                continue
            tried += 1
            fault = judge(door, argument, trial)
            if fault:
                faults.append(Fault(name, argument, trial.says, *fault))
    return tried, faults


def judge(door, argument, trial):
    """(kind, what) of the fault in the answer to one trial, or None."""
    answer, raised = answer_of(door, **{argument: trial.make()})
    if raised is not None:
        foreign = why_foreign(argument, raised)
        if foreign:
            return "foreign", foreign
        return ("refused in vain", str(raised)) if trial.must else None
    if trial.means is NOTHING:
        return "silent", brief(answer)
    right, raised = answer_of(door, **{argument: trial.means()})
    if raised is not None:
        return "silent", f"{brief(answer)}, and the right value is refused: {raised}"
    coarse = 1e-5 if "float32" in trial.says + str(answer) else 1e-11
    return None if same(answer, right, coarse) else ("silent", f"{brief(answer)} instead of {brief(right)}")


def fits(pattern, name):
    """Whether a pattern of names means this one."""
    return fnmatch.fnmatch(name, pattern)


def answer_of(door, seconds=SECONDS, **changes):
    """(what the door answers, what it raises) with some arguments changed; warnings are raised as well."""
    try:
        with limited(seconds), warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()) as printed:
            warnings.simplefilter("error")
            usual = door.usual()
            value = door.call(*usual.pop("args", ()), **usual | changes)
            return (plain(value), printed.getvalue()), None
    except (Exception, SystemExit, TooSlow) as error:
        return None, error


def why_foreign(argument, error):
    """What keeps an exception from being one good sentence about the argument; "" when nothing does."""
    try:
        said = str(error)
    except Exception as worse:
        return f"{type(error).__name__} whose text cannot be had: {worse}"
    if type(error) not in (TypeError, ValueError):
        return f"{type(error).__name__}: {said[:150]}"
    if not re.search(rf"\b{argument}", said):
        return f"does not name {argument}: {said[:150]}"
    if "\n" in said:
        return f"more than a line: {said[:150]!r}"
    if not said.endswith((".", "?", ")")):
        return f"no sentence: {said[:150]}"
    return f"a page: {said[:150]}…" if len(said) >= 500 else ""


@contextlib.contextmanager
def limited(seconds=SECONDS):
    """Raise `TooSlow` after so many seconds of work, where the system has an alarm for it."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def ring(*_):
        raise TooSlow(f"no end after {seconds} s")

    usual = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, usual)


# What a door answered, so that two answers can be compared ------------------------------------------------------------


def plain(value):
    """An answer taken apart into dicts, lists, arrays and words."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)
                if field.name != "seconds"}  # fmt: skip
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    if isinstance(value, (bool, str, bytes, type(None))):
        return value
    if isinstance(value, (int, float, np.generic, np.ndarray)):
        return np.asarray(value)
    for kind, apart in TAKEN_APART.items():
        if any(base.__name__ == kind for base in type(value).__mro__):
            return plain(apart(value))
    return type(value).__name__


TAKEN_APART = {
    "Generator": lambda rng: rng.bit_generator.state,
    "Lab": lambda lab: {**lab.payload, **{k: v for k, v in lab.get_state().items() if k in lab.class_own_traits()}},
    "Axes": lambda ax: [
        [(line.get_xdata(), line.get_ydata(), str(line.get_color()), line.get_gid()) for line in ax.lines],
        [image.get_array() for image in ax.images],
        [words.get_text() for words in ax.texts],
        len(ax.patches),
        len(ax.figure.axes),
    ],
    "Model": lambda model: [model.get_config()["layers"][1:], [np.array(w) for w in model.get_weights()]],
    "BaseEstimator": lambda scaler: {k: v for k, v in vars(scaler).items() if k != "dtype"},
    "Panel": str,
    "ndarray": np.asarray,
}


def same(a, b, coarse):
    """Whether two answers, taken apart, are equal but for rounding."""
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key], coarse) for key in a)
    if isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)):
        return len(a) == len(b) and all(same(*pair, coarse) for pair in zip(a, b, strict=True))
    if isinstance(a, np.ndarray) and isinstance(b, np.ndarray):
        if a.shape != b.shape or a.dtype.kind not in "fiub" or b.dtype.kind not in "fiub":
            return a.shape == b.shape and bool(np.all(a == b))
        return bool(np.allclose(a.astype(float), b.astype(float), rtol=coarse, atol=coarse, equal_nan=True))
    return type(a) is type(b) and a == b


def brief(answer):
    """An answer in a few words."""
    with contextlib.suppress(Exception):
        return f"gave {answer!r}".replace("\n", " ")[:150]
    return "gave something"


# The command ----------------------------------------------------------------------------------------------------------


def at_random(doors, n, seed):
    """Two wrong values at once, thirty times for each of n doors: [Fault, …] of the answers that are foreign."""
    rng, faults = np.random.default_rng(seed), []
    names = [name for name in doors if len(doors[name].trials) > 1]
    for name in rng.choice(names, min(n, len(names)), replace=False):
        door = doors[name]
        for _ in range(30):
            two = rng.choice(list(door.trials), 2, replace=False)
            pairs = {argument: door.trials[argument][rng.integers(len(door.trials[argument]))] for argument in two}
            answer, raised = answer_of(door, **{argument: trial.make() for argument, trial in pairs.items()})
            foreign = min((why_foreign(argument, raised) for argument in two), key=len) if raised else ""
            says = " and ".join(f"{argument} = {trial.says}" for argument, trial in pairs.items())
            if foreign:
                faults.append(Fault(name, says, "", "foreign", foreign))
            elif not raised and all(trial.means is NOTHING for trial in pairs.values()):
                faults.append(Fault(name, says, "", "silent", brief(answer)))
    return faults


def main(arguments=None):
    """Run the command; return how many faults there are."""
    from tests.support import every_door

    parser = argparse.ArgumentParser(prog="python -m tests.support.attack", description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="parts of the doors' names; all when left out")
    parser.add_argument("--random", type=int, default=0, metavar="N", help="so many doors, two wrong values at once")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--heavy", action="store_true", help="Keras's doors as well")
    parser.add_argument("--times", action="store_true", help="say how long it took up to each door")
    options, begun = parser.parse_args(arguments), perf_counter()
    doors = every_door.all_doors(heavy=options.heavy)
    chosen = {name: d for name, d in doors.items() if not options.names or any(n in name for n in options.names)}
    if options.random:
        faults, tried = at_random(chosen, options.random, options.seed), 30 * options.random
    else:
        results = []
        for name, door in chosen.items():
            results.append(attack(name, door, every_door.allowed(name)))
            if options.times:
                print(f"{perf_counter() - begun:8.1f} s  {results[-1][0]:5} trials  {name}", file=sys.stderr)
        tried, faults = sum(n for n, _ in results), [fault for _, some in results for fault in some]
    for fault in faults:
        print(fault)
    kinds = Counter(fault.kind for fault in faults)
    print(f"{len(chosen)} doors, {tried} trials: " + ", ".join(f"{kinds[k]} {k}" for k in ("silent", "foreign",
          "refused in vain")))  # fmt: skip
    return len(faults)


if __name__ == "__main__":
    sys.exit(bool(main()))
