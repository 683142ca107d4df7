"""Another engine beside ours: the same answers into both, and every value and relevance compared after each."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import zip_longest
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from lxml import etree

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
from poverty_desktop.interviews.problems import CHOICE
from poverty_desktop.interviews.submission import instance_xml, submitted_text

FOLDER = Path(__file__).parent
DEVICE = ("deviceid", "username", "phonenumber", "email", "simserial", "subscriberid")
CHINA, JAPAN = "Etc/GMT-8", "Etc/GMT-9"  # their present offsets, without the summer time of 1986 to 1991
TEXTS = ("", "a", "b c", "12", "3.5", "0", "-1", "1,5", "王磊", "2026-01-05", "true", "long answer", "o'neil <&>")


def zone_name() -> str:
    """Return a zone in which it is not about to be midnight, since both engines read the real clock."""
    now = datetime.now(ZoneInfo(CHINA))
    return JAPAN if (now + timedelta(minutes=10)).date() > now.date() else CHINA


class Reference:
    """Another engine in a process of its own: one JSON request per line in, one reply per line out."""

    def __init__(self, command: Sequence[str], zone: str) -> None:
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONIOENCODING": "utf-8", "TZ": zone},
        )

    def ask(self, **request: Any) -> dict[str, Any]:
        """Return the reply to one request."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(json.dumps(request) + "\n")
        stdin.flush()
        line = stdout.readline()
        if not line:
            raise RuntimeError("the other engine did not start")
        reply: dict[str, Any] = json.loads(line)
        return reply

    def close(self) -> None:
        """End the process."""
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()
        self._process.wait(timeout=30)


def javarosa(zone: str) -> Reference:
    """Return JavaRosa, which needs a Java runtime (``.ci/prepare test`` installs one)."""
    return Reference([sys.executable, str(FOLDER / "javarosa_process.py"), zone], zone)


def web_forms(zone: str) -> Reference:
    """Return the engine of ODK Web Forms, which needs Node and ``npm ci --prefix tests/oracles/web_forms``."""
    # a form of 5,000 questions takes it more than Node's usual ceiling
    return Reference(["node", "--max-old-space-size=6000", str(FOLDER / "web_forms" / "engine.mjs")], zone)


Alike = Callable[[Answer, str, str], bool]
"""Says whether two texts that differ, ours and the other engine's, are one value all the same."""


def as_numbers(_node: Answer, mine: str, other: str) -> bool:
    """Say whether both are the same number: 2 and 2.0 are one value."""
    try:
        return abs(float(mine) - float(other)) <= 1e-9 * max(1.0, abs(float(other)))
    except ValueError:
        return False


@dataclass(slots=True)
class Score:
    """What was compared and what differed."""

    interview: Interview
    unlike: frozenset[str]
    values: int = 0
    steps: int = 0
    differences: list[str] = field(default_factory=list)


def compare(
    reference: Reference,
    xform: str,
    folder: Path,
    *,
    zone: str,
    seed: int,
    steps: int,
    alike: Alike = as_numbers,
    clears: bool = False,
) -> Score:
    """Type ``steps`` random answers into both engines and compare everything after each.

    With ``clears`` a choice that an answer took out of its list is erased in both before they are compared, as the
    engine of Web Forms does by itself; ours keeps it and says that it is no choice any more.
    """
    form, here = load_form(xform), ZoneInfo(zone)
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
    score = Score(interview=interview, unlike=unlike)
    _compare(score, interview, reference.ask(do="open", path=str(file)), unlike, alike, "start")
    choose = random.Random(seed)
    while score.steps < steps and not score.differences:
        request = _step(interview, choose)
        if request is not None:
            score.steps += 1
            if clears:
                request = _cleared(interview, reference, request)
            _compare(
                score, interview, reference.ask(**request), unlike, alike, f"seed {seed}, step {score.steps}: {request}"
            )
    return score


def compare_submissions(score: Score, reference: Reference) -> None:
    """Compare the XML that both engines would send now: the same elements and attributes with the same texts."""
    ours = _flat(etree.fromstring(instance_xml(score.interview)), "")
    theirs = _flat(etree.fromstring(reference.ask(do="submit")["xml"].encode()), "")
    ours, theirs = (sorted(found, key=lambda pair: pair[0]) for found in (ours, theirs))
    for mine, other in zip_longest(ours, theirs, fillvalue=("", "")):
        alike = mine[0] == other[0] and (mine[1] == other[1] or mine[0] in score.unlike)
        if not alike and not (mine[0] == other[0] and as_numbers(score.interview.running.tree.root, mine[1], other[1])):
            score.differences.append(f"submission: ours {mine}, theirs {other}")


def _flat(element: etree._Element, above: str) -> Iterator[tuple[str, str]]:
    path = f"{above}/{etree.QName(element).localname}"
    yield path, "" if len(element) else element.text or ""
    for name, text in sorted(element.attrib.items()):
        yield f"{path}/@{etree.QName(name).localname}", text
    for child in element:
        yield from _flat(child, path)


def _cleared(interview: Interview, reference: Reference, request: dict[str, Any]) -> dict[str, Any]:
    """Erase choices that are none any more; return the request that is still to be sent."""
    while gone := next((item for item in interview.problems() if item.kind == CHOICE), None):
        reference.ask(**request)
        interview.answer(gone.path, "")
        request = {"do": "answer", "path": gone.path, "text": ""}
    return request


def unlike_fields(form: Form) -> frozenset[str]:
    """Return the fields whose values may differ.

    - the moment and chance: what ``now()``, ``random()`` and ``uuid()`` give, and what follows from it;
    - a formula in a row that reads other rows of its table (``indexed-repeat(…, position(..) - 1)``): JavaRosa works it
      out again only in the row that was answered, so that the others keep an old value;
    - a formula from outside over a table inside a table: JavaRosa does not work it out again when a row of the outer
      one is removed;
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
    for field_index, readers in form.graph.readers.items():
        for reader in readers:
            target = form.fields[reader.rule.target]
            common = set(form.fields[field_index].repeats) & set(target.repeats)
            is_nested = not common and len(form.fields[field_index].repeats) > 1
            if is_nested or (common and reader.shared not in common):
                found.add(target.path)
    size = -1
    while size != len(found):
        size = len(found)
        found |= {path for path, formula in formulas if found & formula.reads(path)}
    return frozenset(found)


def _compare(
    score: Score, interview: Interview, reply: dict[str, Any], unlike: frozenset[str], alike: Alike, what: str
) -> None:
    if "error" in reply:
        score.differences.append(f"{what}: the other engine says {reply['error']}")
        return
    theirs = reply["values"]
    ours = {node.path: node for node in interview.running.tree.root.subtree() if node.kind == "element"}
    score.values += len(theirs)
    for path in [*ours, *(path for path in theirs if path not in ours)]:
        node = ours.get(path)
        mine = None if node is None else [_flags(node), "" if node.children else submitted_text(interview, node)]
        other = theirs.get(path)
        if mine != other and not _alike(node, mine, other, unlike, alike):
            score.differences.append(f"{what}: {path}: ours {mine}, theirs {other}")


def _flags(node: Answer) -> str:
    return ("r" if node.relevant else "") + ("q" if node.is_required else "")


def _alike(
    node: Answer | None, mine: list[str] | None, other: list[str] | None, unlike: frozenset[str], alike: Alike
) -> bool:
    if node is None or mine is None or other is None or mine[0] != other[0]:
        return False
    return node.field.path in unlike or alike(node, mine[1], other[1])


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
        count = {"select_one": 1, "rank": len(codes)}.get(control.kind) or choose.randint(1, len(codes) or 1)
        return " ".join(choose.sample(codes, min(count, len(codes))))
    match control.kind:
        case "integer":
            return str(choose.randint(-3, 120))
        case "range":
            return choose.choice([control.minimum, control.maximum])
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
