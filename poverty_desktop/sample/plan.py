"""How many households the sample has in which village: one village for practice, or the county of the article."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.packs.model import Division
from poverty_desktop.packs.pack import Pack

ARTICLE_HOUSEHOLDS = 8_393
ARTICLE_PERSONS = 24_047
ARTICLE_VILLAGES = 120
ARTICLE_TEAMS = 123
PRACTICE_FILED = 68
PRACTICE_UNFILED = 254

_FILED_SIZES = (1, 2, 3, 4, 5, 6, 7, 8)
_FILED_WEIGHTS = (20, 25, 23, 16.5, 9, 4.7, 1.4, 0.4)
_OTHER_WEIGHTS = (9, 21, 25, 23, 14, 6, 1.6, 0.4)


@dataclass(frozen=True, slots=True, kw_only=True)
class VillagePlan:
    """One village: its division code and the sizes of its filed and other rural households.

    A village without households has a resident team only.
    """

    code: str
    filed_sizes: tuple[int, ...] = ()
    other_sizes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A whole sample: the seed, the accounting year, and its villages."""

    seed: int
    year: int
    villages: tuple[VillagePlan, ...]

    @property
    def household_count(self) -> int:
        """Return the number of households to come."""
        return sum(len(village.filed_sizes) + len(village.other_sizes) for village in self.villages)

    @property
    def person_count(self) -> int:
        """Return the number of persons to come."""
        return sum(sum(village.filed_sizes) + sum(village.other_sizes) for village in self.villages)


def practice_village(
    pack: Pack,
    *,
    year: int,
    seed: int = 1,
    village: str | None = None,
    filed: int = PRACTICE_FILED,
    unfiled: int = PRACTICE_UNFILED,
) -> Plan:
    """Return one village of the pack with its filed households among all its rural households.

    ``village`` is a 12-digit code; without it the seed chooses. Raises ``RuleError`` where the pack has no village.
    """
    chance = random.Random(f"{seed} practice")  # noqa: S311 - the same every time
    code = village or chance.choice(_rural(pack)).code
    return Plan(
        seed=seed,
        year=year,
        villages=(
            VillagePlan(
                code=code,
                filed_sizes=tuple(chance.choices(_FILED_SIZES, _FILED_WEIGHTS, k=filed)),
                other_sizes=tuple(chance.choices(_FILED_SIZES, _OTHER_WEIGHTS, k=unfiled)),
            ),
        ),
    )


def article_county(pack: Pack, *, year: int, seed: int = 1, unfiled_per_village: int = 0) -> Plan:
    """Return the county of the article: 8,393 filed households, 24,047 persons, 120 villages, 123 teams.

    ``unfiled_per_village`` adds other rural households, which the two totals do not count.
    Raises ``RuleError`` where the pack has too few villages.
    """
    return county(
        pack,
        year=year,
        seed=seed,
        households=ARTICLE_HOUSEHOLDS,
        persons=ARTICLE_PERSONS,
        villages=ARTICLE_VILLAGES,
        teams=ARTICLE_TEAMS,
        unfiled_per_village=unfiled_per_village,
    )


def county(
    pack: Pack,
    *,
    year: int,
    households: int,
    persons: int,
    villages: int,
    teams: int,
    seed: int = 1,
    unfiled_per_village: int = 0,
) -> Plan:
    """Return a county of exactly this many filed households and persons, spread over its first villages.

    Raises ``RuleError`` where the pack has too few villages and ``ValueError`` for sizes that cannot be.
    """
    if not households <= persons <= households * max(_FILED_SIZES):
        raise ValueError("persons must be between one and eight for each household")
    chance = random.Random(f"{seed} county")  # noqa: S311 - the same every time
    places = _rural(pack)
    if len(places) < teams:
        raise RuleError(
            N_("The policy pack has {known} villages; the sample county needs {needed}."),
            known=len(places),
            needed=teams,
        )
    sizes = _exact_sizes(chance, households, persons)
    weights = [chance.uniform(0.4, 1.9) for _ in range(villages)]
    shares = _apportion(households, weights)
    plans, begin = [], 0
    for place, share in zip(places[:villages], shares, strict=True):
        other = tuple(chance.choices(_FILED_SIZES, _OTHER_WEIGHTS, k=unfiled_per_village))
        plans.append(VillagePlan(code=place.code, filed_sizes=tuple(sizes[begin : begin + share]), other_sizes=other))
        begin += share
    plans += [VillagePlan(code=place.code) for place in places[villages:teams]]
    return Plan(seed=seed, year=year, villages=tuple(plans))


def _rural(pack: Pack) -> list[Division]:
    """Return the villages of the pack, those with a villagers' committee (2xx in the last digits) first."""
    found = sorted((item for item in pack.divisions.values() if item.level == "village"), key=lambda item: item.code)
    if not found:
        raise RuleError(N_("The policy pack has no village; add divisions to it first."))
    return sorted(found, key=lambda item: not "200" <= item.code[9:] <= "399")


def _exact_sizes(chance: random.Random, households: int, persons: int) -> list[int]:
    sizes = chance.choices(_FILED_SIZES, _FILED_WEIGHTS, k=households)
    while (missing := persons - sum(sizes)) != 0:
        step = 1 if missing > 0 else -1
        for index in chance.sample(range(households), min(abs(missing), households)):
            if _FILED_SIZES[0] <= sizes[index] + step <= _FILED_SIZES[-1]:
                sizes[index] += step
    return sizes


def _apportion(total: int, weights: Sequence[float]) -> list[int]:
    """Return whole shares of ``total`` by the largest remainders."""
    exact = [total * weight / sum(weights) for weight in weights]
    shares = [int(amount) for amount in exact]
    order = sorted(range(len(weights)), key=lambda index: shares[index] - exact[index])
    for index in order[: total - sum(shares)]:
        shares[index] += 1
    return shares
