"""What there is to do today, and how far the village is."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

from poverty_desktop import i18n
from poverty_desktop.ids import HouseholdId, InterviewId
from poverty_desktop.packs.model import Label, PublishedForm
from poverty_desktop.packs.pack import Pack
from poverty_desktop.queries.handover import conflicts
from poverty_desktop.queries.handover.office_news import days_without_news, has_to_tell
from poverty_desktop.queries.interviewing import completed
from poverty_desktop.queries.register import years
from poverty_desktop.queries.register.left_homes import NOBODY_LEFT
from poverty_desktop.queries.today_rows import DraftRow, OfficeNews, TodayRow
from poverty_desktop.store import drafts, packs, settings
from poverty_desktop.store.clock_trouble import clock_trouble
from poverty_desktop.store.session import Session
from poverty_desktop.store.unsent import unsent_of

_BIN_FEN = 200_000
_BINS = 10
NEWS_SHOWN = timedelta(days=7)


def today(session: Session) -> TodayRow:
    """Return the numbers and lists of the Today page."""
    db = session.db
    year = years.working_year(session)
    line = session.pack.line(year)
    filed = filed_types(session.pack)
    is_filed = f"household_type IN ({','.join('?' * len(filed))})"
    overdue_before = session.clock.today() - timedelta(days=int(session.pack.settings["visit_interval_days"]))
    households, persons, surveyed, filed_count, overdue = db.conn.execute(
        "SELECT count(*), coalesce(sum(member_count), 0), coalesce(sum(year = ? AND surveyed_on IS NOT NULL), 0),"
        f" coalesce(sum({is_filed}), 0), coalesce(sum({is_filed} AND coalesce(last_visit, '') < ?), 0)"
        f" FROM household_summary WHERE NOT {NOBODY_LEFT}",
        (year, *filed, *filed, overdue_before.isoformat()),
    ).fetchone()
    return TodayRow(
        day=session.clock.today(),
        drafts=draft_rows(session),
        returned=completed.returned(session, language=i18n.language()),
        household_count=households,
        person_count=persons,
        surveyed_count=surveyed,
        filed_count=filed_count,
        unsent_transactions=unsent(session),
        conflict_count=conflicts.count(session),
        per_capita_histogram=_histogram(session),
        line_fen=line.amount_fen if line else None,
        year=year,
        last_receipt_at=_moment(settings.get(db, "last_receipt_at")),
        last_backup_at=_moment(settings.get(db, "last_backup_at")),
        has_second_copy=bool(settings.get(db, "backup_second")),
        second_copy_at=_moment(settings.get(db, "last_second_backup_at")),
        overdue_visits=0 if session.pack.visit_rules else overdue,  # then it is a clock, by the rules of the pack
        days_without_news=days_without_news(session),
        has_to_tell=has_to_tell(session),
        news=None if session.is_office else _news(session),
        pack_taken_on=_pack_taken_on(session),
        clock_trouble=clock_trouble(session),
        lacks_keys=session.is_office and settings.secret(db, settings.OFFICE_KEYS) is None,
    )


def _pack_taken_on(session: Session) -> date | None:
    """Return the day on which the pack of a newer program was taken over, for as long as it is fresh."""
    taken = _moment(settings.get(session.db, packs.TAKEN_AT))
    return taken.astimezone().date() if taken is not None and session.clock.now() - taken < NEWS_SHOWN else None


def _news(session: Session) -> OfficeNews | None:
    """Return what the last bundle of the office with anything new brought, for as long as it is fresh.

    What came from a laptop of the team counts no decisions and is no news of the office.
    """
    since = (session.clock.now() - NEWS_SHOWN).isoformat()
    row = session.db.conn.execute(
        "SELECT at, detail FROM bundle WHERE direction = 'in' AND at >= ? AND detail ->> '$.accepted' > 0"
        " AND detail ->> '$.decided' IS NOT NULL ORDER BY at DESC LIMIT 1",
        (since,),
    ).fetchone()
    if row is None:
        return None
    detail = json.loads(row[1])
    return OfficeNews(
        at=datetime.fromisoformat(row[0]),
        entries=detail["accepted"],
        decided=detail["decided"],
        opened=detail["opened"],
        handed_back=detail["handed_back"],
    )


def draft_rows(session: Session) -> tuple[DraftRow, ...]:
    """Return the interviews that are not finished, the last touched first."""
    return tuple(
        DraftRow(
            interview=InterviewId(draft.id),
            household=None if draft.is_new_household else draft.household,
            head_name=_head_name(session, draft.household),
            title=form.title,
            is_yearly=draft.form == session.pack.settings["yearly_form"],
            concerns_household=form.concerns_household or not draft.is_new_household,
            section=draft.section,
            answered=draft.answered,
            total=draft.total,
            opened_at=datetime.fromisoformat(draft.opened_at),
            saved_at=datetime.fromisoformat(draft.saved_at),
        )
        for draft in drafts.every(session.db)
        for form in [_form(session, draft)]
    )


def _form(session: Session, draft: drafts.Draft) -> PublishedForm:
    """Return the questionnaire of a draft, from the edition it was begun with where the one in force has it no more."""
    found = session.pack.forms.get(draft.form)
    if found is None and (pack := packs.by_hash(session.db, draft.pack)) is not None:
        found = pack.forms.get(draft.form)
    return found or PublishedForm(form_id=draft.form, version="", title=Label(zh=draft.form, en=draft.form), xform="")


def _head_name(session: Session, household: HouseholdId) -> str:
    row = session.db.conn.execute(
        "SELECT head_name FROM household_summary WHERE household = ?", (household,)
    ).fetchone()
    return str(row[0]) if row else ""


def unsent(session: Session) -> int:
    """Return how many own transactions no receipt of the office covers yet; an office hands nothing over."""
    if session.is_office:
        return 0
    return sum(item.high - item.low + 1 for item in unsent_of(session.db, session.device))


def filed_types(pack: Pack) -> tuple[str, ...]:
    """Return the household types that count as filed, as the pack's settings name them."""
    return tuple(sorted(pack.codes_of("filed_household_types")))


def _histogram(session: Session) -> tuple[tuple[int, int], ...]:
    """Return how many households fall into each step of 2,000 yuan per head; the last step is open."""
    counts = dict(
        session.db.conn.execute(
            "SELECT max(0, min(per_capita_fen / ?, ?)), count(*) FROM household_summary"
            f" WHERE per_capita_fen IS NOT NULL AND NOT {NOBODY_LEFT} GROUP BY 1",
            (_BIN_FEN, _BINS - 1),
        ).fetchall()
    )
    return tuple((step * _BIN_FEN, counts.get(step, 0)) for step in range(_BINS))


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
