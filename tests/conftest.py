"""What holds for every test: own settings, English words, no network, no log line, no thread left, no skip."""

from __future__ import annotations

import ipaddress
import itertools
import logging
import os
import socket
import threading
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from poverty_desktop import i18n

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

settings.register_profile(
    "dev", deadline=None, database=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("ci", settings.get_profile("dev"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "dev")

_THREAD_GRACE_S = 5.0
_SECOND_OPINION = Path(__file__).parent / "oracles" / "web_forms"
_homes = itertools.count(1)


def pytest_report_header() -> str:
    """Say at the head of the run what was not asked for, because its engine is not a Python package."""
    return "" if _has_second_opinion() else "left out: ODK Web Forms (npm ci --prefix tests/oracles/web_forms)"


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave the second opinion on questionnaires out where nobody installed it; JavaRosa always gives the first."""
    return True if collection_path.name == "test_web_forms.py" and not _has_second_opinion() else None


def _has_second_opinion() -> bool:
    return (_SECOND_OPINION / "node_modules").exists()


@pytest.fixture(autouse=True)
def own_settings(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the test a settings folder of its own, not made before something is written to it."""
    home = tmp_path_factory.getbasetemp() / f"home-{next(_homes)}"
    monkeypatch.setenv("POVERTY_DESKTOP_HOME", str(home))
    return home


@pytest.fixture(autouse=True)
def english_words() -> Iterator[None]:
    """Begin and end in English; a test about Chinese says so itself."""
    i18n.set_language("en")
    yield
    i18n.set_language("en")


@pytest.fixture(autouse=True)
def no_unexpected_log_line(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail where something is logged as a warning or worse and the test does not look at the log (``caplog``)."""
    heard: list[str] = []
    ear = logging.Handler(logging.WARNING)
    ear.emit = lambda record: heard.append(f"{record.name}: {record.getMessage()}")  # type: ignore[method-assign]
    logging.getLogger().addHandler(ear)
    yield
    logging.getLogger().removeHandler(ear)
    if "caplog" not in request.fixturenames:
        assert heard == []


@pytest.fixture(autouse=True)
def no_thread_left() -> Iterator[None]:
    """Fail where a thread of Python outlives its test."""
    before = set(threading.enumerate())
    yield
    for thread in set(threading.enumerate()) - before:
        thread.join(0 if isinstance(thread, threading._DummyThread) else _THREAD_GRACE_S)
        assert not thread.is_alive() or isinstance(thread, threading._DummyThread), f"{thread.name} is still running"


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """Refuse every connection that would leave this machine: the program works where there is no network."""
    connect = socket.socket.connect

    def connect_here(self: socket.socket, address: object) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            host = str(address[0]) if isinstance(address, tuple) else str(address)
            assert host == "localhost" or ipaddress.ip_address(host).is_loopback, "a test reaches for the network"
        connect(self, address)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect_here)
        yield


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skipped test into a failed one: what cannot run here is missing here."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        report.outcome, report.longrepr = "failed", f"skipped, and no test may be: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Turn a skipped module into a failed one."""
    report = yield
    if report.skipped:
        report.outcome, report.longrepr = "failed", f"skipped, and no module may be: {report.longrepr}"
    return report
