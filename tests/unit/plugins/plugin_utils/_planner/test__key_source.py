# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys nobody types: the setup key of the edition and the key in the firmware."""

from __future__ import annotations

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._errors import PlanError
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import (
    Application,
    Channel,
    Edition,
    Product,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._key_source import KeySource, found_key
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._target import Target
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._wish import Observed
from ansible_collections.licenseops.windows.tests.unit.plugins.support.fake_host import FakeHost
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import (
    ESU_ID,
    FAKE_KEY,
    OFFICE_ID,
    SETUP_KEY,
    UNKNOWN_ID,
    WINDOWS_ID,
    esu,
    office,
    windows,
)

WINDOWS = Target(Application.WINDOWS)


@pytest.mark.parametrize(
    ("products", "calls"),
    [
        pytest.param([], ["edition"], id="no key yet"),
        pytest.param([windows()], ["edition"], id="a MAK"),
        pytest.param([windows(channel=Channel.GVLK, partial_product_key="T83GX")], [], id="that very key: no request"),
        pytest.param([windows(channel=Channel.GVLK)], ["edition"], id="a GVLK we do not know"),
        pytest.param([windows(channel=Channel.RETAIL, partial_product_key="T83GX")], ["edition"], id="another channel"),
        pytest.param([esu(channel=Channel.GVLK, partial_product_key="T83GX")], ["edition"], id="an add-on"),
        pytest.param(
            [windows(application=Application.OFFICE, channel=Channel.GVLK, partial_product_key="T83GX")],
            ["edition"],
            id="another application",
        ),
    ],
)
def test_the_setup_key_is_that_of_the_edition(products: list[Product], calls: list[str]) -> None:
    host = FakeHost(edition=Edition("Professional", 26100))
    assert found_key(KeySource.GVLK, host, Observed(tuple(products)), WINDOWS).reveal() == SETUP_KEY
    assert host.calls == calls


@pytest.mark.parametrize("edition", [Edition("ServerStandardEval", 26100), Edition("Professional", 7601)])
def test_an_edition_without_a_setup_key_is_a_refusal(edition: Edition) -> None:
    with pytest.raises(PlanError, match=f"no KMS client setup key for {edition.edition_id}, build {edition.build}"):
        found_key(KeySource.GVLK, FakeHost(edition=edition), Observed(()), WINDOWS)


def test_the_firmware_key_is_that_of_the_host() -> None:
    host = FakeHost(firmware=FAKE_KEY)
    assert found_key(KeySource.FIRMWARE, host, Observed(()), WINDOWS).reveal() == FAKE_KEY
    assert host.calls == ["firmware_key"]


def test_a_host_without_a_firmware_key_is_a_refusal() -> None:
    with pytest.raises(PlanError, match="holds no product key") as caught:
        found_key(KeySource.FIRMWARE, FakeHost(), Observed(()), WINDOWS)
    assert "product_key instead" in caught.value.advice


@pytest.mark.parametrize("source", KeySource)
@pytest.mark.parametrize("target", [WINDOWS, Target(activation_id=WINDOWS_ID)], ids=["by application", "by its ID"])
def test_a_source_gives_a_key_for_windows_itself(source: KeySource, target: Target) -> None:
    host = FakeHost(firmware=SETUP_KEY)
    assert found_key(source, host, Observed((windows(), esu(), office())), target).reveal() == SETUP_KEY


@pytest.mark.parametrize("source", KeySource)
@pytest.mark.parametrize(
    ("target", "named"),
    [
        pytest.param(Target(Application.OFFICE), "Office", id="Office"),
        pytest.param(Target(activation_id=OFFICE_ID), f"activation ID {OFFICE_ID}", id="a product of Office"),
        pytest.param(Target(Application.WINDOWS, esu_year=1), "year 1 of Extended", id="an add-on by its year"),
        pytest.param(Target(activation_id=ESU_ID), f"activation ID {ESU_ID}", id="an add-on by its ID"),
        pytest.param(Target(activation_id=UNKNOWN_ID), f"activation ID {UNKNOWN_ID}", id="an unknown product"),
        pytest.param(Target(), "any product", id="no application"),
    ],
)
def test_a_source_gives_no_key_for_anything_else_and_nothing_is_asked(
    source: KeySource, target: Target, named: str
) -> None:
    host = FakeHost(firmware=FAKE_KEY)
    setup = windows(channel=Channel.GVLK, partial_product_key="T83GX")
    with pytest.raises(PlanError) as caught:
        found_key(source, host, Observed((setup, esu(), office())), target)
    assert f"source: {source.value} gives a key of Windows itself, and none for" in caught.value.message
    assert named in caught.value.message
    assert "Nothing was sent" in caught.value.advice
    assert host.calls == []
