"""What the learner has tried: one small JSON file beside the notebooks, or memory alone where it cannot be written."""

import contextlib
import json
import os
from collections import Counter, defaultdict
from pathlib import Path


class Progress:
    """Counts an exercise. The environment variable LSTM_PROGRESS names another file; "off" means memory alone."""

    def __init__(self, path=None):
        beside = Path("notebooks" if Path("notebooks").is_dir() else "").resolve()
        path = str(path or os.environ.get("LSTM_PROGRESS") or beside / ".progress.json")
        self._path, self._counts = None if path == "off" else Path(path), defaultdict(Counter)

    def read(self):
        """The counts by exercise, the larger ones of file and memory; what is damaged counts as empty."""
        with contextlib.suppress(OSError, ValueError, AttributeError, TypeError, OverflowError):
            for name, counts in json.loads(self._path.read_text(encoding="utf-8")).items():
                self._counts[name] |= Counter({key: int(count) for key, count in counts.items()})
        return self._counts

    def add(self, name, **counts):
        """Add to the counts of one exercise, and replace the file in one step."""
        self.read()[name] += Counter(counts)
        with contextlib.suppress(OSError, AttributeError):
            beside = self._path.with_name(f"{self._path.name}.{os.getpid()}")
            beside.write_text(json.dumps(self._counts, indent=1, sort_keys=True), encoding="utf-8")
            os.replace(beside, self._path)
