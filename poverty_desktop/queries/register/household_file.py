"""One household as a paper file would show it: members, year, income, causes, needs, visits, at one moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from poverty_desktop.domain.guarantees import Light
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.person import age_at
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, _
from poverty_desktop.ids import HouseholdId, PersonId, RecordId
from poverty_desktop.packs.pack import Pack
from poverty_desktop.queries.handover import conflicts
from poverty_desktop.queries.interviewing import completed
from poverty_desktop.queries.register import authors, facts, households, years
from poverty_desktop.queries.register.file_rows import FactSection, HouseholdFile, IncomeAccountRow, MemberRow
from poverty_desktop.queries.register.income_rows import income_row
from poverty_desktop.queries.register.list_rows import GuaranteeLight, HouseholdRow
from poverty_desktop.store import accounting, accounts, database, log, summary
from poverty_desktop.store.accounts import HouseholdFacts, MemberFacts
from poverty_desktop.store.database import Row
from poverty_desktop.store.session import Session

GONE = N_("This household is no longer in the register.")
CAUSE_SECTIONS = ("causes",)
APART_SECTIONS = ("income", "identity", *CAUSE_SECTIONS)


def open_file(
    session: Session,
    household: HouseholdId,
    *,
    year: int | None = None,
    language: str = "zh_CN",
    for_paper: bool = False,
) -> HouseholdFile:
    """Return everything the household page shows of ``year`` (None: the latest with data, else the working year).

    Of a year before the latest with data, its members are those of its last day (decision 27); who came later, or had
    left by then, stands behind them.
    ``for_paper`` leaves out who wrote each fact, which no paper tells, and deaths after the time shown. Raises
    ``RuleError`` when the household is not in the register.
    """
    db, pack = session.db, session.pack
    known_years = years.of_household(session, household)
    shown = year or (known_years[0] if known_years else years.working_year(session))
    found = _of_year(session, household, shown, known_years)
    row = households.one(session, household, language=language)
    if found is None or row is None:
        raise RuleError(GONE)
    if for_paper:
        _forget_later_deaths(found)
    before = next(iter(accounts.read_facts(db, [household], year=shown - 1)))
    unsettled = conflicts.of_household(session, found, language)
    by = {} if for_paper else authors.of_records(session, _record_ids(found))
    condition = facts.sections(
        pack,
        RecordKind.HOUSEHOLD_YEAR,
        years.household_year_id(household, shown),
        found.condition,
        language,
        unsettled=unsettled.get(RecordId(found.condition.get("id") or b"")),
        last_year=before.condition or None,
        authors=by,
    )
    account = accounting.account_of(pack, found, accounting.item_rules(pack, language, year=shown))
    income = income_row(pack, found, account)
    return HouseholdFile(
        row=_row_of_year(pack, row, found, income),
        year=shown,
        members_on=date.fromisoformat(found.day) if found.day else None,
        years=tuple(sorted({shown, *known_years}, reverse=True)),
        ages_on=pack.accounting_period(shown)[1],
        seen=log.position(db),
        summary=facts.sections(
            pack,
            RecordKind.HOUSEHOLD,
            household,
            found.household,
            language,
            unsettled=unsettled.get(household),
            authors=by,
        ),
        members=tuple(_member(pack, member, found, before, unsettled, by, language) for member in _members(found)),
        conditions=tuple(item for item in condition if item.name not in APART_SECTIONS),
        causes=tuple(item for item in condition if item.name in CAUSE_SECTIONS),
        income_facts=(
            *(item for item in condition if item.name == "income"),
            *_records(session, RecordKind.INCOME_LINE, household, shown, language),
        ),
        income=income,
        needs=_records(session, RecordKind.NEED, household, shown, language),
        visits=_records(session, RecordKind.VISIT, household, None, language),
        interviews=completed.interviews(session, household=household, language=language),
    )


def _row_of_year(pack: Pack, row: HouseholdRow, found: HouseholdFacts, income: IncomeAccountRow) -> HouseholdRow:
    """Return the line of the list, which is of the latest year, with what the year shown has instead."""
    line = pack.line(income.year)
    lights_of_both = zip(row.lights, summary.lights_of(pack, found), strict=True)
    of_year = replace(
        row,
        lights=tuple(replace(shown, state=then.state.value) for shown, then in lights_of_both),
        per_capita_fen=income.per_capita_fen,
        line_fen=income.line_fen,
        line_is_reference=bool(line and line.is_reference),
    )
    if not found.day:
        return of_year
    name = (found.namesake.person["name"] or "") if found.namesake else ""
    return replace(of_year, head_name=name, member_count=len(found.current))


def lights(session: Session, household: HouseholdId, year: int) -> tuple[GuaranteeLight, ...]:
    """Return the four guarantees with the sentence behind each; the worst reason speaks."""
    found = _of_year(session, household, year, years.of_household(session, household))
    if found is None:
        raise RuleError(GONE)
    names = {member.person["id"]: member.person["name"] or "" for member in found.members}
    return tuple(
        GuaranteeLight(
            name=light.guarantee.value,
            state=light.state.value,
            reason=light.reasons[0].message_id,
            params=tuple(light.reasons[0].params.items()),
            who=_whom(light, names),
        )
        for light in summary.lights_of(session.pack, found)
    )


def _of_year(session: Session, household: HouseholdId, year: int, known_years: Sequence[int]) -> HouseholdFacts | None:
    """Return the facts of a year, of one that is over and not the latest with data with the members of its last day."""
    found = next(iter(accounts.read_facts(session.db, [household], year=year)), None)
    last = date(year, 12, 31)
    if found is not None and known_years and year < known_years[0] and last < session.clock.today():
        found.day = last.isoformat()
    return found


def _forget_later_deaths(found: HouseholdFacts) -> None:
    for member in found.members if found.day else ():
        if (member.person.get("death_date") or "") > found.day:
            member.person = {**member.person, "death_date": None}


def _whom(light: Light, names: Mapping[bytes, str]) -> tuple[str, ...]:
    """Return the members about whom the first reason is, and those of whom just the same is said."""
    first = light.reasons[0]
    same = (item for item in light.reasons if (item.message_id, item.params) == (first.message_id, first.params))
    return tuple(names[item.person] for item in same if item.person is not None and names.get(item.person))


def _record_ids(found: HouseholdFacts) -> list[RecordId]:
    records = [found.household["id"], found.condition.get("id")]
    for member in found.members:
        records += [member.person["id"], member.membership["id"], member.year.get("id")]
    return [RecordId(record) for record in records if record]


def _members(found: HouseholdFacts) -> list[MemberFacts]:
    there = found.current
    others = [member for member in found.members if member not in there]
    return [*there, *sorted(others, key=lambda member: member.membership["to_date"] or "9999")]


def _member(
    pack: Pack,
    member: MemberFacts,
    found: HouseholdFacts,
    before: HouseholdFacts,
    unsettled: conflicts.Unsettled,
    by: authors.Authors,
    language: str,
) -> MemberRow:
    person, membership = member.person, member.membership
    birth = person["birth_date"]
    year = found.year or 0
    reference = pack.accounting_period(year)[1]
    last: Row | None = next((item.year for item in before.members if item.person["id"] == person["id"]), None)
    everything: tuple[FactSection, ...] = (
        *facts.sections(
            pack,
            RecordKind.PERSON,
            person["id"],
            person,
            language,
            unsettled=unsettled.get(person["id"]),
            authors=by,
        ),
        *facts.sections(
            pack,
            RecordKind.MEMBERSHIP,
            membership["id"],
            membership,
            language,
            unsettled=unsettled.get(membership["id"]),
            authors=by,
        ),
        *facts.sections(
            pack,
            RecordKind.PERSON_YEAR,
            years.person_year_id(PersonId(person["id"]), year),
            member.year,
            language,
            unsettled=unsettled.get(RecordId(member.year.get("id") or b"")),
            last_year=last or None,
            authors=by,
        ),
    )
    is_there = member in found.current
    relation = pack.by_name[RecordKind.MEMBERSHIP, "relation"]
    sex = pack.by_name[RecordKind.PERSON, "sex"]
    return MemberRow(
        person=PersonId(person["id"]),
        membership=RecordId(membership["id"]),
        name=person["name"] or "",
        relation=facts.code_text(pack, relation, membership["relation"] or "", language),
        sex=facts.code_text(pack, sex, person["sex"] or "", language),
        age=age_at(date.fromisoformat(birth), reference) if birth else None,
        is_head=member is found.head,
        left_on=date.fromisoformat(membership["to_date"]) if membership["to_date"] else None,
        is_there=is_there,
        came_later=not is_there and (membership["to_date"] or "9999") > (found.day or "9999"),
        sections=everything,
    )


def _records(
    session: Session, kind: RecordKind, household: HouseholdId, year: int | None, language: str
) -> tuple[FactSection, ...]:
    """Return each record of a kind as a section of its own, numbered."""
    condition, parameters = ("", [household]) if year is None else (" AND year = ?", [household, year])
    found = database.rows(
        session.db, f"SELECT * FROM {kind.table} WHERE alive AND household = ?{condition} ORDER BY id", parameters
    )
    return tuple(
        FactSection(
            name=kind.table,
            title=_("No. {number}").format(number=number),
            facts=tuple(
                item
                for section in facts.sections(session.pack, kind, RecordId(row["id"]), row, language)
                for item in section.facts
            ),
        )
        for number, row in enumerate(found, start=1)
    )
