"""The name under which the window knows an open workspace; it only carries it from call to call."""

from poverty_desktop.store.session import Session

__all__ = ["Session"]
