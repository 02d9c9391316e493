"""Write the table of lessons into the README, with Binder links when the repository's address is known.

    python -m lstm_helpers.publish.links    rewrite what stands between the two marks of README.md, and the line of
                                            each notebook that leads to its neighbours, the map and the glossary

The address is said once, in pyproject.toml under ``[project.urls]``. The titles and minutes come from the cards of the
notebooks.
"""

import re
import sys
import tomllib

from lstm_helpers.publish import ROOT
from lstm_helpers.publish.normal_form import text
from lstm_helpers.publish.notebooks import find, read

README = ROOT / "README.md"
BEGIN, END = "<!-- lessons: written by make links -->", "<!-- end of lessons -->"


def card(path):
    """Return the (number, title, what you will do, minutes) that the first cell of a notebook states.

    Raises ``ValueError`` for a notebook whose first cell is no card.
    """
    first = read(path).cells[0].source
    title = re.match(r"# (.+)", first)
    row = {
        name: re.search(rf"\*\*{name}\*\* *\|? *(.+?) *\|?$", first, flags=re.MULTILINE)
        for name in ("You will", "Time")
    }
    if not title or not all(row.values()):
        raise ValueError(f"{path.name} begins without a card: a title, and rows that begin with You will and Time.")
    return path.name[:2], title[1], row["You will"][1], row["Time"][1].replace(" minutes", " min")


def repository():
    """Return the public address of the repository, or None as long as pyproject.toml names none."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return project.get("urls", {}).get("Repository")


def binder(address, notebook=None, branch="main"):
    """Return the link that opens a notebook, or lesson 00, on Binder.

    Raises ``ValueError`` for an address that Binder has no launcher for.

    Examples
    --------
    >>> binder("https://github.com/you/inside-the-lstm", "04_step_through_a_cell.ipynb")
    'https://mybinder.org/v2/gh/you/inside-the-lstm/main?urlpath=lab/tree/notebooks/04_step_through_a_cell.ipynb'
    """
    hosts = {"github.com": "gh", "gitlab.com": "gl"}
    match = re.fullmatch(r"https://([\w.]+)/([\w.-]+)/([\w.-]+?)(?:\.git)?/?", address)
    if not match or match[1] not in hosts:
        raise ValueError(f"Repository is {address!r}: expected https://github.com/you/name (or gitlab.com).")
    owner, name = (match[2], match[3]) if match[1] == "github.com" else (f"{match[2]}%2F{match[3]}", "")
    where = "/".join(part for part in (hosts[match[1]], owner, name, branch) if part)
    return f"https://mybinder.org/v2/{where}?urlpath=lab/tree/notebooks/{notebook or '00_start_here.ipynb'}"


def table(paths, address=None):
    """Return the lines between the marks: a badge if there is an address, and the table of lessons."""
    lines = []
    if address:
        lines += [f"[![Open lesson 00 on Binder](https://mybinder.org/badge_logo.svg)]({binder(address)})", ""]
    lines += [
        "| | Lesson | You will | Time |" + (" Online |" if address else ""),
        "|---|---|---|---|" + ("---|" if address else ""),
    ]
    for path in paths:
        number, title, will, time = card(path)
        online = f" [Binder]({binder(address, path.name)}) |" if address else ""
        lines.append(f"| {number} | [{title}](notebooks/{path.name}) | {will} | {time} |{online}")
    return "\n".join(lines)


def written(readme, lessons):
    """Return the README's text with ``lessons`` between its marks; raise ``ValueError`` when the marks are missing."""
    if readme.count(BEGIN) != 1 or readme.count(END) != 1:
        raise ValueError(f"README.md has to hold the lines {BEGIN} and {END} once each.")
    head, tail = readme.split(BEGIN)[0], readme.split(END)[1]
    return f"{head}{BEGIN}\n{lessons}\n{END}{tail}"


def neighbours(paths, n):
    """Return the line that leads from lesson ``n`` of ``paths`` to the one before, the map, the glossary, the next.

    Examples
    --------
    >>> neighbours(find(["00", "01"]), 1).split(" · ")[:2]
    ['[← 00 Start here](00_start_here.ipynb)', '[Map](00_start_here.ipynb#The-map)']
    """
    here = "" if n == 0 else paths[0].name
    parts = [f"[Map]({here}#The-map)", f"[Glossary]({here}#Glossary)"]
    if n > 0:
        parts.insert(0, f"[← {' '.join(card(paths[n - 1])[:2])}]({paths[n - 1].name})")
    if n + 1 < len(paths):
        parts.append(f"[{' '.join(card(paths[n + 1])[:2])} →]({paths[n + 1].name})")
    return " · ".join(parts)


def lead_on(paths):
    """Write the neighbours of each notebook into its first cell; return the paths of those that have changed."""
    changed = []
    for n, path in enumerate(paths):
        nb = read(path)
        first = nb.cells[0]
        first.source = re.sub(r"^\[.*#The-map\).*$", neighbours(paths, n), first.source, count=1, flags=re.MULTILINE)
        if (new := text(nb)) != path.read_text(encoding="utf-8"):
            path.write_text(new, encoding="utf-8", newline="\n")
            changed.append(path)
    return changed


def main():
    """Rewrite README.md and the lines between notebooks; return 1 when it cannot be done."""
    try:
        new = written(README.read_text(encoding="utf-8"), table(find(), repository()))
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    README.write_text(new, encoding="utf-8", newline="\n")
    for path in lead_on(find()):
        print(f"{path.name}: its neighbours")
    print("README.md: the table of lessons is up to date" + ("" if repository() else "; no address: no Binder links"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
