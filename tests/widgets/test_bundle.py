import posixpath
import re

import pytest

from lstm_helpers.figures.style import css_variables
from lstm_helpers.widgets import bundle

MODULES = sorted(path.relative_to(bundle.FOLDER).as_posix() for path in bundle.FOLDER.rglob("*.js"))


def code(text):
    return re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE)


VIEWS = [name for name in MODULES if "export default" in code((bundle.FOLDER / name).read_text(encoding="utf-8"))]


def test_there_is_a_view_to_test():
    assert "gate/view.js" in VIEWS


@pytest.mark.parametrize("name", VIEWS)
def test_a_bundle_is_one_module_without_imports_and_with_one_default_export(name):
    text = code(bundle.module(name))
    assert not re.search(r"^\s*import\s", text, re.MULTILINE)
    assert text.count("export default") == 1
    assert re.search(r"^export function mount\(", text, re.MULTILINE)


@pytest.mark.parametrize("name", VIEWS)
def test_every_file_stands_in_the_bundle_once_and_before_those_that_import_it(name):
    text = bundle.module(name)
    order = re.findall(r"^// --- (\S+)$", text, re.MULTILINE)
    assert len(order) == len(set(order))
    for importer in order:
        source = code((bundle.FOLDER / importer).read_text(encoding="utf-8"))
        for below in re.findall(r'from "(\.\.?/[\w./]+)"', source):
            below = posixpath.normpath(posixpath.join(posixpath.dirname(importer), below))
            assert order.index(below) < order.index(importer)


@pytest.mark.parametrize("name", VIEWS)
def test_no_two_files_of_a_bundle_declare_the_same_name(name):
    declaration = r"^(?:export )?(?:async )?(?:function|const|let|class) (\w+)"
    declared = re.findall(declaration, bundle.module(name), re.MULTILINE)
    assert sorted(declared) == sorted(set(declared))


@pytest.mark.parametrize("name", MODULES)
def test_no_module_writes_markup_or_asks_the_network(name):
    source = (bundle.FOLDER / name).read_text(encoding="utf-8")
    for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "fetch(", "XMLHttpRequest", "http:", "eval("):
        assert word not in source.replace("http://www.w3.org/2000/svg", "")


def test_the_mathematics_imports_nothing_and_knows_no_page():
    source = (bundle.FOLDER / "shared" / "lstm.js").read_text(encoding="utf-8")
    assert not re.search(r"\bimport\b|\bdocument\b|\bwindow\b", code(source))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_style_sheet_takes_its_colours_from_the_one_place_that_has_them(theme):
    sheet = bundle.stylesheet("gate/lab.css")
    rule = re.search(rf'\.lstm-lab\[data-theme="{theme}"\] \{{ (.*?) \}}', sheet)[1]
    assert dict(re.findall(r"(--[\w-]+): ([^;]+);", rule)) == css_variables(theme)
    used = set(re.findall(r"var\((--lstm-[\w-]+)\)", sheet))
    assert used <= set(css_variables(theme))
