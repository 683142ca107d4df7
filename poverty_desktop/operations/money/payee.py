"""A row of a payment list as it asks for money and as it stands beside the register, and what can speak against it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from poverty_desktop.domain.bank_account import AccountFault
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.operations.register.list_members import OTHER_NAME


class Fault(StrEnum):
    """What speaks against a row."""

    NOBODY = "nobody"
    SEVERAL = "several"
    NO_AMOUNT = "no_amount"
    UNREAD = "unread"
    NO_MEMBER = "no_member"
    NO_ACCOUNT = "no_account"
    BAD_ACCOUNT = "bad_account"
    CHECK_DIGIT = "check_digit"
    LEFT = "left"
    DEAD = "dead"
    OTHER_VILLAGE = "other_village"
    NOT_ENTITLED = "not_entitled"
    OTHERS_ACCOUNT = "others_account"
    OTHER_HOLDER = "other_holder"
    OTHER_NAME = "other_name"
    CHANGED_ACCOUNT = "changed_account"
    TWICE = "twice"
    PAID_BEFORE = "paid_before"
    OTHER_PROJECT = "other_project"


HARD = frozenset(
    {
        Fault.NOBODY, Fault.SEVERAL, Fault.NO_AMOUNT, Fault.UNREAD, Fault.NO_MEMBER, Fault.NO_ACCOUNT,
        Fault.BAD_ACCOUNT, Fault.TWICE, Fault.PAID_BEFORE,
    }
)  # fmt: skip
"""What no explanation makes right; everything else goes on the list only with one."""

FAULT_WORDS: Mapping[Fault, str] = {
    Fault.NOBODY: N_("not in the register"),
    Fault.SEVERAL: N_("several members have this name; the list needs ID numbers"),
    Fault.NO_AMOUNT: N_("no amount above zero"),
    Fault.UNREAD: N_("an amount cannot be read"),
    Fault.NO_MEMBER: N_("this measure is for a person; the row names only the household"),
    Fault.NO_ACCOUNT: N_("no account is recorded"),
    Fault.BAD_ACCOUNT: N_("the account has wrong signs or a wrong length"),
    Fault.CHECK_DIGIT: N_("the check digit of the card is wrong"),
    Fault.LEFT: N_("has left the household"),
    Fault.DEAD: N_("has died"),
    Fault.OTHER_VILLAGE: N_("lives in another village than the project"),
    Fault.NOT_ENTITLED: N_("is not entitled to this measure"),
    Fault.OTHERS_ACCOUNT: N_("another household has this account"),
    Fault.OTHER_HOLDER: N_("the holder of the account is not of this household"),
    Fault.OTHER_NAME: OTHER_NAME,
    Fault.CHANGED_ACCOUNT: N_("the account is another than last time"),
    Fault.TWICE: N_("stands twice on this list"),
    Fault.PAID_BEFORE: N_("has this measure for this period already"),
    Fault.OTHER_PROJECT: N_("has this measure this year from elsewhere"),
}
OF_ACCOUNT: Mapping[AccountFault, Fault] = {
    AccountFault.NONE: Fault.NO_ACCOUNT,
    AccountFault.SIGNS: Fault.BAD_ACCOUNT,
    AccountFault.LENGTH: Fault.BAD_ACCOUNT,
    AccountFault.CHECK_DIGIT: Fault.CHECK_DIGIT,
}
"""What is wrong with a number of an account, as a fault of the row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A row as it asks for money: whom it names, how much, to which account. Its ``repr`` shows nobody."""

    row: int
    name: str = field(default="", repr=False)
    number: str = field(default="", repr=False)
    household_number: str = field(default="", repr=False)
    household: HouseholdId | None = None
    person: RecordId | None = None
    amount_fen: int | None = None
    account: str = field(default="", repr=False)
    holder: str = field(default="", repr=False)
    is_unread: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Payee:
    """A row compared with the register; ``measure`` is the line of the plan that it pays, None where one begins."""

    row: int
    name: str = field(repr=False)
    household: HouseholdId | None = None
    person: RecordId | None = None
    village: str = ""
    measure: RecordId | None = None
    amount_fen: int = 0
    account: str = field(default="", repr=False)
    holder: str = field(default="", repr=False)
    faults: tuple[Fault, ...] = ()

    @property
    def is_barred(self) -> bool:
        """Say whether nothing can bring it onto the list as it is."""
        return any(fault in HARD for fault in self.faults)

    @property
    def wants_reason(self) -> bool:
        """Say whether it goes on the list only with an explanation."""
        return bool(self.faults) and not self.is_barred
