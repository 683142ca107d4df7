"""Regular expressions in time that grows with the text only, whatever the pattern is.

Python's and Java's engines take exponential time on patterns such as ``(a+)+b``, so a form could stop a laptop. Here
a pattern becomes a list of instructions that are all followed at once, character by character (Thompson 1968, Pike's
machine). Capturing, back references and look-behind have no meaning there and are refused; look-ahead is allowed.
Every match has a budget of steps, so even a hostile pattern ends at once with an error.
"""

from __future__ import annotations

from functools import lru_cache

from poverty_desktop.expressions.character_classes import Matcher, is_word
from poverty_desktop.expressions.errors import ExpressionError
from poverty_desktop.expressions.pattern_parser import program
from poverty_desktop.expressions.pattern_program import Accept, Check, Fork, Instruction, Look, Take
from poverty_desktop.i18n import N_

MAX_STEPS = 1_000_000


class _Run:
    """One match of one text, with its budget."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.steps = 0
        self.looked: dict[tuple[int, int], bool] = {}

    def matches(self, program: tuple[Instruction, ...], start: int, *, is_whole: bool, is_anchored: bool) -> bool:
        waiting = [0]
        for place in range(start, len(self.text) + 1):
            accepted, takers = self._reached(program, waiting, place)
            if accepted and (not is_whole or place == len(self.text)):
                return True
            if place == len(self.text):
                return False
            character = self.text[place]
            waiting = [index + 1 for index, matcher in takers if matcher(character)]
            if not is_anchored:
                waiting.append(0)
            elif not waiting:
                return False
        return False

    def _reached(
        self, program: tuple[Instruction, ...], waiting: list[int], place: int
    ) -> tuple[bool, list[tuple[int, Matcher]]]:
        """Return whether ``program`` accepts at ``place`` and which instructions wait for the next character."""
        seen: set[int] = set()
        takers: list[tuple[int, Matcher]] = []
        accepted = False
        while waiting:
            index = waiting.pop()
            if index in seen:
                continue
            seen.add(index)
            instruction = program[index]
            if isinstance(instruction, Take):
                takers.append((index, instruction.matcher))
            elif isinstance(instruction, Fork):
                waiting.extend(instruction.targets)
            elif isinstance(instruction, Accept):
                accepted = True
            elif self._holds(instruction, place):
                waiting.append(index + 1)
        self.steps += len(seen)
        if self.steps > MAX_STEPS:
            raise ExpressionError(N_("The pattern of regex() takes too long on this text; write a simpler pattern."))
        return accepted, takers

    def _holds(self, instruction: Check | Look, place: int) -> bool:
        if isinstance(instruction, Look):
            key = (id(instruction), place)
            if key not in self.looked:
                self.looked[key] = self.matches(instruction.program, place, is_whole=False, is_anchored=True)
            return self.looked[key] is instruction.is_wanted
        if instruction.kind == "^":
            return place == 0
        if instruction.kind == "$":
            return place == len(self.text)
        before = place > 0 and is_word(self.text[place - 1])
        after = place < len(self.text) and is_word(self.text[place])
        return (before != after) is (instruction.kind == "b")


@lru_cache(maxsize=1_024)
def compiled_pattern(pattern: str) -> tuple[Instruction, ...]:
    """Return ``pattern`` as instructions; raises ``ExpressionError`` where it is wrong, too long or unsupported."""
    return program(pattern)


def matches(pattern: str, text: str, *, is_whole: bool) -> bool:
    """Return whether ``pattern`` matches all of ``text``, or any part of it where not ``is_whole``.

    Raises ``ExpressionError`` for a bad pattern and where ``MAX_STEPS`` are used up.
    """
    return _Run(text).matches(compiled_pattern(pattern), 0, is_whole=is_whole, is_anchored=is_whole)
