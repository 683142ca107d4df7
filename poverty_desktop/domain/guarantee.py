"""What every household is guaranteed; how its lights are judged is in :mod:`poverty_desktop.domain.guarantees`."""

from __future__ import annotations

from enum import StrEnum


class Guarantee(StrEnum):
    """One of 义务教育, 基本医疗, 住房安全, 饮水安全."""

    EDUCATION = "education"
    MEDICAL = "medical"
    HOUSING = "housing"
    WATER = "water"
