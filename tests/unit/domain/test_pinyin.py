"""Names found by what a cadre types."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pinyin_table import readings as pypinyin_readings

from poverty_desktop.domain.pinyin import MOST_VARIANTS, readings, search_keys


@pytest.mark.parametrize(
    ("name", "full", "initials"),
    [
        ("张三", "zhangsan", "zs"),
        ("单雄信", "shanxiongxin", "sxx"),
        ("曾国华", "zengguohua", "zgh"),
        ("仇英", "qiuying", "qy"),
        ("解珍", "xiezhen", "xz"),
        ("查良", "zhaliang", "zl"),
        ("区大", "ouda", "od"),
        ("朴正", "piaozheng", "pz"),
        ("任盈盈", "renyingying", "ryy"),
        ("欧阳锋", "ouyangfeng", "oyf"),
        ("长孙无忌", "zhangsunwuji", "zswj"),
        ("万俟卨", "moqixie", "mqx"),
        ("买买提·艾力", "maimaitiaili", "mmtal"),
        ("John Smith", "johnsmith", "js"),
        ("𡐓䶮", "kangyan", "ky"),
        ("", "", ""),
    ],
)
def test_that_a_name_has_its_usual_keys(name, full, initials):
    keys = search_keys(name)
    assert (keys.full, keys.initials) == (full, initials)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("盖叫天", "gaijiaotian"),
        ("盖叫天", "gejiaotian"),
        ("乐嘉", "yuejia"),
        ("乐嘉", "lejia"),
        ("覃军", "qinjun"),
        ("覃军", "tanjun"),
        ("单军", "danjun"),
        ("曾军", "cengjun"),
        ("吕布", "lvbu"),
        ("吕布", "lubu"),
        ("王乐", "wangyue"),
        ("王晟", "wangsheng"),
        ("王晟", "wangcheng"),
        ("冼星", "xianxing"),
    ],
)
def test_that_every_likely_reading_finds_the_name(name, typed):
    assert typed in search_keys(name).all_full.split()


def test_that_the_columns_hold_every_reading():
    keys = search_keys("覃军")
    assert keys.all_full == "qinjun tanjun"
    assert keys.all_initials == "qj tj"


def test_that_a_character_of_private_use_is_passed_over():
    assert search_keys("王\ue170军").full == "wangjun"
    assert readings("\ue170") == ()


def test_that_the_table_covers_everything_that_chinese_keyboards_offered_for_decades():
    level_one_and_two = (bytes([row, cell]) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    missing = [pair for pair in level_one_and_two if (text := pair.decode("gb2312", "ignore")) and not readings(text)]
    assert missing == []


def test_that_the_table_agrees_with_its_source():
    source = pypinyin_readings()
    differing = [c for c, found in source.items() if readings(c)[:1] != (found[0],)]
    assert len(source) > 40_000
    assert len(differing) < len(source) / 1000  # another edition of the source may differ in a few


@given(st.text(max_size=60))
def test_that_keys_are_plain_letters_and_few(name):
    keys = search_keys(name)
    assert re.fullmatch(r"[a-z0-9]*", keys.full)
    assert re.fullmatch(r"[a-z0-9 ]*", keys.all_full)
    assert len(keys.other_full) < MOST_VARIANTS
    assert len(keys.initials) <= len(keys.full)
