"""The tree of one interview: answers as nodes that expressions read, found by concrete path."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from poverty_desktop.domain.values import Why
from poverty_desktop.errors import RuleError
from poverty_desktop.expressions.nodes import Node
from poverty_desktop.i18n import N_
from poverty_desktop.interviews.defaults import default_text
from poverty_desktop.interviews.form import Field, Form, Initial

_STEP = re.compile(r"^([^\[\]]+)(?:\[(\d{1,9})\])?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the register says of a question: what stands there now, what stood last time, and of when that is.

    ``is_prefilled`` says that ``text`` and ``why`` were put into the instance at the start. ``last`` is an
    answer of last time or, without ``is_of_last_time``, the register's of today. ``hidden_by`` are the answers that
    kept the question from being asked at the start, None where it was asked: as long as they are the same, that it
    is not asked says nothing about the fact.
    """

    text: str
    why: Why
    last: str
    as_of: str
    is_prefilled: bool
    is_of_last_time: bool = False
    hidden_by: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One choice of a question; ``picture`` are the bytes of a PNG or JPEG, empty where it has none."""

    code: str
    label: str
    picture: bytes = field(default=b"", repr=False)


class Answer(Node):
    """A node of the primary instance with what the running interview knows of it."""

    __slots__ = (
        "by_name",
        "choices",
        "exists",
        "field",
        "is_pinned",
        "is_readonly",
        "is_required",
        "known",
        "note",
        "own_relevant",
        "position",
        "problem",
        "record",
        "why",
    )

    def __init__(self, field: Field, text: str = "") -> None:
        kind = "attribute" if field.is_attribute else "element"
        super().__init__(field.name, text, kind=kind, namespace=field.namespace, type=field.bind.type)
        self.field = field
        self.by_name: dict[str, list[Answer]] = {}
        self.why = Why.VALUE if text else Why.BLANK
        self.own_relevant = True
        self.is_required = False
        self.is_readonly = False
        self.is_pinned = False  # an id that the register gave: no default and no formula may change it
        self.known: Known | None = None
        self.record: bytes | None = None  # of an entity element: the id of the known record it stands for
        self.exists = False  # of an entity element: that record is in the register
        self.note = ""
        self.position = 1
        self.problem = ""  # "", required, type, constraint, choice or count; see problems.py
        self.choices: tuple[Choice, ...] | None = None  # kept until something they depend on changes

    def named(self, name: str) -> list[Node]:
        """Return the child elements called ``name`` that have no namespace; the list is not to be changed."""
        return [item for item in self.by_name.get(name, ()) if not item.namespace]

    @property
    def value(self) -> str:
        """Return the answer as formulas read it; a group and a row have none of their own, as in JavaRosa."""
        return "" if self.children else super().value

    @property
    def up(self) -> Answer | None:
        """Return the element around this node, None for the root of the instance."""
        parent = self.parent
        return parent if isinstance(parent, Answer) else None

    @property
    def path(self) -> str:
        """Return the concrete path: ``/data/member[2]/age``."""
        steps: list[str] = []
        node: Answer | None = self
        while node is not None:
            field = node.field
            if field.is_attribute:
                steps.append(f"@{node.name}")
            elif field.is_repeat:
                steps.append(f"{node.name}[{node.position}]")
            else:
                steps.append(node.name)
            node = node.up
        return "/" + "/".join(reversed(steps))

    def place(self) -> tuple[tuple[int, int], ...]:
        """Return where the node stands in the document, to be compared with that of others."""
        steps: list[tuple[int, int]] = []
        node: Answer | None = self
        while node is not None:
            steps.append((node.field.order, node.position))
            node = node.up
        return tuple(reversed(steps))

    def row(self, repeat: int) -> Answer | None:
        """Return the node itself or the one around it that is a row of ``repeat``."""
        node: Answer | None = self
        while node is not None and node.field.index != repeat:
            node = node.up
        return node

    def innermost_row(self) -> Answer | None:
        """Return the row in which the node stands or that it is, None outside of tables."""
        return self.row(self.field.repeats[-1]) if self.field.repeats else None

    def subtree(self) -> Iterator[Answer]:
        """Yield the node and all elements and attributes in it, in document order."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            for below in reversed(node.children):
                assert isinstance(below, Answer)
                waiting.append(below)
            for attribute in reversed(node.attributes):
                assert isinstance(attribute, Answer)
                waiting.append(attribute)


class Tree:
    """The primary instance of one interview."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.document = Node("", kind="document")
        self.root = _build(form, form.initial)
        self.root.parent = self.document
        self.document.children.append(self.root)
        self._single: dict[int, Answer] = {
            node.field.index: node for node in self.root.subtree() if not node.field.repeats
        }
        self.row_count = sum(node.field.is_repeat for node in self.root.subtree())

    def holds(self, node: Answer) -> bool:
        """Say whether ``node`` is in the tree: not in a row that was removed or put aside."""
        top = node
        while (above := top.up) is not None:
            top = above
        return top is self.root

    def nodes(self, field: int, row: Answer | None = None) -> list[Answer]:
        """Return every node of ``field``, or those inside ``row``, in document order."""
        found = self.form.fields[field]
        if not found.repeats:
            return [self._single[field]] if field in self._single else []
        nodes = [row or self.root]
        start = found.lineage.index(nodes[0].field.index) + 1
        for index in found.lineage[start:]:
            name = self.form.fields[index].name if not self.form.fields[index].is_attribute else _attribute(index)
            nodes = [below for node in nodes for below in node.by_name.get(name, ())]
        return nodes

    def find(self, path: str) -> Answer:
        """Return the node at a concrete path; raises ``RuleError`` where there is none."""
        node: Answer | None = None
        steps = path.split("/")[1:]
        for number, step in enumerate(steps):
            match = _STEP.match(step)
            if match is None:
                break
            name, place = match.group(1), int(match.group(2) or 1)
            if number == 0:
                node = self.root if name == self.root.name and place == 1 else None
            else:
                assert node is not None
                key = name if not name.startswith("@") else _attribute_called(node, name[1:])
                rows = node.by_name.get(key, [])
                node = rows[place - 1] if 0 < place <= len(rows) else None
            if node is None:
                break
        else:
            if node is not None:
                return node
        raise RuleError(N_("This interview has no question at {path}."), path=path)

    def repeat(self, path: str) -> tuple[Answer, Field]:
        """Return the element around a repeat and the repeat's field; ``path`` ends without ``[n]``."""
        above, _slash, name = path.rpartition("/")
        if above and "[" not in name:
            parent = self.find(above)
            field = self.form.by_path.get(f"{parent.field.path}/{name}")
            if field is not None and field.is_repeat:
                return parent, field
        raise RuleError(N_("This interview has no table at {path}."), path=path)

    def insert(self, parent: Answer, row: Answer) -> None:
        """Add ``row`` as the last of its repeat in ``parent``."""
        rows = parent.by_name.setdefault(row.name, [])
        row.parent = parent
        if rows:
            place = parent.children.index(rows[-1]) + 1
        else:
            place = sum(1 for item in parent.children if _order(item) < row.field.order)
        parent.children.insert(place, row)
        parent.index = None
        rows.append(row)
        row.position = len(rows)
        self.row_count += sum(node.field.is_repeat for node in row.subtree())

    def remove(self, row: Answer) -> None:
        """Take ``row`` out; the rows after it move up by one."""
        parent = row.up
        assert parent is not None
        rows = parent.by_name[row.name]
        rows.remove(row)
        parent.children.remove(row)
        parent.index = None
        for position, item in enumerate(rows, start=1):
            item.position = position
        row.parent = None
        self.row_count -= sum(node.field.is_repeat for node in row.subtree())

    def new_row(self, repeat: int) -> Answer:
        """Return a row of ``repeat`` as the form has it before anybody answered; it is not in the tree yet."""
        return _build(self.form, self.form.templates[repeat])


def _order(node: Node) -> int:
    assert isinstance(node, Answer)
    return node.field.order


def _attribute(index: int) -> str:
    return f"@{index}"


def _attribute_called(node: Answer, name: str) -> str:
    found = next((item for item in node.attributes if item.name == name), None)
    assert found is None or isinstance(found, Answer)
    return _attribute(found.field.index) if found is not None else ""


def _build(form: Form, initial: Initial) -> Answer:
    node = Answer(form.fields[initial.field], default_text(form.fields[initial.field].bind.type, initial.text))
    for item in initial.attributes:
        attribute = Answer(form.fields[item.field], item.text)
        attribute.parent = node
        node.attributes.append(attribute)
        node.by_name[_attribute(item.field)] = [attribute]
    for below in initial.children:
        child = _build(form, below)
        child.parent = node
        node.children.append(child)
        rows = node.by_name.setdefault(child.name, [])
        rows.append(child)
        child.position = len(rows)
    return node
