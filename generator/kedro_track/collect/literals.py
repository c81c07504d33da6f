"""What an expression of settings.py comes to, without running it.

Understands what people write there: texts, numbers, containers, f-strings, `pathlib` paths
from `__file__`, `os.path`, environment variables, and names that were assigned before.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path, PurePath
from typing import Any


class Unknown(Exception):  # noqa: N818 - it says that a value is not known, not that one is wrong
    """The expression can't be told without running it."""


def assignments(tree: ast.Module, path: Path) -> dict[str, Any]:
    """Values of a module's top-level names; one that can't be told is an `Unknown` instance.

    Args:
        tree: The parsed module.
        path: Its absolute path, for `__file__`.
    """
    known: dict[str, Any] = {"__file__": str(path)}
    for statement in _flat(tree.body):
        targets, value = _assigned(statement)
        known.update(dict.fromkeys(targets, _value_or_unknown(value, known)))
    return known


def _value_or_unknown(node: ast.expr, names: Mapping[str, Any]) -> Any:
    try:
        return evaluate(node, names)
    except Unknown as unknown:
        return unknown


def evaluate(node: ast.expr, names: Mapping[str, Any]) -> Any:
    """The value of an expression.

    Raises:
        Unknown: With the piece of source that can't be told.
    """
    reader = _READERS.get(type(node))
    if reader is None:
        raise Unknown(ast.unparse(node))
    try:
        return reader(node, names)
    except (TypeError, ValueError, LookupError, AttributeError, OSError, RecursionError) as error:
        raise Unknown(ast.unparse(node)) from error


def _flat(body: Sequence[ast.stmt]) -> list[ast.stmt]:
    """Statements in order, those inside of `try`, `if` and `with` included."""
    found: list[ast.stmt] = []
    for statement in body:
        found.append(statement)
        for part in ("body", "orelse", "finalbody"):
            if isinstance(statement, (ast.Try, ast.If, ast.With)):
                found.extend(_flat(getattr(statement, part, [])))
    return found


def _assigned(statement: ast.stmt) -> tuple[list[str], ast.expr]:
    if isinstance(statement, ast.Assign):
        names = [target.id for target in statement.targets if isinstance(target, ast.Name)]
        return names, statement.value
    if isinstance(statement, ast.AnnAssign) and statement.value is not None:
        target = statement.target
        return ([target.id] if isinstance(target, ast.Name) else []), statement.value
    return [], ast.Constant(None)


def _constant(node: ast.Constant, _names: Mapping[str, Any]) -> Any:
    return node.value


def _name(node: ast.Name, names: Mapping[str, Any]) -> Any:
    if node.id not in names or isinstance(names[node.id], Unknown):
        raise Unknown(node.id)
    return names[node.id]


def _dict(node: ast.Dict, names: Mapping[str, Any]) -> dict[Any, Any]:
    """Entry by entry: what can't be told costs only itself."""
    found: dict[Any, Any] = {}
    for key, value in zip(node.keys, node.values, strict=True):
        if key is None:
            found.update(evaluate(value, names))
        else:
            found[evaluate(key, names)] = _value_or_unknown(value, names)
    return found


def _items(node: ast.List | ast.Tuple | ast.Set, names: Mapping[str, Any]) -> list[Any]:
    return [evaluate(item, names) for item in node.elts]


def _joined(node: ast.JoinedStr, names: Mapping[str, Any]) -> str:
    parts: list[str] = []
    for part in node.values:
        if isinstance(part, ast.FormattedValue):
            if part.format_spec is not None or part.conversion not in (-1, ord("s")):
                raise Unknown(ast.unparse(node))
            parts.append(str(evaluate(part.value, names)))
        else:
            parts.append(str(evaluate(part, names)))
    return "".join(parts)


def _binary(node: ast.BinOp, names: Mapping[str, Any]) -> Any:
    left, right = evaluate(node.left, names), evaluate(node.right, names)
    if isinstance(node.op, ast.Div) and (isinstance(left, PurePath) or isinstance(right, PurePath)):
        return left / right
    if isinstance(node.op, ast.Add) and isinstance(left, str) and isinstance(right, str):
        return left + right
    raise Unknown(ast.unparse(node))


def _or(node: ast.BoolOp, names: Mapping[str, Any]) -> Any:
    if not isinstance(node.op, ast.Or):
        raise Unknown(ast.unparse(node))
    value: Any = None
    for part in node.values:
        value = evaluate(part, names)
        if value:
            break
    return value


def _negative(node: ast.UnaryOp, names: Mapping[str, Any]) -> Any:
    if not isinstance(node.op, ast.USub):
        raise Unknown(ast.unparse(node))
    return -evaluate(node.operand, names)


def _attribute(node: ast.Attribute, names: Mapping[str, Any]) -> Any:
    value = evaluate(node.value, names)
    if isinstance(value, PurePath) and node.attr in ("parent", "parents", "name", "stem", "parts"):
        return getattr(value, node.attr)
    raise Unknown(ast.unparse(node))


def _subscript(node: ast.Subscript, names: Mapping[str, Any]) -> Any:
    if _dotted(node.value) in ("os.environ", "environ"):
        return os.environ[evaluate(node.slice, names)]
    return evaluate(node.value, names)[evaluate(node.slice, names)]


def _call(node: ast.Call, names: Mapping[str, Any]) -> Any:
    function = _dotted(node.func)
    if function == "dict" and not node.args:
        pairs = [(ast.Constant(word.arg), word.value) for word in node.keywords]
        return _dict(ast.Dict([key for key, _ in pairs], [value for _, value in pairs]), names)
    given = [evaluate(argument, names) for argument in node.args]
    if function in _FUNCTIONS:
        return _FUNCTIONS[function](*given)
    if isinstance(node.func, ast.Attribute):
        return _method(node.func, evaluate(node.func.value, names), given)
    raise Unknown(ast.unparse(node))


def _method(node: ast.Attribute, value: Any, given: list[Any]) -> Any:
    if isinstance(value, PurePath) and node.attr in ("resolve", "absolute", "expanduser"):
        return value
    if isinstance(value, PurePath) and node.attr in ("joinpath", "as_posix", "with_name"):
        return getattr(value, node.attr)(*given)
    if isinstance(value, str) and node.attr in ("strip", "rstrip", "lower"):
        return getattr(value, node.attr)(*given)
    raise Unknown(ast.unparse(node))


def _dotted(node: ast.expr) -> str | None:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        left = _dotted(node.value)
        return None if left is None else f"{left}.{node.attr}"
    return None


def _environment(name: str, default: str | None = None) -> str | None:
    return os.environ.get(name, default)


_READERS: dict[type[ast.expr], Callable[[Any, Mapping[str, Any]], Any]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Dict: _dict,
    ast.List: _items,
    ast.Tuple: _items,
    ast.Set: _items,
    ast.JoinedStr: _joined,
    ast.BinOp: _binary,
    ast.BoolOp: _or,
    ast.UnaryOp: _negative,
    ast.Attribute: _attribute,
    ast.Subscript: _subscript,
    ast.Call: _call,
}

_FUNCTIONS: dict[str | None, Callable[..., Any]] = {
    "str": str,
    "Path": Path,
    "pathlib.Path": Path,
    "os.fspath": os.fspath,
    "os.getenv": _environment,
    "getenv": _environment,
    "os.environ.get": _environment,
    "environ.get": _environment,
    "os.path.join": os.path.join,
    "os.path.dirname": os.path.dirname,
    "os.path.abspath": str,
    "os.path.realpath": str,
    "os.path.normpath": os.path.normpath,
    "Path.home": Path.home,
    "pathlib.Path.home": Path.home,
    "os.path.expanduser": os.path.expanduser,
}
