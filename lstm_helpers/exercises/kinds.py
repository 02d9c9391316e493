"""What an exercise is: one class a kind. A bank is a list of these; the package's docstring says how to add one."""

import functools
import inspect
import pkgutil
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from lstm_helpers.cells import sigmoid
from lstm_helpers.exercises.compare import Odd

DOCSTRING = re.compile(r'^ +r?"""(.|\n)*?"""\n', re.MULTILINE)
record = functools.partial(dataclass, frozen=True, kw_only=True, eq=False)


@dataclass(frozen=True, eq=False)
class Mistake:
    """What a learner may do, and the sentence that names it.

    ``what`` is, for a function, {old text: new text, …} to be edited in the solution, or the source of a whole other
    function; for the other kinds what ``look`` makes of such an answer, of a dictionary the entries that matter; for
    a probe a test(leaves, wanted leaves).
    """

    what: Any
    message: str


@record
class Exercise:
    """What every kind has: where it stands, what it asks, what helps, what to say, and how an answer is judged.

    An answer runs on the ``cases``; ``look`` makes of what it returns what is compared, or raises `Odd`. All but a
    function is an answer as it stands, which is as good as a function that returns it.
    """

    name: str
    lesson: int
    minutes: int
    prompt: str
    solution: Any                                # of a function its source, or "package.module:function"
    mistakes: tuple = ()
    hints: tuple
    fact: str                                    # one thing that was not needed to pass
    why: str                                     # stands under the worked solution
    questions: tuple                             # for instructors: what to ask a class
    cases: Callable = lambda rng: [()]           # rng -> list of argument tuples
    probes: tuple = ()                           # mistakes that no edit can express; asked last
    outputs: str = ""                            # the names of what is returned, in the order of dependence
    tolerance: float = 1e-8                      # relative to the largest entry of an output
    seconds: float = 2.0
    strict: bool = False                         # overflow and division by zero stop the function


@record
class Function(Exercise):
    """The learner writes a function. It has at least two ``cases``, of different sizes."""

    stub: str
    needs: str = ""                              # the imports of the solution, for a notebook that has np alone
    variants: tuple = ()                         # sources of independently written right answers
    equivalents: dict = field(default_factory=dict)  # {a mutated line: why it is still right}
    look: Callable = lambda value: value         # what is returned -> what is compared
    float32: bool = True                         # the same answer in float32 passes too

    @functools.cached_property
    def source(self):
        """The one clean solution, without a docstring."""
        own = "\n" not in self.solution
        source = inspect.getsource(pkgutil.resolve_name(self.solution)) if own else self.solution
        return DOCSTRING.sub("", source.strip() + "\n", count=1)

    def build(self, source):
        """The function that ``source`` defines, where np, sigmoid and what the solution needs are known."""
        space = {"np": np, "sigmoid": sigmoid}
        exec(compile(f"{self.needs}\n{source}", f"<{self.name}>", "exec"), space)
        return space[self.name]

    def edited(self, *mistakes):
        """The solution's source with these mistakes made, or None where their edits overlap."""
        edits = []                               # a whole other function is an edit of everything
        for mistake in mistakes:
            edits += ({self.source: mistake.what} if isinstance(mistake.what, str) else mistake.what).items()
        places = "|".join(re.escape(old) for old, _ in edits)
        source, count = re.subn(places, lambda place: dict(edits)[place[0]], self.source)
        return source if count == sum(self.source.count(old) for old, _ in edits) else None


@record
class Model(Function):
    """The learner writes a function that builds a Keras model; ``look`` says what of it is compared."""

    seconds: float = 20.0
    float32: bool = False


@record
class Answer(Exercise):
    """An answer that stands as it is, or a dictionary of several."""

    options: dict = field(default_factory=dict)  # what an answer is made of: {"a": "what it says", …}
    tolerance: float = 0.01                      # relative
    mark = '"{}"'                                # how an option's name is shown

    def look(self, answer):
        """The answer as it stands."""
        return answer


class Number(Answer):
    """A number, or a dictionary of several."""


class Choice(Answer):
    """A word out of ``options``, or a dictionary of several."""


class Ordering(Answer):
    """Lines to be put in order; each mistake is {"A before B": False}, a rule that does not hold."""

    mark = "{}"

    def look(self, answer):
        """{"A before B": is it so, …}."""
        order = "".join(re.findall(r"\w", str(answer).upper()))
        if sorted(order) != sorted(self.options):
            raise Odd(f"You gave {answer!r:.80}; name each line once, in your order, as in "
                      f'"{"".join(sorted(self.options))}".')
        rules = [rule for mistake in self.mistakes for rule in mistake.what]
        return {rule: order.index(rule[0]) < order.index(rule[-1]) for rule in rules}


@record
class FindBugs(Answer):
    """Code with defects: the answer is the set of their line numbers; each mistake is {line: True}, a sound one."""

    defects: tuple                               # why each line of the solution is one, for instructors
    mark = "{:2}"

    def look(self, answer):
        """{line: is it blamed, …}."""
        blamed = {int(n) for n in re.findall(r"\d+", str(answer))} & {*self.options}
        if not blamed:
            raise Odd(f"You gave {answer!r:.80}; list the numbers of the lines, as in {{2, 5}}.")
        return {n: n in blamed for n in self.options}
