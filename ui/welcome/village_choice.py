"""Which village a new field workspace is for: one of the pack, or one that is entered by hand."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from poverty_desktop.i18n import N_, _, format_list
from poverty_desktop.packs.by_hand import VillageByHand
from ui.welcome.place_calls import PickedPlace, Places
from ui.welcome.place_picker import PickerWords, PlacePicker, found_words
from ui.welcome.village_form import VillageForm
from ui.widgets.controls import button, column
from ui.widgets.page import Shell
from ui.widgets.words import Words

VILLAGE = PickerWords(
    name="village",
    field=N_("Village"),
    hint=N_("Type the village, its pinyin, the town or the code"),
    found=N_("Villages found"),
)
BY_HAND = N_("My village is not in the list: enter it by hand")
FROM_LIST = N_("Choose the village from the list instead")


class VillageChoice(QWidget):
    """``named`` tells that another village is meant now, ``chosen`` that one was picked from the list."""

    chosen = Signal()
    named = Signal()

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("village_choice")
        self._words = Words(self)
        self._picker = PlacePicker(VILLAGE, self._verdict)
        self._form = VillageForm(shell)
        self._form.hide()
        self._turn = button(self._words, "", "village_turn", self._turn_over, role="link", icon="pin", color="accent")
        self._words.also(self._say)
        box = column(self, spacing=4)
        box.addWidget(self._picker)
        box.addWidget(self._form)
        box.addWidget(self._turn, 0, Qt.AlignmentFlag.AlignLeft)
        self._picker.chosen.connect(self.chosen)
        self._picker.field.textEdited.connect(self.named)
        self._form.checked.connect(self.named)

    @property
    def is_by_hand(self) -> bool:
        """Say whether the village is entered by hand."""
        return not self._form.isHidden()

    def set_places(self, places: Places) -> None:
        """Choose among the villages of this pack."""
        self._picker.set_places(places.villages)
        self._form.set_places(places)

    def villages(self) -> tuple[PickedPlace, ...]:
        """Return the villages of the pack."""
        return self._picker.places()

    def answer(self) -> str | VillageByHand | None:
        """Return the code of the village chosen, or what was entered, or nothing while neither is right."""
        if self.is_by_hand:
            return self._form.typed() if not self._form.trouble() else None
        return self._picker.place.code if self._picker.place is not None else None

    def name(self) -> str:
        """Return the name of the village that is meant, "" while none is."""
        if self.is_by_hand:
            return self._form.name()
        return self._picker.place.name if self._picker.place is not None else ""

    def trouble(self) -> str:
        """Return what is wrong, "" where nothing is."""
        if self.is_by_hand:
            return self._form.trouble()
        if self._picker.place is not None:
            return ""
        return _("Choose the village from the list: type a part of its name, then press Enter.")

    def field(self) -> QLineEdit:
        """Return the field where the keyboard begins."""
        return self._form.fields()[0] if self.is_by_hand else self._picker.field

    def wrong_fields(self) -> tuple[QLineEdit, ...]:
        """Return the fields that are to be mended where there is trouble."""
        return self._form.wrong_fields() if self.is_by_hand else (self._picker.field,)

    def fields(self) -> tuple[QLineEdit, ...]:
        """Return every field, for marking and forgiving."""
        return self._picker.field, *self._form.fields()

    @Slot()
    def _turn_over(self) -> None:
        by_hand = self._form.isHidden()
        self._form.setVisible(by_hand)
        self._picker.setVisible(not by_hand)
        self._say()
        self.named.emit()
        self.field().setFocus()

    def _say(self) -> None:
        self._turn.setText(_(FROM_LIST if self.is_by_hand else BY_HAND))
        self._turn.setAccessibleName(self._turn.text())

    def _verdict(self, count: int) -> str:
        """Say how many villages fit, or, where none does, which ones there are and how another one begins."""
        if count or not self._picker.places():
            return found_words(count)
        counties = dict.fromkeys(village.path.split(" ")[0] for village in self._picker.places())
        return _(
            "No village fits. This policy pack has only the villages of {counties}. Enter yours by hand below, or use"
            " the policy pack that the office has published."
        ).format(counties=format_list(counties))
