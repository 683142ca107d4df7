"""Write down a household that is in no list yet, with its head; filing it is the work of a procedure, not of this."""

from __future__ import annotations

from collections.abc import Mapping

from poverty_desktop.domain.identity_number import read
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.operations.done import Done
from poverty_desktop.operations.register.membership_edits import new_person
from poverty_desktop.store import log
from poverty_desktop.store.session import Session
from poverty_desktop.store.writing import RecordEdit, Save, commit

ADDED = N_("Add a household")
NO_HEAD = N_("Type the name of the head of the household.")
NO_VILLAGE = N_("A household is written down in the workspace of its village, not here.")
ORDINARY = "01"
"""Code of ``household_type`` for a household that no procedure has identified."""


def add(session: Session, household: Mapping[str, Value], head: Mapping[str, Value]) -> Done[HouseholdId]:
    """Write down a household with its head and return its id; facts are given by property name.

    It counts as an ordinary household unless ``household`` says otherwise. The number of the head is read as it is
    anywhere else; whose number the register knows is the same person, who comes back. Raises ``RuleError`` when the
    head has no name or is on the books of another household, or the workspace has no village.
    """
    if not head.get("name"):
        raise RuleError(NO_HEAD)
    village = household.get("village", Value(session.village))
    if not village or not village.scalar:
        raise RuleError(NO_VILLAGE)
    values = dict(head)
    if number := values.get("document_number"):
        values["document_number"] = Value(read(str(number.scalar)).normalised)
    person, person_edits = new_person(session, values)
    new = HouseholdId(RecordId(session.ids.new()))
    facts = {"village": village, "household_type": Value(ORDINARY), **household}
    member = {
        "person": Value(person),
        "household": Value(new),
        "relation": Value(min(session.pack.codes_of("head_relation"))),
    }
    edits = (
        RecordEdit(kind=RecordKind.HOUSEHOLD, record=new, values=facts, is_new=True),
        *person_edits,
        RecordEdit(kind=RecordKind.MEMBERSHIP, record=RecordId(session.ids.new()), values=member, is_new=True),
    )
    save = Save(village=str(village.scalar), edits=edits)
    committed = commit(session, [save], seen=log.position(session.db), label=ADDED)
    return Done(value=new, changes=frozenset(committed.kinds), undo_label=ADDED)
