"""Pictures, sounds and appearances of a questionnaire: what travels and is shown, and what is told to stay behind."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pack_sources import xlsform
from PIL import Image
from xlsforms import row, start, xform

from poverty_desktop.interviews import questions
from poverty_desktop.interviews.load import load_form
from poverty_desktop.packs.load import load_shipped
from poverty_desktop.packs.problems import PackProblem
from poverty_desktop.packs.questionnaires import form_pictures
from poverty_desktop.packs.questionnaires.appearances import ASIDE, TAKEN
from poverty_desktop.packs.questionnaires.form_outline import rule_texts
from poverty_desktop.packs.questionnaires.questionnaires import compile_form
from poverty_desktop.packs.validation.references import published_vocabulary

SURVEY = [
    ["type", "name", "label::中文 (zh)", "label::English (en)", "media::image", "media::audio", "video::English (en)"],
    ["select_one roof", "roof", "屋顶", "Roof", "roof.png", "roof.mp3", ""],
    ["note", "how", "看图", "Look", "gone.png", "", "how.mp4"],
]
CHOICES = [
    ["list_name", "name", "label::中文 (zh)", "label::English (en)", "image"],
    ["roof", "tile", "瓦", "Tile", "tile.jpg"],
    ["roof", "straw", "草", "Straw", "broken.png"],
]


def picture(path: Path, size: tuple[int, int], **options: object) -> Path:
    Image.new("RGB", size, "teal").save(path, **options)
    return path


def compiled(folder: Path, survey=SURVEY, choices=CHOICES, attachments=()):
    problems: list[PackProblem] = []
    remarks: list[PackProblem] = []
    settings = [["form_id", "version"], ["roofs", "1"]]
    path = xlsform(folder / "roofs.xlsx", survey=survey, choices=choices, settings=settings)
    vocabulary = published_vocabulary(load_shipped())
    form = compile_form(path, vocabulary, {}, problems, remarks, attachments=attachments)
    assert problems == []
    assert form is not None
    return form, remarks


def test_that_pictures_travel_small_and_bare_and_what_cannot_is_told_at_its_cell(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Maker of the phone"
    (tmp_path / "roofs-media").mkdir()
    picture(tmp_path / "roofs-media" / "roof.png", (2000, 1000))
    tile = picture(tmp_path / "tile.jpg", (300, 300), exif=exif)
    (tmp_path / "broken.png").write_bytes(b"no picture")
    form, remarks = compiled(tmp_path, attachments=[tile])
    loaded = load_form(form.xform)
    assert set(loaded.pictures) == {"roof.png", "tile.jpg"}
    with Image.open(io.BytesIO(loaded.pictures["roof.png"])) as shown:
        assert shown.size == (640, 320)
    assert b"Maker" not in loaded.pictures["tile.jpg"]
    interview = start(loaded)
    [section] = questions.sections(interview)
    roof, how = questions.items(interview, section.path)
    assert roof.picture == loaded.pictures["roof.png"]
    assert [bool(choice.picture) for choice in roof.choices] == [True, False]
    assert how.picture == b""
    assert (roof.unplayed, how.unplayed) == (("roof.mp3",), ("how.mp4",))
    assert "__pictures" not in "".join(rule_texts(form.xform))
    told = {(item.sheet.partition(": ")[2], item.row, item.column): item.sentence() for item in remarks}
    assert told == {
        ("survey", 2, "media::audio"): "The sound roof.mp3 is not carried along; the question is asked in its words.",
        ("survey", 3, "media::image"): (
            "The picture gone.png is missing, so it is not shown. Lay it beside the questionnaire."
        ),
        ("survey", 3, "video::English (en)"): (
            "The film how.mp4 is not carried along; the question is asked in its words."
        ),
        ("choices", 3, "image"): ("The picture broken.png cannot be read, so it is not shown. Save it as PNG or JPEG."),
    }


def test_that_too_many_pictures_are_left_out_and_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    picture(tmp_path / "roof.png", (64, 64))
    monkeypatch.setattr(form_pictures, "MOST_BYTES", 10)
    form, remarks = compiled(tmp_path)
    assert load_form(form.xform).pictures == {}
    assert any("too large together; roof.png" in item.sentence() for item in remarks)


def test_that_every_appearance_that_is_left_aside_is_told_once(tmp_path: Path) -> None:
    looks = [
        "multiline",
        "signature",
        "w2 rating",
        "ex:org.demo.app(a=${t0}, b='x y')",
        "signature",
        "blinking",
        "quick",
    ]
    survey = [
        ["type", "name", "label", "appearance"],
        *(["text", f"t{number}", "T", look] for number, look in enumerate(looks)),
    ]
    _form, remarks = compiled(tmp_path, survey, [["list_name", "name", "label"], ["yn", "1", "Yes"]])
    assert [(item.row, item.params["word"]) for item in remarks] == [
        (3, "signature"),
        (4, "w2"),
        (4, "rating"),
        (5, "ex:org.demo.app"),
        (7, "blinking"),
    ]
    assert "no appearance that is known" in remarks[-1].sentence()
    assert not any(pattern.fullmatch(word) for pattern, _message in ASIDE for word in TAKEN)


def test_that_what_the_log_does_not_keep_is_told(tmp_path: Path) -> None:
    survey = [
        ["type", "name", "label", "parameters"],
        ["audit", "audit", "", "track-changes=true identify-user=false"],
        ["text", "t", "T", ""],
    ]
    _form, remarks = compiled(tmp_path, survey, [["list_name", "name", "label"], ["yn", "1", "Yes"]])
    assert [(item.row, item.column, item.params["word"]) for item in remarks] == [(2, "parameters", "track-changes")]


def test_that_the_head_of_a_grid_of_choices_is_no_question() -> None:
    yes_no = [{"list_name": "yn", "name": "1", "label": "Yes"}]
    survey = [
        row("begin group", "g", "Group", appearance="table-list"),
        row("select_one yn", "a", "A"),
        row("end group"),
        row("begin group", "h", "Hand-made", appearance="field-list"),
        row("select_one yn", "head", "How was it?", appearance="label", required="true()"),
        row("select_one yn", "b", "B", appearance="list-nolabel"),
        row("end group"),
    ]
    interview = start(load_form(xform(survey, choices=yes_no)))
    shown = [
        (item.kind, item.label)
        for section in questions.sections(interview)
        for item in questions.items(interview, section.path)
    ]
    assert shown == [("note", "Group"), ("select_one", "A"), ("note", "How was it?"), ("select_one", "B")]
    assert sum(section.total for section in questions.sections(interview)) == 2


@pytest.mark.parametrize(
    ("look", "typed", "stored", "shown"),
    [
        ("month-year", "202611", "2026-11-01", "2026-11"),
        ("month-year", "2026/3", "2026-03-01", "2026-03"),
        ("month-year", "２０２６年３月", "2026-03-01", "2026-03"),
        ("month-year", "2026-11-23", "2026-11-01", "2026-11"),
        ("month-year", "2026", "2026", "2026"),
        ("year", "2026", "2026-01-01", "2026"),
        ("year", "2026年", "2026-01-01", "2026"),
        ("year", "20261123", "2026-01-01", "2026"),
        ("no-calendar", "2026", "2026", "2026"),
    ],
)
def test_that_a_month_or_year_is_the_first_day_of_it(look: str, typed: str, stored: str, shown: str) -> None:
    interview = start(load_form(xform([row("date", "d", "D", appearance=look)])))
    interview.answer("/data/d", typed)
    question = questions.question(interview, "/data/d")
    assert (question.text, question.shown) == (stored, shown)
    assert bool(question.problem) == (len(stored) < 10)


@pytest.mark.parametrize(
    ("kind", "typed", "shown"),
    [
        ("integer", "1234567", "1,234,567"),
        ("decimal", "-1234.5", "-1,234.5"),
        ("text", "12000", "12,000"),
        ("text", "a", "a"),
    ],
)
def test_that_a_number_is_read_in_groups_of_three(kind: str, typed: str, shown: str) -> None:
    interview = start(load_form(xform([row(kind, "n", "N", appearance="thousands-sep")])))
    interview.answer("/data/n", typed)
    question = questions.question(interview, "/data/n")
    assert (question.text, question.shown) == (typed, shown)
