"""The table of 2015 in a practice workspace: the article's targets, each village's own, and its yearly records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.operations.assessment import targets
from poverty_desktop.operations.assessment.targets import NewTarget
from poverty_desktop.operations.workspaces import sample_office
from poverty_desktop.packs.indicators import Level
from poverty_desktop.sample import promised
from poverty_desktop.sample.model import SampleHousehold, SampleMember
from poverty_desktop.sample.plan import Plan
from poverty_desktop.store import log
from poverty_desktop.store.session import Session
from poverty_desktop.store.writing import RecordEdit, Save, commit

ARTICLE = "article_2015"
CITY = "city_income_growth"
CITY_GROWTH = Decimal("10.7")
CITY_DOCUMENT = "统计公报（演练样例，非真实数据）"
VILLAGE_SOURCE = "村年度计划（演练样例）"
_PRACTISED = (("whole_village", 1), ("key_village", 1), ("housing", 3), ("migrants", 2))
"""What else the article's county would ask of the practice village, so that every kind of target can be learnt."""


class Promises:
    """Counts, while the sample is written, what each village would promise; writes it at the end."""

    def __init__(self, session: Session, drawn: Plan) -> None:
        self._session, self._drawn = session, drawn
        self._leaving: Counter[str] = Counter()
        self._training: Counter[str] = Counter()

    def note(self, households: Iterable[SampleHousehold]) -> None:
        """Count whoever left poverty in the year, and the training that was planned."""
        for household in households:
            village = str(household.household.values["village"].scalar)
            if household.plain.get("exit_year") == promised.YEAR:
                self._leaving[village] += sum(map(_was_there, household.members))
            self._training[village] += sum(
                record.kind is RecordKind.MEASURE and str(record.values["item"].scalar) == "0203"
                for record in household.promised
            )

    def write(self) -> frozenset[RecordKind]:
        """Write the villages' yearly records, and in an office the targets and the city's figure.

        Nothing with a pack that knows none.
        """
        session = self._session
        is_kept = any(item.set_name == ARTICLE for item in session.pack.targets) and promised.is_kept(session.pack)
        if not is_kept or self._drawn.year <= promised.YEAR:
            return frozenset()
        saves = [
            Save(
                village=village,
                edits=tuple(
                    RecordEdit(kind=record.kind, record=record.id, values=record.values, is_new=True)
                    for record in records
                ),
            )
            for village, records in promised.of_villages(session.pack, self._drawn)
        ]
        kinds = commit(session, saves, seen=log.position(session.db)).kinds
        if not session.is_office:  # only an office sets targets: no other would take them in from a laptop
            return kinds | self._from_the_office() if session.is_practice else kinds
        wanted = [*targets.of_set(session, ARTICLE), *self._of_villages()]
        done = targets.set_targets(session, wanted, label="")
        entered = targets.enter(
            session, CITY, promised.YEAR, CITY_GROWTH, document=CITY_DOCUMENT, dated=date(2016, 3, 1), place=""
        )
        return frozenset(kinds | {item for item in (*done.changes, *entered.changes) if isinstance(item, RecordKind)})

    def _from_the_office(self) -> frozenset[RecordKind]:
        """Let what the practice county set for this village come down: some of it reached, some of it behind."""
        wanted = [*self._of_villages(), *_of_one_village(self._session.village)]
        return sample_office.bring(self._session, [targets.edit_of_target(self._session, item) for item in wanted])

    def _of_villages(self) -> Iterable[NewTarget]:
        for indicator, counts in (("lifted", self._leaving), ("training", self._training)):
            for village, count in sorted(counts.items()):
                if count:
                    yield NewTarget(
                        indicator=indicator,
                        level=Level.VILLAGE,
                        place=village,
                        year=promised.YEAR,
                        amount=Decimal(count),
                        source=VILLAGE_SOURCE,
                    )


def _was_there(member: SampleMember) -> bool:
    """Say whether a member belonged to the household at the end of the year of the article's table."""
    last = f"{promised.YEAR}-12-31"
    said = (member.person.values.get("birth_date"), member.membership.values.get("from_date"))
    return all(not value or str(value.scalar) <= last for value in said)


def _of_one_village(village: str) -> Iterable[NewTarget]:
    for indicator, amount in _PRACTISED:
        yield NewTarget(
            indicator=indicator,
            level=Level.VILLAGE,
            place=village,
            year=promised.YEAR,
            amount=Decimal(amount),
            source=VILLAGE_SOURCE,
        )
