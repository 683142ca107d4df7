"""The way of money from its source to whoever gets it, as amounts between stages that add up to the fen.

What comes into a stage goes out of it or ends there, so that the picture cannot show more than the ledgers hold. Money
that was paid out and never allocated comes from no source, and is seen as such.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from poverty_desktop.domain.fund_ledger import HouseholdLine, Ledgers
from poverty_desktop.domain.money import Books, ProjectMoney, State, Way
from poverty_desktop.ids import RecordId


class Stage(IntEnum):
    """Where money is on its way, from left to right."""

    SOURCE = 0
    PROJECT = 1
    WAY = 2
    STATE = 3
    RECEIVER = 4


class Stop(StrEnum):
    """Places on the way that are no record of their own."""

    NO_SOURCE = "no_source"  # nothing here says where it came from
    NOT_ALLOCATED = "not_allocated"
    CONTRACT = "contract"
    LIST = "list"
    OPEN = "open"  # neither contract nor list yet
    PAID = "paid"
    IN_TRANSIT = "in_transit"
    RETURNED = "returned"
    DUE = "due"  # agreed or drawn up, and not sent yet
    HOUSEHOLDS = "households"
    CONTRACTORS = "contractors"


@dataclass(frozen=True, slots=True, order=True)
class Node:
    """One place on the way: a ``Stop``, or the name of a source or of what a project belongs to."""

    stage: Stage
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What goes from one place to the next."""

    start: Node
    end: Node
    amount_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """The whole way; ``counts`` says how many projects, contracts, lists, households or contractors are at a place."""

    links: tuple[Link, ...]
    counts: Mapping[Node, int]

    def amount(self, node: Node) -> int:
        """Return what passes through a place."""
        into = sum(link.amount_fen for link in self.links if link.end == node)
        return into or sum(link.amount_fen for link in self.links if link.start == node)


def flow(
    books: Books,
    ledgers: Ledgers,
    projects: Sequence[ProjectMoney],
    group: Callable[[ProjectMoney], str],
    *,
    rest_of: int | None = None,
) -> Flow:
    """Return the way of the money of ``projects``; ``group`` puts projects together.

    ``rest_of`` is the year whose sources show what they have not allocated, None where that is nobody's here.
    """
    known = {item.id for item in projects}
    sums: Counter[tuple[Node, Node]] = Counter()
    nodes = {item.id: Node(Stage.PROJECT, group(item)) for item in projects}
    funds = {fund.id for fund in books.funds}
    for given in books.appropriations:
        if given.project in known and given.project is not None:
            source = given.fund.hex() if given.fund in funds and given.fund is not None else Stop.NO_SOURCE
            sums[Node(Stage.SOURCE, source), nodes[given.project]] += given.amount_fen
    for fund in books.funds:
        left = ledgers.funds[fund.id].left_fen
        if left > 0 and rest_of is not None and fund.year == rest_of:
            sums[Node(Stage.SOURCE, fund.id.hex()), Node(Stage.PROJECT, Stop.NOT_ALLOCATED)] += left
    to_contractors = _to_contractors(books)
    for item in projects:
        _of_project(sums, nodes[item.id], item.id, ledgers, to_contractors.get(item.id, Counter()))
    links = tuple(
        Link(start=start, end=end, amount_fen=amount) for (start, end), amount in sorted(sums.items()) if amount > 0
    )
    return Flow(links=links, counts=_counts(books, known, nodes))


def _of_project(
    sums: Counter[tuple[Node, Node]],
    project: Node,
    key: RecordId,
    ledgers: Ledgers,
    contractors: Counter[State],
) -> None:
    """Add what became of the money of one project."""
    line, households = ledgers.projects[key], ledgers.households.get(key)
    lists = _of_lists(households) if households is not None else {}
    built = {Stop.PAID: contractors[State.PAID], Stop.IN_TRANSIT: contractors[State.IN_TRANSIT]}
    spoken_for = sum(lists.values()) + sum(built.values())
    over = spoken_for - line.allocated_fen
    if over > 0:
        sums[Node(Stage.SOURCE, Stop.NO_SOURCE), project] += over
    built[Stop.DUE] = max(0, min(line.contracted_fen - sum(built.values()), -over))
    for way, states in ((Stop.LIST, lists), (Stop.CONTRACT, built)):
        at = Node(Stage.WAY, way)
        sums[project, at] += sum(states.values())
        for state, amount in states.items():
            sums[at, Node(Stage.STATE, state)] += amount
    to = {Stop.HOUSEHOLDS: lists.get(Stop.PAID, 0), Stop.CONTRACTORS: built[Stop.PAID]}
    for receiver, amount in to.items():
        sums[Node(Stage.STATE, Stop.PAID), Node(Stage.RECEIVER, receiver)] += amount
    sums[project, Node(Stage.WAY, Stop.OPEN)] += max(0, -over - built[Stop.DUE])


def _of_lists(line: HouseholdLine) -> dict[Stop, int]:
    return {
        Stop.PAID: line.paid_fen,
        Stop.IN_TRANSIT: line.in_transit_fen,
        Stop.RETURNED: line.returned_fen,
        Stop.DUE: line.drawn_fen,
    }


def _to_contractors(books: Books) -> dict[RecordId, Counter[State]]:
    found: dict[RecordId, Counter[State]] = defaultdict(Counter)
    for payment in books.payments:
        if payment.way is Way.CONTRACTOR and payment.project is not None:
            found[payment.project][payment.state] += payment.amount_fen
    return found


def _counts(books: Books, known: set[RecordId], nodes: Mapping[RecordId, Node]) -> dict[Node, int]:
    counts = Counter(nodes.values())
    payments = [item for item in books.payments if item.project in known and item.state is not State.CANCELLED]
    counts[Node(Stage.WAY, Stop.CONTRACT)] = sum(item.project in known for item in books.contracts)
    counts[Node(Stage.WAY, Stop.LIST)] = sum(item.way is Way.HOUSEHOLDS for item in payments)
    counts[Node(Stage.RECEIVER, Stop.HOUSEHOLDS)] = len(
        {item.household for item in books.shares if item.project in known and item.state is State.PAID}
    )
    counts[Node(Stage.RECEIVER, Stop.CONTRACTORS)] = len(
        {item.payee for item in payments if item.way is Way.CONTRACTOR and item.state is State.PAID}
    )
    return dict(counts)
