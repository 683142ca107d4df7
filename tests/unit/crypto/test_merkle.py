"""The tree of RFC 6962 and RFC 9162 against the published vectors of Certificate Transparency, and against itself."""

from __future__ import annotations

import pytest

from poverty_desktop.crypto import merkle

ENTRIES = [
    bytes.fromhex(text)
    for text in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
"""The eight entries of the reference implementation's merkle_tree_test."""
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
FIRST_OF_EIGHT = [
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
]
SIX_TO_EIGHT = [
    "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
]
LEAVES = [merkle.leaf_hash(entry) for entry in ENTRIES]


def test_that_the_head_of_nothing_is_the_published_one() -> None:
    assert merkle.root([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize("size", range(1, 9))
def test_that_heads_are_the_published_ones(size: int) -> None:
    assert merkle.root(LEAVES[:size]).hex() == ROOTS[size - 1]


def test_that_proofs_are_the_published_ones() -> None:
    assert [item.hex() for item in merkle.inclusion_path(LEAVES, 0)] == FIRST_OF_EIGHT
    assert [item.hex() for item in merkle.consistency_path(LEAVES, 6)] == SIX_TO_EIGHT


def test_that_every_leaf_of_every_tree_is_proven_and_no_other() -> None:
    for size in range(1, 20):
        leaves = [merkle.leaf_hash(bytes([number])) for number in range(size)]
        head = merkle.root(leaves)
        for index in range(size):
            path = merkle.inclusion_path(leaves, index)
            assert merkle.is_included(leaves[index], index, size, path, head)
            assert not merkle.is_included(merkle.leaf_hash(b"forged"), index, size, path, head)
            assert not merkle.is_included(leaves[index], index + 1, size, path, head) or size == 1
            assert not merkle.is_included(leaves[index], index, size, [*path, head], head)
            if path:
                assert not merkle.is_included(leaves[index], index, size, path[:-1], head)


def test_that_every_beginning_is_proven_and_nothing_that_was_rewritten() -> None:
    for size in range(1, 20):
        leaves = [merkle.leaf_hash(bytes([number])) for number in range(size)]
        head = merkle.root(leaves)
        for earlier in range(1, size + 1):
            before, path = merkle.root(leaves[:earlier]), merkle.consistency_path(leaves, earlier)
            assert merkle.is_consistent(earlier, size, before, head, path)
            forged = merkle.root([merkle.leaf_hash(b"forged"), *leaves[1:]])
            assert not merkle.is_consistent(earlier, size, before, forged, path)
            assert not merkle.is_consistent(earlier, size, forged, head, path)
            assert not merkle.is_consistent(earlier, size, before, head, [*path, head])
    assert not merkle.is_consistent(0, 5, merkle.root([]), merkle.root(LEAVES[:5]), [])
    assert not merkle.is_consistent(6, 5, merkle.root(LEAVES[:6]), merkle.root(LEAVES[:5]), [])


def test_that_no_proof_is_given_of_what_never_was() -> None:
    with pytest.raises(ValueError):
        merkle.inclusion_path(LEAVES, 8)
    with pytest.raises(ValueError):
        merkle.consistency_path(LEAVES, 9)
