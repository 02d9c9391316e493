"""Real data, stored small: what each file is, who made it and under which licence stands in README.md beside it."""

from pathlib import Path

FOLDER = Path(__file__).parent
