"""Households that nobody is left of: they stay in the register and its list, and nobody can be visited there."""

from __future__ import annotations

NOBODY_LEFT = "(member_count = 0 AND head_name <> '')"
"""Which lines of ``household_summary`` are theirs: they go by their last head's name, and have no members."""
