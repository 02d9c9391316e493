"""The house itself: imports that only go down, notebooks in their form, nothing astray."""

import ast
import re
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

from lstm_helpers.publish import notebooks

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "lstm_helpers"
NOTEBOOKS = notebooks.find()
FLOOR1 = {"style": {"matplotlib"}, "figures": set(), "figure_output": {"matplotlib", "IPython"},
          "diagrams": {"matplotlib"}, "keras_quietly": {"keras"}, "keras_weights": set(), "keras_trace": set(),
          "keras_models": {"tensorflow"}}
FLOOR2 = ("widgets", "exercises", "pretrained")
FLOOR3 = ("publish",)
HEAVY = {"matplotlib", "keras", "tensorflow", "ipywidgets", "anywidget", "IPython", "torch"}
FLOOR0_MAY = {"numpy", "tqdm", "sklearn", "statsmodels"}
SETUP_LINES, P90, LONGEST = 6, 12, 25
WEASEL = re.compile(r"\b(simply|just|obviously|clearly|of course|trivial(?:ly)?)\b", re.IGNORECASE)
ROOT_ENTRIES = {
    "README.md", "requirements.txt", "notebooks", "lstm_helpers", "tests", "binder", "pyproject.toml", "Makefile",
    "CONTRIBUTING.md", "LICENSE", "benchmarks", "docs", "constraints.txt",
    ".ci", ".github", ".gitignore", ".pre-commit-config.yaml",
}


def tracked():
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [ROOT / name for name in names.split("\0") if name]


def floor(module):
    top = module.split(".")[1] if "." in module else ""
    return 3 if top in FLOOR3 else 2 if top in FLOOR2 else 1 if top in FLOOR1 else 0


def imports(path):
    """(line, module, at the top level) of every import in a file, relative names made absolute."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    top = {id(node) for node in tree.body}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name, id(node) in top) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno} imports by a relative name"
            whole = node.module == "lstm_helpers"
            names = [f"lstm_helpers.{alias.name}" for alias in node.names] if whole else [node.module]
            yield from ((node.lineno, name, id(node) in top) for name in names)


def module_name(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: module_name(path))
def test_imports_only_go_down(path):
    name, here = module_name(path), floor(module_name(path))
    for line, other, at_top in imports(path):
        if other.startswith("lstm_helpers"):
            # a floor may be reached from below inside a function that needs it once, as `check` does for Keras
            assert floor(other) <= here or not at_top, f"{path.name}:{line}: {name} imports {other}, a floor above"
        top = other.split(".")[0]
        if here == 0 and at_top:
            assert top not in HEAVY, f"{path.name}:{line}: {name} is on floor 0 and imports {top}"
            if top not in sys.stdlib_module_names | {"lstm_helpers"}:
                assert top in FLOOR0_MAY, f"{path.name}:{line}: {name} imports {top}"
        if here == 1:
            allowed = FLOOR1[name.split(".")[1]]
            assert top not in HEAVY or top in allowed, f"{path.name}:{line}: {name} imports {top}"


def test_importing_the_package_loads_nothing_heavy():
    code = ("import sys, lstm_helpers, lstm_helpers.sequence, lstm_helpers.backprop, lstm_helpers.claims;"
            f"print(sorted(set(sys.modules) & {HEAVY!r}))")
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.timing
def test_importing_the_package_takes_a_fifth_of_a_second_beyond_python():
    code = ("import time; start = time.process_time(); import numpy; import lstm_helpers;"
            "print(time.process_time() - start)")
    best = min(float(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout)
               for _ in range(5))
    assert best < 0.2 * 2, "twice the allowance, since the machine may be busy"


def test_the_map_names_every_module_of_floor_0():
    text = (PACKAGE / "__init__.py").read_text(encoding="utf-8")
    for path in PACKAGE.glob("*.py"):
        if path.stem != "__init__":
            assert re.search(rf"\b{path.stem}\b", text), f"{path.name} is not on the map"


def test_no_module_is_named_after_nothing():
    for path in PACKAGE.rglob("*.py"):
        assert not re.fullmatch(r"utils?|helpers?|common|misc|chapter\d*|lesson\d*", path.stem), path


def test_the_root_holds_only_what_it_needs():
    assert {path.relative_to(ROOT).parts[0] for path in tracked()} <= ROOT_ENTRIES


def test_no_file_is_large():
    for path in tracked():
        if path.exists():
            assert path.stat().st_size <= 700_000, f"{path} has {path.stat().st_size // 1000} kB"


# ---- the notebooks ---------------------------------------------------------------------------------------------

each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name[:2])


@each_notebook
def test_a_notebook_is_in_normal_form_and_its_exercises_equal_the_bank(path):
    assert notebooks.check(path) == []


@each_notebook
def test_a_notebook_begins_with_a_title_and_a_card(path):
    first = notebooks.read(path).cells[0]
    assert first.cell_type == "markdown"
    assert re.match(r"# [A-Z][^\n]+\n", first.source)
    for lead in ("You will", "Afterwards you can", "You need", "Time", "Machine"):
        assert f"**{lead}**" in first.source, f"the card says nothing about: {lead}"


@each_notebook
def test_the_set_up_is_one_cell_of_six_statements_without_tricks(path):
    first = next(cell for cell in notebooks.read(path).cells if cell.cell_type == "code")
    tree = ast.parse(first.source)
    assert len([line for line in first.source.splitlines() if line.strip()]) <= SETUP_LINES + 2
    assert all(isinstance(node, ast.Import | ast.ImportFrom | ast.Expr) for node in tree.body)
    assert not re.search(r"sys\.path|warnings|pip |%|urlopen|requests", first.source)


@each_notebook
def test_code_cells_are_short(path):
    lengths = sorted(len(cell.source.splitlines()) for cell in notebooks.read(path).cells if cell.cell_type == "code")
    assert 3 <= statistics.median(lengths) <= 5
    assert lengths[int(0.9 * (len(lengths) - 1))] <= P90
    assert lengths[-1] <= LONGEST


@each_notebook
def test_the_sections_that_close_a_lesson_are_there(path):
    text = "\n".join(cell.source for cell in notebooks.read(path).cells if cell.cell_type == "markdown")
    closing = ["## Claims", "## Recap", "## Try next", "## Further reading"]
    places = [text.find(heading) for heading in closing]
    assert -1 not in places, [heading for heading, place in zip(closing, places, strict=True) if place < 0]
    assert places == sorted(places)


@each_notebook
def test_words_that_talk_down_are_absent(path):
    for cell in notebooks.read(path).cells:
        if cell.cell_type == "markdown":
            assert WEASEL.findall(cell.source) == []


@each_notebook
def test_nothing_in_a_notebook_reaches_for_the_network_or_for_np_random_seed(path):
    for cell in notebooks.read(path).cells:
        if cell.cell_type == "code":
            assert not re.search(r"\b(urllib|requests|wget|curl|urlretrieve|get_file)\b", cell.source)
            if re.search(r"np\.random\.seed", cell.source):
                assert path.name[:2] in ("05", "06"), "only where a quoted source seeds NumPy's global generator"


@each_notebook
def test_pictures_have_a_text_alternative_or_axis_names(path):
    for n, cell in enumerate(notebooks.read(path).cells, 1):
        if cell.cell_type != "code":
            continue
        for output in cell.outputs:
            data = output.get("data", {})
            if "image/png" in data:
                words = data.get("text/plain", "")
                assert words, f"cell {n} draws a picture without words for it"
                assert not words.startswith("<Figure"), f"cell {n} draws a picture without words for it"


# ---- what is promised about delivery ---------------------------------------------------------------------------

def test_binder_installs_the_versions_of_the_lock():
    from lstm_helpers.publish import lock

    pinned, known = (text.splitlines()[1:] for text in
                     (lock.BINDER.read_text(), lock.for_processors(lock.LOCK.read_text())))
    assert set(pinned) - set(known) == set()                 # the same versions, for the same Pythons and systems
    binder = lock.pins("\n".join(pinned))
    wanted = {re.match(r"[\w.-]+", line)[0] for line in lock.learners((ROOT / "requirements.txt").read_text())}
    assert wanted <= set(binder)
    assert not {"nbval", "pytest", "playwright", "tensorflow"} & set(binder)


def test_binder_says_its_python_and_its_start_hands_over():
    assert (ROOT / "binder" / "runtime.txt").read_text().strip() == "python-3.12"
    assert (ROOT / "binder" / "start").read_text().rstrip().endswith('exec "$@"')
    for name in ("postBuild", "start"):
        assert (ROOT / "binder" / name).stat().st_mode & 0o111 or sys.platform == "win32"


def test_the_readme_lists_every_lesson_as_its_card_says():
    from lstm_helpers.publish import links

    readme = links.README.read_text(encoding="utf-8")
    assert links.written(readme, links.table(NOTEBOOKS, links.repository())) == readme, "run make links"


def test_a_set_address_gives_every_lesson_a_binder_link():
    from lstm_helpers.publish import links

    table = links.table(NOTEBOOKS, "https://github.com/you/inside-the-lstm")
    opened = table.count("https://mybinder.org/v2/gh/you/inside-the-lstm/main?urlpath=lab/tree/notebooks/")
    assert opened == len(NOTEBOOKS) + 1
    with pytest.raises(ValueError, match="Repository is 'ftp://x'"):
        links.table(NOTEBOOKS, "ftp://x")


def test_every_make_target_that_the_readme_names_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    for name in ("README.md", "CONTRIBUTING.md"):
        named = set(re.findall(r"(?:`|^)make ([a-z-]+)", (ROOT / name).read_text(), flags=re.MULTILINE))
        assert named, name
        assert named <= targets, name
