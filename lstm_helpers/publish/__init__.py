"""Write what readers get: the notebooks in their normal form, and the pages and links made from them.

    notebooks      execute and write the notebooks; `normal_form` is the form, `exercise_cell` an exercise in it
    skeleton       begin a lesson
    minutes        how long a lesson takes, by one rule, into cards and map
    links          the README's table of lessons (from the cards) and the Binder links
    instructors    the edition with solutions and notes
    export         a lesson or a lab as an HTML page, with its style sheet
    slides         a lesson as slides
    pictures       the pictures of README and docs, drawn from the real labs
    lock           the pinned versions

Most are commands: ``python -m lstm_helpers.publish.notebooks``. They work on a checkout of the project, not on an
installed copy alone.
"""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
