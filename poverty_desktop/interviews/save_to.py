"""What a completed interview changes in the register, by the ODK Entities convention."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from poverty_desktop.domain.values import BLANK, NOT_APPLICABLE, Value, Why
from poverty_desktop.interviews.form import Entity
from poverty_desktop.interviews.instance import Answer
from poverty_desktop.interviews.interview import Interview
from poverty_desktop.interviews.kinds import value_type
from poverty_desktop.interviews.references import entities_of_choice, identity
from poverty_desktop.interviews.relevance import hiding_answers


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityChange:
    """One record to create or change.

    ``values`` are texts in the form's own words by property; ``references`` says, for an answer that names a row of
    a table, which entities stand in that row (dataset → id); ``parent`` is the entity around this one.
    """

    dataset: str
    id: bytes
    is_new: bool
    values: Mapping[str, Value]
    label: str
    path: str
    parent: tuple[str, bytes] | None
    references: Mapping[str, Mapping[str, bytes]] = field(default_factory=dict)


def entity_changes(interview: Interview) -> tuple[EntityChange, ...]:
    """Return what is to be written, parents before children.

    A record that was known is changed only where an answer differs from what was put into the instance; an erased
    answer is BLANK, one that is no longer asked is NOT_APPLICABLE. ODK drops such nodes from the submission, which
    would leave the old fact standing: here the person at the door has just said that it does not apply. A fact that
    the same answers hid to begin with (why somebody joined years ago) stays as it is.
    A new record takes every answer that was asked and is left out when there is none. An entity whose ``create``
    and ``update`` are both false, or that is not relevant, is left out too.
    """
    found: list[tuple[int, EntityChange]] = []
    running = interview.running
    for entity in running.form.entities:
        depth = len(running.form.fields[entity.container].lineage)
        for element in running.tree.nodes(entity.element):
            change = _change(interview, entity, element)
            if change is not None:
                found.append((depth, change))
    found.sort(key=lambda pair: pair[0])
    return tuple(change for _depth, change in found)


def removed_entities(interview: Interview) -> tuple[tuple[str, bytes], ...]:
    """Return dataset and id of the records of the register whose rows the interviewer removed."""
    return tuple(interview.removed)


def entity_id(interview: Interview, entity: Entity, element: Answer) -> bytes:
    """Return the id of the record that ``element`` stands for."""
    if element.record is not None:
        return element.record
    row = element.row(element.field.repeats[-1]) if element.field.repeats else None
    nodes = interview.running.tree.nodes(entity.identity, row)
    return identity(nodes[0].text) if nodes else identity("")


def is_new_record(element: Answer) -> bool | None:
    """Say whether ``element`` creates a record (True), changes one (False), or does nothing (None)."""
    if element.record is not None:
        return not element.exists
    flags = {item.name: item.text.strip().lower() in {"1", "true", "true()"} for item in element.attributes}
    if flags.get("create"):
        return True
    return False if flags.get("update") else None


def _change(interview: Interview, entity: Entity, element: Answer) -> EntityChange | None:
    is_new = is_new_record(element)
    if not element.relevant or is_new is None:
        return None
    running = interview.running
    row = element.row(element.field.repeats[-1]) if element.field.repeats else None
    values: dict[str, Value] = {}
    references: dict[str, Mapping[str, bytes]] = {}
    for name, index in entity.properties.items():
        for node in running.tree.nodes(index, row):
            value = _new_value(node) if element.record is None or is_new else _changed_value(interview, node)
            if value is None:
                continue
            values[name] = value
            control = running.form.controls.get(index)
            named = entities_of_choice(running, control, node) if control is not None and value else {}
            if named:
                references[name] = named
    if not values:
        return None
    labels = running.tree.nodes(entity.label, row) if entity.label is not None else []
    return EntityChange(
        dataset=entity.dataset,
        id=entity_id(interview, entity, element),
        is_new=is_new,
        values=values,
        label=labels[0].value if labels else "",
        path=element.path,
        parent=_parent(interview, entity, row),
        references=references,
    )


def _new_value(node: Answer) -> Value | None:
    if not node.relevant:
        return None
    if node.text:
        return Value(_plain_text(node))
    return None if node.why in {Why.BLANK, Why.VALUE} else Value(None, node.why)


def _changed_value(interview: Interview, node: Answer) -> Value | None:
    running = interview.running
    known = node.known if node.known is not None and node.known.is_prefilled else None
    if known is None:
        return _new_value(node)
    if not node.relevant:
        is_untouched = known.hidden_by is not None and known.hidden_by == hiding_answers(running, node)
        return None if known.why is Why.NOT_APPLICABLE or is_untouched else NOT_APPLICABLE
    if node.text:
        control = interview.form.controls.get(node.field.index)
        written = value_type(node.field.bind, control.kind if control else "")
        is_same = node.text == known.text or (written == "codes" and set(node.text.split()) == set(known.text.split()))
        return None if is_same else Value(_plain_text(node))
    if node.why is known.why and not known.text:
        return None
    return BLANK if node.why in {Why.BLANK, Why.VALUE} else Value(None, node.why)


def _plain_text(node: Answer) -> str:
    """Return the answer as the register has it: a day that was calculated into a text without its midnight."""
    is_day = node.type == "dateTime" and node.field.bind.type != "dateTime" and "T00:00:00.000" in node.text
    return node.text[:10] if is_day else node.text


def _parent(interview: Interview, entity: Entity, row: Answer | None) -> tuple[str, bytes] | None:
    form, tree = interview.form, interview.running.tree
    by_container = {item.container: item for item in form.entities}
    for index in reversed(form.fields[entity.container].lineage[:-1]):
        around = by_container.get(index)
        if around is not None:
            repeats = form.fields[around.element].repeats
            elements = tree.nodes(around.element, row.row(repeats[-1]) if row is not None and repeats else None)
            return (around.dataset, entity_id(interview, around, elements[0])) if elements else None
    return None
