# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The figures of a fleet as OpenMetrics text, for the textfile collector of Prometheus. Pure.

No series is about one host: there are as many as there are groups, channels, editions, keys and causes, and no more
than some hundreds of each, for inventories that have a group for every host. Names and help are the same in every
language.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final

from .._fleet._figures import Figures, Share
from .._fleet._machine import day_of

_PREFIX: Final = "licenseops_"

#: Values of a label that have series, the largest of them.
MOST_VALUES: Final = 200

_ESCAPES: Final = str.maketrans({"\\": r"\\", "\n": r"\n", '"': r"\""})

_Sample = tuple[Mapping[str, str], int]


@dataclass(frozen=True, slots=True)
class _Family:
    """Samples of one meaning, all gauges."""

    name: str
    help: str
    samples: Iterable[_Sample]

    def lines(self) -> Iterator[str]:
        """Nothing where there is no sample."""
        samples = tuple(self.samples)
        if samples:
            yield f"# HELP {_PREFIX}{self.name} {self.help}"
            yield f"# TYPE {_PREFIX}{self.name} gauge"
        for labels, value in samples:
            yield f"{_PREFIX}{self.name}{_rendered(labels)} {value}"


def fleet_metrics(figures: Figures) -> str:
    """The text, with the line that says it is whole."""
    families = (*_of_hosts(figures), *_of_keys(figures), *_of_causes(figures))
    lines = [line for family in families for line in family.lines()]
    return "\n".join([*lines, "# EOF", ""])


def is_fleet_metrics(head: bytes) -> bool:
    """Whether a file that begins so is such a text."""
    return head.startswith(f"# HELP {_PREFIX}hosts ".encode())


def _of_hosts(figures: Figures) -> Iterator[_Family]:
    yield _Family("hosts", "Hosts of the survey by whether they are licensed.", _standings({}, figures.whole))
    fates = (({"fate": fate.value}, count) for fate, count in figures.fates.items())
    yield _Family("hosts_by_fate", "Hosts of the survey by what became of them.", fates)
    for name, label, shares in (
        ("group", "group", figures.groups),
        ("channel", "channel", figures.channels),
        ("activated_by", "by", figures.ways),
        ("edition", "edition", figures.editions),
        ("support", "state", figures.support),
    ):
        yield _Family(f"hosts_by_{name}", f"Hosts by {name} and by whether they are licensed.", _shares(label, shares))
    lapses = (({"kind": item.kind.value, "within_days": str(item.within)}, item.hosts) for item in figures.lapses)
    yield _Family("hosts_lapsing", "Hosts of which a licence or the support ends within so many days.", lapses)
    day = day_of(figures.survey.ended_at, figures.survey.began_at)
    ended, whole = int(day.timestamp()) if day is not None else None, figures.survey.complete
    yield _Family("survey_timestamp_seconds", "When the survey ended, in seconds since 1970.", _one(ended))
    yield _Family("survey_complete", "1 if every host had its turn.", _one(whole))


def _of_keys(figures: Figures) -> Iterator[_Family]:
    used = (({"key": item.key}, item.used) for item in figures.keys)
    yield _Family("mak_machines", "Machines licensed by a MAK, by the last five characters of the key.", used)
    limits = (({"key": item.key}, item.limit) for item in figures.keys if item.limit is not None)
    yield _Family("mak_limit", "Activations that a MAK has, as the report was told.", limits)
    hosts = figures.kms_hosts[:MOST_VALUES]
    clients = (({"kms_host": item.host}, item.clients) for item in hosts)
    yield _Family("kms_clients", "Machines with a licence of a KMS host.", clients)
    ids = (({"kms_host": item.host}, item.client_ids) for item in hosts)
    yield _Family("kms_client_ids", "Client machine IDs by which a KMS host counts them.", ids)
    clones = sum(len(item.hosts) for item in figures.clones)
    yield _Family("hosts_cloned", "Hosts that share their client machine ID with another machine.", [({}, clones)])


def _of_causes(figures: Figures) -> Iterator[_Family]:
    """By kind: what a finding names, a host for instance, would make a series each."""
    counts: Counter[str] = Counter()
    for item in figures.causes:
        counts[item.cause.id] += item.hosts
    causes = (({"cause": name}, count) for name, count in sorted(counts.items()))
    yield _Family("hosts_by_cause", "Hosts by the cause that was found on them; one may have several.", causes)


def _one(value: int | None) -> Iterator[_Sample]:
    if value is not None:
        yield {}, int(value)


def _shares(label: str, shares: Iterable[Share]) -> Iterator[_Sample]:
    for share in islice(shares, MOST_VALUES):
        yield from _standings({label: share.value}, share)


def _standings(labels: Mapping[str, str], share: Share) -> Iterator[_Sample]:
    for name, count in (
        ("licensed", share.licensed),
        ("not_licensed", share.not_licensed),
        ("unknown", share.unknown),
    ):
        yield {**labels, "standing": name}, count


def _rendered(labels: Mapping[str, str]) -> str:
    """Labels, escaped as the format wants it; a character that ends a line elsewhere ends none here."""
    pairs = (f'{name}="{_one_line(value).translate(_ESCAPES)}"' for name, value in labels.items())
    return f"{{{','.join(pairs)}}}" if labels else ""


def _one_line(text: str) -> str:
    return text.replace("\r", " ")
