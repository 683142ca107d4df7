"""Carries payment lists to the store, and the answers back to their pane."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Slot

from poverty_desktop.domain.typed import fen_if_any
from poverty_desktop.errors import PovertyDesktopError
from poverty_desktop.i18n import _, language
from poverty_desktop.ids import RecordId
from poverty_desktop.operations.done import Done
from poverty_desktop.operations.money.bank_results import BankPreview
from poverty_desktop.operations.money.list_drafts import ListPreview, ListWish
from poverty_desktop.queries.money.payment_lists import ListRow
from ui.errors import Mend, Message, Tone
from ui.funds import list_calls
from ui.funds.lists_pane import ListsPane
from ui.widgets import file_chooser
from ui.widgets.file_chooser import Purpose
from ui.widgets.opening import open_path
from ui.widgets.page import Page


class PaymentDesk(QObject):
    """Stands behind the pane of payment lists: what is asked of a list is done, and its answer shown."""

    def __init__(self, page: Page, pane: ListsPane) -> None:
        super().__init__(page)
        self._page, self._pane = page, pane
        self._answer: BankPreview | None = None
        self._target: Path | None = None
        pane.draft_asked.connect(self._draft)
        pane.drawn.connect(self._draw)
        pane.opened.connect(self._open_list)
        pane.asked.connect(self._act)
        pane.mended.connect(self._mend)
        pane.cancelled.connect(self._cancel)
        pane.taken.connect(self._take_answer)

    def refresh(self) -> None:
        """Ask for all lists, and for the lines of the one that is open."""
        run, fail = self._page.shell.store.run, self._page.shell.fail
        run(partial(list_calls.lists, language()), self._pane.show_lists, fail, key="funds.lists")
        row = self._pane.list_row
        if row is not None:
            self._page.shell.store.run(
                partial(list_calls.lists, language()),
                partial(self._open_drawn, row.id),
                self._page.shell.fail,
                key="funds.lists",
            )

    @Slot(object, bool)
    def _draft(self, typed: dict[str, str], from_file: bool) -> None:  # noqa: FBT001 - of a signal
        try:
            wish = ListWish(
                project=RecordId(bytes.fromhex(typed["project"])),
                item=typed["item"],
                year=0,
                period=typed["period"],
                amount_fen=fen_if_any(typed["amount"]),
            )
        except PovertyDesktopError as error:
            self._page.shell.fail(error)
            return
        path = ask_table(self._page, _("Which list?")) if from_file else None
        if path is not None or not from_file:
            work = partial(list_calls.preview_payees, wish, path)
            self._page.shell.store.run(work, self._drafted, self._page.shell.fail)

    def _drafted(self, found: ListPreview) -> None:
        self._page.shell.forget_trouble()
        self._pane.show_draft(found)

    @Slot(object)
    def _draw(self, chosen: tuple[ListPreview, dict[int, str]]) -> None:
        work = partial(list_calls.draw_up, *chosen)
        self._page.shell.store.run(work, self._drawn, self._page.shell.fail)

    def _drawn(self, done: Done[RecordId]) -> None:
        self._pane.leave()
        self._tell(_("The list was drawn up. Print it for signature next."))
        work = partial(list_calls.lists, language())
        self._page.shell.store.run(work, partial(self._open_drawn, done.value), self._page.shell.fail)

    def _open_drawn(self, payment: RecordId, found: list_calls.Lists) -> None:
        self._pane.show_lists(found)
        row = next((item for item in found.rows if item.id == payment), None)
        if row is not None:
            self._open_list(row)

    @Slot(object)
    def _open_list(self, row: ListRow) -> None:
        work = partial(list_calls.lines, row.id, language())
        self._page.shell.store.run(work, partial(self._pane.show_lines, row), self._page.shell.fail)

    @Slot(str)
    def _act(self, what: str) -> None:
        row = self._pane.list_row
        if row is None:
            return
        run, fail = self._page.shell.store.run, self._page.shell.fail
        if what in ("print", "display", "bank_file"):
            self._write(what, row)
        elif what == "send":
            run(partial(list_calls.send, row.id), None, fail)
        elif what == "displayed":
            run(partial(list_calls.note_display, row.id), None, fail)
        else:
            path = ask_table(self._page, _("Which file of the bank?"))
            if path is not None:
                run(partial(list_calls.bank_preview, row.id, path), self._answered, fail)

    def _write(self, what: str, row: ListRow) -> None:
        is_table = what == "bank_file"
        names = {"print": _("List of payments"), "display": _("Public list"), "bank_file": _("File for the bank")}
        kinds = _("Excel file (*.xlsx)") if is_table else _("PDF file (*.pdf)")
        name = f"{names[what]}-{row.title}.{'xlsx' if is_table else 'pdf'}"
        self._target = file_chooser.ask_target(self._page, self._page.shell, Purpose.PAPERS, names[what], name, kinds)
        if self._target is None:
            return
        works: dict[str, Any] = {
            "print": list_calls.print_list,
            "display": list_calls.print_display,
            "bank_file": list_calls.bank_file,
        }
        self._page.shell.store.run(partial(works[what], row.id, self._target), self._written, self._page.shell.fail)

    def _written(self, _done: object) -> None:
        said = _("The file was written.")
        self._page.shell.tell(
            Message(tone=Tone.SUCCESS, text=said, mend=Mend(words=_("Open the file"), act=self._open))
        )

    def _open(self) -> None:
        if self._target is not None:
            open_path(self._page.shell, self._target)

    def _answered(self, found: BankPreview) -> None:
        self._page.shell.forget_trouble()
        self._answer = found
        self._pane.show_bank(found)

    @Slot()
    def _take_answer(self) -> None:
        if self._answer is not None:
            self._page.shell.store.run(
                partial(list_calls.take_bank, self._answer), self._answer_taken, self._page.shell.fail
            )

    def _answer_taken(self, done: Done[int]) -> None:
        self._answer = None
        self._pane.show_bank(None)
        self._tell(_("{count} lines were answered by the bank.").format(count=done.value))

    @Slot(object, str)
    def _mend(self, line: RecordId, account: str) -> None:
        self._page.shell.store.run(partial(list_calls.mend, line, account), None, self._page.shell.fail)

    @Slot(object, str)
    def _cancel(self, line: RecordId, because: str) -> None:
        self._page.shell.store.run(partial(list_calls.cancel, line, because), None, self._page.shell.fail)

    def _tell(self, text: str) -> None:
        self._page.shell.tell(Message(tone=Tone.SUCCESS, text=text))


def ask_table(page: Page, title: str) -> Path | None:
    """Ask for a table that a person has; None where none was chosen."""
    kinds = _("Tables (*.xlsx *.xls *.ods *.csv *.txt)")
    return file_chooser.ask_file(page, page.shell, Purpose.LISTS, title, kinds)
