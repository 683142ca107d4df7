"""Vectors made with standard tools: (printf 'seed\\0'; printf '%s' ID | xxd -r -p) | sha256sum."""

from __future__ import annotations

import hashlib

import pytest

from poverty_desktop.domain.sampling import draw, frame_hash, order, plain_seed, rank

VECTORS = [
    (
        "2026-12-01 03 11 17 22 28 05",
        "018bcfe5681a76ca9f700608eca92882",
        "df332697023cf35644e0dce03de74b3bb2687795be245bb0ef04bb09faf7bff8",
    ),
    (
        "彩票2026136期",
        "00000000000000000000000000000000",
        "6eacd950b0079eef10bc5c818b8f17f16c843983a7b2fe8420ddeb96e12bcc71",
    ),
    ("1", "ffffffffffffffffffffffffffffffff", "78185bea7ac626ab66c74a81ff94ffa6cc8698fbde1eb73a533d5b08081e39d2"),
]


@pytest.mark.parametrize(("seed", "household", "expected"), VECTORS)
def test_that_the_order_can_be_followed_with_standard_tools(seed: str, household: str, expected: str) -> None:
    assert rank(seed, bytes.fromhex(household)).hex() == expected


def test_that_the_seed_is_taken_without_blanks_at_its_ends() -> None:
    assert plain_seed("  彩票 03 11 17 \n") == "彩票 03 11 17"
    assert rank(" 1 ", bytes(16)) == rank("1", bytes(16))


def test_that_a_larger_sample_holds_the_smaller_one() -> None:
    strata = {"A": [bytes([n]) * 16 for n in range(50)], "B": [bytes([n]) * 16 for n in range(100, 103)]}
    small = draw("2026-12-01", strata, {"A": 5, "B": 9})
    large = draw("2026-12-01", strata, {"A": 20, "B": 9})
    assert large["A"].households[:5] == small["A"].households
    assert small["A"].size == 50
    assert set(small["B"].households) == set(strata["B"])
    assert list(small["B"].households) == order("2026-12-01", strata["B"])


def test_that_another_seed_draws_others_and_everybody_has_the_same_chance() -> None:
    homes = [hashlib.sha256(bytes([n])).digest()[:16] for n in range(20)]
    drawn = dict.fromkeys(homes, 0)
    for number in range(2000):
        for household in draw(f"seed {number}", {"A": homes}, {"A": 5})["A"].households:
            drawn[household] += 1
    # Each is drawn 500 times on average; the standard deviation is 19.4.
    assert all(400 < count < 600 for count in drawn.values())


def test_that_the_frame_has_a_fingerprint_that_does_not_depend_on_order() -> None:
    one, other = bytes(16), bytes([1]) * 16
    assert frame_hash({"A": [one, other], "B": []}) == frame_hash({"B": [], "A": [other, one]})
    assert frame_hash({"A": [one]}) != frame_hash({"A": [one, other]})
    number = int(hashlib.sha256(b"A\x00" + one + b"\x00").hexdigest()[:16], 16) % 10**16
    assert frame_hash({"A": [one]}).replace(" ", "") == f"{number:016d}"
