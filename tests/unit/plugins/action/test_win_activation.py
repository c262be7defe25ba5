# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``win_activation``: its options as a desire, and its result."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.action.win_activation import ActionModule
from ansible_collections.licenseops.windows.plugins.plugin_utils._errors import InputError
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import Application
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._desired import (
    Activated,
    KeySource,
    Target,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.actions import build, run_on, validated
from ansible_collections.licenseops.windows.tests.unit.plugins.support.fake_host import FakeHost
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import (
    ESU_ID,
    FAKE_KEY,
    OFFICE_ID,
    OTHER_OFFICE_ID,
    esu,
    key,
    licensed,
    office,
    windows,
)

WINDOWS = Target(Application.WINDOWS)
BARE = FAKE_KEY.replace("-", "")


def desire(**args: Any) -> Activated:
    return build(ActionModule, args).desire(validated(ActionModule, **args))


@pytest.mark.parametrize(
    ("args", "desired"),
    [
        pytest.param({}, Activated(WINDOWS), id="Windows with the key it has"),
        pytest.param({"application": "office"}, Activated(Target(Application.OFFICE)), id="Office"),
        pytest.param({"product_key": FAKE_KEY}, Activated(WINDOWS, key()), id="key"),
        pytest.param({"product_key": BARE.lower()}, Activated(WINDOWS, key()), id="key in another writing"),
        pytest.param({"source": "gvlk"}, Activated(WINDOWS, KeySource.GVLK), id="setup key"),
        pytest.param({"source": "firmware"}, Activated(WINDOWS, KeySource.FIRMWARE), id="firmware key"),
        pytest.param({"activation_id": ESU_ID.upper()}, Activated(Target(Application.WINDOWS, ESU_ID)), id="ID"),
        pytest.param(
            {"activation_id": ESU_ID, "product_key": FAKE_KEY},
            Activated(Target(Application.WINDOWS, ESU_ID), key()),
            id="ID and key",
        ),
    ],
)
def test_options_mean_a_licensed_product(args: dict[str, Any], desired: Activated) -> None:
    assert desire(**args) == desired


@pytest.mark.parametrize(
    ("args", "says"),
    [
        pytest.param({"activation_id": "windows"}, "The activation_id is not a GUID.", id="no GUID"),
        pytest.param({"product_key": BARE[:-1]}, "has 24 characters instead of 25", id="short key"),
        pytest.param({"product_key": f"{BARE[:-1]}8"}, "its checksum does not fit", id="typing mistake"),
        pytest.param({"product_key": f"{BARE[:-1]}0"}, "contains '0'", id="impossible character"),
    ],
)
def test_wrong_options_are_input_errors(args: dict[str, Any], says: str) -> None:
    with pytest.raises(InputError, match=says):
        desire(**args)


def test_a_checksum_that_fails_can_be_allowed() -> None:
    desired = desire(product_key=f"{BARE[:-1]}8", allow_failing_checksum=True)
    assert repr(desired.key) == "ProductKey(...PKX98)"


def test_all_of_office_is_activated_and_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    def activate(host: FakeHost) -> None:
        host.license(host.calls[-1].split(" ")[1])

    host = FakeHost(office(), office(activation_id=OTHER_OFFICE_ID, partial_product_key="KKD86"))
    result = run_on(monkeypatch, ActionModule, host.script("activate", activate), application="office", timeout=0)
    assert host.changes == [f"activate {OFFICE_ID}", f"activate {OTHER_OFFICE_ID}"]
    assert (result["changed"], result["licensed"], result["product"]) == (True, True, None)
    assert len(result["steps"]) == 2


def test_an_add_on_is_activated_without_touching_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    host = FakeHost(windows(), esu()).script("activate", lambda host: host.license(ESU_ID))
    result = run_on(monkeypatch, ActionModule, host, activation_id=ESU_ID, timeout=0)
    assert host.changes == [f"activate {ESU_ID}"]
    assert result["product"]["esu_year"] == 1
    assert result["licensed"] is True


def test_a_key_of_the_older_format_is_remarked_on(monkeypatch: pytest.MonkeyPatch) -> None:
    host = FakeHost(licensed(windows()))
    result = run_on(monkeypatch, ActionModule, host, product_key="TTTTT-TTTTT-TTTTT-TTTTT-PKX99")
    assert result["warnings"] == [
        "The product key is of the older format (no N), in which typing mistakes cannot be found."
    ]
