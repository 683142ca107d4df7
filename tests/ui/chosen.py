"""Answers to the file dialogs of the program."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog


def choose(monkeypatch: pytest.MonkeyPatch, *paths: Path | None) -> None:
    """Let every file dialog from now on be answered with ``paths``, or be cancelled where there is none."""
    found = [str(path) for path in paths if path is not None]
    monkeypatch.setattr(QFileDialog, "exec", lambda _dialog: int(bool(found)))
    monkeypatch.setattr(QFileDialog, "selectedFiles", lambda _dialog: found)
