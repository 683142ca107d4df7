"""Answers to the file dialogs of the program."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog


def choose(monkeypatch: pytest.MonkeyPatch, path: Path | None) -> None:
    """Let every file dialog from now on be answered with ``path``, or be cancelled."""
    monkeypatch.setattr(QFileDialog, "exec", lambda _dialog: int(path is not None))
    monkeypatch.setattr(QFileDialog, "selectedFiles", lambda _dialog: [str(path)])
