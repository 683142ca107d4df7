"""Villages and their teams by the items of their type: against their own target, their own year before, and their like.

Everybody is judged by what was possible to know: points that rest on a figure nobody recorded count neither for nor
against. Villages stand in the order of their codes; there is no ranking.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from poverty_desktop.assessment.progress import wilson
from poverty_desktop.checks import places
from poverty_desktop.checks.indicators import Tallies, Tally, computed, tallies
from poverty_desktop.checks.target_board import is_kept, targets
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.ids import RecordId, derive_id
from poverty_desktop.packs.assessment_items import Assessed, AssessmentItem, Scoring, items_for
from poverty_desktop.packs.indicators import Counting, Indicator
from poverty_desktop.store import database
from poverty_desktop.store.session import Session

FEW = 100
"""Below so many cases the interval of a share is told beside it."""


class AppealState(StrEnum):
    """How an appeal stands."""

    NONE = "none"
    RAISED = "raised"
    DECIDED = "decided"


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeal:
    """An appeal against a reviewed score."""

    id: RecordId
    reason: str
    raised_by: str
    raised_on: str
    decision: str = ""
    words: str = ""
    decided_by: str = ""
    decided_on: str = ""

    @property
    def state(self) -> AppealState:
        """Return how it stands."""
        return AppealState.DECIDED if self.decision else AppealState.RAISED


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemScore:
    """One item of one village: the figure behind it, what it comes to, what the team and the office said.

    ``low`` and ``high`` enclose a share that rests on few cases. ``computed`` is None where nothing is known, or a
    person gives the points.
    """

    id: RecordId
    item: AssessmentItem
    indicator: Indicator | None
    figure: float | None = None
    before: float | None = None
    low: float | None = None
    high: float | None = None
    cases: int = 0
    computed: float | None = None
    self_score: float | None = None
    self_words: str = ""
    self_by: str = ""
    score: float | None = None
    words: str = ""
    reviewed_by: str = ""
    appeal: Appeal | None = None

    @property
    def points(self) -> float | None:
        """Return the points that stand: the office's, else the computed ones."""
        return self.score if self.score is not None else self.computed


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One village or team in one year. ``peers`` is the mean share of points of villages of the same type."""

    subject: Assessed
    village: str
    village_name: str
    village_type: str
    year: int
    items: tuple[ItemScore, ...]
    peers: float | None = None
    peer_count: int = 0

    @property
    def points(self) -> float:
        """Return the points reached so far."""
        return sum(item.points or 0 for item in self.items)

    @property
    def possible(self) -> int:
        """Return the points that could be reached by the items that are known."""
        return sum(item.item.points for item in self.items if item.points is not None)

    @property
    def share(self) -> float | None:
        """Return the points reached of those possible, from 0 to 1."""
        return self.points / self.possible if self.possible else None

    @property
    def unknown(self) -> int:
        """Return the points of items of which nothing is known yet."""
        return sum(item.item.points for item in self.items if item.points is None)


def sheets(session: Session, subject: Assessed, year: int, *, begin: str = "") -> tuple[Sheet, ...]:
    """Return the sheets of every village whose code begins so; the means of their like are over the whole register."""
    if not is_kept(session.pack):
        return ()
    wanted = {item.indicator for item in session.pack.assessment_items if item.indicator}
    known = {item.id: item for item in computed(session, year, wanted)}
    now = tallies(session, year, known) if known else {}
    changed = {item.indicator for item in session.pack.assessment_items if item.scoring is Scoring.CHANGE}
    told = [name for name, item in known.items() if item.is_percent or name in changed]
    before = tallies(session, year - 1, told) if told else {}
    goals = {(found.indicator, found.place): found.amount for found in targets(session, year)}
    types = _types(session, year)
    records = _records(session, year)
    appeals = _appeals(session)
    made = [
        _sheet(session, subject, code, types.get(code, ""), year, known, now, before, goals, records, appeals)
        for code in _villages(session)
    ]
    return tuple(_with_peers(item, made) for item in made if item.village.startswith(begin))


def assessment_id(village: str, year: int, item: str) -> RecordId:
    """Return the id of what is said of one item: team and office write one record."""
    return derive_id(RecordKind.ASSESSMENT, village.encode(), year, item)


def _sheet(
    session: Session,
    subject: Assessed,
    village: str,
    village_type: str,
    year: int,
    known: Mapping[str, Indicator],
    now: Tallies,
    before: Tallies,
    goals: Mapping[tuple[str, str], float],
    records: Mapping[bytes, database.Row],
    appeals: Mapping[bytes, Appeal],
) -> Sheet:
    chosen = items_for(session.pack.assessment_items, subject, village_type, year)
    found = []
    for item in chosen:
        record = assessment_id(village, year, item.id)
        said = records.get(record, {})
        indicator = known.get(item.indicator)
        tally = now.get(item.indicator, {}).get(village, Tally())
        last = before.get(item.indicator, {}).get(village, Tally())
        figure, earlier = (_figure(indicator, found_here) for found_here in (tally, last))
        low = high = None
        if indicator is not None and indicator.counting is Counting.SHARE and 0 < tally.whole < FEW:
            low, high = (100 * bound for bound in wilson(tally.part, tally.whole))
        elif indicator is not None and indicator.counting is Counting.RATIO and tally.whole and tally.rows < FEW:
            low, high = (100 * bound for bound in wilson(tally.part / tally.whole * tally.rows, tally.rows))
        found.append(
            ItemScore(
                id=record,
                item=item,
                indicator=indicator,
                figure=figure,
                before=earlier,
                low=low,
                high=high,
                cases=tally.rows
                if indicator and indicator.counting is Counting.RATIO
                else int(tally.whole or tally.rows),
                computed=_points(item, figure, earlier, goals.get((item.indicator, village)), tally),
                self_score=_number(said.get("self_score")),
                self_words=str(said.get("self_words") or ""),
                self_by=str(said.get("self_by") or ""),
                score=_number(said.get("score")),
                words=str(said.get("words") or ""),
                reviewed_by=str(said.get("reviewed_by") or ""),
                appeal=appeals.get(record),
            )
        )
    return Sheet(
        subject=subject,
        village=village,
        village_name=places.name_of(session.pack, village),
        village_type=village_type,
        year=year,
        items=tuple(found),
    )


def _figure(indicator: Indicator | None, tally: Tally) -> float | None:
    """Return a figure; of amounts that nobody recorded there is none."""
    if indicator is None or (indicator.counting is Counting.SUM and not tally.rows):
        return None
    return tally.figure(indicator.counting)


def _points(
    item: AssessmentItem, figure: float | None, before: float | None, goal: float | None, tally: Tally
) -> float | None:
    """Return the points that a figure gives, None where it cannot be told."""
    zero, full = float(item.zero_at), float(item.full_at)
    match item.scoring:
        case Scoring.MANUAL:
            return None
        case Scoring.TARGET:
            if figure is None or not goal:
                return None
            share = figure / goal
        case Scoring.CHANGE:
            if figure is None or before is None:
                return None
            share = (figure - before - zero) / (full - zero)
        case _:
            if figure is None or not (tally.rows or tally.whole):
                return None
            share = (figure - zero) / (full - zero)
    return round(item.points * min(1.0, max(0.0, share)), 1)


def _with_peers(sheet: Sheet, every: list[Sheet]) -> Sheet:
    shares = [
        other.share
        for other in every
        if other.village_type == sheet.village_type and other.village != sheet.village and other.share is not None
    ]
    return replace(sheet, peers=sum(shares) / len(shares) if shares else None, peer_count=len(shares))


def _villages(session: Session) -> list[str]:
    rows = session.db.conn.execute("SELECT DISTINCT village FROM household_summary WHERE village != '' ORDER BY 1")
    return [str(row[0]) for row in rows]


def _types(session: Session, year: int) -> Mapping[str, str]:
    """Return the type of each village, by its last record up to ``year``, else by its first one after."""
    rows = session.db.conn.execute(
        "SELECT village, village_type FROM village_year WHERE alive AND village_type IS NOT NULL"
        " ORDER BY village, year <= :year, iif(year <= :year, year, -year)",
        {"year": year},
    )
    return {str(village): str(kind) for village, kind in rows}  # the last of a village stands


def _records(session: Session, year: int) -> Mapping[bytes, database.Row]:
    rows = database.rows(session.db, "SELECT * FROM assessment WHERE alive AND year = ?", [year])
    return {bytes(row["id"]): row for row in rows}


def _appeals(session: Session) -> Mapping[bytes, Appeal]:
    rows = database.rows(session.db, "SELECT * FROM assessment_appeal WHERE alive AND assessment IS NOT NULL")
    return {
        bytes(row["assessment"]): Appeal(
            id=RecordId(bytes(row["id"])),
            reason=str(row["reason"] or ""),
            raised_by=str(row["raised_by"] or ""),
            raised_on=str(row["raised_on"] or ""),
            decision=str(row["decision"] or ""),
            words=str(row["decision_words"] or ""),
            decided_by=str(row["decided_by"] or ""),
            decided_on=str(row["decided_on"] or ""),
        )
        for row in rows
    }


def _number(cell: object) -> float | None:
    return None if cell is None else float(str(cell))
