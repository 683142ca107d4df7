"""Reads the primary instance of an XForm: which fields there are, which repeat, and how a new row looks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.interviews.form import NO_BIND, Bind, Field, Initial
from poverty_desktop.interviews.xml import ROSA, split_name

MAX_FIELDS = 50_000
TEMPLATE = f"{{{ROSA}}}template"


@dataclass(slots=True)
class _Draft:
    path: str
    name: str
    namespace: str
    parent: int | None
    is_attribute: bool
    has_children: bool = False


@dataclass(slots=True)
class Structure:
    """The shape of the primary instance while it is read."""

    initial: Initial
    templates: dict[int, Initial] = field(default_factory=dict)
    drafts: list[_Draft] = field(default_factory=list)
    by_path: dict[str, int] = field(default_factory=dict)

    def finish(self, repeats: set[int], binds: Mapping[str, Bind]) -> tuple[Field, ...]:
        """Return the fields; ``repeats`` are those which the body repeats."""
        finished: list[Field] = []
        for index, draft in enumerate(self.drafts):
            above = finished[draft.parent] if draft.parent is not None else None
            around = above.repeats if above else ()
            finished.append(
                Field(
                    index=index,
                    path=draft.path,
                    name=draft.name,
                    namespace=draft.namespace,
                    parent=draft.parent,
                    is_attribute=draft.is_attribute,
                    is_repeat=index in repeats,
                    is_leaf=not draft.has_children,
                    repeats=(*around, index) if index in repeats else around,
                    lineage=(*(above.lineage if above else ()), index),
                    order=index,
                    bind=binds.get(draft.path, NO_BIND),
                )
            )
        return tuple(finished)


def read_structure(element: etree._Element) -> Structure:
    """Return the shape of the primary instance whose root is ``element``.

    Raises ``RuleError`` where it has more than ``MAX_FIELDS`` fields.
    """
    structure = Structure(initial=Initial(field=0))
    structure.initial = _read(structure, element, None, "")
    return structure


def _read(structure: Structure, element: etree._Element, parent: int | None, prefix: str) -> Initial:
    namespace, name = split_name(element.tag)
    index = _field(structure, f"{prefix}/{name}", name, namespace, parent, is_attribute=False)
    attributes: list[Initial] = []
    for tag, text in element.attrib.items():
        if tag != TEMPLATE:
            uri, attribute = split_name(tag)
            position = _field(structure, f"{prefix}/{name}/@{attribute}", attribute, uri, index, is_attribute=True)
            attributes.append(Initial(field=position, text=text))
    children: list[Initial] = []
    for item in element:
        structure.drafts[index].has_children = True
        read = _read(structure, item, index, f"{prefix}/{name}")
        if item.get(TEMPLATE) is not None:
            structure.templates[read.field] = read
        else:
            children.append(read)
            structure.templates.setdefault(read.field, read)
    text = "" if structure.drafts[index].has_children else (element.text or "")
    return Initial(field=index, text=text, attributes=tuple(attributes), children=tuple(children))


def _field(
    structure: Structure, path: str, name: str, namespace: str, parent: int | None, *, is_attribute: bool
) -> int:
    known = structure.by_path.get(path)
    if known is not None:
        return known
    if len(structure.drafts) >= MAX_FIELDS:
        raise RuleError(N_("The questionnaire has more than {limit} fields. Publish a smaller one."), limit=MAX_FIELDS)
    structure.drafts.append(_Draft(path, name, namespace, parent, is_attribute))
    structure.by_path[path] = len(structure.drafts) - 1
    return structure.by_path[path]
