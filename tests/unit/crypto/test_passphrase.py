"""The strength of passphrases as village cadres choose them."""

from __future__ import annotations

import time

import pytest

from poverty_desktop.crypto import passphrase
from poverty_desktop.crypto.passphrase import Strength
from poverty_desktop.errors import RuleError

WEAK = [
    "", "a", "12345678", "password", "Passw0rd!", "qwertyuiop", "19801231", "1980年12月31日", "13812345678",
    "88888888", "zhangsan1980", "woaini1314", "fupin2019", "驻村工作队", "驻村工作队2026", "aaaaaaaaaaaaaaaaaaaa",
    "abcabcabcabcabc", "1qaz2wsx3edc", "２０２６１１２３", "qwer1234", "青山",
]  # fmt: skip
SUFFICIENT = ["老虎 火车 石榴", "x9$Lq2vTm", "laohu huoche shiliu gangbi", "老虎火车石榴", "mv tiger lamp"]
STRONG = ["correct horse battery staple", "老虎 火车 石榴 钢笔 算盘", "v7#Kq2!mZx9&pL4w"]


@pytest.mark.parametrize("text", WEAK)
def test_that_what_is_guessed_first_is_too_weak_and_gets_advice(text: str) -> None:
    found = passphrase.judge(text)
    assert found.strength is Strength.TOO_WEAK
    assert found.advice
    with pytest.raises(RuleError):
        passphrase.require_sufficient(text)


@pytest.mark.parametrize("text", SUFFICIENT + STRONG)
def test_that_unrelated_words_suffice(text: str) -> None:
    assert passphrase.judge(text).strength > Strength.TOO_WEAK
    passphrase.require_sufficient(text)


@pytest.mark.parametrize("text", STRONG)
def test_that_four_unrelated_words_are_strong(text: str) -> None:
    assert passphrase.judge(text).strength is Strength.STRONG


def test_that_full_width_letters_count_as_what_they_are() -> None:
    assert passphrase.judge("ｐａｓｓｗｏｒｄ").bits == passphrase.judge("password").bits


def test_that_a_longer_passphrase_of_the_same_manner_is_never_weaker() -> None:
    words = ["tiger", "lamp", "river", "stone", "cloud", "seven"]
    bits = [passphrase.judge(" ".join(words[:count])).bits for count in range(1, 7)]
    assert bits == sorted(bits)


def test_that_judging_is_quick_however_much_is_typed() -> None:
    began = time.process_time()
    for text in ("a" * 1024, "zhang" * 200, "1a" * 500, "汉" * 1024, "\x00" * 100):
        passphrase.judge(text)
    assert time.process_time() - began < 1


def test_that_the_smallest_accepted_effort_is_a_century_of_one_core() -> None:
    seconds_per_guess = 0.1
    years = 2**passphrase.MIN_BITS * seconds_per_guess / (365 * 86400)
    assert years > 100


@pytest.mark.parametrize("text", ["k7m2q9xwt4", "b4dw8ks2vn", "梨桥灯麦石"])
def test_that_what_the_hint_asks_for_at_least_is_accepted(text: str) -> None:
    assert passphrase.judge(text).strength >= Strength.FAIR


def test_that_a_refusal_always_says_what_would_help() -> None:
    for text in ("abcdefgh1234", "zhangsan2024", "k7m2q9xw", "青林麦石"):
        judgement = passphrase.judge(text)
        assert judgement.strength is Strength.TOO_WEAK
        assert judgement.advice


def test_that_no_advice_stands_beside_praise() -> None:
    judgement = passphrase.judge("梨桥灯麦石 2024 kX7#vQ2!mzPw9")
    assert judgement.strength >= Strength.GOOD
    assert judgement.advice == ()
