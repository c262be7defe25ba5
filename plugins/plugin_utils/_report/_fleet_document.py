# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The figures of a fleet as plain values under stable names: what the JSON file holds and the module returns. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final

from .._fleet._figures import Alike, CauseCount, Figures, Share
from .._language._text import Language

FORMAT: Final = "licenseops.windows/report"
VERSION: Final = 1


def render_figures(figures: Figures, language: Language) -> dict[str, Any]:
    """The figures, without the hosts behind them but where their names are the figure."""
    survey = figures.survey
    return {
        "format": FORMAT,
        "version": VERSION,
        "language": language.value,
        "began_at": survey.began_at,
        "ended_at": survey.ended_at,
        "pattern": survey.pattern,
        "complete": survey.complete,
        "hosts": {"total": figures.whole.total, **_standings(figures.whole)},
        "fates": {fate.value: count for fate, count in figures.fates.items()},
        "groups": _shares(figures.groups),
        "channels": _shares(figures.channels),
        "activated_by": _shares(figures.ways),
        "editions": _shares(figures.editions),
        "support": _shares(figures.support),
        "lapses": [
            {"kind": item.kind.value, "within_days": item.within, "hosts": item.hosts} for item in figures.lapses
        ],
        "mak_use": [{"key": item.key, "used": item.used, "limit": item.limit} for item in figures.keys],
        "kms_hosts": [
            {"host": item.host, "clients": item.clients, "licensed": item.licensed, "client_ids": item.client_ids}
            for item in figures.kms_hosts
        ],
        "clones": [_alike(item, "client_machine_id") for item in figures.clones],
        "twins": [_alike(item, "uuid") for item in figures.twins],
        "causes": [_cause(item) for item in figures.causes],
        "not_read": [{"fate": item.fate.value, "reason": item.reason, "hosts": item.hosts} for item in figures.unread],
    }


def figures_text(figures: Figures, language: Language) -> str:
    """The JSON file."""
    return json.dumps(render_figures(figures, language), ensure_ascii=False, indent=2) + "\n"


def is_figures(head: bytes) -> bool:
    """Whether a file that begins so is such a JSON file."""
    return head.startswith(f'{{\n  "format": "{FORMAT}",\n'.encode())


def _standings(share: Share) -> dict[str, int]:
    return {"licensed": share.licensed, "not_licensed": share.not_licensed, "unknown": share.unknown}


def _shares(shares: Iterable[Share]) -> list[dict[str, Any]]:
    return [{"name": share.value, **_standings(share)} for share in shares]


def _alike(item: Alike, name: str) -> dict[str, Any]:
    return {name: item.value, "hosts": list(item.hosts)}


def _cause(item: CauseCount) -> dict[str, Any]:
    cause = item.cause
    told = {"title": cause.title, "next_step": cause.next_step}
    return {"id": cause.id, "severity": cause.health.value, "hosts": item.hosts, **told}
