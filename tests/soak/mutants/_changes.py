# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
r"""Which mistakes can be made in a file. Pure: from a text to a text.

>>> [str(mutant) for mutant in mutants_of("x.py", "def f(a: int) -> bool:\n    return a < 3\n")]
['x.py:2: a < 3 -> a <= 3', 'x.py:2: a < 3 -> a >= 3', 'x.py:2: 3 -> 4', 'x.py:2: 3 -> 2']
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

Function = ast.FunctionDef | ast.AsyncFunctionDef

#: What each comparison can be taken for.
_MISTAKEN: Mapping[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}

#: Arguments, by what is called, whose value no test can tell.
_UNSEEN = frozenset(
    {("dataclass", "frozen"), ("dataclass", "slots"), ("zip", "strict"), ("lru_cache", "maxsize"), ("cache", "maxsize")}
)

_LONGEST_SHOWN = 90


@dataclass(frozen=True, slots=True)
class Mutant:
    """One mistake.

    Attributes:
        path: The file, relative to the checkout.
        line: Where the expression begins.
        number: Which of the mistakes of the file it is.
        before: The expression.
        after: What it becomes.
    """

    path: str
    line: int
    number: int
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {_shown(self.before)} -> {_shown(self.after)}"


@dataclass(frozen=True, slots=True)
class _Spot:
    """An expression that could be wrong.

    Attributes:
        is_condition: Whether something is done or left because of it.
        returned_by: The function that gives it back.
    """

    node: ast.expr
    is_condition: bool
    returned_by: Function | None


def mutants_of(path: str, source: str) -> list[Mutant]:
    """Every mistake the rules allow in a file."""
    changes = enumerate(_changes(ast.parse(source)))
    return [
        Mutant(path, old.lineno, number, *(word + ast.unparse(node) for node in (old, new)))
        for number, (word, old, new) in changes
    ]


def mutated(source: str, number: int) -> str:
    """The file with that mistake; comments and layout are lost."""
    tree = ast.parse(source)
    dummy, old, new = list(_changes(tree))[number]
    _put(tree, old, new)
    return ast.unparse(tree)


def unchanged(source: str) -> str:
    """The file without a mistake, and like a mutant without comments and layout."""
    return ast.unparse(ast.parse(source))


def _changes(tree: ast.Module) -> Iterator[tuple[str, ast.expr, ast.expr]]:
    """A word before the expression, the expression, and what it becomes."""
    for spot in _spots(tree, None):
        for new in _variants(spot.node):
            yield "", spot.node, new
        if spot.is_condition and not isinstance(spot.node, ast.Compare) and not _is_negation(spot.node):
            yield "if ", spot.node, _negated(spot.node)
        if spot.returned_by is not None:
            for new in _other_results(spot.node, spot.returned_by):
                yield "return ", spot.node, new


def _spots(node: ast.AST, function: Function | None) -> Iterator[_Spot]:
    inside = node if isinstance(node, Function) else function
    conditions = _conditions(node)
    for child in _parts(node):
        if _cannot_matter(child, node):
            continue
        if isinstance(child, ast.expr):
            is_condition = any(child is item for item in conditions)
            yield _Spot(child, is_condition, function if isinstance(node, ast.Return) else None)
        yield from _spots(child, inside)


def _parts(node: ast.AST) -> Iterator[ast.AST]:
    """What a node is made of, without annotations."""
    for name, value in ast.iter_fields(node):
        if name not in ("annotation", "returns"):
            yield from (item for item in (value if isinstance(value, list) else [value]) if isinstance(item, ast.AST))


def _conditions(node: ast.AST) -> list[ast.expr]:
    match node:
        case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test):
            return [test]
        case ast.comprehension(ifs=conditions):
            return conditions
        case ast.match_case(guard=ast.expr() as guard):
            return [guard]
    return []


def _cannot_matter(node: ast.AST, parent: ast.AST) -> bool:
    match node:
        case ast.Assert() | ast.If(test=ast.Name(id="TYPE_CHECKING")):
            return True
        case ast.Call(func=ast.Name(id="TypeVar")):
            return True
        case ast.ClassDef(bases=bases):
            return any(_name(base) == "Protocol" for base in bases)
        case ast.keyword(arg=name):
            return isinstance(parent, ast.Call) and (_name(parent.func), name) in _UNSEEN
    return False


def _variants(node: ast.expr) -> Iterator[ast.expr]:
    match node:
        case ast.Compare(ops=operators):
            for place, operator in enumerate(operators):
                for other in _MISTAKEN[type(operator)]:
                    yield _with(node, ops=[*operators[:place], other(), *operators[place + 1 :]])
        case ast.BoolOp(op=joint):
            yield _with(node, op=ast.Or() if isinstance(joint, ast.And) else ast.And())
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield operand
        case ast.Constant(value=bool() as flag):
            yield ast.Constant(not flag)
        case ast.Constant(value=int() | float() as number):
            yield from (ast.Constant(number + 1), ast.Constant(number - 1))


def _other_results(node: ast.expr, function: Function) -> Iterator[ast.expr]:
    """None; of a truth its opposite, unless that is a change of another kind."""
    if isinstance(function.returns, ast.Name) and function.returns.id == "bool":
        if not isinstance(node, ast.Compare | ast.Constant) and not _is_negation(node):
            yield _negated(node)
    elif not (isinstance(node, ast.Constant) and (node.value is None or isinstance(node.value, bool))):
        yield ast.Constant(None)


def _is_negation(node: ast.expr) -> bool:
    return isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)


def _negated(node: ast.expr) -> ast.expr:
    return ast.UnaryOp(ast.Not(), node)


def _with(node: ast.expr, **fields: object) -> ast.expr:
    other = copy.copy(node)
    for name, value in fields.items():
        setattr(other, name, value)
    return other


def _put(tree: ast.AST, old: ast.expr, new: ast.expr) -> None:
    """Have an expression stand where another one stood."""
    for parent in list(ast.walk(tree)):
        for name, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, name, new)
                return
            if isinstance(value, list) and any(item is old for item in value):
                setattr(parent, name, [new if item is old else item for item in value])
                return


def _name(node: ast.expr) -> str:
    """The last name of a dotted, subscripted or plain one."""
    match node:
        case ast.Subscript(value=value):
            return _name(value)
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
    return ""


def _shown(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_SHOWN else f"{line[: _LONGEST_SHOWN - 3]}..."
