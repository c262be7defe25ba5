# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A policy of licences: rules with the hosts they are about, and exceptions that end. Read from YAML. Pure.

It must not know surveys but by ``Subject``, nor what comes of judging.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from .._language._text import Text
from ._policy_host_rules import Edition, EsuYear, MinSupportDays, MustBeRead, NoPendingChanges, SupportedAs
from ._policy_licence_rules import ActivatedByOneOf, KmsHosts, Licensed, MinDays, NoEvaluation, NoIdleSetupKey
from ._policy_office_rules import OfficeModel, OfficeProducts
from ._policy_patterns import Patterns
from ._policy_requirement import MOST_DAYS, Requirement
from ._policy_shape import Choice, Day, Many, Names, NumberOrPercent, OneOrMany, Place, Shape, Share, Whole, Words
from ._policy_subject import APPLICATIONS, WINDOWS, Subject
from ._policy_text import parse_policy

REQUIREMENTS: Final[Sequence[type[Requirement]]] = (
    Licensed,
    ActivatedByOneOf,
    KmsHosts,
    MinDays,
    NoEvaluation,
    NoIdleSetupKey,
    Edition,
    SupportedAs,
    MinSupportDays,
    EsuYear,
    OfficeModel,
    OfficeProducts,
    MustBeRead,
    NoPendingChanges,
)

#: Windows 2000 was 2195, and Windows has not come far in thirty years.
_BUILD: Final = Whole(1, 999_999)

_SCHEMA_ID: Final = (
    "https://raw.githubusercontent.com/licenseops/licenseops.windows/main/docs/licence-policy.schema.json"
)


@dataclass(frozen=True, slots=True)
class Builds:
    """A range of builds of Windows, both ends included."""

    least: int | None = None
    most: int | None = None

    def has(self, build: int) -> bool:
        """Whether a build is in it."""
        return (self.least is None or build >= self.least) and (self.most is None or build <= self.most)


@dataclass(frozen=True, slots=True)
class Selector:
    """Which hosts a rule is about: those that everything in it is true of.

    Attributes:
        application: Of whose products the rule speaks.
    """

    groups: Patterns | None = None
    names: Patterns | None = None
    editions: Patterns | None = None
    builds: Builds | None = None
    application: str = WINDOWS

    def selects(self, subject: Subject) -> bool | None:
        """Whether it means a host; None when that was not read."""
        row = subject.row
        if self.groups is not None and not self.groups.match_any(row.groups):
            return False
        if self.names is not None and not self.names.match(row.name):
            return False
        told = [
            self.editions is None or (None if subject.family is None else self.editions.match(subject.family)),
            self.builds is None or (None if subject.build is None else self.builds.has(subject.build)),
        ]
        return False if False in told else None if None in told else True


@dataclass(frozen=True, slots=True)
class Rule:
    """Something that is required of hosts.

    Attributes:
        name: As people call it; no other rule has it.
        place: Where it stands.
    """

    name: str
    where: Selector
    requirements: tuple[Requirement, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Excuse:
    """An exception: hosts that may break rules until a day, that day included.

    Attributes:
        names: Of the rules, as they were found in the policy.
    """

    hosts: Patterns
    names: frozenset[str]
    until: date
    reason: str
    place: Place


@dataclass(frozen=True, slots=True)
class Policy:
    """All of it.

    Attributes:
        name: As people call it.
        max_unread: How many of the hosts that rules are about may be unread.
        max_survey_age: How many days old a survey may be.
    """

    name: str
    rules: tuple[Rule, ...]
    excuses: tuple[Excuse, ...] = ()
    max_unread: Share | None = None
    max_survey_age: int | None = None

    @property
    def about_a_survey(self) -> Rule | None:
        """The first rule that looks at what a survey has read."""
        return self._first(is_about_a_run=False)

    @property
    def about_a_run(self) -> Rule | None:
        """The first rule that looks at a run in check mode."""
        return self._first(is_about_a_run=True)

    def _first(self, *, is_about_a_run: bool) -> Rule | None:
        return next(
            (rule for rule in self.rules if any(item.is_about_a_run is is_about_a_run for item in rule.requirements)),
            None,
        )


def read_policy(data: bytes, origin: str) -> Policy:
    """A policy from the bytes of its file.

    Args:
        data: YAML in UTF-8.
        origin: Where it comes from, for people.

    Raises:
        InputError: Something is wrong with it; it says where.
    """
    policy: Policy = _POLICY.read(parse_policy(data, origin), "policy")
    return policy


def schema_text() -> str:
    """The JSON schema of policies as its file holds it, for editors."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": _SCHEMA_ID, "title": "Licence policy"}
    return json.dumps({**head, **_POLICY.schema()}, indent=2) + "\n"


def _builds(values: Mapping[str, Any], places: Mapping[str, Place]) -> Builds:
    least, most = values.get("from"), values.get("to")
    if least is not None and most is not None and least > most:
        raise places["to"].mistake(Text("to is less than from."))
    return Builds(least, most)


def _selector(values: Mapping[str, Any], places: Mapping[str, Place]) -> Selector:
    patterns = {name: Patterns.of(values[name]) for name in ("groups", "names", "editions") if name in values}
    return Selector(**patterns, builds=values.get("build"), application=values.get("application", WINDOWS))


def _requirements(values: Mapping[str, Any], places: Mapping[str, Place]) -> tuple[Requirement, ...]:
    return tuple(kind.of(values[kind.name]) for kind in REQUIREMENTS if kind.name in values)


def _rule(values: Mapping[str, Any], places: Mapping[str, Place]) -> Rule:
    return Rule(values["name"], values.get("where", Selector()), values["require"], places["name"])


@dataclass(frozen=True, slots=True)
class _Written:
    """An exception with the names of rules as they were written."""

    values: Mapping[str, Any]
    places: Mapping[str, Place]

    def among(self, rules: Sequence[Rule]) -> Excuse:
        """The exception with the rules it means.

        Raises:
            InputError: It names one that there is not.
        """
        known = [rule.name for rule in rules]
        names: set[str] = set()
        for text in self.values["rules"]:
            pattern = Patterns.of([text])
            found = [name for name in known if name.casefold() == text.casefold() or pattern.match(name)]
            if not found:
                raise self.places["rules"].mistake(_no_rule(text, known))
            names.update(found)
        return Excuse(
            Patterns.of(self.values["hosts"]),
            frozenset(names),
            self.values["until"],
            self.values["reason"],
            self.places["hosts"],
        )


def _no_rule(text: str, known: Sequence[str]) -> Text:
    near = difflib.get_close_matches(text, known, 1, 0)
    return Text("No rule has the name {name!r}; the nearest is {near!r}.", name=text, near=near[0])


def _policy(values: Mapping[str, Any], places: Mapping[str, Place]) -> Policy:
    rules: tuple[Rule, ...] = values["rules"]
    first: dict[str, Rule] = {}
    for rule in rules:
        known = first.setdefault(rule.name.casefold(), rule)
        if known is not rule:
            raise rule.place.mistake(
                Text("The rule in line {line} has the name {name!r} already.", line=known.place.line, name=rule.name)
            )
    return Policy(
        values.get("name", ""),
        rules,
        tuple(written.among(rules) for written in values.get("exceptions", ())),
        values.get("max_unread"),
        values.get("max_survey_age"),
    )


def _patterns(about: str) -> Shape:
    return OneOrMany(Words(), about=f"{about} * stands for any characters, and case makes no difference.")


_WHERE: Final = Names(
    {
        "groups": _patterns("Hosts in one of these groups of the inventory."),
        "names": _patterns("Hosts with one of these names in the inventory."),
        "editions": _patterns(
            "Hosts whose Windows has one of these editions, as win_activation_status names families."
        ),
        "build": Names(
            {"from": _BUILD, "to": _BUILD}, _builds, about="Hosts whose Windows has a build from ... to ..."
        ),
        "application": Choice(APPLICATIONS, about="Of whose products the rule speaks; windows by default."),
    },
    _selector,
    about="Which hosts the rule is about: those that all of this is true of. Without it, all hosts.",
)
_REQUIRE: Final = Names(
    {kind.name: kind.shape for kind in REQUIREMENTS},
    _requirements,
    about="What has to hold on these hosts, all of it.",
)
_RULE: Final = Names(
    {"name": Words(about="What people read when it is broken."), "where": _WHERE, "require": _REQUIRE},
    _rule,
    ("name", "require"),
)
_EXCEPTION: Final = Names(
    {
        "hosts": _patterns("Hosts by their names in the inventory."),
        "rules": _patterns("Rules by their names."),
        "until": Day(about="The last day on which it excuses, by the clock of the controller in UTC."),
        "reason": Words(about="Why, for whoever reads it later."),
    },
    _Written,
    ("hosts", "rules", "until", "reason"),
)
_POLICY: Final = Names(
    {
        "name": Words(about="What people read above the result."),
        "max_unread": NumberOrPercent(
            about="How many of the hosts that rules are about may be unread: unreachable, failed or not asked, or "
            "without what a rule needs. Without it, any number short of all."
        ),
        "max_survey_age": Whole(0, MOST_DAYS, about="How many days old the survey may be."),
        "rules": Many(_RULE, 1, about="What is required."),
        "exceptions": Many(_EXCEPTION, about="Hosts that may break rules for a while."),
    },
    _policy,
    ("rules",),
    about="What the hosts of a fleet have to be, as far as licences are concerned.",
)
