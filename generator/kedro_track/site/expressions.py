"""Expressions of templates whose value is known before there is a page: see `folding`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jinja2 import TemplateError, nodes

FAULTS = (TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What working out an expression may raise that would be raised on a page too."""


def worked_out(node: nodes.Node, known: Mapping[str, Any]) -> Any:
    """The value of an expression.

    Args:
        node: As Jinja parsed it.
        known: By name, or by name and attribute where that is all that is known: `page.family`.

    Raises:
        nodes.Impossible: If it is not known beforehand.
    """
    if isinstance(node, nodes.Name):
        return _looked_up(node.name, known) if node.ctx == "load" else _impossible()
    if isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name):
        named = f"{node.node.name}.{node.attr}"
        if named in known:
            return known[named]
    if isinstance(node, nodes.Call):
        return _called(node, known)
    settled = _settled(node, known)
    if not isinstance(settled, nodes.Expr) or settled.environment is None:
        raise nodes.Impossible
    # Jinja has a rule for each other kind of expression, once its operands are constants.
    return settled.as_const(nodes.EvalContext(settled.environment))


def _looked_up(name: str, known: Mapping[str, Any]) -> Any:
    return known[name] if name in known else _impossible()


def _impossible() -> Any:
    raise nodes.Impossible


def _called(node: nodes.Call, known: Mapping[str, Any]) -> Any:
    function = worked_out(node.node, known)
    if node.dyn_args or node.dyn_kwargs or hasattr(function, "jinja_pass_arg"):
        raise nodes.Impossible
    arguments = [worked_out(argument, known) for argument in node.args]
    named = {argument.key: worked_out(argument.value, known) for argument in node.kwargs}
    try:
        return function(*arguments, **named)
    except FAULTS as error:
        # It is told with its line when the page is rendered.
        raise nodes.Impossible from error


def _settled(node: nodes.Node, known: Mapping[str, Any]) -> nodes.Node:
    """The expression on constants."""

    def settled(part: Any) -> Any:
        if isinstance(part, nodes.Expr):
            return nodes.Const(worked_out(part, known))
        if isinstance(part, list):
            return [settled(each) for each in part]
        return _settled(part, known) if isinstance(part, nodes.Helper) else part

    parts = [settled(getattr(node, name)) for name in node.fields]
    return type(node)(*parts, lineno=node.lineno, environment=node.environment)
