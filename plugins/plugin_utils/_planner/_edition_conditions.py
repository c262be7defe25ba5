# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What has to hold before an edition is changed: each condition with the sentence for a host that does not meet it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from .._language._text import Listed, Text, plain
from .._licensing._edition_matrix import EditionPath, Route
from .._licensing._readiness import Readiness
from .._licensing._servicing import Pending, ServicingRestart
from .._licensing._windows_installation import WindowsInstallation
from ._consent import is_precious
from ._wish import Observed

_GIBIBYTE: Final = 1 << 30

#: Free space asked for before components change; Microsoft names no figure (inferred).
_LEAST_FREE: Final = 4 * _GIBIBYTE


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition and whether a host meets it.

    Attributes:
        name: Stable name.
        is_met: None where the host does not tell; that is no objection.
        problem: Why not and what to do, for a host that does not meet it.
    """

    name: str
    is_met: bool | None
    problem: Text


@dataclass(frozen=True, slots=True)
class _Question:
    """What the conditions are asked of."""

    path: EditionPath
    installation: WindowsInstallation
    readiness: Readiness
    restart: ServicingRestart
    observed: Observed
    may_lose_licence: bool

    @property
    def changes_components(self) -> bool:
        """Whether more changes than the key."""
        return self.path.route is not Route.INSTALL_KEY


def conditions(path: EditionPath, observed: Observed, *, may_lose_licence: bool) -> tuple[Condition, ...]:
    """The conditions of a path, in the order in which they should be mended; none before the host was asked."""
    installation, readiness = observed.part(WindowsInstallation), observed.part(Readiness)
    if installation is None or readiness is None:
        return ()
    restart = observed.part(ServicingRestart) or ServicingRestart()
    question = _Question(path, installation, readiness, restart, observed, may_lose_licence)
    return tuple(condition for ask in _ALL for condition in ask(question))


def _rights(question: _Question) -> Iterator[Condition]:
    yield Condition(
        "rights",
        question.readiness.can_write,
        Text(
            "The account has no full administrator rights on the host. Use an administrator; for a local account, "
            "remote UAC filtering (LocalAccountTokenFilterPolicy) may be in the way."
        ),
    )


def _s_mode(question: _Question) -> Iterator[Condition]:
    if question.installation.is_server:
        return
    in_s_mode = question.readiness.is_s_mode
    yield Condition(
        "s_mode",
        None if in_s_mode is None else not in_s_mode,
        Text("Windows is in S mode. Switch out of it first, in the Microsoft Store or by Intune."),
    )


def _subscription(question: _Question) -> Iterator[Condition]:
    has_one = question.readiness.has_subscription
    if has_one is None:
        return
    yield Condition(
        "subscription",
        not has_one,
        Text(
            "The edition comes from the subscription of a user and goes back by itself when that ends. Change the "
            "licence of the user instead."
        ),
    )


def _domain_controller(question: _Question) -> Iterator[Condition]:
    """Documented for evaluations; what the host's own list says of others decides there."""
    if question.path.route is not Route.DISM:
        return
    is_controller = question.readiness.is_domain_controller
    is_possible = None if is_controller is None else not (is_controller and question.installation.is_evaluation)
    yield Condition(
        "domain_controller",
        is_possible,
        Text(
            "The host is a domain controller, and the evaluation of one cannot be converted. Demote it, convert it and "
            "promote it again, or bring up a second one first."
        ),
    )


def _restart(question: _Question) -> Iterator[Condition]:
    pending = question.restart.pending | question.readiness.pending
    yield Condition(
        "restart_pending",
        not pending,
        Text(
            "A restart is pending on the host ({reasons}). Restart it and run the task again.",
            reasons=Listed(*(plain(item.value) for item in Pending if item in pending)),
        ),
    )


def _busy(question: _Question) -> Iterator[Condition]:
    if not question.changes_components:
        return
    busy = question.readiness.busy
    yield Condition(
        "servicing_idle",
        not busy,
        Text(
            "Windows is at work on its components ({processes}). Wait until that is done and run the task again.",
            processes=Listed(*(plain(f"{item.name} {item.process_id}") for item in busy)),
        ),
    )


def _battery(question: _Question) -> Iterator[Condition]:
    if not question.changes_components:
        return
    yield Condition(
        "mains_power",
        question.readiness.is_on_mains,
        Text("The computer runs on its battery. Connect it to the mains and run the task again."),
    )


def _space(question: _Question) -> Iterator[Condition]:
    if not question.changes_components:
        return
    free = question.readiness.free_bytes
    yield Condition(
        "free_space",
        None if free is None else free >= _LEAST_FREE,
        Text(
            "The system drive has {free:.1f} GiB of free space, less than the {least} GiB asked for. Make room.",
            free=(free or 0) / _GIBIBYTE,
            least=_LEAST_FREE // _GIBIBYTE,
        ),
    )


def _services(question: _Question) -> Iterator[Condition]:
    if question.path.route is not Route.CHANGEPK:
        return
    disabled = question.readiness.disabled_services
    yield Condition(
        "services",
        not disabled,
        Text(
            "changepk needs services that are disabled: {services}. Set their start mode to manual.",
            services=Listed(*map(plain, disabled)),
        ),
    )


def _licence(question: _Question) -> Iterator[Condition]:
    precious = next((item for item in question.observed.products if item.is_primary and is_precious(item)), None)
    problem = Text("The licence may be lost.")
    if precious is not None:
        problem = Text(
            "{product} is licensed by {means}, and that licence would be lost. Set replace_licensed: true if it may "
            "be.",
            product=precious.title,
            means=precious.activated_by.value,
        )
    yield Condition("licence", precious is None or question.may_lose_licence, problem)


_ALL: Final[tuple[Callable[[_Question], Iterator[Condition]], ...]] = (
    _rights,
    _s_mode,
    _subscription,
    _domain_controller,
    _licence,
    _restart,
    _busy,
    _battery,
    _space,
    _services,
)
