"""Parts of a pack that are read when they are first asked for: opening a register needs few of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Later(Generic[T]):
    """What a part will be; ``read`` is called once, or twice where two threads ask at the same moment."""

    read: Callable[[], T]


class _Part(Generic[T]):
    """Holds a value, or a :class:`Later` that turns into its value when it is asked for."""

    def __init__(self, default: T | Later[T]) -> None:
        self._default = default

    def __set_name__(self, _owner: type, name: str) -> None:
        self._name = name

    def __get__(self, instance: Any, _owner: type) -> T | Later[T]:
        if instance is None:
            return self._default
        value = instance.__dict__[self._name]
        if isinstance(value, Later):
            value = instance.__dict__[self._name] = value.read()
        return cast("T", value)

    def __set__(self, instance: Any, value: T | Later[T]) -> None:
        instance.__dict__[self._name] = value


def part(default: T) -> T:
    """Return a field of a dataclass without slots that takes a value or what :func:`later` returned."""
    return cast("T", _Part(default))


def later(read: Callable[[], T]) -> T:
    """Return a value for such a field that is read when it is asked for."""
    return cast("T", Later(read))
