"""What the lessons say of one another: links that lead somewhere, the glossary, the minutes on card and map."""

import re

import pytest

from lstm_helpers.exercises.bank import bank
from lstm_helpers.lessons import LESSONS
from lstm_helpers.publish import links, minutes, notebooks

ROOT = notebooks.ROOT
NOTEBOOKS = notebooks.find()


def anchors(text):
    """What a notebook's headings are linked by, as JupyterLab spells them: capitals kept, hyphens for blanks."""
    found = set(re.findall(r'id="([^"]+)"', text))
    for heading in re.findall(r"^#+ (.+)$", text, flags=re.MULTILINE):
        found.add(re.sub(r"[*`$]|\[([^\]]*)\]\([^)]*\)", r"\1", heading).strip().replace(" ", "-"))
    return found


def link_problems(path, text, others):
    for target in re.findall(r"\]\(([^)\s]+)\)|(?:src|srcset)=\"([^\"]+)\"", text):
        target = "".join(target)
        if re.match(r"https?:|mailto:|data:|attachment:", target):
            continue
        name, _, anchor = target.partition("#")
        goal = (path.parent / name).resolve() if name else path
        if not goal.exists():
            yield f"{target}: there is no such file"
        elif anchor and goal.suffix == ".ipynb" and anchor not in anchors(others(goal)):
            yield f"{target}: there is no such heading"


def words_of(path):
    if path.suffix != ".ipynb":
        return path.read_text(encoding="utf-8")
    return "\n".join(cell.source for cell in notebooks.read(path).cells if cell.cell_type == "markdown")


@pytest.mark.parametrize("path", [*NOTEBOOKS, *ROOT.glob("*.md"), *ROOT.glob("docs/*.md")], ids=lambda path: path.stem)
def test_every_link_leads_somewhere(path):
    assert list(link_problems(path, words_of(path), words_of)) == []


def test_a_link_to_a_heading_keeps_its_capitals(tmp_path):
    page = tmp_path / "page.ipynb"
    page.touch()
    text = "# Start here\n## The map\n[map](#The-map) [lost](#the-map)"
    assert list(link_problems(page, text, lambda _: text)) == ["#the-map: there is no such heading"]


def glossary():
    """(Terms, numbers of the lessons that explain them) of every row of the glossary in 00."""
    start = words_of(NOTEBOOKS[0])
    for row in re.findall(r"^\| \*\*.+$", start[start.index("## Glossary") :], flags=re.MULTILINE):
        term, _, _, where = row.strip("|").split("|")
        yield term.strip(" *").split(", "), re.findall(r"\[(\d\d)\]", where) or ["00"]


def test_every_term_of_the_glossary_is_said_in_the_lessons_it_names_and_in_bold_in_the_first():
    pages = {path.name[:2]: words_of(path).split("## Glossary")[0] for path in NOTEBOOKS}
    for terms, lessons in glossary():
        for term in terms:
            words = re.escape(term.removesuffix("s")).split("\\ ")
            bold, said = rf"\*\*[^*\n]*{words[0]}", r"\W+".join(words)  # **validation** set
            assert re.search(bold, pages[lessons[0]], re.IGNORECASE), (term, lessons[0])
            assert all(re.search(said, pages[lesson], re.IGNORECASE) for lesson in lessons), (term, lessons)


def test_the_glossary_is_in_the_order_of_the_alphabet():
    terms = [terms[0].lower() for terms, _ in glossary()]
    assert terms == sorted(terms)
    assert len(terms) > 40


def test_the_list_of_lessons_is_that_of_the_notebooks():
    assert [(f"{number:02}", title) for number, title, _ in LESSONS] == [links.card(path)[:2] for path in NOTEBOOKS]


@pytest.mark.parametrize("n", range(len(NOTEBOOKS)), ids=lambda n: NOTEBOOKS[n].name[:2])
def test_each_lesson_leads_to_the_one_before_the_map_the_glossary_and_the_next(n):
    assert links.neighbours(NOTEBOOKS, n) in notebooks.read(NOTEBOOKS[n]).cells[0].source.splitlines()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name[:2])
def test_card_and_map_say_the_minutes_of_the_list_and_these_follow_the_rule(path):
    number, *_, time = links.card(path)
    said = next(lesson.minutes for lesson in LESSONS if lesson.number == int(number))
    assert time.split()[0] == str(said), "run make links"
    assert re.search(rf"^\| {number} \|.*\| {said} \|$", words_of(NOTEBOOKS[0]), re.MULTILINE), "run make links"
    assert said == minutes.rounded(minutes.by_the_rule(notebooks.read(path), bank())), "see publish.minutes"
