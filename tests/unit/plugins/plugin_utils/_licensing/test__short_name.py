# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Products in two or three words."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import Application
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._short_name import short_name
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import office, windows


@pytest.mark.parametrize(
    ("facts", "name"),
    [
        ({"name": "Windows(R), Professional エディション", "family": "Professional"}, "Windows Professional"),
        ({"family": "ServerStandard"}, "Windows ServerStandard"),
        ({"name": "Windows(R), Client-ESU-Year2 add-on", "is_addon": True, "esu_year": 2}, "Windows ESU year 2"),
        ({"name": "An add-on", "is_addon": True}, "An add-on"),
        ({"name": "Nameless", "family": ""}, "Nameless"),
        ({"name": "", "family": "", "activation_id": "an-id"}, "an-id"),
        ({"name": "Something", "application": Application.OTHER}, "Something"),
    ],
)
def test_windows_is_named_by_its_edition_and_an_add_on_by_its_year(facts: dict[str, Any], name: str) -> None:
    assert short_name(windows(**facts)) == name


@pytest.mark.parametrize(
    ("family", "name"),
    [
        ("Office24ProPlus2024VL_KMS_Client_AE", "Office ProPlus2024"),
        ("Office24VisioPro2024VL_MAK_AE", "Office VisioPro2024"),
        ("Office16O365ProPlusR_Subscription1", "Office O365ProPlus"),
        ("OfficeProPlusVL_MAK", "Office ProPlus2013"),
        ("Office16VisioProR_Grace", "Office VisioPro2016"),
        ("Odd", "Odd edition"),
    ],
)
def test_office_is_named_by_its_suite(family: str, name: str) -> None:
    assert short_name(office(family=family, name="Odd edition")) == name
