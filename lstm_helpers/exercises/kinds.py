"""What an exercise is: one class a kind. A bank is a list of these; the package's docstring says how to add one."""

import ast
import inspect
import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from itertools import groupby, pairwise
from typing import ClassVar, NamedTuple

import numpy as np


class Mistake(NamedTuple):
    """What a learner may do, and the sentence that names it.

    ``what`` is, for a function, {old text: new text, …} to be edited in the solution, or the source of a whole other
    function; for a number or choice the answer itself (for a dictionary: the entries that matter).
    """

    what: dict | str | float
    message: str


class Odd(Exception):  # noqa: N818, it is no error of the course's
    """What was returned is no such thing as was asked for; the text says so to the learner."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Exercise:
    """What every kind has: where it stands, what it asks, what helps, and what to say."""

    name: str
    lesson: int
    minutes: int
    prompt: str
    hints: tuple
    fact: str                                    # one thing that was not needed to pass
    why: str                                     # stands under the worked solution
    questions: tuple                             # for instructors: what to ask a class
    mistakes: tuple = ()
    kind: ClassVar[str] = ""

    def cell(self, solved=False):
        """The source of the notebook cell: the stub, or the worked solution, and the check."""
        return f"{self.solved if solved else self.stub.strip()}\n\ncheck.{self.name}({self.name})"

    def comment(self, *lines):
        """The prompt and more lines as comments, for the kinds whose stub is one assignment."""
        return "\n".join([textwrap.fill(self.prompt, 96, initial_indent="# ", subsequent_indent="# "),
                          *(f"#   {line}".rstrip() for line in lines), ""])


@dataclass(frozen=True, kw_only=True, eq=False)
class Function(Exercise):
    """The learner writes a function (or one that builds a model: then ``look`` says what of it is compared)."""

    stub: str
    solution: str                                # its source, or "package.module:function"
    cases: Callable                              # rng -> list of argument tuples: at least two, of different sizes
    names: dict = field(default_factory=dict)    # what the solution's source needs besides np
    outputs: str = ""                            # the names of what is returned, in the order of dependence
    variants: tuple = ()                         # sources of independently written right answers
    probes: tuple = ()                           # (test(got, want), sentence): what no edit can express
    equivalents: dict = field(default_factory=dict)  # {a mutated line: why it is still right}
    look: Callable | None = None                 # what is returned -> what is compared
    strict: bool = False                         # overflow and division by zero stop the function
    float32: bool = True                         # the same answer in float32 passes too
    tolerance: float = 1e-8                      # relative to the largest entry of an output
    seconds: float = 2.0
    kind: ClassVar[str] = "function"

    @cached_property
    def _found(self):
        """(The solution's source without its docstring, the names it sees)."""
        source, space = textwrap.dedent(self.solution).strip() + "\n", {"np": np, **self.names}
        if re.fullmatch(r"[\w.]+:\w+\n", source):
            module, function = source.strip().split(":")
            source, space = inspect.getsource(getattr(import_module(module), function)), vars(import_module(module))
            source = re.sub(rf"\b{function}\(", f"{self.name}(", source)
        return re.sub(r'^ +r?"""(.|\n)*?"""\n', "", source, count=1, flags=re.M), space

    @property
    def source(self):
        """The one clean solution."""
        return self._found[0]

    @property
    def solved(self):
        """The solution, with the imports that it needs and the stub's docstring."""
        docstring, space = re.search(r'^ +"""(.|\n)*?"""\n', self.stub, flags=re.M)[0], self._found[1]
        used = {node.id for node in ast.walk(ast.parse(self.source)) if isinstance(node, ast.Name)} & {*space} - {"np"}
        origins = sorted((getattr(space[name], "__module__", None) or space["__name__"], name) for name in used)
        lines = [f"from {module} import {', '.join(name for _, name in group)}"
                 for module, group in groupby(origins, key=lambda origin: origin[0])]
        body = re.sub(r"\):\n", lambda end: end[0] + docstring, self.source, count=1).strip()
        return "\n".join([*lines, "", body] if lines else [body])

    def build(self, source):
        """The function that ``source`` defines, in a name space of its own."""
        space = dict(self._found[1])
        exec(compile(textwrap.dedent(source), f"<{self.name}>", "exec"), space)
        return space[self.name]

    def edited(self, *mistakes):
        """The solution's source with these mistakes made, or None where their edits overlap."""
        spans = []
        for mistake in mistakes:
            if isinstance(mistake.what, str):
                return textwrap.dedent(mistake.what) if len(mistakes) == 1 else None
            for old, new in mistake.what.items():
                found = [(*match.span(), new) for match in re.finditer(re.escape(old), self.source)]
                if not found:
                    raise ValueError(f"{self.name}: {old!r} is not in the solution.")
                spans += found
        spans.sort()
        if any(a[1] > b[0] for a, b in pairwise(spans)):
            return None
        source = self.source
        for start, end, new in reversed(spans):
            source = source[:start] + new + source[end:]
        return source

    @property
    def arguments(self):
        """The names of the arguments."""
        return [argument.arg for argument in ast.parse(self.source).body[0].args.args]


@dataclass(frozen=True, kw_only=True, eq=False)
class Model(Function):
    """The learner writes a function that builds a Keras model; ``look`` says what of it is compared."""

    seconds: float = 20.0
    float32: bool = False
    kind: ClassVar[str] = "model"


@dataclass(frozen=True, kw_only=True, eq=False)
class Number(Exercise):
    """A number, a word out of ``options``, or a dictionary of several of them."""

    solution: float | str | dict
    options: dict = field(default_factory=dict)  # {"a": "what it says", …}
    tolerance: float = 0.01                      # relative
    kind: ClassVar[str] = "number"

    @property
    def stub(self):
        """The question as comments, and an assignment to fill."""
        blank = "{" + ", ".join(f'"{key}": ...' for key in self.solution) + "}"
        return (self.comment(*(f'"{key}"  {text}' for key, text in self.options.items()))
                + f"{self.name} = {blank if isinstance(self.solution, dict) else '...'}")

    @property
    def solved(self):
        """The question and its answer."""
        return self.stub[:self.stub.rindex(f"{self.name} = ")] + f"{self.name} = {self.solution!r}".replace("'", '"')


@dataclass(frozen=True, kw_only=True, eq=False)
class Choice(Number):
    """A word out of ``options``."""

    kind: ClassVar[str] = "choice"


@dataclass(frozen=True, kw_only=True, eq=False)
class Ordering(Exercise):
    """Lines to be put in order: right when every (earlier, later, sentence) of ``before`` holds."""

    lines: dict                                  # {"A": "a line of code", …}, as the learner sees them
    solution: str                                # one right order, e.g. "CABD"
    before: tuple
    kind: ClassVar[str] = "ordering"

    @property
    def stub(self):
        """The lines as comments, and an assignment to fill."""
        return self.comment(*(f"{key}  {line}" for key, line in self.lines.items())) + f"{self.name} = ..."

    @property
    def solved(self):
        """The lines and a right order."""
        return self.stub.removesuffix("...") + f'"{self.solution}"'


@dataclass(frozen=True, kw_only=True, eq=False)
class FindBugs(Exercise):
    """Code with defects: the answer is the set of their line numbers."""

    code: str
    bugs: dict                                   # {line number: why it is a defect}
    sound: dict                                  # {line number: why a suspicious line is all right}
    kind: ClassVar[str] = "find the bugs"

    @property
    def stub(self):
        """The numbered code as comments, and an assignment to fill."""
        lines = textwrap.dedent(self.code).strip().splitlines()
        return self.comment(*(f"{n:2}  {line}" for n, line in enumerate(lines, 1))) + f"{self.name} = ..."

    @property
    def solution(self):
        """The numbers of the defective lines."""
        return set(self.bugs)

    @property
    def solved(self):
        """The code and the numbers of its defects."""
        return self.stub.removesuffix("...") + repr(self.solution)
