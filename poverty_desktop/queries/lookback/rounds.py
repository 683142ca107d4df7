"""Verification rounds as they stand: the balance with the persons behind every number, by household and by group."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from poverty_desktop.domain import verification
from poverty_desktop.domain.person import age_at
from poverty_desktop.domain.values import BLANK, Value
from poverty_desktop.domain.verification import Balance, Standing
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId, PersonId, RecordId
from poverty_desktop.packs.outcomes import knows_rounds, outcome_rules
from poverty_desktop.queries.lookback import round_outcomes
from poverty_desktop.queries.lookback.round_frame import Category, Scope
from poverty_desktop.queries.lookback.round_state import Correction, HouseholdInRound, PersonRow, RoundRow, RoundState
from poverty_desktop.queries.register import facts
from poverty_desktop.store import log
from poverty_desktop.store.database import Row, rows
from poverty_desktop.store.session import Session

GONE = N_("This round is not in the register any more. Choose another one.")


def all_rounds(session: Session) -> tuple[RoundRow, ...]:
    """Return every round, the open ones first, then the latest; nothing where the pack knows none."""
    if not knows_rounds(session.pack):
        return ()
    found = [
        _round(session, row)
        for row in rows(session.db, "SELECT * FROM round WHERE alive AND started_on IS NOT NULL ORDER BY id DESC")
    ]
    return tuple(sorted(found, key=lambda item: (item.closed_on is not None, -item.started_on.toordinal())))


def series_of(session: Session, record: RecordId) -> tuple[RoundRow, ...]:
    """Return the rounds that were begun together with this one, village by village."""
    chosen = one(session, record)
    found = rows(session.db, "SELECT * FROM round WHERE alive AND series = ? ORDER BY village", (chosen.series,))
    return tuple(_round(session, row) for row in found)


def one(session: Session, record: RecordId) -> RoundRow:
    """Return one round; raises ``RuleError`` where it is not in the register."""
    if knows_rounds(session.pack):
        for row in rows(session.db, "SELECT * FROM round WHERE alive AND id = ?", (record,)):
            return _round(session, row)
    raise RuleError(GONE)


def state(session: Session, record: RecordId, *, language: str = "zh_CN") -> RoundState:
    """Return a round with all its households and persons; raises ``RuleError`` where it is gone."""
    chosen = one(session, record)
    homes = list(
        rows(
            session.db,
            "SELECT o.id, o.household, o.sheet_number, o.category, o.visit, o.note, h.group_name, s.head_name"
            " FROM outcome o JOIN household h ON h.id = o.household"
            " LEFT JOIN household_summary s ON s.household = o.household"
            " WHERE o.alive AND o.round = ? AND o.person IS NULL ORDER BY o.sheet_number, o.id",
            (record,),
        )
    )
    persons: dict[bytes, list[PersonRow]] = {}
    for person in _persons(session, chosen, {row["household"]: row["sheet_number"] or 0 for row in homes}, language):
        persons.setdefault(person.household, []).append(person)
    households = tuple(
        HouseholdInRound(
            id=HouseholdId(RecordId(row["household"])),
            row=RecordId(row["id"]),
            sheet_number=row["sheet_number"] or 0,
            group_name=row["group_name"] or "",
            head_name=persons[row["household"]][0].head_name if row["household"] in persons else row["head_name"] or "",
            category=row["category"] or "",
            visit=row["visit"] or "",
            note=row["note"] or "",
            persons=tuple(persons.get(row["household"], ())),
        )
        for row in homes
    )
    return RoundState(
        row=chosen,
        households=households,
        outside=_outside(session, chosen, households),
        seen=log.position(session.db),
    )


def _round(session: Session, row: Row) -> RoundRow:
    rules = outcome_rules(session.pack)
    standings: list[Standing] = []
    homes: dict[bytes, str | None] = {}  # category of those whose visit has no conclusion
    peopled: set[bytes] = set()
    waiting: set[bytes] = set()
    moved = round_outcomes.moved_within(session, RecordId(row["id"]))
    for record, household, person, in_base, outcome, category, visit, is_member in session.db.conn.execute(
        "SELECT o.id, o.household, o.person, o.in_base, o.outcome, o.category, o.visit,"
        " m.id IS NOT NULL AND m.to_date IS NULL FROM outcome o"
        " LEFT JOIN membership m ON m.id = o.membership AND m.alive WHERE o.alive AND o.round = ?",
        (row["id"],),
    ):
        if person is None:
            homes[household] = None if visit else category or ""
            continue
        peopled.add(household)
        standing = verification.standing_of(
            rules.get(outcome or ""),
            in_base=bool(in_base),
            is_member=bool(is_member),
            is_on_books=bool(is_member) or record in moved,
        )
        standings.append(standing)
        if standing is Standing.OPEN:
            waiting.add(household)
    waiting |= {
        home
        for home, category in homes.items()
        if category is not None and (category == Category.NOT_FILED or home not in peopled)
    }
    found = verification.balance(standings)
    village = session.pack.divisions.get(row["village"] or "")
    return RoundRow(
        id=RecordId(row["id"]),
        name=row["name"] or "",
        village=row["village"] or "",
        village_name=village.name if village else "",
        scope=row["scope"] or "",
        series=row["series"] or "",
        started_on=date.fromisoformat(row["started_on"]),
        deadline=date.fromisoformat(row["deadline"] or row["started_on"]),
        closed_on=date.fromisoformat(row["closed_on"]) if row["closed_on"] else None,
        households=len(homes),
        households_open=len(waiting),
        balance=found,
        closed_balance=Balance(**json.loads(row["closed_balance"])) if row.get("closed_balance") else None,
        sample_seed=row["sample_seed"] or "",
        sample_sizes=json.loads(row["sample_sizes"]) if row["sample_sizes"] else {},
        sample_drawn_on=date.fromisoformat(row["sample_drawn_on"]) if row["sample_drawn_on"] else None,
    )


def _persons(session: Session, chosen: RoundRow, numbers: Mapping[bytes, int], language: str) -> Iterable[PersonRow]:
    """Yield everybody in the round; a household goes by who was its head at the start, whatever happened since."""
    rules = outcome_rules(session.pack)
    labels = _Labels(session, language)
    heads: dict[bytes, str] = {}
    moved = round_outcomes.moved_within(session, chosen.id)
    found = rows(
        session.db,
        "SELECT o.*, p.name, p.sex, p.birth_date, p.document_number, m.relation, h.group_name,"
        " m.alive AND m.to_date IS NULL AS is_member"
        " FROM outcome o JOIN person p ON p.id = o.person JOIN household h ON h.id = o.household"
        " LEFT JOIN membership m ON m.id = o.membership WHERE o.alive AND o.round = ? AND o.person IS NOT NULL"
        " ORDER BY NOT o.in_base, coalesce(m.relation, '99'), p.birth_date, o.id",
        (chosen.id,),
    )
    for row in found:
        head = heads.setdefault(row["household"], row["name"] or "")
        born = date.fromisoformat(row["birth_date"]) if row["birth_date"] else None
        is_member = bool(row["is_member"])
        membership, moved_to = moved.get(bytes(row["id"]), (RecordId(row["membership"] or b""), None))
        yield PersonRow(
            id=RecordId(row["id"]),
            household=HouseholdId(RecordId(row["household"])),
            person=PersonId(RecordId(row["person"])),
            membership=membership,
            sheet_number=numbers.get(row["household"], 0),
            group_name=row["group_name"] or "",
            head_name=head,
            name=row["name"] or "",
            sex=labels.of("sex", row["sex"]),
            birth_date=born,
            age=age_at(born, chosen.started_on) if born else None,
            relation=labels.of("relation", row["relation"]),
            document_number=row["document_number"] or "",
            in_base=bool(row["in_base"]),
            outcome=row["outcome"] or "",
            outcome_label=labels.of("round_outcome", row["outcome"]),
            standing=verification.standing_of(
                rules.get(row["outcome"] or ""),
                in_base=bool(row["in_base"]),
                is_member=is_member,
                is_on_books=is_member or moved_to is not None,
            ),
            happened_on=date.fromisoformat(row["happened_on"]) if row["happened_on"] else None,
            evidence=labels.of("round_evidence", row["evidence"]),
            note=row["note"] or "",
            corrections=_corrections(session, row["corrections"] or "", language),
            checked_on=date.fromisoformat(row["checked_on"]) if row["checked_on"] else None,
            photo=bytes(row["photo"]) if row["photo"] is not None else None,
            is_gone=not is_member and moved_to is None,
            moved_to=moved_to,
        )


class _Labels:
    """Labels of code lists, looked up once."""

    def __init__(self, session: Session, language: str) -> None:
        self._lists = session.pack.code_lists
        self._language = language
        self._known: dict[tuple[str, str], str] = {}

    def of(self, code_list: str, code: str | None) -> str:
        if not code:
            return ""
        key = (code_list, code)
        if key not in self._known:
            codes = self._lists.get(code_list)
            found = codes.find(code) if codes else None
            self._known[key] = found.label(self._language) if found else code
        return self._known[key]


def _corrections(session: Session, text: str, language: str) -> tuple[Correction, ...]:
    """Return the pairs of fields that an outcome keeps: kind, property, value before, value after."""
    found = []
    for number, before, after in json.loads(text) if text else ():
        item = session.pack.by_number.get(number)
        if item is not None:
            said: list[str] = []
            for scalar in (before, after):
                value = Value(scalar) if scalar is not None else BLANK
                said.append(facts.masked(item, facts.text_of(session.pack, item, value, language)))
            found.append(Correction(label=item.label(language), before=said[0], after=said[1]))
    return tuple(found)


def _outside(
    session: Session, chosen: RoundRow, households: Sequence[HouseholdInRound]
) -> tuple[tuple[HouseholdId, str], ...]:
    """Return who came onto the books beside the round, so that no number hides them.

    A round over the whole village looks at every household of it, any other at its own.
    """
    within = (
        "h.village = ?"
        if chosen.scope == Scope.VILLAGE
        else ("h.id IN (SELECT household FROM outcome WHERE alive AND round = ? AND person IS NULL)")
    )
    found: Sequence[tuple[bytes, bytes, str]] = session.db.conn.execute(
        "SELECT m.id, m.household, p.name FROM membership m JOIN person p ON p.id = m.person AND p.alive"
        " JOIN household h ON h.id = m.household AND h.alive"
        f" WHERE m.alive AND m.to_date IS NULL AND {within} AND m.id NOT IN"
        " (SELECT membership FROM outcome WHERE alive AND round = ? AND membership IS NOT NULL)",
        (chosen.village if chosen.scope == Scope.VILLAGE else chosen.id, chosen.id),
    ).fetchall()
    moved = {
        person.membership
        for household in households
        for person in household.persons
        if person.moved_to is not None and person.standing is not Standing.LEFT
    }
    return tuple(
        (HouseholdId(RecordId(household)), name or "")
        for membership, household, name in found
        if membership not in moved
    )
