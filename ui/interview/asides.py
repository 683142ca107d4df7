"""What can be said beside an answer: why there is none, a note, the official name, which of two keyings is kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QMenu, QWidget

from poverty_desktop.i18n import _
from ui.interview import calls
from ui.interview.foot import Foot
from ui.interview.running import Running
from ui.interview.view import Act, Official, Step, Then, View
from ui.widgets import value_text
from ui.widgets.page import Shell

Do = Callable[[tuple[Step, ...], "Then | str"], None]


class Asides(QObject):
    """F2, F3, F5 and the keys of a second keying; ``do`` takes the steps that follow from them."""

    def __init__(self, shell: Shell, foot: Foot, do: Do, over: QWidget) -> None:
        super().__init__(over)
        self._shell, self._foot, self._do, self._over = shell, foot, do, over
        self._view: View | None = None
        self._running: Running | None = None

    def follow(self, running: Running | None, view: View | None) -> None:
        """Speak of the question that is current now."""
        self._running, self._view = running, view

    @Slot()
    def give_same(self) -> None:
        """Answer as last time."""
        view = self._view
        question = view.question(view.current) if view is not None else None
        if question is None or question.known is None:
            return
        known = question.known
        if known.text:
            step = Step(act=Act.ANSWER, path=question.path, text=known.text)
        else:
            step = Step(act=Act.NOTHING, path=question.path, why=known.why)
        self._do((step,), Then.NEXT)

    @Slot()
    def keep_first(self) -> None:
        """Keep what the first person keyed."""
        self._keep(Act.KEEP_FIRST)

    @Slot()
    def keep_second(self) -> None:
        """Keep what was keyed now."""
        self._keep(Act.KEEP_SECOND)

    @Slot()
    def ask_nothing(self) -> None:
        """Ask why there is no answer."""
        view = self._view
        if view is None or view.question(view.current) is None:
            return
        menu = QMenu(self._over)
        menu.setObjectName("interview_nothings")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for number, (value, words) in enumerate(value_text.NOTHINGS, start=1):
            step = Step(act=Act.NOTHING, path=view.current, why=value.why)
            menu.addAction(f"&{number}  {_(words)}", partial(self._do, (step,), Then.NEXT))
        menu.setActiveAction(menu.actions()[0])
        focused = self._over.focusWidget() or self._over
        menu.popup(focused.mapToGlobal(focused.rect().bottomLeft()))

    @Slot()
    def ask_note(self) -> None:
        """Ask for a note beside the answer."""
        view = self._view
        question = view.question(view.current) if view is not None else None
        if question is not None:
            self._foot.ask_note(question.label, question.note)

    @Slot(str)
    def note(self, text: str) -> None:
        """Put a note beside the answer."""
        if self._view is not None:
            self._do((Step(act=Act.NOTE, path=self._view.current, text=text),), Then.STAY)

    @Slot()
    def ask_official(self) -> None:
        """Say the official name and code of the question."""
        view, running = self._view, self._running
        if view is None or running is None or view.question(view.current) is None:
            return
        self._shell.store.run(partial(calls.official, running, view.current), self._show_official, key="interview.f3")

    def _keep(self, act: Act) -> None:
        """Choose one of two keyings and go on."""
        if self._view is not None and self._view.clash is not None:
            self._do((Step(act=act, path=self._view.current),), Then.NEXT)

    def _show_official(self, found: Official | None) -> None:
        if found is None:
            self._foot.say(_("This question has no official data item; its answer stays with the interview."))
        elif found.code:
            self._foot.say(_("Official name: {name} · code {code}").format(name=found.name, code=found.code))
        else:
            self._foot.say(_("Official name: {name} · no official code").format(name=found.name))
