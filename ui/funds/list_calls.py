"""What the lists of payments to households ask of the store: each function here runs on the store thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop.ids import RecordId
from poverty_desktop.queries.money.payment_lists import LineRow, ListRow
from ui.funds.calls import Options

if TYPE_CHECKING:
    from poverty_desktop.operations.done import Done
    from poverty_desktop.operations.money.bank_results import BankPreview
    from poverty_desktop.operations.money.list_drafts import ListPreview, ListWish
    from poverty_desktop.operations.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Lists:
    """The lists of payments with the projects and measures that a new one may be for."""

    rows: tuple[ListRow, ...]
    projects: tuple[tuple[str, str], ...]
    items: Options
    year: int


def lists(language: str, session: Session) -> Lists:
    """Return the lists of payments to households."""
    from poverty_desktop.domain.money import IN_LIBRARY, Route
    from poverty_desktop.queries.money import money, payment_lists

    books = money.books(session)
    year = session.clock.today().year
    return Lists(
        rows=payment_lists.lists(session, language),
        projects=tuple(
            (item.id.hex(), item.name)
            for item in books.projects
            if item.stage in IN_LIBRARY and item.route in ("", Route.HOUSEHOLDS)
        ),
        items=tuple((item.id, item.title) for item in session.pack.measures_in(year)),
        year=year,
    )


def lines(payment: RecordId, language: str, session: Session) -> tuple[LineRow, ...]:
    """Return the lines of a list."""
    from poverty_desktop.queries.money import payment_lists

    return payment_lists.lines(session, payment, language)


def preview_payees(wish: ListWish, path: Path | None, session: Session) -> ListPreview:
    """Return who would be paid this year, where no year is said, and what speaks against whom."""
    from dataclasses import replace

    from poverty_desktop.operations.money import list_drafts

    wish = replace(wish, year=wish.year or session.clock.today().year)
    return list_drafts.from_file(session, path, wish) if path is not None else list_drafts.from_register(session, wish)


def draw_up(found: ListPreview, reasons: Mapping[int, str], session: Session) -> Done[RecordId]:
    """Draw a list up."""
    from poverty_desktop.operations.money import list_drafts

    return list_drafts.draw_up(session, found, reasons)


def print_list(payment: RecordId, path: Path, session: Session) -> Done[int]:
    """Write a list for signature."""
    from poverty_desktop.operations.money import payment_papers

    return payment_papers.print_list(session, payment, path)


def print_display(payment: RecordId, path: Path, session: Session) -> int:
    """Write what hangs on the notice board."""
    from poverty_desktop.operations.money import payment_papers

    return payment_papers.print_display(session, payment, path)


def bank_file(payment: RecordId, path: Path, session: Session) -> int:
    """Write the lines for the bank."""
    from poverty_desktop.operations.money import payment_papers

    return payment_papers.bank_file(session, payment, path)


def send(payment: RecordId, session: Session) -> Done[int]:
    """Note that a list went to the bank today."""
    from poverty_desktop.operations.money import distribution

    return distribution.send(session, payment)


def note_display(payment: RecordId, session: Session) -> Done[None]:
    """Note that a list hangs on the notice board since today."""
    from poverty_desktop.operations.money import distribution

    return distribution.note_display(session, payment, on=session.clock.today())


def mend(line: RecordId, account: str, session: Session) -> Done[None]:
    """Give a returned line the right account."""
    from poverty_desktop.operations.money import distribution

    return distribution.mend(session, line, account)


def cancel(line: RecordId, because: str, session: Session) -> Done[int]:
    """Take a line off its list."""
    from poverty_desktop.operations.money import distribution

    return distribution.cancel(session, [line], because)


def bank_preview(payment: RecordId, path: Path, session: Session) -> BankPreview:
    """Return what the bank's answer would change."""
    from poverty_desktop.operations.money import bank_results

    return bank_results.preview(session, payment, path, {})


def take_bank(found: BankPreview, session: Session) -> Done[int]:
    """Take in the bank's answer."""
    from poverty_desktop.operations.money import bank_results

    return bank_results.take_in(session, found)
