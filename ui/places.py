"""Which pages the window can show, in the order of the sidebar; each is loaded when it is first opened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from poverty_desktop.i18n import N_
from ui.widgets.page import Page, Shell
from ui.widgets.purposes import (
    ASSESSMENT_PURPOSE,
    ASSISTANCE_PURPOSE,
    CHECKS_PURPOSE,
    DUPLICATES_PURPOSE,
    FUNDS_PURPOSE,
    LISTS_PURPOSE,
    MERGE_PURPOSE,
    PROCEDURES_PURPOSE,
    REVIEWS_PURPOSE,
    TEAM_PURPOSE,
)
from ui.widgets.sidebar import SidebarPlace


@dataclass(frozen=True, slots=True, kw_only=True)
class PageEntry:
    """One page that the window can show; ``words`` is a msgid, ``build`` loads its module when first opened."""

    name: str
    words: str
    icon: str
    build: Callable[[Shell], Page]
    is_in_sidebar: bool = True
    needs_place: bool = False  # cannot be opened without being told what to show
    hint: str = ""  # msgid of what the page is for, where its name alone does not tell
    role: str = ""  # of the workspaces that have it; "" means every one
    sidebar_role: str = ""  # of the workspaces in whose sidebar it stands; "" means every one


def _today(shell: Shell) -> Page:
    from ui.today.page import TodayPage

    return TodayPage(shell)


def _households(shell: Shell) -> Page:
    from ui.households.page import HouseholdsPage

    return HouseholdsPage(shell)


def _household(shell: Shell) -> Page:
    from ui.households.file_page import HouseholdFilePage

    return HouseholdFilePage(shell)


def _village(shell: Shell) -> Page:
    from ui.village.page import VillagePage

    return VillagePage(shell)


def _assistance(shell: Shell) -> Page:
    from ui.assistance.page import AssistancePage

    return AssistancePage(shell)


def _team(shell: Shell) -> Page:
    from ui.team.page import TeamPage

    return TeamPage(shell)


def _visit(shell: Shell) -> Page:
    from ui.visits.page import VisitPage

    return VisitPage(shell)


def _opinion(shell: Shell) -> Page:
    from ui.opinion.page import OpinionPage

    return OpinionPage(shell)


def _interview(shell: Shell) -> Page:
    from ui.interview.page import InterviewPage

    return InterviewPage(shell)


def _reviews(shell: Shell) -> Page:
    from ui.reviews.page import ReviewsPage

    return ReviewsPage(shell)


def _checks(shell: Shell) -> Page:
    from ui.checks.page import ChecksPage

    return ChecksPage(shell)


def _duplicates(shell: Shell) -> Page:
    from ui.duplicates.page import DuplicatesPage

    return DuplicatesPage(shell)


def _outside_lists(shell: Shell) -> Page:
    from ui.outside_lists.page import OutsideListsPage

    return OutsideListsPage(shell)


def _rounds(shell: Shell) -> Page:
    from ui.rounds.page import RoundsPage

    return RoundsPage(shell)


def _procedures(shell: Shell) -> Page:
    from ui.procedures.page import ProceduresPage

    return ProceduresPage(shell)


def _funds(shell: Shell) -> Page:
    from ui.funds.page import FundsPage

    return FundsPage(shell)


def _project(shell: Shell) -> Page:
    from ui.funds.project_page import ProjectPage

    return ProjectPage(shell)


def _papers(shell: Shell) -> Page:
    from ui.papers.page import PapersPage

    return PapersPage(shell)


def _roster(shell: Shell) -> Page:
    from ui.roster.page import RosterPage

    return RosterPage(shell)


def _bundles(shell: Shell) -> Page:
    from ui.bundles.page import BundlesPage

    return BundlesPage(shell)


def _merge(shell: Shell) -> Page:
    from ui.merge.page import MergePage

    return MergePage(shell)


def _publish(shell: Shell) -> Page:
    from ui.publish.page import PublishPage

    return PublishPage(shell)


def _assessment(shell: Shell) -> Page:
    from ui.assessment.page import AssessmentPage

    return AssessmentPage(shell)


def _settings(shell: Shell) -> Page:
    from ui.settings.page import SettingsPage

    return SettingsPage(shell)


PAGES = (
    PageEntry(name="today", words=N_("Today"), icon="today", build=_today),
    PageEntry(name="households", words=N_("Households"), icon="households", build=_households),
    PageEntry(
        name="household",
        words=N_("Household file"),
        icon="households",
        build=_household,
        is_in_sidebar=False,
        needs_place=True,
    ),
    PageEntry(name="interview", words=N_("Interview"), icon="interview", build=_interview),
    PageEntry(
        name="reviews",
        words=N_("Review"),
        icon="check",
        build=_reviews,
        is_in_sidebar=False,
        hint=REVIEWS_PURPOSE,
    ),
    PageEntry(name="checks", words=N_("Checks"), icon="verification", build=_checks, hint=CHECKS_PURPOSE),
    PageEntry(
        name="duplicates",
        words=N_("Persons entered twice"),
        icon="people",
        build=_duplicates,
        is_in_sidebar=False,
        hint=DUPLICATES_PURPOSE,
    ),
    PageEntry(
        name="outside_lists",
        words=N_("Departments' lists"),
        icon="filter",
        build=_outside_lists,
        is_in_sidebar=False,
        hint=LISTS_PURPOSE,
    ),
    PageEntry(name="assistance", words=N_("Assistance"), icon="people", build=_assistance, hint=ASSISTANCE_PURPOSE),
    PageEntry(
        name="team",
        words=N_("Helpers and visits"),
        icon="people",
        build=_team,
        is_in_sidebar=False,
        hint=TEAM_PURPOSE,
    ),
    PageEntry(name="visit", words=N_("Write down a visit"), icon="interview", build=_visit, is_in_sidebar=False),
    PageEntry(
        name="procedures",
        words=N_("Procedures"),
        icon="clock",
        build=_procedures,
        hint=PROCEDURES_PURPOSE,
        sidebar_role="field",
    ),
    PageEntry(name="funds", words=N_("Funds"), icon="funds", build=_funds, hint=FUNDS_PURPOSE, role="office"),
    PageEntry(
        name="project",
        words=N_("Project"),
        icon="funds",
        build=_project,
        is_in_sidebar=False,
        needs_place=True,
    ),
    PageEntry(name="papers", words=N_("Papers"), icon="papers", build=_papers),
    PageEntry(name="bundles", words=N_("Reporting"), icon="bundles", build=_bundles),
    PageEntry(name="assessment", words=N_("Assessment"), icon="assessment", build=_assessment, hint=ASSESSMENT_PURPOSE),
    PageEntry(name="merge", words=N_("Merging"), icon="conflict", build=_merge, hint=MERGE_PURPOSE, role="office"),
    PageEntry(name="publish", words=N_("Publishing"), icon="pack", build=_publish, is_in_sidebar=False, role="office"),
    PageEntry(name="rounds", words=N_("Verification rounds"), icon="verification", build=_rounds, is_in_sidebar=False),
    PageEntry(name="roster", words=N_("Take in a roster"), icon="import", build=_roster, is_in_sidebar=False),
    PageEntry(name="village", words=N_("The village"), icon="households", build=_village, is_in_sidebar=False),
    PageEntry(name="opinion", words=N_("Second opinion"), icon="verification", build=_opinion, is_in_sidebar=False),
    PageEntry(name="settings", words=N_("Settings"), icon="settings", build=_settings, is_in_sidebar=False),
)


def entries_of(role: str, entries: tuple[PageEntry, ...] = PAGES) -> tuple[PageEntry, ...]:
    """Return the pages that a workspace of this role has."""
    return tuple(entry for entry in entries if entry.role in ("", role))


def places_of(entries: tuple[PageEntry, ...], role: str = "") -> tuple[SidebarPlace, ...]:
    """Return those of the pages that stand in the sidebar of a workspace of this role."""
    return tuple(
        SidebarPlace(name=entry.name, words=entry.words, icon=entry.icon, hint=entry.hint)
        for entry in entries
        if entry.is_in_sidebar and (not role or entry.sidebar_role in ("", role))
    )
