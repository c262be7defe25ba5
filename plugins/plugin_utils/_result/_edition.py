# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What win_edition returns: the edition before and after, the way between them, and what was asked of the host."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from .._language._text import Language
from .._licensing._edition_matrix import EditionPath, Route, targets_of
from .._licensing._servicing import Traces
from .._licensing._windows_installation import WindowsInstallation, plain_edition
from .._planner._edition import EditionWish
from .._planner._edition_conditions import Condition
from .._planner._edition_steps import change_of
from .._planner._restart import RestartHost
from .._planner._wish import Observed
from .._task._task import Outcome
from ._change import render_change

#: Minutes that a change usually takes (community); components take long, a key does not.
_USUAL_MINUTES = {Route.DISM: 15, Route.CHANGEPK: 15, Route.INSTALL_KEY: 1}


def render_edition(
    outcome: Outcome[EditionWish], now: datetime, language: Language = Language.ENGLISH
) -> dict[str, Any]:
    """The result of the module."""
    wish, before, after = outcome.wish, outcome.before, outcome.after
    path, change = wish.course(before).path, change_of(after)
    return {
        **render_change(outcome, now, language),
        "changed": any(step.is_change for step in outcome.steps),
        "edition": {
            "before": _edition_of(before),
            "after": _edition_of(after),
            "wanted": wish.target_on(before),
            **_path(path),
        },
        "targets": _targets(after),
        "conditions": [
            {"name": condition.name, "met": condition.is_met, "text": _text_of(condition, language)}
            for condition in wish.conditions(before)
        ],
        "restart_required": wish.restart_required(after),
        "restarted": not outcome.is_foreseen and any(isinstance(step, RestartHost) for step in outcome.steps),
        "way": change.way.value if change is not None and not outcome.is_foreseen else None,
        "exit_code": change.exit_code if change is not None and not outcome.is_foreseen else None,
    }


def _text_of(condition: Condition, language: Language) -> str:
    return "" if condition.is_met is not False else condition.problem.said_in(language)


def _path(path: EditionPath | None) -> dict[str, Any]:
    if path is None:
        names = ("route", "restart", "reversible", "mark", "caveat", "usual_minutes")
        return dict.fromkeys(names)
    return {
        "route": path.route.value,
        "restart": path.restarts.value,
        "reversible": path.reversible,
        "mark": path.mark,
        "caveat": path.caveat.value if path.caveat is not None else None,
        "usual_minutes": _USUAL_MINUTES[path.route],
    }


def _edition_of(observed: Observed) -> str | None:
    installation = observed.part(WindowsInstallation)
    return installation.edition_id if installation is not None else None


def _targets(observed: Observed) -> list[str]:
    """The host's own list where it was read, else that of the catalogue."""
    installation, traces = observed.part(WindowsInstallation), observed.part(Traces)
    if traces is not None and traces.targets is not None:
        return sorted(set(map(plain_edition, traces.targets)))
    return sorted(targets_of(installation)) if installation is not None else []
