"""The instructions that a regular expression becomes, and how pieces of them are put together.

The jumps of a piece count from its own beginning, so joining pieces shifts them.
"""

from __future__ import annotations

from dataclasses import dataclass

from poverty_desktop.expressions.character_classes import Matcher

MAX_INSTRUCTIONS = 5_000
UNBOUNDED = -1


@dataclass(frozen=True, slots=True)
class Take:
    """Go on if the next character is in the set."""

    matcher: Matcher


@dataclass(frozen=True, slots=True)
class Fork:
    """Go on at each of these instructions."""

    targets: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Check:
    r"""Go on if the place is right: ``^``, ``$``, ``b`` or ``B``."""

    kind: str


@dataclass(frozen=True, slots=True)
class Look:
    """Go on if what follows does, or does not, match ``program``."""

    program: tuple[Instruction, ...]
    is_wanted: bool


@dataclass(frozen=True, slots=True)
class Accept:
    """The pattern has matched."""


Instruction = Take | Fork | Check | Look | Accept


def one_of(branches: list[list[Instruction]]) -> list[Instruction]:
    """Return the instructions that follow any of ``branches``."""
    end = 1 + sum(len(branch) + 1 for branch in branches)
    joined: list[Instruction] = [Accept()]
    starts: list[int] = []
    for branch in branches:
        starts.append(len(joined))
        joined.extend(shifted(branch, len(joined)))
        joined.append(Fork((end,)))
    joined[0] = Fork(tuple(starts))
    return joined


def repeated(piece: list[Instruction], least: int, most: int) -> list[Instruction]:
    """Return the instructions that follow ``piece`` from ``least`` to ``most`` times, or without end."""
    joined: list[Instruction] = []
    for _ in range(least):
        joined.extend(shifted(piece, len(joined)))
    if most == UNBOUNDED:
        start = len(joined)
        return [*joined, Fork((start + 1, start + len(piece) + 2)), *shifted(piece, start + 1), Fork((start,))]
    end = len(joined) + (most - least) * (len(piece) + 1)
    for _ in range(most - least):
        joined.append(Fork((len(joined) + 1, end)))
        joined.extend(shifted(piece, len(joined)))
    return joined


def shifted(instructions: list[Instruction], by: int) -> list[Instruction]:
    """Return ``instructions`` moved by ``by`` places."""
    if not by:
        return instructions
    return [
        Fork(tuple(target + by for target in instruction.targets)) if isinstance(instruction, Fork) else instruction
        for instruction in instructions
    ]
