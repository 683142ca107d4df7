"""Keep figures as they were computed, and compute them again years later from the same journal and the same pack."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from decimal import Decimal

from poverty_desktop.checks import places, target_board
from poverty_desktop.checks.indicators import Tally, kinds_of, tallies
from poverty_desktop.clock import ManualClock
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.textual import canonical_decimal
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import RecordId
from poverty_desktop.operations.assessment.targets import require_office
from poverty_desktop.operations.done import Done
from poverty_desktop.progress import Progress
from poverty_desktop.store import log, packs, replay
from poverty_desktop.store.session import Session
from poverty_desktop.store.villages import chain_of
from poverty_desktop.store.writing import RecordEdit, Save, commit

FROZEN = N_("Keep figures: {count}")
NOTHING = N_("There is no figure of {year} to keep yet.")
GONE = N_("This figure is no longer kept. Open the page again.")
ELSEWHERE = N_("This figure was computed on another computer. Compute it again there: its journal has the same order.")
NO_PACK = N_("The policy pack of that time is not in this workspace, so the figure cannot be computed again here.")
_BUILDING = N_("Laying out the register as it was then")
_DIGITS = Decimal("0.000001")


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """A figure as it was kept."""

    id: RecordId
    indicator: str
    place: str
    place_name: str
    year: int
    value: Decimal | None
    tally: Tally
    pack: str
    pack_version: str
    position: int
    device: str
    frozen_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recomputed:
    """A kept figure beside the one that the same journal and pack give today."""

    frozen: Frozen
    value: Decimal | None

    @property
    def agrees(self) -> bool:
        """Say whether both are the same."""
        return self.value == self.frozen.value


def freeze(session: Session, *, year: int | None = None, place: str = "") -> Done[int]:
    """Keep every figure of a place as it is now, with pack and journal position.

    Raises ``RuleError`` outside an office, or where there is nothing to keep.
    """
    require_office(session)
    position = log.position(session.db)
    found = target_board.board(session, year=year, place=place)
    edits: list[RecordEdit] = []
    for row in found.rows:
        if not (row.tally.rows or row.tally.whole) or row.level is not found.level:
            continue
        figure = rounded(row.figure)
        values = {
            "place": Value(row.place),
            "year": Value(found.year),
            "indicator": Value(row.indicator.id),
            "part": Value(_text(row.tally.part)),
            "whole": Value(_text(row.tally.whole)),
            "pack": Value(session.pack.content_hash.hex()),
            "pack_version": Value(session.pack.version),
            "position": Value(position),
            "device": Value(session.device.hex()),
            "frozen_on": Value(session.clock.today().isoformat()),
        }
        if figure is not None:
            values["value"] = Value(canonical_decimal(figure))
        record = RecordId(session.ids.new())
        edits.append(RecordEdit(kind=RecordKind.FROZEN_FIGURE, record=record, values=values, is_new=True))
    if not edits:
        raise RuleError(NOTHING, year=found.year)
    params = {"count": len(edits)}
    save = Save(village=chain_of(session, found.place), edits=tuple(edits))
    committed = commit(session, [save], seen=position, label=FROZEN, params=json.dumps(params))
    return Done(value=len(edits), changes=frozenset(committed.kinds), undo_label=FROZEN, params=params)


def frozen(session: Session, *, year: int | None = None, place: str = "") -> tuple[Frozen, ...]:
    """Return the kept figures, the last kept first; of one year or place, or all."""
    if not target_board.is_kept(session.pack):
        return ()
    rows = session.db.conn.execute(
        "SELECT id, indicator, place, year, value, part, whole, pack, pack_version, position, device, frozen_on"
        " FROM frozen_figure WHERE alive AND (:year IS NULL OR year = :year) AND :place IN ('', place)"
        " ORDER BY frozen_on DESC, position DESC, place, indicator",
        {"year": year, "place": place},
    )
    return tuple(
        Frozen(
            id=RecordId(bytes(row[0])),
            indicator=str(row[1] or ""),
            place=str(row[2] or ""),
            place_name=places.name_of(session.pack, str(row[2] or "")),
            year=int(row[3] or 0),
            value=rounded(row[4]),
            tally=Tally(part=row[5] or 0, whole=row[6] or 0),
            pack=str(row[7] or ""),
            pack_version=str(row[8] or ""),
            position=int(row[9] or 0),
            device=str(row[10] or ""),
            frozen_on=str(row[11] or ""),
        )
        for row in rows
    )


def recompute(
    session: Session, records: Sequence[RecordId], progress: Progress | None = None
) -> tuple[Recomputed, ...]:
    """Return kept figures beside what the journal of that time and the pack of that time give now; writes nothing.

    The register of each moment is laid out once, in memory. Raises ``RuleError`` where a figure is gone, was computed
    on another computer, or its pack is not here.
    """
    progress = progress or Progress()
    known = {item.id: item for item in frozen(session)}
    wanted = []
    for record in records:
        if record not in known:
            raise RuleError(GONE)
        if known[record].device != session.device.hex():
            raise RuleError(ELSEWHERE)
        wanted.append(known[record])
    moments = {(item.position, item.pack, item.frozen_on) for item in wanted}
    values: dict[RecordId, Decimal | None] = {}
    for number, (position, pack_hash, day) in enumerate(sorted(moments)):
        progress.step(_BUILDING, number, len(moments))
        pack = packs.by_hash(session.db, bytes.fromhex(pack_hash))
        if pack is None:
            raise RuleError(NO_PACK)
        clock = ManualClock(datetime.combine(date.fromisoformat(day), time(12), tzinfo=UTC))
        own = [item for item in wanted if (item.position, item.pack, item.frozen_on) == (position, pack_hash, day)]
        kinds, has_summary = set[RecordKind](), False
        for item in own:
            needed, asks_income = kinds_of(replace(session, pack=pack), item.year, [item.indicator])
            kinds |= needed
            has_summary |= asks_income
        with replay.as_of(session, position, pack, clock, kinds=kinds, has_summary=has_summary) as then:
            values |= {item.id: _figure(then, item) for item in own}
    progress.step(_BUILDING, len(moments), len(moments))
    return tuple(Recomputed(frozen=item, value=values[item.id]) for item in wanted)


def rounded(figure: float | None) -> Decimal | None:
    """Return a figure with as many digits as are kept."""
    return None if figure is None else Decimal(repr(float(figure))).quantize(_DIGITS).normalize()


def _figure(then: Session, item: Frozen) -> Decimal | None:
    indicator = then.pack.indicator(item.indicator)
    if indicator is None:
        return None
    level = places.level_of(then.pack, item.place)
    found = tallies(then, item.year, [item.indicator]).get(item.indicator, {})
    return rounded(target_board.total(found, places.prefix(item.place, level)).figure(indicator.counting))


def _text(number: float) -> str:
    return canonical_decimal(rounded(number) or Decimal(0))
