"""The project library as its register shows it: each project with stage, money, what it lacks and what comes next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from poverty_desktop.domain import project_rules
from poverty_desktop.domain.fund_ledger import Ledgers
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.project_rules import Forbidden
from poverty_desktop.ids import RecordId
from poverty_desktop.packs.pack import Pack
from poverty_desktop.queries.casework import procedures
from poverty_desktop.queries.money import money
from poverty_desktop.queries.register import village_file
from poverty_desktop.queries.register.village_file import name_of
from poverty_desktop.store import database
from poverty_desktop.store.database import Row
from poverty_desktop.store.session import Session

NEGATIVE_LIST = "negative_list"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectRow:
    """One project of the register; amounts are in fen."""

    id: RecordId
    name: str
    village: str
    village_name: str
    year: int | None
    kind: str
    kind_label: str
    stage: str
    stage_label: str
    stage_on: str
    route: str
    planned_fen: int
    allocated_fen: int
    paid_fen: int
    in_transit_fen: int
    households: int | None
    progress: int | None
    missing: tuple[str, ...]  # labels
    forbidden: tuple[str, ...]  # labels of the negative list with the word found

    @property
    def needs_work(self) -> bool:
        """Say whether the project lacks something or touches the negative list."""
        return bool(self.missing or self.forbidden)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectTotal:
    """What the shown projects add up to."""

    count: int
    planned_fen: int
    allocated_fen: int
    paid_fen: int
    households: int
    by_stage: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which projects are asked for; what is blank does not matter."""

    village: str = ""
    year: int | None = None
    kind: str = ""
    stage: str = ""
    text: str = ""


def projects(
    session: Session, wanted: Wanted, language: str, *, ledgers: Ledgers | None = None
) -> tuple[ProjectRow, ...]:
    """Return the projects that are asked for, the latest year first, by village and name."""
    if not money.is_known(session.pack):
        return ()
    found = ledgers or money.ledgers(session)[1]
    where, parameters = _where(wanted)
    sql = f"SELECT * FROM village_project WHERE alive{where} ORDER BY year DESC, village, name, id"
    terms = negative_terms(session.pack)
    return tuple(_row(session.pack, row, found, terms, language) for row in database.rows(session.db, sql, parameters))


def total(rows: Sequence[ProjectRow]) -> ProjectTotal:
    """Return what these projects add up to."""
    stages: dict[str, int] = defaultdict(int)
    for row in rows:
        stages[row.stage_label] += 1
    return ProjectTotal(
        count=len(rows),
        planned_fen=sum(row.planned_fen for row in rows),
        allocated_fen=sum(row.allocated_fen for row in rows),
        paid_fen=sum(row.paid_fen for row in rows),
        households=sum(row.households or 0 for row in rows),
        by_stage=tuple(stages.items()),
    )


def years(session: Session) -> tuple[int, ...]:
    """Return the years of which there are projects or sources, the latest first."""
    if not money.is_known(session.pack):
        return ()
    sql = (
        "SELECT year FROM village_project WHERE alive AND year IS NOT NULL UNION SELECT year FROM fund"
        " WHERE alive AND year IS NOT NULL ORDER BY 1 DESC"
    )
    return tuple(int(row[0]) for row in session.db.conn.execute(sql))


def villages(session: Session) -> tuple[tuple[str, str], ...]:
    """Return code and name of the villages that have projects."""
    if not money.is_known(session.pack):
        return ()
    rows = session.db.conn.execute(
        "SELECT DISTINCT village FROM village_project WHERE alive AND village IS NOT NULL ORDER BY village"
    )
    return tuple((str(row[0]), name_of(session.pack, str(row[0]))) for row in rows)


def every_village(session: Session) -> tuple[tuple[str, str], ...]:
    """Return the villages that a project can be in: those of the register, at an office all that the pack knows."""
    found = dict(village_file.villages(session))
    if session.is_office:
        found |= {code: item.name for code, item in session.pack.divisions.items() if item.level == "village"}
    return tuple(sorted(found.items()))


def negative_terms(pack: Pack) -> Mapping[str, Sequence[str]]:
    """Return the words of the negative list by its codes."""
    codes = pack.code_lists.get(NEGATIVE_LIST)
    return {code.code: code.aliases for code in codes.codes} if codes is not None else {}


def label(pack: Pack, code_list: str, code: object, language: str) -> str:
    """Return the label of a code, nothing for a blank one."""
    codes = pack.code_lists.get(code_list)
    found = codes.find(str(code)) if codes is not None and code else None
    return found.label(language) if found is not None else ""


def forbidden_words(pack: Pack, row: Mapping[str, object], language: str) -> tuple[str, ...]:
    """Return which entries of the negative list a project touches, with the word that tells of it."""
    return _words(pack, project_rules.forbidden(_text(row), negative_terms(pack)), language)


def missing_words(pack: Pack, row: Mapping[str, object], language: str) -> tuple[str, ...]:
    """Return the labels of the items that a project lacks."""
    return tuple(pack.by_name[RecordKind.VILLAGE_PROJECT, name].label(language) for name in project_rules.missing(row))


def next_words(session: Session, project: RecordId, language: str) -> str:
    """Return the steps that may come next of a project, in words."""
    running = next((state for state in procedures.of_project(session, project) if state.is_running), None)
    if running is None:
        return ""
    steps = [running.procedure.row(item.step.id) for item in running.next]
    return "、".join(row.name(language) for row in steps if row is not None)


def _where(wanted: Wanted) -> tuple[str, list[object]]:
    parts: list[str] = []
    parameters: list[object] = []
    for name, value in (
        ("village", wanted.village),
        ("year", wanted.year),
        ("kind", wanted.kind),
        ("stage", wanted.stage),
    ):
        if value:
            parts.append(f" AND {name} = ?")
            parameters.append(value)
    if wanted.text:
        parts.append(" AND instr(coalesce(name, '') || coalesce(code, '') || coalesce(content, ''), ?) > 0")
        parameters.append(wanted.text)
    return "".join(parts), parameters


def _row(pack: Pack, row: Row, ledgers: Ledgers, terms: Mapping[str, Sequence[str]], language: str) -> ProjectRow:
    identity = RecordId(bytes(row["id"]))
    line = ledgers.projects.get(identity)
    village = str(row["village"] or "")
    return ProjectRow(
        id=identity,
        name=str(row["name"] or "–"),
        village=village,
        village_name=name_of(pack, village),
        year=row["year"],
        kind=str(row["kind"] or ""),
        kind_label=label(pack, "project_kind", row["kind"], language),
        stage=str(row["stage"] or ""),
        stage_label=label(pack, "project_stage", row["stage"], language),
        stage_on=str(row["stage_on"] or ""),
        route=str(row["route"] or ""),
        planned_fen=int(row["planned"] or 0),
        allocated_fen=line.allocated_fen if line else 0,
        paid_fen=line.paid_fen if line else 0,
        in_transit_fen=line.in_transit_fen if line else 0,
        households=row["households"],
        progress=row["progress"],
        missing=missing_words(pack, row, language),
        forbidden=_words(pack, project_rules.forbidden(_text(row), terms), language),
    )


def _text(row: Mapping[str, object]) -> str:
    return " ".join(str(row.get(name) or "") for name in ("name", "content", "goal"))


def _words(pack: Pack, found: Sequence[Forbidden], language: str) -> tuple[str, ...]:
    return tuple(f"{label(pack, NEGATIVE_LIST, item.code, language)}（{item.word}）" for item in found)
