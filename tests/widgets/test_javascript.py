"""JavaScript in pieces that can be read: the checkers of `make lint` say the rest."""

import pytest

from lstm_helpers.widgets import bundle
from tests.support.javascript import functions

LONGEST = 60
SOURCES = sorted(path.relative_to(bundle.FOLDER).as_posix() for path in bundle.FOLDER.rglob("*.js"))
LONG = "const a = (b) => {\n" + "  b();\n" * LONGEST + "};\n"
NESTED = "export function a() {\n  const b = () => {\n    c();\n  };\n  if (b) {\n    b();\n  }\n}\n"


@pytest.mark.parametrize("name", SOURCES)
def test_no_function_is_longer_than_a_screen(name):
    text = (bundle.FOLDER / name).read_text(encoding="utf-8")
    too_long = [(start, lines) for start, lines in functions(text) if lines > LONGEST]
    assert too_long == []
    assert max(map(len, text.splitlines())) <= 120


def test_long_functions_would_be_found_and_nested_ones_are_counted_each():
    assert functions(LONG) == [("const a = (b) => {", LONGEST + 2)]
    assert functions(NESTED) == [("export function a() {", 8), ("const b = () => {", 3)]


def test_most_functions_are_seen():
    seen = [one for name in SOURCES for one in functions((bundle.FOLDER / name).read_text(encoding="utf-8"))]
    assert len(seen) > 200
    print(f"{len(seen)} functions, the longest of {max(lines for _, lines in seen)} lines")


@pytest.mark.parametrize("name", SOURCES)
def test_every_file_asks_for_its_types_to_be_checked(name):
    assert (bundle.FOLDER / name).read_text(encoding="utf-8").startswith("// @ts-check\n")
