"""A paper in the hand: its number typed, its code scanned or photographed, and what is to be said of it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QInputDialog, QLineEdit, QWidget

from poverty_desktop.i18n import N_, _, format_date, format_list, ngettext
from poverty_desktop.ids import HouseholdId
from poverty_desktop.operations.done import Done
from poverty_desktop.operations.paperwork.card_claims import STANDING_WORDS, CardSaid, CardStanding
from poverty_desktop.operations.paperwork.printed_papers import PaperState
from poverty_desktop.queries.register.file_rows import HistoryRow
from ui import theme
from ui.errors import Mend, Message, Tone
from ui.papers import calls
from ui.widgets import file_chooser
from ui.widgets.controls import button
from ui.widgets.file_chooser import Purpose
from ui.widgets.page import Shell
from ui.widgets.words import Words

MOST_FACTS = 6
PICTURES = N_("Pictures (*.jpg *.jpeg *.png *.heic *.webp)")
_TONES = {CardStanding.VALID: Tone.SUCCESS, CardStanding.GENUINE: Tone.SUCCESS, CardStanding.REVOKED: Tone.ERROR}


class PaperDesk(QObject):
    """``stale`` names the household whose paper is to be printed again; ``row`` holds the field and its button."""

    stale = Signal(object)

    def __init__(self, shell: Shell, page: QWidget) -> None:
        super().__init__(page)
        self._shell, self._page = shell, page
        words = Words(page)
        self._number = QLineEdit()
        self._number.setObjectName("papers_number")
        theme.width(self._number, least=240, most=300)
        for put in (self._number.setPlaceholderText, self._number.setAccessibleName):
            words.put(put, N_("Number at the foot of a paper: still true?"))
        self._number.returnPressed.connect(self._look_up)
        picture = button(words, N_("From a picture …"), "papers_picture", self._ask_picture, role="quiet")
        self.row = QHBoxLayout()
        theme.space(self.row, spacing=4)
        self.row.addWidget(self._number)
        self.row.addWidget(picture)

    @Slot()
    def _look_up(self) -> None:
        wanted = partial(calls.look_up_paper, self._number.text())
        self._shell.store.run(wanted, self._say, self._shell.fail, key="papers.number")

    @Slot()
    def _ask_picture(self) -> None:
        found = file_chooser.ask_file(
            self._page, self._shell, Purpose.PHOTOS, _("Which picture of a code?"), _(PICTURES)
        )
        if found is not None:
            self._shell.store.run(partial(calls.look_up_picture, found), self._say, self._shell.fail)

    def _say(self, found: PaperState | CardSaid) -> None:
        self._number.clear()
        if isinstance(found, CardSaid):
            self._say_of_card(found)
        else:
            self._say_of_paper(found)

    def _say_of_paper(self, found: PaperState) -> None:
        if found.printed_at is None:
            self._say_of_another_computer(found)
            return
        day = format_date(found.printed_at.date())
        if not found.is_stale:
            said = _("The paper of {head} of {day} is still as the register is.").format(head=found.head_name, day=day)
            self._shell.tell(Message(tone=Tone.SUCCESS, text=said))
            return
        count = len(found.changes)
        said = ngettext(
            "The paper of {head} of {day} is out of date, {n} fact has changed since: {facts}. Print it again.",
            "The paper of {head} of {day} is out of date, {n} facts have changed since: {facts}. Print it again.",
            count,
        ).format(head=found.head_name, day=day, n=count, facts=_facts(found.changes))
        self.stale.emit(found.household)
        self._shell.tell(Message(tone=Tone.WARNING, text=said))

    def _say_of_another_computer(self, found: PaperState) -> None:
        at = found.changes[0].at.astimezone() if found.changes else None
        newest = f"{format_date(at.date())} {at:%H:%M}" if at is not None else ""
        said = _(
            "This paper of {head} was printed on another computer. The register was last changed on {newest}"
            " ({facts}): if the print time at the foot is earlier, print it again."
        ).format(head=found.head_name, newest=newest, facts=_facts(found.changes))
        self._shell.tell(Message(tone=Tone.WARNING, text=said))

    def _say_of_card(self, found: CardSaid) -> None:
        said = _("Card of {name}, {place}, issued {day}: {state}.").format(
            name=found.name,
            place=found.place,
            day=format_date(found.issued_at.astimezone().date()),
            state=_(STANDING_WORDS[found.standing]),
        )
        if found.changes:
            said = f"{said} " + _("Changed since: {facts}.").format(facts=_facts(found.changes))
        issued, mend = found.issued, None
        if issued is not None and issued.reason:
            said = f"{said} " + _("Reason: {reason}").format(reason=issued.reason)
        if issued is not None and not issued.revoked_on:
            mend = Mend(words=_("Revoke the card …"), act=partial(self._ask_reason, issued.household))
            if found.standing is CardStanding.STALE:
                self.stale.emit(issued.household)
        self._shell.tell(Message(tone=_TONES.get(found.standing, Tone.WARNING), text=said, mend=mend))

    def _ask_reason(self, household: HouseholdId) -> None:
        dialog = QInputDialog(self._page)
        dialog.setObjectName("papers_revoke")
        dialog.setWindowTitle(_("Revoke the card"))
        dialog.setLabelText(_("Why is the card revoked? Lost, or wrong: all signed cards of this household end."))
        dialog.setOkButtonText(_("Revoke the card"))
        dialog.setCancelButtonText(_("Cancel"))
        dialog.textValueSelected.connect(partial(self._revoke, household))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _revoke(self, household: HouseholdId, reason: str) -> None:
        self._shell.store.run(partial(calls.revoke_cards, household, reason), self._revoked, self._shell.fail)

    def _revoked(self, _done: Done[int]) -> None:
        said = _("The card is revoked; the other laptops learn of it with the next bundles.")
        self._shell.tell(Message(tone=Tone.SUCCESS, text=said))


def _facts(changes: tuple[HistoryRow, ...]) -> str:
    """Return the names of what has changed, each once, and no more than can be read in a line."""
    return format_list(tuple(dict.fromkeys(change.label for change in changes))[:MOST_FACTS])
