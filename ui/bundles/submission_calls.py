"""What the doors to Central and Kobo ask the store thread."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop.i18n import language

if TYPE_CHECKING:
    from poverty_desktop.operations.done import Done
    from poverty_desktop.operations.interviewing.returning import ReturnPlan, TakenIn
    from poverty_desktop.operations.interviewing.submissions import ExportedSubmissions
    from poverty_desktop.operations.session import Session
    from poverty_desktop.progress import Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class FormChoice:
    """A questionnaire that can be sent and taken in."""

    form_id: str
    title: str


def forms(session: Session) -> tuple[FormChoice, ...]:
    """Return the questionnaires of the pack, the yearly survey first."""
    yearly = session.pack.settings["yearly_form"]
    found = [FormChoice(form_id=name, title=form.title(language())) for name, form in session.pack.forms.items()]
    return tuple(sorted(found, key=lambda item: item.form_id != yearly))


def export(form_id: str, folder: Path, session: Session, progress: Progress) -> ExportedSubmissions:
    """Write the completed interviews of a questionnaire as submissions."""
    from poverty_desktop.operations.interviewing import submissions

    return submissions.export_submissions(session, folder, form_id=form_id, progress=progress)


def look(form_id: str, source: Path, adds_households: bool, session: Session, progress: Progress) -> ReturnPlan:  # noqa: FBT001 - a partial fills it
    """Return what taking in an export would do."""
    from poverty_desktop.operations.interviewing import returning

    return returning.preview(session, source, form_id=form_id, adds_households=adds_households, progress=progress)


def take_in(plan: ReturnPlan, session: Session, progress: Progress) -> Done[TakenIn]:
    """Complete what the plan says."""
    from poverty_desktop.operations.interviewing import returning

    return returning.take_in(session, plan, progress)
