"""One working day of a village team as real processes, from the first start to the receipt of the office."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from openpyxl import load_workbook
from rosters import VILLAGE, YEAR, village_rows, write_roster, write_sheet
from terminal import PASSPHRASE, ROOT, Terminal, state_of, words_of

from poverty_desktop.domain.pinyin import search_keys
from poverty_desktop.packs.load import load_shipped
from poverty_desktop.sample.roster import COLUMNS, Dirt, RosterRow

FIELD, OFFICE = "field", "office"
BEYOND_REPAIR = (Dirt.EXPONENT, Dirt.ROUNDED, Dirt.SHORT_NUMBER)
CHANGED_BYTES_AT = (40, 0.5, -40)


@dataclass(frozen=True, slots=True)
class Day:
    """What lies on the desk: two workspaces, a stick between them, and the roster that came in."""

    terminal: Terminal
    folder: Path
    rows: tuple[RosterRow, ...]

    @property
    def field(self) -> Path:
        return self.folder / FIELD

    @property
    def office(self) -> Path:
        return self.folder / OFFICE

    @property
    def stick(self) -> Path:
        return self.folder / "stick"

    def clean_row(self, number: int = 0) -> dict[str, str]:
        """Return the cells of a head of household that nothing was planted in, by column."""
        rows = [dict(zip(COLUMNS, row.cells, strict=True)) for row in self.rows if row.dirt is None]
        return [row for row in rows if row["与户主关系"] == "户主" and len(row["证件号码"]) == 18][number]


@pytest.fixture(scope="module")
def morning(tmp_path_factory: pytest.TempPathFactory) -> Day:
    """Make laptop and office, admit the laptop, bring in the roster: what every test of the day begins with."""
    folder = tmp_path_factory.mktemp("day")
    day = Day(Terminal(folder), folder, village_rows(load_shipped()))
    day.stick.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POVERTY_DESKTOP_HOME", str(folder / "home"))
        begin(day)
        admit(day)
        book = write_roster(folder / "roster.xlsx", day.rows)
        day.terminal.ask("import", day.field, book, "--year", str(YEAR), "--rejected", folder / "rejected.xlsx")
    return day


@pytest.fixture
def day(morning: Day, tmp_path: Path) -> Day:
    """Give each test a morning of its own to spend."""
    for name in (FIELD, OFFICE, "stick"):
        shutil.copytree(morning.folder / name, tmp_path / name)
    for name in ("roster.xlsx", "rejected.xlsx"):
        shutil.copy(morning.folder / name, tmp_path / name)
    return Day(Terminal(tmp_path), tmp_path, morning.rows)


def begin(day: Day) -> None:
    sheet = day.folder / "recovery.pdf"
    made = day.terminal.ask("init", day.field, "--worker", "李明", "--village", VILLAGE, "--recovery-sheet", sheet)
    assert Path(made["recovery sheet"]) == sheet
    assert "%PDF" in sheet.read_bytes()[:8].decode()
    made = day.terminal.ask("init", day.office, "--worker", "王主任", "--office", "宜都市乡村振兴办公室")
    assert len(made["recovery code"].split("-")) == 8


def admit(day: Day) -> None:
    second_holder = day.terminal.passphrase_file("赵副主任的另一句口令 1987")
    keys = day.terminal.ask("keys", day.office, day.stick, "--holder-passphrase-file", second_holder)
    asked = day.terminal.ask("request", day.field, day.stick)
    admitted = day.terminal.ask("admit", day.office, asked["file"], day.stick, "--fingerprint", asked["fingerprint"])
    assert admitted["fingerprint"] == keys["fingerprint"]
    accepted = day.terminal.ask("accept", day.field, admitted["file"], "--fingerprint", keys["fingerprint"])
    assert accepted["office"] == "宜都市乡村振兴办公室"


@pytest.fixture
def untouched(day: Day) -> Iterator[None]:
    """Hold that neither register nor journal moved on either side, and that both still verify."""
    before = state_of(day.field), state_of(day.office)
    yield
    assert (state_of(day.field), state_of(day.office)) == before


def bundle_of(day: Day) -> Path:
    return Path(day.terminal.ask("export", day.field, day.stick)["file"])


def test_that_every_command_of_the_day_is_named_in_the_help():
    help_text = Terminal(Path()).run("--help").stdout
    for command in (
        "init",
        "sample",
        "import",
        "search",
        "list",
        "show",
        "print",
        "export",
        "receive",
        "verify",
        "backup",
    ):
        assert f"\n  {command} " in help_text


def test_that_what_cannot_be_repaired_is_rejected_with_its_reason_beside_it(day):
    rows = [*load_workbook(day.folder / "rejected.xlsx").active.iter_rows(values_only=True)]
    rejected, number = rows[1:], COLUMNS.index("证件号码")
    planted = {row.cells[number] for row in day.rows if row.dirt in BEYOND_REPAIR}
    assert planted
    assert planted <= {row[number] for row in rejected}
    assert all(row[-1].strip() for row in rejected)
    members = sum(row["members"] for row in day.terminal.ask("search", day.field, "", "--limit", "1000"))
    assert members == len(day.rows) - len(rejected)


def test_that_repaired_cells_are_right_in_the_register(day):
    full_width = next(row for row in day.rows if row.dirt is Dirt.FULL_WIDTH_NUMBER)
    number = dict(zip(COLUMNS, full_width.cells, strict=True))["证件号码"]
    plain = number.translate({code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)})
    assert number != plain
    assert len(day.terminal.found(day.field, plain)) == 1


def test_that_a_dry_run_tells_everything_and_writes_nothing(day, untouched):
    told = day.terminal.ask("import", day.field, day.folder / "roster.xlsx", "--year", str(YEAR), "--dry-run")
    assert sum(told.values()) == len(day.rows)
    assert "new_household" not in told


def test_that_the_same_roster_once_more_adds_nobody(day):
    before = state_of(day.field)[0]
    told = day.terminal.run(
        "import", day.field, day.folder / "roster.xlsx", "--year", str(YEAR),
        "--passphrase-file", day.terminal.passphrase_file(),
    )  # fmt: skip
    assert "Traceback" not in told.stderr
    assert state_of(day.field)[0] == before


def test_that_a_household_is_found_by_every_key(day):
    for number in range(3):
        head = day.clean_row(number)
        name, keys = head["姓名"], search_keys(head["姓名"])
        for typed in (name, keys.full, keys.initials, head["证件号码"][-4:], head["联系电话"], head["户编号"]):
            assert name in {row["head"] for row in day.terminal.found(day.field, typed)}, typed
    group = day.terminal.ask("search", day.field, head["自然村"], "--limit", "1000")
    assert {row["group"] for row in group} == {head["自然村"]}
    assert day.terminal.found(day.field, "nobodyofthisname") == []


def test_that_a_household_is_shown_with_its_secrets_covered(day):
    head = day.clean_row()
    shown = day.terminal.ask("show", day.field, head["户编号"])
    assert head["姓名"] in {row["value"] for row in shown if row["section"] == "Members"}
    assert head["证件号码"] not in str(shown)
    assert head["联系电话"] in str(day.terminal.ask("show", day.field, head["户编号"], "--private"))
    history = day.terminal.ask("show", day.field, head["户编号"], "--history")
    assert {row["by"] for row in history} == {"李明"}


def test_that_an_import_is_taken_back_and_done_again(day):
    full = state_of(day.field)[0]
    assert day.terminal.ask("undo", day.field)["undone"].startswith("Import a roster of")
    assert day.terminal.found(day.field, "") == []
    day.terminal.ask("verify", day.field)
    day.terminal.ask("undo", day.field, "--redo")
    assert state_of(day.field)[0] == full
    assert "nothing to redo" in day.terminal.refused(
        1, "undo", day.field, "--redo", "--passphrase-file", day.terminal.passphrase_file()
    )


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("paper", ["household_file", "assistance_card"])
def test_that_a_paper_of_one_household_says_who_lives_there(day, paper, language):
    head = day.clean_row()
    target = day.folder / f"{paper}.pdf"
    made = day.terminal.ask(
        "print", day.field, target, "--household", head["户编号"], "--paper", paper, "--year", str(YEAR),
        "--language", language,
    )  # fmt: skip
    assert made["printed households"] == 1
    text = words_of(target)
    members = [
        row["value"] for row in day.terminal.ask("show", day.field, head["户编号"]) if row["section"] == "Members"
    ]
    for name in members:
        assert name in text.replace(" ", "")
    assert ("一户一档" in text or "明白卡" in text) == (language == "zh_CN")
    assert [*day.folder.glob("*.part")] == []


def test_that_the_list_of_a_group_is_written_as_excel_without_an_id_number(day):
    group = day.clean_row()["自然村"]
    count = len(day.terminal.ask("search", day.field, group, "--limit", "1000"))
    target = day.folder / "group.xlsx"
    assert day.terminal.ask("list", day.field, target, "--text", group)["households"] == count
    rows = [*load_workbook(target).active.iter_rows(values_only=True)]
    assert len(rows) == 2 + count
    shown = {str(cell) for row in rows for cell in row if cell}
    assert not shown & {row.cells[COLUMNS.index("证件号码")] for row in day.rows}


def test_that_a_group_is_printed_into_one_file(day):
    group = day.clean_row()["自然村"]
    count = len(day.terminal.ask("search", day.field, group, "--limit", "1000"))
    target = day.folder / "group.pdf"
    made = day.terminal.ask("print", day.field, target, "--group", group, "--paper", "assistance_card")
    assert made["printed households"] == count
    assert words_of(target).count("\f") == made["pages"]


def test_that_a_bundle_reaches_the_office_and_the_receipt_comes_back(day):
    bundle = bundle_of(day)
    assert day.clean_row()["姓名"].encode() not in bundle.read_bytes()
    received = day.terminal.ask("receive", day.office, bundle)
    entries = day.terminal.ask("verify", day.field)["transactions"]
    assert (received["new entries"], received["known entries"], received["refused entries"]) == (entries, 0, 0)
    assert state_of(day.office)[0] == state_of(day.field)[0]
    taken = day.terminal.ask("receipt", day.field, received["receipt"])
    assert taken == {
        "at the office": entries,
        "safe at the office": 0,
        "photos to send again": 0,
        "held back at the office": [],
    }
    assert "nothing to hand over" in day.terminal.refused(
        1, "export", day.field, day.stick, "--passphrase-file", day.terminal.passphrase_file()
    )


def test_that_the_same_bundle_twice_changes_nothing(day):
    bundle = bundle_of(day)
    first = day.terminal.ask("receive", day.office, bundle)
    before = state_of(day.office)
    again = day.terminal.ask("receive", day.office, bundle)
    assert (again["new entries"], again["known entries"]) == (0, first["new entries"])
    assert state_of(day.office) == before


def test_that_what_is_in_the_backup_of_the_office_is_safe_for_the_laptop(day):
    bundle = bundle_of(day)
    day.terminal.ask("receive", day.office, bundle)
    day.terminal.ask("backup", day.office, day.folder)
    receipt = day.terminal.ask("receive", day.office, bundle)["receipt"]
    taken = day.terminal.ask("receipt", day.field, receipt)
    assert taken["safe at the office"] == taken["at the office"] > 0
    by_folder = day.terminal.ask("receipt", day.field, Path(receipt).parent)
    assert by_folder["safe at the office"] == taken["safe at the office"]


def test_that_a_backup_comes_back_as_the_same_register(day):
    made = day.terminal.ask("backup", day.field, day.folder)
    day.terminal.ask("restore", Path(made["file"]), day.folder / "again")
    assert state_of(day.folder / "again") == state_of(day.field)
    head = day.clean_row()
    assert len(day.terminal.found(day.folder / "again", head["证件号码"])) == 1


def test_that_the_register_is_made_again_from_its_journal(day, untouched):
    assert day.terminal.ask("verify", day.field, "--rebuild")["rebuilt"] == 1


@pytest.mark.parametrize("where", CHANGED_BYTES_AT)
def test_that_a_damaged_bundle_is_refused_whole(day, untouched, where):
    bundle = bundle_of(day)
    data = bytearray(bundle.read_bytes())
    data[int(len(data) * where) if isinstance(where, float) else where] ^= 0x10
    bundle.write_bytes(data)
    refused(day, 1, "receive", day.office, bundle)


def test_that_a_truncated_bundle_is_refused_whole(day, untouched):
    bundle = bundle_of(day)
    bundle.write_bytes(bundle.read_bytes()[: bundle.stat().st_size // 2])
    refused(day, 1, "receive", day.office, bundle)


def refused(day: Day, code: int, command: str, *arguments: str | Path) -> str:
    return day.terminal.refused(code, command, *arguments, "--passphrase-file", day.terminal.passphrase_file())


def test_that_a_wrong_passphrase_opens_nothing(day, untouched):
    wrong = day.terminal.passphrase_file("kein persimmon at all 1986")
    said = day.terminal.refused(1, "search", day.field, "", "--passphrase-file", wrong)
    assert "passphrase" in said.lower()


def test_that_a_weak_passphrase_makes_no_workspace(day, untouched):
    weak = day.terminal.passphrase_file("123456")
    day.terminal.refused(
        1, "init", day.folder / "new", "--worker", "李明", "--village", VILLAGE, "--passphrase-file", weak
    )
    assert not (day.folder / "new").exists()


def test_that_a_village_that_is_not_in_the_pack_makes_no_workspace(day, untouched):
    said = refused(day, 1, "init", day.folder / "new", "--worker", "李明", "--village", "420581999999")
    assert "village" in said
    assert not (day.folder / "new").exists()


def test_that_an_old_workspace_is_not_written_over(day, untouched):
    refused(day, 1, "init", day.field, "--worker", "李明", "--village", VILLAGE)


def test_that_a_folder_without_workspace_says_so(day, untouched):
    refused(day, 3, "verify", day.folder / "nowhere")


def test_that_a_damaged_register_is_not_opened(day):
    register = max((day.field).iterdir(), key=lambda file: file.stat().st_size)
    data = bytearray(register.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 64] = os.urandom(64)
    register.write_bytes(data)
    refused(day, 3, "verify", day.field)


def test_that_a_truncated_workbook_changes_nothing(day, untouched):
    book = day.folder / "roster.xlsx"
    book.write_bytes(book.read_bytes()[:3000])
    refused(day, 1, "import", day.field, book)


def test_that_a_missing_file_changes_nothing(day, untouched):
    said = day.terminal.run(
        "import", day.field, day.folder / "none.xlsx", "--passphrase-file", day.terminal.passphrase_file()
    )
    assert said.returncode in (1, 3)
    assert len(said.stderr.splitlines()) == 1


def test_that_a_workbook_of_other_things_changes_nothing(day, untouched):
    book = write_sheet(day.folder / "prices.xlsx", iter([("品名", "价格"), ("柿饼", "12")]))
    refused(day, 1, "import", day.field, book)


def test_that_words_in_a_number_column_are_told_beside_their_row(day):
    rows = village_rows(load_shipped(), filed=6, dirt_share=0)
    cells = dict(zip(COLUMNS, rows[0].cells, strict=True)) | {"人均纯收入": "不少"}
    book = write_roster(day.folder / "words.xlsx", [RosterRow(cells=tuple(cells.values())), *rows[1:]])
    told = Counter(day.terminal.ask("import", day.field, book, "--year", str(YEAR), "--dry-run"))
    assert told.total() == len(rows)


def test_that_a_household_nobody_knows_is_not_shown(day, untouched):
    refused(day, 1, "show", day.field, "没有这个人")
    refused(day, 1, "show", day.field, day.clean_row()["自然村"])


def test_that_fingerprints_that_differ_admit_nobody(day, untouched):
    asked = day.terminal.ask("request", day.field, day.stick)
    said = refused(day, 1, "admit", day.office, asked["file"], day.stick, "--fingerprint", "000 000 000 000")
    assert "12 digits" in said


def test_that_a_laptop_without_admission_hands_nothing_over(day, tmp_path):
    day.terminal.ask("init", tmp_path / "other", "--worker", "赵强", "--village", VILLAGE)
    refused(day, 1, "export", tmp_path / "other", day.stick)


def test_that_a_full_or_missing_disk_leaves_no_half_file(day, untouched):
    target = day.folder / "no such folder" / "file.pdf"
    refused(day, 3, "print", day.field, target, "--household", day.clean_row()["户编号"])
    refused(day, 3, "backup", day.field, day.folder / "no such folder")
    assert not target.parent.exists()


def test_that_wrong_usage_says_how_it_is_meant():
    done = Terminal(Path()).run("search")
    assert done.returncode == 2
    assert "usage" in done.stderr
    assert "Traceback" not in done.stderr


def test_that_complaints_are_chinese_where_the_screen_is(day):
    said = day.terminal.run(
        "verify", day.field, "--language", "zh_CN", "--passphrase-file", day.terminal.passphrase_file("wrong wrong 1")
    )
    assert said.returncode == 1
    assert "口令" in said.stderr


def test_that_the_passphrase_opens_what_was_made_with_it(day):
    assert state_of(day.field, PASSPHRASE)[1] > 0


@pytest.fixture(scope="module")
def popstan(tmp_path_factory: pytest.TempPathFactory) -> tuple[Terminal, Path]:
    """Bring a foreign census in as a second register: another country, another layout, one column map."""
    folder = tmp_path_factory.mktemp("popstan")
    terminal = Terminal(folder)
    data = ROOT / "tests" / "data" / "popstan"
    terminal.ask("init", folder / FIELD, "--worker", "李明", "--village", VILLAGE)
    told = terminal.ask(
        "import", folder / FIELD, data / "census.dat", "--dictionary", data / "dictionary.dcf",
        "--map", ROOT / "resources" / "column_maps" / "popstan.json", "--year", str(YEAR),
    )  # fmt: skip
    assert told["new_household"] == 4_872
    return terminal, folder / FIELD


def test_that_a_foreign_census_is_searched_shown_and_printed(popstan, tmp_path):
    terminal, folder = popstan
    found = terminal.ask("search", folder, "Artesia", "--limit", "20")
    assert len(found) == 20
    household = next(row["id"] for row in found if row["members"])
    shown = terminal.ask("show", folder, household)
    assert {"Members", "Identity"} <= {row["section"] for row in shown}
    made = terminal.ask("print", folder, tmp_path / "file.pdf", "--household", household, "--year", str(YEAR))
    assert made["printed households"] == 1
    assert "Artesia" in words_of(tmp_path / "file.pdf")


def test_that_a_foreign_census_verifies(popstan):
    terminal, folder = popstan
    assert terminal.ask("verify", folder)["transactions"] == 4_872
