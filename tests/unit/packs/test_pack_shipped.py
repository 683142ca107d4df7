"""The pack that ships: complete, sourced, and exactly what its source says."""

from __future__ import annotations

import pytest

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.packs.county_prefixes import county_prefixes
from poverty_desktop.packs.load import PUBLISHED_NAME, hash_file, load_shipped, shipped_folder
from poverty_desktop.packs.model import Certainty, MergeClass, PropertyType, Sensitivity
from poverty_desktop.packs.pack import Pack
from poverty_desktop.packs.publish import publish, write
from poverty_desktop.packs.unconfirmed import unconfirmed

FIXED_NAMES = {
    RecordKind.HOUSEHOLD: "village group_name national_number address phone household_type monitoring_category "
    "attribute exit_status identification_standard identified_on exit_year planned_exit_year martyr_family "
    "only_child_family two_daughter_family bank bank_account remarks",
    RecordKind.PERSON: "name sex document_type document_number birth_date ethnicity phone political_status "
    "national_number disability_category disability_grade death_date",
    RecordKind.MEMBERSHIP: "person household relation from_date to_date reason_in reason_out",
    RecordKind.HOUSEHOLD_YEAR: "household year cultivated_land irrigated_land woodland returned_forest fruit_land "
    "pasture water_surface production_electricity domestic_electricity drinking_water_difficulty safe_drinking_water "
    "broadcast_tv road_distance road_type house_area house_structure dangerous_house house_grade sanitary_toilet fuel "
    "joined_cooperative led_by_enterprise led_by_entrepreneur resettled wage_income business_income property_income "
    "transfer_income business_expenditure insurance_payout eligible_spending net_income net_income_per_capita "
    "main_cause other_causes risks cause_note surveyed_on surveyor",
    RecordKind.PERSON_YEAR: "person year education schooling dropout_reason health labour work_scope work_place "
    "work_months employer monthly_wage job_channel public_post resident_medical employee_medical "
    "serious_illness_insurance resident_pension employee_pension subsistence_allowance extreme_poverty_support "
    "medical_aid commercial_medical accident_insurance mandarin in_service residence_months",
    RecordKind.INCOME_LINE: "household year item person source quantity unit_price amount note",
    RecordKind.NEED: "household year kind description amount wanted_by met_on met_note",
    RecordKind.MEASURE: "household year kind name amount status started_on finished_on helper need item person "
    "quantity unit planned_on approved_on due_on confirmed_on department evidence effect income_effect satisfaction "
    "confirmed_by confirm_note dropped_because source_list project person_times",
    RecordKind.VISIT: "household visited_on visitors content started_at said agreed mode signed_by no_signature sheet "
    "meeting recorder",
    RecordKind.INTERVIEW: "household year form form_version started_at finished_at interviewer answers notes "
    "corrects returned_at returned_by return_comments keyed_again_at keyed_again_by keying_differences",
    RecordKind.ATTACHMENT: "household hash caption taken_on visit",
    RecordKind.STAFF: "name",
    RecordKind.WAIVER: "household person check reason note evidence approver expires_on",
    RecordKind.VILLAGE_YEAR: "village year village_type natural_villages groups total_households total_population "
    "resident_population labour_population migrant_workers party_members filed_households "
    "filed_population monitored_households monitored_population allowance_households "
    "allowance_population extreme_households extreme_population disabled_population cultivated_land "
    "irrigated_land",
    RecordKind.VILLAGE_PROJECT: "village year name aspect planned spent starts_on ends_on status progress households "
    "responsible note code kind nature place content unit sources persons filed_households route participation "
    "benefit_link goal stage stage_on item",
    RecordKind.TARGET: "place year indicator level amount than source",
    RecordKind.ENTERED_FIGURE: "place year indicator value document dated scan",
    RecordKind.ASSESSMENT: "place year item self_score self_words self_by self_on score words reviewed_by reviewed_on",
    RecordKind.ASSESSMENT_APPEAL: "place assessment reason raised_by raised_on decision decision_words decided_by "
    "decided_on",
    RecordKind.FROZEN_FIGURE: "place year indicator value part whole pack pack_version position device frozen_on",
    RecordKind.FUND: "year document level kind amount issued_on title",
    RecordKind.APPROPRIATION: "fund project amount appropriated_on document",
    RecordKind.CONTRACT: "project number contractor amount signed_on due_on accepted_on settled accepted_by",
    RecordKind.PAYMENT: "project contract year way purpose title payee account amount item period state planned_on "
    "printed_on sent_on paid_on returned_on returned_because voucher displayed_on",
    RecordKind.BENEFICIARY: "household payment project measure year person item period amount holder account state "
    "sent_on paid_on returned_on returned_because attempts exception_reason project_name",
    RecordKind.PERFORMANCE: "project kind name target unit actual score",
    RecordKind.PERSON_LINK: "household person other verdict note",
    RecordKind.LIST_HIT: "household person list department received_on listed_name detail outcome reason evidence "
    "decided_on rectified_on rectified_by rectified_note rectified_evidence",
    RecordKind.ROUND: "village name scope started_on deadline groups series closed_on sample_seed sample_sizes "
    "sample_drawn_on",
    RecordKind.OUTCOME: "round household person membership in_base outcome happened_on evidence note corrections "
    "checked_on sheet_number category visit photo persons_seen persons_poor approves back_check_note back_checked_on",
    RecordKind.CLUE: "household village batch source sender received_on deadline content person_name document_number "
    "phone place visited_on visitors result result_note feedback_on sender_row row_number",
    RecordKind.PROCEDURE: "household clue kind begun_on dropped_on dropped_because",
    RecordKind.STEP: "procedure household name number done_on ended_on outcome entitled present agreed opposed "
    "abstained signatures participants opinion place objections exception_reason earliest latest least_end",
    RecordKind.ENTRY_LINE: "household person kind happened_on reason expected entered_on differs",
    RecordKind.HELPER: "household name unit unit_level post phone role from_date to_date end_reason source_list",
    RecordKind.TEAM_DAY: "village person day state note approved_by",
    RecordKind.DUTY: "village title detail person given_on due_on template rectified_on rectified_by evidence "
    "rectified_staff closed_on checked_by",
    RecordKind.MERIT: "village person kind happened_on reason document entered_by entered_staff outcome approved_on "
    "approved_by approval_note",
    RecordKind.DUTY_NOTE: "village duty kind noted_on noted_by words",
    RecordKind.CARD: "household code issued_on revoked_on reason",
}


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_shipped()


def test_that_publishing_the_source_again_gives_the_committed_file(tmp_path) -> None:
    folder = shipped_folder()
    written = write(publish(folder, previous=None), tmp_path)

    assert written.read_bytes() == (folder / PUBLISHED_NAME).read_bytes()
    assert hash_file(written).read_bytes() == hash_file(folder / PUBLISHED_NAME).read_bytes()


def test_that_the_published_file_has_one_row_per_line() -> None:
    lines = (shipped_folder() / PUBLISHED_NAME).read_text(encoding="utf-8").splitlines()

    assert sum(line.startswith('{"code_list"') or '"merge_class"' in line for line in lines) >= 174
    assert max(map(len, lines)) < 2_500


@pytest.mark.parametrize("kind", RecordKind)
def test_that_every_fixed_name_is_there(pack: Pack, kind: RecordKind) -> None:
    assert set(FIXED_NAMES[kind].split()) <= {item.name for item in pack.of_kind(kind)}


def test_that_numbers_stand_in_the_range_of_their_kind_and_of_the_program(pack: Pack) -> None:
    for item in pack.properties:
        assert item.number // 1000 == item.kind
        structural = item.type is PropertyType.REFERENCE and item.name != "person"
        number = item.number % 1000
        assert number < 100 or number >= 780 or not structural  # what came later stands from 780 on


def test_that_everything_has_words_in_both_languages_and_a_source(pack: Pack) -> None:
    rows = [
        *pack.properties,
        *pack.income_items,
        *(code for codes in pack.code_lists.values() for code in codes.codes),
    ]
    for row in rows:
        assert row.label.zh, row
        assert row.label.en, row
        assert row.source, row
    assert all(label.zh and label.en for label in pack.texts.values())
    assert all(line.source for line in pack.lines)


def test_that_secrets_and_merge_classes_are_as_ruled(pack: Pack) -> None:
    secret = {(item.kind.table, item.name) for item in pack.properties if item.sensitivity is Sensitivity.SECRET}
    assert {
        ("household", "phone"),
        ("household", "bank_account"),
        ("person", "phone"),
        ("person", "document_number"),
        ("interview", "answers"),
        ("interview", "notes"),
        ("interview", "return_comments"),
        ("interview", "keying_differences"),
        ("outcome", "corrections"),
        ("clue", "content"),
        ("clue", "document_number"),
        ("clue", "phone"),
        ("clue", "result_note"),
        ("clue", "sender_row"),
        ("payment", "account"),
        ("beneficiary", "account"),
    } == secret
    hard = {name: pack.by_name[RecordKind.PERSON, name].merge_class for name in ("name", "sex", "document_number")}
    assert set(hard.values()) == {MergeClass.IDENTITY}
    assert {item.merge_class for item in pack.of_kind(RecordKind.MEMBERSHIP)} == {MergeClass.MEMBERSHIP}
    assert pack.by_name[RecordKind.HOUSEHOLD_YEAR, "risks"].merge_class is MergeClass.SET


def test_that_the_two_numberings_of_ethnicity_are_kept_apart(pack: Pack) -> None:
    ethnicity = pack.code_lists["ethnicity"]
    by_scheme = {
        scheme: {code.schemes[scheme]: code.code for code in ethnicity.codes if scheme in code.schemes}
        for scheme in ("gbt3304", "poverty2014")
    }
    assert by_scheme["gbt3304"]["02"] == "MG"
    assert by_scheme["poverty2014"]["02"] == "MA"
    assert by_scheme["gbt3304"]["15"] == by_scheme["poverty2014"]["15"] == "TJ"
    assert len(by_scheme["gbt3304"]) == 58
    assert ethnicity.find_label("土家") == ethnicity.find("TJ")


@pytest.mark.parametrize(
    ("ours", "gbt4761"),
    [("01", "02"), ("02", "10"), ("05", "38"), ("13", "55"), ("15", "53"), ("21", "70"), ("99", "99")],
)
def test_that_relations_map_to_the_national_standard(pack: Pack, ours: str, gbt4761: str) -> None:
    code = pack.code_lists["relation"].find(ours)
    assert code is not None
    assert code.schemes["gbt4761"] == gbt4761


def test_that_wordings_of_exports_are_found_by_label(pack: Pack) -> None:
    for name, wording, code in [
        ("schooling", "高中一年级", "07"),
        ("schooling", "普通高中一年级", "07"),
        ("education", "本科及以上", "08"),
        ("education", "大专及以上", "05"),
        ("road_type", "沙石", "02"),
        ("household_type", "普通农户", "01"),
        ("labour", "弱劳动力或半劳动力", "05"),
        ("subsistence_allowance", "农村低保", "03"),
        ("reason_out", "判刑收监", "05"),
        ("house_grade", "危房C类", "C"),
    ]:
        found = pack.code_lists[name].find_label(wording)
        assert found is not None, wording
        assert found.code == code, wording


def test_that_all_villages_of_yidu_are_there(pack: Pack) -> None:
    levels = [division.level for division in pack.divisions.values()]
    assert (levels.count("county"), levels.count("town"), levels.count("village")) == (1, 11, 155)
    village = pack.divisions["420581001201"]
    assert (village.name, village.parent) == ("太保湖村委会", "420581001000")


def test_that_identity_numbers_of_former_counties_are_known(pack: Pack) -> None:
    prefixes = county_prefixes(pack)
    assert prefixes["420581"] == ("宜都市", 1996, 2020)
    assert prefixes["420521"][0] == "宜昌县"
    assert {"810000", "820000", "830000"} <= prefixes.keys()


def test_that_lines_become_references_in_2021(pack: Pack) -> None:
    exit_line = pack.line(2020)
    reference = pack.line(2023)
    assert exit_line is not None
    assert reference is not None
    assert (exit_line.meaning, exit_line.amount_fen, exit_line.is_reference) == ("exit", 400_000, False)
    assert (reference.meaning, reference.amount_fen, reference.is_reference) == ("monitoring", 730_000, True)
    assert pack.line(2026) is None
    assert pack.line(2013) is None


def test_that_unchecked_figures_are_listed(pack: Pack) -> None:
    listed = unconfirmed(pack)
    assert len(listed) == sum(line.certainty is Certainty.UNCONFIRMED for line in pack.lines) + sum(
        item.certainty is Certainty.UNCONFIRMED for item in (*pack.income_items, *pack.income_rules, *pack.measures)
    )
    assert "Exit line of 2015: 2,855.00 yuan" in [item.what for item in listed]


def test_that_papers_are_titled_by_era(pack: Pack) -> None:
    assert [pack.text("handbook", year).zh for year in (2015, 2023, 2026)] == ["扶贫手册", "帮扶手册", "帮扶手册"]
    assert [pack.text("causes", year).zh for year in (2020, 2021)] == ["致贫原因", "致贫返贫风险"]
    assert [pack.era(year) for year in (2010, 2014, 2020, 2021, 2025, 2026)] == ["a", "a", "a", "b", "b", "c"]
    assert pack.text("household_file", 2020).zh == "一户一档"
    with pytest.raises(KeyError):
        pack.text("no_such_paper", 2020)


def test_that_income_items_are_the_codes_of_an_income_line(pack: Pack) -> None:
    listed = pack.code_lists["income_item"]
    assert [code.code for code in listed.codes] == [item.code for item in pack.income_items]
    assert {item.counted for item in pack.income_items} == {"yes", "no", "limited"}
    assert all(
        (RecordKind.HOUSEHOLD_YEAR, item.property_name) in pack.by_name
        for item in pack.income_items
        if item.property_name
    )
