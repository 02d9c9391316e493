"""Make one page for a teacher out of what the learners of a class saved with `check.report(save_as=...)`.

    python -m lstm_helpers.publish.class_report FOLDER [PAGE]     or: make report FOLDER=...

Every ``*.json`` of the folder is read: a saved report, or a progress file as it lies beside the notebooks. The page
says which exercises were hard, which mistakes were common and which answers nobody named. Learners are counted and not
told apart, but for those who gave their name, and of those it says how many exercises they passed. Nothing is sent.
"""

import argparse
import html
import json
import sys
from collections import Counter
from pathlib import Path

from lstm_helpers.arrays import as_path
from lstm_helpers.exercises.bank import bank
from lstm_helpers.exercises.progress import NAMED, stored

STYLE = (
    ":root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:60em;margin:2em auto;padding:1em}"
    "table{border-collapse:collapse}td,th{padding:.2em .8em;text-align:left;border-bottom:1px solid #8888}"
    "td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}"
)
HARD, COMMON = 15, 25  # rows


def gather(folder):
    """Return ``[(name or "", {exercise: counts}), …]`` of the reports in a folder, and the names of files not readable.

    Raises ``ValueError`` where there is no such folder.
    """
    folder = as_path("folder", folder, "'reports'")
    if not folder.is_dir():
        raise ValueError(f"folder is {str(folder)!r}: there is no such folder.")
    learners, damaged = [], []
    for path in sorted([*folder.glob("*.json"), *folder.glob(".*.json")]):
        counts = stored(path, "exercises")
        counts = stored(path) if counts is None else counts
        known = {name: count for name, count in (counts or {}).items() if name in bank()}
        if known:
            learners.append((_name(path), known))
        else:
            damaged.append(path.name)
    return learners, damaged


def _name(path):
    page = json.loads(path.read_bytes().decode("utf-8-sig"))
    name = page.get("name", "")
    return " ".join(name.split())[:60] if isinstance(name, str) else ""


def page(learners, damaged=()):
    """Return the teacher's page as HTML, from what `gather` found."""
    total = {name: [counts[name] for _, counts in learners if counts.get(name, {}).get("tries")] for name in bank()}
    tried = {name: tries for name, tries in total.items() if tries}
    hard = sorted(tried.items(), key=lambda item: (_passed(item[1]) / len(item[1]), -_tries(item[1])))
    common, nameless = Counter(), Counter()
    for name, counts in tried.items():
        for count in counts:
            common.update({(name, key.removeprefix(NAMED)): 1 for key in count if key.startswith(NAMED)})
        nameless[name] = sum(count["unnamed"] for count in counts)
    here = [(name, sum(bool(c["passed"]) for c in counts.values())) for name, counts in learners if name]
    parts = [
        ("Which exercises were hard", ("exercise", "lesson", "tried it", "passed", "tries each"), [
            (name, f"{bank()[name].lesson:02}", len(counts), _passed(counts), f"{_tries(counts) / len(counts):.1f}")
            for name, counts in hard[:HARD]
        ]),
        ("Which mistakes were common", ("exercise", "mistake", "learners"), [
            (*key, count) for key, count in common.most_common(COMMON)
        ]),
        ("Which answers nobody named", ("exercise", "answers"), [
            (name, count) for name, count in nameless.most_common() if count
        ]),
        ("Who gave a name", ("name", "exercises passed"), sorted(here)),
    ]  # fmt: skip
    body = "".join(f"<h2>{title}</h2>{_table(head, rows)}" for title, head, rows in parts)
    left = f"<p>Not readable: {html.escape(', '.join(damaged))}.</p>" if damaged else ""
    number = f"{len(learners)} learner{'s' * (len(learners) != 1)}, {len(tried)} of {len(bank())} exercises tried."
    head = f'<meta charset="utf-8"><title>A class and its exercises</title><style>{STYLE}</style>'
    return (
        f'<!doctype html><html lang="en"><head>{head}</head><body><h1>A class and its exercises</h1>'
        f"<p>{number}</p>{left}{body}</body></html>\n"
    )


def _passed(counts):
    return sum(bool(count["passed"]) for count in counts)


def _tries(counts):
    return sum(count["tries"] for count in counts)


def _table(head, rows):
    """A table of a heading and rows; numbers stand to the right."""
    if not rows:
        return "<p>None.</p>"
    numbers = [not isinstance(cell, str) or cell.replace(".", "").isdigit() for cell in rows[0]]
    classes = [' class="n"' if number else "" for number in numbers]
    lines = [_row("th", head, classes), *(_row("td", row, classes) for row in rows)]
    return f"<table>{''.join(lines)}</table>"


def _row(tag, cells, classes):
    texts = [f"<{tag}{kind}>{html.escape(str(cell))}</{tag}>" for kind, cell in zip(classes, cells, strict=True)]
    return f"<tr>{''.join(texts)}</tr>"


def main(arguments=None):
    """Write the page of a folder, and say how many reports it holds."""
    parser = argparse.ArgumentParser(prog="python -m lstm_helpers.publish.class_report", description=__doc__)
    parser.add_argument("folder")
    parser.add_argument("page", nargs="?", default="class_report.html")
    chosen = parser.parse_args(arguments)
    try:
        learners, damaged = gather(chosen.folder)
    except ValueError as error:
        sys.exit(str(error))
    Path(chosen.page).write_text(page(learners, damaged), encoding="utf-8")
    print(f"{len(learners)} reports, {len(damaged)} not readable: {chosen.page}")


if __name__ == "__main__":
    main()
