# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One key of a product of Office stays, the others go, and no licence is lost."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._errors import PlanError
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import Application, Channel, Product
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._product_key import ProductKey
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._exclusive import OFFICE, KeyExclusive
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._plan import plan
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._wish import Observed
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import licensed, office, windows

OWN = ProductKey.parse("TNTTT-TTTTT-TTTTT-TTTTT-VWM72")
SETUP = ProductKey.parse("XJ2XN-FW8RK-P4HMP-DKDBV-GCVGB")
PRO_PLUS = replace(OFFICE, base="ProPlus2024")


def row(family: str, channel: Channel, last_five: str) -> Product:
    return office(activation_id=family, name=family, family=family, channel=channel, partial_product_key=last_five)


MAK = row("Office24ProPlus2024VL_MAK_AE1", Channel.MAK, OWN.last_five)
CLIENT = row("Office24ProPlus2024VL_KMS_Client_AE", Channel.GVLK, SETUP.last_five)
GRACE = row("Office24ProPlus2024R_Grace", Channel.SUBSCRIPTION, "RRR11")
RETAIL = row("Office24ProPlus2024R_Retail", Channel.RETAIL, "RRR22")
OTHERS = (
    row("Office24VisioPro2024VL_KMS_Client_AE", Channel.GVLK, "VVV11"),
    row("Office16O365ProPlusR_Grace", Channel.SUBSCRIPTION, "VVV22"),
    licensed(windows()),
)


def sentences(*products: Product, wished: ProductKey | None = None, **changes: Any) -> list[str]:
    wish = KeyExclusive(wished or OWN, **changes)
    return [step.describe() for step in plan(Observed((*OTHERS, *products)), wish)]


def test_all_other_keys_of_the_product_go_and_those_of_no_other_product() -> None:
    steps = plan(Observed((*OTHERS, licensed(MAK), CLIENT, GRACE, RETAIL)), KeyExclusive(OWN))
    assert [step.describe() for step in steps] == [
        f"Remove the key of {product.family} (key ...{product.partial_product_key})."
        for product in (CLIENT, GRACE, RETAIL)
    ]
    assert {step.application for step in steps} == {Application.OFFICE}
    assert sentences(licensed(MAK)) == []


def test_what_licenses_nothing_may_go_before_the_key_that_stays_is_activated() -> None:
    assert len(sentences(MAK, CLIENT)) == 1


def test_a_key_that_is_not_there_is_installed_first() -> None:
    installed = [f"Install the product key ...{OWN.last_five}.", f"Remove the key of {CLIENT.family} (key ...GCVGB)."]
    assert sentences(CLIENT, target=PRO_PLUS) == installed
    assert sentences(GRACE, wished=SETUP)[0] == "Install the product key ...GCVGB."


def test_nobody_can_tell_what_a_key_is_for_that_is_not_there() -> None:
    with pytest.raises(PlanError, match="Nobody can tell for which Office product the key"):
        sentences(CLIENT)


@pytest.mark.parametrize("stays", [(CLIENT,), ()], ids=["is not licensed", "is not there"])
def test_the_last_licensed_one_is_never_removed(stays: tuple[Product, ...]) -> None:
    with pytest.raises(PlanError, match="licenses nothing yet, so its removal would end the licence"):
        sentences(licensed(MAK), *stays, wished=SETUP, replaces_licensed=True)


def test_a_licence_that_cannot_be_brought_back_goes_with_consent_only() -> None:
    both = (licensed(MAK), licensed(CLIENT, activation_type=2))
    with pytest.raises(PlanError, match="is licensed by mak, and without its own key"):
        sentences(*both, wished=SETUP)
    assert len(sentences(*both, wished=SETUP, replaces_licensed=True)) == 1
    assert len(sentences(*both)) == 1, "the licence of a KMS client can be had again"


def test_a_key_of_another_product_of_office_is_refused() -> None:
    visio = row("Office24VisioPro2024VL_MAK_AE", Channel.MAK, OWN.last_five)
    with pytest.raises(PlanError, match="not to Office ProPlus2024") as caught:
        sentences(visio, target=PRO_PLUS)
    assert str(caught.value).endswith("Correct office_product.")


def test_a_key_of_windows_is_refused() -> None:
    with pytest.raises(PlanError, match="which is no product of Office"):
        plan(Observed((windows(partial_product_key=OWN.last_five),)), KeyExclusive(OWN))
