"""Write what readers get: the notebooks in their normal form, and the pages and links made from them.

Each module but `normal_form` is a command: ``python -m lstm_helpers.publish.notebooks``. They work on a checkout of
the project, not on an installed copy alone.
"""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
