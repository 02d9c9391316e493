"""Begin a lesson: a notebook that passes every test of its form, an empty bank, a row in the list and in the map.

    python -m lstm_helpers.publish.skeleton 12_write_text "Write text"      (or: make lesson NAME=12_write_text)

The title is made from the name when it is left out. Nothing that is there already is overwritten.
"""

import re
import sys

import nbformat

from lstm_helpers import lessons
from lstm_helpers.publish import ROOT, notebooks
from lstm_helpers.publish.minutes import LOOKED_UP
from lstm_helpers.publish.normal_form import normal, text

LIST = ROOT / "lstm_helpers" / "lessons.py"
BANKS = ROOT / "lstm_helpers" / "exercises" / "bank"
MINUTES = 5

CARD = """# {title}

[← {before}]({before_file}) · [Map](00_start_here.ipynb#The-map)

| | |
|---|---|
| **You will** | say here in a sentence what the reader will do |
| **Afterwards you can** | three to five things · that could be tested · each with a verb |
| **You need** | lessons 00 to {last:02} |
| **Time** | {minutes} minutes |
| **Machine** | 5 seconds on two cores, under 300 MB |"""

SETUP = """import numpy as np

from lstm_helpers.claims import claim"""

SECTION = """## 1 · The first claim

Say why it matters. **Predict** something that the next cell measures: of a thousand throws of a fair coin, how many
are heads?"""

MEASURED = """rng = np.random.default_rng(0)
throws = rng.integers(0, 2, 1000)
heads = int(throws.sum())
print("measured:", heads)"""

EXPLANATION = """<details><summary><b>Explain.</b> What is there to see, and why?</summary>

Say what there is to see, and why it came out like that.

</details>"""

SECTION_2 = """## 2 · The second claim

**Predict.** And of ten thousand throws: is the share of heads nearer to one half?"""

MEASURED_2 = """share, more = heads / 1000, float(rng.integers(0, 2, 10_000).mean())
print(f"measured: {share:.3f} of a thousand, {more:.3f} of ten thousand")"""

CLAIMS = """claim("about half of the throws are heads", 450 < heads < 550)
claim("no throw is lost", len(throws) == 1000)
claim("heads and tails are all there is", set(throws) == {0, 1})
claim("ten thousand throws are within a fiftieth of one half", abs(more - 0.5) < 0.02)"""

CLOSING = (
    "## Recap\n\n- One line per claim, each checked against its measurement.",
    "## Try next\n\n- An open question.",
    "## Further reading\n\n- A source, and what to read it for.",
)


def notebook(number, title):
    """Return the skeleton of lesson ``number``, not executed."""
    before = lessons.LESSONS[-1]
    before_file = notebooks.find([f"{before.number:02}"])[0].name
    card = CARD.format(
        title=title,
        before=f"{before.number:02} {before.title}",
        before_file=before_file,
        last=number - 1,
        minutes=MINUTES,
    )
    made, code = nbformat.v4.new_markdown_cell, nbformat.v4.new_code_cell
    cells = [made(card), code(SETUP)]
    for section, measured in ((SECTION, MEASURED), (SECTION_2, MEASURED_2)):
        cells += [made(section), code(measured, metadata={"tags": ["predict"]}), made(EXPLANATION)]
    cells += [made("## Claims"), code(CLAIMS), *map(made, CLOSING)]
    return normal(nbformat.v4.new_notebook(cells=cells))


def begin(name, title=None):
    """Write the skeleton of the lesson called ``name``, such as ``12_write_text``; return what to do next.

    Raises
    ------
    ValueError
        The name is no number and words, or the number is not the next one.
    FileExistsError
        There is a notebook or a bank of that number.
    """
    match = re.fullmatch(r"(\d\d)_([a-z][a-z_]*[a-z])", name)
    if not match:
        raise ValueError(f"name is {name!r}: expected two digits and words, e.g. 12_write_text.")
    number, title = int(match[1]), title or match[2].replace("_", " ").capitalize()
    if number != (following := lessons.LESSONS[-1].number + 1):
        raise ValueError(f"name begins with {match[1]}: the next lesson is {following:02}.")
    page, bank = ROOT / "notebooks" / f"{name}.ipynb", BANKS / f"b{name}.py"
    for path in (page, bank):
        if path.exists():
            raise FileExistsError(f"{path.name} is there already.")
    page.write_text(text(notebook(number, title)), encoding="utf-8", newline="\n")
    bank.write_text(f'"""Exercises of lesson {number:02} ({title.lower()})."""\n\nEXERCISES = []\n', encoding="utf-8")
    row = f'    Lesson({number}, "{title}", {MINUTES}),\n)\n'
    listed = LIST.read_text(encoding="utf-8").removesuffix(")\n") + row
    LIST.write_text(listed, encoding="utf-8", newline="\n")
    _into_the_map(f"| {number:02} | [{title}]({name}.ipynb) | what you get out of it | {MINUTES} |")
    return f"Next: make notebooks ONLY={number:02}, then make links. Exercises go into {bank.name}."


def _into_the_map(row):
    """Put a row at the end of the map of lesson 00."""
    path = notebooks.find(["00"])[0]
    nb = notebooks.read(path)
    for cell in nb.cells:
        if cell.source.startswith(LOOKED_UP):
            rows = re.findall(r"^\|.*\|$", cell.source, flags=re.MULTILINE)
            cell.source = cell.source.replace(rows[-1], f"{rows[-1]}\n{row}")
    path.write_text(text(nb), encoding="utf-8", newline="\n")


def main(arguments=None):
    """Run the command; return 0, or 1 when nothing was written."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if len(arguments) not in (1, 2):
        print('say which lesson, e.g. 12_write_text "Write text"', file=sys.stderr)
        return 1
    try:
        print(begin(*arguments))
    except (ValueError, FileExistsError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
