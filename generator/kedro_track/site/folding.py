"""Templates in which all that is known beforehand is worked out once: partial evaluation.

Most of a page is the same on thousands of pages of its kind: the frame, the links, the words.
Nothing is taken for granted of a template, so what a user's theme overrides is treated alike:
an expression is worked out if all its names are known and no template of the page sets one of
them; what can't be worked out, or fails, is left for the moment of rendering.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from jinja2 import Environment, TemplateNotFound, meta, nodes
from jinja2.compiler import has_safe_repr
from jinja2.visitor import NodeTransformer

from kedro_track.site.expressions import FAULTS, worked_out

_PLAIN = (nodes.Output, nodes.If)
_Imports = nodes.Import | nodes.FromImport


class Kind(NamedTuple):
    """What pages of one kind have in common.

    Attributes:
        template: The template that they are made of.
        known: What it will be told on each of them, by name, or by name and attribute where
            that is all that is known: `page.family`.
        variants: Of a template's name all names that may take part in it: layers beneath.
    """

    template: str
    known: Mapping[str, Any]
    variants: Callable[[str], Sequence[str]]


class FoldingEnvironment(Environment):
    """An environment for pages of one kind, whose known facts must be among its globals too."""

    kind: Kind

    def _generate(
        self,
        source: nodes.Template,
        name: str | None,
        filename: str | None,
        defer_init: bool = False,  # noqa: FBT001, FBT002 - Jinja's signature of its hook
    ) -> str:
        folded = _Folding(self._known, self._is_independent).visit(source)
        return super()._generate(folded, name, filename, defer_init)

    @cached_property
    def _known(self) -> Mapping[str, Any]:
        """What is known and set by none of the page's templates."""
        found: set[str] = set()
        waiting, seen = [self.kind.template], set[str]()
        while waiting:
            name = waiting.pop()
            if name in seen:
                continue
            seen.add(name)
            for tree in self._trees(name):
                found.update(_set_in(tree))
                for other in meta.find_referenced_templates(tree):
                    if other is None:
                        return {}  # which one it is shows only when it is rendered
                    waiting.append(other)
        return {
            name: value
            for name, value in self.kind.known.items()
            if name.partition(".")[0] not in found
        }

    def _is_independent(self, name: str) -> bool:
        """Whether a file of macros says the same on each page, and so need be loaded only once."""
        return all(map(self._says_the_same, self._trees(name)))

    def _says_the_same(self, tree: nodes.Template) -> bool:
        named = {one.name for one in tree.find_all(nodes.Name) if one.ctx == "load"}
        uncertain = self.kind.known.keys() - self._known.keys()
        if meta.find_undeclared_variables(tree) or named & uncertain:
            return False
        if next(tree.find_all((nodes.Extends, nodes.Include)), None) is not None:
            return False
        imports: list[_Imports] = [*tree.find_all(nodes.Import)]
        imports += tree.find_all(nodes.FromImport)
        return all(
            isinstance(one.template, nodes.Const) and self._is_independent(one.template.value)
            for one in imports
            if one.with_context
        )

    def _trees(self, name: str) -> Iterator[nodes.Template]:
        for each in self.kind.variants(name):
            if self.loader is not None:
                try:
                    source, filename, _ = self.loader.get_source(self, each)
                except TemplateNotFound:
                    continue
                yield self.parse(source, each, filename)


class _Folding(NodeTransformer):
    """Works out what it can in a tree.

    Args:
        is_independent: Whether an imported template says the same on each page.
    """

    def __init__(self, known: Mapping[str, Any], is_independent: Callable[[str], bool]) -> None:
        self._known = known
        self._is_independent = is_independent

    def generic_visit(self, node: nodes.Node, *_: Any, **__: Any) -> nodes.Node:
        """A constant in place of an expression, or what is inside of it worked out."""
        if isinstance(node, nodes.Expr):
            constant = self._constant(node)
            if constant is not None:
                return constant
        found = super().generic_visit(node)
        for name in found.fields:
            members = getattr(found, name)
            if isinstance(members, list):
                members[:] = _joined(members)
        return found

    def visit_If(self, node: nodes.If) -> nodes.If | list[nodes.Node]:  # noqa: N802 - Jinja's name
        """Without the branches that are never taken."""
        left: list[nodes.If] = []
        otherwise = node.else_
        for branch in (node, *node.elif_):
            truth = self._truth(branch.test)
            if truth:
                otherwise = branch.body
                break
            if truth is None:
                test, body = self.visit(branch.test), self._statements(branch.body)
                left.append(nodes.If(test, body, [], [], lineno=branch.lineno))
        rest = self._statements(otherwise)
        if not left:
            return rest
        left[0].elif_, left[0].else_ = left[1:], rest
        return left[0]

    def visit_For(self, node: nodes.For) -> nodes.Node | list[nodes.Node]:  # noqa: N802 - likewise
        """Written out where what it goes through is known, and its body but says something."""
        items = self._items(node)
        if items is None:
            return self.generic_visit(node)
        if not items:
            return self._statements(node.else_)
        name = str(getattr(node.target, "name", ""))
        made: list[nodes.Node] = []
        for item in items:
            inner = _Folding({**self._known, name: item}, self._is_independent)
            made += inner._statements(map(_copied, node.body))
        return made

    def visit_Import(self, node: nodes.Import) -> nodes.Node:  # noqa: N802 - likewise
        """Loaded once where the page makes no difference to it."""
        return self._imported(node)

    def visit_FromImport(self, node: nodes.FromImport) -> nodes.Node:  # noqa: N802 - likewise
        """Loaded once where the page makes no difference to it."""
        return self._imported(node)

    def visit_ScopedEvalContextModifier(self, node: nodes.Node) -> nodes.Node:  # noqa: N802 - likewise
        """As it is: inside of it another escaping holds."""
        return node

    def _imported(self, node: _Imports) -> nodes.Node:
        if node.with_context and isinstance(node.template, nodes.Const):
            node.with_context = not self._is_independent(node.template.value)
        return node

    def _constant(self, node: nodes.Expr) -> nodes.Const | None:
        try:
            value = worked_out(node, self._known)
        except nodes.Impossible:
            return None
        # What can't be written down is left to be found when it is needed.
        return nodes.Const(value, lineno=node.lineno) if has_safe_repr(value) else None

    def _truth(self, test: nodes.Node) -> bool | None:
        try:
            return bool(worked_out(test, self._known))
        except (nodes.Impossible, *FAULTS):
            return None

    def _items(self, node: nodes.For) -> list[Any] | None:
        """What a loop goes through, if it can be written out."""
        if not isinstance(node.target, nodes.Name) or node.recursive or not _only_says(node.body):
            return None
        try:
            found = [
                item
                for item in worked_out(node.iter, self._known)
                if node.test is None
                or worked_out(node.test, {**self._known, node.target.name: item})
            ]
        except (nodes.Impossible, *FAULTS):
            return None
        return found if has_safe_repr(found) else None

    def _statements(self, body: Iterable[nodes.Node]) -> list[nodes.Node]:
        made: list[nodes.Node] = []
        for statement in body:
            found = self.visit(statement)
            made += found if isinstance(found, list) else [found]
        return _joined(made)


def _copied(node: nodes.Node) -> nodes.Node:
    """A tree of its own; `copy.deepcopy` would take the environment along."""

    def copied(part: Any) -> Any:
        if isinstance(part, list):
            return [copied(each) for each in part]
        return _copied(part) if isinstance(part, nodes.Node) else part

    parts = [copied(getattr(node, name)) for name in node.fields]
    return type(node)(*parts, lineno=node.lineno, environment=node.environment)


def _joined(members: list[Any]) -> list[Any]:
    """Statements of which what is said one after the other is said at once."""
    made: list[Any] = []
    for member in members:
        if isinstance(member, nodes.Output) and made and isinstance(made[-1], nodes.Output):
            made[-1] = nodes.Output([*made[-1].nodes, *member.nodes], lineno=made[-1].lineno)
        else:
            made.append(member)
    return made


def _only_says(body: Sequence[nodes.Node]) -> bool:
    """Whether statements set no names and ask for nothing of the loop that they are in."""
    inner = [one for statement in body for one in (statement, *statement.find_all(nodes.Stmt))]
    if not all(isinstance(one, _PLAIN) for one in inner):
        return False
    names = {one.name for statement in body for one in statement.find_all(nodes.Name)}
    return "loop" not in names


def _set_in(tree: nodes.Template) -> Iterator[str]:
    """The names that a template sets, wherever in it."""
    yield from (one.name for one in tree.find_all(nodes.Name) if one.ctx != "load")
    yield from (one.name for one in tree.find_all(nodes.Macro))
    yield from (one.target for one in tree.find_all(nodes.Import))
    for one in tree.find_all(nodes.FromImport):
        yield from (name if isinstance(name, str) else name[1] for name in one.names)
