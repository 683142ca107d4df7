"""Villages that no pack has: looked up by their county, checked, and given a code that is never an official one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poverty_desktop.errors import RuleError
from poverty_desktop.packs import by_hand, counties
from poverty_desktop.packs.by_hand import VillageByHand, divisions_of, is_local, with_divisions
from poverty_desktop.packs.load import load_shipped
from poverty_desktop.packs.pack import Pack

TYPED = {"county": "长阳", "town": "榔坪镇", "village": "乐园村"}
CODE = "420528104201"


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_shipped()


@pytest.mark.parametrize(
    "text", ["长阳土家族自治县", "长阳", "changyang", "cytjz", "420528", "湖北省 宜昌市 长阳土家族自治县"]
)
def test_that_a_county_is_found_by_name_pinyin_and_code(pack: Pack, text: str) -> None:
    assert [item.code for item in counties.find_counties(pack, text)] == ["420528"]


def test_that_a_city_without_counties_stands_for_one_and_no_other_city_does(pack: Pack) -> None:
    codes = {item.code for item in counties.counties(pack)}
    assert {"441900", "620200", "429004"} <= codes
    assert not {"420500", "420000", "110000"} & codes


def test_that_the_places_above_name_themselves(pack: Pack) -> None:
    found = divisions_of(pack, VillageByHand(**TYPED, code=CODE))
    assert [(item.level, item.name) for item in found] == [
        ("province", "湖北省"),
        ("city", "宜昌市"),
        ("county", "长阳土家族自治县"),
        ("town", "榔坪镇"),
        ("village", "乐园村"),
    ]
    assert [item.parent for item in found] == [None, *(item.code for item in found[:-1])]
    assert (found[-1].code, found[-2].code) == (CODE, "420528104000")
    assert all(item.is_by_hand for item in found)


def test_that_a_code_needs_no_county_beside_it(pack: Pack) -> None:
    found = divisions_of(pack, VillageByHand(county="", town="榔坪镇", village="乐园村", code=" 4205 2810 4201 "))
    assert [item.name for item in found[:3]] == ["湖北省", "宜昌市", "长阳土家族自治县"]


def test_that_a_county_younger_than_the_list_is_named_by_the_person(pack: Pack) -> None:
    found = divisions_of(pack, VillageByHand(county="临平区", town="崇贤街道", village="沾桥村", code="330113006201"))
    assert [item.name for item in found[:3]] == ["浙江省", "杭州市", "临平区"]


def test_that_a_made_code_follows_from_the_names_and_is_marked(pack: Pack) -> None:
    one, same = (divisions_of(pack, VillageByHand(**TYPED))[-1] for _ in range(2))
    other = divisions_of(pack, VillageByHand(**{**TYPED, "village": "文家坪村"}))[-1]
    assert one == same
    assert one.code != other.code
    assert is_local(one.code)
    assert one.code.startswith("420528")


@given(town=st.text("甲乙丙丁", min_size=1, max_size=5), village=st.text("戊己庚辛", min_size=1, max_size=5))
def test_that_a_made_code_is_never_an_official_one(town: str, village: str) -> None:
    found = divisions_of(load_shipped(), VillageByHand(county="420528", town=town, village=village))
    assert all(item.code.isdecimal() and len(item.code) == 12 for item in found)
    assert 600 <= int(found[-1].code[6:9]) <= 998  # 国统字〔2009〕91号 gives out 001 to 599
    assert found[-1].code[9:] != "000" == found[-2].code[9:]


def test_that_no_village_of_the_pack_has_a_made_code(pack: Pack) -> None:
    assert not any(is_local(code) for code in pack.divisions)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"county": ""}, by_hand.COUNTY_MISSING),
        ({"county": "没有县"}, by_hand.COUNTY_UNKNOWN),
        ({"county": "朝阳"}, by_hand.COUNTY_TWICE),
        ({"code": "42052810420"}, by_hand.CODE_WRONG),
        ({"code": "420528104000"}, by_hand.CODE_WRONG),
        ({"code": "420528000201"}, by_hand.CODE_WRONG),
        ({"code": "420528104２０1"[:8] + "甲乙丙丁"}, by_hand.CODE_WRONG),
        ({"code": "420528700201"}, by_hand.CODE_RESERVED),
        ({"code": "420582104201"}, by_hand.COUNTY_OTHER),
        ({"code": "110103104201", "county": ""}, by_hand.COUNTY_OUTDATED),
        ({"code": "990101104201", "county": "某县"}, by_hand.COUNTY_UNKNOWN),
        ({"code": "330113006201", "county": ""}, by_hand.COUNTY_UNKNOWN),
        ({"town_code": "420582104"}, by_hand.TOWN_CODE_WRONG),
        ({"town_code": "42052810"}, by_hand.TOWN_CODE_WRONG),
        ({"town": " "}, by_hand.NAME_WRONG),
        ({"village": "村" * 41}, by_hand.NAME_WRONG),
        ({"county": "宜都市", "town": "陆城街道", "village": "东风社区居委会"}, by_hand.IN_PACK),
        ({"county": "宜都市", "code": "420581001001"}, by_hand.IN_PACK),
    ],
)
def test_that_what_is_wrong_is_said_in_one_sentence(pack: Pack, changed: dict[str, str], message: str) -> None:
    with pytest.raises(RuleError) as refused:
        divisions_of(pack, VillageByHand(**{**TYPED, **changed}))
    assert refused.value.message_id == message


def test_that_the_code_of_a_town_is_kept_where_only_that_is_known(pack: Pack) -> None:
    found = divisions_of(pack, VillageByHand(**TYPED, town_code="420528104"))
    assert found[-2].code == "420528104000"
    assert is_local(found[-1].code)


def test_that_the_pack_prevails_over_what_was_entered(pack: Pack) -> None:
    entered = divisions_of(pack, VillageByHand(county="宜都市", town="陆城街道", village="新村", code="420581001299"))
    completed = with_divisions(pack, entered)
    assert completed.divisions["420581001299"].is_by_hand
    assert completed.divisions["420581001000"] is pack.divisions["420581001000"]
    assert completed.content_hash == pack.content_hash
    assert with_divisions(pack, entered[:3]) is pack
