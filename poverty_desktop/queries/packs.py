"""The office's editions, and what the questionnaires of the pack in force are."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime

from poverty_desktop.ids import HouseholdId
from poverty_desktop.packs.model import Label
from poverty_desktop.packs.published.decoding import read_edition
from poverty_desktop.queries.register import years
from poverty_desktop.store import drafts, packs
from poverty_desktop.store.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionRow:
    """One pack of this workspace; ``number`` 0 is the one that came with the program."""

    number: int
    hash: bytes
    version: str
    published_on: date | None
    questionnaires: tuple[Label, ...]
    is_current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionnaireRow:
    """One questionnaire of the pack in force, and whether the household has a draft of it.

    ``completed_on`` is the day on which it was last completed there for the working year, None where it was not.
    """

    form_id: str
    version: str
    title: Label
    is_yearly: bool
    concerns_household: bool
    has_draft: bool = False
    completed_on: date | None = None


def editions(session: Session) -> tuple[EditionRow, ...]:
    """Return every pack that this workspace keeps, the newest first."""
    found = []
    for content_hash, data, is_current in packs.every(session.db):
        tables = json.loads(data)
        edition = read_edition(tables)
        found.append(
            EditionRow(
                number=edition.number,
                hash=content_hash,
                version=dict(tables["settings"])["version"],
                published_on=edition.published_on,
                questionnaires=tuple(Label(zh=row["title_zh"], en=row["title_en"]) for row in tables["forms"]),
                is_current=is_current,
            )
        )
    return tuple(sorted(found, key=lambda row: (row.number, row.is_current), reverse=True))


def questionnaires(session: Session, household: HouseholdId | None = None) -> tuple[QuestionnaireRow, ...]:
    """Return the questionnaires of the pack in force, the yearly survey first, with the drafts at ``household``."""
    pack = session.pack
    yearly = pack.settings["yearly_form"]
    begun = {draft.form for draft in drafts.every(session.db) if draft.household == household}
    done = _completed(session, household) if household is not None else {}
    rows = (
        QuestionnaireRow(
            form_id=form.form_id,
            version=form.version,
            title=form.title,
            is_yearly=form.form_id == yearly,
            concerns_household=form.concerns_household,
            has_draft=form.form_id in begun,
            completed_on=done.get(form.form_id),
        )
        for form in pack.forms.values()
    )
    return tuple(sorted(rows, key=lambda row: (not row.is_yearly, row.title.zh, row.form_id)))


def _completed(session: Session, household: HouseholdId) -> dict[str, date]:
    """Return the day on which each questionnaire was last completed at ``household`` for the working year."""
    found = session.db.conn.execute(
        "SELECT form, max(finished_at) FROM interview WHERE alive AND household = ? AND year = ?"
        " AND answers IS NOT NULL AND finished_at IS NOT NULL GROUP BY form",
        (household, years.working_year(session)),
    )
    return {form: datetime.fromisoformat(finished).astimezone().date() for form, finished in found}
