"""What happens by itself: preloads, ``setvalue`` at the start, for a new row and after a changed answer, ids."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poverty_desktop.domain.values import Why
from poverty_desktop.interviews.answers import canonical
from poverty_desktop.interviews.form import SetValue, walk
from poverty_desktop.interviews.instance import Answer
from poverty_desktop.interviews.kinds import value_type

if TYPE_CHECKING:
    from poverty_desktop.interviews.running import Running

FIRST_LOAD = frozenset({"odk-instance-first-load", "odk-instance-load", "xforms-ready"})
NEW_ROW = frozenset({"odk-new-repeat", "jr-insert"})
VALUE_CHANGED = frozenset({"xforms-value-changed"})
INSTANCE_ID = "instance_id"
"""The property of a draft that settles ``meta/instanceID``: an interview that came from elsewhere keeps its own."""
MAX_CHAIN = 50
"""Of value-changed events that set off each other."""


def preload(running: Running, top: Answer) -> None:
    """Fill the preloads in ``top``: timestamps, dates, the instance's id and properties of the device."""
    for node in top.subtree():
        kind, parameter = node.field.bind.preload, node.field.bind.preload_parameters
        if kind and not (kind == "timestamp" and parameter == "end"):
            text = _preloaded(running, kind, parameter)
            if text:
                put(running, node, text)


def finish(running: Running) -> None:
    """Fill what is known only at the end: the ``end`` timestamp."""
    for node in running.tree.root.subtree():
        bind = node.field.bind
        if bind.preload == "timestamp" and bind.preload_parameters == "end":
            put(running, node, running.moment.isoformat(timespec="milliseconds"))


def first_load(running: Running) -> None:
    """Set what the form sets when an instance is made; facts of the register stay."""
    actions = [*running.form.actions, *(action for item in walk(running.form.body) for action in item.actions)]
    for action in actions:
        if action.events & FIRST_LOAD:
            for node in running.tree.nodes(action.target):
                _set_default(running, action, node)


def new_row(running: Running, row: Answer) -> None:
    """Set what the form sets in a new row and in the rows that it begins with."""
    repeat = row.field.index
    for action in running.form.row_actions.get(repeat, ()):
        if action.events & NEW_ROW:
            is_inside = repeat in running.form.fields[action.target].repeats
            for node in running.tree.nodes(action.target, row) if is_inside else running.near(action.target, row):
                _set_default(running, action, node)


def value_changed(running: Running, node: Answer, chain: int = 0) -> None:
    """Set what the form sets after the answer of ``node`` changed, and what follows from that."""
    control = running.form.controls.get(node.field.index)
    for action in control.actions if control is not None else ():
        if not action.events & VALUE_CHANGED:
            continue
        for target in running.near(action.target, node):
            if not target.is_pinned and _set(running, action, target):
                running.recalculation.run()
                if chain < MAX_CHAIN:
                    value_changed(running, target, chain + 1)


def give_ids(running: Running, top: Answer) -> None:
    """Give an id to every entity in ``top`` that the form leaves without one."""
    for entity in running.form.entities:
        if running.form.fields[entity.identity].bind.calculate is not None:
            continue
        if top.field.index in running.form.fields[entity.identity].lineage:
            for node in running.tree.nodes(entity.identity, top if top.field.is_repeat else None):
                if not node.text:
                    put(running, node, running.uuid())


def put(running: Running, node: Answer, text: str) -> bool:
    """Write ``text`` into ``node`` as its type has it; say whether it is another one."""
    control = running.form.controls.get(node.field.index)
    written = canonical(value_type(node.field.bind, control.kind if control else ""), text)
    return running.recalculation.set_text(node, written, Why.VALUE if written else Why.BLANK)


def _set_default(running: Running, action: SetValue, node: Answer) -> None:
    if node.is_pinned or (node.known is not None and node.known.is_prefilled):
        return
    if _set(running, action, node):
        running.recalculation.run()
        value_changed(running, node)


def _set(running: Running, action: SetValue, node: Answer) -> bool:
    if action.value is None:
        return put(running, node, action.text)
    text, _type = running.result(action.value, node)
    return running.recalculation.set_text(node, text, Why.VALUE if text else Why.BLANK)


def _preloaded(running: Running, kind: str, parameter: str) -> str:
    if kind == "uid":
        return running.head.properties.get(INSTANCE_ID) or f"uuid:{running.uuid()}"
    if kind == "timestamp":
        return running.moment.isoformat(timespec="milliseconds")
    if kind == "date":
        return running.moment.date().isoformat() if parameter in {"", "today"} else ""
    if kind in {"property", "context"}:
        return running.head.properties.get(parameter, "")
    return ""
