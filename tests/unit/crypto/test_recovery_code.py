"""The recovery code: every slip of a pen is found, and in which group."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poverty_desktop.crypto import recovery
from poverty_desktop.errors import RuleError
from poverty_desktop.ids import SeededIds

CODE = recovery.new_code(SeededIds(11))
secrets = st.binary(min_size=recovery.SECRET_BYTES, max_size=recovery.SECRET_BYTES)


@given(secrets)
@settings(deadline=None, max_examples=200)
def test_that_a_code_is_read_back(secret: bytes) -> None:
    code = recovery.write_code(secret)
    assert recovery.read_code(code) == secret
    assert len(code) == recovery.GROUPS * (recovery.GROUP_CHARS + 1) - 1
    assert not set(code) & set("ILOU")


def test_that_look_alikes_case_full_width_and_separators_do_not_matter() -> None:
    code = recovery.write_code(bytes(19) + b"\x21")
    assert "0" in code
    assert "1" in code
    for typed in (
        code.lower(),
        code.replace("0", "O").replace("1", "l"),
        code.replace("0", "o").replace("1", "I"),
        code.replace("-", " \n"),
        code.replace("-", "—"),
        "".join(chr(ord(letter) + 0xFEE0) for letter in code),
    ):
        assert recovery.read_code(typed) == recovery.read_code(code)


def test_that_every_wrong_character_is_found_in_its_group() -> None:
    for at, letter in enumerate(CODE):
        if letter == "-":
            continue
        for other in recovery.ALPHABET:
            if other != letter:
                with pytest.raises(RuleError) as refused:
                    recovery.read_code(CODE[:at] + other + CODE[at + 1 :])
                assert refused.value.params["number"] == at // (recovery.GROUP_CHARS + 1) + 1


@given(secrets)
@settings(deadline=None, max_examples=50)
def test_that_swapped_neighbours_and_swapped_groups_are_found(secret: bytes) -> None:
    code = recovery.write_code(secret)
    groups = code.split("-")
    for index, group in enumerate(groups):
        for at in range(recovery.GROUP_CHARS - 1):
            if group[at] != group[at + 1]:
                swapped = group[:at] + group[at + 1] + group[at] + group[at + 2 :]
                with pytest.raises(RuleError):
                    recovery.read_code("-".join([*groups[:index], swapped, *groups[index + 1 :]]))
    for index in range(recovery.GROUPS - 1):
        swapped_groups = [*groups[:index], groups[index + 1], groups[index], *groups[index + 2 :]]
        with pytest.raises(RuleError):
            recovery.read_code("-".join(swapped_groups))


@pytest.mark.parametrize("typed", ["", CODE[:-1], CODE + "0", CODE.replace(CODE[0], "U", 1), "汉" * 40, "0" * 10_000])
def test_that_another_text_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(RuleError):
        recovery.read_code(typed)


def test_that_codes_do_not_repeat() -> None:
    ids = SeededIds(12)
    assert len({recovery.new_code(ids) for _number in range(200)}) == 200
