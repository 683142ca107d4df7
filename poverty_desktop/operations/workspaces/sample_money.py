"""Projects and money of a practice workspace: of the year of its facts, and of the year of the article's table."""

from __future__ import annotations

from collections.abc import Iterable

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.sample import promised
from poverty_desktop.sample.funds import Funds, Payables, note
from poverty_desktop.sample.model import SampleHousehold, SampleRecord
from poverty_desktop.sample.plan import Plan
from poverty_desktop.store import log
from poverty_desktop.store.session import Session
from poverty_desktop.store.writing import RecordEdit, Save, commit


class Money:
    """Notes, while the sample is drawn, what money can have paid; writes projects, payments and lines at the end."""

    def __init__(self, drawn: Plan) -> None:
        self._drawn = drawn
        self._now: Payables = {}
        self._then: Payables = {}

    @property
    def count(self) -> int:
        """Return how many measures of the year of the facts can be paid."""
        return sum(map(len, self._now.values()))

    def note(self, household: SampleHousehold) -> None:
        """Keep what of a household money can have paid."""
        note(self._now, household, household.measures)
        note(self._then, household, household.promised)

    def write(self, session: Session) -> frozenset[RecordKind]:
        """Write everything; return the kinds of record that were written."""
        return commit(session, list(self._saves(session)), seen=log.position(session.db)).kinds

    def _saves(self, session: Session) -> Iterable[Save]:
        villages = [village.code for village in self._drawn.villages]
        now = Funds(session.pack, self._drawn.seed, self._drawn.year, villages)
        then = Funds(session.pack, self._drawn.seed, promised.YEAR, villages)
        has_then = self._drawn.year > promised.YEAR
        for village in villages:
            made = [*now.of_village(village, self._now.get(village, ()))]
            if has_then:
                made += then.to_households(village, self._then.get(village, ()), least=1, stage="08")
            yield Save(village=village, edits=tuple(_edit(record) for record in made))
        sources = (*now.sources(), *(then.sources() if has_then else ()))
        yield Save(village=session.village, edits=tuple(_edit(record) for record in sources))


def _edit(record: SampleRecord) -> RecordEdit:
    return RecordEdit(
        kind=record.kind, record=record.id, values=record.values, is_new=record.kind is not RecordKind.MEASURE
    )
