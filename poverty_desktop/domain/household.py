"""Small rules about one household: exactly one head, and relations that fit sex and age."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from poverty_desktop.domain.identity_number import Sex
from poverty_desktop.domain.person import age_at
from poverty_desktop.domain.problems import Problem
from poverty_desktop.i18n import N_

LEAST_GENERATION = 14  # years between a parent and a child
MOST_GENERATION = 60

NO_HEAD = Problem(code="head_missing", message_id=N_("The household has no head. Choose one of its members."))
MANY_HEADS = Problem(code="head_many", message_id=N_("The household has more than one head. Leave exactly one."))
MANY_SPOUSES = Problem(code="spouse_many", message_id=N_("The household has more than one spouse of the head."))
SAME_SEX_SPOUSE = Problem(code="spouse_sex", message_id=N_("Head and spouse are of the same sex. Check both."))
RELATION_SEX = Problem(
    code="relation_sex", message_id=N_("The relation to the head does not fit the person's sex. Check both.")
)
RELATION_AGE = Problem(
    code="relation_age",
    message_id=N_("The relation to the head does not fit the ages: {years} years lie between the two. Check both."),
    is_error=False,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationRule:
    """What a relation to the head implies: ``generations`` below the head (1 child, -1 parent), None where open."""

    is_head: bool = False
    is_spouse: bool = False
    sex: Sex | None = None
    generations: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """What the rules of relation look at; ``relation`` is a code of the policy pack."""

    person: bytes
    relation: str
    sex: Sex | None = None
    birth_date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationProblem:
    """A problem and the person whose row it stands at; None for the household as a whole."""

    person: bytes | None
    problem: Problem


def head_of(members: Sequence[Member], rules: Mapping[str, RelationRule]) -> Member | None:
    """Return the head where there is exactly one."""
    heads = [member for member in members if _rule(member, rules).is_head]
    return heads[0] if len(heads) == 1 else None


def check_relations(members: Sequence[Member], rules: Mapping[str, RelationRule]) -> tuple[RelationProblem, ...]:
    """Return what is wrong with heads, spouses, and sex and age of relations (domain.md 1.8.2; B01-B08)."""
    heads = [member for member in members if _rule(member, rules).is_head]
    spouses = [member for member in members if _rule(member, rules).is_spouse]
    found = []
    if len(heads) != 1:
        found.append(RelationProblem(person=None, problem=MANY_HEADS if heads else NO_HEAD))
    if len(spouses) > 1:
        found.append(RelationProblem(person=None, problem=MANY_SPOUSES))
    head = heads[0] if len(heads) == 1 else None
    for member in members:
        found += [RelationProblem(person=member.person, problem=item) for item in _against(member, head, rules)]
    return tuple(found)


def _against(member: Member, head: Member | None, rules: Mapping[str, RelationRule]) -> list[Problem]:
    rule = _rule(member, rules)
    problems = []
    if rule.sex is not None and member.sex is not None and member.sex is not rule.sex:
        problems.append(RELATION_SEX)
    if head is None or member is head:
        return problems
    if rule.is_spouse and member.sex is not None and member.sex is head.sex:
        problems.append(SAME_SEX_SPOUSE)
    if rule.generations and member.birth_date and head.birth_date:
        older, younger = (head, member) if rule.generations > 0 else (member, head)
        years = age_at(older.birth_date, younger.birth_date) if older.birth_date and younger.birth_date else None
        depth = abs(rule.generations)
        if years is None or not LEAST_GENERATION * depth <= years <= MOST_GENERATION * depth:
            between = abs(member.birth_date.year - head.birth_date.year)
            problems.append(
                Problem(
                    code=RELATION_AGE.code,
                    message_id=RELATION_AGE.message_id,
                    is_error=False,
                    params={"years": between},
                )
            )
    return problems


def _rule(member: Member, rules: Mapping[str, RelationRule]) -> RelationRule:
    return rules.get(member.relation, _NO_RULE)


_NO_RULE = RelationRule()
