# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a host says of its licences and of itself, as types. Its errors are those of the wire; who asks knows why."""

from __future__ import annotations

from .._cim._row import Row
from .._cim._session import MethodFailed, Query, Session
from .._language._text import Text
from .._licensing._host import Scope
from .._licensing._model import Product, Service
from .._licensing._office import ClickToRun, OfficeSetting
from .._licensing._office_model import OfficeFiles, OfficeUsers
from .._licensing._protection import ProtectionService
from .._licensing._registry_copy import SignIns
from .._licensing._subscription import Subscription
from .._wsman._errors import MalformedAnswer, WSManFault
from ._office import read_click_to_run, with_version
from ._office_users import read_licence_files, read_sign_ins, read_users, remove_keys
from ._queries import FIRMWARE_KEY, HARDWARE, PROTECTION, SERVICE, SERVICE_VERSION, SUBSCRIPTION, products_of
from ._registry import NOT_FOUND, Hive, Registry
from ._rows import read_product, read_protection, read_service, read_subscription, read_uuid

_CURRENT_VERSION = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion"

#: A query that names a column the class has not, in the two forms of fault: WBEM_E_INVALID_QUERY, and a filter that
#: WinRM cannot process (inferred).
_INVALID_QUERY = frozenset({0x80041017, 0x8033801A})

#: Where DigitalProductId, a block of 164 bytes, keeps the encoded key; zeros when wiped (community).
_ENCODED_KEY = slice(52, 67)


class Reader:
    """Reads one host, over a CIM session.

    Attributes:
        registry: Its registry.

    Raises:
        MethodFailed: The registry refused something.
        WSManFault: The host refused a query.
        MalformedAnswer: A row that always exists is missing, or does not say what it must.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self.registry = Registry(session)

    def products(self, scope: Scope) -> tuple[Product, ...]:
        """Products of a scope, in the order the host gives them."""
        found = (read_product(row) for row in self.rows(products_of(scope)))
        return tuple(product for product in found if _belongs_to(scope, product))

    def service(self) -> Service:
        """The service."""
        return read_service(self._service_row(SERVICE))

    def subscription(self) -> Subscription | None:
        """The subscription; None where this Windows knows none, which it says by refusing the query."""
        try:
            return read_subscription(self._service_row(SUBSCRIPTION))
        except WSManFault as fault:
            if _INVALID_QUERY.isdisjoint(fault.codes):
                raise
            return None

    def service_version(self) -> str:
        """The version of the service alone, the key of its instance; empty when it has none."""
        return self._service_row(SERVICE_VERSION).text("Version") or ""

    def firmware_key(self) -> str:
        """The OEM key of the firmware, a secret; empty when there is none."""
        return self._service_row(FIRMWARE_KEY).text("OA3xOriginalProductKey") or ""

    def protection(self) -> ProtectionService | None:
        """The Windows service behind licensing."""
        row = self._first(PROTECTION)
        return read_protection(row) if row is not None else None

    def hardware_uuid(self) -> str:
        """The UUID of the hardware; empty also when there is no such row."""
        row = self._first(HARDWARE)
        return read_uuid(row) if row is not None else ""

    def edition_id(self) -> str:
        """EditionID of the registry, which every Windows has; empty when nothing stands in it."""
        found = self.registry.string(_CURRENT_VERSION, "EditionID")
        if found is None:
            raise MethodFailed("GetStringValue", NOT_FOUND)
        return found

    def has_registry_key(self) -> bool:
        """Whether DigitalProductId of the registry holds an encoded key."""
        return any((self.registry.binary(_CURRENT_VERSION, "DigitalProductId") or b"")[_ENCODED_KEY])

    def click_to_run(self, settings: tuple[OfficeSetting, ...]) -> ClickToRun | None:
        """Office that was installed by click-to-run."""
        return read_click_to_run(self.registry, settings)

    def office_installation(self) -> ClickToRun | None:
        """The same with all its settings, and its version, platform and channel."""
        found = self.click_to_run(tuple(OfficeSetting))
        return with_version(self.registry, found) if found is not None else None

    def office_users(self, *, with_addresses: bool) -> OfficeUsers:
        """What Office keeps of the users who are logged on."""
        return read_users(self.registry, Registry(self._session, Hive.USERS), with_addresses=with_addresses)

    def office_sign_ins(self, sids: tuple[str, ...]) -> SignIns:
        """What Office keeps of the sign-ins of users who are logged on."""
        return read_sign_ins(self.registry, Registry(self._session, Hive.USERS), sids)

    def remove_office_keys(self, sid: str, paths: tuple[str, ...]) -> None:
        """Keys in the hive of a user."""
        remove_keys(Registry(self._session, Hive.USERS), sid, paths)

    def office_files(self) -> OfficeFiles:
        """Licence files of Office."""
        return read_licence_files(self._session, self.registry)

    def row(self, query: Query) -> Row:
        """The only row of a query."""
        row = self._first(query)
        if row is None:
            raise MalformedAnswer(Text("the host has no {class_name}", class_name=query.class_name))
        return row

    def rows(self, query: Query) -> tuple[Row, ...]:
        """All rows of a query."""
        return self._session.query(query)

    def _service_row(self, query: Query) -> Row:
        row = self._first(query)
        if row is None:
            raise MalformedAnswer("the host has no Software Protection service")
        return row

    def _first(self, query: Query) -> Row | None:
        return next(iter(self.rows(query)), None)


def _belongs_to(scope: Scope, product: Product) -> bool:
    """Whether a product is meant: it has a key, or it was asked for by what it is."""
    asked_for = {activation_id.lower() for activation_id in (scope.activation_id, *scope.also_ids) if activation_id}
    return bool(product.partial_product_key) or product.activation_id in asked_for or scope.names(product)
