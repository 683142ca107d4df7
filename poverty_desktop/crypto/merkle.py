"""Merkle trees as RFC 9162 (and RFC 6962 before it) define them: heads, and proofs of inclusion and of consistency."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from poverty_desktop.crypto import hashes


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of one entry (RFC 9162, 2.1.1): what is an entry can never be taken for a node."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of a node above two others."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """Return the head of the tree over these leaf hashes; that of none is the hash of nothing."""
    grown = Growing()
    for leaf in leaves:
        grown.add(leaf)
    return grown.root()


@dataclass(slots=True)
class Growing:
    """A tree that only grows: its size, and the heads of the full trees that it consists of, the largest first."""

    size: int = 0
    peaks: list[bytes] = field(default_factory=list)

    def add(self, leaf: bytes) -> None:
        """Add a leaf hash at the end."""
        made, size = leaf, self.size
        while size & 1:
            made = node_hash(self.peaks.pop(), made)
            size >>= 1
        self.peaks.append(made)
        self.size += 1

    def root(self) -> bytes:
        """Return the head of the tree as it stands."""
        if not self.peaks:
            return hashlib.sha256(b"").digest()
        made = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            made = node_hash(peak, made)
        return made


def inclusion_path(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """Return what proves that leaf ``index`` is in the tree (RFC 9162, 2.1.3.1)."""
    if not 0 <= index < len(leaves):
        raise ValueError("the tree has no such leaf")
    if len(leaves) == 1:
        return []
    cut = _largest_power_below(len(leaves))
    if index < cut:
        return [*inclusion_path(leaves[:cut], index), root(leaves[cut:])]
    return [*inclusion_path(leaves[cut:], index - cut), root(leaves[:cut])]


def is_included(leaf: bytes, index: int, size: int, path: Sequence[bytes], head: bytes) -> bool:
    """Say whether ``path`` proves that leaf ``index`` of the tree with this size and head is ``leaf`` (2.1.3.2)."""
    if not 0 <= index < size:
        return False
    first, last, made = index, size - 1, leaf
    for item in path:
        if last == 0:
            return False
        if first & 1 or first == last:
            made = node_hash(item, made)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            made = node_hash(made, item)
        first, last = first >> 1, last >> 1
    return last == 0 and hashes.equal(made, head)


def consistency_path(leaves: Sequence[bytes], earlier: int) -> list[bytes]:
    """Return what proves that the tree of the first ``earlier`` leaves is the beginning of this one (2.1.4.1)."""
    if not 0 < earlier <= len(leaves):
        raise ValueError("the tree was never of this size")
    return _subproof(leaves, earlier, is_whole=True)


def is_consistent(earlier: int, size: int, earlier_head: bytes, head: bytes, path: Sequence[bytes]) -> bool:
    """Say whether ``path`` proves that the tree of size ``earlier`` is the beginning of the later one (2.1.4.2)."""
    if not 0 < earlier <= size:
        return False
    if earlier == size:
        return not path and hashes.equal(earlier_head, head)
    items = [earlier_head, *path] if earlier & (earlier - 1) == 0 else [*path]
    if not items:
        return False
    first, last = earlier - 1, size - 1
    while first & 1:
        first, last = first >> 1, last >> 1
    old = new = items[0]
    for item in items[1:]:
        if last == 0:
            return False
        if first & 1 or first == last:
            old, new = node_hash(item, old), node_hash(item, new)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            new = node_hash(new, item)
        first, last = first >> 1, last >> 1
    return last == 0 and hashes.equal(old, earlier_head) and hashes.equal(new, head)


def _subproof(leaves: Sequence[bytes], earlier: int, *, is_whole: bool) -> list[bytes]:
    if earlier == len(leaves):
        return [] if is_whole else [root(leaves)]
    cut = _largest_power_below(len(leaves))
    if earlier <= cut:
        return [*_subproof(leaves[:cut], earlier, is_whole=is_whole), root(leaves[cut:])]
    return [*_subproof(leaves[cut:], earlier - cut, is_whole=False), root(leaves[:cut])]


def _largest_power_below(size: int) -> int:
    return 1 << (size - 1).bit_length() - 1
