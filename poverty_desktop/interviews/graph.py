"""Which answer reaches which formula, and an order in which no formula is worked out before what it reads."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from poverty_desktop.errors import RuleError
from poverty_desktop.expressions.evaluate import Compiled
from poverty_desktop.i18n import N_
from poverty_desktop.interviews.form import Control, Field, Group, walk
from poverty_desktop.interviews.reading import shared_paths
from poverty_desktop.interviews.rules import Graph, Reader, Rule, RuleKind

_MANY = 12
_DECIDING = (RuleKind.COUNT, RuleKind.RELEVANT, RuleKind.CALCULATE)
_Wanted = tuple[RuleKind, int, Compiled]


def build_graph(fields: tuple[Field, ...], body: tuple[Group | Control, ...]) -> Graph:
    """Return the rules of a questionnaire, ordered.

    Raises ``RuleError`` naming the fields whose relevance, calculation or number of rows wait for each other.
    """
    wanted = [*_of_binds(fields), *_of_body(body)]
    known = _Fields(fields)
    reads = [known.reads(formula, fields[target].path) for _kind, target, formula in wanted]
    ranks = _ranks(wanted, reads, fields)
    rules = tuple(
        Rule(index=index, kind=kind, target=target, formula=formula, rank=ranks[index])
        for index, (kind, target, formula) in enumerate(wanted)
    )
    readers: dict[int, list[Reader]] = defaultdict(list)
    inside: dict[int, list[Rule]] = defaultdict(list)
    of: dict[int, dict[RuleKind, Rule]] = defaultdict(dict)
    for rule in rules:
        path = fields[rule.target].path
        shared = shared_paths(rule.formula, path) if fields[rule.target].repeats else {}
        found: dict[int, int | None] = {}
        for read in reads[rule.index]:
            common = _shared_repeat(fields, read.field, shared.get(read.path), rule.target)
            found[read.field] = common if found.get(read.field, common) == common else None
        for field, common in found.items():
            readers[field].append(Reader(rule=rule, shared=common))
        for repeat in fields[rule.target].repeats:
            if rule.kind is not RuleKind.COUNT or repeat != rule.target:
                inside[repeat].append(rule)
        of[rule.target].setdefault(rule.kind, rule)
    repeats = [field.index for field in fields if field.is_repeat]
    return Graph(
        rules=rules,
        readers={field: tuple(found) for field, found in readers.items()},
        structure={repeat: _structure(repeat, fields, readers) for repeat in repeats},
        placed={repeat: _placed(repeat, fields, readers) for repeat in repeats},
        inside={repeat: tuple(found) for repeat, found in inside.items()},
        of=dict(of),
    )


def _of_binds(fields: tuple[Field, ...]) -> Iterator[_Wanted]:
    for field in fields:
        bind = field.bind
        for kind, formula in (
            (RuleKind.RELEVANT, bind.relevant),
            (RuleKind.CALCULATE, bind.calculate),
            (RuleKind.READONLY, bind.readonly),
            (RuleKind.REQUIRED, bind.required),
            (RuleKind.CONSTRAINT, bind.constraint),
        ):
            if formula is not None:
                yield kind, field.index, formula
        for words in (bind.required_message, bind.constraint_message):
            for output in words.outputs if words else ():
                yield RuleKind.LOOK, field.index, output


def _of_body(body: tuple[Group | Control, ...]) -> Iterator[_Wanted]:
    for item in walk(body):
        if item.field is None:
            continue
        if isinstance(item, Group) and item.count is not None:
            yield RuleKind.COUNT, item.field, item.count
        for words in (item.label, item.hint):
            for output in words.outputs if words else ():
                yield RuleKind.LOOK, item.field, output
        if isinstance(item, Control) and item.itemset is not None:
            yield RuleKind.LOOK, item.field, item.itemset.nodes


@dataclass(frozen=True, slots=True)
class _Read:
    """A field that a formula reads, the path it reads it by, and whether its answer matters or only its presence."""

    field: int
    path: str
    needs_answer: bool


class _Fields:
    """The fields as the paths that formulas read them by: ``*`` is any name, a container everything in it."""

    def __init__(self, fields: tuple[Field, ...]) -> None:
        self._by_path = {field.path: field.index for field in fields}
        self._below: dict[int, list[int]] = defaultdict(list)
        for field in fields:
            for above in field.lineage:
                self._below[above].append(field.index)
        self._split = [(field.index, field.path.split("/")) for field in fields]

    def reads(self, formula: Compiled, path: str) -> tuple[_Read, ...]:
        """Return what ``formula`` reads when it belongs to the field at ``path``."""
        found = [
            _Read(below, read, needs_answer=True)
            for read in formula.reads(path)
            for field in self._matching(read)
            for below in self._below[field]
        ]
        found += [
            _Read(field, read, needs_answer=False) for read in formula.counts(path) for field in self._matching(read)
        ]
        return tuple(sorted(set(found), key=lambda item: (item.field, item.path, item.needs_answer)))

    def _matching(self, path: str) -> list[int]:
        if path in self._by_path:
            return [self._by_path[path]]
        if path == "/":
            return [0]
        if "*" not in path and ":" not in path:
            return []
        steps = path.split("/")
        return [
            index
            for index, names in self._split
            if len(names) == len(steps) and all(_fits(*pair) for pair in zip(steps, names, strict=True))
        ]


def _fits(wanted: str, name: str) -> bool:
    if wanted.startswith("@") != name.startswith("@"):
        return False
    return wanted.removeprefix("@") == "*" or wanted.rpartition(":")[2] == name


def _shared_repeat(fields: tuple[Field, ...], read: int, top: str | None, target: int) -> int | None:
    """Return the innermost repeat around both fields that the path ``top`` does not leave."""
    if top is None:
        return None
    common = [index for index in fields[read].repeats if index in fields[target].repeats]
    held = [index for index in common if top == fields[index].path or top.startswith(fields[index].path + "/")]
    return held[-1] if held else None


def _structure(repeat: int, fields: tuple[Field, ...], readers: dict[int, list[Reader]]) -> tuple[Reader, ...]:
    """Return who must look again when rows of ``repeat`` come or go, wherever that is."""
    found: dict[tuple[int, int | None], Reader] = {}
    for field, reading in readers.items():
        if repeat in fields[field].repeats:
            for reader in reading:
                if not _is_within(repeat, reader, fields):
                    found[reader.rule.index, reader.shared] = reader
    return tuple(found.values())


def _placed(repeat: int, fields: tuple[Field, ...], readers: dict[int, list[Reader]]) -> tuple[Rule, ...]:
    """Return the rules that look at their own row of ``repeat``, so that its place matters."""
    return tuple(reader.rule for reader in readers.get(repeat, ()) if _is_within(repeat, reader, fields))


def _is_within(repeat: int, reader: Reader, fields: tuple[Field, ...]) -> bool:
    return reader.shared is not None and repeat in fields[reader.shared].repeats


def _ranks(wanted: list[_Wanted], reads: list[tuple[_Read, ...]], fields: tuple[Field, ...]) -> list[int]:
    providers: dict[tuple[RuleKind, int], list[int]] = defaultdict(list)
    for index, (kind, target, _formula) in enumerate(wanted):
        if kind in _DECIDING:
            providers[kind, target].append(index)
    after: dict[int, set[int]] = defaultdict(set)
    waits = [0] * len(wanted)
    for index, (kind, target, _formula) in enumerate(wanted):
        if kind not in _DECIDING:
            continue
        before: set[int] = set()
        for read in reads[index]:
            if read.needs_answer:
                before.update(providers[RuleKind.CALCULATE, read.field])
            for above in fields[read.field].lineage:
                before.update(providers[RuleKind.RELEVANT, above])
                before.update(providers[RuleKind.COUNT, above])
        for repeat in fields[target].repeats:
            if kind is not RuleKind.COUNT or repeat != target:
                before.update(providers[RuleKind.COUNT, repeat])
        if kind is RuleKind.COUNT:  # rows are added only where they are asked
            for above in fields[target].lineage[:-1]:
                before.update(providers[RuleKind.RELEVANT, above])
        for one in before:
            after[one].add(index)
        waits[index] = len(before)
    return _order(wanted, after, waits, fields)


def _order(wanted: list[_Wanted], after: dict[int, set[int]], waits: list[int], fields: tuple[Field, ...]) -> list[int]:
    ready = [index for index, count in enumerate(waits) if count == 0]
    heapq.heapify(ready)
    ranks = [-1] * len(wanted)
    place = 0
    while ready:
        index = heapq.heappop(ready)
        ranks[index] = place
        place += 1
        for follower in after[index]:
            waits[follower] -= 1
            if waits[follower] == 0:
                heapq.heappush(ready, follower)
    stuck = {index for index, rank in enumerate(ranks) if rank < 0}
    if stuck:
        names = [fields[wanted[index][1]].name for index in _circle(stuck, after)]
        if len(names) > _MANY:
            names = [*names[: _MANY - 2], "…", names[-1]]
        raise RuleError(
            N_("These questions wait for each other in a circle: {names}. Change one of their formulas."),
            names=" → ".join(names),
        )
    return ranks


def _circle(stuck: set[int], after: dict[int, set[int]]) -> list[int]:
    """Return one circle among the rules that could not be ordered, closed: the first is also the last."""
    before: dict[int, list[int]] = defaultdict(list)
    for one in stuck:
        for follower in after[one]:
            before[follower].append(one)
    walked: list[int] = []
    seen: set[int] = set()
    index = min(stuck)
    while index not in seen:
        seen.add(index)
        walked.append(index)
        index = min(one for one in before[index] if one in stuck)
    return [index, *reversed(walked[walked.index(index) :])]
