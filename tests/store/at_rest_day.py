"""A day with marked people, in a process that is killed in the middle of its last backup; run by ``test_at_rest``.

``python tests/store/at_rest_day.py <folder>``: the workspace, HOME, TMP and what leaves the program lie below it.
"""

from __future__ import annotations

import io
import os
import signal
import sys
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path[:0] = [
    str(Path(__file__).parent),
    str(Path(__file__).parents[2]),
    str(Path(__file__).parents[1] / "unit/interviews"),
]

from photo_form import HOUSE, REMARK, begin  # noqa: E402
from PIL import Image  # noqa: E402
from registers import PASSPHRASE, add_family, admit, make_field, make_office, unlock  # noqa: E402

from poverty_desktop.clock import SystemClock  # noqa: E402
from poverty_desktop.domain.values import Value  # noqa: E402
from poverty_desktop.operations.handover import bundles, receipts  # noqa: E402
from poverty_desktop.operations.interviewing import interviews, media  # noqa: E402
from poverty_desktop.operations.lookback import findings_exchange  # noqa: E402
from poverty_desktop.operations.paperwork import papers, printing  # noqa: E402
from poverty_desktop.operations.register import household_lists  # noqa: E402
from poverty_desktop.operations.workspaces import daily_backup, workspace  # noqa: E402
from poverty_desktop.store import backup, log  # noqa: E402

NAME, NUMBER, PHONE, REMARKED = "绝密标记甲", "420581197903157719", "07179998877", "绝密标记乙的话"
MARKS = (NAME, NUMBER, PHONE, REMARKED, PASSPHRASE)


def photo() -> bytes:
    made = io.BytesIO()
    Image.effect_noise((320, 240), 80).convert("RGB").save(made, "JPEG", quality=90)
    return made.getvalue()


def day(folder: Path) -> None:
    out, stick = folder / "out", folder / "stick"
    for made in (out, stick):
        made.mkdir()
    office = make_office(folder / "office", clock=SystemClock())  # type: ignore[arg-type]
    session = make_field(folder / "workspace", clock=SystemClock())  # type: ignore[arg-type]
    admit(office, session, folder / "admission")
    family = add_family(
        session,
        head={"name": Value(NAME), "document_number": Value(NUMBER)},
        household={"phone": Value(PHONE)},
    )
    opened = begin(session, family.household)
    picture = photo()
    (folder / "photo").write_bytes(picture)
    media.attach(session, opened, HOUSE, picture)
    media.thumbnail(session, opened.interview.running.tree.find(HOUSE).text, 120)
    interviews.answer(session, opened, REMARK, REMARKED)
    interviews.complete(session, opened)
    unfinished = begin(session, family.household)
    interviews.answer(session, unfinished, REMARK, REMARKED)
    printing.print_households(session, [family.household], [papers.on_offer(session)[0][0]], out / "file.pdf")
    papers.preview_page(session, [papers.on_offer(session)[0][0]], family.household, 0)
    household_lists.export_list(session, [family.household], out / "list.xlsx")
    findings_exchange.write_out(session, out / "findings.xlsx")
    sent = bundles.export_bundle(session, stick).value
    receipts.take_receipt(session, bundles.receive(office, sent.path, stick).value.receipt)
    daily_backup.choose_second(session, stick)
    daily_backup.back_up_now(session)
    position = log.position(session.db)
    workspace.close(session)
    workspace.close(office)
    show(folder / "workspace")
    again = unlock(folder / "workspace", clock=SystemClock())
    assert log.position(again.db) == position
    add_family(again, head={"name": Value(NAME)})
    backup._verify = die  # type: ignore[assignment]
    daily_backup.back_up_now(again)


def show(folder: Path) -> None:
    """Open the workspace in the window, look at household and paper, and let a bug of ours be reported."""
    from PySide6.QtWidgets import QApplication

    from poverty_desktop.operations.workspaces import workspace as workspaces
    from ui import errors
    from ui.app import Program, install_hooks
    from ui.preferences import Preferences
    from ui.welcome.calls import desk_of
    from ui.widgets.page import Place

    app = QApplication([])
    program = Program(app, Preferences())
    install_hooks(program.window)
    program.window.show()

    def opener(_progress):
        session = workspaces.unlock(folder, PASSPHRASE)
        return session, desk_of(session)

    program.store.open(opener, program.window.open_desk)
    ends = time.monotonic() + 60
    asked = False
    while time.monotonic() < ends:
        app.processEvents()
        page = program.window.page
        if page is not None and page.name == "today" and not asked:
            asked = True
            go = program.window.go
            program.store.run(first_household, lambda found, go=go: go(Place(page="household", household=found)))
        if page is not None and page.name == "household" and NAME in texts(page):
            break
        time.sleep(0.01)
    else:
        raise AssertionError("the household was never shown")
    try:
        raise ValueError(f"a bug with {NAME} and {NUMBER}")
    except ValueError as error:
        errors.report(error)
    program.window.close()
    program.store.shut_down()


def texts(page) -> str:
    from PySide6.QtWidgets import QLabel

    return " ".join(shown.text() for shown in page.findChildren(QLabel))


def first_household(session):
    return session.db.conn.execute("SELECT household FROM household_summary").fetchone()[0]


def die(*_arguments):
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    day(Path(sys.argv[1]))
