"""Money on its way from a source to a contractor or a household, in fen: records and states (domain.md 5.2)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from poverty_desktop.ids import RecordId


class State(StrEnum):
    """Where a payment or a line to a household stands; the codes are those of the list ``payment_state``."""

    DRAWN = "01"
    PRINTED = "02"
    IN_TRANSIT = "03"
    PAID = "04"
    RETURNED = "05"
    CANCELLED = "06"


class Way(StrEnum):
    """To whom a payment goes; the codes are those of the list ``payment_way``."""

    HOUSEHOLDS = "01"
    CONTRACTOR = "02"


class Purpose(StrEnum):
    """What a payment is for; the codes are those of the list ``payment_purpose``."""

    ADVANCE = "01"
    PROGRESS = "02"
    SETTLEMENT = "03"
    RETENTION = "04"
    SUBSIDY = "05"


class Route(StrEnum):
    """Where the money of a project goes; the codes are those of the list ``money_route``."""

    HOUSEHOLDS = "01"
    PUBLIC = "02"
    BUSINESS = "03"


GONE = (State.IN_TRANSIT, State.PAID)
"""The money has left the project's account."""
LIVE = (State.DRAWN, State.PRINTED, State.IN_TRANSIT, State.PAID, State.RETURNED)
"""The line stands on its list."""
IN_LIBRARY = frozenset({"04", "05", "06", "07", "08"})
"""Stages of a project that may get money: only what is in the library does (domain.md 5.1)."""
MANAGEMENT_FEE = "07"
"""The type of project that is a management fee."""


def state_of(code: object) -> State:
    """Return the state of a record; one without a code counts as drawn up."""
    try:
        return State(str(code or State.DRAWN))
    except ValueError:
        return State.DRAWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Fund:
    """A source document: what came down, from which level, in which year."""

    id: RecordId
    document: str
    amount_fen: int
    level: str = ""
    kind: str = ""
    year: int | None = None
    issued_on: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Appropriation:
    """What a source gives to a project."""

    id: RecordId
    fund: RecordId | None
    project: RecordId | None
    amount_fen: int
    on: str = ""
    document: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectMoney:
    """A project as its money sees it."""

    id: RecordId
    name: str
    village: str
    year: int | None
    kind: str
    route: str
    stage: str
    planned_fen: int
    item: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """Who builds for how much; ``settled_fen`` is None and ``accepted_on`` empty until then."""

    id: RecordId
    project: RecordId | None
    number: str
    contractor: str
    amount_fen: int
    signed_on: str = ""
    due_on: str = ""
    accepted_on: str = ""
    settled_fen: int | None = None

    @property
    def limit_fen(self) -> int:
        """Return the most that may be paid: what was settled, else what was agreed."""
        return self.amount_fen if self.settled_fen is None else self.settled_fen


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """One payment: to a contractor, or a list of households whose lines name it."""

    id: RecordId
    project: RecordId | None
    contract: RecordId | None
    way: Way
    amount_fen: int
    state: State
    purpose: str = ""
    title: str = ""
    payee: str = ""
    item: str = ""
    period: str = ""
    year: int | None = None
    planned_on: str = ""
    sent_on: str = ""
    paid_on: str = ""
    voucher: str = ""
    displayed_on: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What one household gets by a payment; ``measure`` is the line of the plan that it pays."""

    id: RecordId
    household: RecordId
    payment: RecordId | None
    project: RecordId | None
    measure: RecordId | None
    person: RecordId | None
    item: str
    period: str
    amount_fen: int
    state: State
    sent_on: str = ""
    paid_on: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """A measure's line that says the household has it: ``project`` is who paid, None where the line does not say."""

    id: RecordId
    household: RecordId
    project: RecordId | None
    amount_fen: int | None
    is_delivered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """Every record of money that is compared, as one journal position has it."""

    funds: tuple[Fund, ...] = ()
    appropriations: tuple[Appropriation, ...] = ()
    projects: tuple[ProjectMoney, ...] = ()
    contracts: tuple[Contract, ...] = ()
    payments: tuple[Payment, ...] = ()
    shares: tuple[Share, ...] = ()
    measures: tuple[Delivered, ...] = ()
