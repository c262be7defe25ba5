# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results: the same keys everywhere, numbers and stable names only."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._foreseen import unseen, with_new_key
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import (
    Application,
    Channel,
    Identity,
    KmsClient,
    LicenseStatus,
    Product,
    Service,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._result._product import (
    KmsResult,
    render_esu,
    render_identity,
    render_installation,
    render_installation_id,
    render_product,
    render_service,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import (
    INSTALLATION_ID,
    OLD_INSTALLATION_ID,
    esu,
    licensed,
    office,
    service,
    windows,
)

NOW = datetime(2026, 1, 31, 23, 30, 59, tzinfo=timezone.utc)
KMS = KmsClient("kms.example", 1689, "corp.example", "found.example", 1688, 120, 10080)
RENDERED_KMS = {
    "host": "kms.example",
    "port": 1689,
    "lookup_domain": "corp.example",
    "discovered_host": "found.example",
    "discovered_port": 1688,
    "activation_interval_minutes": 120,
    "renewal_interval_minutes": 10080,
}


def test_a_product_has_exactly_the_documented_keys() -> None:
    product = licensed(
        windows(
            name="Windows",
            description="D",
            channel=Channel.GVLK,
            grace_minutes=60,
            activation_type=2,
            kms=KMS,
            installation_id=INSTALLATION_ID,
            rearms_left=4,
        )
    )
    assert render_product(product, NOW) == {
        "activation_id": "aaaaaaaa-0000-0000-0000-000000000001",
        "application": "windows",
        "name": "Windows",
        "description": "D",
        "family": "Professional",
        "channel": "gvlk",
        "is_addon": False,
        "esu_year": None,
        "license_status": "licensed",
        "license_status_code": 1,
        "licensed": True,
        "reason": {
            "code": "0x4004F040",
            "symbol": "SL_E_VL_INFO_PRODUCT_USER_RIGHT",
            "text": "The product is activated.",
        },
        "partial_product_key": "PKX99",
        "grace_minutes": 60,
        "expires_at": "2026-02-01T00:30Z",
        "activated_by": "kms",
        "kms": RENDERED_KMS,
        "kms_source": "product",
        "installation_id": INSTALLATION_ID,
        "activation_type": "any",
        "office_product": None,
        "rearms_left": 4,
    }


def test_a_state_is_rendered_as_a_plain_number() -> None:
    assert repr(render_product(windows(), NOW)["license_status_code"]).isdigit()


@pytest.mark.parametrize(("number", "name"), [(None, "any"), (1, "ad"), (2, "kms"), (3, "token")])
def test_an_activation_type_is_rendered_by_its_name(number: int | None, name: str) -> None:
    assert render_product(windows(enabled_type=number), NOW)["activation_type"] == name


@pytest.mark.parametrize(
    ("product", "facts"),
    [
        pytest.param(windows(), {"licensed": False, "activated_by": "none", "license_status_code": 5}, id="Windows"),
        pytest.param(esu(), {"application": "windows", "is_addon": True, "esu_year": 1}, id="ESU"),
        pytest.param(office(), {"application": "office", "is_addon": False, "esu_year": None}, id="Office"),
        pytest.param(windows(partial_product_key=None), {"partial_product_key": None}, id="no key"),
    ],
)
def test_facts_of_a_product_are_rendered(product: Product, facts: dict[str, object]) -> None:
    rendered = render_product(product, NOW)
    assert {name: rendered[name] for name in facts} == facts


EVALUATION_END = datetime(2026, 7, 1, 12, 0, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("changes", "expires_at"),
    [
        pytest.param({"status": LicenseStatus.LICENSED}, None, id="permanent"),
        pytest.param({"status": LicenseStatus.LICENSED, "grace_minutes": 1440}, "2026-02-01T23:30Z", id="a day left"),
        pytest.param({"status": LicenseStatus.OOB_GRACE, "grace_minutes": 1}, "2026-01-31T23:31Z", id="first grace"),
        pytest.param({"status": LicenseStatus.OOT_GRACE, "grace_minutes": 1}, "2026-01-31T23:31Z", id="grace again"),
        pytest.param({"status": LicenseStatus.NON_GENUINE_GRACE, "grace_minutes": 1}, "2026-01-31T23:31Z", id="other"),
        pytest.param({"status": LicenseStatus.EXTENDED_GRACE, "grace_minutes": 1}, "2026-01-31T23:31Z", id="extended"),
        pytest.param({"status": LicenseStatus.OOB_GRACE, "grace_minutes": 0}, None, id="grace without minutes"),
        pytest.param({"status": LicenseStatus.UNLICENSED, "grace_minutes": 1}, None, id="unlicensed"),
        pytest.param({"status": LicenseStatus.NOTIFICATION, "grace_minutes": 1}, None, id="notification"),
        pytest.param(
            {"status": LicenseStatus.LICENSED, "grace_minutes": 1440, "evaluation_end": EVALUATION_END},
            "2026-07-01T12:00Z",
            id="evaluation: its own end",
        ),
        pytest.param(
            {"status": LicenseStatus.NOTIFICATION, "evaluation_end": EVALUATION_END},
            "2026-07-01T12:00Z",
            id="evaluation over",
        ),
    ],
)
def test_a_state_expires_when_its_minutes_or_its_evaluation_end(
    changes: dict[str, object], expires_at: str | None
) -> None:
    assert render_product(windows(**changes), NOW)["expires_at"] == expires_at


def test_absurdly_many_minutes_are_no_crash() -> None:
    render_product(licensed(windows(grace_minutes=0xFFFFFFFE)), NOW)


def test_the_service_has_exactly_the_documented_keys_and_no_key_of_the_firmware() -> None:
    read = service(has_firmware_key=True, firmware_key_description="[4.0] Professional OEM:DM", kms=KMS)
    assert render_service(read) == {
        "version": "10.0.26100.1",
        "client_machine_id": None,
        "windows_rearms_left": 1001,
        "host_caching": True,
        "is_kms_host": False,
        "firmware_key_present": True,
        "firmware_key_description": "[4.0] Professional OEM:DM",
        "kms": RENDERED_KMS,
    }


def test_kms_settings_that_are_not_made_are_none() -> None:
    assert KmsResult.of(windows(kms=KmsClient())).as_data() == dict.fromkeys(RENDERED_KMS)


def test_what_cannot_be_known_is_one_text_or_nothing_and_no_key_is_missing() -> None:
    foreseen = render_product(unseen(Application.OFFICE, "WXF48"), NOW)
    assert foreseen.keys() == render_product(office(), NOW).keys()
    told = {name for name, value in foreseen.items() if value not in ("known_after_run", None)}
    assert told == {"application", "partial_product_key", "reason", "kms"}
    assert foreseen["reason"] == dict.fromkeys(("code", "symbol", "text"), "known_after_run")
    texts = {"host", "lookup_domain", "discovered_host"}
    assert {name for name, value in foreseen["kms"].items() if value == "known_after_run"} == texts
    numbers = {"is_addon", "esu_year", "license_status_code", "licensed", "grace_minutes", "expires_at"}
    numbers |= {"rearms_left"}
    assert {name for name, value in foreseen.items() if value is None} == numbers


def test_a_state_that_cannot_be_known_yet_is_told_of_an_add_on_too() -> None:
    (told,) = render_esu([with_new_key(esu(), "WXF48")])
    assert told == {"year": 1, "license_status": "known_after_run", "licensed": None}


@pytest.mark.parametrize(
    ("product", "digits", "blocks"),
    [
        pytest.param(unseen(Application.OFFICE, "WXF48"), "known_after_run", ["known_after_run"], id="not known"),
        pytest.param(office(), None, [], id="none"),
        pytest.param(office(installation_id="123456"), "123456", ["123456"], id="one"),
    ],
)
def test_an_installation_id_that_is_still_to_come_is_told_as_such(
    product: Product, digits: str | None, blocks: list[str]
) -> None:
    told = render_installation([product])
    assert told["installation_id"] == digits
    assert "".join(told["installation_id_blocks"]) == "".join(blocks)


@pytest.mark.parametrize(
    ("digits", "count", "size"),
    [(INSTALLATION_ID, 9, 7), (OLD_INSTALLATION_ID, 9, 6)],
    ids=["63 digits", "54 digits"],
)
def test_an_installation_id_is_rendered_in_the_blocks_of_the_portal(digits: str, count: int, size: int) -> None:
    blocks = render_installation_id(digits)
    assert [len(block) for block in blocks] == [size] * count
    assert "".join(blocks) == digits


@pytest.mark.parametrize("digits", [None, ""])
def test_no_installation_id_has_no_blocks(digits: str | None) -> None:
    assert render_installation_id(digits) == []


@pytest.mark.parametrize("digits", [f"1{INSTALLATION_ID[1:]}", INSTALLATION_ID[:60]], ids=["check digit", "60 digits"])
def test_an_installation_id_of_the_host_is_never_refused(digits: str) -> None:
    assert "".join(render_installation_id(digits)) in ("", digits)


def test_the_identity_has_exactly_the_documented_keys() -> None:
    uuid = "4C4C4544-0042-3510-8052-B4C04F564433"
    assert render_identity(Identity(uuid, "PC1", 22631)) == {"uuid": uuid, "name": "PC1", "build": 22631}


def test_a_host_that_does_not_tell_its_build_has_none() -> None:
    assert render_identity(Identity("", "", None)) == {"uuid": None, "name": "", "build": None}


def test_add_ons_are_told_by_year_and_nothing_else_is() -> None:
    products = [windows(), esu(esu_year=3), licensed(esu(esu_year=1)), esu(esu_year=2), office()]
    assert render_esu(products) == [
        {"year": 1, "license_status": "licensed", "licensed": True},
        {"year": 2, "license_status": esu().status.label, "licensed": False},
        {"year": 3, "license_status": esu().status.label, "licensed": False},
    ]


def test_add_ons_of_one_year_stay_in_their_order() -> None:
    years = render_esu([licensed(esu(esu_year=1)), esu(esu_year=1)])
    assert [item["licensed"] for item in years] == [True, False]


@pytest.mark.parametrize(
    ("product", "of_service", "source"),
    [
        pytest.param(windows(channel=Channel.GVLK, kms=KMS), service(), "product", id="its own wins"),
        pytest.param(windows(channel=Channel.GVLK), service(kms=KMS), "service", id="that of the service"),
        pytest.param(windows(channel=Channel.GVLK), service(), "dns", id="none is set"),
        pytest.param(windows(channel=Channel.GVLK), None, None, id="only the service could tell"),
        pytest.param(windows(channel=Channel.MAK, kms=KMS), service(), None, id="no KMS client"),
    ],
)
def test_where_a_kms_host_is_known_from(product: Product, of_service: Service | None, source: str | None) -> None:
    assert render_product(product, NOW, service=of_service)["kms_source"] == source


@pytest.mark.parametrize(
    ("product", "release_id"),
    [
        (office(family="Office24VisioPro2024VL_MAK_AE"), "VisioPro2024Volume"),
        (office(family="Office24VisioPro2024R_Grace"), None),
        (windows(family="Office24VisioPro2024VL_MAK_AE"), None),
    ],
)
def test_a_volume_product_of_office_is_named_by_its_release(product: Product, release_id: str | None) -> None:
    assert render_product(product, NOW)["office_product"] == release_id
