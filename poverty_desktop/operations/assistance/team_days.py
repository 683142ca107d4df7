"""Enter what the days of a team member were, for one day or a span; write attendance sheet and diary."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop import i18n
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import BLANK, Value, Why
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, _, format_date
from poverty_desktop.operations.done import Done
from poverty_desktop.operations.paperwork import list_papers
from poverty_desktop.pdf.values import TO_WRITE, PaperColumn, PaperTable
from poverty_desktop.queries.assistance import team_days
from poverty_desktop.queries.assistance.team_days import WEEKDAYS, DayState, MemberMonth, TeamDay
from poverty_desktop.queries.assistance.visits import VisitRow
from poverty_desktop.queries.register.households import code_label, village_name
from poverty_desktop.store import log
from poverty_desktop.store.session import Session
from poverty_desktop.store.villages import is_known
from poverty_desktop.store.writing import RecordEdit, Save, commit

if TYPE_CHECKING:
    from poverty_desktop.pdf.list_form import ListPaper

ENTERED = N_("Enter {count} days of {person}")
CLEARED = N_("Clear {count} days of {person}")
OLD_PACK = N_("The policy pack knows no days of a team. Take over a newer pack of the office.")
NO_PERSON = N_("Write whose day it is.")
NO_STATE = N_("Choose what the day was: in the village, on leave, away on duty, off or absent.")
WRONG_ORDER = N_("The last day is before the first.")
TOO_LONG = N_("At most {limit} days can be entered at once.")
NO_REASON = N_("Write why, and for leave who approved it: the attendance sheet shows both.")
AHEAD = N_("A day to come can be leave or away on duty, not in the village or absent.")
NO_VILLAGE = N_("Choose the village first: days are entered where the team works.")
NOTHING = N_("Nothing is entered on these days.")
MOST_DAYS = 62
_NOTHING = {"state": BLANK, "note": BLANK, "approved_by": BLANK}


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysTyped:
    """What the days of a member were; ``last`` is the first day where it is left out."""

    person: str
    first: date
    last: date | None = None
    state: str = ""
    note: str = field(default="", repr=False)
    approved_by: str = ""

    @property
    def days(self) -> tuple[date, ...]:
        """Return every day of the span."""
        count = ((self.last or self.first) - self.first).days + 1
        return tuple(self.first + timedelta(days=number) for number in range(count))


def enter(session: Session, typed: DaysTyped, *, village: str = "") -> Done[int]:
    """Enter the days of a member; what stood there before is replaced. One action.

    Leave, duty away and absence need a reason, leave also who approved it. Raises ``RuleError`` where a person, state
    or span cannot be.
    """
    place, person = _place(session, village), typed.person.strip()
    _check_span(typed)
    if not team_days.is_kept(session):
        raise RuleError(OLD_PACK)
    if not person:
        raise RuleError(NO_PERSON)
    if typed.state not in tuple(DayState):
        raise RuleError(NO_STATE)
    state = DayState(typed.state)
    if state in (DayState.LEAVE, DayState.AWAY, DayState.ABSENT) and not typed.note.strip():
        raise RuleError(NO_REASON)
    if state is DayState.LEAVE and not typed.approved_by.strip():
        raise RuleError(NO_REASON)
    if typed.days[-1] > session.clock.today() and state in (DayState.PRESENT, DayState.ABSENT):
        raise RuleError(AHEAD)
    edits = []
    for day in typed.days:
        record = team_days.day_id(place, person, day)
        known = is_known(session, RecordKind.TEAM_DAY, record)
        values = {
            "state": Value(state.value),
            "note": _text(typed.note),
            "approved_by": _text(typed.approved_by),
        }
        if not known:
            values |= {"village": Value(place), "person": Value(person), "day": Value(day.isoformat())}
        edits.append(RecordEdit(kind=RecordKind.TEAM_DAY, record=record, values=values, is_new=not known))
    return _commit(session, place, edits, ENTERED, person)


def clear(session: Session, typed: DaysTyped, *, village: str = "") -> Done[int]:
    """Take back what was entered on these days: visits alone say again what they were.

    Raises ``RuleError`` where nothing is entered.
    """
    place, person = _place(session, village), typed.person.strip()
    _check_span(typed)
    found = [team_days.day_id(place, person, day) for day in typed.days]
    edits = [
        RecordEdit(kind=RecordKind.TEAM_DAY, record=record, values=_NOTHING)
        for record in found
        if is_known(session, RecordKind.TEAM_DAY, record)
    ]
    if not edits:
        raise RuleError(NOTHING)
    return _commit(session, place, edits, CLEARED, person)


def _check_span(typed: DaysTyped) -> None:
    if typed.last is not None and typed.last < typed.first:
        raise RuleError(WRONG_ORDER)
    if len(typed.days) > MOST_DAYS:
        raise RuleError(TOO_LONG, limit=MOST_DAYS)


def _place(session: Session, village: str) -> str:
    if not (village or session.village):
        raise RuleError(NO_VILLAGE)
    return village or session.village


def _text(text: str) -> Value:
    return Value(text.strip()) if text.strip() else BLANK


def _commit(session: Session, village: str, edits: Sequence[RecordEdit], label: str, person: str) -> Done[int]:
    params: dict[str, object] = {"count": len(edits), "person": person}
    committed = commit(
        session,
        [Save(village=village, edits=tuple(edits))],
        seen=log.position(session.db),
        label=label,
        params=json.dumps(params, ensure_ascii=False),
    )
    return Done(value=len(edits), changes=frozenset(committed.kinds), undo_label=label, params=params)


def write_attendance(session: Session, path: Path, year: int, month: int, *, village: str = "") -> int:
    """Write the attendance of all members in a month as PDF or Excel; return the members."""
    months = _months(session, year, month, village)
    list_papers.write(session, attendance(session, months, village, year, month), path)
    return len(months)


def write_diary(session: Session, path: Path, person: str, year: int, month: int, *, village: str = "") -> int:
    """Write the diary of a member in a month as PDF or Excel; return the days with something in it."""
    found = team_days.month(session, person, year, month, village=village, language=i18n.language())
    paper = diary(session, found, village, year, month)
    households = [visit.household for day in found.days for visit in day.visits]
    list_papers.write(session, paper, path, households)
    return len(paper.tables[0].rows)


def _months(session: Session, year: int, month: int, village: str) -> tuple[MemberMonth, ...]:
    language = i18n.language()
    return tuple(
        team_days.month(session, person, year, month, village=village, language=language)
        for person in team_days.members(session, village)
    )


def attendance(session: Session, months: Sequence[MemberMonth], village: str, year: int, month: int) -> ListPaper:
    """Return the attendance sheet: a row for each day, a column for each member, then the sums."""
    from poverty_desktop.pdf.list_form import ListPaper

    columns = (PaperColumn(label=_("Day")), *(PaperColumn(label=one.person) for one in months))
    rows = [
        (
            f"{day.day.day} {_(WEEKDAYS[day.day.weekday()])}",
            *(_state(session, one.days[number]) or TO_WRITE for one in months),
        )
        for number, day in enumerate(months[0].days if months else ())
    ]
    sums = PaperTable(
        title=_("Sums of the month"),
        columns=(
            PaperColumn(label=_("Team member")),
            PaperColumn(label=_("In the village"), is_number=True),
            PaperColumn(label=_("Days asked for"), is_number=True),
            PaperColumn(label=_("On leave"), is_number=True),
            PaperColumn(label=_("Away on duty"), is_number=True),
            PaperColumn(label=_("Absent"), is_number=True),
            PaperColumn(label=_("Visits"), is_number=True),
            PaperColumn(label=_("In the village this year"), is_number=True),
        ),
        rows=tuple(
            (
                one.person,
                str(one.present),
                str(one.wanted),
                str(one.leave),
                str(one.away),
                str(one.absent),
                str(one.visits),
                f"{one.year_present}/{one.year_wanted}",
            )
            for one in months
        ),
    )
    return ListPaper(
        title=list_papers.title(session, "team_sheet", _("Attendance sheet of the work team")),
        subtitle=_subtitle(session, village, year, month),
        tables=(PaperTable(title="", columns=columns, rows=tuple(rows)), sums),
        notes=tuple(_note(session, days) for one in months for days in _together(one)),
        signers=(_("Team leader"), _("Village committee"), _("Township")),
        is_tight=True,
    )


def diary(session: Session, found: MemberMonth, village: str, year: int, month: int) -> ListPaper:
    """Return the diary: each day with what was entered and whom the member visited."""
    from poverty_desktop.pdf.list_form import ListPaper

    rows = []
    for day in found.days:
        told = [_visit_words(visit) for visit in day.visits]
        if day.note:
            told.insert(0, day.note)
        if day.state is not None:
            rows.append((format_date(day.day), _state(session, day), "\n".join(told) or Why.BLANK))
    columns = (
        PaperColumn(label=_("Day")),
        PaperColumn(label=_("Attendance")),
        PaperColumn(label=_("What was done")),
    )
    sums = _("In the village {present} days of {wanted}; {visits} visits to {households} households.").format(
        present=found.present, wanted=found.wanted, visits=found.visits, households=found.households
    )
    return ListPaper(
        title=list_papers.title(session, "team_diary", _("Diary of the work team")),
        subtitle=f"{found.person}　{_subtitle(session, village, year, month)}",
        tables=(PaperTable(title="", columns=columns, rows=tuple(rows)),),
        notes=(sums,),
        signers=(_("Team member"), _("Team leader")),
    )


def _subtitle(session: Session, village: str, year: int, month: int) -> str:
    place = village_name(session.pack, village or session.village) if village or session.village else session.name
    return _("{village}　{year}-{month}").format(village=place, year=year, month=f"{month:02d}")


def _state(session: Session, day: TeamDay) -> str:
    if day.state is None:
        return ""
    said = code_label(session.pack, "team_day", day.state.value, i18n.language())
    # Leave on a day with visits stands there as what it is: whoever signs the sheet sees that both cannot be.
    return _("{state} (visits)").format(state=said) if day.clashes else said


def _together(month: MemberMonth) -> list[list[TeamDay]]:
    """Return the days with a reason, those that follow each other with the same one together."""
    found: list[list[TeamDay]] = []
    for day in month.days:
        if not (day.is_entered and day.note):
            continue
        last = found[-1][-1] if found else None
        is_same = last is not None and (last.state, last.note, last.approved_by) == (
            day.state,
            day.note,
            day.approved_by,
        )
        if is_same and last is not None and last.day == day.day - timedelta(days=1):
            found[-1].append(day)
        else:
            found.append([day])
    return found


def _note(session: Session, days: list[TeamDay]) -> str:
    first, last = days[0], days[-1]
    span = format_date(first.day) if first is last else f"{format_date(first.day)}—{format_date(last.day)}"
    said = f"{first.person} {span} {_state(session, first)}：{first.note}"
    return f"{said}（{first.approved_by}）" if first.approved_by else said


def _visit_words(visit: VisitRow) -> str:
    lines = "；".join(part for part in (visit.seen, visit.said, visit.agreed) if part)
    return f"{visit.started_at} {visit.head_name}（{visit.group_name}）：{lines}".strip()
