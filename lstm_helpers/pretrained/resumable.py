"""Long measurements that can be stopped at any time: every result is appended to a file, and found there again."""

import json
from time import process_time


def measured(path, entries, measure):
    """Return {entry: result} for all entries, of which those are measured that the file does not hold yet.

    Parameters
    ----------
    path : Path
        A line per result; one that was cut off is taken out, so that the next does not hang on to it.
    entries : sequence of tuples
        Of texts and numbers.
    measure : callable
        Takes what an entry holds and returns a dict, to which the ``cpu_seconds`` are added.
    """
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True) if path.exists() else []
    whole = [line for line in lines if line.endswith("\n")]
    if whole != lines:
        path.write_text("".join(whole), encoding="utf-8")
    done = {tuple(entry): found for entry, found in map(json.loads, whole)}
    with open(path, "a", encoding="utf-8") as file:
        for entry in entries:
            if entry not in done:
                begun = process_time()
                done[entry] = measure(*entry) | {"cpu_seconds": round(process_time() - begun, 3)}
                file.write(json.dumps([entry, done[entry]]) + "\n")
                file.flush()
    return done
