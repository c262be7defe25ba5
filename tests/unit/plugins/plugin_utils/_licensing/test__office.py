# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings of Microsoft 365 Apps: what a value means, and which product knows which setting."""

from __future__ import annotations

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._office import (
    SUPPORTING,
    ClickToRun,
    OfficeSetting,
    OfficeValue,
)

SHARED, DEVICE, OFFLINE = OfficeSetting


@pytest.mark.parametrize(
    ("value", "is_on", "is_off"),
    [
        (OfficeValue.ON, True, False),
        (OfficeValue.OFF, False, True),
        (OfficeValue.ABSENT, False, True),
        (OfficeValue.UNCLEAR, False, False),
    ],
)
def test_what_is_absent_is_off_and_what_is_unclear_is_neither(value: OfficeValue, is_on: bool, is_off: bool) -> None:
    assert (value.is_as(True), value.is_as(False)) == (is_on, is_off)


@pytest.mark.parametrize(
    ("release_ids", "settings"),
    [
        pytest.param(["O365ProPlusRetail"], {SHARED, DEVICE, OFFLINE}, id="enterprise"),
        pytest.param(["o365proplusretail"], {SHARED, DEVICE, OFFLINE}, id="in any case"),
        pytest.param(["O365ProPlusEEANoTeamsRetail"], {SHARED, OFFLINE}, id="the value names another product"),
        pytest.param(["O365BusinessRetail"], {SHARED}, id="business"),
        pytest.param(["O365BusinessEEANoTeamsRetail"], {SHARED}, id="business without Teams"),
        pytest.param(["VisioProRetail"], {SHARED, OFFLINE}, id="a subscription of Visio"),
        pytest.param(["ProPlus2024Volume"], set(), id="volume"),
        pytest.param(["ProPlus2024Volume", "ProjectProRetail"], {SHARED, OFFLINE}, id="one of two"),
        pytest.param(["O365HomePremRetail", "O365ProPlusRetail2030"], set(), id="unknown ones are not guessed"),
    ],
)
def test_each_product_knows_its_settings(release_ids: list[str], settings: set[OfficeSetting]) -> None:
    found = ClickToRun(tuple(release_ids), ())
    assert {setting for setting in SUPPORTING if found.supports(setting)} == settings


def test_what_nobody_asked_for_is_absent() -> None:
    found = ClickToRun(("O365ProPlusRetail",), ((SHARED, OfficeValue.ON),))
    assert [found.value(setting) for setting in (SHARED, DEVICE)] == [OfficeValue.ON, OfficeValue.ABSENT]
