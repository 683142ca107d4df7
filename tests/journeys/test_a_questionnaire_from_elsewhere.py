"""A questionnaire that an office elsewhere wrote: published, carried on a stick, filled in a village, handed in.

Every step between the machines is a real process and a real file; only the answers are typed through the library.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from lxml import etree
from office_forms import write_workbook
from rosters import VILLAGE, YEAR, village_rows, write_roster
from terminal import PASSPHRASE, Terminal, words_of

from poverty_desktop.errors import RuleError
from poverty_desktop.ids import HouseholdId
from poverty_desktop.interviews import questions
from poverty_desktop.interviews.outline import reading_order
from poverty_desktop.operations.interviewing import interviews, reviews
from poverty_desktop.operations.interviewing.open_interview import OpenInterview
from poverty_desktop.operations.workspaces import workspace
from poverty_desktop.packs.load import load_shipped
from poverty_desktop.queries.interviewing import completed
from poverty_desktop.queries.register import households
from poverty_desktop.queries.register.list_rows import HouseholdFilter
from poverty_desktop.sample.roster import COLUMNS
from poverty_desktop.store.session import Session

FORMS = Path(__file__).parents[1] / "unit" / "interviews" / "forms"
FOREIGN = ("all-question-types", "distributionsite_assessment_v1_0", "socio-economic-survey")
ROUNDS = 6
LIKELY = (
    "3",
    "王磊",
    "2020-05-04",
    "2026-11-03 08:30",
    "08:30",
    "30.39 111.45 80 5",
    "30.39 111.45 80 5;30.40 111.46 80 5",
    "30.39 111.45 80 5;30.40 111.46 80 5;30.41 111.45 80 5;30.39 111.45 80 5",
    "OK",
    "13800000000",
    "a@b.cn",
    "1",
)


@dataclass(frozen=True, slots=True)
class Desk:
    """Two workspaces and the stick between them."""

    terminal: Terminal
    folder: Path

    @property
    def field(self) -> Path:
        return self.folder / "field"

    @property
    def office(self) -> Path:
        return self.folder / "office"

    @property
    def stick(self) -> Path:
        return self.folder / "stick"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """An office with keys and a laptop that it has admitted."""
    made = Desk(Terminal(tmp_path), tmp_path)
    made.stick.mkdir()
    ask = made.terminal.ask
    ask("init", made.field, "--worker", "李明", "--village", VILLAGE)
    ask("init", made.office, "--worker", "王主任", "--office", "宜都市乡村振兴办公室")
    holder = made.terminal.passphrase_file("赵副主任的另一句口令 1987")
    keys = ask("keys", made.office, made.stick, "--holder-passphrase-file", holder)
    asked = ask("request", made.field, made.stick)
    admitted = ask("admit", made.office, asked["file"], made.stick, "--fingerprint", asked["fingerprint"])
    ask("accept", made.field, admitted["file"], "--fingerprint", keys["fingerprint"])
    return made


@pytest.fixture
def laptop(desk: Desk) -> Iterator[Session]:
    """The laptop's workspace with the office's edition in it."""
    publish(desk)
    desk.terminal.ask("lay-down", desk.office, desk.stick)
    adopted = desk.terminal.ask("adopt", desk.field, desk.stick)
    assert (adopted["edition"], adopted["new"], len(adopted["questionnaires"])) == (1, 1, 3)
    session = workspace.unlock(desk.field, PASSPHRASE)
    yield session
    session.db.conn.close()


def publish(desk: Desk) -> None:
    """Publish the three files with the list that one of them asks for; what cannot travel is said and stops nothing."""
    cities = desk.folder / "cities.geojson"
    point = {"type": "Point", "coordinates": [111.45, 30.39]}
    city = {"type": "Feature", "properties": {"id": "yc", "title": "宜昌"}, "geometry": point}
    cities.write_text(json.dumps({"type": "FeatureCollection", "features": [city]}), "utf-8")
    keys = ("--passphrase-file", desk.terminal.passphrase_file())
    done = desk.terminal.run("edition", desk.office, *sorted(FORMS.glob("*.xlsx")), cities, *keys)
    assert done.returncode == 0, done.stderr
    assert "The picture angry.jpg is missing" in done.stderr
    assert "cities.geojson" not in done.stderr


def fill(session: Session, opened: OpenInterview) -> int:
    """Answer every question that is asked until nothing is missing and nothing breaks a rule."""
    interview = opened.interview
    for _round in range(ROUNDS):
        for control, node in list(reading_order(opened.form, interview.running.tree)):
            if node.relevant and (not node.value or node.problem):
                _answer(session, opened, control.kind, node.path)
        if not interview.problems():
            break
    assert [problem.path for problem in interview.problems()] == []
    return sum(section.answered for section in questions.sections(interview))


def _answer(session: Session, opened: OpenInterview, kind: str, path: str) -> None:
    codes = [choice.code for choice in questions.question(opened.interview, path).choices]
    candidates = [" ".join(codes)] if kind == "rank" else codes if codes else LIKELY
    for text in candidates:
        try:
            interviews.answer(session, opened, path, text)
        except RuleError:
            return
        if not questions.question(opened.interview, path).problem:
            return


def kept(session: Session) -> dict[str, tuple[str, bytes]]:
    """Return version and answers of every interview, by questionnaire."""
    rows = session.db.conn.execute("SELECT form, form_version, answers FROM interview").fetchall()
    return {
        form: (version, etree.tostring(etree.fromstring(xml.encode()), method="c14n")) for form, version, xml in rows
    }


def test_that_questionnaires_from_elsewhere_come_back_filled_in(desk, laptop):
    answered = {}
    for form_id in FOREIGN:
        opened = interviews.open_interview(laptop, None, form_id=form_id).value
        answered[form_id] = fill(laptop, opened)
        interviews.complete(laptop, opened)
    assert min(answered.values()) > 5
    here = kept(laptop)
    assert set(here) == set(FOREIGN)
    workspace.close(laptop)
    bundle = desk.terminal.ask("export", desk.field, desk.stick)["file"]
    received = desk.terminal.ask("receive", desk.office, bundle)
    assert (received["new entries"] > 0, received["refused entries"]) == (True, 0)
    receipt = desk.terminal.ask("receipt", desk.field, received["receipt"])
    assert receipt["at the office"] == received["new entries"]
    office = workspace.unlock(desk.office, PASSPHRASE)
    assert kept(office) == here
    workspace.close(office)


def test_that_the_terminal_lists_refuses_and_adopts(desk):
    bad = desk.folder / "bad.xlsx"
    bad.write_bytes(b"no workbook")
    refused = desk.terminal.run("edition", desk.office, bad, "--passphrase-file", desk.terminal.passphrase_file())
    assert refused.returncode == 1
    assert "bad.xlsx" in refused.stderr
    publish(desk)
    editions = desk.terminal.ask("packs", desk.office, "--editions")
    assert [(row["edition"], row["in_force"]) for row in editions] == [(1, 1), (0, 0)]
    assert len(desk.terminal.ask("packs", desk.office)) == 4
    keys = ("--passphrase-file", desk.terminal.passphrase_file())
    said = desk.terminal.refused(1, "adopt", desk.field, desk.stick, *keys)
    assert "no policy pack" in said
    desk.terminal.ask("lay-down", desk.office, desk.stick)
    (pack,) = (desk.stick / "repo" / "targets").iterdir()
    pack.write_bytes(pack.read_bytes()[:-1] + b" ")
    assert "changed on its way" in desk.terminal.refused(1, "adopt", desk.field, desk.stick, *keys)
    desk.terminal.ask("lay-down", desk.office, desk.stick)
    assert desk.terminal.ask("adopt", desk.field, desk.stick)["edition"] == 1
    assert desk.terminal.ask("adopt", desk.field, desk.stick)["new"] == 0
    withdrawn = desk.terminal.ask("edition", desk.office, "--without", "all-question-types", "--dry-run")
    assert [(row["sheet"], row["what"]) for row in withdrawn] == [("all-question-types", "removed")]


PLACE, MENDED = "东坡十二号", "西坡二十一号"
VISITED = {
    "/data/group": "七组",
    "/data/place": PLACE,
    "/data/water": "poor",
    "/data/why_poor": "天旱断水",
    "/data/plot[1]/crop": "玉米",
    "/data/plot[1]/mu": "2.5",
    "/data/plot[2]/crop": "柑橘",
    "/data/plot[2]/mu": "1.25",
}
SHOWN = {**VISITED, "/data/water": "Poor"}


def numbered(session: Session, number: str) -> HouseholdId:
    """Return the household of the laptop with the number ``number``."""
    found = households.some(session, households.ids(session, HouseholdFilter()))
    (chosen,) = (row.id for row in found if row.national_number == number)
    return chosen


def sent(desk: Desk, folder: Path) -> dict[str, dict[str, str]]:
    """Return the answers of every submission that the office writes for ODK Central, by instance id."""
    desk.terminal.ask("export-odk", desk.office, folder, "--form", "visit")
    found = {}
    for file in sorted(folder.glob("instances/*/submission.xml")):
        root = etree.parse(file).getroot()
        answers: dict[str, str] = {}
        _leaves(root, f"/{etree.QName(root).localname}", answers)
        found[file.parent.name] = answers
    return found


def told(desk: Desk, place: Path, interview: str) -> dict[str, str]:
    """Return the answers of an interview as a supervisor reads them, without what was not answered."""
    rows = desk.terminal.ask("interviews", place, interview)
    return {row["path"]: row["answer"] for row in rows if row["answer"]}


def paper(desk: Desk, place: Path, household: str) -> str:
    """Return the words of the household file, its lines joined."""
    printed = desk.folder / "paper.pdf"
    desk.terminal.ask("print", place, printed, "--household", household)
    return "".join(words_of(printed).split())


def _leaves(element: etree._Element, path: str, answers: dict[str, str]) -> None:
    names = [etree.QName(item).localname for item in element]
    for number, (name, item) in enumerate(zip(names, element, strict=True)):
        if name == "meta":
            continue
        is_row = name == "plot"
        here = f"{path}/{name}[{names[: number + 1].count(name)}]" if is_row else f"{path}/{name}"
        if len(item):
            _leaves(item, here, answers)
        elif item.text:
            answers[here] = item.text


@pytest.mark.timeout(400)  # thirty processes one after the other
def test_that_register_paper_and_submission_tell_the_same_and_a_hand_back_returns(desk):
    ask = desk.terminal.ask
    rows = village_rows(load_shipped(), filed=2, dirt_share=0)
    number = dict(zip(COLUMNS, rows[0].cells, strict=True))["户编号"]
    ask("import", desk.field, write_roster(desk.folder / "roster.xlsx", rows), "--year", str(YEAR))
    ask("edition", desk.office, write_workbook("visit", desk.folder))
    ask("lay-down", desk.office, desk.stick)
    ask("adopt", desk.field, desk.stick)

    session = workspace.unlock(desk.field, PASSPHRASE)
    opened = interviews.open_interview(session, numbered(session, number), form_id="visit").value
    for path, text in VISITED.items():
        table = path.partition("[")[0]
        if "[" in path and f"{path.rpartition('/')[0]}" not in questions.table(opened.interview, table).rows:
            interviews.add_row(session, opened, table)
        interviews.answer(session, opened, path, text)
    interviews.complete(session, opened)
    workspace.close(session)

    answers = {**VISITED, "/data/area": "3.75"}
    received = ask("receive", desk.office, ask("export", desk.field, desk.stick)["file"])
    assert received["refused entries"] == 0
    assert list(sent(desk, desk.folder / "central").values()) == [answers]
    (listed,) = ask("interviews", desk.office)
    assert told(desk, desk.field, listed["interview"]) == told(desk, desk.office, listed["interview"]) == SHOWN
    assert PLACE in paper(desk, desk.field, number)

    ask("hand-back", desk.office, listed["interview"], "--on", "/data/place=门牌号不对", "--comment", "请核对")
    ask("send", desk.office, desk.stick)
    assert ask("receive", desk.field, desk.stick)["interviews handed back"] == 1
    session = workspace.unlock(desk.field, PASSPHRASE)
    (waiting,) = completed.returned(session, language="zh_CN")
    correction = reviews.correct(session, waiting.id).value
    assert correction.comments == {"/data/place": "门牌号不对", "": "请核对"}
    interviews.answer(session, correction, "/data/place", MENDED)
    interviews.complete(session, correction)
    workspace.close(session)

    ask("receive", desk.office, ask("export", desk.field, desk.stick)["file"])
    assert {row["state"] for row in ask("interviews", desk.office)} == {"complete", "corrected"}
    assert list(sent(desk, desk.folder / "central again").values()) == [{**answers, "/data/place": MENDED}]
    for place in (desk.field, desk.office):
        assert ask("history", place, number, "address")[0]["after"] == MENDED
        printed = paper(desk, place, number)
        assert MENDED in printed
        assert PLACE not in printed
