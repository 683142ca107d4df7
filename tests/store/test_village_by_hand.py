"""A village that the shipped pack does not have: begun at once by hand or with the office's pack, and its whole day."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pypdf import PdfReader
from registers import CHEAP, NOW, PASSPHRASE, Family, add_family, admit, reopen, text, value
from test_roster_import import own_map, written

from poverty_desktop.cli import main
from poverty_desktop.clock import ManualClock
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.errors import RuleError, StorageError
from poverty_desktop.ids import SeededIds
from poverty_desktop.operations.handover import bundles, enrolment, pack_offers, packs, receipts
from poverty_desktop.operations.paperwork import printing
from poverty_desktop.operations.paperwork.papers import Paper
from poverty_desktop.operations.register import roster
from poverty_desktop.operations.workspaces import home_village, workspace
from poverty_desktop.packs import load
from poverty_desktop.packs.by_hand import CODE_RESERVED, VillageByHand, is_local
from poverty_desktop.packs.publish import publish as publish_source
from poverty_desktop.packs.publish import write as write_published
from poverty_desktop.queries.register import households
from poverty_desktop.queries.register.list_rows import HouseholdFilter
from poverty_desktop.store import log, projection
from poverty_desktop.store.session import Session

TYPED = VillageByHand(county="长阳", town="榔坪镇", village="乐园村")
OFFICIAL = "420528104201"


def make(folder: Path, village: str | VillageByHand = TYPED, *, seed: int = 5, **options: object) -> Session:
    clock = ManualClock(NOW)
    session, _sheet = workspace.create_field(
        folder, PASSPHRASE, worker="测试员", village=village, clock=clock, ids=SeededIds(seed), cost=CHEAP, **options
    )  # type: ignore[arg-type]
    return session


@pytest.fixture
def far(tmp_path: Path):
    session = make(tmp_path / "far")
    yield session
    session.db.conn.close()


def family_in(session: Session, village: str) -> Family:
    return add_family(session, village=village, household={"village": text(village)})


def handed(field: Session, office: Session, stick: Path) -> receipts.ReceiptTaken:
    bundle = bundles.export_bundle(field, stick).value
    received = bundles.receive(office, bundle.path).value
    assert (received.refused, received.accepted) == (0, bundle.transactions)
    return receipts.take_receipt(field, received.receipt).value


def test_that_such_a_village_knows_itself_before_and_after_the_workspace_is_closed(far: Session) -> None:
    for session in (far, reopen(far)):
        found = home_village.home_village(session)
        assert found is not None
        assert (found.name, found.above) == ("乐园村", ("湖北省", "宜昌市", "长阳土家族自治县", "榔坪镇"))
        assert found.is_by_hand
        assert found.is_local
        assert session.name == "乐园村"


def test_that_its_whole_day_works(far: Session, office: Session, tmp_path: Path) -> None:
    rows = [f"42052800000001,测试甲,户主,420528000000011,{far.village}", "42052800000001,测试乙,配偶,420528000000012,"]
    path = written(tmp_path, *rows)
    shown = roster.preview(far, roster.read(path, header_row=1), own_map(path))
    roster.import_roster(far, shown)
    (row,) = households.find(far, HouseholdFilter(text="csj")).rows
    assert households.find(far, HouseholdFilter(text="csj", village=far.village)).total == 1
    printed = printing.print_households(far, [row.id], [Paper.HOUSEHOLD_FILE], tmp_path / "file.pdf", year=2025)
    assert "乐园村" in "".join(page.extract_text() for page in PdfReader(printed.path).pages)
    admit(office, far, tmp_path / "stick")
    taken = handed(far, office, tmp_path / "stick")
    assert taken.merged
    assert households.find(office, HouseholdFilter(text="csj", village=far.village)).total == 1
    assert households.village_name(reopen(office).pack, far.village) == "乐园村"
    projection.rebuild(far.db, far.pack)
    assert households.find(far, HouseholdFilter(text="csj")).total == 1


def test_that_an_office_that_does_not_know_the_village_is_told_what_it_is(far: Session, tmp_path: Path) -> None:
    asked = enrolment.ask(far, tmp_path).value
    request = enrolment.read(asked.path)
    assert request.villages == (far.village,)
    assert [item.name for item in request.divisions][-2:] == ["榔坪镇", "乐园村"]


def test_that_two_villages_of_one_code_are_told_apart_at_the_admission(office: Session, tmp_path: Path) -> None:
    first = make(tmp_path / "one", VillageByHand(county="长阳", town="榔坪镇", village="乐园村", code=OFFICIAL))
    second = make(
        tmp_path / "two", VillageByHand(county="长阳", town="榔坪镇", village="沙地村", code=OFFICIAL), seed=6
    )
    third = make(
        tmp_path / "three", VillageByHand(county="长阳", town="榔坪镇", village="乐园村委会", code=OFFICIAL), seed=7
    )
    admit(office, first, tmp_path / "stick")
    with pytest.raises(RuleError) as refused:
        admit(office, second, tmp_path / "stick")
    assert refused.value.message_id == enrolment.OTHER_VILLAGE
    admit(office, third, tmp_path / "stick")
    for session in (first, second, third):
        session.db.conn.close()


def test_that_the_official_code_takes_the_place_of_the_one_made_here(
    far: Session, office: Session, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    family = family_in(far, far.village)
    old = far.village
    admit(office, far, stick)
    handed(far, office, stick)

    home_village.take_official_code(far, OFFICIAL)
    assert far.village == OFFICIAL
    assert value(far, RecordKind.HOUSEHOLD, family.household, "village") == OFFICIAL
    far = reopen(far)
    assert (far.village, far.pack.divisions[OFFICIAL].name) == (OFFICIAL, "乐园村")
    family_in(far, OFFICIAL)
    with pytest.raises(RuleError) as refused:
        bundles.export_bundle(far, stick)
    assert refused.value.message_id == bundles.ELSEWHERE

    asked = enrolment.ask(far, stick).value
    assert enrolment.read(asked.path).villages == (OFFICIAL, old)
    admission = enrolment.admit(office, asked.path, asked.fingerprint, stick).value
    enrolment.accept(far, admission, "")
    handed(far, office, stick)
    assert value(office, RecordKind.HOUSEHOLD, family.household, "village") == OFFICIAL
    assert households.find(office, HouseholdFilter(village=OFFICIAL)).total == 2
    far.db.conn.close()


def test_that_a_code_which_is_none_changes_nothing(far: Session) -> None:
    family_in(far, far.village)
    before = log.position(far.db)
    for code in ("", "420528", "420582104201", far.village):
        with pytest.raises(RuleError):
            home_village.take_official_code(far, code)
    with pytest.raises(RuleError) as refused:
        home_village.take_official_code(far, far.village)
    assert refused.value.message_id == CODE_RESERVED
    assert (log.position(far.db), is_local(far.village)) == (before, True)
    home_village.take_official_code(far, OFFICIAL)
    with pytest.raises(RuleError) as refused:
        home_village.take_official_code(far, "420528104202")
    assert refused.value.message_id == home_village.HAS_CODE


def test_that_the_pack_of_the_office_names_the_village_from_then_on(tmp_path: Path, office: Session) -> None:
    session = make(tmp_path / "far", VillageByHand(county="长阳", town="榔坪镇", village="乐园村", code=OFFICIAL))
    admit(office, session, tmp_path / "stick")
    packs.publish(office, packs.prepare(packs.base(office), [_county_source(tmp_path / "source")]))
    packs.write_repository(office, tmp_path / "stick")
    packs.take_in(session, tmp_path / "stick")
    found = home_village.home_village(session)
    assert found is not None
    assert (found.name, found.is_by_hand) == ("乐园村村委会", False)
    assert office.pack.divisions[OFFICIAL].name == "乐园村村委会"
    session.db.conn.close()


def test_that_a_workspace_begins_with_the_pack_of_the_office(tmp_path: Path, office: Session) -> None:
    packs.publish(office, packs.prepare(packs.base(office), [_county_source(tmp_path / "source")]))
    packs.write_repository(office, tmp_path / "stick")
    offered = pack_offers.offered(tmp_path / "stick", ManualClock(NOW))
    session = make(tmp_path / "near", OFFICIAL, offered=offered)
    assert (session.name, session.pack.edition.number) == ("乐园村村委会", office.pack.edition.number)
    admit(office, session, tmp_path / "stick")
    assert not packs.take_in(session, tmp_path / "stick").value.is_new
    session.db.conn.close()


def test_that_a_published_file_or_its_folder_is_taken_too(tmp_path: Path) -> None:
    folder = tmp_path / "published"
    folder.mkdir()
    source = _county_source(tmp_path / "source")
    write_published(publish_source(source, previous=load.load_shipped()), folder)
    for place in (folder, folder / load.PUBLISHED_NAME):
        assert OFFICIAL in pack_offers.offered(place).pack.divisions


def test_that_what_is_no_pack_of_ours_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(RuleError) as refused:
        pack_offers.offered(tmp_path)
    assert refused.value.message_id == pack_offers.NO_PACK
    (tmp_path / load.PUBLISHED_NAME).write_bytes(b"{}")
    with pytest.raises(StorageError):
        pack_offers.offered(tmp_path)
    (tmp_path / load.PUBLISHED_NAME).write_bytes(_without_a_property())
    with pytest.raises(RuleError) as refused:
        pack_offers.offered(tmp_path)
    assert refused.value.message_id == pack_offers.NOT_OURS


def test_that_a_changed_stick_is_refused_before_the_first_start(tmp_path: Path, office: Session) -> None:
    packs.publish(office, packs.prepare(packs.base(office), [_county_source(tmp_path / "source")]))
    place = packs.write_repository(office, tmp_path / "stick").value
    (target,) = (place / "targets").iterdir()
    target.write_bytes(target.read_bytes().replace("乐园村".encode(), "沙地村".encode()))
    with pytest.raises(RuleError):
        pack_offers.offered(tmp_path / "stick", ManualClock(NOW))


def test_that_the_terminal_begins_such_a_village_and_settles_its_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POVERTY_DESKTOP_PASSPHRASE", PASSPHRASE)
    folder = str(tmp_path / "far")
    by_hand = ["--new-village", "乐园村", "--town", "榔坪镇", "--county", "changyang"]
    assert main(["init", folder, "--worker", "甲", *by_hand, "--json"]) == 0
    code = json.loads(capsys.readouterr().out)["village code"]
    assert is_local(code)
    assert main(["village-code", folder, "--code", OFFICIAL, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == {
        "village code": OFFICIAL,
        "village": "湖北省 宜昌市 长阳土家族自治县 榔坪镇 乐园村",
        "entered by hand": 1,
        "code made here": 0,
    }
    assert main(["villages", "changyang", "--counties"]) == 0
    assert capsys.readouterr().out == "420528\t湖北省 宜昌市 长阳土家族自治县\n"
    assert main(["init", str(tmp_path / "x"), "--worker", "甲", *by_hand[:-1], "朝阳", "--language", "en"]) == 1
    assert "Several counties fit" in capsys.readouterr().err
    assert not (tmp_path / "x").exists()


def _county_source(folder: Path) -> Path:
    """Return the shipped source with one more county, town and village in it."""
    import shutil

    import openpyxl

    shutil.copytree(load.shipped_folder(), folder, ignore=shutil.ignore_patterns(f"{load.PUBLISHED_NAME}*"))
    book = openpyxl.load_workbook(folder / "pack.xlsx")
    sheet = book["divisions"]
    heads = [cell.value for cell in sheet[_header_row(sheet)]]
    for row in (
        {"code": "420528000000", "name": "长阳土家族自治县", "level": "county", "parent": "420500000000"},
        {"code": "420528104000", "name": "榔坪镇", "level": "town", "parent": "420528000000"},
        {"code": OFFICIAL, "name": "乐园村村委会", "level": "village", "parent": "420528104000"},
    ):
        sheet.append([row.get(head) for head in heads])
    settings = book["settings"]
    for cells in settings.iter_rows():
        if cells[0].value == "version":
            cells[1].value = "2099.1"
    book.save(folder / "pack.xlsx")
    return folder


def _header_row(sheet: object) -> int:
    return next(row[0].row for row in sheet.iter_rows() if row[0].value == "code")  # type: ignore[attr-defined]


def _without_a_property() -> bytes:
    content = json.loads(load.shipped_bytes())
    tables = content if "properties" in content else content["tables"]
    tables["properties"] = tables["properties"][1:]
    return json.dumps(content, ensure_ascii=False).encode()
