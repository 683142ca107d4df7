"""What the form of a visit asks of the store; each function runs on the store thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop.domain.typed import day_if_any
from poverty_desktop.exchange.phone_pictures import Candidates
from poverty_desktop.ids import HouseholdId, RecordId
from ui.households.help_calls import options

if TYPE_CHECKING:
    from poverty_desktop.operations.done import Done
    from poverty_desktop.operations.session import Session
    from poverty_desktop.progress import Progress
    from poverty_desktop.queries.assistance.need_board import NeedRow
    from poverty_desktop.queries.assistance.visits import VisitedHousehold, VisitRow
    from poverty_desktop.queries.register.list_rows import HouseholdRow

HITS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitBeginning:
    """What the form begins with: the households, what was typed before, who visits, open needs, the visits so far."""

    households: tuple[VisitedHousehold, ...]
    texts: Mapping[str, str] = field(repr=False)
    worker: str
    names: tuple[str, ...] = field(repr=False)
    day: str
    time: str
    needs: tuple[NeedRow, ...] = field(repr=False)
    before: tuple[VisitRow, ...] = field(repr=False)
    need_kinds: tuple[tuple[str, str], ...]
    modes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitForm:
    """What was typed; texts only, read on the store thread."""

    households: tuple[HouseholdId, ...]
    texts: Mapping[str, str] = field(repr=False)
    photos: tuple[Path, ...] = ()
    sheet: Path | None = None
    met: tuple[RecordId, ...] = ()


def begin(households: Sequence[HouseholdId], language: str, session: Session) -> VisitBeginning:
    """Return what the form of a visit to these households begins with."""
    from poverty_desktop.checks.run import help_year
    from poverty_desktop.operations.assistance import visit_drafts
    from poverty_desktop.queries.assistance import need_board, visits

    one = households[0] if len(households) == 1 else None
    year = help_year(session)
    now = session.clock.now().astimezone()
    return VisitBeginning(
        households=visits.households(session, households),
        texts=visit_drafts.find(session, households) if households else {},
        worker=session.worker,
        names=visits.known_names(session),
        day=session.clock.today().isoformat(),
        time=now.strftime("%H:%M"),
        needs=tuple(row for row in need_board.needs(session, year, household=one, language=language) if not row.is_met)
        if one is not None
        else (),
        before=visits.listed(session, household=one, language=language, limit=3) if one is not None else (),
        need_kinds=tuple((code, words(language)) for code, words in options(session, "need_kind")),
        modes=tuple((code, words(language)) for code, words in options(session, "visit_mode")),
    )


def find(text: str, language: str, session: Session) -> tuple[HouseholdRow, ...]:
    """Return the first households that ``text`` finds."""
    from poverty_desktop.queries.register import households
    from poverty_desktop.queries.register.list_rows import HouseholdFilter

    wanted = HouseholdFilter(text=text)
    page = households.find(session, wanted, sort="match", descending=False, offset=0, limit=HITS, language=language)
    return tuple(page.rows)


def keep_draft(households: Sequence[HouseholdId], texts: Mapping[str, str], session: Session) -> None:
    """Keep what was typed."""
    from poverty_desktop.operations.assistance import visit_drafts

    visit_drafts.keep(session, households, texts)


def drop_draft(households: Sequence[HouseholdId], session: Session) -> None:
    """Throw away what was typed."""
    from poverty_desktop.operations.assistance import visit_drafts

    visit_drafts.drop(session, households)


def find_photos(folder: Path, on: str, at: str, session: Session, progress: Progress) -> Candidates:
    """Return which pictures of a folder fit the time of the visit; nothing is taken."""
    from poverty_desktop.operations.assistance import visits

    return visits.find_photos(session, folder, day_if_any(on) or session.clock.today(), at.strip(), progress)


def save(form: VisitForm, session: Session) -> Done[tuple[RecordId, ...]]:
    """Write the visit down."""
    from poverty_desktop.operations.assistance import visits
    from poverty_desktop.operations.assistance.needs import NeedLine
    from poverty_desktop.operations.assistance.visits import VisitTyped

    texts = form.texts
    wanted = texts.get("need", "").strip()
    typed = VisitTyped(
        visitors=texts.get("visitors", ""),
        seen=texts.get("seen", ""),
        said=texts.get("said", ""),
        agreed=texts.get("agreed", ""),
        on=day_if_any(texts.get("on", "").strip()),
        at=texts.get("at", ""),
        mode=texts.get("mode", ""),
        signed_by=texts.get("signed_by", ""),
        no_signature=texts.get("no_signature", ""),
        photos=form.photos,
        sheet=form.sheet,
        met=form.met,
        new_needs=(NeedLine(kind=texts.get("need_kind", ""), description=wanted),) if wanted else (),
    )
    return visits.write_down(session, form.households, typed)
