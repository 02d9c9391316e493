"""What an exercise is: one class a kind. A bank is a list of these; CONTRIBUTING.md says how to add one."""

import functools
import inspect
import pkgutil
import re
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from lstm_helpers.exercises.bank.any_differences import describe, layer_by_layer
from lstm_helpers.exercises.compare import Odd, brief
from lstm_helpers.maths.cells import sigmoid

DOCSTRING = re.compile(r'^ +r?"""(.|\n)*?"""\n', re.MULTILINE)


@dataclass(frozen=True, eq=False)
class Mistake:
    """What a learner may do, and the sentence that names it.

    ``what`` is, for a function, {old text: new text, …} to be edited in the solution, or the source of a whole other
    function; for the other kinds what ``look`` makes of such an answer, of a dictionary the entries that matter; for
    a probe a test(leaves, wanted leaves), which has to bear anything that a learner may return.
    """

    what: object
    message: str

    @property
    def label(self):
        """What it is called in a report: the beginning of the sentence."""
        return re.split("[;:.]", self.message)[0][:80]


@dataclass(frozen=True, kw_only=True, eq=False)
class Exercise:
    """What every kind has: where it stands, what it asks, what helps, what to say, and how an answer is judged.

    An answer runs on the ``cases``; ``look`` makes of what it returns what is compared, or raises `Odd`. All but a
    function is an answer as it stands, which is as good as a function that returns it.
    """

    name: str
    lesson: int
    minutes: int
    prompt: str
    # fmt: off
    solution: object                             # of a function its source, or "package.module:function"
    mistakes: tuple = ()
    hints: tuple
    fact: str                                    # one thing that was not needed to pass
    why: str                                     # stands under the worked solution
    questions: tuple                             # for instructors: what to ask a class
    cases: Callable = lambda rng: [()]           # rng -> list of argument tuples
    probes: tuple = ()                           # mistakes that no edit can express; asked last
    outputs: str = ""                            # the names of what is returned, in the order of dependence
    needs: str = ""                              # the imports of the solution, for a notebook that has np alone
    tolerance: float = 1e-8                      # relative to the largest entry of an output
    seconds: float = 2.0
    aside: tuple = ()                            # outputs that are told where others differ, and not judged
    # fmt: on

    def describe(self, name, got, want):
        """What to say of a leaf that differs and that no mistake explains."""
        return describe(name, got, want, self.tolerance)


@dataclass(frozen=True, kw_only=True, eq=False)
class Function(Exercise):
    """The learner writes a function. It has at least two ``cases``, of different sizes."""

    stub: str
    variants: tuple = ()  # sources of independently written right answers
    equivalents: dict = field(default_factory=dict)  # {a mutated line: why it is still right}
    look: Callable = lambda value: value  # what is returned -> what is compared

    @functools.cached_property
    def source(self):
        """The one clean solution, without a docstring."""
        source = self.solution if "\n" in self.solution else inspect.getsource(pkgutil.resolve_name(self.solution))
        return DOCSTRING.sub("", source.strip() + "\n", count=1)

    def build(self, source):
        """The function that ``source`` defines, where np, sigmoid and what the solution needs are known."""
        space = {"np": np, "sigmoid": sigmoid}
        exec(compile(f"{self.needs}\n{source}", f"<{self.name}>", "exec"), space)
        return space[self.name]

    def edited(self, *mistakes):
        """The solution's source with these mistakes made, one after the other as far as their places are there."""
        source = self.source
        for mistake in mistakes:  # a whole other function is an edit of everything
            edits = mistake.what if isinstance(mistake.what, dict) else {source: mistake.what}
            source = re.sub("|".join(map(re.escape, edits)), lambda place, new=edits: new[place[0]], source)
        return source


@dataclass(frozen=True, kw_only=True, eq=False)
class Model(Function):
    """The learner writes a function that builds a Keras model; ``look`` says what of it is compared."""

    seconds: float = 20.0
    aside: tuple = ("layers",)  # how it is built

    def describe(self, name, got, want):
        """The layer that differs, where the layers are told."""
        return layer_by_layer(got.item(), want.item()) if name == "`layers`" else super().describe(name, got, want)


@dataclass(frozen=True, kw_only=True, eq=False)
class Answer(Exercise):
    """An answer that stands as it is, or a dictionary of several."""

    options: dict = field(default_factory=dict)  # what an answer is made of: {"a": "what it says", …}
    tolerance: float = 0.01  # relative

    def look(self, answer):
        """The answer as it stands."""
        return answer

    def describe(self, name, got, want):
        """As little as does not give the answer away."""
        if not self.options and got.ndim == 0 and got.dtype.kind in "fiu" and np.isfinite(got):
            return f"{name} is too {'large' if got > want else 'small'}."
        among = "" if got.dtype == bool else f" among {', '.join(map(str, self.options))}"
        asked = f"look again{among}" if self.options else "it should be one finite number"
        return f"{name} is {brief(got.tolist())}; {asked}."


class Number(Answer):
    """A number, or a dictionary of several."""


class Choice(Answer):
    """A word out of ``options``, or a dictionary of several."""


class Ordering(Answer):
    """Lines to be put in order; each mistake is {"A before B": False}, a rule that does not hold."""

    def look(self, answer):
        """{"A before B": is it so, …}."""
        order = re.sub(r"\W", "", str(answer).upper())
        if sorted(order) != sorted(self.options):
            raise Odd(f'You gave {brief(answer)}; name each line once, in your order, as in "{"".join(self.options)}".')
        return {rule: order.find(rule[0]) < order.find(rule[-1]) for mistake in self.mistakes for rule in mistake.what}


@dataclass(frozen=True, kw_only=True, eq=False)
class FindBugs(Answer):
    """Code with defects: the answer is the set of their line numbers; each mistake is {line: True}, a sound one."""

    defects: tuple  # why each line of the solution is one, for instructors

    def look(self, answer):
        """{line: is it blamed, …}."""
        blamed = {int(n) for n in re.findall(r"\d+", str(answer))} & {*self.options}
        if not blamed:
            raise Odd(f"You gave {brief(answer)}; list the numbers of the lines, as in {{2, 5}}.")
        return {n: n in blamed for n in self.options}
