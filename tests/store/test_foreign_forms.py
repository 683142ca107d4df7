"""Questionnaires of other offices against a real workspace: foreign entity lists, what was saved last, versions."""

from __future__ import annotations

from dataclasses import replace

from lxml import etree
from registers import add_family, change, living, save
from xlsforms import row, xform

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.operations.interviewing import interviews, submissions
from poverty_desktop.packs.model import Label, PublishedForm
from poverty_desktop.queries import packs

WELLS = "wells"


def with_form(session, text):
    published = PublishedForm(form_id=WELLS, version="1", title=Label(zh="水井", en="Wells"), xform=text)
    session.pack = replace(session.pack, forms={**session.pack.forms, WELLS: published})
    return session


def wells(**sheets):
    survey = [row("text", "place", "Place", save_to="place"), row("integer", "depth", "Depth", save_to="depth")]
    return xform(
        survey,
        entities=[{"list_name": "wells", "label": "${place}"}],
        settings=[{"form_id": WELLS, "version": "1"}],
        **sheets,
    )


def fill(session, household, **answers):
    opened = interviews.open_interview(session, household, form_id=WELLS).value
    for name, text in answers.items():
        interviews.answer(session, opened, f"/data/{name}", text)
    interviews.complete(session, opened)
    return opened


def sent(session, folder, form):
    done = submissions.export_submissions(session, folder, form_id=form)
    return [etree.parse(item / "submission.xml").getroot() for item in sorted(done.folder.iterdir())]


def test_that_an_entity_of_another_office_goes_out_and_makes_no_household(field, tmp_path):
    with_form(field, wells())
    before = living(field)
    fill(field, None, place="East", depth="12")
    assert {table: count for table, count in living(field).items() if table != "interview"} == {
        table: count for table, count in before.items() if table != "interview"
    }
    [root] = sent(field, tmp_path, WELLS)
    [entity] = root.iter("{*}entity")
    assert (entity.get("dataset"), entity.get("create"), entity.findtext("{*}label")) == ("wells", "1", "East")
    assert len(entity.get("id")) == 36
    [offered] = [item for item in packs.questionnaires(field, None) if item.form_id == WELLS]
    assert not offered.concerns_household


def test_that_a_default_reads_what_was_saved_last_and_a_resumed_draft_keeps_it(field):
    survey = [
        row("text", "village", "Village", default="${last-saved#village}"),
        row("integer", "number", "Number", default="${last-saved#number} + 1"),
    ]
    with_form(field, xform(survey, settings=[{"form_id": WELLS, "version": "1"}]))
    family = add_family(field)
    fill(field, family.household, village="East", number="7")
    opened = interviews.open_interview(field, family.household, form_id=WELLS).value
    tree = opened.interview.running.tree
    assert (tree.find("/data/village").text, tree.find("/data/number").text) == ("East", "8")
    fill(field, None, village="West", number="20")
    resumed = interviews.resume(field, opened.id).value.interview.running.tree
    assert (resumed.find("/data/village").text, resumed.find("/data/number").text) == ("East", "8")


def test_that_an_update_names_the_version_that_a_server_has(field, tmp_path):
    survey = [
        row("text", "bank", "Bank", save_to="household#bank"),
        row("select_one_from_file household.csv", "which", "Which?"),
    ]
    text = xform(
        survey,
        entities=[{"list_name": "household", "entity_id": "${which}", "update_if": "true()"}],
        settings=[{"form_id": WELLS, "version": "1"}],
    )
    family = add_family(field)
    save(field, change(RecordKind.HOUSEHOLD, family.household, bank=Value("工商银行")))
    with_form(field, text)
    for number in range(3):
        fill(field, family.household, bank=f"农商银行{number}")
        save(field, change(RecordKind.HOUSEHOLD, family.household, bank=Value(f"邮储银行{number}")))
    found = {root.findtext("bank"): next(root.iter("{*}entity")) for root in sent(field, tmp_path, WELLS)}
    assert [found[f"农商银行{number}"].get("baseVersion") for number in range(3)] == ["1", "2", "3"]
    assert {entity.get(name) for entity in found.values() for name in ("trunkVersion", "branchId")} == {""}
    assert {entity.get("update") for entity in found.values()} == {"1"}
