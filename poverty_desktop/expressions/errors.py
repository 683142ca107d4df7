"""What can be wrong with an expression, said with the place in its text."""

from __future__ import annotations

from poverty_desktop.errors import RuleError


class ExpressionError(RuleError):
    """An expression cannot be read or computed; ``position`` is the character (from 1) where it goes wrong, or 0.

    The sentence quotes the form's own words (a function, a symbol), never an answer.
    """

    def __init__(self, message_id: str, *, position: int = 0, **params: object) -> None:
        super().__init__(message_id, position=position, **params)
        self.position = position
