"""JavaRosa beside our engine: the same answers into both, and every value and relevance compared after each."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from poverty_desktop.errors import RuleError
from poverty_desktop.expressions.functions import FUNCTIONS
from poverty_desktop.expressions.tree import Call, walk
from poverty_desktop.interviews import questions
from poverty_desktop.interviews.draft import DraftHead
from poverty_desktop.interviews.form import Control, Form
from poverty_desktop.interviews.form import walk as walk_body
from poverty_desktop.interviews.instance import Answer
from poverty_desktop.interviews.interview import Interview
from poverty_desktop.interviews.load import load_form
from poverty_desktop.interviews.outline import reading_order
from poverty_desktop.interviews.submission import submitted_text

DEVICE = ("deviceid", "username", "phonenumber", "email", "simserial", "subscriberid")
CHINA, JAPAN = "Asia/Shanghai", "Asia/Tokyo"
TEXTS = ("", "a", "b c", "12", "3.5", "0", "-1", "1,5", "王磊", "2026-01-05", "true", "long answer", "o'neil <&>")


def zone_name() -> str:
    """Return a zone in which it is not about to be midnight, since both engines read the real clock."""
    now = datetime.now(ZoneInfo(CHINA))
    return JAPAN if (now + timedelta(minutes=10)).date() > now.date() else CHINA


class Reference:
    """JavaRosa in a process of its own."""

    def __init__(self, zone: str) -> None:
        script = Path(__file__).with_name("javarosa_process.py")
        self._process = subprocess.Popen(
            [sys.executable, str(script), zone],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        )

    def ask(self, **request: Any) -> dict[str, Any]:
        """Return the reply to one request (see ``javarosa_process``)."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(json.dumps(request) + "\n")
        stdin.flush()
        line = stdout.readline()
        if not line:
            raise RuntimeError("JavaRosa did not start: is there a Java runtime (default-jre-headless)?")
        reply: dict[str, Any] = json.loads(line)
        return reply

    def close(self) -> None:
        """End the process."""
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()
        self._process.wait(timeout=30)


@dataclass(slots=True)
class Score:
    """What was compared and what differed."""

    values: int = 0
    steps: int = 0
    differences: list[str] = field(default_factory=list)


def compare(reference: Reference, xform: str, folder: Path, *, zone: str, seed: int, steps: int) -> Score:
    """Type ``steps`` random answers into both engines and compare everything after each."""
    form, here, score = load_form(xform), ZoneInfo(zone), Score()
    head = DraftHead(
        form_id=form.form_id,
        form_version=form.version,
        seed=seed.to_bytes(16, "big"),
        started_at=datetime.now(here).isoformat(timespec="milliseconds"),
        properties=dict.fromkeys(DEVICE, "found"),
    )
    file = folder / "form.xml"
    file.write_text(xform, encoding="utf-8")
    interview = Interview.start(form, head, now=lambda: datetime.now(here))
    unlike = unlike_fields(form)
    _compare(score, interview, reference.ask(do="open", path=str(file)), unlike, "start")
    choose = random.Random(seed)
    while score.steps < steps and not score.differences:
        request = _step(interview, choose)
        if request is not None:
            score.steps += 1
            _compare(score, interview, reference.ask(**request), unlike, f"seed {seed}, step {score.steps}: {request}")
    return score


def unlike_fields(form: Form) -> frozenset[str]:
    """Return the fields whose values must differ; that both are blank or both filled is compared all the same.

    - the moment and chance: what ``now()``, ``random()`` and ``uuid()`` give, and what follows from it;
    - a formula over a question of type ``time``: JavaRosa reads it as that time of today, so that in a text it is
      today's date and the answer itself is lost. Ours stays the time.
    """
    found = {
        item.path
        for item in form.fields
        if item.bind.preload in {"timestamp", "uid", "property", "context"} or item.path.endswith("/meta/entity/@id")
    }
    times = {item.path for item in form.fields if item.bind.type == "time"}
    formulas = [(item.path, item.bind.calculate) for item in form.fields if item.bind.calculate is not None]
    actions = [*form.actions, *(action for item in walk_body(form.body) for action in item.actions)]
    formulas += [(form.fields[action.target].path, action.value) for action in actions if action.value is not None]
    for path, formula in formulas:
        named = {part.name for part in walk(formula.tree) if isinstance(part, Call)}
        if any(name in FUNCTIONS and FUNCTIONS[name].varies for name in named - {"today", "randomize"}):
            found.add(path)
        if times & formula.reads(path):
            found.add(path)
    size = -1
    while size != len(found):
        size = len(found)
        found |= {path for path, formula in formulas if found & formula.reads(path)}
    return frozenset(found)


def _compare(score: Score, interview: Interview, reply: dict[str, Any], unlike: frozenset[str], what: str) -> None:
    if "error" in reply:
        score.differences.append(f"{what}: JavaRosa says {reply['error']}")
        return
    theirs = reply["values"]
    ours = {node.path: node for node in interview.running.tree.root.subtree() if node.kind == "element"}
    score.values += len(theirs)
    for path in [*ours, *(path for path in theirs if path not in ours)]:
        node = ours.get(path)
        mine = None if node is None else [_flags(node), "" if node.children else submitted_text(interview, node)]
        other = theirs.get(path)
        if mine != other and not _alike(node, mine, other, unlike):
            score.differences.append(f"{what}: {path}: ours {mine}, JavaRosa {other}")


def _flags(node: Answer) -> str:
    return ("r" if node.relevant else "") + ("q" if node.is_required else "")


def _alike(node: Answer | None, mine: list[str] | None, other: list[str] | None, unlike: frozenset[str]) -> bool:
    if node is None or mine is None or other is None or mine[0] != other[0]:
        return False
    if node.field.path in unlike:
        return bool(mine[1]) == bool(other[1])
    try:  # 2 and 2.0 are one value
        return abs(float(mine[1]) - float(other[1])) <= 1e-9 * max(1.0, abs(float(other[1])))
    except ValueError:
        return False


def _step(interview: Interview, choose: random.Random) -> dict[str, Any] | None:
    """Take one random step and return it as a request, None where nothing could be done."""
    chance = choose.random()
    try:
        if chance < 0.10:
            tables = [path for path in _tables(interview) if questions.table(interview, path).is_relevant]
            return {"do": "add", "path": interview.add_repeat(choose.choice(tables)).path} if tables else None
        if chance < 0.15:
            rows = [node for node in interview.running.tree.root.subtree() if node.field.is_repeat and node.relevant]
            path = choose.choice(rows).path if rows else ""
            return {"do": "remove", "path": interview.remove_repeat(path).path} if rows else None
    except RuleError:
        return None  # the number of rows is settled by an answer
    asked = [
        (control, node)
        for control, node in reading_order(interview.form, interview.running.tree)
        if node.relevant and not node.is_readonly and control.kind != "note" and node.field.bind.calculate is None
    ]
    if not asked:
        return None
    control, node = choose.choice(asked)
    path = node.path
    interview.answer(path, random_answer(interview, control, path, choose))
    return {"do": "answer", "path": path, "text": submitted_text(interview, interview.running.tree.find(path))}


def _tables(interview: Interview) -> Iterator[str]:
    for item in interview.form.fields:
        if item.is_repeat and item.parent is not None:
            for parent in interview.running.tree.nodes(item.parent):
                yield f"{parent.path}/{item.name}"


def random_answer(interview: Interview, control: Control, path: str, choose: random.Random) -> str:
    """Return a well-written answer to the question at ``path``, sometimes none."""
    if choose.random() < 0.12:
        return ""
    codes = [choice.code for choice in questions.question(interview, path).choices]
    if control.kind in {"select_one", "select_multiple", "rank"}:
        count = 1 if control.kind == "select_one" else choose.randint(1, len(codes) or 1)
        return " ".join(choose.sample(codes, min(count, len(codes))))
    match control.kind:
        case "integer":
            return str(choose.randint(-3, 120))
        case "range":
            return str(choose.randint(0, 10))
        case "decimal":
            return f"{choose.randint(-5, 900)}.{choose.randint(0, 99):02d}"
        case "date":
            return f"{choose.randint(1950, 2030)}-{choose.randint(1, 12):02d}-{choose.randint(1, 28):02d}"
        case "time":
            return f"{choose.randint(0, 23):02d}:{choose.randint(0, 59):02d}"
        case "datetime":
            return f"20{choose.randint(10, 30)}-11-{choose.randint(1, 30):02d} {choose.randint(0, 23):02d}:30"
        case "geopoint":
            return f"30.{choose.randint(1, 99)} 111.45 80 5"
        case "geotrace" | "geoshape":
            return ""
        case "acknowledge":
            return "OK"
        case _:
            return choose.choice(TEXTS)
