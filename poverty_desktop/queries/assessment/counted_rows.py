"""Who is behind a figure, in words; and of each the facts and papers that made it count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.measure import DONE
from poverty_desktop.i18n import N_, _, format_list, format_yuan
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.packs.checks import Scope
from poverty_desktop.packs.indicators import Indicator
from poverty_desktop.packs.register_schema import ELEMENTS
from poverty_desktop.queries.money import money
from poverty_desktop.queries.register import facts, photos
from poverty_desktop.queries.register.households import code_label
from poverty_desktop.queries.register.village_file import name_of
from poverty_desktop.store import database, past_incomes
from poverty_desktop.store.session import Session

_COMPLETED = N_("{procedure} completed on {day}, {count} steps")
_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """One row behind a figure as the store found it; see ``checks.indicators.Counted``."""

    record: bytes
    household: bytes
    village: str
    amount: float
    whole: float = 0


@dataclass(frozen=True, kw_only=True)
class CountedRow:
    """One person, household or village that counts, with what made it count in one line."""

    record: bytes
    household: HouseholdId | None
    village: str
    village_name: str
    group_name: str = ""
    head_name: str = ""
    person_name: str = ""
    amount: float = 1
    whole: float = 0  # what the amount is held against, of a ratio or a growth
    because: str = ""


@dataclass(frozen=True, kw_only=True)
class Proof:
    """One fact or paper that made a row count."""

    what: str
    said: str
    day: str = ""
    by: str = ""


def rows(
    session: Session, indicator: Indicator, year: int, behind: Sequence[Behind], language: str
) -> tuple[CountedRow, ...]:
    """Return the rows behind a figure with names and reasons, in the order given."""
    households = list(dict.fromkeys(item.household for item in behind if item.household))
    heads = _by_key(
        session,
        "SELECT household, head_name, group_name FROM household_summary WHERE household IN ({marks})",
        households,
    )
    names: Mapping[bytes, tuple[Any, ...]] = {}
    if indicator.scope is Scope.PERSON:
        persons = [item.record for item in behind]
        names = _by_key(session, "SELECT id, name FROM person WHERE id IN ({marks})", persons)
    reasons = _reasons(session, indicator, year, households, language)
    incomes = {} if indicator.evidence else _incomes(session, indicator, year, households)
    found = []
    for item in behind:
        head, group = heads.get(item.household, ("", ""))
        said = reasons.get((item.household, item.record)) or reasons.get((item.household, b"")) or ""
        if not said and not indicator.evidence:
            said = "；".join(
                f"{fact.what}：{fact.said}" for fact in _facts(session, indicator, year, item, incomes, language)
            )
        found.append(
            CountedRow(
                record=item.record,
                household=HouseholdId(RecordId(item.household)) if item.household else None,
                village=item.village,
                village_name=name_of(session.pack, item.village),
                group_name=group,
                head_name=head,
                person_name=names.get(item.record, ("",))[0] or "",
                amount=item.amount,
                whole=item.whole,
                because=said,
            )
        )
    return tuple(found)


def proofs(session: Session, indicator: Indicator, year: int, row: CountedRow, language: str) -> tuple[Proof, ...]:
    """Return the facts and papers that made one row count, with days and names."""
    behind = Behind(record=row.record, household=row.household or b"", village=row.village, amount=row.amount)
    incomes = _incomes(session, indicator, year, [behind.household] if behind.household else [])
    found = list(_facts(session, indicator, year, behind, incomes, language))
    if row.household is None:
        return tuple(found)
    for kind, name in indicator.evidence:
        if kind == "procedure":
            found += _steps(session, row.household, name, year, language)
        else:
            found += _lines(session, row.household, name, year, language)
    found += [
        Proof(
            what=_("Photo or file"),
            said=photo.caption or _("without a caption"),
            day=photo.taken_on.isoformat() if photo.taken_on else "",
        )
        for photo in photos.of_household(session, row.household)
    ]
    return tuple(found)


def _by_key(session: Session, sql: str, keys: Sequence[bytes]) -> Mapping[bytes, tuple[Any, ...]]:
    found = {}
    for start in range(0, len(keys), _AT_ONCE):
        some = keys[start : start + _AT_ONCE]
        cursor = session.db.conn.execute(sql.format(marks=",".join("?" * len(some))), some)
        found.update({bytes(row[0]): tuple(row[1:]) for row in cursor})
    return found


def _reasons(
    session: Session, indicator: Indicator, year: int, households: Sequence[bytes], language: str
) -> Mapping[tuple[bytes, bytes], str]:
    """Return why each household, or person of it, counts, where a procedure or a measure is the evidence."""
    found: dict[tuple[bytes, bytes], str] = {}
    for kind, name in indicator.evidence:
        for start in range(0, len(households), _AT_ONCE):
            some = households[start : start + _AT_ONCE]
            marks = ",".join("?" * len(some))
            if kind == "procedure":
                sql = (
                    "SELECT p.household, max(s.done_on), count(*) FROM procedure p JOIN step s"
                    " ON s.procedure = p.id AND s.alive WHERE p.alive AND p.dropped_on IS NULL AND p.kind = ?"
                    f" AND p.household IN ({marks}) GROUP BY p.id HAVING substr(max(s.done_on), 1, 4) = ?"
                )
                label = code_label(session.pack, "procedure", name, language)
                for household, day, count in session.db.conn.execute(sql, [name, *some, str(year)]):
                    found[bytes(household), b""] = _(_COMPLETED).format(procedure=label, day=day, count=count)
                continue
            for line in _measures(session, name, year, some):
                words = _measure_words(session, line, language)
                for person in (b"", bytes(line["person"] or b"")):
                    key = (bytes(line["household"]), person)
                    found[key] = "；".join(dict.fromkeys(part for part in (found.get(key, ""), words) if part))
    return found


def _measures(session: Session, name: str, year: int, households: Sequence[bytes]) -> Iterator[database.Row]:
    """Yield the delivered lines of an item or a kind of measure."""
    done = ", ".join(f"'{status}'" for status in DONE)
    sql = (
        "SELECT id, household, person, item, name, status, finished_on, amount, person_times, evidence, helper,"
        " confirmed_by FROM measure WHERE alive AND year = ? AND (item = ? OR kind = ?)"
        f" AND status IN ({done}) AND household IN ({','.join('?' * len(households))}) ORDER BY finished_on, id"
    )
    return database.rows(session.db, sql, [year, name, name, *households])


def _measure_words(session: Session, line: database.Row, language: str) -> str:
    label = code_label(session.pack, "measure_item", line["item"] or "", language) or line["name"] or ""
    parts = [label, line["finished_on"] or ""]
    if line["person_times"]:
        parts.append(_("{count} person-times").format(count=line["person_times"]))
    if line["amount"]:
        parts.append(_("{amount} yuan").format(amount=format_yuan(line["amount"])))
    return " ".join(part for part in parts if part)


def _facts(
    session: Session, indicator: Indicator, year: int, behind: Behind, incomes: Mapping[bytes, int], language: str
) -> Iterator[Proof]:
    """Yield the data items that the indicator names, as they stand for this row; ``incomes`` are those of the year."""
    pack = session.pack
    keys = {
        RecordKind.VILLAGE_YEAR: ("village", behind.village),
        RecordKind.HOUSEHOLD: ("id", behind.household),
        RecordKind.HOUSEHOLD_YEAR: ("household", behind.household),
        RecordKind.PERSON: ("id", behind.record),
        RecordKind.PERSON_YEAR: ("person", behind.record),
    }
    for name in indicator.check.fields:
        for kind in ELEMENTS[indicator.scope.value]:
            item = pack.by_name.get((kind, name))
            if item is None or kind not in keys:
                continue
            column, key = keys[kind]
            dated = " AND year = ?" if (kind, "year") in pack.by_name else ""
            sql = f"SELECT * FROM {kind.table} WHERE alive AND {column} = ?{dated} LIMIT 1"
            parameters = (key, year) if dated else (key,)
            for row in database.rows(session.db, sql, parameters):
                text = facts.text_of(pack, item, facts.value_of(row, item), language)
                if text:
                    yield Proof(what=item.label(language), said=text)
    if "per_capita_income" in indicator.check.fields and behind.household:
        fen = incomes.get(behind.household)
        if fen is not None:
            yield Proof(what=_("Net income per head"), said=_("{amount} yuan").format(amount=format_yuan(fen)))


def _incomes(session: Session, indicator: Indicator, year: int, households: Sequence[bytes]) -> Mapping[bytes, int]:
    """Return the incomes per head in fen in ``year``, where the indicator asks for them."""
    if "per_capita_income" not in indicator.check.fields:
        return {}
    sql = "SELECT household, per_capita_fen FROM household_summary WHERE household IN ({marks}) AND year = {year}"
    now = _by_key(session, sql.replace("{year}", str(year)), households)
    found: dict[bytes, int] = {household: row[0] for household, row in now.items() if row[0] is not None}
    for start in range(0, len(households), _AT_ONCE):
        some = [HouseholdId(RecordId(household)) for household in households[start : start + _AT_ONCE]]
        found.update(past_incomes.incomes(session, year, households=some).items())
    return found


def _steps(session: Session, household: bytes, procedure: str, year: int, language: str) -> Iterator[Proof]:
    sql = (
        "SELECT s.* FROM step s JOIN procedure p ON p.id = s.procedure WHERE s.alive AND p.alive AND p.household = ?"
        " AND p.kind = ? AND p.dropped_on IS NULL ORDER BY p.begun_on, s.number"
    )
    known = session.pack.procedure(procedure)
    for row in database.rows(session.db, sql, [household, procedure]):
        if str(row["done_on"] or "")[:4] not in (str(year), str(year - 1)):
            continue
        step = known.row(row["name"]) if known is not None else None
        signed = [code_label(session.pack, "signer", code, language) for code in str(row["signatures"] or "").split()]
        until = row["ended_on"] or ""
        yield Proof(
            what=step.name(language) if step is not None else str(row["name"]),
            said=_("signed by {names}").format(names=format_list(signed))
            if signed
            else _outcome(session, row, language),
            day=f"{row['done_on']}—{until}" if until else str(row["done_on"]),
            by=str(row["participants"] or ""),
        )


def _outcome(session: Session, row: database.Row, language: str) -> str:
    return code_label(session.pack, "step_outcome", row["outcome"] or "", language)


def _lines(session: Session, household: bytes, name: str, year: int, language: str) -> Iterator[Proof]:
    for line in _measures(session, name, year, [household]):
        yield Proof(
            what=_measure_words(session, line, language),
            said=str(line["evidence"] or "") or _("no evidence noted"),
            day=str(line["finished_on"] or ""),
            by=str(line["confirmed_by"] or line["helper"] or ""),
        )
        if money.is_known(session.pack):
            yield from _money(session, line["id"], language)


def _money(session: Session, measure: bytes, language: str) -> Iterator[Proof]:
    """Yield what paid a line of the plan: how much, where it stands, by which project and source documents."""
    sql = (
        "SELECT b.amount, b.state, coalesce(b.paid_on, b.sent_on) AS day, b.project_name AS project,"
        " (SELECT group_concat(DISTINCT f.document) FROM appropriation a JOIN fund f ON f.id = a.fund AND f.alive"
        " WHERE a.alive AND a.project = b.project) AS documents"
        " FROM beneficiary b WHERE b.alive AND b.measure = ? ORDER BY b.id"
    )
    for row in database.rows(session.db, sql, [measure]):
        paid = _("{amount} yuan").format(amount=format_yuan(int(row["amount"] or 0)))
        state = code_label(session.pack, "payment_state", row["state"] or "", language)
        parts = [paid, state, str(row["project"] or ""), *str(row["documents"] or "").split(",")]
        yield Proof(what=_("Money"), said=format_list(part for part in parts if part), day=str(row["day"] or ""))
