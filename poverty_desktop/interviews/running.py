"""The state of a running interview: its tree, its moment, its random numbers, and what formulas may look at."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from hashlib import sha256
from uuid import UUID

from poverty_desktop.expressions.context import Context
from poverty_desktop.expressions.errors import ExpressionError
from poverty_desktop.expressions.evaluate import Compiled
from poverty_desktop.expressions.nodes import Node
from poverty_desktop.interviews import events
from poverty_desktop.interviews.choices import choices_of, is_fixed
from poverty_desktop.interviews.draft import DraftHead
from poverty_desktop.interviews.form import Control, Form
from poverty_desktop.interviews.instance import Answer, Choice, Tree
from poverty_desktop.interviews.judging import find_problem
from poverty_desktop.interviews.kinds import value_type
from poverty_desktop.interviews.load_body import resolve
from poverty_desktop.interviews.recalculation import Recalculation
from poverty_desktop.interviews.results import written
from poverty_desktop.interviews.secondary import records_instance


class Running:
    """Everything that one interview holds; the steps are in ``interview.Interview``."""

    def __init__(self, form: Form, head: DraftHead, instances: Mapping[str, Node]) -> None:
        self.form = form
        self.head = head
        self.language = head.language if head.language in form.languages else form.default_language
        self.tree = Tree(form)
        self.recalculation = Recalculation(form, self.tree, self)
        self.troubled: dict[Answer, None] = {}
        self.failures: dict[str, ExpressionError] = {}  # formulas that failed while they ran, by template path
        self._instances = _with_empty(form, instances)
        self._lookups: dict[tuple[str, str], dict[str, Node]] = {}
        self._fixed_choices: dict[tuple[int, str], tuple[Choice, ...]] = {}
        self._is_fixed: dict[int, bool] = {}
        self.begin(0, datetime.fromisoformat(head.started_at))

    def begin(self, step: int, moment: datetime) -> None:
        """Make everything that follows happen at ``moment``, with the random numbers of this step."""
        self.moment = moment
        digest = sha256(self.head.seed + step.to_bytes(8, "big")).digest()
        self._random = random.Random(digest)  # noqa: S311 - must come out alike in a replay

    def uuid(self) -> str:
        """Return a new id, the same one when the step is replayed."""
        return str(UUID(int=self._random.getrandbits(128), version=4))

    def context(self, node: Node) -> Context:
        """Return what the formulas of ``node`` may look at."""
        return Context(
            node=node,
            document=self.tree.document,
            now=self.moment,
            instances=self._instances,
            random=self._random.random,
            uuid=self.uuid,
            itext=self._itext,
            choice_name=partial(self._choice_name, node),
            pulldata=self._pulldata,
            setting=self._setting,
            version=self.form.version,
        )

    def holds(self, formula: Compiled | None, node: Answer, *, otherwise: bool) -> bool:
        """Return whether ``formula`` is true for ``node``; ``otherwise`` where there is none or it fails."""
        if formula is None:
            return otherwise
        try:
            return formula.as_boolean(self.context(node))
        except ExpressionError as error:
            self.failures[node.field.path] = error
            return otherwise

    def result(self, formula: Compiled, node: Answer) -> tuple[str, str]:
        """Return text and type that ``formula`` gives ``node``; no text where it fails."""
        bind, control = node.field.bind, self.form.controls.get(node.field.index)
        context = self.context(node)
        try:
            value = formula.evaluate(context)
            return written(value, bind.type, value_type(bind, control.kind if control else ""), context)
        except ExpressionError as error:
            self.failures[node.field.path] = error
            return "", bind.type

    def number(self, formula: Compiled, node: Answer) -> float:
        """Return the number that ``formula`` gives for ``node``, 0 where it fails."""
        try:
            return formula.as_number(self.context(node))
        except ExpressionError as error:
            self.failures[node.field.path] = error
            return 0.0

    def can_remove(self, row: Answer) -> bool:
        """Say whether ``row`` may go: of a table whose number of rows is settled only what is above that number."""
        group, parent = self.form.groups[row.field.index], row.up
        if group.count is None or parent is None:
            return not group.no_add_remove
        return not self.number(group.count, row) >= len(parent.by_name[row.name])

    def greet(self, row: Answer) -> None:
        """Fill a new row: preloads, then what ``odk-new-repeat`` sets, then ids of entities that still have none."""
        events.preload(self, row)
        events.new_row(self, row)
        events.give_ids(self, row)

    def judge(self, node: Answer) -> None:
        """Look again for a problem with ``node``."""
        control = self.form.controls.get(node.field.index)
        if control is None:
            return
        node.problem = find_problem(self, control, node)
        if node.problem:
            self.troubled[node] = None
        else:
            self.troubled.pop(node, None)

    def choices(self, control: Control, node: Answer) -> tuple[Choice, ...]:
        """Return the choices of a question as they stand now."""
        field = control.field
        if field not in self._is_fixed:
            self._is_fixed[field] = is_fixed(self.form, control)
        if self._is_fixed[field]:
            key = (field, self.language)
            if key not in self._fixed_choices:
                self._fixed_choices[key] = self._work_out_choices(control, node)
            return self._fixed_choices[key]
        if node.choices is None:
            node.choices = self._work_out_choices(control, node)
        return node.choices

    def set_language(self, language: str) -> None:
        """Show all words in ``language`` of the form from now on."""
        self.language = language if language in self.form.languages else self.form.default_language
        for node in self.tree.root.subtree():
            node.choices = None

    def near(self, field: int, node: Answer) -> list[Answer]:
        """Return the nodes of ``field`` that share as many rows with ``node`` as possible."""
        shared = [item for item in self.form.fields[field].repeats if item in node.field.repeats]
        return self.tree.nodes(field, node.row(shared[-1]) if shared else None)

    def _work_out_choices(self, control: Control, node: Answer) -> tuple[Choice, ...]:
        try:
            return choices_of(self.form, control, self.language, self.context(node), self.context)
        except ExpressionError as error:
            self.failures[node.field.path] = error
            return ()

    def _itext(self, identity: str) -> str:
        words = self.form.texts.get(identity)
        return words.say(self.language) if words else f"[itext:{identity}]"

    def _choice_name(self, node: Node, value: str, path: str) -> str:
        around = node.field.path if isinstance(node, Answer) else ""
        field = self.form.by_path.get(resolve(path.strip().removeprefix("current()/"), around))
        control = self.form.controls.get(field.index) if field else None
        if control is None:
            return ""
        nodes = self.near(control.field, node) if isinstance(node, Answer) else self.tree.nodes(control.field)
        if not nodes:
            return ""
        return next((item.label for item in self.choices(control, nodes[0]) if item.code == value), "")

    def _pulldata(self, file: str, column: str, key_column: str, key: str) -> str:
        name = file.removesuffix(".csv")
        if (name, key_column) not in self._lookups:
            document = self._instances.get(name)
            root = document.children[0] if document is not None and document.children else None
            found: dict[str, Node] = {}
            for item in root.children if root is not None else ():
                text = next((cell.text for cell in item.children if cell.name == key_column), None)
                if text is not None:
                    found.setdefault(text, item)
            self._lookups[name, key_column] = found
        row = self._lookups[name, key_column].get(key)
        return next((cell.text for cell in row.children if cell.name == column), "") if row is not None else ""

    def _setting(self, name: str) -> str:
        return self.head.properties.get(name, "")


def _with_empty(form: Form, instances: Mapping[str, Node]) -> Mapping[str, Node]:
    missing = {name: records_instance(()) for name in form.external if name not in instances}
    return {**missing, **form.instances, **instances}
