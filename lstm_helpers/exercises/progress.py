"""What the learner has tried: one small JSON file beside the notebooks, or memory alone where it cannot be written."""

import contextlib
import json
import os
import shutil
from collections import Counter, defaultdict
from pathlib import Path

from filelock import FileLock, Timeout

MOST, LARGEST, BYTES = 5_000, 1_000_000, 20_000_000  # entries, in an entry, in a file; what is beyond is no progress
NAMED = "named: "  # before what a mistake is called, among the counts
TROUBLE = (OSError, LookupError, ValueError, TypeError, AttributeError, OverflowError, RecursionError, Timeout)


class Progress:
    """Counts an exercise. The environment variable LSTM_PROGRESS names another file; "off" means memory alone.

    The file is locked while it is read and written, so that two kernels lose nothing to one another; the last sound one
    is kept beside it, as a backup, for the case that it is damaged.
    """

    def __init__(self, path=None):
        beside = Path("notebooks" if Path("notebooks").is_dir() else "").resolve()
        path = str(path or os.environ.get("LSTM_PROGRESS") or beside / ".progress.json")
        self._path, self._counts = None if path == "off" else Path(path).absolute(), defaultdict(Counter)

    def read(self):
        """The counts by exercise, the larger ones of file and memory; a damaged entry counts as none."""
        found = stored(self._path)
        for name, counts in ((stored(self._beside(".backup")) if found is None else found) or {}).items():
            self._counts[name] |= counts
        return self._counts

    def add(self, name, **counts):
        """Add to the counts of one exercise, and replace the file in one step."""
        with contextlib.ExitStack() as stack:
            with contextlib.suppress(*TROUBLE):
                if self._path.parent.is_dir():  # the lock would make it
                    stack.enter_context(FileLock(self._beside(".lock"), timeout=2))
            self.read()[name] += Counter(counts)
            with contextlib.suppress(*TROUBLE):
                new = self._beside(f".{os.getpid()}")
                new.write_text(json.dumps(self._counts, indent=1, sort_keys=True), encoding="utf-8")
                if stored(self._path):
                    shutil.copyfile(self._path, self._beside(".backup"))
                os.replace(new, self._path)

    def _beside(self, ending):
        return self._path and self._path.with_name(self._path.name + ending)


def stored(path, part=None):
    """{exercise: counts} of a progress file, sound entries alone, or of a ``part`` of it; None where there is none."""
    found = {}
    with contextlib.suppress(*TROUBLE):
        if path.stat().st_size <= BYTES:
            entries = json.loads(path.read_bytes().decode("utf-8-sig"))
            entries = entries if part is None else entries[part]
            for name, counts in [*entries.items()][-MOST:]:
                with contextlib.suppress(*TROUBLE):
                    found[name] = Counter({key: min(max(int(count), 0), LARGEST) for key, count in counts.items()})
            return found
    return None
