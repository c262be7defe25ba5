# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A host in memory and a clock that only moves when someone sleeps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._host import Scope
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._kms import KmsSetting, KmsValue
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import (
    Edition,
    Identity,
    Product,
    Service,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._office import ClickToRun, OfficeSetting
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._office_model import (
    OfficeFiles,
    OfficeUsers,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._offline_id import ConfirmationId
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._product_key import ProductKey
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._protection import ProtectionService
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._registry_copy import SignIns
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._subscription import Subscription

from .products import licensed, service

Change = Callable[["FakeHost"], None]


class FakeClock:
    """Time for ``Patience``.

    Attributes:
        pauses: How long each was.
        ends: When each was over.
    """

    def __init__(self) -> None:
        self.now = 1000.0
        self.pauses: list[float] = []
        self.ends: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds
        self.ends.append(self.now)

    def __call__(self) -> float:
        return self.now


class FakeHost:
    """Implements the planner's ``Host``. A method does what was scripted for it, the last script entry for ever.

    A script entry is an error to raise, a change to make, or None for "accepted, and nothing shows". A BaseException
    that is no error plays the end of the task's process.
    """

    def __init__(self, *products: Product, edition: Edition | None = None, firmware: str | None = None) -> None:
        self.rows: dict[str, Product] = {product.activation_id: product for product in products}
        self.calls: list[str] = []
        self.scopes: list[Scope] = []
        self.keys: list[ProductKey] = []
        self.deposits: list[tuple[str, str, ConfirmationId]] = []
        self.registry_key = False
        self.service_row = service()
        self.identity_row = Identity("00000001-1111-2222-3333-444455556666", "A-HOST", 26100)
        self.protection_row: ProtectionService | None = ProtectionService("Auto", "Stopped")
        self.office: ClickToRun | None = None
        self.users_of_office = OfficeUsers()
        self.sign_ins = SignIns()
        self.was_refreshed = False
        self._edition = edition or Edition("Professional", 26100)
        self._firmware = firmware
        self._scripts: dict[str, list[BaseException | Change | None]] = {}
        self._later: list[tuple[int, Change]] = []

    def script(self, method: str, *entries: BaseException | Change | None) -> FakeHost:
        """What a method does, call by call."""
        self._scripts[method] = list(entries)
        return self

    def later(self, reads: int, change: Change) -> None:
        """Have a change show only after that many more readings of the products."""
        self._later.append((reads, change))

    def set(self, activation_id: str, **changes: Any) -> None:
        """Change a product."""
        self.rows[activation_id] = replace(self.rows[activation_id], **changes)

    def license(self, activation_id: str) -> None:
        """Make a product licensed."""
        self.rows[activation_id] = licensed(self.rows[activation_id])

    @property
    def changes(self) -> list[str]:
        """The calls that can change something, with the harmless refresh left out."""
        harmless = (
            "products",
            "service",
            "edition",
            "identity",
            "hardware_uuid",
            "firmware_key",
            "has_registry_key",
            "protection",
            "click_to_run",
            "office_installation",
            "office_users",
            "office_files",
            "office_sign_ins",
            "installation",
            "uptime",
            "servicing_restart",
            "readiness",
            "traces",
            "refresh",
        )
        return [call for call in self.calls if call.split(" ")[0] not in harmless]

    def products(self, scope: Scope) -> tuple[Product, ...]:
        self.scopes.append(scope)
        due = [change for reads, change in self._later if reads <= 0]
        self._later = [(reads - 1, change) for reads, change in self._later if reads > 0]
        for change in due:
            change(self)
        self._play("products")
        return tuple(self.rows.values())

    def service(self) -> Service:
        self._play("service")
        return self.service_row

    def edition(self) -> Edition:
        self._play("edition")
        return self._edition

    def subscription(self) -> Subscription | None:
        self._play("subscription")
        return None

    def identity(self) -> Identity:
        self._play("identity")
        return self.identity_row

    def hardware_uuid(self) -> str:
        self._play("hardware_uuid")
        return self.identity_row.uuid

    def firmware_key(self) -> ProductKey | None:
        self._play("firmware_key")
        return ProductKey.parse(self._firmware) if self._firmware else None

    def has_registry_key(self) -> bool:
        self._play("has_registry_key")
        return self.registry_key

    def install_key(self, key: ProductKey) -> None:
        self.keys.append(key)
        self._play("install_key")

    def uninstall_key(self, product: Product) -> None:
        self._play("uninstall_key", product.activation_id)

    def clear_registry_key(self) -> None:
        self._play("clear_registry_key")

    def activate(self, product: Product) -> None:
        self._play("activate", product.activation_id)

    def deposit(self, product: Product, installation_id: str, confirmation_id: ConfirmationId) -> None:
        self.deposits.append((product.activation_id, installation_id, confirmation_id))
        self._play("deposit", product.activation_id)

    def configure(self, setting: KmsSetting, value: KmsValue, product: Product | None) -> None:
        place = f"{product.activation_id} " if product else ""
        self._play("configure", f"{place}{setting.value}={value}")

    def refresh(self) -> None:
        self._play("refresh")
        self.was_refreshed = True

    def protection(self) -> ProtectionService | None:
        self._play("protection")
        return self.protection_row

    def enable_protection(self) -> None:
        self._play("enable_protection")

    def start_protection(self) -> None:
        self._play("start_protection")

    def click_to_run(self, settings: tuple[OfficeSetting, ...]) -> ClickToRun | None:
        self._play("click_to_run")
        return self.office

    def office_installation(self) -> ClickToRun | None:
        self._play("office_installation")
        return self.office

    def office_users(self, with_addresses: bool) -> OfficeUsers:
        self._play("office_users")
        return self.users_of_office

    def office_files(self) -> OfficeFiles:
        self._play("office_files")
        return OfficeFiles()

    def office_sign_ins(self, sids: tuple[str, ...]) -> SignIns:
        self._play("office_sign_ins")
        return self.sign_ins

    def remove_office_keys(self, sid: str, paths: tuple[str, ...]) -> None:
        self._play("remove_office_keys", sid)

    def configure_office(self, setting: OfficeSetting, is_on: bool) -> None:
        self._play("configure_office", f"{setting.name}={is_on}")

    def _play(self, method: str, *arguments: str) -> None:
        self.calls.append(" ".join((method, *arguments)))
        entries = self._scripts.get(method, [])
        entry = entries.pop(0) if len(entries) > 1 else next(iter(entries), None)
        if isinstance(entry, BaseException):
            raise entry
        if entry is not None:
            entry(self)
