# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Products, keys and IDs for tests. The keys are plainly fake, the Confirmation ID is a pattern."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._catalog import find_error
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import (
    Application,
    Channel,
    KmsClient,
    LicenseStatus,
    Product,
    Service,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._offline_id import ConfirmationId
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._product_key import ProductKey

FAKE_KEY = "TNTTT-TTTTT-TTTTT-TTTTT-PKX99"
OTHER_FAKE_KEY = "TNTTT-TTTTT-TTTTT-TTTTT-WXF48"
FAKE_KEYS = tuple(f"TNTTT-TTTTT-TTTTT-TTTTT-{end}" for end in ("PKX99", "WXF48", "PWT72", "KKD86", "XRM72", "DXX36"))

#: Published by Microsoft for Windows 10 and 11 Pro.
SETUP_KEY = "W269N-WFGWX-YVC9B-4J6C9-T83GX"

#: Published samples: Server 2025 evaluation, and the Vista era guide.
INSTALLATION_ID = "033255090385053904665824186342756737844895181384546394354129604"
OLD_INSTALLATION_ID = "000963843315259493598506854253663081409973656140419231"

CONFIRMATION_BLOCKS = ("111110", "222220", "333330", "444440", "555550", "666660", "777770", "888880")
CONFIRMATION_ID = "".join(CONFIRMATION_BLOCKS)

WINDOWS_ID = "aaaaaaaa-0000-0000-0000-000000000001"
OTHER_WINDOWS_ID = "aaaaaaaa-0000-0000-0000-000000000002"
OFFICE_ID = "bbbbbbbb-0000-0000-0000-000000000001"
OTHER_OFFICE_ID = "bbbbbbbb-0000-0000-0000-000000000002"
ESU_ID = "f520e45e-7413-4a34-a497-d2765967d094"
UNKNOWN_ID = "cccccccc-0000-0000-0000-000000000001"

_WINDOWS = Product(
    activation_id=WINDOWS_ID,
    application=Application.WINDOWS,
    name="Windows(R), Professional edition",
    description="Windows(R) Operating System, VOLUME_MAK channel",
    family="Professional",
    channel=Channel.MAK,
    is_addon=False,
    status=LicenseStatus.NOTIFICATION,
    reason=0xC004F034,
    partial_product_key="PKX99",
    grace_minutes=0,
    evaluation_end=None,
    activation_type=0,
    kms=KmsClient(),
)


def windows(**changes: Any) -> Product:
    """Windows Professional with an unactivated MAK, unless changed."""
    return replace(_WINDOWS, **changes)


def unkeyed(**changes: Any) -> Product:
    """A Windows licence without a key."""
    bare = {"partial_product_key": None, "status": LicenseStatus.UNLICENSED, "reason": 0xC004F014}
    return windows(**(bare | {"activation_id": OTHER_WINDOWS_ID} | changes))


def office(**changes: Any) -> Product:
    """Office with an unactivated MAK, unless changed."""
    own = {"activation_id": OFFICE_ID, "application": Application.OFFICE, "name": "Office 24", "family": "Office24"}
    return windows(**(own | {"partial_product_key": "WXF48"} | changes))


def esu(**changes: Any) -> Product:
    """The first year of Windows 10 ESU with an unactivated key, unless changed."""
    own = {"activation_id": ESU_ID, "is_addon": True, "name": "ESU Year 1", "esu_year": 1}
    return windows(**(own | {"partial_product_key": "PWT72"} | changes))


def licensed(product: Product, **changes: Any) -> Product:
    """The product, activated."""
    return replace(product, **({"status": LicenseStatus.LICENSED, "reason": 0x4004F040} | changes))


def service(**changes: Any) -> Service:
    """The service of an ordinary client, unless changed."""
    plain = Service(
        version="10.0.26100.1",
        kms=KmsClient(),
        client_machine_id=None,
        windows_rearms_left=1001,
        host_caching=True,
        is_kms_host=False,
        has_firmware_key=False,
        firmware_key_description=None,
    )
    return replace(plain, **changes)


def key(text: str = FAKE_KEY) -> ProductKey:
    """A product key."""
    return ProductKey.parse(text)


def confirmation() -> ConfirmationId:
    """A Confirmation ID."""
    return ConfirmationId.parse(CONFIRMATION_ID)


def advice_of(code: int) -> str:
    """What the catalogue advises for a code."""
    entry = find_error(code)
    assert entry is not None, hex(code)
    return entry.advice()
