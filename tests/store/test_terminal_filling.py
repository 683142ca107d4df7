"""An interview is filled from a file in the terminal, through the operations of the window."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from registers import add_family
from xlsforms import YES_NO, row, xform

from poverty_desktop.cli import main
from poverty_desktop.domain.values import Why
from poverty_desktop.errors import RuleError, StorageError
from poverty_desktop.exchange.answer_files import read_answers
from poverty_desktop.interviews.load import load_form
from poverty_desktop.interviews.submission import instance_xml
from poverty_desktop.operations.interviewing import answers_file, interviews
from poverty_desktop.packs.model import Label, PublishedForm
from poverty_desktop.queries.interviewing import completed
from poverty_desktop.store import drafts

FARMS = "farms"
SURVEY = [
    row("text", "place", "Place", required="yes"),
    row("begin repeat", "plot", "Plot"),
    row("text", "crop", "Crop", required="yes"),
    row("begin group", "size", "Size"),
    row("decimal", "area", "Area"),
    row("end group"),
    row("begin repeat", "harvest", "Harvest"),
    row("integer", "weight", "Weight"),
    row("end repeat"),
    row("select_multiple yes_no", "sold", "Sold"),
    row("end repeat"),
    row("begin group", "money", "Money"),
    row("integer", "debt", "Debt"),
    row("end group"),
    row("text", "secret", "Secret", relevant="${debt} > 0"),
    row("calculate", "total", calculation="sum(${area})"),
]
FILE = {
    "place": "East",
    "plot": [
        {"crop": "rice", "area": 2.5, "harvest": [{"weight": 10}, {"weight": 20}], "sold": ["1", "0"]},
        {"crop": "tea", "size": {"area": "1"}},
    ],
    "debt": {"why": "refused"},
}


def farms():
    return xform(SURVEY, choices=[*YES_NO], settings=[{"form_id": FARMS, "version": "1"}])


@pytest.fixture
def office(field):
    published = PublishedForm(form_id=FARMS, version="1", title=Label(zh="地块", en="Farms"), xform=farms())
    field.pack = replace(field.pack, forms={**field.pack.forms, FARMS: published})
    return field


def filled(session, path):
    opened = interviews.open_interview(session, None, form_id=FARMS).value
    return opened, answers_file.fill_in(session, opened, path).value


def texts(opened):
    return {node.path: node.text for node in opened.interview.running.tree.root.subtree() if node.text}


def test_that_names_groups_and_rows_of_json_find_their_questions(office, tmp_path):
    file = tmp_path / "a.json"
    file.write_text(json.dumps(FILE), "utf-8")
    opened, done = filled(office, file)
    found = texts(opened)
    assert (found["/data/plot[1]/size/area"], found["/data/plot[2]/size/area"]) == ("2.5", "1")
    assert (found["/data/plot[1]/harvest[2]/weight"], found["/data/plot[1]/sold"]) == ("20", "1 0")
    assert opened.interview.running.tree.find("/data/money/debt").why is Why.REFUSED
    assert (found["/data/total"], done.left_out, done.problems) == ("3.5", (), ())
    resumed = interviews.resume(office, opened.id).value
    assert texts(resumed) == found


def test_that_csv_and_a_submission_say_the_same(office, tmp_path):
    file = tmp_path / "a.json"
    file.write_text(json.dumps(FILE), "utf-8")
    opened, _done = filled(office, file)
    wanted = {path: text for path, text in texts(opened).items() if "/meta/" not in path}
    (tmp_path / "a.xml").write_bytes(instance_xml(opened.interview))
    lines = ["path,answer,why", *(f"{path},{text}," for path, text in wanted.items()), "debt,,refused"]
    (tmp_path / "a.csv").write_text("\n".join(line for line in lines if "/total" not in line), "utf-8")
    interviews.discard(office, opened)
    for name in ("a.xml", "a.csv"):
        other, done = filled(office, tmp_path / name)
        assert {path: text for path, text in texts(other).items() if "/meta/" not in path} == wanted
        assert done.problems == ()
        interviews.discard(office, other)


def test_that_what_is_missing_or_does_not_fit_is_said_and_the_draft_stays(office, tmp_path):
    file = tmp_path / "a.json"
    file.write_text(json.dumps({"total": 7, "plot": [{"crop": "x"}], "place": "", "money": {"debt": "many"}}), "utf-8")
    opened, done = filled(office, file)
    assert [(problem.path, problem.kind) for problem in done.problems] == [
        ("/data/place", "required"),
        ("/data/money/debt", "type"),
    ]
    assert drafts.find(office.db, opened.id) is not None


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.json", '{"nobody": 1}', "no question “nobody”"),
        ("a.json", '{"crop": 1}', "no question “crop”"),
        ("a.json", '{"debt": {"why": "lazy"}}', "is no reason"),
        ("a.json", "[1]", "holds no answers"),
        ("a.json", "[" * 100_000, "holds no answers"),
        ("a.csv", "question,value\na,b", "holds no answers"),
        ("a.txt", "", "holds no answers"),
        ("a.xml", '<data id="other"/>', "another questionnaire"),
    ],
)
def test_that_a_file_that_does_not_fit_is_refused_with_words(tmp_path, name, text, words):
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(RuleError) as refused:
        read_answers(load_form(farms()), tmp_path / name)
    assert words in str(refused.value)
    with pytest.raises(StorageError):
        read_answers(load_form(farms()), tmp_path / "nowhere.json")


def test_that_the_terminal_completes_an_interview_or_says_what_is_missing(
    field, tmp_path, capsys, monkeypatch, english_words
):
    from registers import PASSPHRASE, unlock

    from poverty_desktop.store import workspace

    family = add_family(field)
    folder = field.folder
    workspace.close(field)
    monkeypatch.setenv("POVERTY_DESKTOP_PASSPHRASE", PASSPHRASE)
    (tmp_path / "a.json").write_text(json.dumps({"home": {"bank": "农商银行"}}), "utf-8")
    command = ["fill", str(folder), str(tmp_path / "a.json"), "--household", family.household.hex(), "--language", "en"]
    assert main([*command, "--json"]) == 1
    said = capsys.readouterr()
    assert "saved as a draft" in said.err
    assert "/data/" in said.err
    assert main([*command, "--draft", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["completed"] == 0
    session = unlock(folder)
    [draft] = drafts.every(session.db)
    assert draft.household == family.household
    assert completed.interviews(session, language="en") == ()
    workspace.close(session)
