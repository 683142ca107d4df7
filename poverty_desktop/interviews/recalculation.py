"""Carries one change through a running interview: only the formulas that it reaches, each once, in order."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable
from typing import Protocol

from poverty_desktop.domain.values import Why
from poverty_desktop.expressions.evaluate import Compiled
from poverty_desktop.interviews.form import Field, Form
from poverty_desktop.interviews.instance import Answer, Tree
from poverty_desktop.interviews.rules import Reader, Rule, RuleKind

MAX_ROWS = 20_000
"""The most rows that all tables of one interview may have: above, it refuses rather than hangs."""


class Host(Protocol):
    """What the recalculation needs of the interview around it."""

    def holds(self, formula: Compiled | None, node: Answer, *, otherwise: bool) -> bool:
        """Return whether ``formula`` is true for ``node``."""

    def result(self, formula: Compiled, node: Answer) -> tuple[str, str]:
        """Return text and type that ``formula`` gives ``node``."""

    def number(self, formula: Compiled, node: Answer) -> float:
        """Return the number that ``formula`` gives for ``node``."""

    def greet(self, row: Answer) -> None:
        """Fill a new row: defaults, preloads and ids."""

    def judge(self, node: Answer) -> None:
        """Look again for a problem with ``node``."""


class Recalculation:
    """Formulas waiting to be worked out, and the nodes that changed since :meth:`take_changed`."""

    def __init__(self, form: Form, tree: Tree, host: Host) -> None:
        self._form = form
        self._tree = tree
        self._host = host
        self._heap: list[int] = []
        self._waiting: dict[int, dict[Answer, None]] = {}
        self._sinks: dict[tuple[int, Answer], Rule] = {}
        self._growing: dict[tuple[int, Answer], Rule] = {}
        self._suspects: dict[Answer, None] = {}
        self._changed: dict[Answer, None] = {}
        self._tables: dict[str, None] = {}
        self.overfull: dict[tuple[Answer, int], None] = {}
        self._by_rank = {rule.rank: rule for rule in form.graph.rules}
        self._counts: dict[int, list[Rule]] = {}
        for rule in form.graph.rules:
            if rule.kind is RuleKind.COUNT:
                self._counts.setdefault(form.fields[rule.target].lineage[-2], []).append(rule)

    def set_text(self, node: Answer, text: str, why: Why, *, type_: str = "") -> bool:
        """Give ``node`` a new text and wake its readers; say whether it is another one.

        ``type_`` is what formulas read it as, by default the type of the field's bind.
        """
        type_ = type_ or node.field.bind.type
        if node.text == text and node.why is why and node.type == type_:
            return False
        is_new = node.text != text or node.type != type_
        node.text, node.why, node.type = text, why, type_
        if is_new:
            self.touch(node)
        self._suspects[node] = None
        self._changed[node] = None
        return is_new

    def touch(self, node: Answer) -> None:
        """Wake every formula that reads ``node``."""
        for reader in self._form.graph.readers.get(node.field.index, ()):
            self._wake(reader, node)

    def touch_rows(self, parent: Answer, repeat: Field, place: int) -> None:
        """Wake every formula that reads rows of ``repeat`` in ``parent``, because one came or went at ``place``."""
        self._tables[f"{parent.path}/{repeat.name}"] = None
        for reader in self._form.graph.structure.get(repeat.index, ()):
            self._wake(reader, parent)
        for row in parent.by_name.get(repeat.name, [])[place - 1 :]:
            for rule in self._form.graph.placed.get(repeat.index, ()):
                self.schedule(rule, self._targets(rule, row))

    def schedule(self, rule: Rule, nodes: Iterable[Answer]) -> None:
        """Have ``rule`` worked out for ``nodes``."""
        if rule.kind >= RuleKind.READONLY:
            for node in nodes:
                self._sinks[rule.index, node] = rule
            return
        if rule.kind is RuleKind.COUNT:
            for node in nodes:
                self._growing[rule.rank, node] = rule
            return
        waiting = self._waiting.get(rule.rank)
        if waiting is None:
            waiting = self._waiting[rule.rank] = {}
            heapq.heappush(self._heap, rule.rank)
        for node in nodes:
            waiting[node] = None

    def schedule_all(self) -> None:
        """Have every formula worked out everywhere, and every answer judged."""
        for rule in self._form.graph.rules:
            self.schedule(rule, self._targets(rule, None))
        for node in self._tree.root.subtree():
            self._suspects[node] = None

    def enter(self, parent: Answer, row: Answer) -> None:
        """Put a new row into the tree, fill it, and have its formulas worked out."""
        self._tree.insert(parent, row)
        if not parent.relevant:
            for node in row.subtree():
                node.relevant = False
        self._host.greet(row)
        for rule in self._form.graph.inside.get(row.field.index, ()):
            self.schedule(rule, self._targets(rule, row))
        for node in row.subtree():
            self._suspects[node] = None
        self.touch_rows(parent, row.field, row.position)

    def leave(self, row: Answer) -> None:
        """Take a row out of the tree."""
        parent = row.up
        assert parent is not None
        self._tree.remove(row)
        self.touch_rows(parent, row.field, row.position)

    def run(self) -> None:
        """Work out everything that waits but the numbers of rows, which :meth:`settle` looks at."""
        while self._heap:
            rank = heapq.heappop(self._heap)
            rule = self._by_rank[rank]
            for node in self._waiting.pop(rank):
                self._decide(rule, node)
        sinks, self._sinks = self._sinks, {}
        for (_index, node), rule in sinks.items():
            self._settle(rule, node)
        suspects, self._suspects = self._suspects, {}
        for node in suspects:
            before = node.problem
            self._host.judge(node)
            if node.problem != before:
                self._changed[node] = None

    def settle(self) -> None:
        """Work out everything that waits, and add the rows that are asked for then; afterwards nothing waits.

        Rows come last, as in JavaRosa, where one comes to a table only later: what an answer sets off
        (``xforms-value-changed``) sees the rows of before, and a number that is not settled yet adds none.
        """
        self.run()
        while self._growing:
            first = min(rank for rank, _parent in self._growing)
            for rank, parent in [key for key in self._growing if key[0] == first]:
                rule = self._growing.pop((rank, parent))
                if self._tree.holds(parent):
                    self._count(rule, parent)
            self.run()

    @property
    def changed_nodes(self) -> Collection[Answer]:
        """Return what looks different since the last :meth:`take_changed`, also nodes that were removed since."""
        return self._changed

    def take_changed(self) -> frozenset[str]:
        """Return the concrete paths of what looks different since the last call, tables by their own path."""
        paths = {*self._tables, *(node.path for node in self._changed if self._tree.holds(node))}
        self._changed, self._tables = {}, {}
        return frozenset(paths)

    def mark(self, node: Answer) -> None:
        """Count ``node`` among the changed ones."""
        self._changed[node] = None

    def _wake(self, reader: Reader, node: Answer) -> None:
        row = node.row(reader.shared) if reader.shared is not None else None
        self.schedule(reader.rule, self._targets(reader.rule, row))
        repeat = self._form.fields[reader.rule.target]
        if reader.rule.kind is RuleKind.RELEVANT and repeat.is_repeat and reader.shared != repeat.index:
            for parent in self._tree.nodes(repeat.lineage[-2], row):  # of an empty table no row tells
                self._tables[f"{parent.path}/{repeat.name}"] = None
                self._recount(parent)

    def _recount(self, parent: Answer) -> None:
        for rule in self._counts.get(parent.field.index, ()):
            self.schedule(rule, [parent])

    def _targets(self, rule: Rule, row: Answer | None) -> list[Answer]:
        field = rule.target
        if rule.kind is RuleKind.COUNT:
            parent = self._form.fields[field].parent
            assert parent is not None
            field = parent
        return self._tree.nodes(field, row)

    def _decide(self, rule: Rule, node: Answer) -> None:
        if rule.kind is RuleKind.RELEVANT:
            node.own_relevant = self._host.holds(rule.formula, node, otherwise=True)
            above = node.up
            self._spread(node, is_relevant=above is None or above.relevant)
        elif not node.is_pinned:
            text, node_type = self._host.result(rule.formula, node)
            self.set_text(node, text, Why.VALUE if text else Why.BLANK, type_=node_type)

    def _spread(self, node: Answer, *, is_relevant: bool) -> None:
        """Give ``node`` and everything in it the relevance that follows from its own and its parent's."""
        waiting = [(node, is_relevant)]
        while waiting:
            item, above = waiting.pop()
            relevant = above and item.own_relevant
            if item.relevant == relevant:
                continue
            item.relevant = relevant
            if relevant:
                self._recount(item)
            self._changed[item] = None
            self._suspects[item] = None
            self.touch(item)
            for below in (*item.children, *item.attributes):
                assert isinstance(below, Answer)
                waiting.append((below, relevant))

    def _count(self, rule: Rule, parent: Answer) -> None:
        """Add rows up to the number that is asked for.

        None is ever taken away, so that a wrong number destroys no answers (ODK XForms, ``jr:count``); the interviewer
        may remove the surplus ones. A blank number asks for nothing, and so does a table that is not relevant.
        """
        repeat = self._form.fields[rule.target]
        ghost = Answer(repeat)
        ghost.parent = parent
        number = self._host.number(rule.formula, ghost)
        rows = len(parent.by_name.get(repeat.name, ()))
        self.overfull.pop((parent, repeat.index), None)
        self._tables[f"{parent.path}/{repeat.name}"] = None
        if not number > rows or not parent.relevant:
            return
        if not self._host.holds(repeat.bind.relevant, ghost, otherwise=True):
            return
        if number - rows > MAX_ROWS - self._tree.row_count:
            self.overfull[parent, repeat.index] = None
            return
        for _missing in range(rows, int(number)):
            self.enter(parent, self._tree.new_row(repeat.index))

    def _settle(self, rule: Rule, node: Answer) -> None:
        if rule.kind is RuleKind.LOOK:
            node.choices = None
            self._changed[node] = None
        elif rule.kind is not RuleKind.CONSTRAINT:
            holds = self._host.holds(rule.formula, node, otherwise=False)
            before = node.is_readonly if rule.kind is RuleKind.READONLY else node.is_required
            if holds == before:
                return
            if rule.kind is RuleKind.READONLY:
                node.is_readonly = holds
            else:
                node.is_required = holds
            self._changed[node] = None
        self._suspects[node] = None
