# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of a product, and what of it nobody can know before."""

from __future__ import annotations

from dataclasses import fields

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._foreseen import (
    ForeseenProduct,
    activated,
    evaluated_anew,
    in_doubt,
    product_beside,
    product_with,
    service_with,
    unseen,
    with_new_key,
    without_key,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._kms import KmsSetting, KmsValue
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import (
    ActivatedBy,
    Application,
    Channel,
    KmsClient,
    Product,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import licensed, service, windows

MEMBERS = {field.name for kind in (Product, KmsClient) for field in fields(kind)}


@pytest.mark.parametrize(
    "foreseen",
    [
        activated(windows(channel=Channel.GVLK)),
        evaluated_anew(windows()),
        in_doubt(windows()),
        product_beside(windows(), KmsSetting.ACTIVATION_TYPE),
        product_with(windows(), KmsSetting.HOST, "kms.example"),
        unseen(Application.OFFICE, "WXF48"),
        with_new_key(windows(), "WXF48"),
        without_key(licensed(windows())),
    ],
    ids=["activated", "evaluated", "in doubt", "beside", "setting", "unseen", "new key", "no key"],
)
def test_what_is_not_known_is_a_member_and_not_the_whole(foreseen: ForeseenProduct) -> None:
    assert set() < foreseen.unknown < MEMBERS


def test_a_row_that_was_read_knows_all() -> None:
    assert all(map(windows().knows, (*MEMBERS, "activated_by")))
    assert service().knows("host")


@pytest.mark.parametrize(
    ("channel", "enabled_type", "means"),
    [
        pytest.param(Channel.MAK, None, ActivatedBy.MAK, id="mak"),
        pytest.param(Channel.GVLK, 2, ActivatedBy.KMS, id="only kms"),
        pytest.param(Channel.GVLK, 1, ActivatedBy.AD, id="only ad"),
        pytest.param(Channel.GVLK, None, None, id="ad first, then kms"),
        pytest.param(Channel.RETAIL, None, None, id="retail or digital"),
        pytest.param(Channel.OEM, None, None, id="oem or digital"),
    ],
)
def test_what_will_have_activated_it_is_known_where_there_is_one_way(
    channel: Channel, enabled_type: int | None, means: ActivatedBy | None
) -> None:
    product = activated(windows(channel=channel, enabled_type=enabled_type))
    assert product.is_licensed
    assert product.knows("status")
    assert (product.activated_by if product.knows("activated_by") else None) is means


def test_a_mak_licenses_for_good_and_of_other_licences_the_host_tells_the_time() -> None:
    known = {channel: activated(windows(channel=channel)).knows("grace_minutes") for channel in Channel}
    assert [channel for channel, is_known in known.items() if is_known] == [Channel.MAK]


def test_a_product_nobody_has_seen_has_its_key_and_what_is_given() -> None:
    product = unseen(Application.OFFICE, "WXF48", name="Office")
    assert (product.partial_product_key, product.application, product.name) == ("WXF48", Application.OFFICE, "Office")
    known = [
        name for name in ("partial_product_key", "name", "family", "channel", "is_addon", "host") if product.knows(name)
    ]
    assert known == ["partial_product_key", "name"]
    assert not activated(product).knows("activated_by")


def test_a_product_without_a_key_is_not_licensed_by_anything() -> None:
    product = without_key(licensed(windows()))
    assert (product.partial_product_key, product.activated_by) == (None, ActivatedBy.NONE)
    assert product.knows("activated_by")
    assert not product.knows("reason")


def test_what_becomes_known_is_known_from_then_on() -> None:
    product = activated(with_new_key(windows(channel=Channel.GVLK), "WXF48"))
    assert (product.knows("status"), product.knows("enabled_type")) == (True, False)
    assert product_with(product, KmsSetting.ACTIVATION_TYPE, 2).knows("enabled_type")


@pytest.mark.parametrize(
    ("setting", "value"), [(KmsSetting.HOST, "kms.example"), (KmsSetting.PORT, 1689), (KmsSetting.LOOKUP_DOMAIN, None)]
)
def test_a_client_sent_elsewhere_finds_its_host_anew(setting: KmsSetting, value: KmsValue) -> None:
    for owner in (service_with(service(), setting, value), product_with(windows(), setting, value)):
        shown = {KmsSetting.HOST: owner.kms.host, KmsSetting.PORT: owner.kms.port}
        assert shown.get(setting, owner.kms.lookup_domain) == value
        assert not owner.knows("discovered_host")


def test_caching_is_a_member_of_the_service_itself() -> None:
    changed = service_with(service(), KmsSetting.HOST_CACHING, False)
    assert (changed.host_caching, changed.unknown) == (False, frozenset())
