# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the planner may ask of a host. One implementation speaks WMI, others stand in for it in tests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from ._kms import KmsSetting, KmsValue
from ._model import Application, Edition, Identity, Product, Service
from ._office import ClickToRun, OfficeSetting
from ._office_model import OfficeFiles, OfficeUsers
from ._office_products import is_volume_row
from ._offline_id import ConfirmationId
from ._product_key import ProductKey
from ._protection import ProtectionService
from ._readiness import Readiness, Uptime
from ._registry_copy import SignIns
from ._servicing import JobOrder, ServicingRestart, Traces, Way
from ._subscription import Subscription
from ._windows_installation import WindowsInstallation


@dataclass(frozen=True, slots=True)
class Scope:
    """Which products to read.

    Attributes:
        application: Only this application; None for all.
        activation_id: Also, or only, the product with this activation ID, with or without a key.
        also_ids: More activation IDs, with or without a key; those a host does not have are no error.
        with_keyed: Read all products that have a key; False reads the activation ID alone.
        esu_year: Also the add-ons that call themselves this year of Extended Security Updates, with or without a key.
        with_installation_ids: Read Installation IDs too, which are slow to compute.
        volume_families: Also the rows of volume licences of Office, with or without a key: those whose LicenseFamily
            begins with one of these, or all of them when it is empty; None for none.
    """

    application: Application | None = None
    activation_id: str | None = None
    with_keyed: bool = True
    with_installation_ids: bool = False
    also_ids: tuple[str, ...] = ()
    esu_year: int | None = None
    volume_families: tuple[str, ...] | None = None

    def names(self, product: Product) -> bool:
        """Whether a product is read even when it has no key."""
        is_of_year = self.esu_year is not None and product.esu_year == self.esu_year
        return (
            is_of_year or self._names_family(product) or product.activation_id in (self.activation_id, *self.also_ids)
        )

    def _names_family(self, product: Product) -> bool:
        if self.volume_families is None or product.application is not Application.OFFICE or not is_volume_row(product):
            return False
        family = product.family.lower()
        return not self.volume_families or any(family.startswith(start.lower()) for start in self.volume_families)


class Host(Protocol):
    """Software Protection on one Windows host. Methods that change something raise what the wire raises."""

    @property
    def was_refreshed(self) -> bool:
        """Whether ``refresh`` has succeeded yet."""

    def products(self, scope: Scope) -> tuple[Product, ...]:
        """Read products."""

    def service(self) -> Service:
        """Read the service."""

    def subscription(self) -> Subscription | None:
        """Read what the service says of a subscription; None where Windows knows none."""

    def edition(self) -> Edition:
        """Read what Windows is installed."""

    def identity(self) -> Identity:
        """Read what tells the host from others."""

    def hardware_uuid(self) -> str:
        """Read the UUID of the hardware; empty when it shows none."""

    def firmware_key(self) -> ProductKey | None:
        """Read the key the maker put into the firmware."""

    def has_registry_key(self) -> bool:
        """True when the registry still holds a readable copy of the Windows key."""

    def click_to_run(self, settings: tuple[OfficeSetting, ...]) -> ClickToRun | None:
        """Read what click-to-run has installed of Office, and settings of it."""

    def office_installation(self) -> ClickToRun | None:
        """Read what click-to-run has installed of Office, with all settings, version, platform and channel."""

    def office_users(self, with_addresses: bool) -> OfficeUsers:
        """Read what Office keeps of the users who are logged on; addresses of accounts only when they are asked for."""

    def office_files(self) -> OfficeFiles:
        """Read which licence files Office keeps on the computer and with each user."""

    def office_sign_ins(self, sids: tuple[str, ...]) -> SignIns:
        """Read what Office keeps of the sign-ins of users who are logged on: of some, or of all of them."""

    def remove_office_keys(self, sid: str, paths: tuple[str, ...]) -> None:
        """Remove keys from the hive of a user, which exists as long as they are logged on."""

    def install_key(self, key: ProductKey) -> None:
        """Install a key; one that fits another product of the same application replaces that product's key."""

    def uninstall_key(self, product: Product) -> None:
        """Remove the key of a product."""

    def clear_registry_key(self) -> None:
        """Wipe the registry's copy of the key."""

    def activate(self, product: Product) -> None:
        """Activate over the Internet, by KMS or AD, as the key demands. May cost an activation."""

    def deposit(self, product: Product, installation_id: str, confirmation_id: ConfirmationId) -> None:
        """Deposit a Confirmation ID."""

    def configure(self, setting: KmsSetting, value: KmsValue, product: Product | None) -> None:
        """Set a KMS client setting, or clear it with None; at the level of the service when there is no product."""

    def configure_office(self, setting: OfficeSetting, is_on: bool) -> None:
        """Turn a setting of Office on or off."""

    def protection(self) -> ProtectionService | None:
        """Read the Windows service behind licensing, which works when everything else does not."""

    def enable_protection(self) -> None:
        """Set its start mode to automatic."""

    def start_protection(self) -> None:
        """Start it."""

    def refresh(self) -> None:
        """Have the service recompute the licence status. Harmless."""

    def installation(self) -> WindowsInstallation:
        """Read what Windows is installed."""

    def uptime(self) -> Uptime:
        """Read when it was started."""

    def servicing_restart(self) -> ServicingRestart:
        """Read whether Component Based Servicing waits for a restart."""

    def readiness(self, installation: WindowsInstallation) -> Readiness:
        """Read what speaks for or against a change of edition."""

    def traces(self) -> Traces:
        """Read what jobs of this collection have left."""

    def start_job(self, order: JobOrder) -> Way:
        """Have Windows start a job, once; one that was prepared under the same order before is started as it is."""

    def remove_traces(self) -> None:
        """Remove what jobs have left, once none of them runs."""

    def restart(self, forced: bool) -> None:
        """Restart the host; politely, which it refuses while somebody is logged on, or by force."""
