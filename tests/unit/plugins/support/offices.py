# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hosts in memory with several products of Office, and what makes their rows change."""

from __future__ import annotations

from typing import Any

from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import (
    Application,
    Channel,
    LicenseStatus,
    Product,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._office import ClickToRun
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._office_catalog import (
    OfficeRelease,
    find_release,
)

from .fake_host import FakeHost
from .products import office

SUITE, VISIO, PROJECT = "ProPlus2024Volume", "VisioPro2024Volume", "ProjectPro2024Volume"
SUITE_CLIENT, SUITE_MAK = "dddddddd-0000-0000-0000-000000000001", "dddddddd-0000-0000-0000-000000000002"
VISIO_CLIENT, VISIO_MAK = "dddddddd-0000-0000-0000-000000000003", "dddddddd-0000-0000-0000-000000000004"
PROJECT_CLIENT, PROJECT_MAK = "dddddddd-0000-0000-0000-000000000005", "dddddddd-0000-0000-0000-000000000006"

_FAMILIES = {
    SUITE_CLIENT: "Office24ProPlus2024VL_KMS_Client_AE",
    SUITE_MAK: "Office24ProPlus2024VL_MAK_AE1",
    VISIO_CLIENT: "Office24VisioPro2024VL_KMS_Client_AE",
    VISIO_MAK: "Office24VisioPro2024VL_MAK_AE",
    PROJECT_CLIENT: "Office24ProjectPro2024VL_KMS_Client_AE",
    PROJECT_MAK: "Office24ProjectPro2024VL_MAK_AE1",
}


def release(name: str) -> OfficeRelease:
    """A product of the catalogue."""
    found = find_release(name)
    assert found is not None
    return found


def row(activation_id: str, **changes: Any) -> Product:
    """A volume row without a key, unless changed."""
    family = _FAMILIES[activation_id]
    own = {
        "application": Application.OFFICE,
        "name": f"Office 24, {family} edition",
        "family": family,
        "channel": Channel.GVLK if "KMS_Client" in family else Channel.MAK,
        "status": LicenseStatus.UNLICENSED,
        "partial_product_key": None,
    }
    return office(**{"activation_id": activation_id, **own, **changes})


def office_host(*rows: Product, release_ids: tuple[str, ...] = (SUITE, VISIO)) -> FakeHost:
    """A host with these products, whose keys go where they belong and whose activations work.

    A key that is no setup key goes to the first MAK row without one, in the order of the release IDs.
    """
    found = rows or tuple(row(item) for item in _FAMILIES)
    host = FakeHost(*found)
    host.office = ClickToRun(release_ids)
    return host.script("install_key", put_key).script("activate", license_row)


def put_key(host: FakeHost) -> None:
    """The row of the key that was sent last takes it."""
    key = host.keys[-1]
    setup = {release(name).setup_key: place for name, place in _CLIENTS.items()}
    place = setup.get(key) or next(
        item for item in (VISIO_MAK, PROJECT_MAK, SUITE_MAK) if not host.rows[item].partial_product_key
    )
    host.set(place, partial_product_key=key.last_five)


_CLIENTS = {SUITE: SUITE_CLIENT, VISIO: VISIO_CLIENT, PROJECT: PROJECT_CLIENT}


def license_row(host: FakeHost) -> None:
    """The row that was activated last becomes licensed."""
    host.license(host.calls[-1].split(" ")[1])
