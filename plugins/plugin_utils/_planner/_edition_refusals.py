# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why an edition is not changed: the sentences, with what to do."""

from __future__ import annotations

from .._language._errors import LicensingError
from .._language._text import Listed, Text
from .._licensing._edition_matrix import EditionPath, targets_of
from .._licensing._errors import PlanError
from .._licensing._servicing import Job
from .._licensing._windows_installation import WindowsInstallation, plain_edition
from ._edition_conditions import Condition


def no_full_edition(installation: WindowsInstallation | None) -> LicensingError:
    """An evaluation without a full edition, or a Windows nobody knows."""
    return PlanError(
        "There is no full edition of {edition}.",
        advice="Name the edition.",
        edition=installation.name if installation is not None else "?",
    )


def no_way(installation: WindowsInstallation, target: str, why: Text) -> LicensingError:
    """There is no path; the error names those there are."""
    targets = targets_of(installation)
    if not targets:
        return PlanError(
            "{source} cannot become {target}: {why}",
            advice="It can become no other edition in place. Nothing was sent.",
            source=installation.name,
            target=target,
            why=why,
        )
    return PlanError(
        "{source} cannot become {target}: {why}",
        advice="It can become: {targets}. Nothing was sent.",
        source=installation.name,
        target=target,
        why=why,
        targets=Listed(*targets),
    )


def with_caveat(path: EditionPath) -> LicensingError:
    """The path is taken on request only."""
    return PlanError(
        "{source} becomes {target} on request only: {caveat}",
        advice="Set accept_caveat: true to do it all the same. Nothing was sent.",
        source=path.source,
        target=path.target,
        caveat=path.caveat.words if path.caveat is not None else "",
    )


def not_ready(path: EditionPath, unmet: tuple[Condition, ...]) -> LicensingError:
    """A condition is not met; the first is told, the others are in the result."""
    return PlanError(
        "The host is not ready to become {target}: {problem}",
        advice="Nothing was sent."
        if len(unmet) == 1
        else "Nothing was sent. There are {more} more conditions that are not met; see conditions in the result.",
        target=path.target,
        problem=unmet[0].problem,
        more=len(unmet) - 1,
    )


def no_setup_key(path: EditionPath, installation: WindowsInstallation) -> LicensingError:
    """DISM and changepk need a key on their command line, and there is none that may stand there."""
    return PlanError(
        "Microsoft publishes no setup key for {target}, build {build}, and no other key may stand in a command line.",
        advice="Change the edition by hand, in Settings > System > Activation.",
        target=path.target,
        build=installation.build,
    )


def no_key(path: EditionPath) -> LicensingError:
    """Nobody has given a key, and there is no published one."""
    return PlanError(
        "Microsoft publishes no setup key for {target}.",
        advice="Give product_key, a key of that edition. Nothing was sent.",
        target=path.target,
    )


def another_change(change: Job, target: str) -> LicensingError:
    """A change to another edition runs or waits for its restart."""
    found = plain_edition(change.target)
    if change.is_running:
        return PlanError(
            "A change of the edition to {found} is under way on this host, and edition is {target}.",
            advice="Wait until it has ended and the host has restarted, or set edition: {found}.",
            found=found,
            target=target,
        )
    return PlanError(
        "A change of the edition to {found} waits for the restart of this host, and edition is {target}.",
        advice="Restart the host, or set edition: {found}.",
        found=found,
        target=target,
    )


def unknown_traces(change: Job) -> LicensingError:
    """A job is there that nobody here can have started."""
    return PlanError(
        "A change of the edition to {edition} has left traces on the host that this collection does not know.",
        advice="Restart the host, and delete by hand the scheduled tasks and the registry key "
        "HKLM\\SOFTWARE\\licenseops.windows.",
        edition=plain_edition(change.target),
    )
