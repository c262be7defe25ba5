# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""KMS client settings of all products of Office at once, and of nothing else."""

from __future__ import annotations

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._errors import PlanError
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._kms import KmsSetting
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import (
    Application,
    Channel,
    KmsClient,
    Product,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._kms import KmsWish
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._office_kms import OfficeKmsConfigured
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._plan import plan
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._wish import Observed
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import office, windows

WISH = OfficeKmsConfigured(KmsWish(((KmsSetting.HOST, "kms.example"), (KmsSetting.PORT, None))))
SET = KmsClient(host="kms.example")


def client(name: str, kms: KmsClient | None = None) -> Product:
    return office(activation_id=name, name=name, channel=Channel.GVLK, kms=kms or KmsClient())


def sentences(*products: Product) -> list[str]:
    return [step.describe() for step in plan(Observed(products), WISH)]


def test_each_volume_client_is_set_and_nothing_else_is() -> None:
    windows_client = windows(channel=Channel.GVLK)
    mak, unkeyed = (
        office(activation_id="mak"),
        office(activation_id="none", channel=Channel.GVLK, partial_product_key=None),
    )
    steps = plan(Observed((windows_client, mak, unkeyed, client("a"), client("b"))), WISH)
    assert [step.describe() for step in steps] == [
        "Set the KMS host of a (key ...WXF48) to kms.example.",
        "Set the KMS host of b (key ...WXF48) to kms.example.",
    ]
    assert {step.application for step in steps} == {Application.OFFICE}


def test_what_is_set_already_is_left_alone_and_what_differs_is_set() -> None:
    assert sentences(client("a", SET), client("b", KmsClient("kms.example", 1700))) == [
        "Clear the KMS port of b (key ...WXF48)."
    ]
    assert sentences(client("a", SET)) == []


@pytest.mark.parametrize("products", [(), (windows(channel=Channel.GVLK),), (office(),)])
def test_without_a_volume_client_of_office_there_is_nothing_to_set(products: tuple[Product, ...]) -> None:
    with pytest.raises(PlanError, match="No Office product of this host has a KMS client setup key"):
        plan(Observed(products), WISH)
