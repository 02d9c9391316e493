"""What an exception says, in plain words, whichever exercise it stops.

A sentence has to be true of every error that its line lets through: what is not known is not said. The first line that
fits speaks.
"""

import re
import traceback

import numpy as np

from lstm_helpers.exercises.compare import brief, quoted
from lstm_helpers.exercises.observe import arguments, inputs, observe, same, wanted
from lstm_helpers.exercises.panels import code
from lstm_helpers.exercises.sandbox import guarded

MOST = 1000  # letters of a message that are read: some patterns look for two parts of it, from every letter on
NUMPYS = "for a whole array, use NumPy's functions, `np.` instead of `math.`, and no `float()` or `int()`"
ERRORS = (  # (error, what its text holds, the same in plain words)
    (KeyboardInterrupt, "", "It ran for more than {seconds:g} seconds, or was interrupted; look for an endless loop"),
    (SystemExit, "", "It asked Python to exit; a function hands its result back with `return`"),
    (RecursionError, "", "It calls itself again and again, without an end"),
    (MemoryError, "", "It asked for more memory than there is; look at the sizes of the arrays that it makes"),
    (Exception, "'ellipsis'|type ellipsis", "A `...` is still in the way: one of the lines waits to be filled"),
    (TypeError, r"bitwise_xor|for \^=?:", "`^` compares bits in Python; a power is written `**`"),
    (
        TypeError,
        r"'(\S*)' object is not callable",
        "Something that is no function, of type {1}, has a bracket right behind it, which calls it; if a product is "
        "meant, put a `*` in between",
    ),
    (TypeError, "only (?:length-1|size-1|0-dim)|to (?:Python )?scalar", "One number is wanted where an array came; "
     + NUMPYS),
    (TypeError, r"required positional argument|takes \d.* positional|unexpected keyword|multiple values",
     "A function is called with other arguments than it has"),
    (TypeError, "unsupported operand type.*'list'|multiply sequence|concatenate list|'list' and",
     "A Python list does not compute entry by entry; make an array of it with `np.array`"),
    (TypeError, "NoneType", "Something is None there: a function without `return`, or a value that was not set"),
    (TypeError, r"for @=?: '(?:int|float|bool)' and '(?:int|float|bool)'", "`@` multiplies matrices, and two numbers "
     "came; between numbers write `*`"),
    (TypeError, "list indices|tuple indices|indices must be", "A list or tuple takes a single whole number or a slice "
     "as an index; an array takes more"),
    (TypeError, "only integer scalar arrays", "A whole array or list stands where one whole number is wanted: as an "
     "end of a slice, in `range`, or as an index into a list"),
    (TypeError, "Cannot cast ufunc", "A result with a fraction does not fit into an array of whole numbers; make that "
     "array of floats"),
    (TypeError, "not subscriptable", "A square bracket stands behind something that has no entries"),
    (TypeError, "not iterable|cannot unpack non-iterable", "A single value stands where several are taken one by one"),
    (TypeError, "interpreted as an integer", "A whole number is wanted there, and a number with a fraction came"),
    (
        ValueError,
        "truth value of an array",
        "`if`, `and`, `or` and `not` want one yes or no, and a whole array of them came; entry by entry there are "
        "`np.where`, `&`, `|` and `~`, with brackets round each comparison",
    ),
    (
        ValueError,
        r"matmul: .*size (\d+) is different from (\d+)|shapes .* not aligned: (\d+) .* != (\d+)",
        "`a @ b` needs sizes (…, n) and (n, …), and the two n are not equal; if entry by entry is meant, write `*`",
    ),
    (ValueError, "matmul: .*(?:enough dimensions|scalar)", "`@` multiplies matrices, and one of the two has no axis; "
     "for a number write `*`"),
    (
        ValueError,
        r"could not be broadcast together with shapes (?:\(0,\) \(\d+,\)|\(\d+,\) \(0,\))",
        "One side is empty, and entry by entry, as `+` adds also where a list meets an array, it fits nothing longer; "
        "to put one behind the other there are `.extend` for lists and np.concatenate for arrays",
    ),
    (
        ValueError,
        r"could not be broadcast together with shapes (\(.*?\)) (\(.*?\))",
        "Entry by entry, as with `+` and `*`, shapes have to fit, and {1} and {2} do not: look at the order of the "
        "axes, or whether a matrix product `@` is meant, or a sum needs keepdims=True",
    ),
    (ValueError, r"^(\w+) reads (\d) axes, (\(.*?\)), and got (\d)",
     "`{1}` reads {2} axes, {3}, and an array with {4} came"),
    (ValueError, r"broadcast (?:input array )?from shape (\(.*?\)) into shape (\(.*?\))",
     "An array of shape {1} does not fit into a place of shape {2}"),
    (ValueError, "equal division", "An axis cannot be cut into so many equal parts; np.split takes axis 0 unless it "
     "is told another"),
    (ValueError, "`indices` and `arr`", "np.take_along_axis wants indices with as many axes as the array has; "
     "`[..., None]` gives them one more"),
    (ValueError, "concatenation axis|same shape|same number of dimensions|must match exactly",
     "Arrays that are joined need equal shapes, but for the axis along which they are joined; np.concatenate takes "
     "axis 0 unless it is told another"),
    (ValueError, "inhomogeneous|setting an array element", "Rows of different lengths do not make an array"),
    (ValueError, "cannot reshape", "An array can be reshaped only to a shape that holds as many numbers"),
    (ValueError, "unpack|values to", "There are more or fewer values than names to take them"),
    (ValueError, "object too deep", "An array with several axes stands where a single row is wanted, as by "
     "np.searchsorted, np.bincount and np.interp; go row by row"),
    (ValueError, "not in (?:the )?list", "A list is asked where it holds something that it does not hold; "
     "ask with `in` first"),
    (ValueError, "zero-size|at least one array|empty", "There is nothing to choose from or to join: an array or list "
     "is empty there"),
    (ValueError, "expected ndim|incompatible with the layer", "A layer gets another number of axes than it reads; one "
     "that reads sequences needs the state of every step, return_sequences=True, from the layer below it"),
    (ValueError, "math domain", "A function of `math` was given a number for which it has no value"),
    (UnboundLocalError, "", "A name is used before it has a value in the function"),
    (NameError, "name '(.*?)'", "The name `{1}` is not known there"),
    (Exception, r"axis (-?\d+) is out of bounds", "There is no axis {1}: the array has fewer axes"),
    (IndexError, "too many indices", "An array is asked for more axes than it has"),
    (IndexError, "only integers|arrays used as ind|boolean", "An index is neither a whole number nor a slice, or does "
     "not fit the array"),
    (IndexError, "out of (?:bounds|range)", "An index points past the end"),
    (AttributeError, "'(list|tuple|float|int)' object has no attribute '(.*?)'",
     "A {1} has no `{2}`; arrays may have one: np.array makes one"),
    (AttributeError, "module '(.*?)' has no attribute '(.*?)'", "There is no `{2}` in {1}"),
    (AttributeError, "has no attribute '(.*?)'", "There is no `.{1}` on what stands before the point"),
    (KeyError, "", "A dictionary is asked for a key that it does not have"),
    (ImportError, "", "Something is imported that is not there"),
    (FloatingPointError, "overflow", "A number became too large for a float (overflow)"),
    (FloatingPointError, r"zero encountered in (log\w*)", "`np.{1}` was asked for a logarithm that is minus "
     "infinity, as that of 0 is; NumPy goes on with -inf and a warning, and the check stops"),
    (FloatingPointError, "zero encountered in power", "A negative power of 0 was taken, which is infinite"),
    (FloatingPointError, r"zero encountered in (arc\w*)", "`np.{1}` was asked for a value that is infinite, at "
     "the end of its range"),
    (ZeroDivisionError, "negative power", "A negative power of 0 was taken, which is infinite"),
    (ArithmeticError, "divi[ds]|modulo|reciprocal", "Something was divided by zero"),
    (OverflowError, "", "A number became too large (overflow)"),
    (BaseException, "", "It stopped with {kind}"),
)  # fmt: skip


def in_plain_words(error, seconds):
    """An exception as a sentence without its full stop; ``seconds`` is how long a function may take."""
    text = guarded(lambda: str.__str__(str(error))[:MOST], "")  # it may be of a learner's own making
    for kind, pattern, words in ERRORS:
        if isinstance(error, kind) and (match := re.search(pattern, text, re.DOTALL)):
            kind = type(error).__name__
            article = "an" if kind[0] in "AEIOU" else "a"
            return words.format(match[0], *match.groups(), seconds=seconds, kind=f"{article} `{kind}`")
    raise error  # cannot be: the last line fits all


def only_warns(exercise, answer, seen):
    """A sentence, in a tuple, where a division by zero or a logarithm of 0 stops the check and leads to what is right.

    In a notebook NumPy warns there, and goes on with an infinite number: a mask may well be meant so.
    """
    error = seen.last.error
    warning = guarded(lambda: str.__str__(str(error)), "") if type(error) is FloatingPointError else ""
    if not warning.startswith("divide by zero"):
        return ()

    def going_on(*args):
        with np.errstate(divide="ignore"):
            return answer(*args)

    again = observe(exercise, going_on)
    if again.complaint or not same(exercise, again.leaves, wanted(exercise)):
        return ()
    told = f"NumPy warns on the way, {quoted(warning)}, and the result is right all the same."
    return (f"{told} `with np.errstate(divide='ignore'):` around the line says that it is meant.",)


def stopped(exercise, answer, seen, named):
    """The blocks on an exception: in plain words, the learner's line, what went in, and how it was elsewhere."""
    error, case = seen.last.error, len(seen.runs) - 1
    file = getattr(getattr(answer, "__code__", None), "co_filename", None)
    lines = [frame.line for frame in traceback.extract_tb(error.__traceback__) if frame.filename == file][-1:]
    shown = code("\n".join([*lines, *guarded(lambda: traceback.format_exception_only(error), [])])[:400])
    given = inputs(exercise)[case][0]
    shapes = ", ".join(f"{name} {_shown(value)}" for name, value in zip(arguments(exercise), given, strict=False))
    said = "Python said" if "With that mended" in named else in_plain_words(error, exercise.seconds)
    return f"{named} {said}:".strip(), shown, f"It was given {shapes}. {_elsewhere(exercise, answer, case)}".strip()


def _shown(value):
    """An argument in a few words; where a function stands in memory tells nobody anything."""
    return re.sub(r"<function .*? at 0x\w+>", "<function>", brief(value))


def _elsewhere(exercise, answer, case):
    """How a function that stopped on one input does on the others, where it runs at all."""
    others = {n: observe(exercise, answer, {n}) for n in range(len(inputs(exercise))) if n != case}
    ran = {n: seen for n, seen in others.items() if not seen.complaint}
    right = sum(same(exercise, seen.leaves, _of(exercise, n)) for n, seen in ran.items())
    count = f"{len(ran)} other input{'s' * (len(ran) != 1)}"
    return f"On {count} it runs, and is right on {right or 'none'} of them." if ran else ""


def _of(exercise, case):
    return {key: leaf for key, leaf in wanted(exercise).items() if key[0] == case}
