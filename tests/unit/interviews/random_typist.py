"""Types at random into an interview: sensible and senseless answers, rows added and removed."""

from __future__ import annotations

import random

from poverty_desktop.domain.values import Why
from poverty_desktop.errors import RuleError
from poverty_desktop.interviews import questions
from poverty_desktop.interviews.draft import DraftRow
from poverty_desktop.interviews.form import Control
from poverty_desktop.interviews.instance import Answer
from poverty_desktop.interviews.interview import Interview
from poverty_desktop.interviews.outline import reading_order

_SENSELESS = ("", " ", "abc", "-3", "999999", "２０２６年1月5日", "1 2 3", "'\"<&>", "=1+1", "0.50", "王小明")


def type_at_random(interview: Interview, choose: random.Random, steps: int) -> list[DraftRow]:
    """Take ``steps`` random steps and return the rows to store."""
    rows: list[DraftRow] = []
    for _step in range(steps):
        row = _step_at_random(interview, choose)
        if row is not None:
            rows.append(row)
    return rows


def _step_at_random(interview: Interview, choose: random.Random) -> DraftRow | None:
    asked = list(reading_order(interview.form, interview.running.tree))
    chance = choose.random()
    try:
        if chance < 0.08:
            return interview.add_repeat(choose.choice(_tables(interview) or ["/none"])).row
        if chance < 0.13:
            return interview.remove_repeat(choose.choice(_rows(interview) or ["/none"])).row
        if not asked:
            return None
        control, node = choose.choice(asked)
        if chance < 0.2:
            return interview.answer_nothing(node.path, choose.choice(list(Why)[1:])).row
        if chance < 0.22:
            return interview.annotate(node.path, "look again").row
        if chance < 0.24:
            return interview.move(node.path)
        return interview.answer(node.path, _answer(interview, control, node, choose)).row
    except RuleError:
        return None  # read-only, calculated, or a table whose rows are settled: as the screen would find


def _tables(interview: Interview) -> list[str]:
    form, tree = interview.form, interview.running.tree
    return [
        f"{parent.path}/{field.name}"
        for field in form.fields
        if field.is_repeat and field.parent is not None
        for parent in tree.nodes(field.parent)
    ]


def _rows(interview: Interview) -> list[str]:
    return [node.path for node in interview.running.tree.root.subtree() if node.field.is_repeat]


def _answer(interview: Interview, control: Control, node: Answer, choose: random.Random) -> str:
    if choose.random() < 0.15:
        return choose.choice(_SENSELESS)
    codes = [choice.code for choice in questions.question(interview, node.path).choices]
    if codes:
        count = choose.randint(1, min(3, len(codes))) if control.kind in {"select_multiple", "rank"} else 1
        return " ".join(choose.sample(codes, count))
    match control.kind:
        case "integer" | "range":
            return str(choose.randint(0, 6))
        case "decimal":
            return f"{choose.randint(0, 500)}.{choose.randint(0, 99)}"
        case "date":
            return f"20{choose.randint(10, 30)}-{choose.randint(1, 12)}-{choose.randint(1, 28)}"
        case "time":
            return f"{choose.randint(0, 23)}:30"
        case "datetime":
            return f"2026-11-{choose.randint(1, 30)} 08:30"
        case "geopoint":
            return "30.39 111.45 80 5"
        case "acknowledge":
            return "OK"
        case _:
            return choose.choice(["a", "b", "王磊", "long answer"])
