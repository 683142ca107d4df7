"""What a pure rule has to say against a value: a message id and parameters, never the value itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One objection. ``code`` is stable and is for programs; ``message_id`` with ``params`` is for people.

    An error means that the value cannot be what it claims to be; anything else is a notice, and the value stands.
    No name, number or answer is ever a parameter.
    """

    code: str
    message_id: str
    is_error: bool = True
    params: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
