# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Steps of the service behind licensing: enable it, start it, have it evaluate the licences anew."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from .._language._errors import LicensingError
from .._language._text import Text, plain
from .._licensing._errors import PlanError
from .._licensing._foreseen import evaluated_anew
from .._licensing._host import Host
from .._licensing._protection import SERVICE_NAME, ProtectionService
from ._target import Target
from ._wish import Effect, Observed, Step, Wish

#: Start mode and state as Win32_Service names them.
_AUTOMATIC = "Auto"
_RUNNING = "Running"


@dataclass(frozen=True, slots=True)
class Refreshed:
    """The host has evaluated its licences anew since the first reading."""


@dataclass(frozen=True, slots=True)
class ProtectionReady(Wish):
    """The Windows service behind licensing is to be able to run.

    Attributes:
        enabled: Not disabled; False leaves its start mode as it is.
        refreshed: The licences are to be evaluated anew.
    """

    enabled: bool = True
    refreshed: bool = False

    @property
    def subject(self) -> Target:
        """Every product with a key."""
        return Target()

    def read(self, host: Host, known: Observed) -> Observed:
        """The Windows service first: while it is disabled, the licensing classes cannot be read."""
        service = host.protection()
        is_readable = self.refreshed and service is not None and not service.is_disabled
        products = host.products(self.scope) if is_readable else ()
        return Observed(products).having(service, Refreshed() if host.was_refreshed else None)

    def missing(self, observed: Observed) -> tuple[Step, ...]:
        """What is missing; a service that is not disabled starts by itself when it is needed.

        Raises:
            PlanError: The host has no such service, or a disabled one is to be refreshed.
        """
        service = observed.part(ProtectionService)
        if service is None:
            raise PlanError(
                "The host has no service {service}.",
                advice="Windows is damaged: repair it with DISM and sfc, or install it anew.",
                service=SERVICE_NAME,
            )
        refresh = (RefreshStatus(),) if self.refreshed else ()
        if not service.is_disabled:
            return refresh
        if self.enabled:
            return (EnableService(service.start_mode), StartService(service.state), *refresh)
        if refresh:
            raise PlanError(
                "The service {service} is disabled, so the licence status cannot be refreshed.",
                advice="Set enabled: true.",
                service=SERVICE_NAME,
            )
        return ()


@dataclass(frozen=True, slots=True)
class EnableService(Step):
    """Give the service its start mode back."""

    previous: str
    is_repeatable: ClassVar[bool] = True

    @property
    def application(self) -> None:
        """None: the service is that of Windows itself."""

    def action(self) -> Text:
        """Automatic: Windows itself delays the start."""
        return Text("Set the start mode of the service {service} to automatic", service=SERVICE_NAME)

    def effect(self) -> Effect:
        """The start mode changes."""
        return Effect(Text("start mode of {service}", service=SERVICE_NAME), plain(self.previous), plain(_AUTOMATIC))

    def foresee(self, observed: Observed) -> Observed:
        """It is not disabled any more."""
        service = observed.part(ProtectionService)
        return observed if service is None else observed.having(replace(service, start_mode=_AUTOMATIC))

    def is_done(self, observed: Observed) -> bool:
        """It is not disabled any more."""
        service = observed.part(ProtectionService)
        return service is not None and not service.is_disabled

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
class StartService(Step):
    """Start the service once, which proves that it can."""

    previous: str
    is_repeatable: ClassVar[bool] = True

    @property
    def application(self) -> None:
        """None: the service is that of Windows itself."""

    def action(self) -> Text:
        """Windows stops it again when it has nothing to do."""
        return Text("Start the service {service}", service=SERVICE_NAME)

    def effect(self) -> Effect:
        """It runs."""
        return Effect(Text("state of {service}", service=SERVICE_NAME), plain(self.previous), plain(_RUNNING))

    def foresee(self, observed: Observed) -> Observed:
        """It runs."""
        service = observed.part(ProtectionService)
        return observed if service is None else observed.having(replace(service, state=_RUNNING))

    def is_done(self, observed: Observed) -> bool:
        """It runs."""
        service = observed.part(ProtectionService)
        return service is not None and service.is_running

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
class RefreshStatus(Step):
    """Have the service evaluate the licences anew. Whether that changes anything shows afterwards only."""

    is_change: ClassVar[bool] = False
    is_repeatable: ClassVar[bool] = True

    @property
    def application(self) -> None:
        """None: the service is that of Windows itself."""

    def action(self) -> Text:
        """RefreshLicenseStatus."""
        return Text("Refresh the licence status")

    def effect(self) -> Effect:
        """What is shown may change."""
        return Effect(Text("licence status"), Text("as evaluated last"), Text("evaluated anew"))

    def foresee(self, observed: Observed) -> Observed:
        """What the licences evaluate to shows only then."""
        return observed.with_products(evaluated_anew).having(Refreshed())

    def is_done(self, observed: Observed) -> bool:
        """The host accepted it once."""
        return observed.part(Refreshed) is not None

    def send(self, host: Host, observed: Observed) -> None:
        """RefreshLicenseStatus."""
        host.refresh()

    def not_done(self, observed: Observed) -> LicensingError:
        """The host said yes and nobody noticed; cannot happen with a host that counts."""
        return PlanError("The licence status was not refreshed.", advice="Run the task again.")
