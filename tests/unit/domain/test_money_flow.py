"""Money on its way from source to household: what comes in at a place goes on or ends there, to the fen."""

from __future__ import annotations

from poverty_desktop.domain.fund_ledger import compare
from poverty_desktop.domain.money import (
    Appropriation,
    Books,
    Contract,
    Fund,
    Payment,
    ProjectMoney,
    Share,
    State,
    Way,
)
from poverty_desktop.domain.money_flow import Flow, Node, Stage, Stop, flow
from poverty_desktop.ids import RecordId


def key(number: int) -> RecordId:
    return RecordId(bytes(15) + bytes([number]))


FUND, ROAD, COWS, ROAD_DEAL = key(1), key(2), key(3), key(4)


def project(identity: RecordId, kind: str) -> ProjectMoney:
    return ProjectMoney(id=identity, name="x", village="1", year=2025, kind=kind, route="", stage="06", planned_fen=0)


def share(number: int, amount: int, state: State) -> Share:
    return Share(
        id=key(number), household=key(number), payment=key(11), project=COWS, measure=None, person=None, item="0101",
        period="2025", amount_fen=amount, state=state,
    )  # fmt: skip


BOOKS = Books(
    funds=(Fund(id=FUND, document="〔2025〕1", amount_fen=1_000_01, year=2025),),
    appropriations=(
        Appropriation(id=key(5), fund=FUND, project=ROAD, amount_fen=600_00),
        Appropriation(id=key(6), fund=FUND, project=COWS, amount_fen=300_00),
    ),
    projects=(project(ROAD, "03"), project(COWS, "01")),
    contracts=(Contract(id=ROAD_DEAL, project=ROAD, number="1", contractor="甲", amount_fen=500_00),),
    payments=(
        Payment(
            id=key(10), project=ROAD, contract=ROAD_DEAL, way=Way.CONTRACTOR, amount_fen=150_00, state=State.PAID,
            payee="甲",
        ),
        Payment(id=key(11), project=COWS, contract=None, way=Way.HOUSEHOLDS, amount_fen=250_00, state=State.PAID),
    ),
    shares=(share(21, 100_00, State.PAID), share(22, 100_00, State.RETURNED), share(23, 50_00, State.IN_TRANSIT)),
)  # fmt: skip


def of(books: Books) -> Flow:
    return flow(books, compare(books), books.projects, lambda item: item.kind, rest_of=2025)


def test_that_what_comes_into_a_place_goes_out_of_it_or_ends_there_to_the_fen():
    found = of(BOOKS)
    for stage, ends in ((Stage.PROJECT, 100_01), (Stage.WAY, 100_00 + 50_00), (Stage.STATE, 100_00 + 50_00 + 350_00)):
        came = sum(link.amount_fen for link in found.links if link.end.stage is stage)
        went = sum(link.amount_fen for link in found.links if link.start.stage is stage)
        assert came - went == ends
    assert found.amount(Node(Stage.PROJECT, Stop.NOT_ALLOCATED)) == 100_01
    assert found.amount(Node(Stage.STATE, Stop.DUE)) == 350_00
    assert found.amount(Node(Stage.RECEIVER, Stop.HOUSEHOLDS)) == 100_00
    assert found.counts[Node(Stage.RECEIVER, Stop.HOUSEHOLDS)] == 1
    assert found.counts[Node(Stage.RECEIVER, Stop.CONTRACTORS)] == 1


def test_that_money_that_was_paid_and_never_allocated_is_seen_to_come_from_nowhere():
    found = of(Books(projects=BOOKS.projects, payments=BOOKS.payments, shares=BOOKS.shares))
    assert found.amount(Node(Stage.SOURCE, Stop.NO_SOURCE)) == 400_00
    assert {link.start.key for link in found.links if link.start.stage is Stage.SOURCE} == {Stop.NO_SOURCE}
