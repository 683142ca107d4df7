"""Parts of a pack that are read when they are first asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from poverty_desktop.errors import StorageError
from poverty_desktop.packs import load
from poverty_desktop.packs.published.deferred import later, part


@dataclass(frozen=True, kw_only=True)
class _Kept:
    near: tuple[int, ...] = part(())
    far: tuple[int, ...] = part(later(lambda: (9,)))


def test_that_a_part_is_read_once_and_not_before_it_is_asked_for() -> None:
    read: list[str] = []

    def make() -> tuple[int, ...]:
        read.append("near")
        return (1, 2)

    kept = _Kept(near=later(make))
    assert not read
    assert (kept.near, kept.near, kept.far) == ((1, 2), (1, 2), (9,))
    assert read == ["near"]


def test_that_a_part_may_be_given_as_it_is_and_replaced() -> None:
    kept = replace(_Kept(near=(1,)), far=(2,))
    assert kept == _Kept(near=(1,), far=(2,))


def test_that_a_pack_from_outside_is_read_whole_before_it_is_believed() -> None:
    data = load.shipped_bytes().replace(b'"severity":"E"', b'"severity":"?"', 1)
    assert data != load.shipped_bytes()
    with pytest.raises(StorageError):
        load.load(data)
    assert load.load(data, is_known=True).properties


def test_that_every_part_of_the_shipped_pack_can_be_read() -> None:
    load.load(load.shipped_bytes(), is_known=True).read_whole()


def test_that_other_divisions_read_nothing_else() -> None:
    pack = load.load(load.shipped_bytes(), is_known=True)
    fewer = pack.with_divisions({})
    assert (fewer.divisions, len(pack.divisions) > 0) == ({}, True)
    assert not isinstance(vars(fewer)["checks"], tuple)
    assert fewer.checks == pack.checks
