"""What an exercise is: one class a kind. A bank is a list of these; the package's docstring says how to add one."""

import functools
import inspect
import pkgutil
import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from lstm_helpers.exercises.compare import Odd

record = functools.partial(dataclass, frozen=True, kw_only=True, eq=False)


class Mistake(NamedTuple):
    """What a learner may do, and the sentence that names it.

    ``what`` is, for a function, {old text: new text, …} to be edited in the solution, or the source of a whole other
    function; for a number or choice the answer itself (for a dictionary: the entries that matter).
    """

    what: dict | str | float
    message: str


@record
class Exercise:
    """What every kind has: where it stands, what it asks, what helps, what to say, and how an answer is judged.

    An answer runs on the ``cases``; ``look`` makes of what it returns what is compared, or raises `Odd`. All but a
    function is an answer as it stands, which is as good as a function without arguments.
    """

    name: str
    lesson: int
    minutes: int
    prompt: str
    hints: tuple
    fact: str                                    # one thing that was not needed to pass
    why: str                                     # stands under the worked solution
    questions: tuple                             # for instructors: what to ask a class
    cases: Callable = lambda rng: [()]           # rng -> list of argument tuples
    probes: tuple = ()                           # (test(leaves, wanted leaves), sentence): what no edit can express
    outputs: str = ""                            # the names of what is returned, in the order of dependence
    tolerance: float = 1e-8                      # relative to the largest entry of an output
    seconds: float = 2.0
    strict: bool = False                         # overflow and division by zero stop the function


@record
class Function(Exercise):
    """The learner writes a function (or one that builds a model: then ``look`` says what of it is compared).

    It has at least two ``cases``, of different sizes.
    """

    stub: str
    solution: str                                # its source, or "package.module:function"
    mistakes: tuple = ()
    names: dict = field(default_factory=dict)    # what the solution's source needs besides np
    variants: tuple = ()                         # sources of independently written right answers
    equivalents: dict = field(default_factory=dict)  # {a mutated line: why it is still right}
    look: Callable = lambda value: value         # what is returned -> what is compared
    float32: bool = True                         # the same answer in float32 passes too

    @functools.cached_property
    def _found(self):
        """(The source of the one clean solution, without a docstring; the names it sees)."""
        if not re.fullmatch(r"[\w.]+:\w+", self.solution):
            return textwrap.dedent(self.solution).strip() + "\n", {"np": np, **self.names}
        function = pkgutil.resolve_name(self.solution)
        source = re.sub(r'^ +r?"""(.|\n)*?"""\n', "", inspect.getsource(function), count=1, flags=re.M)
        return re.sub(rf"\b{function.__name__}\(", f"{self.name}(", source), function.__globals__

    @property
    def source(self):
        """The one clean solution."""
        return self._found[0]

    def build(self, source):
        """The function that ``source`` defines, in a name space of its own."""
        space = dict(self._found[1])
        exec(compile(textwrap.dedent(source), f"<{self.name}>", "exec"), space)
        return space[self.name]

    def edited(self, *mistakes):
        """The solution's source with these mistakes made, or None where their edits overlap."""
        whole = [mistake.what for mistake in mistakes if isinstance(mistake.what, str)]
        if whole:
            return whole[0] if len(mistakes) == 1 else None
        edits = [edit for mistake in mistakes for edit in mistake.what.items()]
        places = "|".join(re.escape(old) for old, _ in edits)
        source, count = re.subn(places, lambda place: dict(edits)[place[0]], self.source)
        return source if count == sum(self.source.count(old) for old, _ in edits) else None

    @property
    def arguments(self):
        """The names of the arguments."""
        return inspect.getfullargspec(self.build(self.source)).args


@record
class Model(Function):
    """The learner writes a function that builds a Keras model; ``look`` says what of it is compared."""

    seconds: float = 20.0
    float32: bool = False


@record
class Number(Exercise):
    """A number, a word out of ``options``, or a dictionary of several of them."""

    solution: float | str | dict
    mistakes: tuple = ()
    options: dict = field(default_factory=dict)  # {"a": "what it says", …}
    tolerance: float = 0.01                      # relative

    def look(self, answer):
        """The answer as it stands."""
        return answer


class Choice(Number):
    """A word out of ``options``, or a dictionary of several."""


@record
class Ordering(Exercise):
    """Lines to be put in order: right when every (earlier, later, sentence) of ``before`` holds."""

    lines: dict                                  # {"A": "a line of code", …}, as the learner sees them
    solution: str                                # one right order, e.g. "CABD"
    before: tuple

    @property
    def mistakes(self):
        """One for each rule that does not hold."""
        return tuple(Mistake({earlier + later: False}, message) for earlier, later, message in self.before)

    def look(self, answer):
        """{"FD": does F come before D, …}."""
        order = re.findall(r"\w", str(answer).upper())
        if sorted(order) != sorted(self.lines):
            raise Odd(f"You gave {answer!r:.80}; name each line once, in your order, as in "
                      f'"{"".join(sorted(self.lines))}".')
        return {a + b: order.index(a) < order.index(b) for a, b, _ in self.before}


@record
class FindBugs(Exercise):
    """Code with defects: the answer is the set of their line numbers."""

    code: str
    bugs: dict                                   # {line number: why it is a defect}
    sound: dict                                  # {line number: why it is all right}, all the other lines

    @property
    def solution(self):
        """The numbers of the defective lines."""
        return set(self.bugs)

    @property
    def mistakes(self):
        """One for each sound line that is blamed, and then one for each defect that is missed."""
        missed = f"Every line you named is a defect; there are {len(self.bugs)} of them."
        return tuple(Mistake({n: n in self.sound}, self.sound.get(n, missed)) for n in [*self.sound, *self.bugs])

    def look(self, answer):
        """{line number: is it blamed, …}."""
        blamed = {int(n) for n in re.findall(r"\d+", str(answer))} & {*self.sound, *self.bugs}
        if not blamed:
            raise Odd(f"You gave {answer!r:.80}; list the numbers of the lines, as in {{2, 5}}.")
        return {n: n in blamed for n in [*self.sound, *self.bugs]}
