"""The rooms of the interview page: the households to choose from, the desk, the questionnaires on offer."""

from __future__ import annotations

from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QWidget


class Rooms(QStackedWidget):
    """One of them is shown; the others ask for no room meanwhile."""

    def __init__(self, *rooms: QWidget) -> None:
        super().__init__()
        self._rooms = rooms
        for room in rooms:
            self.addWidget(room)
        self.turn_to(rooms[0])

    def turn_to(self, shown: QWidget) -> None:
        """Show one of the rooms."""
        for room in self._rooms:
            policy = QSizePolicy.Policy.Preferred if room is shown else QSizePolicy.Policy.Ignored
            room.setSizePolicy(policy, policy)
        self.setCurrentWidget(shown)

    def shows(self, room: QWidget) -> bool:
        """Say whether it is this room that is shown."""
        return self.currentWidget() is room
