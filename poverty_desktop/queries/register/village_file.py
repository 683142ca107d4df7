"""One village as its paper would show it: the yearly record, what its households add up to, and its projects."""

from __future__ import annotations

from dataclasses import dataclass

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, _
from poverty_desktop.ids import RecordId, derive_id
from poverty_desktop.packs.pack import Pack
from poverty_desktop.queries.handover import conflicts
from poverty_desktop.queries.register import authors, facts
from poverty_desktop.queries.register.file_rows import FactSection
from poverty_desktop.queries.register.years import working_year
from poverty_desktop.store import database, log
from poverty_desktop.store.database import Row
from poverty_desktop.store.session import Session

NO_VILLAGE = N_("There is no village {code} in the register.")
_STRUCTURE = frozenset({"village", "year"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """One project of the whole-village programme."""

    record: RecordId
    name: str
    section: FactSection


@dataclass(frozen=True, slots=True, kw_only=True)
class VillageFile:
    """Everything the page of a village shows of one year, read at one journal position."""

    code: str
    name: str
    record: RecordId
    year: int
    years: tuple[int, ...]
    seen: int
    is_recorded: bool
    sections: tuple[FactSection, ...]
    projects: tuple[Project, ...]

    @property
    def conflict_count(self) -> int:
        """Return how many facts of the village and its projects wait for a decision."""
        sections = (*self.sections, *(project.section for project in self.projects))
        return sum(fact.has_conflict for section in sections for fact in section.facts)


def village_year_id(village: str, year: int) -> RecordId:
    """Return the id of a village's record of one year: two laptops that begin it write one record."""
    return derive_id(RecordKind.VILLAGE_YEAR, village.encode(), year)


def villages(session: Session) -> tuple[tuple[str, str], ...]:
    """Return code and name of every village that has a household or a record, and of the workspace's own."""
    found = {session.village} if session.village else set()
    for kind in (RecordKind.HOUSEHOLD, RecordKind.VILLAGE_YEAR):
        if (kind, "village") not in session.pack.by_name:
            continue
        table = kind.table
        rows = session.db.conn.execute(f"SELECT DISTINCT village FROM {table} WHERE alive AND village != ''")
        found |= {row[0] for row in rows}
    return tuple((code, name_of(session.pack, code)) for code in sorted(found))


def name_of(pack: Pack, code: str) -> str:
    """Return the name of a village, its code where the pack does not know it."""
    division = pack.divisions.get(code)
    return division.name if division else code


def code_of(session: Session, text: str | None) -> str:
    """Return the code of the village that is meant: by code or name, else the only one there is.

    Raises ``RuleError`` where there is no such village, or none is named and there are several.
    """
    known = dict(villages(session))
    if text:
        found = [code for code, name in known.items() if text in (code, name)]
        if len(found) != 1:
            raise RuleError(NO_VILLAGE, code=text)
        return found[0]
    if session.village:
        return session.village
    if len(known) != 1:
        raise RuleError(N_("Say which village is meant: its code or its name."))
    return next(iter(known))


def village_of_record(session: Session, record: RecordId) -> tuple[str, int] | None:
    """Return village and year of a village's record."""
    sql = "SELECT village, year FROM village_year WHERE alive AND id = ?"
    row = session.db.conn.execute(sql, (record,)).fetchone()
    return (str(row[0]), int(row[1])) if row else None


def open_village(session: Session, village: str, *, year: int | None = None, language: str = "zh_CN") -> VillageFile:
    """Return everything of a village and a year.

    Without a year it is the latest of which there is a record or facts of its households: a record of years ago does
    not hide that this year's is still to be begun.
    """
    db, pack = session.db, session.pack
    known = _years(session, village)
    shown = year or max([*known, _year_with_facts(session, village)])
    row, before = _record(session, village, shown), _record(session, village, shown - 1)
    record = village_year_id(village, shown)
    projects = list(
        database.rows(db, "SELECT * FROM village_project WHERE alive AND village = ? ORDER BY starts_on, id", [village])
        if (RecordKind.VILLAGE_PROJECT, "starts_on") in pack.by_name
        else ()
    )
    by = authors.of_records(session, [record, *(RecordId(item["id"]) for item in projects)])
    keys = [(RecordKind.VILLAGE_YEAR, record)]
    keys += [(RecordKind.VILLAGE_PROJECT, RecordId(item["id"])) for item in projects]
    unsettled = conflicts.of_records(session, keys, language)
    sections = facts.sections(
        pack,
        RecordKind.VILLAGE_YEAR,
        record,
        row,
        language,
        last_year=before or None,
        authors=by,
        unsettled=unsettled.get(record),
    )
    return VillageFile(
        code=village,
        name=name_of(pack, village),
        record=record,
        year=shown,
        years=tuple(sorted({shown, *known}, reverse=True)),
        seen=log.position(db),
        is_recorded=bool(row),
        sections=_without_structure(sections),
        projects=tuple(
            _project(session, item, number, language, by, unsettled) for number, item in enumerate(projects, start=1)
        ),
    )


def recorded_year(session: Session, village: str) -> int | None:
    """Return the latest year of which the village has a record: a paper quotes what is written, not a blank year."""
    return next(iter(_years(session, village)), None)


def _years(session: Session, village: str) -> list[int]:
    """Return the years of which the village has a record, the latest first."""
    if (RecordKind.VILLAGE_YEAR, "year") not in session.pack.by_name:
        return []
    sql = "SELECT DISTINCT year FROM village_year WHERE alive AND village = ? ORDER BY year DESC"
    return [row[0] for row in session.db.conn.execute(sql, (village,))]


def _year_with_facts(session: Session, village: str) -> int:
    sql = (
        "SELECT max(y.year) FROM household_year y JOIN household h ON h.id = y.household"
        " WHERE y.alive AND h.village = ? AND y.year <= ?"
    )
    year = working_year(session)
    return int(session.db.conn.execute(sql, (village, year)).fetchone()[0] or year)


def _record(session: Session, village: str, year: int) -> Row:
    sql = "SELECT * FROM village_year WHERE alive AND village = ? AND year = ?"
    if (RecordKind.VILLAGE_YEAR, "year") not in session.pack.by_name:
        return {}
    return next(iter(database.rows(session.db, sql, [village, year])), {})


def _without_structure(sections: tuple[FactSection, ...]) -> tuple[FactSection, ...]:
    kept = (
        FactSection(
            name=section.name,
            title=section.title,
            facts=tuple(fact for fact in section.facts if fact.property.name not in _STRUCTURE),
        )
        for section in sections
    )
    return tuple(section for section in kept if section.facts)


def _project(
    session: Session, row: Row, number: int, language: str, by: authors.Authors, unsettled: conflicts.Unsettled
) -> Project:
    record = RecordId(row["id"])
    (section,) = _without_structure(
        facts.sections(
            session.pack,
            RecordKind.VILLAGE_PROJECT,
            record,
            row,
            language,
            authors=by,
            unsettled=unsettled.get(record),
        )
    )
    name = row.get("name") or _("Project {number}").format(number=number)
    return Project(record=record, name=name, section=FactSection(name=name, title=name, facts=section.facts))
