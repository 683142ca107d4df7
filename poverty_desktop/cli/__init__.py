"""The terminal: every operation of the window as a command, through the same operations."""

from poverty_desktop.cli.main import main

__all__ = ["main"]
