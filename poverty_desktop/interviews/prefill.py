"""Puts what the register knows into a starting interview, so that only changes are typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from poverty_desktop.domain.values import Why
from poverty_desktop.interviews.answers import canonical
from poverty_desktop.interviews.form import Entity, Form
from poverty_desktop.interviews.instance import Answer, Known, Tree
from poverty_desktop.interviews.kinds import value_type


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownRecord:
    """One record of the register in the words of the form (codes, ISO dates, yuan), with the records under it.

    ``values`` stand in the register now and are put into the instance; ``whys`` tell of properties that have no text
    but a reason; ``last`` is what stood last time and is only shown beside the question. ``as_of`` says of when
    that is, ``dates`` when each of the present values was written. With ``exists`` False the record is not in the
    register yet, but its id is settled.
    """

    dataset: str
    id: bytes
    values: Mapping[str, str] = field(default_factory=dict)
    whys: Mapping[str, Why] = field(default_factory=dict)
    last: Mapping[str, str] = field(default_factory=dict)
    as_of: str = ""
    exists: bool = True
    dates: Mapping[str, str] = field(default_factory=dict)
    children: tuple[KnownRecord, ...] = ()


class _Place:
    """A known record in its tree, so that the search can go up."""

    def __init__(self, record: KnownRecord | None, above: _Place | None, below: tuple[KnownRecord, ...]) -> None:
        self.record = record
        self.above = above
        self.below = [_Place(item, self, item.children) for item in below]


def apply_known(tree: Tree, known: tuple[KnownRecord, ...]) -> None:
    """Fill a fresh instance: each entity declaration takes the nearest record of its dataset.

    A repeat gets one row per known record of the first dataset declared in it, none where there is none; without any
    known record the instance stays as the form has it.
    """
    if not known:
        return
    top = _Place(None, None, known)
    _fill(tree, tree.form, tree.root, top, repeats_above=0)


def _fill(tree: Tree, form: Form, row: Answer, place: _Place, *, repeats_above: int) -> None:
    """Fill the declarations that stand in ``row`` but in no row inside it, then the repeats in it."""
    found: dict[int, _Place] = {}
    for entity in _ordered(form):
        repeats = form.fields[entity.element].repeats
        if len(repeats) != repeats_above or (repeats and repeats[-1] != row.field.index):
            continue
        around = next((found[item] for item in reversed(form.fields[entity.container].lineage) if item in found), place)
        nearest = _nearest(around, entity.dataset)
        if nearest:
            found[entity.container] = nearest[0]
            _put(tree, entity, row, nearest[0])
    for field_ in form.fields:
        if field_.is_repeat and len(field_.repeats) == repeats_above + 1:
            above = field_.repeats[:-1]
            if above and above[-1] != row.field.index:
                continue
            assert field_.parent is not None
            around = next((found[item] for item in reversed(field_.lineage[:-1]) if item in found), place)
            for parent in tree.nodes(field_.parent, row if above else None):
                _fill_repeat(tree, form, parent, field_.index, around, repeats_above=repeats_above + 1)


def _fill_repeat(tree: Tree, form: Form, parent: Answer, repeat: int, place: _Place, *, repeats_above: int) -> None:
    name = form.fields[repeat].name
    driving = next((item for item in _ordered(form) if form.fields[item.element].repeats[-1:] == (repeat,)), None)
    if driving is not None:
        records = _nearest(place, driving.dataset)
        for surplus in list(parent.by_name.get(name, ()))[len(records) :]:
            tree.remove(surplus)
        while len(parent.by_name.get(name, ())) < len(records):
            tree.insert(parent, tree.new_row(repeat))
        for row, record in zip(list(parent.by_name.get(name, ())), records, strict=True):
            _fill(tree, form, row, record, repeats_above=repeats_above)
    else:
        for row in list(parent.by_name.get(name, ())):
            _fill(tree, form, row, place, repeats_above=repeats_above)


def _ordered(form: Form) -> list[Entity]:
    return sorted(form.entities, key=lambda entity: len(form.fields[entity.container].lineage))


def _nearest(place: _Place, dataset: str) -> list[_Place]:
    """Return the records of ``dataset`` at or below ``place``, else at or below what is above it, and so on."""
    start: _Place | None = place
    while start is not None:
        level = [start]
        while level:
            hits = [item for item in level if item.record is not None and item.record.dataset == dataset]
            if hits:
                return hits
            level = [below for item in level for below in item.below]
        start = start.above
    return []


def _put(tree: Tree, entity: Entity, row: Answer, place: _Place) -> None:
    record = place.record
    assert record is not None
    within = row if row.field.is_repeat else None
    for element in tree.nodes(entity.element, within):
        element.record = record.id
        element.exists = record.exists
    for identity in tree.nodes(entity.identity, within):
        identity.text = str(UUID(bytes=record.id))
        identity.why = Why.VALUE
        identity.is_pinned = True
    for name, index in entity.properties.items():
        for node in tree.nodes(index, within):
            _put_text(tree.form, node, record, name)


def _put_text(form: Form, node: Answer, record: KnownRecord, name: str) -> None:
    control = form.controls.get(node.field.index)
    written = value_type(node.field.bind, control.kind if control else "")
    text, why = canonical(written, record.values.get(name, "")), record.whys.get(name, Why.BLANK)
    is_prefilled = bool(text) or why is not Why.BLANK
    if is_prefilled:
        node.text, node.why = text, Why.VALUE if text else why
    before = canonical(written, record.last.get(name, ""))
    if before or is_prefilled:
        node.known = Known(
            text=text,
            why=node.why,
            last=before or text,
            as_of=record.as_of if before else record.dates.get(name, ""),
            is_prefilled=is_prefilled,
            is_of_last_time=bool(before),
        )
