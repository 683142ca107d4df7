"""Many conditions in one number, each with its bit: what several of them ask is asked once of a row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

NEVER = "0"
"""The SQL of a condition that holds of nobody."""
Parts = tuple[str, ...]
"""A condition as the SQL of the parts that must all hold (see ``to_sql.compile_parts``)."""
_NOBODY: Parts = (NEVER,)


def mask_sql(conditions: Sequence[Parts]) -> str:
    """Return the SQL of one number in which each condition has its bit, the first one the lowest.

    As a test, not as a value, a condition stops at its first part that decides it; equal ones are asked once, and so
    is a part that several have, before the rest of them.
    """
    bits: dict[Parts, int] = {}
    for bit, parts in enumerate(conditions):
        if parts != _NOBODY:
            bits[parts] = bits.get(parts, 0) | 1 << bit
    return _sum(bits)


def _sum(bits: dict[Parts, int]) -> str:
    terms: list[str] = []
    left = dict(bits)
    while shared := _most_shared(left):
        under: dict[Parts, int] = {}
        for parts, mask in left.items():
            if shared in parts:
                rest = tuple(part for part in parts if part != shared)
                under[rest] = under.get(rest, 0) | mask
        left = {parts: mask for parts, mask in left.items() if shared not in parts}
        terms.append(f"iif({shared}, {_sum(under)}, 0)")
    terms.extend(f"iif({' AND '.join(parts)}, {mask}, 0)" if parts else str(mask) for parts, mask in left.items())
    return " + ".join(terms) or "0"


def any_sql(conditions: Sequence[Parts]) -> str:
    """Return the SQL of whether any of the conditions holds, as a test."""
    return _any({parts: 1 for parts in conditions if parts != _NOBODY})


def _any(left: dict[Parts, int]) -> str:
    terms: list[str] = []
    while shared := _most_shared(left):
        under = {tuple(part for part in parts if part != shared): 1 for parts in left if shared in parts}
        left = {parts: 1 for parts in left if shared not in parts}
        terms.append(shared if () in under else f"({shared} AND ({_any(under)}))")
    terms.extend(f"({' AND '.join(parts)})" for parts in left if parts)
    return " OR ".join(terms) or NEVER


def _most_shared(bits: dict[Parts, int]) -> str:
    """Return the part that most conditions have, the first of several; nothing where each part stands alone.

    A search in other rows is left where it is: it comes after all that is quicker to ask.
    """
    times = Counter(part for parts in bits for part in dict.fromkeys(parts) if "SELECT" not in part)
    part, count = max(times.items(), key=lambda item: item[1], default=("", 0))
    return part if count > 1 else ""
