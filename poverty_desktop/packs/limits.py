"""Settings that are numbers and that a pack from before them may lack: what then holds."""

from __future__ import annotations

from collections.abc import Mapping

LIMITS: Mapping[str, int] = {
    "helper_most_households": 5,
    "team_days_month": 20,
    "team_days_year": 200,
    "team_leave_days": 3,
}


def number_of(settings: Mapping[str, str], key: str) -> int:
    """Return a setting; of a pack that lacks it, its usual value."""
    return int(settings.get(key, LIMITS[key]))
