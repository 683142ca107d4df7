"""A project as papers show it: its facts for a form, and what a notice board may say of it."""

from __future__ import annotations

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Why
from poverty_desktop.i18n import _
from poverty_desktop.ids import RecordId
from poverty_desktop.pdf.public_values import PublicProject
from poverty_desktop.pdf.values import PaperFact, PaperSection
from poverty_desktop.queries.register import facts
from poverty_desktop.store import database
from poverty_desktop.store.database import Row
from poverty_desktop.store.session import Session

_LEFT_OUT = frozenset({"village", "stage", "stage_on", "note", "status", "item"})


def project_row(session: Session, project: RecordId) -> Row:
    """Return the row of a project, empty where it is gone."""
    sql = "SELECT * FROM village_project WHERE alive AND id = ?"
    return next(iter(database.rows(session.db, sql, [project])), {})


def project_section(session: Session, project: RecordId, language: str) -> PaperSection:
    """Return what the library holds of a project, with its goals."""
    row = project_row(session, project)
    pack = session.pack
    found = [
        PaperFact(
            label=item.label(language), text=facts.text_of(pack, item, facts.value_of(row, item), language) or Why.BLANK
        )
        for item in pack.of_kind(RecordKind.VILLAGE_PROJECT)
        if item.name not in _LEFT_OUT
    ]
    sql = "SELECT * FROM performance WHERE alive AND project = ? ORDER BY kind, id"
    for goal in database.rows(session.db, sql, [project]):
        kind = pack.code_lists["performance_kind"].find(str(goal["kind"] or ""))
        reached = goal["actual"]
        text = f"{goal['target'] or ''} {goal['unit'] or ''}".strip()
        if reached:
            text = _("{target} (reached: {actual})").format(target=text, actual=reached)
        name = f"{kind.label(language) if kind else ''} {goal['name'] or ''}".strip()
        found.append(PaperFact(label=name, text=text or Why.BLANK))
    return PaperSection(title=_("Project"), facts=tuple(found))


def public_project(session: Session, project: RecordId, language: str) -> PublicProject:
    """Return what a notice board says of a project: nothing of any person but who answers for it."""
    row = project_row(session, project)
    pack = session.pack

    def text(name: str) -> str:
        item = pack.by_name[RecordKind.VILLAGE_PROJECT, name]
        return facts.text_of(pack, item, facts.value_of(row, item), language)

    benefit = [part for part in (text("households"), text("persons")) if part]
    return PublicProject(
        name=text("name"),
        kind=text("kind"),
        content="；".join(part for part in (text("place"), text("content")) if part),
        amount=text("planned"),
        unit="；".join(part for part in (text("unit"), text("responsible")) if part),
        benefit="、".join(benefit),
    )
