"""Publishing: the office lays Excel files down, sees every error and every change, publishes, fills the stick."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget

from poverty_desktop.i18n import N_, _, format_date, language
from poverty_desktop.operations.done import Done, Topic
from poverty_desktop.packs.materials import EXCEL, LISTS
from poverty_desktop.packs.proposal import Proposal
from ui import theme
from ui.actions import Key
from ui.errors import Mend, Message, Tone
from ui.publish import calls
from ui.publish.calls import Standing
from ui.publish.draft_dialog import DraftDialog
from ui.publish.paper_dialog import PaperDialog
from ui.publish.proposal_pane import ProposalPane
from ui.publish.start_pane import StartPane
from ui.widgets import file_chooser
from ui.widgets.controls import button, column, label
from ui.widgets.file_chooser import Purpose
from ui.widgets.flow import FlowLayout
from ui.widgets.page import Page, Shell

if TYPE_CHECKING:
    from poverty_desktop.operations.handover.packs import Taken
    from poverty_desktop.packs.pack import Pack

START, PROPOSAL = range(2)


class PublishPage(Page):
    """Nothing is published before every error is mended and the changes were shown."""

    name = "publish"
    touched_by = frozenset({Topic.PACK})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._standing: Standing | None = None
        self._files: tuple[Path, ...] = ()
        self._without: frozenset[str] = frozenset()
        self._proposal: Proposal | None = None
        words = self.words
        self._force = label(None, "", "publish_force", role="weak")
        self._write = button(words, N_("Write the pack onto a stick …"), "publish_write", self.write, icon="send")
        self._draft = button(
            words, N_("See a form while it is edited …"), "publish_draft", self._ask_draft, role="quiet", icon="papers"
        )
        self._papers = button(
            words, N_("Get the forms as Excel …"), "publish_forms_out", self._ask_papers, role="quiet", icon="export"
        )
        self._back = button(words, N_("Take back from a stick …"), "publish_back", self._take_back, role="quiet")
        self._begin = StartPane()
        self._look = ProposalPane()
        self._stack = QStackedWidget()
        for pane in (self._begin, self._look):
            self._stack.addWidget(pane)
        head = QHBoxLayout()
        theme.space(head, spacing=8)
        head.addWidget(label(words, N_("Publishing"), "publish_title", role="page", wraps=False))
        tools = FlowLayout(to_right=True)
        theme.space(tools, spacing=8)
        for made in (self._papers, self._draft, self._back, self._write):
            tools.addWidget(made)
        head.addLayout(tools, 1)
        box = column(self, margins=(16, 12, 16, 16), spacing=10)
        box.addLayout(head)
        box.addWidget(self._force)
        box.addWidget(self._stack, 1)
        self.setAcceptDrops(True)
        self._begin.files_asked.connect(self._ask_files)
        self._begin.folder_asked.connect(self._ask_folder)
        self._begin.withdrawn.connect(self._withdraw)
        self._look.more_asked.connect(self._ask_files)
        self._look.publish_asked.connect(self.publish)
        self._look.again.connect(self._prepare)
        self._look.left.connect(self._leave)
        self._look.papers_asked.connect(self._look_at_papers)
        shortcut = QShortcut(QKeySequence("Ctrl+O"), self)
        shortcut.activated.connect(self._ask_files)

    def title(self) -> str:
        """Return the name of the page."""
        return _("Publishing")

    def keys(self) -> tuple[Key, ...]:
        """Return the keys of this page."""
        return (Key(keys="Ctrl+O", words=N_("Choose files")), Key(keys="Esc", words=N_("Leave the files laid down")))

    def refresh(self) -> None:
        """Ask what is in force."""
        self.shell.store.run(calls.standing, self._show, key="publish.standing")

    def retranslate(self) -> None:
        """Say everything in the new language."""
        self._begin.retranslate()
        self._look.retranslate()
        self._say()

    def focus_first(self) -> None:
        """Put the keyboard where work begins."""
        (self._begin if self._stack.currentIndex() == START else self._look).focus_first()

    def step_back(self) -> bool:
        """Leave the files that were laid down."""
        if self._stack.currentIndex() == START:
            return False
        self._leave()
        return True

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Let files be dropped."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Lay the dropped files down."""
        files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        self.lay_down(*files)

    def lay_down(self, *files: Path) -> None:
        """Add files or folders to what the next edition is made from, and look at it."""
        if files:
            self._files = tuple(dict.fromkeys((*self._files, *files)))
            self._prepare()

    @Slot()
    def publish(self) -> None:
        """Publish what is shown."""
        if self._proposal is not None and self._proposal.pack is not None:
            task = self.shell.store.run_long(partial(calls.publish, self._proposal), self._published)
            self.shell.watch(task, _("Publishing the edition"))

    @Slot()
    def _look_at_papers(self) -> None:
        if self._proposal is not None and self._proposal.pack is not None:
            PaperDialog(self.shell, self._proposal.pack, self).open()

    @Slot()
    def _ask_papers(self) -> None:
        kinds = file_chooser.kinds(_("Excel workbook"), ".xlsx")
        name = _("Forms to edit") + ".xlsx"
        where = file_chooser.ask_target(self, self.shell, Purpose.MATERIALS, _("Where to?"), name, kinds)
        if where is not None:
            task = self.shell.store.run_long(partial(calls.write_papers, where), partial(self._papers_out, where))
            self.shell.watch(task, _("Writing the workbook"))

    def _papers_out(self, path: Path, _rows: int) -> None:
        """Show the forms beside their workbook at once: that is what it was written for."""
        if self._standing is not None:
            DraftDialog(self.shell, self._standing.base.pack, path, self).open()

    @Slot()
    def _ask_draft(self) -> None:
        if self._standing is None:
            return
        kinds = f"{_('Excel files and lists')} ({' '.join(f'*{suffix}' for suffix in EXCEL)})"
        found = file_chooser.ask_file(self, self.shell, Purpose.MATERIALS, _("Which workbook has the form?"), kinds)
        if found is not None:
            DraftDialog(self.shell, self._standing.base.pack, found, self).open()

    @Slot()
    def write(self) -> None:
        """Choose a stick and write the edition in force onto it."""
        found = file_chooser.ask_folder(self, self.shell, Purpose.STICK, _("Onto which stick or into which folder?"))
        if found is not None:
            task = self.shell.store.run_long(partial(calls.write, found), self._written)
            self.shell.watch(task, _("Writing the policy pack"))

    @Slot()
    def _prepare(self) -> None:
        if self._standing is None:
            self.refresh()
            return
        prepare = partial(calls.prepare, self._standing.base, self._files, self._without)
        task = self.shell.store.run_pure(prepare, self._show_proposal, self._not_prepared, key="publish.prepare")
        self.shell.watch(task, _("Reading the files"))

    def _show(self, found: Standing) -> None:
        is_other = self._standing is None or self._standing.base.pack.content_hash != found.base.pack.content_hash
        self._standing = found
        self._begin.show_standing(found)
        self._write.setEnabled(found.base.pack.edition.number > 0)
        self._say()
        if is_other and (self._files or self._without):
            self._prepare()

    def _say(self) -> None:
        if self._standing is None:
            return
        pack = self._standing.base.pack
        title = pack.title(language())
        if pack.edition.published_on is None:
            text = _("In force: {title}, version {version}, as it came with the program.")
            self._force.setText(text.format(title=title, version=pack.version))
            return
        self._force.setText(
            _("In force: {title}, version {version}, edition {number} of {day}.").format(
                title=title,
                version=pack.version,
                number=pack.edition.number,
                day=format_date(pack.edition.published_on),
            )
        )

    def _show_proposal(self, found: Proposal) -> None:
        self._proposal = found
        self._look.show_proposal(found, tuple(path.name for path in self._files))
        self._stack.setCurrentIndex(PROPOSAL)
        self._look.focus_first()

    def _not_prepared(self, error: BaseException) -> None:
        self._leave()
        self.shell.fail(error)

    @Slot()
    def _leave(self) -> None:
        self._files, self._without, self._proposal = (), frozenset(), None
        self._stack.setCurrentIndex(START)
        self._begin.focus_first()

    @Slot(str)
    def _withdraw(self, form_id: str) -> None:
        self._without |= {form_id}
        self._prepare()

    @Slot()
    def _ask_files(self) -> None:
        kinds = " ".join(f"*{suffix}" for suffix in (*EXCEL, *LISTS))
        filters = f"{_('Excel files and lists')} ({kinds})"
        self.lay_down(*file_chooser.ask_files(self, self.shell, Purpose.MATERIALS, _("Which files?"), filters))

    @Slot()
    def _ask_folder(self) -> None:
        found = file_chooser.ask_folder(self, self.shell, Purpose.MATERIALS, _("Which folder has the files?"))
        if found is not None:
            self.lay_down(found)

    def _published(self, done: Done[Pack]) -> None:
        self._leave()
        said = _("Edition {number} is published. Write it onto the sticks of the villages.").format(
            number=done.value.edition.number
        )
        mend = Mend(words=_("Write it onto a stick …"), act=self.write)
        self.shell.tell(Message(tone=Tone.SUCCESS, text=said, mend=mend))

    def _written(self, _done: Done[Path]) -> None:
        said = _("The policy pack is on the stick. A laptop takes it over on its reporting page.")
        self.shell.tell(Message(tone=Tone.SUCCESS, text=said))

    @Slot()
    def _take_back(self) -> None:
        found = file_chooser.ask_folder(self, self.shell, Purpose.STICK, _("Which stick holds the edition?"))
        if found is not None:
            task = self.shell.store.run_long(partial(calls.take_back, found), self._taken_back)
            self.shell.watch(task, _("Taking over the policy pack"))

    def _taken_back(self, done: Done[Taken]) -> None:
        said = (
            _("Edition {number} is in force here again.")
            if done.value.is_new
            else _("Edition {number} is in force here already.")
        ).format(number=done.value.number)
        self.shell.tell(Message(tone=Tone.SUCCESS, text=said))
