"""What the rows of an office's empty table can hold: every item of the register, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from poverty_desktop import i18n
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.measure import COUNTED
from poverty_desktop.i18n import N_, _
from poverty_desktop.ids import HouseholdId
from poverty_desktop.packs.model import Label, PropertyType
from poverty_desktop.packs.pack import Pack
from poverty_desktop.queries.assistance import helpers, measure_lines
from poverty_desktop.queries.assistance.measure_lines import MeasureLine
from poverty_desktop.queries.register import household_file
from poverty_desktop.queries.register.file_rows import Fact, FactSection, HouseholdFile, IncomeAccountRow, MemberRow
from poverty_desktop.store.session import Session

Cell = str | int | float | None
NUMBER: Final = "number"
_OWN: Final[Mapping[str, str]] = {
    NUMBER: N_("Running number"),
    "village.town": N_("Township"),
    "head.name": N_("Householder"),
    "head.document_number": N_("ID number of the householder"),
    "household.persons": N_("Number of members"),
    "household.category": N_("Category"),
    "member.age": N_("Age"),
    "worker.name": N_("Only members who work for wages: name"),
    "student.name": N_("Only members at school: name"),
    "income.wage": N_("Reckoned: wages"),
    "income.business": N_("Reckoned: business income"),
    "income.property": N_("Reckoned: property income"),
    "income.transfer": N_("Reckoned: transfers"),
    "income.gross": N_("Reckoned: gross income"),
    "income.business_net": N_("Reckoned: business income less its expenditure"),
    "income.expense": N_("Reckoned: business expenditure"),
    "income.net": N_("Reckoned: net income"),
    "income.per_head": N_("Reckoned: net income per head"),
    "helpers.name": N_("Helpers now: names"),
    "helpers.unit": N_("Helpers now: units"),
    "helpers.phone": N_("Helpers now: phones"),
    "measures.names": N_("All measures of the year"),
    "measures.money": N_("Money of all measures of the year"),
    "measure.kind": N_("One row a measure: kind"),
    "measure.name": N_("One row a measure: content"),
    "measure.member": N_("One row a measure: who benefits"),
    "measure.quantity": N_("One row a measure: quantity"),
    "measure.amount": N_("One row a measure: amount"),
    "measure.department": N_("One row a measure: department"),
    "measure.helper": N_("One row a measure: helper"),
    "measure.status": N_("One row a measure: status"),
    "measure.started_on": N_("One row a measure: begun on"),
    "measure.finished_on": N_("One row a measure: finished on"),
    "measure.effect": N_("One row a measure: effect"),
}
_WORKER, _STUDENT = "worker.name", "student.name"
_OF_MEMBER: Final = ("person.", "membership.", "person_year.", "member.", _WORKER, _STUDENT)
_OF_WORK: Final = ("work_place", "employer", "work_months", "monthly_wage")
_OF_MEASURE: Final = "measure."
_HOUSEHOLD_KINDS: Final = (RecordKind.HOUSEHOLD, RecordKind.HOUSEHOLD_YEAR)
_MEMBER_KINDS: Final = (RecordKind.PERSON, RecordKind.MEMBERSHIP, RecordKind.PERSON_YEAR)
_NUMERIC: Final = (PropertyType.INTEGER, PropertyType.YEAR)


def items(pack: Pack) -> tuple[tuple[str, str], ...]:
    """Return everything that a column can hold, with its name in the language of the screen."""
    language = i18n.language()
    known = ((key, label(language)) for key, label in labels(pack))
    return (*((key, _(words)) for key, words in _OWN.items()), *known)


def labels(pack: Pack) -> Iterator[tuple[str, Label]]:
    """Yield the items of the pack that a column can hold, those of households first."""
    for kind in (*_HOUSEHOLD_KINDS, *_MEMBER_KINDS):
        for item in pack.of_kind(kind):
            if item.type not in (PropertyType.REFERENCE, PropertyType.PHOTO):
                yield f"{kind.table}.{item.name}", item.label


def rows_of(
    session: Session, household: HouseholdId, wanted: Iterable[str], *, year: int | None = None
) -> Iterator[dict[str, Cell]]:
    """Yield the rows of a household: one a measure or one a member where an item is of those, else one.

    Raises ``RuleError`` when the household is not in the register.
    """
    keys = tuple(wanted)
    file = household_file.open_file(session, household, year=year, language=i18n.language(), for_paper=True)
    cells = _household(session, file)
    heads = [member for member in file.members if member.is_head and member.is_there]
    cells["head.document_number"] = _member(heads[0]).get("person.document_number") if heads else None
    needs_lines = any(key.startswith(("measure.", "measures.")) for key in keys)
    lines = _lines(session, household, file.year) if needs_lines else ()
    cells |= {
        "measures.names": "、".join(dict.fromkeys(line.name for line in lines)) or None,
        "measures.money": _yuan(sum(line.amount_fen or 0 for line in lines)) if lines else None,
    }
    if any(key.startswith(_OF_MEASURE) for key in keys):
        by_name = {member.name: _member(member) for member in file.members}
        for line in lines:
            yield cells | by_name.get(line.person_name, {}) | _measure(line)
    elif any(key.startswith(_OF_MEMBER) for key in keys):
        for member in file.members:
            if member.is_there and _is_asked_for(session.pack, member, keys):
                yield cells | _member(member)
    else:
        yield cells


def _lines(session: Session, household: HouseholdId, year: int) -> tuple[MeasureLine, ...]:
    found = measure_lines.of_household(session, household, year, i18n.language())
    return tuple(line for line in found if line.status in COUNTED)


def _household(session: Session, file: HouseholdFile) -> dict[str, Cell]:
    found = _cells((*file.summary, *file.conditions, *file.causes, *file.income_facts[:1]))
    now = [row for row in helpers.of_household(session, file.row.id, i18n.language()) if row.is_current]
    return found | {
        "village.town": _town(session, file.row.id),
        "head.name": file.row.head_name,
        "household.persons": file.row.member_count,
        "household.category": file.row.category or None,
        "helpers.name": "、".join(row.name for row in now) or None,
        "helpers.unit": "、".join(dict.fromkeys(row.unit for row in now if row.unit)) or None,
        "helpers.phone": "、".join(row.phone for row in now if row.phone) or None,
        **_income(file.income),
    }


def _town(session: Session, household: HouseholdId) -> str | None:
    row = session.db.conn.execute("SELECT village FROM household WHERE id = ?", (household,)).fetchone()
    division = session.pack.divisions.get(row[0]) if row is not None else None
    while division is not None and division.level != "town":
        division = session.pack.divisions.get(division.parent or "")
    return division.name if division is not None else None


def _income(account: IncomeAccountRow) -> dict[str, Cell]:
    is_split = account.origin != "reported"
    found: dict[str, Cell] = {"income.per_head": _yuan(account.per_capita_fen)}
    if is_split:
        found |= {
            "income.wage": _yuan(account.wage_fen),
            "income.business": _yuan(account.business_fen),
            "income.property": _yuan(account.property_fen),
            "income.transfer": _yuan(account.transfer_fen),
            "income.gross": _yuan(account.gross_fen),
            "income.business_net": _less(account.business_fen, account.expenditure_fen),
            "income.expense": _yuan(account.expenditure_fen),
            "income.net": _yuan(account.net_fen),
        }
    return found


def _measure(line: MeasureLine) -> dict[str, Cell]:
    return {
        "measure.kind": line.kind_label or None,
        "measure.name": line.name or None,
        "measure.member": line.person_name or None,
        "measure.quantity": f"{line.quantity}{line.unit}" if line.quantity else None,
        "measure.amount": _yuan(line.amount_fen),
        "measure.department": line.department or None,
        "measure.helper": line.helper or None,
        "measure.status": line.status_label or None,
        "measure.started_on": i18n.format_day(line.started_on) or None,
        "measure.finished_on": i18n.format_day(line.finished_on or line.due_on) or None,
        "measure.effect": line.effect or None,
    }


def _is_asked_for(pack: Pack, member: MemberRow, keys: Sequence[str]) -> bool:
    """Say whether a member gets a row: a table of workers or of pupils has none for the others."""
    known = {fact.property.name: fact.value for section in member.sections for fact in section.facts if fact.value}
    if _WORKER in keys and not any(name in known for name in _OF_WORK):
        return False
    schooling = known.get("schooling")
    is_at_school = schooling is not None and schooling.scalar not in pack.codes_of("out_of_school_codes")
    return is_at_school or _STUDENT not in keys


def _member(member: MemberRow) -> dict[str, Cell]:
    names: dict[str, Cell] = {_WORKER: member.name, _STUDENT: member.name}
    return _cells(member.sections) | {"member.age": member.age} | names


def _cells(sections: Sequence[FactSection]) -> dict[str, Cell]:
    return {f"{fact.kind.table}.{fact.property.name}": _cell(fact) for section in sections for fact in section.facts}


def _cell(fact: Fact) -> Cell:
    """Return a number as a number and everything else in words; what is not known leaves the cell empty."""
    if not fact.value:
        return None
    scalar, kind = fact.value.scalar, fact.property.type
    if kind is PropertyType.MONEY and isinstance(scalar, int):
        return _yuan(scalar)
    if kind in _NUMERIC and isinstance(scalar, int):
        return scalar
    if kind is PropertyType.DECIMAL:
        return float(str(scalar))
    return fact.text or None


def _less(fen: int | None, off: int | None) -> float | None:
    return None if fen is None or off is None else _yuan(fen - off)


def _yuan(fen: int | None) -> float | None:
    return None if fen is None else float(Decimal(fen) / 100)
