"""Which answers keep a question from being asked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from poverty_desktop.interviews.instance import Answer

if TYPE_CHECKING:
    from poverty_desktop.interviews.running import Running


def hiding_group(node: Answer) -> Answer:
    """Return the question itself or the group or row around it whose own condition keeps ``node`` from being asked."""
    found: Answer | None = node
    while found is not None and found.own_relevant:
        found = found.up
    return found or node


def hiding_answers(running: Running, node: Answer) -> tuple[str, ...]:
    """Return the texts of the answers that the condition reads which keeps ``node`` from being asked."""
    hidden = hiding_group(node)
    formula = hidden.field.bind.relevant
    if formula is None:
        return ()
    fields = [running.form.by_path.get(path) for path in sorted(formula.reads(hidden.field.path))]
    return tuple(item.text for found in fields if found is not None for item in running.near(found.index, hidden))


def note_what_is_hidden(running: Running) -> None:
    """Remember of every known fact that is not asked to begin with which answers hide it."""
    for node in running.tree.root.subtree():
        if node.known is not None and not node.relevant:
            node.known = replace(node.known, hidden_by=hiding_answers(running, node))
