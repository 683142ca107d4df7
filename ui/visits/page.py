"""Write down a visit: who, when, three lines, needs, photos; Enter saves, and what is typed is kept at once."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.i18n import N_, _, format_date, language
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.operations.done import Topic
from ui import theme
from ui.actions import Key
from ui.errors import Message, Tone
from ui.interview.phone_dialog import PhoneDialog
from ui.visits import calls
from ui.visits.calls import VisitBeginning, VisitForm
from ui.visits.finder import HouseholdFinder
from ui.visits.lines import VisitLines
from ui.visits.needs_part import NeedsPart
from ui.visits.photos_row import PhotosRow
from ui.widgets import file_chooser
from ui.widgets.controls import button, column, label, scrolled
from ui.widgets.file_chooser import Purpose
from ui.widgets.flow import FlowLayout
from ui.widgets.page import Page, Place, Shell

if TYPE_CHECKING:
    from poverty_desktop.exchange.phone_pictures import Candidates
    from poverty_desktop.operations.done import Done
    from poverty_desktop.queries.assistance.visits import VisitRow

WHICH_PICTURES = N_("Which pictures belong to this visit? Those that fit its time are chosen already.")
KEPT_AFTER_MS = 400


class VisitPage(Page):
    """One form for one household, or for several that were met together."""

    name = "visit"
    touched_by = frozenset({RecordKind.NEED, RecordKind.VISIT, RecordKind.HOUSEHOLD, Topic.UNDO, Topic.PACK})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._households: tuple[HouseholdId, ...] = ()
        self._begun: VisitBeginning | None = None
        self._thumbnails: dict[Path, bytes] = {}
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(KEPT_AFTER_MS)
        self._later.timeout.connect(self._keep)
        self._build()

    def title(self) -> str:
        """Return the name of the page."""
        return _("Write down a visit")

    def keys(self) -> tuple[Key, ...]:
        """Return the keys of this page."""
        return (
            Key(keys="Tab", words=N_("Next line")),
            Key(keys="Enter", words=N_("Save the visit")),
            Key(keys="Esc", words=N_("Back; what is typed is kept")),
        )

    def go_to(self, place: Place) -> None:
        """Begin the visit of the households of ``place``, or the one that was begun before."""
        wanted = place.households or ((place.household,) if place.household is not None else ())
        if wanted != self._households or not wanted:
            self._households = wanted
            self._begun = None
        self.refresh_when_shown()

    def place(self) -> Place:
        """Return this visit."""
        return Place(page=self.name, households=self._households)

    def refresh(self) -> None:
        """Ask who the households are and what was typed before."""
        work = partial(calls.begin, self._households, language())
        self.shell.store.run(work, self._show, self.shell.fail, key="visit.begin")

    def focus_first(self) -> None:
        """Put the keyboard into the first of the three lines, or the search while nobody is chosen."""
        if self._households:
            self._lines.focus_first()
        else:
            self._finder.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep at once what was typed last."""
        super().hideEvent(event)
        if self._later.isActive():
            self._later.stop()
            self._keep()

    def _build(self) -> None:
        words = self.words
        content = QWidget()
        box = column(content, margins=(16, 12, 16, 16), spacing=8)
        box.addWidget(label(words, N_("Write down a visit"), "visit_title", role="page"))
        self._whom = label(None, "", "visit_whom", role="lead")
        box.addWidget(self._whom)
        self._before = label(None, "", "visit_before", role="weak")
        box.addWidget(self._before)
        self._finder = HouseholdFinder(self.shell)
        self._finder.chosen.connect(self._add)
        box.addWidget(self._finder)
        self._lines, self._needs = VisitLines(), NeedsPart()
        for part in (self._lines, self._needs):
            part.typed.connect(self._typed)
            part.entered.connect(self._save)
            box.addWidget(part)
        self._photos = PhotosRow()
        self._photos.phone_asked.connect(self._ask_phone)
        self._photos.sheet_asked.connect(self._ask_sheet)
        box.addWidget(self._photos)
        acts = FlowLayout()
        acts.addWidget(button(words, N_("Save the visit"), "visit_save", self._save, role="primary", icon="check"))
        acts.addWidget(button(words, N_("Throw away"), "visit_drop", self._drop, role="quiet"))
        self._kept = label(None, "", "visit_kept", role="weak", wraps=False)
        acts.addWidget(self._kept)
        box.addLayout(acts)
        box.addStretch(1)
        outer = QVBoxLayout(self)
        theme.space(outer)
        outer.addWidget(scrolled(content, "visit_area"))

    def _show(self, found: VisitBeginning) -> None:
        before = self._begun
        self._begun = found
        told = [
            _("{head} ({place})").format(head=one.head_name, place=one.place) if one.place else one.head_name
            for one in found.households
        ]
        self._whom.setText("、".join(told) if told else _("Choose whom you visited."))
        self._before.setText("\n".join(_visit_words(row) for row in found.before))
        self._before.setVisible(bool(found.before))
        self._photos.offer_sheet(is_offered=len(found.households) == 1)
        self._needs.show_needs(found)
        if before is None:
            self._fill(found)

    def _fill(self, found: VisitBeginning) -> None:
        self._lines.fill(found)
        self._needs.fill(found)
        self._photos.clear()
        self._kept.setText(_("Kept from before: go on.") if found.texts else "")
        self.focus_first()

    @Slot()
    def _typed(self) -> None:
        self._later.start()

    def _texts(self) -> dict[str, str]:
        return self._lines.texts() | self._needs.texts()

    @Slot()
    def _keep(self) -> None:
        if self._households and self._begun is not None:
            work = partial(calls.keep_draft, self._households, self._texts())
            self.shell.store.run(work, self._note_kept, key="visit.keep")

    def _note_kept(self, _nothing: object) -> None:
        self._kept.setText(_("Kept as a draft."))

    @Slot(object)
    def _add(self, household: HouseholdId) -> None:
        if household in self._households:
            return
        is_first = not self._households
        self._households = (*self._households, household)
        if is_first:
            self._begun = None
        else:
            self._lines.say_together()
        self.refresh()

    @Slot()
    def _ask_phone(self) -> None:
        folder = file_chooser.ask_folder(self, self.shell, Purpose.PHOTOS, _("The phone's pictures"))
        if folder is not None:
            texts = self._texts()
            work = partial(calls.find_photos, folder, texts["on"], texts["at"])
            task = self.shell.store.run_long(work, self._choose_photos, self.shell.fail)
            self.shell.watch(task, _("Looking at the pictures"))

    def _choose_photos(self, found: Candidates) -> None:
        self._thumbnails = {candidate.path: candidate.thumbnail for candidate in found.shown}
        dialog = PhoneDialog(found, self, several=True, question=WHICH_PICTURES)
        dialog.picked.connect(self._picked)
        dialog.open()

    @Slot(object)
    def _picked(self, path: Path) -> None:
        self._photos.add(path, self._thumbnails.get(path, b""))

    @Slot()
    def _ask_sheet(self) -> None:
        kinds = _("Pictures (*.jpg *.jpeg *.png *.webp *.bmp)")
        path = file_chooser.ask_file(self, self.shell, Purpose.PHOTOS, _("Photo of the signed sheet"), kinds)
        if path is not None:
            self._photos.set_sheet(path)

    @Slot()
    def _save(self) -> None:
        self._later.stop()
        form = VisitForm(
            households=self._households,
            texts=self._texts(),
            photos=tuple(self._photos.photos),
            sheet=self._photos.sheet,
            met=self._needs.met(),
        )
        self.shell.store.run(partial(calls.save, form), self._saved, self.shell.fail)

    def _saved(self, done: Done[tuple[RecordId, ...]]) -> None:
        self._begun = None
        self._households = ()
        said = _("The visit is saved ({count} households).").format(count=len(done.value))
        self.shell.back()
        self.shell.tell(Message(tone=Tone.SUCCESS, text=said))

    @Slot()
    def _drop(self) -> None:
        self._later.stop()
        dropped, self._households, self._begun = self._households, (), None
        self.shell.store.run(partial(calls.drop_draft, dropped), self._dropped, self.shell.fail)

    def _dropped(self, _nothing: None) -> None:
        self.shell.back()


def _visit_words(row: VisitRow) -> str:
    day = format_date(row.visited_on) if row.visited_on is not None else ""
    what = " ".join(part for part in (row.seen, row.said, row.agreed) if part)
    return " · ".join(part for part in (day, row.visitors, what) if part)
