"""The records of money read at once: sources, allocations, projects, contracts, payments, lines and measures."""

from __future__ import annotations

from collections.abc import Sequence

from poverty_desktop.domain.fund_ledger import Ledgers, compare
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.measure import DONE, status_of
from poverty_desktop.domain.money import (
    Appropriation,
    Books,
    Contract,
    Delivered,
    Fund,
    Payment,
    ProjectMoney,
    Share,
    Way,
    state_of,
)
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import RecordId
from poverty_desktop.packs import accounting
from poverty_desktop.packs.pack import Pack
from poverty_desktop.store.database import Row, rows
from poverty_desktop.store.session import Session

OLD_PACK = N_("The policy pack has no funds and projects yet. Ask the office for a newer pack.")
_ADVANCE, _IDLE, _EQUAL, _FEE = 30, 365, 10, 1


def is_known(pack: Pack) -> bool:
    """Say whether the pack has funds at all."""
    return (RecordKind.FUND, "amount") in pack.by_name and (RecordKind.BENEFICIARY, "amount") in pack.by_name


def require(pack: Pack) -> None:
    """Raise ``RuleError`` where the pack has no funds."""
    if not is_known(pack):
        raise RuleError(OLD_PACK)


def rule(session: Session, name: str, year: int | None = None) -> int:
    """Return a number that the pack sets by province and year, such as the percent of an advance."""
    usual = {
        accounting.ADVANCE_SHARE: _ADVANCE,
        accounting.IDLE_DAYS: _IDLE,
        accounting.EQUAL_HOUSEHOLDS: _EQUAL,
        accounting.FEE_SHARE: _FEE,
    }[name]
    pack = session.pack
    found = accounting.value_of(
        pack.accounting, name, pack.settings.get("province", ""), year or session.clock.today().year
    )
    return int(found) if found.isdigit() else usual


def books(session: Session, *, village: str = "") -> Books:
    """Return every record of money, of one village or of all; sources belong to no village and always count."""
    if not is_known(session.pack):
        return Books()
    own = " AND village = ?" if village else ""
    given: Sequence[object] = (village,) if village else ()
    of_project = " AND project IN (SELECT id FROM village_project WHERE village = ?)" if village else ""
    of_household = " AND household IN (SELECT id FROM household WHERE village = ?)" if village else ""
    db = session.db

    def read(kind: RecordKind, where: str, parameters: Sequence[object] = given) -> list[Row]:
        sql = f"SELECT * FROM {kind.table} WHERE alive{where} ORDER BY id"
        return list(rows(db, sql, parameters))

    return Books(
        funds=tuple(_fund(row) for row in read(RecordKind.FUND, "", ())),
        appropriations=tuple(_appropriation(row) for row in read(RecordKind.APPROPRIATION, of_project)),
        projects=tuple(_project(row) for row in read(RecordKind.VILLAGE_PROJECT, own)),
        contracts=tuple(_contract(row) for row in read(RecordKind.CONTRACT, of_project)),
        payments=tuple(_payment(row) for row in read(RecordKind.PAYMENT, of_project)),
        shares=tuple(
            _share(row)
            for row in db.conn.execute(
                f"SELECT {', '.join(_SHARE)} FROM beneficiary WHERE alive{of_household} ORDER BY id", given
            )
        ),
        measures=tuple(
            _delivered(row)
            for row in db.conn.execute(
                "SELECT id, household, village_project, amount, status FROM measure WHERE alive"
                " AND (village_project IS NOT NULL"
                f" OR id IN (SELECT measure FROM beneficiary WHERE alive)){of_household}",
                given,
            )
        ),
    )


def ledgers(session: Session, *, village: str = "") -> tuple[Books, Ledgers]:
    """Return the records of money and the three ledgers that they make."""
    found = books(session, village=village)
    return found, compare(found, advance_share=rule(session, accounting.ADVANCE_SHARE))


def was_given(session: Session, project: RecordId) -> bool:
    """Say whether a project has an allocation, a contract, a payment or a line to a household."""
    kinds = (RecordKind.APPROPRIATION, RecordKind.CONTRACT, RecordKind.PAYMENT, RecordKind.BENEFICIARY)
    return is_known(session.pack) and any(
        session.db.conn.execute(f"SELECT 1 FROM {kind.table} WHERE alive AND project = ?", (project,)).fetchone()
        for kind in kinds
    )


def id_of(value: object) -> RecordId | None:
    """Return a reference of a row, None where it is empty."""
    return RecordId(bytes(value)) if isinstance(value, bytes | memoryview) else None


def _id(row: Row) -> RecordId:
    return RecordId(bytes(row["id"]))


def _text(row: Row, name: str) -> str:
    return str(row.get(name) or "")


def _fund(row: Row) -> Fund:
    return Fund(
        id=_id(row),
        document=_text(row, "document"),
        amount_fen=int(row["amount"] or 0),
        level=_text(row, "level"),
        kind=_text(row, "kind"),
        year=row["year"],
        issued_on=_text(row, "issued_on"),
        title=_text(row, "title"),
    )


def _appropriation(row: Row) -> Appropriation:
    return Appropriation(
        id=_id(row),
        fund=id_of(row["fund"]),
        project=id_of(row["project"]),
        amount_fen=int(row["amount"] or 0),
        on=_text(row, "appropriated_on"),
        document=_text(row, "document"),
    )


def _project(row: Row) -> ProjectMoney:
    return ProjectMoney(
        id=_id(row),
        name=_text(row, "name"),
        village=_text(row, "village"),
        year=row["year"],
        kind=_text(row, "kind"),
        route=_text(row, "route"),
        stage=_text(row, "stage"),
        planned_fen=int(row["planned"] or 0),
        item=_text(row, "item"),
    )


def _contract(row: Row) -> Contract:
    return Contract(
        id=_id(row),
        project=id_of(row["project"]),
        number=_text(row, "number"),
        contractor=_text(row, "contractor"),
        amount_fen=int(row["amount"] or 0),
        signed_on=_text(row, "signed_on"),
        due_on=_text(row, "due_on"),
        accepted_on=_text(row, "accepted_on"),
        settled_fen=row["settled"],
    )


def _payment(row: Row) -> Payment:
    return Payment(
        id=_id(row),
        project=id_of(row["project"]),
        contract=id_of(row["contract"]),
        way=Way.HOUSEHOLDS if row["way"] == Way.HOUSEHOLDS else Way.CONTRACTOR,
        amount_fen=int(row["amount"] or 0),
        state=state_of(row["state"]),
        year=row["year"],
        **{
            name: _text(row, name)
            for name in (
                "purpose", "title", "payee", "item", "period", "planned_on", "sent_on", "paid_on", "voucher",
                "displayed_on",
            )
        },
    )  # fmt: skip


_SHARE = (
    "id", "household", "payment", "project", "measure", "person", "item", "period", "amount", "state", "sent_on",
    "paid_on",
)  # fmt: skip


def _share(row: tuple[object, ...]) -> Share:
    household = id_of(row[1])
    assert household is not None
    identity = id_of(row[0])
    assert identity is not None
    return Share(
        id=identity,
        household=household,
        payment=id_of(row[2]),
        project=id_of(row[3]),
        measure=id_of(row[4]),
        person=id_of(row[5]),
        item=str(row[6] or ""),
        period=str(row[7] or ""),
        amount_fen=int(str(row[8] or 0)),
        state=state_of(row[9]),
        sent_on=str(row[10] or ""),
        paid_on=str(row[11] or ""),
    )


def _delivered(row: tuple[object, ...]) -> Delivered:
    identity, household = id_of(row[0]), id_of(row[1])
    assert identity is not None
    assert household is not None
    return Delivered(
        id=identity,
        household=household,
        project=id_of(row[2]),
        amount_fen=None if row[3] is None else int(str(row[3])),
        is_delivered=status_of(str(row[4] or "")) in DONE,
    )
