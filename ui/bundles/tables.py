"""The lists of the reporting page: bundles with their fate, laptops with their villages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QIcon

from poverty_desktop.i18n import N_, _, format_date, format_list
from poverty_desktop.queries.handover.laptop_names import called
from ui.bundles.calls import Taken
from ui.models.rows_model import Cell, CellsModel
from ui.widgets import icons

if TYPE_CHECKING:
    from poverty_desktop.queries.handover.bundles import BundleRow, DeviceRow

SOON_DAYS = 60
"""From how many days before its end an admission is pointed out."""

STATE_WORDS = {
    "written": N_("Written, not confirmed yet"),
    "received": N_("Confirmed by the office"),
    "confirmed": N_("Confirmed by the laptop"),
    "merged": N_("Taken in"),
    "quarantined": N_("Taken in, with entries set aside"),
}
STATE_MARKS = {
    "written": ("send", "info"),
    "received": ("good", "ok"),
    "confirmed": ("good", "ok"),
    "merged": ("good", "ok"),
    "quarantined": ("attention", "warn"),
    "waiting": ("clock", "warn"),
}


def moment(at: datetime | None) -> str:
    """Return day and time as one reads them."""
    return "" if at is None else f"{at.astimezone():%Y-%m-%d %H:%M}"


def _state(row: BundleRow) -> str:
    missing = row.detail.get("missing")
    if row.state == "waiting" and isinstance(missing, list):
        return _waits(missing, row.detail.get("volumes"))
    return _(STATE_WORDS.get(row.state, ""))


def _waits(missing: Iterable[object], volumes: object) -> str:
    said = _("Waits for volume {volumes} of {count}")
    return said.format(volumes=format_list(map(str, missing)), count=volumes)


def _number(row: BundleRow) -> str:
    return str(row.number)


def _at(row: BundleRow) -> str:
    return moment(row.at)


def _entries(row: BundleRow) -> str:
    return str(row.transactions)


def _file(row: BundleRow) -> str:
    return row.file_name


def _device(row: BundleRow) -> str:
    return called(row.device, row.digits)


def _mark(row: BundleRow) -> QIcon:
    return icons.icon(*STATE_MARKS.get(row.state, ("info", "ink_weak")))


FIELD_COLUMNS = (
    Cell(words=N_("State"), text=_state, picture=_mark),
    Cell(words=N_("Bundle"), text=_number, is_number=True),
    Cell(words=N_("When"), text=_at),
    Cell(words=N_("Entries"), text=_entries, is_number=True),
    Cell(words=N_("File"), text=_file),
)
OFFICE_COLUMNS = (FIELD_COLUMNS[0], Cell(words=N_("Laptop"), text=_device), *FIELD_COLUMNS[1:])


def _taken_fate(row: Taken) -> str:
    if row.is_left:
        return _("Not taken in")
    if row.refusal:
        return _("Refused")
    if row.missing_volumes:
        return _waits(row.missing_volumes, row.volumes)
    if row.refused and not (row.accepted or row.known):
        return _("Held back")
    return _("Taken in, with entries set aside") if row.refused else _("Taken in")


def _taken_why(row: Taken) -> str:
    if row.is_left:
        return _("Nothing of it was taken in. Choose it again.")
    if row.refusal:
        return row.refusal
    if row.missing_volumes:
        return _("Nothing of it is used before all volumes are here.")
    said = [_("{new} new entries, {known} known").format(new=row.accepted, known=row.known)]
    if row.refused:
        said.append(_("{count} set aside").format(count=row.refused))
    if row.sent:
        said.append(_("{count} entries written for the laptop").format(count=row.sent))
    if row.sent_trouble:
        said.append(row.sent_trouble)
    if row.photos_missing:
        said.append(_("{count} photos are missing").format(count=row.photos_missing))
    if row.conflicts_opened:
        said.append(_("{count} conflicts").format(count=row.conflicts_opened))
    return " · ".join(said)


def _taken_file(row: Taken) -> str:
    return row.file_name


def _taken_receipt(row: Taken) -> str:
    return row.receipt.name if row.receipt is not None else ""


def _taken_mark(row: Taken) -> QIcon:
    if row.refusal:
        return icons.icon("bad", "error")
    if row.missing_volumes or row.is_left:
        return icons.icon(*STATE_MARKS["waiting"])
    return icons.icon("attention", "warn") if row.refused else icons.icon("good", "ok")


TAKEN_COLUMNS = (
    Cell(words=N_("State"), text=_taken_fate, picture=_taken_mark),
    Cell(words=N_("File"), text=_taken_file),
    Cell(words=N_("Receipt"), text=_taken_receipt),
    Cell(words=N_("What came in"), text=_taken_why),
)


class DeviceTable(CellsModel["DeviceRow"]):
    """The laptops that the office admitted; names of villages are told by :meth:`set_villages`."""

    def __init__(self, parent: QObject | None = None) -> None:
        self._villages: dict[str, str] = {}
        super().__init__(
            (
                Cell(words=N_("Laptop"), text=self._name),
                Cell(words=N_("Villages"), text=self._places),
                Cell(words=N_("Admitted"), text=self._admitted),
                Cell(words=N_("Bundles"), text=self._bundles, is_number=True),
                Cell(words=N_("Last bundle"), text=self._last),
                Cell(words=N_("Last sent to it"), text=self._sent),
                Cell(words=N_("Confirmed by it"), text=self._confirmed),
                Cell(words=N_("Admitted until"), text=self._until, color=self._until_color),
                Cell(words=N_("To be seen to"), text=self._marks, color=lambda _row: "warn"),
            ),
            parent,
        )

    def set_villages(self, villages: tuple[tuple[str, str], ...]) -> None:
        """Tell the names of the villages."""
        self._villages = dict(villages)

    def village_name(self, code: str) -> str:
        """Return the name of a village."""
        return self._villages.get(code, code)

    def _name(self, row: DeviceRow) -> str:
        return called(row.name, row.digits)

    def _places(self, row: DeviceRow) -> str:
        return format_list(self._villages.get(code, code) for code in row.villages)

    def _admitted(self, row: DeviceRow) -> str:
        return moment(row.admitted_at).partition(" ")[0]

    def _bundles(self, row: DeviceRow) -> str:
        return str(row.bundles)

    def _last(self, row: DeviceRow) -> str:
        return moment(row.last_bundle_at)

    def _sent(self, row: DeviceRow) -> str:
        return moment(row.sent_at)

    def _confirmed(self, row: DeviceRow) -> str:
        return moment(row.confirmed_at)

    def _until(self, row: DeviceRow) -> str:
        return "" if row.valid_until is None else format_date(row.valid_until.astimezone().date())

    def _until_color(self, row: DeviceRow) -> str:
        left = row.days_left(datetime.now(UTC))
        return "ink" if left is None or left > SOON_DAYS else "error" if left < 0 else "warn"

    def _marks(self, row: DeviceRow) -> str:
        left = row.days_left(datetime.now(UTC))
        said = []
        if row.revoked_at is not None:
            said.append(_("lost or revoked"))
        elif left is not None and left < 0:
            said.append(_("admission has ended"))
        elif left is not None and left <= SOON_DAYS:
            said.append(_("ends in {days} days").format(days=left))
        if row.is_renewal_waiting and row.revoked_at is None:
            said.append(_("renewal on its way"))
        if row.is_forked:
            said.append(_("two machines write as one"))
        elif row.has_begun_anew:
            said.append(_("restored or copied"))
        if row.waiting:
            said.append(_("{count} held back").format(count=row.waiting))
        return format_list(said)
