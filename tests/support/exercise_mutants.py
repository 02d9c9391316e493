"""Automatic one-token mutants of a solution. Run this file to print how many get a message of their own."""

import ast
import io
import keyword
import random
import tokenize
import zlib

OPERATORS = {
    **{
        sign: " ".join(other for other in ("+", "-", "*", "/", "@", "**", "//") if other != sign)
        for sign in ("+", "-", "*", "/", "@", "**", "//", "%")
    },
    "<": "<= > ==",
    ">": ">= < ==",
    "<=": "< >=",
    ">=": "> <=",
    "==": "!= <",
    "!=": "==",
    "+=": "= -=",
    "-=": "= +=",
    "*=": "= /=",
    "/=": "= *=",
    "and": "or",
    "or": "and",
    "True": "False",
    "False": "True",
}
FUNCTIONS = {
    "tanh": "sin cos arctan exp sinh abs negative",
    "sigmoid": "np.tanh np.sin np.exp abs",
    "exp": "log sin abs",
    "log": "exp sqrt abs",
    "sqrt": "square exp abs",
    "sum": "mean max min prod",
    "mean": "sum max min prod",
    "max": "min",
    "min": "max",
    "maximum": "minimum",
    "minimum": "maximum",
    "zeros": "ones",
    "ones": "zeros",
    "zeros_like": "ones_like",
    "ones_like": "zeros_like",
    "abs": "-1 *",
    "concatenate": "stack",
    "argmax": "argmin",
    "arange": "ones",
    "reversed": "list",
    "T": "real",
}


def mutants(source, most=None, seed=""):
    """Yield (changed line, mutated source): every other operator, number, name and attribute in every place.

    ``most`` limits them to a sample that is always the same for the same ``seed``.
    """
    tree = ast.parse(source)
    stored = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    local = sorted(stored | {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)})
    attributes = sorted(
        {
            node.attr
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute)
            and node.attr in ("W_x", "W_h", "b", "W", "h", "c", "i", "f", "g", "o", "x")
        }
    )
    body = tree.body[0].body[0].lineno if isinstance(tree.body[0], ast.FunctionDef) else 2
    lines, found = source.splitlines(), {}
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        row, column = token.start
        if row < body or token.type not in (tokenize.OP, tokenize.NUMBER, tokenize.NAME):
            continue
        line = lines[row - 1]
        for new in _others(token, line, local, attributes):
            changed = line[:column] + new + line[token.end[1] :]
            whole = "\n".join([*lines[: row - 1], changed, *lines[row:]]) + "\n"
            try:
                tree_of_mutant = ast.dump(ast.parse(whole))
            except SyntaxError:
                continue
            if tree_of_mutant != ast.dump(tree):
                found[whole] = changed.split("  #")[0].strip()
    chosen = sorted(found)
    if most is not None and len(chosen) > most:
        chosen = random.Random(zlib.crc32(seed.encode())).sample(chosen, most)
    return [(found[whole], whole) for whole in chosen]


def _others(token, line, local, attributes):
    text, before = token.string, line[: token.start[1]].rstrip()
    if text in OPERATORS:
        if text == "-" and (not before or before[-1] in "(,=[:*/@+" or before.endswith("return")):
            return [""]  # a sign, not a difference
        return OPERATORS[text].split()
    if token.type == tokenize.NUMBER:
        value = ast.literal_eval(text)
        return [repr(other) for other in sorted({value + 1, value - 1, 2 * value, value / 2, 0} - {value})]
    if token.type != tokenize.NAME or keyword.iskeyword(text):
        return []
    if before.endswith("."):
        return [*FUNCTIONS.get(text, "").split()] if text not in attributes else [a for a in attributes if a != text]
    if text in local and not line[token.end[1] :].startswith("="):
        return [name for name in local if name != text]
    return [f"{new} " if new.endswith("*") else new for new in FUNCTIONS.get(text, "").split()]


if __name__ == "__main__":
    import sys

    from lstm_helpers.exercises.bank import bank
    from lstm_helpers.exercises.diagnosis import diagnose
    from lstm_helpers.exercises.kinds import Function, Model
    from lstm_helpers.exercises.panels import CORRECT, NOT_ATTEMPTED, STOPPED

    most = int(sys.argv[1]) if len(sys.argv) > 1 else None
    total = {"mutants": 0, "passed": 0, "named": 0, "stopped": 0, "described": 0}
    for exercise in bank().values():
        if not isinstance(exercise, Function) or isinstance(exercise, Model):
            continue
        tally = dict.fromkeys(total, 0)
        for line, source in mutants(exercise.source, most, exercise.name):
            verdict = diagnose(exercise, exercise.build(source))
            tally["mutants"] += 1
            tally["passed"] += verdict.status == CORRECT
            tally["stopped"] += verdict.status == STOPPED and not verdict.found
            tally["named"] += bool(verdict.found)
            tally["described"] += not (
                verdict.found
                or verdict.status in (CORRECT, STOPPED, NOT_ATTEMPTED)
                or "differs first" in verdict.blocks[0]
            )
            if verdict.status == CORRECT:
                print(f"  passes: {exercise.name}: {line!r}{'' if line in exercise.equivalents else '   NOT LISTED'}")
        print(f"{exercise.name:24}", tally)
        total = {key: total[key] + tally[key] for key in total}
    specific = total["named"] + total["stopped"] + total["described"]
    print(f"{'all':24}", total)
    print(
        f"named as a known mistake {total['named'] / total['mutants']:.0%}; these and the ones told by the line that "
        f"stopped or by what became of a result (shape, sign …) {specific / total['mutants']:.0%}; the others "
        "are told the first number that differs"
    )
