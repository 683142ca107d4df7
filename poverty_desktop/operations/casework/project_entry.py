"""What the library asks before a project goes on: that it is whole and on no negative list (domain.md 5.1, 5.4)."""

from __future__ import annotations

from poverty_desktop import i18n
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, format_list
from poverty_desktop.ids import RecordId
from poverty_desktop.operations.casework.step_entry import StepEntry
from poverty_desktop.packs.procedures import ProcedureStep
from poverty_desktop.queries.money import project_library
from poverty_desktop.queries.money.project_paper import project_row
from poverty_desktop.store.session import Session

GONE = N_("This project is no longer in the register.")
LACKS = N_("“{project}” lacks: {items}. Fill them in, or say why it goes on without them.")
FORBIDDEN = N_("“{project}” touches the negative list: {items}. Clear it out, or say why the money may be used for it.")
_ENTERS = frozenset({"02", "03", "04", "05"})
"""Stages before which the library asks for a complete project that is not on the negative list."""


def check(session: Session, project: RecordId, step: ProcedureStep, entry: StepEntry) -> None:
    """Raise ``RuleError`` where a step would take a project on that lacks something, unless a reason is given."""
    row = project_row(session, project)
    if not row:
        raise RuleError(GONE)
    stages = {effect.value for effect in step.effects if effect.property_name == "stage"}
    if entry.exception_reason.strip() or not stages & _ENTERS:
        return
    language, name = i18n.language(), str(row["name"] or "–")
    forbidden = project_library.forbidden_words(session.pack, row, language)
    if forbidden:
        raise RuleError(FORBIDDEN, project=name, items=format_list(forbidden))
    missing = project_library.missing_words(session.pack, row, language)
    if missing:
        raise RuleError(LACKS, project=name, items=format_list(missing))
