"""Commands and options about villages: which ones a pack has, one that it has not, and its official code later."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop.cli.opening import open_workspace, takes_workspace
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, _

if TYPE_CHECKING:
    from poverty_desktop.operations.handover.pack_offers import OfferedPack
    from poverty_desktop.packs.by_hand import VillageByHand


def offered_pack(place: Path | None) -> OfferedPack:
    """Return the pack of the office in ``place``, else the one that ships with the program."""
    from poverty_desktop.operations.handover import pack_offers

    return pack_offers.shipped() if place is None else pack_offers.offered(place)


def asked(options: argparse.Namespace, offered: OfferedPack) -> str | VillageByHand:
    """Return the village that the options of ``init`` name: a code of the pack, or what was typed of another one."""
    from poverty_desktop.packs.by_hand import VillageByHand

    if options.new_village is not None:
        return VillageByHand(
            county=options.county,
            town=options.town,
            village=options.new_village,
            code=options.village_code,
            town_code=options.town_code,
        )
    division = offered.pack.divisions.get(options.village)
    if division is None or division.level != "village":
        raise RuleError(
            N_(
                "There is no village of the code {code}. The command villages lists them; one that is missing there is"
                " entered with --new-village."
            ),
            code=options.village,
        )
    return str(options.village)


def by_hand_options(command: argparse.ArgumentParser, role: argparse._MutuallyExclusiveGroup) -> None:
    """Add to ``init`` what is told of a village that no pack has, and the pack to begin with."""
    role.add_argument("--new-village", help=_("name of a village that the policy pack does not have"))
    command.add_argument("--town", default="", help=_("name of its town"))
    command.add_argument("--county", default="", help=_("its county: name, pinyin or six digits"))
    command.add_argument("--village-code", default="", help=_("its 12-digit statistical code, where it is known"))
    command.add_argument("--town-code", default="", help=_("code of its town, 9 digits, where it is known"))
    takes_pack(command)


def takes_pack(command: argparse.ArgumentParser) -> None:
    """Add the pack to begin with."""
    command.add_argument("--pack", type=Path, help=_("policy pack published by the office: its file or folder"))


def list_villages(options: argparse.Namespace) -> object:
    """List the villages of the pack, or the counties of the country, whose name or code holds the words."""
    from poverty_desktop.packs import counties

    pack = offered_pack(options.pack).pack
    if options.counties:
        found = counties.find_counties(pack, options.text) if options.text else counties.counties(pack)
        return [{"code": item.code, "name": f"{item.path} {item.name}".strip()} for item in found]
    return [
        {"code": item.code, "name": item.name}
        for item in pack.divisions.values()
        if item.level == "village" and (options.text in item.name or item.code.startswith(options.text))
    ]


def villages_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``villages``."""
    command.add_argument("text", nargs="?", default="", help=_("part of the name, or the code from its front"))
    command.add_argument("--counties", action="store_true", help=_("list counties of the whole country instead"))
    takes_pack(command)


def tell_or_settle(options: argparse.Namespace) -> object:
    """Tell the village of a workspace; with ``--code`` give it its official code first."""
    from poverty_desktop.operations.workspaces import home_village

    with open_workspace(options, is_reading=options.code is None) as session:
        if options.code is not None:
            home_village.take_official_code(session, options.code)
        found = home_village.home_village(session)
        if found is None:
            raise RuleError(N_("An office has no village of its own."))
        return {
            N_("village code"): found.code,
            N_("village"): " ".join((*found.above, found.name)),
            N_("entered by hand"): int(found.is_by_hand),
            N_("code made here"): int(found.is_local),
        }


def home_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``village``."""
    takes_workspace(command)
    command.add_argument("--code", help=_("official 12-digit code that takes the place of one made here"))
