"""What lists are sorted, filtered and searched by: one line for each household, search keys for each person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from poverty_desktop.domain import guarantees
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.pinyin import search_keys
from poverty_desktop.domain.place_order import place_key
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.packs.pack import Pack
from poverty_desktop.store import accounting, accounts
from poverty_desktop.store.accounts import HouseholdFacts, MemberFacts
from poverty_desktop.store.database import Database, Row
from poverty_desktop.store.of_pack import once

_MARKS = ",".join("?" * 18)
_LOOKED_AT = {
    RecordKind.HOUSEHOLD: frozenset(
        ("village", "group_name", "national_number", "household_type", "monitoring_category", "phone")
    ),
    RecordKind.HOUSEHOLD_YEAR: frozenset(
        (
            "household", "year", "surveyed_on", "wage_income", "business_income", "property_income", "transfer_income",
            "business_expenditure", "insurance_payout", "eligible_spending", "transfer_expenditure", "account_from",
            "account_to", "net_income_per_capita", "house_area",
            "dangerous_house", "house_grade", "safe_drinking_water", "drinking_water_difficulty",
        )
    ),
    RecordKind.MEMBERSHIP: frozenset(("household", "person", "relation", "from_date", "to_date", "reason_out")),
    RecordKind.PERSON: frozenset(("name", "birth_date", "document_number", "phone")),
    RecordKind.PERSON_YEAR: frozenset(
        (
            "person", "year", "schooling", "education", "dropout_reason", "resident_medical", "employee_medical",
            "serious_illness_insurance",
        )
    ),
}  # fmt: skip
"""What the lines, the account and the lights look at of each kind of record; a hundred columns more lie beside it."""


def refresh(
    db: Database, pack: Pack, touched: Sequence[tuple[RecordKind, RecordId]], *, also: Sequence[HouseholdId] = ()
) -> None:
    """Bring the lines of every household that these records belong to up to date; inside the caller's write.

    ``also`` names households that the records belonged to before.
    """
    households = [*dict.fromkeys((*accounts.households_of(db, touched), *also))]
    rules, terms = accounting.item_rules_of(pack), _terms(pack)
    gone = set(households)
    summaries, people = [], []
    for facts in accounts.read_facts(db, households, columns=looked_at(pack)):
        gone.discard(facts.household["id"])
        account = accounting.account_of(pack, facts, rules.of(facts.year)) if accounting.has_income(facts) else None
        summaries.append(_summary(facts, accounting.per_capita_fen(facts, account), terms))
        people += [_search_row(facts, member) for member in facts.members if member.is_current]
    db.conn.executemany("DELETE FROM household_summary WHERE household = ?", [(household,) for household in gone])
    db.conn.executemany("DELETE FROM person_search WHERE household = ?", [(household,) for household in households])
    db.conn.executemany(f"INSERT OR REPLACE INTO household_summary VALUES({_MARKS})", summaries)
    db.conn.executemany("INSERT OR REPLACE INTO person_search VALUES(?,?,?,?,?,?)", people)


@once
def looked_at(pack: Pack) -> accounts.Columns:
    """Return what is read of each kind: what is looked at, here and by the rule of who counts, if the pack has it."""
    also = accounting.looked_at(pack)
    return {
        kind: (
            "id",
            *(f'"{item.name}"' for item in pack.of_kind(kind) if item.name in names | also),
            *(f'"{item.name}_why"' for item in pack.of_kind(kind) if item.name in also),
        )
        for kind, names in _LOOKED_AT.items()
    }


def lights_of(pack: Pack, facts: HouseholdFacts) -> tuple[guarantees.Light, ...]:
    """Return the four guarantees of the household at the end of the accounting year of ``facts``."""
    return _lights(_terms(pack), facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Terms:
    """What the pack says of the guarantees; read once for many households."""

    pack: Pack
    limits: guarantees.Limits
    out_of_school: frozenset[str]
    finished: frozenset[str]
    ends: dict[int, date] = field(default_factory=dict)  # of accounting years met so far

    def end_of(self, year: int | None) -> date:
        if not year:
            return date(1900, 1, 1)
        if year not in self.ends:
            self.ends[year] = self.pack.accounting_period(year)[1]
        return self.ends[year]


@once
def _terms(pack: Pack) -> _Terms:
    return _Terms(
        pack=pack,
        limits=_limits(pack),
        out_of_school=pack.codes_of("out_of_school_codes"),
        finished=pack.codes_of("finished_education_codes"),
    )


def _lights(terms: _Terms, facts: HouseholdFacts) -> tuple[guarantees.Light, ...]:
    condition = facts.condition
    area = condition.get("house_area")
    return guarantees.lights(
        guarantees.HouseFacts(
            dangerous_house=_truth(condition, "dangerous_house"),
            house_grade=condition.get("house_grade"),
            house_area=None if area is None else Decimal(str(area)),
            safe_drinking_water=_truth(condition, "safe_drinking_water"),
            drinking_water_difficulty=_truth(condition, "drinking_water_difficulty"),
        ),
        [_guaranteed(terms, member) for member in facts.current],
        on=terms.end_of(facts.year),
        limits=terms.limits,
    )


def _limits(pack: Pack) -> guarantees.Limits:
    settings = pack.settings
    return guarantees.Limits(
        school_age_from=int(settings["compulsory_age_from"]),
        school_age_to=int(settings["compulsory_age_to"]),
        least_area=Decimal(settings["least_house_area"]),
        excused_reasons=frozenset(settings["excused_dropout_reasons"].split()),
    )


def _guaranteed(terms: _Terms, member: MemberFacts) -> guarantees.MemberFacts:
    year = member.year
    schooling = year.get("schooling")
    education = year.get("education")
    birth = member.person["birth_date"]
    return guarantees.MemberFacts(
        person=member.person["id"],
        birth_date=date.fromisoformat(birth) if birth else None,
        at_school=None if schooling is None else schooling not in terms.out_of_school,
        has_finished=None if education is None else education in terms.finished,
        reason_out=year.get("dropout_reason"),
        resident_medical=_truth(year, "resident_medical"),
        employee_medical=_truth(year, "employee_medical"),
        serious_illness_insurance=_truth(year, "serious_illness_insurance"),
    )


def _truth(row: Row, name: str) -> bool | None:
    value = row.get(name)
    return None if value is None else bool(value)


def _summary(facts: HouseholdFacts, per_capita_fen: int | None, terms: _Terms) -> tuple[object, ...]:
    head, namesake = facts.head, facts.namesake
    household = facts.household
    name = (namesake.person["name"] or "") if namesake else ""
    phone = household.get("phone") or (head.person.get("phone") if head else None) or ""
    return (
        household["id"],
        head.person["id"] if head else None,
        name,
        search_keys(name).full if name else "",
        len(facts.current),
        household["village"] or "",
        household["group_name"] or "",
        place_key(household["group_name"] or ""),
        household["national_number"] or "",
        household["household_type"] or "",
        household["monitoring_category"] or "",
        phone,
        facts.year,
        per_capita_fen,
        "".join([light.state.value[0] for light in _lights(terms, facts)]),
        facts.condition.get("surveyed_on"),
        facts.last_visit,
        facts.conflicts,
    )


def _search_row(facts: HouseholdFacts, member: MemberFacts) -> tuple[object, ...]:
    name = member.person["name"] or ""
    keys = search_keys(name)
    latin = " ".join(word for word in name.lower().split() if word[0] < "\u2e80")  # words that are not Chinese
    return (
        facts.household["id"],
        member.person["id"],
        name,
        f" {keys.all_full} {keys.all_initials} {latin}".rstrip(),
        member.person["document_number"] or "",
        member.person.get("phone") or "",
    )
