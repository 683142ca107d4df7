from __future__ import annotations

from poverty_desktop.errors import Cancelled, RuleError, StorageError
from ui.errors import Tone, explain, log_file, report

SECRET = "王桂英 420581199001011234"


def _bug() -> Exception:
    try:
        raise KeyError(SECRET)
    except KeyError as error:
        return error


def test_that_a_report_holds_type_and_lines_but_no_value() -> None:
    report(_bug())
    text = log_file().read_text(encoding="utf-8")
    assert "KeyError" in text
    assert "test_errors.py" in text
    assert SECRET not in text
    assert "4205" not in text


def test_that_our_own_bug_is_said_calmly_and_reported() -> None:
    message = explain(_bug())
    assert message.tone is Tone.ERROR
    assert "已保存的内容是安全的" in message.text
    assert SECRET not in message.text
    assert log_file().exists()


def test_that_a_broken_rule_says_that_nothing_was_changed_and_is_not_reported() -> None:
    message = explain(RuleError("There is nothing to undo."))
    assert message.tone is Tone.WARNING
    assert message.text.endswith("没有改动任何数据。")
    assert not log_file().exists()


def test_that_storage_trouble_says_what_it_means_for_the_data_once() -> None:
    message = explain(StorageError("The disk of this computer is full. Make room, then try again."))
    assert message.tone is Tone.ERROR
    assert message.text.endswith("没有改动任何数据。")
    told = explain(StorageError("The policy pack could not be read. Nothing was changed."))
    assert told.text == "政策口径包无法读取，数据没有改动。"


def test_that_stopping_is_no_error() -> None:
    said = explain(Cancelled())
    assert (said.tone, said.text) == (Tone.INFO, "已停止。没有改动任何数据。")
