"""A list of households that get money before it is drawn up: who is on it, what speaks against whom; drawing it up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from poverty_desktop.checks import entitlement
from poverty_desktop.domain.duplicates import comparable_number
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.measure import Status
from poverty_desktop.domain.money import IN_LIBRARY, ProjectMoney, Purpose, Route, State, Way
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError
from poverty_desktop.exchange.captioned import read_captioned
from poverty_desktop.i18n import N_, format_yuan
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.operations.assistance.measures import item_of
from poverty_desktop.operations.done import Done
from poverty_desktop.operations.money.distribution import commit_lists
from poverty_desktop.operations.money.fund_checks import OVER_ALLOCATED, project_of, promised_fen, require_office
from poverty_desktop.operations.money.payee import Fault, Payee, Wish
from poverty_desktop.operations.money.payee_matching import Payees
from poverty_desktop.operations.register import list_columns
from poverty_desktop.packs.measures import MeasureItem
from poverty_desktop.queries.money import money
from poverty_desktop.store.session import Session
from poverty_desktop.store.writing import RecordEdit

DRAWN_UP = N_("Draw up a list of payments: {count} lines")
NO_PERIOD = N_("Write for which period the money is, such as 2026 or 2026-3.")
WORKS = N_(
    "“{project}” is for works: its money ends with acceptance and the contractor's payment, not with households."
)
OUTSIDE_LIBRARY = N_("“{project}” is not in the project library. Only projects of the library get money.")
NOBODY = N_("Nobody is left for this list. Look at the reasons, mend them, and draw it up again.")
WANTS_REASONS = N_("{count} rows need an explanation before they can stand on the list, the first in row {row}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListWish:
    """What a list is for: project, measure, year and period; the amount where the rows do not say one."""

    project: RecordId
    item: str
    year: int
    period: str
    amount_fen: int | None = None
    title: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPreview:
    """A list before it is drawn up: everybody with what speaks against them."""

    wish: ListWish
    title: str
    project_name: str
    payees: tuple[Payee, ...]
    columns: Mapping[str, str] = field(default_factory=dict)

    @property
    def sound(self) -> tuple[Payee, ...]:
        """Return the rows that nothing speaks against."""
        return tuple(item for item in self.payees if not item.faults)

    @property
    def explainable(self) -> tuple[Payee, ...]:
        """Return the rows that need an explanation."""
        return tuple(item for item in self.payees if item.wants_reason)

    @property
    def barred(self) -> tuple[Payee, ...]:
        """Return the rows that cannot be paid as they are."""
        return tuple(item for item in self.payees if item.is_barred)


def from_register(session: Session, wish: ListWish) -> ListPreview:
    """Return the list of those who are entitled to the measure and have not got it yet, in the project's village."""
    project, item = _checked(session, wish)
    entitled = _entitled(session, wish, project)
    wishes = [
        Wish(row=number, household=household, person=person, amount_fen=wish.amount_fen)
        for number, (household, person) in enumerate(sorted(entitled, key=lambda key: (key[0], key[1] or b"")), start=1)
    ]
    found = _preview(session, wish, project, item, wishes, entitled, {})
    return replace(found, payees=tuple(payee for payee in found.payees if Fault.PAID_BEFORE not in payee.faults))


def from_file(session: Session, path: Path, wish: ListWish) -> ListPreview:
    """Return a list of any columns compared with the register; raises ``RuleError`` where the file is no table."""
    project, item = _checked(session, wish)
    found = read_captioned(
        path,
        session.pack,
        "payee_aliases",
        RecordKind.BENEFICIARY,
        chosen=wish.columns,
        remembered=list_columns.remembered(session),
    )
    wishes = []
    for row in found.rows:
        amount = row.values.get("amount", wish.amount_fen)
        wishes.append(
            Wish(
                row=row.row,
                name="".join(row.texts.get("name", "").split()),
                number=comparable_number(row.texts.get("number", "")),
                household_number=row.texts.get("household_number", ""),
                amount_fen=amount if isinstance(amount, int) else None,
                account=row.texts.get("account", ""),
                holder="".join(row.texts.get("holder", "").split()),
                is_unread=found.columns.get("amount", "") in row.unread if row.unread else False,
            )
        )
    return _preview(session, wish, project, item, wishes, _entitled(session, wish, project), found.columns)


def draw_up(session: Session, found: ListPreview, reasons: Mapping[int, str]) -> Done[RecordId]:
    """Draw the list up with everybody that can be paid; ``reasons`` explain rows by their number.

    A row that needs an explanation and has none stops the list, unless its reason is empty: then it is left out.
    Raises ``RuleError`` where a row is not explained, nobody is left, or the project has less left than the list.
    """
    require_office(session)
    open_rows = [item for item in found.explainable if item.row not in reasons]
    if open_rows:
        raise RuleError(WANTS_REASONS, count=len(open_rows), row=open_rows[0].row)
    chosen = [item for item in found.payees if not item.faults or (item.wants_reason and reasons[item.row].strip())]
    if not chosen:
        raise RuleError(NOBODY)
    wish = found.wish
    books, ledgers = money.ledgers(session)
    project = project_of(books, wish.project)
    total = sum(item.amount_fen for item in chosen)
    left = ledgers.projects[project.id].remaining_fen - promised_fen(books, project.id)
    if total > left:
        raise RuleError(OVER_ALLOCATED, project=project.name, left=format_yuan(left), wanted=format_yuan(total))
    payment = RecordId(session.ids.new())
    today = session.clock.today().isoformat()
    item = item_of(session, wish.item or project.item, wish.year)
    edits: dict[str, list[RecordEdit]] = {
        project.village: [
            RecordEdit(
                kind=RecordKind.PAYMENT,
                record=payment,
                values={
                    "project": Value(project.id),
                    "year": Value(wish.year),
                    "way": Value(Way.HOUSEHOLDS.value),
                    "purpose": Value(Purpose.SUBSIDY.value),
                    "title": Value(found.title),
                    "amount": Value(total),
                    "item": Value(item.id),
                    "period": Value(wish.period.strip()),
                    "state": Value(State.DRAWN.value),
                    "planned_on": Value(today),
                },
                is_new=True,
            )
        ]
    }
    for payee in chosen:
        lines = edits.setdefault(payee.village, [])
        lines += _line_edits(session, payee, payment, project, item, wish, reasons.get(payee.row, ""))
    params = {"count": len(chosen)}
    changes = commit_lists(session, edits, DRAWN_UP, params)
    list_columns.remember(session, {caption: target for target, caption in found.columns.items()})
    return Done(value=payment, changes=changes, undo_label=DRAWN_UP, params=params)


def _checked(session: Session, wish: ListWish) -> tuple[ProjectMoney, MeasureItem]:
    require_office(session)
    if not wish.period.strip():
        raise RuleError(NO_PERIOD)
    project = project_of(money.books(session), wish.project)
    if project.stage not in IN_LIBRARY:
        raise RuleError(OUTSIDE_LIBRARY, project=project.name)
    if project.route and project.route != Route.HOUSEHOLDS:
        raise RuleError(WORKS, project=project.name)
    return project, item_of(session, wish.item or project.item, wish.year)


def _entitled(
    session: Session, wish: ListWish, project: ProjectMoney
) -> frozenset[tuple[HouseholdId, RecordId | None]]:
    """Return who is entitled to the measure, with those whose line of the plan waits for the money."""
    item = wish.item or project.item
    with entitlement.opened(session, wish.year, village=project.village, items=[item]) as register:
        found = {(case.household, case.person) for case in register.entitled(item)}
    waiting = (Status.APPROVED, Status.UNDER_WAY)
    sql = (
        "SELECT m.household, m.person FROM measure m JOIN household h ON h.id = m.household AND h.alive WHERE m.alive"
        " AND m.item = ? AND m.year = ? AND m.status IN (?, ?) AND ? IN ('', h.village)"
    )
    given = (item, wish.year, *waiting, project.village)
    for household, person in session.db.conn.execute(sql, given):
        found.add((HouseholdId(RecordId(bytes(household))), money.id_of(person)))
    return frozenset(found)


def _preview(
    session: Session,
    wish: ListWish,
    project: ProjectMoney,
    item: MeasureItem,
    wishes: Sequence[Wish],
    entitled: frozenset[tuple[HouseholdId, RecordId | None]],
    columns: Mapping[str, str],
) -> ListPreview:
    matching = Payees(
        session,
        item,
        project=project.id,
        village=project.village,
        year=wish.year,
        period=wish.period.strip(),
        entitled=entitled,
    )
    title = wish.title.strip() or f"{project.name} {wish.period.strip()}"
    return ListPreview(
        wish=wish, title=title, project_name=project.name, payees=matching.judge(wishes), columns=columns
    )


def _line_edits(
    session: Session,
    payee: Payee,
    payment: RecordId,
    project: ProjectMoney,
    item: MeasureItem,
    wish: ListWish,
    reason: str,
) -> Iterator[RecordEdit]:
    """Yield the line of the list and the line of the plan that it pays, which begins where none waits."""
    assert payee.household is not None
    own = {"person": Value(payee.person)} if payee.person is not None else {}
    measure = payee.measure
    if measure is None:
        measure = RecordId(session.ids.new())
        values = {
            "household": Value(payee.household),
            "year": Value(wish.year),
            "kind": Value(item.kind),
            "item": Value(item.id),
            "name": Value(item.title.zh),
            "status": Value(Status.APPROVED.value),
            "approved_on": Value(session.clock.today().isoformat()),
            "department": Value(item.department),
            "village_project": Value(project.id),
            "project": Value(project.name),
            **own,
        }
        yield RecordEdit(kind=RecordKind.MEASURE, record=measure, values=values, is_new=True)
    else:
        values = {"village_project": Value(project.id), "project": Value(project.name)}
        yield RecordEdit(kind=RecordKind.MEASURE, record=measure, values=values)
    line: dict[str, Value] = {
        "household": Value(payee.household),
        "payment": Value(payment),
        "project": Value(project.id),
        "project_name": Value(project.name),
        "measure": Value(measure),
        "year": Value(wish.year),
        "item": Value(item.id),
        "period": Value(wish.period.strip()),
        "amount": Value(payee.amount_fen),
        "account": Value(payee.account),
        "state": Value(State.DRAWN.value),
        **own,
        **({"holder": Value(payee.holder)} if payee.holder else {}),
        **({"exception_reason": Value(reason.strip())} if reason.strip() else {}),
    }
    yield RecordEdit(kind=RecordKind.BENEFICIARY, record=RecordId(session.ids.new()), values=line, is_new=True)
