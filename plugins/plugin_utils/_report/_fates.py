# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What became of the hosts of a play, counted once each, and what is left to do. Pure."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from .._language._text import Language, Text

#: Names that fit on a line; more than that nobody types.
_NAMED = 10


class Fate(enum.Enum):
    """What became of a host. The worst of its tasks decides."""

    UNREACHABLE = "unreachable"
    FAILED = "failed"
    STOPPED = "stopped"
    CHANGED = "changed"
    FINE = "fine"
    SKIPPED = "skipped"
    WAITING = "waiting"


_COUNTED: Mapping[Fate, Text] = {
    Fate.FINE: Text("fine"),
    Fate.CHANGED: Text("changed"),
    Fate.FAILED: Text("failed"),
    Fate.UNREACHABLE: Text("unreachable"),
    Fate.STOPPED: Text("stopped because of others"),
    Fate.SKIPPED: Text("left out"),
    Fate.WAITING: Text("not begun"),
}

_WOULD_CHANGE = Text("would be changed")

#: Hosts that need another run, and those that wait, which need it when the play ends here.
_OPEN = (Fate.FAILED, Fate.UNREACHABLE, Fate.STOPPED)


@dataclass(frozen=True, slots=True)
class Played:
    """A host of a play.

    Attributes:
        fate: What became of it.
        activations: How many activations check mode foresees, by the end of the key.
    """

    host: str
    fate: Fate
    activations: Mapping[str, int]

    @classmethod
    def of(cls, host: str, results: Sequence[Mapping[str, Any]], *, is_out: bool) -> Self:
        """A host by what its tasks registered.

        Args:
            host: Its name in the inventory.
            results: Those of the tasks that it came to.
            is_out: Whether Ansible has taken it out of the play.
        """
        return cls(host, _fate(results, is_out=is_out), dict(_foreseen(results)))


def _fate(results: Sequence[Mapping[str, Any]], *, is_out: bool) -> Fate:
    if any(result.get("unreachable") for result in results):
        return Fate.UNREACHABLE
    if any(result.get("failed") for result in results) or (is_out and not results):
        return Fate.FAILED
    if is_out:
        return Fate.STOPPED
    if not results:
        return Fate.WAITING
    if all(result.get("skipped") for result in results):
        return Fate.SKIPPED
    return Fate.CHANGED if any(result.get("changed") for result in results) else Fate.FINE


def _foreseen(results: Iterable[Mapping[str, Any]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for result in results:
        forecast = result.get("forecast")
        if isinstance(forecast, Mapping) and forecast.get("key"):
            found[str(forecast["key"])] += int(forecast.get("activations") or 0)
    return found


def count_fates(hosts: Iterable[Played]) -> dict[str, int]:
    """How many hosts have which fate, by stable names; those that changed are no part of those that are fine."""
    counts = Counter(host.fate for host in hosts)
    return {fate.value: counts[fate] for fate in _COUNTED}


def summary_lines(hosts: Sequence[Played], language: Language, *, is_dry: bool) -> list[str]:
    """What became of the hosts, what it would cost, and what is left to do."""
    lines = [_counts_line(hosts, language, is_dry=is_dry), *_forecast_lines(hosts, language)]
    left = [host.host for fate in _OPEN for host in hosts if host.fate is fate]
    waiting = [host.host for host in hosts if host.fate is Fate.WAITING]
    if left:
        lines.append(_left_line([*left, *waiting], language))
    elif waiting:
        return lines
    elif is_dry and any(host.fate is Fate.CHANGED for host in hosts):
        lines.append(Text("Nothing was changed: this was check mode. Run it without --check.").said_in(language))
    else:
        lines.append(Text("No host needs another run.").said_in(language))
    return lines


def _counts_line(hosts: Sequence[Played], language: Language, *, is_dry: bool) -> str:
    counts = Counter(host.fate for host in hosts)
    words = {**_COUNTED, Fate.CHANGED: _WOULD_CHANGE} if is_dry else _COUNTED
    parts = [
        Text("{count} {what}", count=counts[fate], what=what).said_in(language)
        for fate, what in words.items()
        if counts[fate]
    ]
    return hosts_line(len(hosts), parts, language)


def _forecast_lines(hosts: Iterable[Played], language: Language) -> list[str]:
    total: Counter[str] = Counter()
    for host in hosts:
        total.update(host.activations)
    return [
        Text(
            "Would use 1 activation of {key}." if count == 1 else "Would use {count} activations of {key}.",
            count=count,
            key=key,
        ).said_in(language)
        for key, count in sorted(total.items())
        if count
    ]


def _left_line(left: Sequence[str], language: Language) -> str:
    """Which hosts, and the words that run it again for them."""
    if len(left) > _NAMED:
        names = Text("{names} and {count} more", names=listed(left[:_NAMED], language), count=len(left) - _NAMED)
        return Text(
            "Left to do: {names}. Put right what is said of them above, then run it again.", names=names
        ).said_in(language)
    return Text(
        "Left to do: {names}. Put right what is said of them above, then run it again with --limit '{limit}'.",
        names=listed(left, language),
        limit=",".join(left),
    ).said_in(language)


def hosts_line(count: int, parts: Iterable[str], language: Language) -> str:
    """How many hosts there are, and how many of each kind."""
    return Text(
        "1 host: {parts}." if count == 1 else "{count} hosts: {parts}.", count=count, parts=listed(parts, language)
    ).said_in(language)


def listed(names: Iterable[str], language: Language) -> str:
    """Names in a row."""
    return language.comma.join(names)
