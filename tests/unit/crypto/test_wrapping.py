"""The data key under a passphrase and under the recovery code."""

from __future__ import annotations

import pytest

from poverty_desktop.crypto import cbor, recovery, wrapping
from poverty_desktop.errors import PovertyDesktopError, RuleError, StorageError
from poverty_desktop.ids import SeededIds

IDS = SeededIds(7)
CHEAP = wrapping.PassphraseCost(memory_kib=64, passes=1, lanes=1)
KEY = wrapping.new_data_key(IDS)
WRAP = wrapping.wrap_with_passphrase(KEY, "老虎 火车 石榴 钢笔", IDS, cost=CHEAP)


def test_that_the_passphrase_opens_its_wrap() -> None:
    assert wrapping.unwrap_with_passphrase(WRAP, "老虎 火车 石榴 钢笔") == KEY
    assert len(KEY) == 32


def test_that_an_input_methods_full_width_letters_make_no_difference() -> None:
    wrap = wrapping.wrap_with_passphrase(KEY, "Tiger 2026!", IDS, cost=CHEAP)
    assert wrapping.unwrap_with_passphrase(wrap, "Ｔｉｇｅｒ\u3000２０２６！") == KEY


def test_that_a_wrong_passphrase_has_one_sentence() -> None:
    for wrong in ("老虎 火车 石榴", "", " 老虎 火车 石榴 钢笔"):
        with pytest.raises(RuleError) as refused:
            wrapping.unwrap_with_passphrase(WRAP, wrong)
        assert refused.value.message_id == "The passphrase is wrong."


def test_that_two_wraps_of_one_key_have_nothing_in_common() -> None:
    again = wrapping.wrap_with_passphrase(KEY, "老虎 火车 石榴 钢笔", IDS, cost=CHEAP)
    assert again != WRAP
    assert KEY not in WRAP


def test_that_the_standard_cost_is_64_mebibytes_and_three_passes_and_is_stored() -> None:
    wrap = wrapping.wrap_with_passphrase(KEY, "x", IDS)
    stored = cbor.decode(wrap, max_bytes=1000)
    assert isinstance(stored, list)
    assert stored[3] == [64 * 1024, 3, 4]
    assert wrapping.unwrap_with_passphrase(wrap, "x") == KEY


def test_that_every_changed_bit_is_found() -> None:
    for bit in range(8 * len(WRAP)):
        changed = bytearray(WRAP)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(PovertyDesktopError):
            wrapping.unwrap_with_passphrase(bytes(changed), "老虎 火车 石榴 钢笔")


@pytest.mark.parametrize(
    "cost", [[1 << 30, 3, 4], [65536, 1 << 30, 4], [65536, 3, 1 << 20], [0, 0, 0], [8, 1, 4], [], None]
)
def test_that_a_planted_cost_is_refused_before_it_is_paid(cost: object) -> None:
    stored = cbor.decode(WRAP, max_bytes=1000)
    assert isinstance(stored, list)
    stored[3] = cost
    with pytest.raises(StorageError):
        wrapping.unwrap_with_passphrase(cbor.encode(stored), "x")


@pytest.mark.parametrize("damaged", [b"", b"\x00", WRAP[:-1], WRAP + b"\0", cbor.encode([1, 2, 3]), bytes(70_000)])
def test_that_a_damaged_wrap_is_no_wrong_passphrase(damaged: bytes) -> None:
    with pytest.raises(StorageError):
        wrapping.unwrap_with_passphrase(damaged, "x")


def test_that_a_wrap_of_a_newer_program_says_so() -> None:
    stored = cbor.decode(WRAP, max_bytes=1000)
    assert isinstance(stored, list)
    with pytest.raises(StorageError, match="newer"):
        wrapping.unwrap_with_passphrase(cbor.encode([2, *stored[1:]]), "x")


def test_that_the_recovery_code_opens_its_wrap_however_it_is_typed() -> None:
    code = recovery.new_code(IDS)
    wrap = wrapping.wrap_with_recovery_code(KEY, code, IDS)
    for typed in (code, code.lower().replace("-", " "), code.replace("-", "")):
        assert wrapping.unwrap_with_recovery_code(wrap, typed) == KEY


def test_that_another_workspaces_recovery_code_is_told() -> None:
    wrap = wrapping.wrap_with_recovery_code(KEY, recovery.new_code(IDS), IDS)
    with pytest.raises(RuleError, match="another workspace"):
        wrapping.unwrap_with_recovery_code(wrap, recovery.new_code(IDS))


def test_that_one_kind_of_wrap_is_not_taken_for_the_other() -> None:
    with pytest.raises(StorageError):
        wrapping.unwrap_with_recovery_code(WRAP, recovery.new_code(IDS))


def test_that_an_empty_an_endless_and_a_broken_passphrase_are_refused() -> None:
    for bad in ("", "x" * 1025, "ab\ud800"):
        with pytest.raises(RuleError):
            wrapping.wrap_with_passphrase(KEY, bad, IDS, cost=CHEAP)


def test_that_keys_for_two_purposes_differ() -> None:
    assert wrapping.derive_key(KEY, "blob") != wrapping.derive_key(KEY, "backup")
    assert len(wrapping.derive_key(KEY, "blob")) == 32


def test_that_no_message_repeats_what_was_typed() -> None:
    with pytest.raises(RuleError) as refused:
        wrapping.unwrap_with_passphrase(WRAP, "my secret words")
    assert "secret" not in str(refused.value)
    assert not refused.value.params
