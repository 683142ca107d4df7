"""A workspace for each test, closed when the test ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from registers import make_field, make_office

from poverty_desktop import i18n
from poverty_desktop.clock import ManualClock
from poverty_desktop.store.session import Session


@pytest.fixture
def field(tmp_path: Path) -> Iterator[Session]:
    session = make_field(tmp_path / "field")
    yield session
    session.db.conn.close()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Session]:
    session = make_office(tmp_path / "office")
    yield session
    session.db.conn.close()


@pytest.fixture
def another(tmp_path: Path) -> Iterator[Callable[..., Session]]:
    """Make further field workspaces, each with its own seed and folder."""
    made: list[Session] = []

    def make(**options: object) -> Session:
        number = len(made) + 2
        session = make_field(tmp_path / f"field-{number}", seed=number, **options)  # type: ignore[arg-type]
        made.append(session)
        return session

    yield make
    for session in made:
        session.db.conn.close()


@pytest.fixture(autouse=True)
def cheap_fingerprints(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twelve digits cost 0.2 s on purpose; here nobody searches for a second key."""
    for name, least in (("_MEMORY_KIB", 8), ("_PASSES", 1), ("_LANES", 1)):
        monkeypatch.setattr(f"poverty_desktop.crypto.fingerprint.{name}", least)


@pytest.fixture
def english() -> Iterator[None]:
    """Say everything in English, and go back to the language before."""
    before = i18n.language()
    i18n.set_language("en")
    yield
    i18n.set_language(before)


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Session]:
    """Make a field workspace in the year of the exit examples."""
    session = make_field(tmp_path / "old", clock=ManualClock(datetime(2017, 4, 30, 9, tzinfo=UTC)))
    yield session
    session.db.conn.close()
