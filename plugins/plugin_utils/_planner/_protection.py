# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Steps of the service behind licensing: enable it, start it, have it evaluate the licences anew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from .._language._errors import LicensingError
from .._language._text import Text
from .._licensing._errors import PlanError
from .._licensing._host import Host
from .._licensing._protection import SERVICE_NAME
from ._desired import Observed, ProtectionReady
from ._step import Described, Effect, Step


def protection_steps(observed: Observed, desired: ProtectionReady) -> tuple[Step, ...]:
    """What is missing; a service that is not disabled starts by itself when it is needed.

    Raises:
        PlanError: The host has no such service, or a disabled one is to be refreshed.
    """
    service = observed.protection
    if service is None:
        raise PlanError(
            "The host has no service {service}.",
            advice="Windows is damaged: repair it with DISM and sfc, or install it anew.",
            service=SERVICE_NAME,
        )
    refresh = (RefreshStatus(),) if desired.refreshed else ()
    if not service.is_disabled:
        return refresh
    if desired.enabled:
        return (EnableService(service.start_mode), StartService(service.state), *refresh)
    if refresh:
        raise PlanError(
            "The service {service} is disabled, so the licence status cannot be refreshed.",
            advice="Set enabled: true.",
            service=SERVICE_NAME,
        )
    return ()


@dataclass(frozen=True, slots=True)
class EnableService(Described):
    """Give the service its start mode back."""

    previous: str
    needs_refresh: ClassVar[bool] = False
    is_repeatable: ClassVar[bool] = True
    application: ClassVar[None] = None

    def action(self) -> Text:
        """What it does."""
        return Text("Set the start mode of the service {service} to automatic", service=SERVICE_NAME)

    def effect(self) -> Effect:
        """The start mode changes."""
        return Effect(f"start mode of {SERVICE_NAME}", self.previous, "Auto")

    def is_done(self, observed: Observed) -> bool:
        """It is not disabled any more."""
        return observed.protection is not None and not observed.protection.is_disabled

    def send(self, host: Host, observed: Observed) -> None:
        """ChangeStartMode of Win32_Service."""
        host.enable_protection()

    def not_done(self, observed: Observed) -> LicensingError:
        """Something disables it again."""
        return PlanError(
            "The host accepted the new start mode of {service}, but still shows it as disabled.",
            advice="A group policy or another program may disable it; look there.",
            service=SERVICE_NAME,
        )


@dataclass(frozen=True, slots=True)
class StartService(Described):
    """Start the service once, which proves that it can."""

    previous: str
    needs_refresh: ClassVar[bool] = False
    is_repeatable: ClassVar[bool] = True
    application: ClassVar[None] = None

    def action(self) -> Text:
        """What it does."""
        return Text("Start the service {service}", service=SERVICE_NAME)

    def effect(self) -> Effect:
        """It runs."""
        return Effect(f"state of {SERVICE_NAME}", self.previous, "Running")

    def is_done(self, observed: Observed) -> bool:
        """It runs."""
        return observed.protection is not None and observed.protection.is_running

    def send(self, host: Host, observed: Observed) -> None:
        """StartService of Win32_Service."""
        host.start_protection()

    def not_done(self, observed: Observed) -> LicensingError:
        """It stopped at once."""
        return PlanError(
            "The service {service} was started and does not run.",
            advice="Look at the events of Security-SPP and of the Service Control Manager on the host.",
            service=SERVICE_NAME,
        )


@dataclass(frozen=True, slots=True)
class RefreshStatus(Described):
    """Have the service evaluate the licences anew. Whether that changes anything shows afterwards only."""

    needs_refresh: ClassVar[bool] = False
    is_repeatable: ClassVar[bool] = True
    application: ClassVar[None] = None

    def action(self) -> Text:
        """What it does."""
        return Text("Refresh the licence status")

    def effect(self) -> Effect:
        """What is shown may change."""
        return Effect("licence status", "as evaluated last", "evaluated anew")

    def is_done(self, observed: Observed) -> bool:
        """The host accepted it once."""
        return observed.is_refreshed

    def send(self, host: Host, observed: Observed) -> None:
        """RefreshLicenseStatus."""
        host.refresh()

    def not_done(self, observed: Observed) -> LicensingError:
        """The host said yes and nobody noticed; cannot happen with a host that counts."""
        return PlanError("The licence status was not refreshed.", advice="Run the task again.")
