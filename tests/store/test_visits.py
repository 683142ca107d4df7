"""A visit in one gesture: three lines, photos, needs met and new; of several households at once; its draft."""

from __future__ import annotations

import json
from datetime import date

import pytest
from registers import NOW, PASSPHRASE, YEAR, add_family, change, save
from sample_pictures import phone_picture

from poverty_desktop.checks import live
from poverty_desktop.cli.main import main
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError
from poverty_desktop.operations.assistance import needs, visit_drafts, visits
from poverty_desktop.operations.assistance.needs import NeedLine
from poverty_desktop.operations.assistance.visits import VisitTyped
from poverty_desktop.operations.register import household_photos
from poverty_desktop.operations.workspaces import undo, workspace
from poverty_desktop.queries.assistance import need_board
from poverty_desktop.queries.assistance import visits as rows
from poverty_desktop.queries.register import households, photos


@pytest.fixture
def family(field):
    return add_family(field)


def _fired(field, family):
    return {hit.check for hit in live.of_household(field, family.household, YEAR)}


def test_that_one_gesture_leaves_a_visit_its_photos_and_the_needs(field, family, tmp_path):
    need = needs.take(field, family.household, YEAR, NeedLine(kind="07", description="接自来水")).value
    picture = tmp_path / "IMG_1.jpg"
    picture.write_bytes(phone_picture())
    typed = VisitTyped(
        visitors="测试员, 张干部",
        seen="水管已通",
        said="想买猪仔",
        agreed="联系畜牧站",
        on=date(2026, 11, 20),
        at="09:30",
        signed_by="户主",
        photos=(picture,),
        sheet=picture,
        met=(need,),
        new_needs=(NeedLine(kind="01", description="猪仔两头"),),
    )
    done = visits.write_down(field, [family.household], typed)
    assert len(done.value) == 1
    (row,) = rows.listed(field, household=family.household, language="en")
    assert (row.visited_on, row.started_at, row.visitors) == (date(2026, 11, 20), "09:30", "测试员、张干部")
    assert (row.seen, row.said, row.agreed, row.mode_label) == ("水管已通", "想买猪仔", "联系畜牧站", "At the house")
    assert (row.photos, row.has_sheet, row.signed_by) == (1, True, "户主")
    assert photos.of_household(field, family.household)[0].is_here
    photo, sheet = household_photos.show(field, family.household, 40)
    assert sheet.thumbnail
    assert sheet.row.caption.endswith("2026-11-20")
    assert (photo.row.record is None, sheet.can_be_portrait) == (False, False)
    assert len(household_photos.write_out(field, family.household, tmp_path / "out")) == 2
    board = need_board.needs(field, YEAR, household=family.household)
    assert [(one.description, one.is_met) for one in board] == [("猪仔两头", False), ("接自来水", True)]
    assert households.one(field, family.household, language="en").last_visit == date(2026, 11, 20)
    assert not {"N07", "N13"} & _fired(field, family)
    undo.undo(field)
    assert not rows.listed(field, household=family.household)
    assert [one.is_met for one in need_board.needs(field, YEAR, household=family.household)] == [False]


def test_that_what_cannot_be_is_said_in_one_sentence_and_leaves_nothing(field, family, tmp_path):
    good = VisitTyped(visitors="测试员", seen="好", on=date(2026, 11, 20), at="09:30")
    other = add_family(field)
    for wrong, said in (
        (VisitTyped(visitors=" ", seen="好"), "who visited"),
        (VisitTyped(visitors="测试员"), "at least one line"),
        (VisitTyped(visitors="测试员", seen="好", on=date(2027, 1, 1)), "in the future"),
        (VisitTyped(visitors="测试员", seen="好", at="9点"), "09:30"),
        (VisitTyped(visitors="测试员", seen="好", met=(other.household,)), "not one of the household"),
    ):
        with pytest.raises(RuleError, match=said):
            visits.write_down(field, [family.household], wrong)
    need = NeedLine(kind="01", description="猪仔")
    typed = VisitTyped(visitors="测试员", seen="好", new_needs=(need,))
    with pytest.raises(RuleError, match="of one household"):
        visits.write_down(field, [family.household, other.household], typed)
    text = tmp_path / "a.jpg"
    text.write_text("no picture")
    with pytest.raises(RuleError):
        visits.write_down(field, [family.household], VisitTyped(visitors="测试员", seen="好", photos=(text,)))
    assert not rows.listed(field)
    visits.write_down(field, [family.household], good)
    with pytest.raises(RuleError, match="already"):
        visits.write_down(field, [family.household], good)


def test_that_a_meeting_is_one_visit_of_several_households_and_two_places_at_once_are_found(field, family):
    other = add_family(field)
    both = [family.household, other.household]
    typed = VisitTyped(visitors="测试员", seen="院坝会", on=date(2026, 11, 20), at="09:30", mode=visits.MEETING)
    visits.write_down(field, both, typed)
    assert [row.is_meeting for row in rows.listed(field)] == [True, True]
    assert "N14" not in _fired(field, family)
    assert "N13" in _fired(field, family)
    single = VisitTyped(visitors="测试员", seen="入户", on=date(2026, 11, 21), at="09:30", no_signature="不在家")
    for household in both:
        visits.write_down(field, [household], single)
    assert "N14" in _fired(field, family)


def test_that_what_is_typed_is_kept_until_the_visit_is_saved(field, family):
    only = [family.household]
    visit_drafts.keep(field, only, {"seen": "水管", "visitors": "测试员"})
    folder = field.folder
    assert visit_drafts.every(field) == ((family.household,),)
    assert visit_drafts.find(field, only)["seen"] == "水管"
    assert not visit_drafts.find(field, [family.household, add_family(field).household])
    visits.write_down(field, only, VisitTyped(visitors="测试员", seen="水管"))
    assert visit_drafts.every(field) == ()
    assert folder.exists()


def test_that_the_phone_s_pictures_are_matched_by_the_hour_of_the_visit(field, tmp_path):
    (tmp_path / "a.jpg").write_bytes(phone_picture())
    found = visits.find_photos(field, tmp_path, NOW.date(), "09:30")
    assert len(found.shown) == 1


def test_that_the_terminal_writes_a_visit_down_and_lists_it(field, family, tmp_path, monkeypatch, capsys):
    save(field, change(RecordKind.HOUSEHOLD, family.household, national_number=Value("4205819977")))
    folder = field.folder
    workspace.close(field)
    monkeypatch.setenv("POVERTY_DESKTOP_PASSPHRASE", PASSPHRASE)
    words = ["--seen", "水管已通", "--on", "2026-11-20", "--need", "01:猪仔两头", "--signed", "户主"]
    assert main(["visit", str(folder), "4205819977", *words, "--json"]) == 0
    capsys.readouterr()
    assert main(["visits", str(folder), "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["day"], row["visitors"], row["what was seen"]) == ("2026-11-20", "测试员", "水管已通")
    assert main(["visit", str(folder), "4205819977", "--seen", "x", "--need", "nothing"]) == 1
