"""Three ledgers from random records: the identities hold to the fen, or what breaks them is listed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poverty_desktop.domain.bank_account import AccountFault, account_fault
from poverty_desktop.domain.fund_differences import Difference, early_fen
from poverty_desktop.domain.fund_ledger import compare
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.money import (
    Appropriation,
    Books,
    Contract,
    Delivered,
    Fund,
    Payment,
    ProjectMoney,
    Purpose,
    Share,
    State,
    Way,
)
from poverty_desktop.domain.project_rules import forbidden, missing
from poverty_desktop.ids import RecordId

YUAN = 100


def ident(kind: str, number: int) -> RecordId:
    return RecordId(f"{kind}{number:04d}".ljust(16, "-").encode())


def project(number: int, **more) -> ProjectMoney:
    said = {"name": f"P{number}", "village": "v", "year": 2026, "kind": "01", "route": "01", "stage": "05"}
    return ProjectMoney(id=ident("p", number), planned_fen=0, **{**said, **more})


AMOUNTS = st.integers(0, 10**12)
STATES = st.sampled_from(State)
FEW = st.integers(0, 3)


@st.composite
def any_books(draw) -> Books:
    """Return records that nobody checked: merged from two laptops, half of them pointing nowhere."""
    funds = [Fund(id=ident("f", n), document=str(n), amount_fen=draw(AMOUNTS)) for n in range(draw(FEW))]
    projects = [project(n, stage=draw(st.sampled_from(["", "01", "05"]))) for n in range(draw(FEW))]
    return Books(
        funds=tuple(funds),
        projects=tuple(projects),
        appropriations=tuple(
            Appropriation(
                id=ident("a", n), fund=ident("f", draw(FEW)), project=ident("p", draw(FEW)), amount_fen=draw(AMOUNTS)
            )
            for n in range(draw(st.integers(0, 6)))
        ),
        payments=tuple(
            Payment(
                id=ident("q", n),
                project=ident("p", draw(FEW)),
                contract=draw(st.sampled_from([None, ident("c", 0)])),
                way=draw(st.sampled_from(Way)),
                amount_fen=draw(AMOUNTS),
                state=draw(STATES),
            )
            for n in range(draw(st.integers(0, 5)))
        ),
        shares=tuple(
            Share(
                id=ident("s", n),
                household=ident("h", draw(FEW)),
                payment=ident("q", draw(FEW)),
                project=ident("p", draw(FEW)),
                measure=draw(st.sampled_from([None, ident("m", n)])),
                person=None,
                item="0101",
                period="2026",
                amount_fen=draw(AMOUNTS),
                state=draw(STATES),
            )
            for n in range(draw(st.integers(0, 8)))
        ),
    )


@given(any_books())
def test_that_money_in_is_money_out_in_transit_or_left_whatever_was_merged(books):
    found = compare(books)
    listed = {kind: sum(item.amount_fen for item in found.differences if item.kind is kind) for kind in Difference}
    given_out = sum(item.amount_fen for item in books.appropriations)
    assert sum(line.allocated_fen for line in found.funds.values()) + listed[Difference.NO_SOURCE] == given_out
    assert found.allocated_fen + listed[Difference.NO_PROJECT] == given_out
    overdrawn = {item.project for item in found.differences if item.kind is Difference.OVERDRAWN}
    for key, line in found.projects.items():
        assert line.allocated_fen == line.paid_fen + line.in_transit_fen + line.remaining_fen
        assert (line.remaining_fen < 0) == (key in overdrawn)
    for fund in found.funds.values():
        over = [item for item in found.differences if (RecordKind.FUND, fund.fund) in item.records]
        assert (fund.left_fen < 0) == bool(over)


EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["draw", "send", "pay", "return", "mend", "cancel"]), st.integers(0, 5), st.integers(1, 9)
    ),
    max_size=30,
)
NEXT = {
    "send": (State.DRAWN, State.IN_TRANSIT),
    "pay": (State.IN_TRANSIT, State.PAID),
    "return": (State.IN_TRANSIT, State.RETURNED),
    "mend": (State.RETURNED, State.DRAWN),
    "cancel": (State.DRAWN, State.CANCELLED),
}


def played(events) -> Books:
    """Return the books after events that follow the rules: one list, whose amount follows its lines."""
    lines: dict[int, Share] = {}
    for what, who, yuan in events:
        if what == "draw" and who not in lines:
            lines[who] = Share(
                id=ident("s", who), household=ident("h", who), payment=ident("q", 0), project=ident("p", 0),
                measure=ident("m", who), person=None, item="0101", period="2026", amount_fen=yuan * YUAN,
                state=State.DRAWN,
            )  # fmt: skip
        elif what in NEXT and who in lines and lines[who].state is NEXT[what][0]:
            lines[who] = replace(lines[who], state=NEXT[what][1])
    live = [line for line in lines.values() if line.state is not State.CANCELLED]
    return Books(
        funds=(Fund(id=ident("f", 0), document="1", amount_fen=100 * YUAN),),
        projects=(project(0),),
        appropriations=(
            Appropriation(id=ident("a", 0), fund=ident("f", 0), project=ident("p", 0), amount_fen=100 * YUAN),
        ),
        payments=(
            Payment(
                id=ident("q", 0), project=ident("p", 0), contract=None, way=Way.HOUSEHOLDS,
                amount_fen=sum(line.amount_fen for line in live), state=State.DRAWN,
            ),
        ),
        shares=tuple(lines.values()),
        measures=tuple(
            Delivered(
                id=line.measure, household=line.household, project=ident("p", 0),
                amount_fen=line.amount_fen if line.state is State.PAID else None,
                is_delivered=line.state is State.PAID,
            )
            for line in lines.values()
        ),
    )  # fmt: skip


@given(EVENTS)
def test_that_events_by_the_rules_leave_three_ledgers_that_agree(events):
    books = played(events)
    found = compare(books)
    assert found.differences == ()
    if books.shares:
        line, home = found.projects[ident("p", 0)], found.households[ident("p", 0)]
        assert (line.paid_fen, line.in_transit_fen) == (home.paid_fen, home.in_transit_fen)
        assert home.paid_fen == home.delivered_fen
        assert line.remaining_fen == line.allocated_fen - home.paid_fen - home.in_transit_fen


@given(EVENTS, st.integers(0, 5), st.integers(1, 10**6))
def test_that_one_changed_fen_anywhere_is_listed_with_its_record(events, at, fen):
    books = played([("draw", at, 5), *events])
    line = books.shares[at % len(books.shares)]
    if line.state is State.CANCELLED:
        return
    wrong = replace(line, amount_fen=line.amount_fen + fen)
    shares = tuple(wrong if item.id == line.id else item for item in books.shares)
    found = compare(replace(books, shares=shares))
    off = [item for item in found.differences if (RecordKind.BENEFICIARY, line.id) in item.records]
    assert any(abs(item.amount_fen) == fen for item in off)


def test_that_only_an_advance_and_progress_are_due_before_acceptance():
    contract = Contract(
        id=ident("c", 0), project=None, number="", contractor="", amount_fen=100, signed_on="2026-01-01"
    )

    def pay(purpose: Purpose, amount: int) -> Payment:
        return Payment(
            id=ident("q", 0), project=None, contract=contract.id, way=Way.CONTRACTOR, amount_fen=amount,
            state=State.PAID, purpose=purpose.value, paid_on="2026-02-01",
        )  # fmt: skip

    assert early_fen(contract, [pay(Purpose.ADVANCE, 30), pay(Purpose.PROGRESS, 40)], 30) == 0
    assert early_fen(contract, [pay(Purpose.ADVANCE, 31)], 30) == 1
    assert early_fen(contract, [pay(Purpose.SETTLEMENT, 7)], 30) == 7
    accepted = replace(contract, accepted_on="2026-01-15")
    assert early_fen(accepted, [pay(Purpose.SETTLEMENT, 7)], 30) == 0


@pytest.mark.parametrize(
    ("account", "expected"),
    [
        ("", AccountFault.NONE),
        ("12345678", AccountFault.LENGTH),
        ("6222 0212 3456 7890 13", AccountFault.CHECK_DIGIT),
        ("62220212345678901a", AccountFault.SIGNS),
        ("1234567890123456", None),  # a passbook: no card number, no check digit
        ("4111 1111 1111 1111", None),
        ("4111111111111112", AccountFault.CHECK_DIGIT),
    ],
)
def test_that_an_account_is_judged_by_its_signs_its_length_and_a_cards_check_digit(account, expected):
    assert account_fault(account) is expected


def test_that_an_industry_project_needs_a_link_to_households_and_no_word_of_the_negative_list():
    whole = dict.fromkeys(
        (
            "name",
            "kind",
            "nature",
            "place",
            "content",
            "unit",
            "planned",
            "sources",
            "households",
            "goal",
            "participation",
        ),
        "x",
    )
    assert missing(whole) == ()
    assert missing({**whole, "kind": "01"}) == ("benefit_link",)
    assert [item.code for item in forbidden("村办公楼维修", {"03": ("办公楼",), "08": ("牌坊",)})] == ["03"]
