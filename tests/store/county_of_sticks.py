"""An office and two laptops of one village that speak by sticks alone."""

from __future__ import annotations

from pathlib import Path

from registers import admit

from poverty_desktop.errors import RuleError
from poverty_desktop.operations.handover import bundles, downstream
from poverty_desktop.operations.handover.enrolment import device_keys


class County:
    """An office, two laptops of one village, and a stick for each."""

    def __init__(self, folder: Path, office, one, two) -> None:
        self.folder, self.office, self.one, self.two = folder, office, one, two
        for session in (one, two):
            admit(office, session, folder / "admission")
            self.stick(session).mkdir()

    def stick(self, session) -> Path:
        return self.folder / f"stick-{session.worker}"

    def up(self, session) -> bundles.Received:
        path = bundles.export_bundle(session, self.stick(session)).value.path
        return bundles.receive(self.office, path).value

    def send(self, session) -> downstream.Sent:
        (sent,) = downstream.send(self.office, self.stick(session), [key(session)]).value
        return sent

    def down(self, session) -> downstream.News:
        self.send(session)
        return downstream.take_in(session, self.stick(session)).value

    def round(self) -> None:
        """Everything goes up, then everything comes down, and both laptops confirm it."""
        for _time in range(2):
            for session in (self.one, self.two):
                try:
                    self.up(session)
                except RuleError:
                    continue
            for session in (self.one, self.two):
                self.send(session)
                downstream.take_in(session, self.stick(session))


def key(session) -> bytes:
    """Return the name under which a laptop is admitted."""
    return device_keys(session).device
