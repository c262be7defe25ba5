# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows that were recorded, and some in their form, read as products."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import yaml

from ansible_collections.licenseops.windows.plugins.plugin_utils._cim._row import Row
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import Application, Product
from ansible_collections.licenseops.windows.plugins.plugin_utils._windows._rows import read_product

_ROWS = Path(__file__).with_suffix(".yml")

GRACE, SUBSCRIBED = "grace of Microsoft 365 Apps", "subscription, licensed"
OLD_SUBSCRIPTION, CLICK_TO_RUN = (
    "subscription of Office 15 without its licence file",
    "grace of a click-to-run Office",
)

#: The four kinds of what Microsoft 365 Apps leave in Software Protection.
LEFTOVERS = (GRACE, SUBSCRIBED, OLD_SUBSCRIPTION, CLICK_TO_RUN)


def row_named(name: str) -> Product:
    """The product of a row in the file."""
    values = dict(all_rows()[name]["row"])
    application = Application[values.pop("application").upper()].value
    own = {"ID": str(uuid5(NAMESPACE_URL, name)), "ApplicationID": application, "PartialProductKey": "PKX99"}
    return read_product(Row([*(own | values).items()]))


@cache
def all_rows() -> dict[str, Any]:
    """The rows with their readings, by name."""
    content: dict[str, Any] = yaml.safe_load(_ROWS.read_text(encoding="utf-8"))
    return content
