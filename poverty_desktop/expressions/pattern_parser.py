"""The syntax of regular expressions (what Java and JavaScript share) turned into instructions."""

from __future__ import annotations

from poverty_desktop.expressions.character_classes import (
    Matcher,
    any_of,
    control,
    escaped_set,
    ignoring_case,
    is_any,
    negated,
    property_of,
    ranged,
    single,
)
from poverty_desktop.expressions.errors import ExpressionError
from poverty_desktop.expressions.pattern_program import (
    MAX_INSTRUCTIONS,
    UNBOUNDED,
    Accept,
    Check,
    Instruction,
    Look,
    Take,
    one_of,
    repeated,
    shifted,
)
from poverty_desktop.i18n import N_

MAX_CHARACTERS = 2_000
MAX_DEPTH = 50


def program(pattern: str) -> tuple[Instruction, ...]:
    """Return the instructions of ``pattern``; raises ``ExpressionError`` where it is wrong, too long or unsupported."""
    if len(pattern) > MAX_CHARACTERS:
        raise ExpressionError(
            N_("The pattern of regex() is longer than {limit} characters; write a shorter one."), limit=MAX_CHARACTERS
        )
    parser = _Parser(pattern)
    body = parser.alternatives(0)
    if parser.at < len(pattern):
        raise parser.wrong()
    return (*body, Accept())


class _Parser:
    """Recursive descent; each method returns instructions whose jumps are relative to their own beginning.

    Jumps are made absolute when fragments are joined, by shifting (see ``_shifted``).
    """

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0
        self.ignores_case = False

    def wrong(self) -> ExpressionError:
        """Return the error for the present place."""
        return ExpressionError(
            N_("The pattern of regex() goes wrong at its character {place}; correct the pattern."), place=self.at + 1
        )

    def unsupported(self, what: str) -> ExpressionError:
        """Return the error for a construct that this engine refuses."""
        return ExpressionError(
            N_("The pattern of regex() uses {construct}, which is not supported; write it without."), construct=what
        )

    def _peek(self) -> str:
        return self.pattern[self.at] if self.at < len(self.pattern) else ""

    def _take(self) -> str:
        if self.at >= len(self.pattern):
            raise self.wrong()
        self.at += 1
        return self.pattern[self.at - 1]

    def _accept(self, text: str) -> bool:
        if self.pattern.startswith(text, self.at):
            self.at += len(text)
            return True
        return False

    def alternatives(self, depth: int) -> list[Instruction]:
        """Return the instructions of ``a|b|…`` up to a closing bracket or the end."""
        if depth > MAX_DEPTH:
            raise self.unsupported("(((…)))")
        branches = [self._sequence(depth)]
        while self._accept("|"):
            branches.append(self._sequence(depth))
        if len(branches) == 1:
            return branches[0]
        return self._bounded(one_of(branches))

    def _sequence(self, depth: int) -> list[Instruction]:
        joined: list[Instruction] = []
        while self._peek() not in ("", "|", ")"):
            joined.extend(shifted(self._repeated(depth), len(joined)))
            self._bounded(joined)
        return joined

    def _bounded(self, joined: list[Instruction]) -> list[Instruction]:
        if len(joined) > MAX_INSTRUCTIONS:
            raise self.unsupported("{n}")
        return joined

    def _repeated(self, depth: int) -> list[Instruction]:
        atom = self._atom(depth)
        while True:
            bounds = self._quantifier()
            if bounds is None:
                return atom
            atom = self._times(atom, *bounds)

    def _quantifier(self) -> tuple[int, int] | None:
        simple = {"*": (0, UNBOUNDED), "+": (1, UNBOUNDED), "?": (0, 1)}
        sign = self._peek()
        if sign in simple and sign:
            self.at += 1
            bounds = simple[sign]
        elif sign == "{":
            bounds = self._braces()
        else:
            return None
        if self._peek() == "+":
            raise self.unsupported(f"{sign}+")
        self._accept("?")
        return bounds

    def _braces(self) -> tuple[int, int]:
        end = self.pattern.find("}", self.at)
        least, comma, most = self.pattern[self.at + 1 : end].partition(",")
        is_number = least.isascii() and least.isdigit() and (not most or (most.isascii() and most.isdigit()))
        if end < 0 or not is_number or len(least) > 4 or len(most) > 4:
            raise self.wrong()
        low = int(least)
        high = int(most) if most else UNBOUNDED if comma else low
        if high not in (UNBOUNDED,) and high < low:
            raise self.wrong()
        self.at = end + 1
        return low, high

    def _times(self, atom: list[Instruction], least: int, most: int) -> list[Instruction]:
        copies = least + (1 if most == UNBOUNDED else most - least)
        if copies * (len(atom) + 2) > MAX_INSTRUCTIONS:
            raise self.unsupported(f"{{{least},}}")
        return repeated(atom, least, most)

    def _atom(self, depth: int) -> list[Instruction]:
        character = self._take()
        match character:
            case "(":
                return self._group(depth)
            case "[":
                return self._one(self._class())
            case ".":
                return [Take(is_any)]
            case "^" | "$":
                return [Check(character)]
            case "\\":
                return self._escape()
            case "*" | "+" | "?" | "{":
                self.at -= 1
                raise self.wrong()
            case _:
                return self._one(single(character))

    def _one(self, matcher: Matcher) -> list[Instruction]:
        return [Take(ignoring_case(matcher) if self.ignores_case else matcher)]

    def _group(self, depth: int) -> list[Instruction]:
        if self._accept("?i)"):
            self.ignores_case = True
            return []
        look = {"?=": True, "?!": False}
        for opening, is_wanted in look.items():
            if self._accept(opening):
                inside = self._until_closed(depth)
                return [Look((*inside, Accept()), is_wanted)]
        if self.pattern.startswith(("?<=", "?<!"), self.at):
            raise self.unsupported("(?<…)")
        if self._accept("?<"):
            end = self.pattern.find(">", self.at)
            if end < 0:
                raise self.wrong()
            self.at = end + 1
        elif not self._accept("?:") and self._peek() == "?":
            raise self.unsupported("(?…)")
        return self._until_closed(depth)

    def _until_closed(self, depth: int) -> list[Instruction]:
        inside = self.alternatives(depth + 1)
        if not self._accept(")"):
            raise self.wrong()
        return inside

    def _escape(self) -> list[Instruction]:
        letter = self._peek()
        if letter and letter in "bB":
            self.at += 1
            return [Check(letter)]
        if letter and letter in "AzZ":
            self.at += 1
            return [Check("^" if letter == "A" else "$")]
        if letter.isdigit() and letter != "0":
            raise self.unsupported(f"\\{letter}")
        if letter == "k":
            raise self.unsupported("\\k")
        found = self._escaped()
        return self._one(single(found) if isinstance(found, str) else found)

    def _escaped(self) -> str | Matcher:
        """Return the character or the set that follows a backslash."""
        letter = self._take()
        if letter in "pP":
            matcher = self._property()
            return matcher if letter == "p" else negated(matcher)
        if letter in "xu":
            length = 2 if letter == "x" else 4
            digits = self.pattern[self.at : self.at + length]
            if len(digits) < length or any(digit not in "0123456789abcdefABCDEF" for digit in digits):
                raise self.wrong()
            self.at += length
            return chr(int(digits, 16))
        if not (letter.isascii() and letter.isalnum()):
            return letter
        found = escaped_set(letter) or control(letter)
        if found is None:
            raise self.unsupported(f"\\{letter}")
        return found

    def _property(self) -> Matcher:
        name = self._take()
        if name == "{":
            end = self.pattern.find("}", self.at)
            if end < 0:
                raise self.wrong()
            name, self.at = self.pattern[self.at : end], end + 1
        matcher = property_of(name)
        if matcher is None:
            raise self.unsupported(f"\\p{{{name}}}")
        return matcher

    def _class(self) -> Matcher:
        is_negated = self._accept("^")
        members: list[Matcher] = []
        is_first = True
        while is_first or self._peek() != "]":
            is_first = False
            members.append(self._member())
        self._take()
        matcher = any_of(members)
        return negated(matcher) if is_negated else matcher

    def _member(self) -> Matcher:
        if self.pattern.startswith("&&", self.at):
            raise self.unsupported("[…&&…]")
        if self._peek() == "[":
            raise self.unsupported("[…[…]…]")
        low = self._class_character()
        following = self.pattern[self.at + 1 : self.at + 2]
        if not isinstance(low, str) or self._peek() != "-" or following in ("", "]"):
            return single(low) if isinstance(low, str) else low
        self._take()
        high = self._class_character()
        if not isinstance(high, str) or high < low:
            raise self.wrong()
        return ranged(low, high)

    def _class_character(self) -> str | Matcher:
        character = self._take()
        if character != "\\":
            return character
        if self._accept("b"):
            return "\b"
        return self._escaped()
