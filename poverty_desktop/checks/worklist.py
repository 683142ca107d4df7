"""Findings as people work through them: counts by check and village, rows with sentence and reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from poverty_desktop.checks.reading import Reading
from poverty_desktop.checks.run import Hit, NotRun, occasion_of
from poverty_desktop.checks.sentences import leaves_in, sentence
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.packs.checks import Check, Severity
from poverty_desktop.packs.model import Label
from poverty_desktop.store import findings as kept
from poverty_desktop.store import log, settings
from poverty_desktop.store.session import Session

_ORDER = {severity: place for place, severity in enumerate(Severity)}


class State(StrEnum):
    """Whether a finding waits for somebody."""

    OPEN = "open"
    WAIVED = "waived"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckCount:
    """One check with how many findings it has; ``not_run`` says why it was not run, empty where it was."""

    check: Check
    open: int
    waived: int
    not_run: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VillageCount:
    """One village with how many findings it has."""

    code: str
    name: str
    open: int
    waived: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LastRun:
    """When the checks were last run, all empty before the first.

    ``is_stale``: something has been written since, or another policy pack has come into force.
    """

    on: str = ""
    year: int = 0
    is_stale: bool = True


PUT_RIGHT_BY_NOTE = "list_hit/rectified_on"
"""The data item to which a check points whose findings go away once a hit is noted as put right."""

_BESIDE_REASON = ("note", "evidence", "approver", "expires_on")
"""What may stand beside the reason for which a finding stands, by the names of the pack."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRow:
    """One finding with everything that a list shows of it; ``reason`` and what follows it of one that is explained."""

    check: Check
    household: HouseholdId
    record: RecordId
    head_name: str
    village: str
    group_name: str
    person_name: str
    sentence: str
    first_seen: str
    state: State
    reason: str = ""
    note: str = ""
    evidence: str = ""
    approver: str = ""
    expires_on: str = ""
    village_code: str = ""

    @property
    def is_put_right_by_note(self) -> bool:
        """Say whether it is there until a hit of a department's list is noted as put right: its check points there."""
        return PUT_RIGHT_BY_NOTE in self.check.fields


def last_run(session: Session) -> LastRun:
    """Return when the checks were last run."""
    if not settings.get(session.db, kept.RUN_AT):
        return LastRun()
    return LastRun(
        on=settings.get(session.db, kept.RUN_AT),
        year=int(settings.get(session.db, kept.RUN_YEAR)),
        is_stale=settings.get(session.db, kept.RUN_POSITION) != str(log.position(session.db))
        or settings.get(session.db, kept.RUN_PACK) not in ("", session.pack.content_hash.hex()),
    )


def by_check(session: Session, *, village: str = "") -> tuple[CheckCount, ...]:
    """Return every check of the pack with its counts: those with open findings first, the weightiest first."""
    counts = {
        check: (total - waived, waived)
        for check, total, waived in session.db.conn.execute(
            f"SELECT check_id, count(*), sum({kept.WAIVED}) FROM finding f WHERE :village IN ('', village) GROUP BY 1",
            {"today": _today(session), "village": village},
        )
    }
    not_run = dict(session.db.conn.execute("SELECT check_id, reason FROM check_run").fetchall())
    if settings.get(session.db, kept.RUN_AT):
        known = settings.get(session.db, kept.RUN_CHECKS).split()
        new = {check.id for check in session.pack.checks} - set(known) if known else set()
        not_run |= dict.fromkeys(new, NotRun.NEW.value)
    else:
        not_run |= dict.fromkeys((check.id for check in session.pack.checks), NotRun.NEVER.value)
    found = [
        CheckCount(check=check, open=one, waived=other, not_run=not_run.get(check.id, ""))
        for check in session.pack.checks
        for one, other in (counts.get(check.id, (0, 0)),)
    ]
    return tuple(sorted(found, key=_place))


def _place(count: CheckCount) -> tuple[bool, bool, int, str]:
    return bool(count.not_run), not count.open, _ORDER[count.check.severity], count.check.id


def by_village(session: Session) -> tuple[VillageCount, ...]:
    """Return the villages that have findings, those with most open ones first."""
    found = [
        VillageCount(code=code, name=_village_name(session, code), open=total - waived, waived=waived)
        for code, total, waived in session.db.conn.execute(
            f"SELECT village, count(*), sum({kept.WAIVED}) FROM finding f GROUP BY 1", {"today": _today(session)}
        )
    ]
    return tuple(sorted(found, key=lambda item: (-item.open, item.code)))


def findings(
    session: Session,
    *,
    language: str,
    check: str = "",
    village: str = "",
    household: HouseholdId | None = None,
    state: State | None = State.OPEN,
    limit: int = 500,
) -> tuple[FindingRow, ...]:
    """Return findings in the order of villages, groups and households."""
    checks = {item.id: item for item in session.pack.checks}
    where = {None: "1", State.OPEN: "waiver IS NULL", State.WAIVED: "waiver IS NOT NULL"}[state]
    sql = (
        "SELECT * FROM (SELECT f.check_id, f.household, f.record, coalesce(s.head_name, ''), f.village,"
        " coalesce(s.group_name, ''), p.name,"
        f" f.first_seen, (SELECT w.id FROM waiver w WHERE w.alive AND w.household = f.household"
        ' AND w."check" = f.check_id AND coalesce(w.person, w.household) = f.record'
        " AND coalesce(w.expires_on, '9999') >= :today) AS waiver, s.group_key, s.head_keys FROM finding f"
        " LEFT JOIN household_summary s ON s.household = f.household LEFT JOIN person p ON p.id = f.record"
        " WHERE :check IN ('', f.check_id) AND :village IN ('', f.village)"
        " AND (:household IS NULL OR f.household = :household))"
        f" WHERE {where} ORDER BY village, group_key, head_keys, household, check_id LIMIT :limit"
    )
    parameters = {
        "today": _today(session),
        "check": check,
        "village": village,
        "household": household,
        "limit": limit,
    }
    rows = [row for row in session.db.conn.execute(sql, parameters) if row[0] in checks]
    cells = _cells(session, checks, rows)
    reasons = _reasons(session, [row[8] for row in rows if row[8]], language)
    occasion = occasion_of(session, last_run(session).year or session.clock.today().year)
    return tuple(
        FindingRow(
            check=checks[row[0]],
            household=HouseholdId(RecordId(bytes(row[1]))),
            record=RecordId(bytes(row[2])),
            head_name=row[3] or _village_name(session, row[4]),
            village=_village_name(session, row[4]),
            group_name=row[5],
            person_name=row[6] or "",
            sentence=sentence(session.pack, checks[row[0]], occasion, cells.get((row[0], bytes(row[2])), {}), language),
            first_seen=row[7],
            state=State.WAIVED if row[8] else State.OPEN,
            village_code=row[4],
            **reasons.get(row[8], {}),
        )
        for row in rows
    )


def count_of(session: Session, household: HouseholdId) -> int:
    """Return how many findings of a household wait for somebody."""
    sql = f"SELECT count(*) FROM finding f WHERE household = :household AND NOT {kept.WAIVED}"
    row = session.db.conn.execute(sql, {"today": _today(session), "household": household}).fetchone()
    return int(row[0])


def is_explained(session: Session, hit: Hit) -> bool:
    """Say whether somebody has said why this finding may stand."""
    sql = (
        'SELECT 1 FROM waiver WHERE alive AND household = ? AND "check" = ? AND coalesce(person, household) = ?'
        " AND coalesce(expires_on, '9999') >= ?"
    )
    row = session.db.conn.execute(sql, (hit.household, hit.check, hit.record, _today(session))).fetchone()
    return row is not None


def reasons_on_offer(session: Session) -> Sequence[tuple[str, Label]]:
    """Return the reasons of the pack, code and words, in their order."""
    found = session.pack.code_lists.get("waiver_reason")
    return [(code.code, code.label) for code in found.codes] if found else []


def _today(session: Session) -> str:
    return session.clock.today().isoformat()


def _village_name(session: Session, code: str) -> str:
    division = session.pack.divisions.get(code)
    return division.name if division else code


def _reason_word(session: Session, code: str, language: str) -> str:
    found = session.pack.code_lists.get("waiver_reason")
    entry = found.find(code) if found and code else None
    return entry.label(language) if entry else ""


def _reasons(session: Session, waivers: Sequence[bytes], language: str) -> dict[bytes, dict[str, str]]:
    """Return what stands in each waiver, by the names of ``FindingRow``."""
    if not waivers:
        return {}
    names = ("reason", *_BESIDE_REASON)
    known = [name for name in names if (RecordKind.WAIVER, name) in session.pack.by_name]
    columns = "".join(f", coalesce({name}, '')" for name in known)
    sql = f"SELECT id{columns} FROM waiver WHERE id IN ({','.join('?' * len(waivers))})"
    found = {row[0]: dict(zip(known, row[1:], strict=True)) for row in session.db.conn.execute(sql, waivers)}
    return {
        waiver: {**told, "reason": _reason_word(session, told.get("reason", ""), language)}
        for waiver, told in found.items()
    }


def _cells(
    session: Session, checks: Mapping[str, Check], rows: Sequence[Sequence[Any]]
) -> dict[tuple[str, bytes], dict[str, object]]:
    """Return the facts that the sentences of these findings name, by check and record."""
    wanted: dict[str, list[bytes]] = {}
    for row in rows:
        if leaves_in(session.pack, checks[str(row[0])]):
            wanted.setdefault(str(row[0]), []).append(bytes(row[2]))
    found: dict[tuple[str, bytes], dict[str, object]] = {}
    reading = Reading(pack=session.pack, year=last_run(session).year)
    for check, records in wanted.items():
        leaves = leaves_in(session.pack, checks[check])
        marks = ",".join("?" * len(records))
        sql = f"SELECT * FROM ({reading.select(checks[check].scope.value, leaves)}) WHERE record IN ({marks})"
        for row in session.db.conn.execute(sql, records):
            found[check, bytes(row[2])] = dict(zip(leaves, row[3:], strict=True))
    return found
