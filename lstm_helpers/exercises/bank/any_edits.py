"""The edits of `any_repairs`: what a learner of any exercise may have meant, and the sentence to each.

A kind is a function of a tree that edits it, yields a sentence while the edit stands, and takes it back.
"""

import ast
import functools
from itertools import chain, combinations

OTHERS = {  # functions that are taken for one another
    "sum": ["mean"],
    "mean": ["sum"],
    "max": ["min"],
    "min": ["max"],
    "argmax": ["argmin"],
    "argmin": ["argmax"],
    "log": ["log2"],
    "tanh": ["sigmoid"],
    "sigmoid": ["tanh"],
    "var": ["std"],
    "std": ["var"],
    "hstack": ["vstack"],
    "vstack": ["hstack"],
    "zeros": ["ones"],
    "ones": ["zeros"],
    "zeros_like": ["ones_like"],
    "ones_like": ["zeros_like"],
}
REDUCTIONS = {"sum", "mean", "max", "min", "std", "var", "argmax", "argmin", "prod", "all", "any"}
JOINING = {"concatenate", "stack", "split", "array_split", "flip", "repeat", "roll"} | REDUCTIONS
HARMLESS = {
    "copy",
    "array",
    "asarray",
    "float",
    "int",
    "list",
    "tuple",
    "unique",
    "set",
    "sorted",
    "range",
    "enumerate",
}


def spots(tree):
    """(parent, field, index or None, node, statement) of every statement and expression in the function's body."""
    found, waiting = [], [(tree.body[0], None)]
    while waiting:
        parent, statement = waiting.pop(0)
        for field, value in ast.iter_fields(parent):
            for index, node in enumerate(value) if isinstance(value, list) else [(None, value)]:
                head = isinstance(parent, ast.FunctionDef) and field != "body"
                if isinstance(node, (ast.stmt, ast.expr, ast.keyword, ast.comprehension, ast.Slice)) and not head:
                    inside = node if isinstance(node, ast.stmt) else statement
                    found.append((parent, field, index, node, inside))
                    waiting.append((node, inside))
    return found


def put(parent, field, index, node):
    """Put a node into its place."""
    if index is None:
        setattr(parent, field, node)
    else:
        getattr(parent, field)[index] = node


def standing(places, message):
    """Yield the sentence while the new nodes stand in their places: (spot, new node) of each, the outer first."""
    for (parent, field, index, *_), new in reversed(places):
        put(parent, field, index, new)
    yield message
    for (parent, field, index, node, _), _ in places:
        put(parent, field, index, node)


def edits(message):
    """Make a kind of ``change(node)``, which yields (group, new node, what the sentence names).

    Each edit stands alone; then all of one group stand at once, where there are several.
    """

    def kind_of(change):
        def kind(tree):
            groups = {}
            for spot in spots(tree):
                for group, new, what in change(spot[3]):
                    said = message.format(line=line(spot[4]), what=f"`{what}`")
                    groups.setdefault(group, {}).setdefault(id(spot[3]), (spot, new, said))
                    yield from standing([(spot, new)], said)
            for same in groups.values():
                if len(same) > 1:
                    said = f"{next(iter(same.values()))[2]} It is so in more than one place."
                    yield from standing([place[:2] for place in same.values()], said)

        return functools.wraps(change)(kind)

    return kind_of


def label(kind):
    """What a kind is called in a report."""
    return kind.__doc__.split("\n")[0].rstrip(".")[:80]


def text(node, most=40):
    """A node as code."""
    said = ast.unparse(node).split("\n")[0].replace("`", "'")
    return said if len(said) <= most else said[: most - 2] + " …"


def line(statement):
    """A statement, or its head, as code in a sentence."""
    return f"`{text(statement, 70)}`"


def called(node):
    """The last part of the name of what is called."""
    return getattr(node.func, "attr", getattr(node.func, "id", "")) if isinstance(node, ast.Call) else ""


def one_argument(node):
    """Is it a call with one argument and nothing else?"""
    return isinstance(node, ast.Call) and len(node.args) == 1 and not isinstance(node.args[0], ast.Starred)


def powers(tree):
    """`^` for a power: read again from the learner's text, since a power binds closer."""
    if "^" in tree.source:
        before, tree.body = tree.body, ast.parse(tree.source.replace("^", "**")).body
        yield "You wrote `^`, which compares bits in Python; a power is written `**`."
        tree.body = before


@edits("In {line}, the bracket right behind {what} calls it like a function; a product needs its sign in between.")
def products(node):
    """`a (b)` for `a * b`."""
    if one_argument(node) and not node.keywords and not isinstance(node.func, ast.Attribute):
        for op in (ast.Mult(), ast.MatMult()):
            yield type(op), ast.BinOp(node.func, op, node.args[0]), text(node.func)


@edits("In {line}, {what} takes single numbers only; NumPy's function of that name takes whole arrays.")
def arrays(node):
    """A function of `math`, imported in one way or the other."""
    names = ("exp", "log", "log2", "log10", "sqrt", "tanh", "sin", "cos", "floor", "ceil", "fabs", "pow")
    if (called(node) in names and not isinstance(node.func, ast.Attribute)) or (
        called(node) in names and getattr(node.func.value, "id", "") in ("math", "m")
    ):
        new = ast.Attribute(ast.Name("np", ast.Load()), called(node), ast.Load())
        yield 0, ast.Call(new, node.args, node.keywords), text(node.func)


@edits(
    "In {line}, the array {what} gets a second name and no copy: what is changed in place under one name is changed "
    "under the other."
)
def copies(node):
    """One array under two names."""
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Name):
        yield 0, ast.Assign(node.targets, _copy(node.value), lineno=node.lineno), text(node.value)


@edits(
    "In {line}, one and the same array {what} is stored again and again and changed in place in between, so that all "
    "entries are its last value: each needs an array of its own, a copy."
)
def stored(node):
    """An array that is changed in place, and stored again and again."""
    if called(node) in ("append", "insert") and node.args and isinstance(node.args[-1], ast.Name):
        yield 0, ast.Call(node.func, [*node.args[:-1], _copy(node.args[-1])], node.keywords), text(node.args[-1])


def _copy(node):
    return ast.Call(ast.Attribute(node, "copy", ast.Load()), [], [])


def exchanges(tree):
    """Two names that stand in each other's place, in the whole function or in one statement."""
    own = [argument.arg for argument in tree.body[0].args.args]
    reads = [s for s in spots(tree) if isinstance(s[3], ast.Name) and isinstance(s[3].ctx, ast.Load)]
    for a, b in combinations(own, 2):
        yield from _exchange(reads, a, b, f"You exchanged `{a}` and `{b}`: each stands where the other belongs.")
    for statement in dict.fromkeys(spot[4] for spot in reads):
        here = [spot for spot in reads if spot[4] is statement]
        called_here = {id(s[3].func) for s in spots(tree) if isinstance(s[3], ast.Call)}
        names = dict.fromkeys(spot[3].id for spot in here if id(spot[3]) not in called_here and spot[3].id != "np")
        for a, b in combinations(names, 2):
            yield from _exchange(here, a, b, f"In {line(statement)}, `{a}` and `{b}` stand in each other's place.")


def _exchange(reads, a, b, message):
    new = {a: b, b: a}
    places = [(spot, ast.Name(new[spot[3].id], ast.Load())) for spot in reads if spot[3].id in new]
    if len({spot[3].id for spot, _ in places}) == 2:
        yield from standing(places, message)


@edits("In {line}, {what} stand in each other's place.")
def orders(node):
    """Two entries of a tuple, a list or a call in each other's place."""
    if isinstance(node, (ast.Tuple, ast.List)):
        for n, (a, b) in _pairs(node.elts):
            new = type(node)([b if e is a else a if e is b else e for e in node.elts], node.ctx)
            yield (type(node), n), new, f"{text(a, 30)}` and `{text(b, 30)}"
    if isinstance(node, ast.Call) and len(node.args) > 1:
        for n, (a, b) in _pairs(node.args):
            new = ast.Call(node.func, [b if e is a else a if e is b else e for e in node.args], node.keywords)
            yield (called(node), n), new, f"{text(a, 30)}` and `{text(b, 30)}"


def _pairs(nodes):
    return enumerate(combinations([node for node in nodes if not isinstance(node, ast.Starred)][:8], 2))


def joined_orders(tree):
    """What is joined in another order than the weights: every list of two at once, in each statement."""
    lists = [s for s in spots(tree) if isinstance(s[3], (ast.Tuple, ast.List)) and len(s[3].elts) == 2]
    lists = [s for s in lists if isinstance(s[0], ast.Call)]
    for spot in lists:
        a, b = spot[3].elts
        said = f"In {line(spot[4])}, `{text(a, 30)}` and `{text(b, 30)}` are joined in another order than is meant."
        yield from standing([(spot, type(spot[3])([b, a], spot[3].ctx))], said)


@edits("In {line} a bracket is missing or in another place than is meant: look at what belongs together in {what}.")
def brackets(node):
    """A bracket that is missing, one too many, or one that closes too early or too late."""
    if isinstance(node, ast.BinOp):
        left, right, op = node.left, node.right, node.op
        if isinstance(left, ast.BinOp):
            new = ast.BinOp(left.left, left.op, ast.BinOp(left.right, op, right))
            yield ("right", type(left.op), type(op)), new, text(node)
        if isinstance(right, ast.BinOp):
            new = ast.BinOp(ast.BinOp(left, op, right.left), right.op, right.right)
            yield ("left", type(op), type(right.op)), new, text(node)
        yield from _out_of_call(node)
        whole, sign = _unsigned(node)
        if sign is not None:
            yield "sign", ast.UnaryOp(sign, whole), text(node)
    if one_argument(node) and isinstance(node.args[0], ast.BinOp):  # it closes too late
        inner = node.args[0]
        yield ("late", called(node)), ast.BinOp(_call(node, inner.left), inner.op, inner.right), text(node)
        yield (
            ("late, from the left", called(node)),
            ast.BinOp(inner.left, inner.op, _call(node, inner.right)),
            text(node),
        )


def _out_of_call(node):
    """f(a) + b for f(a + b), b + f(a), and f(a) + f(b)."""
    if one_argument(node.left):
        yield ("early", type(node.op)), _call(node.left, ast.BinOp(node.left.args[0], node.op, node.right)), text(node)
    if one_argument(node.left) and one_argument(node.right) and called(node.left) == called(node.right):
        yield "both", _call(node.left, ast.BinOp(node.left.args[0], node.op, node.right.args[0])), text(node)
    if one_argument(node.right):
        new = _call(node.right, ast.BinOp(node.left, node.op, node.right.args[0]))
        yield ("early, from the left", type(node.op)), new, text(node)


def _call(call, argument):
    return ast.Call(call.func, [argument], call.keywords)


def _unsigned(node):
    """A chain of operations without the sign in front of its first part, and that sign."""
    if isinstance(node, ast.UnaryOp):
        return node.operand, node.op
    if isinstance(node, ast.BinOp):
        left, sign = _unsigned(node.left)
        return ast.BinOp(left, node.op, node.right), sign
    return node, None


@edits("In {line}, {what} is one function too many.")
def too_many_calls(node):
    """A value that is squashed, rooted, rounded once more than it should be."""
    if one_argument(node) and called(node) not in HARMLESS and not isinstance(node.args[0], ast.Constant):
        yield called(node), node.args[0], text(node.func)


@edits("In {line}, {what} is a matrix product; here it has to be `*`, entry by entry.")
def entrywise(node):
    """`@` for `*`."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
        yield 0, ast.BinOp(node.left, ast.Mult(), node.right), text(node)


@edits("In {line}, {what} is a product entry by entry; here it has to be a matrix product, `@`.")
def matrices(node):
    """`*` for `@`."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        yield 0, ast.BinOp(node.left, ast.MatMult(), node.right), text(node)


@edits("In {line}, {what} goes along another axis than is meant, or loses one that is needed again (keepdims).")
def axes(node):
    """Another axis, none, or one that has to be kept."""
    if called(node) not in JOINING:
        return
    named = {keyword.arg: keyword.value for keyword in node.keywords}
    method = isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") != "np"
    own = 0 if method else 1
    if called(node) in ("split", "array_split", "roll"):
        own += 1
    for axis in (0, 1, 2, -1, (0, 1), None):
        for keep in (False, True) if called(node) in REDUCTIONS else (False,):
            given = {key: value for key, value in named.items() if key not in ("axis", "keepdims")}
            given |= {"axis": ast.Constant(axis)} if axis is not None else {}
            given |= {"keepdims": ast.Constant(True)} if keep or ("keepdims" in named and axis is not None) else {}
            words = [ast.keyword(key, value) for key, value in given.items()]
            yield (axis, keep), ast.Call(node.func, node.args[:own], words), text(node)
    if called(node) in REDUCTIONS and (len(node.args) > own or "axis" in named):
        yield (
            "keep",
            ast.Call(node.func, node.args, [*node.keywords, ast.keyword("keepdims", ast.Constant(True))]),
            (text(node)),
        )


@edits("In {line}, {what} is another function than the one that is wanted there.")
def functions(node):
    """A function that is taken for another."""
    for other in OTHERS.get(called(node), []):
        if other == "sigmoid" or called(node) == "sigmoid":
            new = ast.Name("sigmoid", ast.Load()) if other == "sigmoid" else ast.parse("np.tanh", mode="eval").body
        elif isinstance(node.func, ast.Attribute):
            new = ast.Attribute(node.func.value, other, ast.Load())
        else:
            continue
        yield called(node), ast.Call(new, node.args, node.keywords), text(node.func)


@edits("In {line}, a sign is the other way round: look at plus and minus in {what}.")
def signs(node):
    """Plus for minus, a minus that is missing or one too many."""
    turned = {ast.Add: ast.Sub, ast.Sub: ast.Add}
    if isinstance(node, ast.BinOp) and type(node.op) in turned:
        yield type(node.op), ast.BinOp(node.left, turned[type(node.op)](), node.right), text(node)
        if isinstance(node.op, ast.Sub):
            yield "turned", ast.BinOp(node.right, ast.Sub(), node.left), text(node)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield "minus", node.operand, text(node)
    if isinstance(node, ast.Return) and isinstance(node.value, (ast.BinOp, ast.Call)):
        yield "return", ast.Return(ast.UnaryOp(ast.USub(), node.value)), text(node)


@edits("In {line}, a number, an index or an end is off by one: look at {what}.")
def off_by_one(node):
    """One more or one less: a whole number, the end of a range, an index."""
    for by in (1, -1):
        if isinstance(node, ast.Constant) and type(node.value) is int and abs(node.value) < 10:
            yield (node.value, by), ast.Constant(node.value + by), text(node)
        if called(node) == "range" and node.args:
            yield ("range", by), ast.Call(node.func, [*node.args[:-1], _moved(node.args[-1], by)], []), text(node)
        if isinstance(node, ast.Slice) and node.upper is not None and not isinstance(node.upper, ast.Constant):
            yield ("slice", by), ast.Slice(node.lower, _moved(node.upper, by), node.step), text(node)
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
            inner = node.slice
            parts = inner.elts if isinstance(inner, ast.Tuple) else [inner]
            for n, part in enumerate(parts):
                if isinstance(part, ast.Name):
                    new = [*parts[:n], _moved(part, by), *parts[n + 1 :]]
                    new = ast.Tuple(new, ast.Load()) if isinstance(inner, ast.Tuple) else new[0]
                    yield ("index", text(node.value), by), ast.Subscript(node.value, new, ast.Load()), text(node)


def _moved(node, by):
    return ast.BinOp(node, ast.Add() if by > 0 else ast.Sub(), ast.Constant(1))


@edits("In {line}, {what} stands on the other side of the division.")
def quotients(node):
    """A ratio upside down, a factor for a divisor."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        yield "upside down", ast.BinOp(node.right, ast.Div(), node.left), text(node)
        yield "/", ast.BinOp(node.left, ast.Mult(), node.right), text(node.right)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        yield "*", ast.BinOp(node.left, ast.Div(), node.right), text(node.right)


@edits("In {line}, a power is meant where a product stands, or the reverse: look at {what}.")
def exponents(node):
    """`*` for `**` and the reverse."""
    turned = {ast.Mult: ast.Pow, ast.Pow: ast.Mult}
    if isinstance(node, ast.BinOp) and type(node.op) in turned:
        yield type(node.op), ast.BinOp(node.left, turned[type(node.op)](), node.right), text(node)


@edits("In {line}, {what} is one part too many.")
def too_much(node):
    """A term, a factor or a power that does not belong there."""
    if isinstance(node, ast.BinOp):
        yield ("left", type(node.op), text(node.right)), node.left, text(node.right)
        yield ("right", type(node.op), text(node.left)), node.right, text(node.left)


def names(tree):
    """One name where another belongs."""
    found = [s for s in spots(tree) if isinstance(s[3], ast.Name)]
    own = [argument.arg for argument in tree.body[0].args.args]
    stored_names = [s[3].id for s in found if isinstance(s[3].ctx, ast.Store)]
    for spot in found:
        if isinstance(spot[3].ctx, ast.Load) and spot[3].id in {*own, *stored_names}:
            for other in dict.fromkeys(chain(stored_names, own)):
                said = f"In {line(spot[4])}, `{spot[3].id}` stands where another value belongs."
                yield from standing([(spot, ast.Name(other, ast.Load()))], said) if other != spot[3].id else ()


@edits("In {line}, {what}.")
def too_few_calls(node):
    """A function, a power or a difference from 1 that is missing."""
    if isinstance(node, (ast.Return, ast.Assign)) and isinstance(node.value, ast.expr):
        for new, said in _wrapped(node.value):
            whole = ast.Return(new) if isinstance(node, ast.Return) else ast.Assign(node.targets, new, lineno=1)
            yield None, whole, said
    if isinstance(node, ast.BinOp):
        for side in (node.left, node.right):
            for new, said in _wrapped(side) if not isinstance(side, ast.Constant) else ():
                left, right = (new, node.right) if side is node.left else (node.left, new)
                yield (text(side), ast.dump(new)), ast.BinOp(left, node.op, right), said
    if one_argument(node) and isinstance(node.args[0], ast.BinOp):
        for new, said in _wrapped(node.args[0]):
            yield None, _call(node, new), said


def _wrapped(node):
    """What may belong in the place of a node, and the words for it."""
    for name, word in (("abs", "size without sign"), ("sqrt", "root"), ("tanh", "tanh"), ("log", "logarithm")):
        new = ast.Call(ast.Attribute(ast.Name("np", ast.Load()), name, ast.Load()), [node], [])
        yield new, f"{text(node)}` stands as it is, where its {word} belongs: `np.{name}"
    yield ast.Call(ast.Name("sigmoid", ast.Load()), [node], []), f"{text(node)}` is not squashed by a `sigmoid"
    yield ast.BinOp(node, ast.Pow(), ast.Constant(2)), f"{text(node)}` stands as it is, where its square belongs: `** 2"
    yield ast.BinOp(ast.Constant(1), ast.Sub(), node), f"{text(node)}` stands where one minus it belongs: `1 - …"


SLIPS = (powers, products, arrays, copies, stored)
KINDS = (
    joined_orders, exchanges, brackets, too_many_calls, entrywise, matrices, functions, axes, orders, signs, exponents,
    quotients, too_much, off_by_one, names, too_few_calls,
)  # fmt: skip
WITH_OTHERS = {*SLIPS, joined_orders, exchanges, brackets, orders, signs, axes, entrywise, matrices}
