"""A village that the pack does not have, entered by hand: code, county, town and village, and what comes of it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from poverty_desktop.errors import PovertyDesktopError
from poverty_desktop.i18n import N_, _, render
from poverty_desktop.packs.by_hand import CODE_DIGITS, VillageByHand
from ui.errors import explain
from ui.welcome import place_calls
from ui.welcome.place_calls import CheckedVillage, Places
from ui.welcome.place_picker import PickerWords, PlacePicker
from ui.widgets.controls import column, label, line_edit, restyle
from ui.widgets.page import Shell
from ui.widgets.words import Words

COUNTY = PickerWords(
    name="county",
    field=N_("County"),
    hint=N_("Type the county, its pinyin or its six digits"),
    found=N_("Counties found"),
)
COUNTY_DIGITS = 6


class VillageForm(QWidget):
    """Says beside its fields what the village will be called and coded; ``checked`` follows each answer."""

    checked = Signal()

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("village_by_hand")
        self._shell = shell
        self._words = Words(self)
        self._source: Path | None = None
        self._found: CheckedVillage | None = None
        self._trouble = ""
        self._code = line_edit(
            self._words,
            N_("12-digit code of the village, where it is known"),
            "hand_code",
            hint=N_("12 digits; leave it empty if it is not known"),
        )
        self._county = PlacePicker(COUNTY, _county_verdict)
        self._town = line_edit(self._words, N_("Town"), "hand_town", hint=N_("For example 榔坪镇"))
        self._village = line_edit(self._words, N_("Village"), "hand_village", hint=N_("For example 乐园村"))
        self._note = label(None, "", "hand_note", role="small")
        box = column(self, spacing=6)
        for msgid, name, shown in (
            (N_("12-digit code of the village, where it is known"), "code", self._code),
            (N_("County"), "county", self._county),
            (N_("Town"), "town", self._town),
            (N_("Village"), "village", self._village),
        ):
            box.addWidget(label(self._words, msgid, f"hand_{name}_label"))
            box.addWidget(shown)
        box.addWidget(self._note)
        self._code.textChanged.connect(self._read_county)
        self._county.chosen.connect(self._check)
        for field in self.fields():
            field.textChanged.connect(self._check)
        self._words.also(self._say)

    def fields(self) -> tuple[QLineEdit, ...]:
        """Return the fields, for marking."""
        return self._code, self._county.field, self._town, self._village

    def set_places(self, places: Places) -> None:
        """Look counties up, and villages that need no entering, in this pack."""
        self._source = places.source
        self._county.set_places(places.counties)
        self._check()

    def typed(self) -> VillageByHand:
        """Return what stands in the fields."""
        county = self._county.place
        return VillageByHand(
            county=county.code if county is not None else self._county.field.text(),
            town=self._town.text(),
            village=self._village.text(),
            code=self._code.text(),
        )

    def trouble(self) -> str:
        """Return what is wrong with the fields as far as it is known, "" where nothing is."""
        return self._trouble or ("" if self._is_filled() else _("Type the county, the town and the village."))

    def wrong_fields(self) -> tuple[QLineEdit, ...]:
        """Return the fields that are to be mended: those left empty, else the code, or the county without one."""
        empty = tuple(field for field in (self._county.field, self._town, self._village) if not field.text().strip())
        return empty or ((self._code,) if self._code.text().strip() else (self._county.field,))

    def name(self) -> str:
        """Return the name of the village as it is typed."""
        return self._village.text().strip()

    @Slot(str)
    def _read_county(self, text: str) -> None:
        digits = "".join(text.split())
        if len(digits) == CODE_DIGITS:
            self._county.choose_code(digits[:COUNTY_DIGITS])

    @Slot()
    def _check(self) -> None:
        self._found, self._trouble = None, ""
        self._say()
        if self._is_filled():
            work = partial(place_calls.check, self.typed(), self._source)
            self._shell.store.run_pure(work, self._take, self._refuse, key="village_by_hand")

    def _is_filled(self) -> bool:
        typed = self.typed()
        return bool(typed.town.strip() and typed.village.strip() and (typed.county.strip() or typed.code.strip()))

    def _take(self, found: CheckedVillage) -> None:
        self._found, self._trouble = found, ""
        self._say()
        self.checked.emit()

    def _refuse(self, error: BaseException) -> None:
        self._found = None
        self._trouble = render(error) if isinstance(error, PovertyDesktopError) else explain(error).text
        self._say()
        self.checked.emit()

    @Slot()
    def _say(self) -> None:
        found = self._found
        self._note.setProperty("tone", "error" if self._trouble else "")
        if found is None:
            self._note.setText(self._trouble)
        else:
            said = (
                _("{path} {name}. Code made here: {code}. It never meets an official one, which can replace it later.")
                if found.is_local
                else _("{path} {name}, code {code}. Marked as entered by hand until the pack of the office names it.")
            )
            self._note.setText(said.format(path=found.path, name=found.name, code=found.code))
        self._note.setVisible(bool(self._note.text()))
        restyle(self._note)


def _county_verdict(count: int) -> str:
    if count:
        return _("{count} counties fit.").format(count=count)
    return _("No county fits. One that is younger than the list needs the code of the village beside its full name.")
