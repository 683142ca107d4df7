"""The picture of money from its source document over project, contract or list and payment to whoever gets it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from poverty_desktop.assessment.flow_picture import Band, Box, draw_flow
from poverty_desktop.checks import places
from poverty_desktop.domain.money import ProjectMoney
from poverty_desktop.domain.money_flow import Flow, Node, Stage, Stop, flow
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, _, format_yuan, language
from poverty_desktop.operations.paperwork.picture_files import Drawn
from poverty_desktop.packs.indicators import Level
from poverty_desktop.queries.assessment.figure_words import share_text
from poverty_desktop.queries.money import money
from poverty_desktop.queries.register.households import code_label
from poverty_desktop.store.session import Session

NO_MONEY = N_("No money of {year} is entered for {place}. Choose another year, or enter sources and projects first.")
MOST_PROJECTS = 12
"""Up to so many projects stand by name, more by their type."""
HEADS = (N_("Source document"), N_("Project"), N_("Contract or list"), N_("Payment"), N_("Received by"))
STOPS: Mapping[str, str] = {
    Stop.NO_SOURCE: N_("no source here"),
    Stop.NOT_ALLOCATED: N_("not allocated yet"),
    Stop.CONTRACT: N_("contracts"),
    Stop.LIST: N_("lists of households"),
    Stop.OPEN: N_("no contract or list yet"),
    Stop.PAID: N_("paid"),
    Stop.IN_TRANSIT: N_("in transit"),
    Stop.RETURNED: N_("came back"),
    Stop.DUE: N_("not paid yet"),
    Stop.HOUSEHOLDS: N_("Households"),
    Stop.CONTRACTORS: N_("Contractors"),
}
_STOPS = tuple(Stop)
_ENDS = (Stop.NO_SOURCE, Stop.NOT_ALLOCATED, Stop.OPEN, Stop.RETURNED, Stop.DUE)
"""Where somebody has to do something before the money goes on."""


def draw(session: Session, year: int, place: str) -> Drawn:
    """Return where the money of a year's projects in a place came from and went; raises ``RuleError`` for none."""
    level = places.level_of(session.pack, place)
    begin = places.prefix(place, level)
    books, ledgers = money.ledgers(session, village=place if level is Level.VILLAGE else "")
    projects = [item for item in books.projects if item.year == year and item.village.startswith(begin)]
    names = {fund.id.hex(): fund.document or fund.title for fund in books.funds}
    naming = _naming(session, projects)
    rest_of = year if level is Level.COUNTY else None
    found = flow(books, ledgers, projects, lambda item: naming(item)[0], rest_of=rest_of)
    if not found.links:
        raise RuleError(NO_MONEY, year=year, place=places.name_of(session.pack, place))
    names |= dict(naming(item) for item in projects)
    title = _("Money from source to household, {year}").format(year=year)
    ranks = {item.id.hex(): f"{10**15 - ledgers.projects[item.id].allocated_fen:016}" for item in projects}
    ranks |= {fund.id.hex(): f"{fund.level} {fund.document}" for fund in books.funds}
    return _drawn(found, names, ranks, title, places.name_of(session.pack, place))


def _naming(session: Session, projects: Sequence[ProjectMoney]) -> Callable[[ProjectMoney], tuple[str, str]]:
    """Return what puts projects together: few stand by themselves, many by their type; with the name of each."""
    tongue = language()
    if len(projects) <= MOST_PROJECTS:
        return lambda item: (item.id.hex(), item.name)
    return lambda item: (item.kind, code_label(session.pack, "project_kind", item.kind, tongue) or _("no type"))


def _drawn(found: Flow, names: Mapping[str, str], ranks: Mapping[str, str], title: str, place: str) -> Drawn:
    """Return picture and list; ``ranks`` puts sources in the order of their levels, projects by size."""

    def name(node: Node) -> str:
        said, count = STOPS.get(node.key), found.counts.get(node, 0)
        plain = _(said) if said is not None else names.get(node.key, node.key)
        return plain if count <= 1 else f"{plain} {count:,}"

    def order(node: Node) -> tuple[int, int, str]:
        return node.stage, _STOPS.index(node.key) if node.key in _STOPS else -1, ranks.get(node.key, name(node))

    nodes = sorted({node for link in found.links for node in (link.start, link.end)}, key=order)
    links = sorted(found.links, key=lambda link: (order(link.start), order(link.end)))
    columns: dict[Stage, dict[str, Box]] = defaultdict(dict)
    for node in nodes:
        amount = found.amount(node)
        words = _("{amount} yuan").format(amount=format_yuan(amount))
        box = Box(name=name(node), amount=amount, words=words, ends=node.key in _ENDS)
        columns[node.stage][_key(node)] = box
    picture = draw_flow(
        title,
        [_(head) for head in HEADS],
        [columns[stage] for stage in Stage],
        [Band(start=_key(link.start), end=_key(link.end), amount=link.amount_fen) for link in links],
    )
    rows = tuple(
        (
            name(link.start),
            name(link.end),
            format_yuan(link.amount_fen),
            share_text(link.amount_fen / found.amount(link.start)),
        )
        for link in links
    )
    captions = (_("From"), _("To"), _("Yuan"), _("Of what came from there"))
    return Drawn(picture=picture, subtitle=place, captions=captions, rows=rows, texts=2)


def _key(node: Node) -> str:
    return f"{node.stage.value} {node.key}"
