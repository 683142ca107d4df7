"""What the terminal says in Chinese, what it asks of a roster, and how it is answered."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from registers import PASSPHRASE, VILLAGE, add_family

from poverty_desktop import i18n
from poverty_desktop.cli import main
from poverty_desktop.exchange.column_map import Grouping, from_choices, to_dict
from poverty_desktop.operations.register import roster
from poverty_desktop.store import workspace

Say = Callable[..., str]
TARGETS = (
    "household.national_number", "person.name", "membership.relation", "person.national_number", "village.code",
)  # fmt: skip


@pytest.fixture
def say(field, tmp_path, capsys, monkeypatch) -> Say:
    """Run a command in Chinese for the eye; return what it says."""
    add_family(field)
    workspace.close(field)
    monkeypatch.setenv("POVERTY_DESKTOP_PASSPHRASE", PASSPHRASE)

    def say(command: str, *arguments: str, code: int = 0) -> str:
        before = i18n.language()
        try:
            assert main([command, str(field.folder), *arguments, "--language", "zh_CN"]) == code
        finally:
            i18n.set_language(before)
        said = capsys.readouterr()
        return said.err if code else said.out

    return say


def file_of(folder: Path, *rows: str) -> tuple[str, ...]:
    """Write a roster and its column map; return the arguments that name both."""
    import json

    path = folder / f"roster-{len(list(folder.glob('*.csv')))}.csv"
    path.write_text("\n".join(("户号,人名,称呼,人号,代码", *rows)), "utf-8")
    chosen = from_choices(
        "本村名册", dict(enumerate(TARGETS)), roster.read(path, header_row=1), grouping=Grouping.NUMBER
    )
    own = folder / "map.json"
    own.write_text(json.dumps(to_dict(chosen)), "utf-8")
    return str(path), "--map", str(own)


def test_that_a_search_without_a_hit_says_so(say):
    assert say("search", "没有这个人").strip() == "没有找到符合的农户。"


def test_that_history_is_in_local_time_with_what_there_is(say):
    household = say("search", "").split("\t")[0]
    for line in say("history", household).splitlines():
        moment, *rest = line.split("\t")
        assert len(moment) == len("2026-11-30 00:00:00")
        assert "" not in rest
        assert rest[-1] != "0"


def test_that_a_value_may_stand_after_the_options(say):
    household = say("search", "").split("\t")[0]
    assert "张三" in say("search", "")
    assert "13900000001" in say("set", household, "phone", "--member", "张三", "13900000001", "--private")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "缺少必须给出的内容"),
        (("--limit", "many"), "不能作为"),
        (("x", "--limit"), "后面需要一个值"),
        (("x", "--nonsense"), "认不出的内容"),
    ],
)
def test_that_wrong_usage_is_said_in_chinese(say, capsys, arguments, words):
    with pytest.raises(SystemExit):
        say("search", *arguments)
    said = capsys.readouterr().err
    assert said.startswith("用法：")
    assert words in said


def test_that_an_import_says_what_asks_and_takes_the_answer(say, tmp_path):
    head = f"42058100000001,测试甲,户主,420581000000011,{VILLAGE}"
    assert "新增农户: 1" in say("import", *file_of(tmp_path, head))
    renamed = head.replace("测试甲", "测试丁")
    said = say("import", *file_of(tmp_path, renamed), "--dry-run", "--rows")
    assert "第 2 行待确认" in said
    assert "1 就是：测试甲" in said
    assert "--answer 2=1" in said
    assert "asks" not in said
    assert "需要留意" not in said  # they are listed
    assert "有1行需要留意，加 --rows 逐行列出原因。" in say("import", *file_of(tmp_path, renamed), "--dry-run")
    told = say("import", *file_of(tmp_path, renamed), "--answer", "2=9", code=1)
    assert "编号" in told
    say("import", *file_of(tmp_path, renamed), "--answer", "2=1")
    assert "测试丁" in say("search", "测试丁")
