# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The portal, played by the simulator's confirmation service, and a person who sits before the page."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from .fleet import Fleet

_DATA = re.compile(r"<script\b[^>]*type=[\"']application/json[\"'][^>]*>(.*?)</script>", re.DOTALL)

EXPORT_FORMAT = "licenseops.windows/confirmations"
PAGE_FORMAT = "licenseops.windows/offline-page"
#: States of rows for which an ID is to be fetched.
OPEN = frozenset({"needed", "failed"})


class PortalError(RuntimeError):
    """The portal refuses an Installation ID."""


class Portal:
    """Gives Confirmation IDs for Installation IDs as they are on the hosts at this moment.

    Attributes:
        fetched: How many it gave.
    """

    def __init__(self, fleet: Fleet) -> None:
        self._fleet = fleet
        self._hosts = {machine_uuid(fleet.admin.state(host)["hardware"]): host for host in fleet.hosts}
        self.fetched = 0

    def simulated_host(self, host_uuid: str) -> str:
        """The simulated host with a UUID."""
        return self._hosts[host_uuid.lower()]

    def confirmation_id(self, row: Mapping[str, str]) -> str:
        """What it answers for the Installation ID of a row."""
        host = self.simulated_host(row["host_uuid"])
        query = urlencode({"activation_id": row["activation_id"]})
        answer = self._fleet.admin.call("GET", f"/hosts/{quote(host)}/confirmation_id?{query}")
        if answer["installation_id"] != row["installation_id"].replace("-", ""):
            raise PortalError(f"{host} has another Installation ID")
        self.fetched += 1
        return str(answer["confirmation_id"])


def machine_uuid(hardware: str) -> str:
    """The UUID the simulated machine with some hardware tells."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, hardware))


def page_data(page: Path) -> dict[str, Any]:
    """The data embedded in a page."""
    found = [json.loads(text) for text in _DATA.findall(page.read_text(encoding="utf-8"))]
    (data,) = [item for item in found if item.get("format") == PAGE_FORMAT]
    return dict(data)


def open_rows(page: Path) -> list[dict[str, Any]]:
    """The rows of a page for which an ID is still to be fetched."""
    return [row for row in page_data(page)["rows"] if row["state"] in OPEN]


def confirmation(row: Mapping[str, str], confirmation_id: str) -> dict[str, str]:
    """A row of an export."""
    fields = ("host", "host_uuid", "activation_id", "partial_product_key", "installation_id")
    return {name: row[name] for name in fields} | {"confirmation_id": confirmation_id}


def export_text(list_id: str, confirmations: Iterable[Mapping[str, str]]) -> str:
    """An export as the page writes it."""
    content = {
        "format": EXPORT_FORMAT,
        "version": 1,
        "list": list_id,
        "exported_at": "2026-11-02T09:00:00Z",
        "confirmations": [dict(item) for item in confirmations],
    }
    return json.dumps(content, indent=2)


def answers(page: Path, portal: Portal) -> dict[tuple[str, str], str]:
    """What a person gets from the portal for every open row of a page, by host UUID and activation ID."""
    return {(row["host_uuid"], row["activation_id"]): portal.confirmation_id(row) for row in open_rows(page)}


def fill(page: Path, portal: Portal, export: Path) -> list[dict[str, str]]:
    """What a person does with the page, without a browser: an ID for every open row, and the export."""
    filled = [confirmation(row, portal.confirmation_id(row)) for row in open_rows(page)]
    export.write_text(export_text(page_data(page)["list"], filled), encoding="utf-8")
    return filled
