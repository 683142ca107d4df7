"""The list of the terminal's commands, and what is said to one that there is not."""

from __future__ import annotations

from collections import Counter

import pytest

from poverty_desktop.cli.commands import ROOMS, TWO_WORDS
from poverty_desktop.cli.main import EXIT_USAGE, main

NAMES = [name for _title, held in ROOMS for name, *_rest in held]


def test_that_every_command_stands_once_under_one_heading():
    assert [name for name, times in Counter(NAMES).items() if times > 1] == []
    assert set(TWO_WORDS.values()) <= set(NAMES)


def test_that_help_tells_all_commands_under_headings_in_the_language_asked_for(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--language", "en", "--help"])
    told = capsys.readouterr().out
    assert not ended.value.code
    assert "\nVerification rounds:\n  rounds " in told
    assert all(f"\n  {name} " in told for name in NAMES)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (["exprot"], "没有“exprot”这个命令。 您要的是不是：export、"),
        (["--language", "zh_CN", "qqqq"], "没有“qqqq”这个命令。 用 --help 可列出全部命令。"),
        (["--language=en", "reciept"], "There is no command “reciept”. Did you mean: receipt"),
    ],
)
def test_that_a_command_that_there_is_not_gets_one_sentence(line, told, capsys, monkeypatch):
    monkeypatch.delenv("LANG", raising=False)
    with pytest.raises(SystemExit) as ended:
        main(line)
    assert ended.value.code == EXIT_USAGE
    assert told in capsys.readouterr().err
