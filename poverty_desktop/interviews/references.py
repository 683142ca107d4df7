"""Answers that name a row of a table (who in the household earns this?): from record to row and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from poverty_desktop.domain.values import Why
from poverty_desktop.ids import RecordId, derive_id
from poverty_desktop.interviews.choices import chosen_row, code_of
from poverty_desktop.interviews.form import Control
from poverty_desktop.interviews.instance import Answer

if TYPE_CHECKING:
    from poverty_desktop.interviews.running import Running


def identity(text: str) -> RecordId:
    """Return the 16-byte id that the ``id`` of an entity element means; a text that is no UUID gets one of its own."""
    try:
        return RecordId(UUID(text.strip().removeprefix("uuid:")).bytes)
    except ValueError:
        return derive_id(0, b"", text)


def name_known_rows(running: Running) -> None:
    """Turn known record ids into the code of the row that stands for the record, in questions that choose a row.

    A record that has no row here (a person who left) leaves the question blank.
    """
    form, tree = running.form, running.tree
    rows: dict[bytes, Answer] = {}
    for entity in form.entities:
        for element in tree.nodes(entity.element):
            row = element.row(element.field.repeats[-1]) if element.field.repeats else None
            if element.record is not None and row is not None:
                rows[element.record] = row
    for field in form.owners:
        control = form.controls.get(field)
        if control is None or not _chooses_rows(running, control):
            continue
        for node in tree.nodes(field):
            if node.known is None or not node.text:
                continue
            code = _code_of_row(running, control, node, rows.get(identity(node.text)))
            known = node.known
            running.recalculation.set_text(node, code, Why.VALUE if code else Why.BLANK)
            last = code if known.last == known.text else known.last
            node.known = replace(known, text=code, why=node.why, last=last)


def entities_of_choice(running: Running, control: Control, node: Answer) -> Mapping[str, bytes]:
    """Return the entities of the row that the answer of ``node`` names, by dataset; empty where it names none."""
    row = chosen_row(control, node.text, running.context(node), running.context)
    if row is None:
        return {}
    found: dict[str, bytes] = {}
    for entity in running.form.entities:
        if row.field.index in running.form.fields[entity.element].repeats:
            for item in running.tree.nodes(entity.identity, row):
                if item.text:
                    found.setdefault(entity.dataset, identity(item.text))
    return found


def _chooses_rows(running: Running, control: Control) -> bool:
    if control.itemset is None:
        return False
    reads = control.itemset.nodes.reads(running.form.fields[control.field].path)
    return any(path in running.form.by_path and running.form.by_path[path].repeats for path in reads)


def _code_of_row(running: Running, control: Control, node: Answer, row: Answer | None) -> str:
    assert control.itemset is not None
    if row is None:
        return ""
    for item in control.itemset.nodes.as_nodes(running.context(node)):
        if isinstance(item, Answer) and item.row(row.field.index) is row:
            return code_of(control.itemset, item, running.context)
    return ""
