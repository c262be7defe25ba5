# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of the role diagnose, made from results by its own templates, without a playbook."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader

from ansible_collections.licenseops.windows.plugins.filter.diagnosis_page import diagnosis_page
from ansible_collections.licenseops.windows.tests.unit.plugins.support.diagnoses import (
    diagnosed,
    finding,
    pinned,
    unreachable,
)

_TEMPLATES = Path(__file__).parents[2] / "roles" / "diagnose" / "templates"

ESU = {"name": "Windows(R), Client-ESU-Year1 add-on for Core,CoreN,Professional", "short_name": "Windows ESU year 1"}
SUPPORT = {
    "lines": ["Maker: Contoso", "Model: Desk 7", "Error: 0xC004C020 (SL_E_CHPA_DMAK_LIMIT_EXCEEDED), <b>Windows</b>"]
}


def page_of(results: dict[str, Any], language: str = "en", fixes: dict[str, list[str]] | None = None) -> str:
    """The page of a fleet."""
    environment = Environment(loader=FileSystemLoader(_TEMPLATES), trim_blocks=True, autoescape=False)
    environment.filters["zip"] = zip
    page = diagnosis_page(results, language, None, fixes)
    return environment.get_template("diagnosis.html.j2").render(diagnose_page=page)


def fleet(size: int = 6) -> dict[str, Any]:
    """Hosts of each fate, one with the same trouble twice, and as many with the usual one as it takes."""
    limit = finding("mak_limit_reached", title="The MAK has no activations left", support=SUPPORT)
    addon = limit | {"product": {**ESU, "activation_id": "esu", "partial_product_key": "FFR38"}}
    hosts = {
        "esu-desk": diagnosed(limit, addon, support=SUPPORT),
        "clock": diagnosed(finding("clock_wrong", "warning", retry_helps=True)),
        "lab": unreachable(),
        "東京-01": diagnosed(),
        "ok": diagnosed(),
    }
    return hosts | {f"web-{number}": diagnosed(pinned(), support=SUPPORT) for number in range(1, size - 4)}
