"""Search over 24,047 persons: each key until the list's model shows the answer, against the two bare SQL statements."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication, QEventLoop, QObject

from poverty_desktop.operations.workspaces import workspace
from poverty_desktop.progress import Progress
from poverty_desktop.queries.register import households
from poverty_desktop.queries.register.list_rows import HouseholdFilter
from poverty_desktop.store.session import Session
from tests.benchmarks.county import PASSPHRASE, County
from tests.benchmarks.figures import Figure
from ui.changes import ChangeNotice
from ui.households.lights import words_of
from ui.models.household_model import HouseholdModel
from ui.tasks import StoreThread

TYPED = ("zhangguiying", "wjg", "张桂英", "李", "3124", "139271", "三组", "yangx", "刘德")
ROUNDS = 3
MOST_WAIT_S = 30


def measure(county: County) -> list[Figure]:
    """Return the figures of a key press."""
    app = QCoreApplication.instance() or QCoreApplication([])
    assert isinstance(app, QObject)
    keys = [text[: end + 1] for text in TYPED for end in range(len(text))]
    bare = _bare(county, keys)
    ours = _through_the_model(county, keys)
    return [
        Figure(
            what=f"search: one key, {len(keys)} texts, until the model has it",
            ours=statistics.median(ours),
            peer=statistics.median(bare),
            peer_name="the same count and page of 200 rows as bare SQL",
            aim="≤ 8 ms, ≤ 3 ×",
        ),
        Figure(what="search: the slowest key", ours=max(ours), peer=max(bare), peer_name="the slowest bare SQL"),
    ]


def _bare(county: County, keys: Sequence[str]) -> list[float]:
    """Return the milliseconds of the statements that each key leads to, executed and fetched."""
    session = county.open()
    found = []
    for text in keys:
        statements = _statements(session, text)
        for _ in range(ROUNDS):
            begun = time.perf_counter()
            for statement in statements:
                session.db.conn.execute(statement).fetchall()
            found.append((time.perf_counter() - begun) * 1000)
    workspace.close(session)
    return found


def _statements(session: Session, text: str) -> list[str]:
    """Return the count and the page that the query asks for, with their parameters filled in."""
    heard: list[str] = []
    session.db.conn.set_trace_callback(heard.append)
    households.find(session, HouseholdFilter(text=text))
    session.db.conn.set_trace_callback(None)
    return [statement for statement in heard if "household_summary" in statement][:2]


def _through_the_model(county: County, keys: Sequence[str]) -> list[float]:
    """Return the milliseconds from a key to the model's new rows, through the store thread."""
    store = StoreThread(ChangeNotice(), workspace.close)
    model = HouseholdModel(store, words_of, "benchmark")
    loop = QEventLoop()
    store.open(partial(_open, county), lambda _: loop.quit())
    loop.exec()
    model.counted.connect(loop.quit)
    found = []
    for text in keys:
        for _ in range(ROUNDS):
            begun = time.perf_counter()
            model.find(HouseholdFilter(text=text))
            loop.exec()
            model.index(0, 0).data()
            found.append((time.perf_counter() - begun) * 1000)
    store.shut_down()
    return found


def _open(county: County, _progress: Progress) -> tuple[Session, None]:
    return workspace.unlock(county.workspace, PASSPHRASE), None
