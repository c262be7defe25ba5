# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which products of Office a task means, by which key each is licensed, and what is refused before anything is sent."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._errors import PlanError
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._host import Scope
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._kms import KmsSetting
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import Application, Channel, Product
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._office import ClickToRun
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._activation_method import Method
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._office_activation import (
    OfficeActivated,
    OfficeInstallation,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._plan import plan
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._wish import Observed, Step
from ansible_collections.licenseops.windows.tests.unit.plugins.support.offices import (
    PROJECT,
    SUITE,
    SUITE_CLIENT,
    SUITE_MAK,
    VISIO,
    VISIO_CLIENT,
    VISIO_MAK,
    office_host,
    release,
    row,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import (
    CONFIRMATION_ID,
    FAKE_KEY,
    FAKE_KEYS,
    INSTALLATION_ID,
    confirmation,
    key,
    licensed,
    office,
)

SETUP_KEY = release(SUITE).setup_key
#: What click-to-run lists; None where Office came by Windows Installer.
Ids = tuple[str, ...] | None

EMPTY = (row(SUITE_CLIENT), row(SUITE_MAK), row(VISIO_CLIENT), row(VISIO_MAK))
RETAIL_ID = "eeeeeeee-0000-0000-0000-000000000001"


def retail(family: str, **changes: Any) -> Product:
    """A retail row with a key, not licensed."""
    own = {"activation_id": RETAIL_ID, "name": "", "family": family, "channel": Channel.RETAIL}
    return office(**{**own, "partial_product_key": "QVQ82", **changes})


def observed(*rows: Product, ids: Ids = (SUITE, VISIO)) -> Observed:
    """These rows, and what click-to-run lists."""
    return Observed(rows).having(OfficeInstallation(ClickToRun(ids) if ids else None))


def short(steps: tuple[Step, ...]) -> list[tuple[str, str]]:
    """Kind and strand of each step."""
    return [(step.kind, step.strand) for step in steps]


def planned(wish: OfficeActivated, *rows: Product, ids: Ids = (SUITE, VISIO)) -> list[tuple[str, str]]:
    return short(plan(observed(*rows, ids=ids), wish))


def refusals(wish: OfficeActivated, *rows: Product, ids: Ids = (SUITE, VISIO)) -> dict[str, str]:
    return {item.strand: item.error.message for item in wish.refused(observed(*rows, ids=ids))}


BOTH = [("InstallKey", SUITE), ("InstallKey", VISIO), ("Activate", SUITE), ("Activate", VISIO)]
MAK = ((release(VISIO), key()),)


@pytest.mark.parametrize(
    ("wish", "rows", "ids", "expected"),
    [
        pytest.param(OfficeActivated(takes_setup_key=True), EMPTY, (SUITE, VISIO), BOTH, id="setup keys"),
        pytest.param(OfficeActivated(method=Method.KMS), EMPTY, (SUITE, VISIO), BOTH, id="a method that wants them"),
        pytest.param(OfficeActivated(takes_setup_key=True), EMPTY, None, BOTH, id="by Windows Installer"),
        pytest.param(
            OfficeActivated(takes_setup_key=True),
            EMPTY,
            (SUITE,),
            [("InstallKey", SUITE), ("Activate", SUITE)],
            id="files of a product that is not installed",
        ),
        pytest.param(
            OfficeActivated(release(VISIO), takes_setup_key=True),
            EMPTY,
            (SUITE, VISIO),
            [("InstallKey", VISIO), ("Activate", VISIO)],
            id="one that is named",
        ),
        pytest.param(
            OfficeActivated(key=SETUP_KEY),
            EMPTY,
            (SUITE, VISIO),
            [("InstallKey", SUITE), ("Activate", SUITE)],
            id="a setup key names its product",
        ),
        pytest.param(
            OfficeActivated(key=key()),
            (row(SUITE_CLIENT), row(SUITE_MAK)),
            (SUITE,),
            [("InstallKey", SUITE), ("Activate", SUITE)],
            id="a key for the only product",
        ),
        pytest.param(
            OfficeActivated(key=key()),
            (row(SUITE_CLIENT), row(VISIO_MAK, partial_product_key="PKX99")),
            (SUITE, VISIO),
            [("Activate", VISIO)],
            id="a key that one of them has",
        ),
        pytest.param(
            OfficeActivated(keys=((release(PROJECT), key(FAKE_KEYS[1])),)),
            (row(SUITE_MAK, partial_product_key="WPX94"),),
            (SUITE,),
            [("Activate", SUITE)],
            id="a key for what the host does not have",
        ),
        pytest.param(
            OfficeActivated(),
            (licensed(row(SUITE_MAK, partial_product_key="PKX99")), row(SUITE_CLIENT, partial_product_key="GCVGB")),
            (SUITE,),
            [],
            id="a leftover beside a licence",
        ),
        pytest.param(
            OfficeActivated(takes_setup_key=True),
            (licensed(row(SUITE_MAK, partial_product_key="PKX99")), row(SUITE_CLIENT)),
            (SUITE,),
            [],
            id="a licensed product gets no setup key",
        ),
        pytest.param(
            OfficeActivated(takes_setup_key=True, replaces_licensed=True),
            (licensed(row(SUITE_MAK, partial_product_key="PKX99")), row(SUITE_CLIENT)),
            (SUITE,),
            [("InstallKey", SUITE), ("Activate", SUITE)],
            id="but with consent",
        ),
        pytest.param(
            OfficeActivated(),
            (row(SUITE_MAK, partial_product_key="PKX99"), row(SUITE_CLIENT, partial_product_key="GCVGB")),
            (SUITE,),
            [("Activate", SUITE)],
            id="two keys, one is enough",
        ),
        pytest.param(
            OfficeActivated(),
            (retail("Office24HomeBusiness2024R_Retail"),),
            ("HomeBusiness2024Retail",),
            [("Activate", "HomeBusiness2024Retail")],
            id="retail with a key",
        ),
        pytest.param(
            OfficeActivated(),
            (licensed(row(SUITE_MAK, partial_product_key="PKX99")), retail("Office24ProPlus2024R_Retail")),
            (SUITE,),
            [],
            id="retail left behind a volume licence",
        ),
        pytest.param(
            OfficeActivated(takes_setup_key=True, kms=((KmsSetting.HOST, "kms.example"), (KmsSetting.PORT, 1699))),
            EMPTY,
            (SUITE, VISIO),
            [*(("ConfigureKms", name) for name in (SUITE, VISIO, SUITE, VISIO)), *BOTH],
            id="settings first, those of a kind side by side",
        ),
        pytest.param(
            OfficeActivated(keys=MAK, kms=((KmsSetting.HOST, "kms.example"),)),
            (*EMPTY[2:],),
            (VISIO,),
            [("InstallKey", VISIO), ("Activate", VISIO)],
            id="a MAK needs no KMS host",
        ),
        pytest.param(
            OfficeActivated(kms=((KmsSetting.HOST, "kms.example"),)),
            (licensed(row(SUITE_CLIENT, partial_product_key="GCVGB")),),
            (SUITE,),
            [("ConfigureKms", SUITE)],
            id="a licensed client, whose host is another",
        ),
    ],
)
def test_what_is_done(
    wish: OfficeActivated, rows: tuple[Product, ...], ids: Ids, expected: list[tuple[str, str]]
) -> None:
    assert planned(wish, *rows, ids=ids) == expected
    assert refusals(wish, *rows, ids=ids) == {}


def test_the_row_of_the_method_asked_for_is_activated_and_else_that_of_somebodys_own_key() -> None:
    rows = (row(SUITE_CLIENT, partial_product_key="GCVGB"), row(SUITE_MAK, partial_product_key="PKX99"))
    for wish, place in (
        (OfficeActivated(), SUITE_MAK),
        (OfficeActivated(method=Method.KMS), SUITE_CLIENT),
        (OfficeActivated(takes_setup_key=True), SUITE_CLIENT),
    ):
        (strand,) = wish.strands(observed(*rows, ids=(SUITE,)))
        (step,) = strand.steps
        assert step.is_done(observed(licensed(row(place, partial_product_key="x"))))


@pytest.mark.parametrize(
    ("wish", "rows", "ids", "expected"),
    [
        pytest.param(
            OfficeActivated(),
            EMPTY,
            (SUITE,),
            {SUITE: f"No product key is installed for {release(SUITE).title}, so there is nothing to activate."},
            id="no key",
        ),
        pytest.param(
            OfficeActivated(takes_setup_key=True),
            (row(SUITE_CLIENT),),
            (SUITE, VISIO),
            {VISIO: "The volume licence of Visio LTSC Professional 2024 is not installed: the host has no row for it."},
            id="licence files missing",
        ),
        pytest.param(
            OfficeActivated(takes_setup_key=True),
            (),
            ("ProPlus2031Volume",),
            {"ProPlus2031Volume": "No KMS client setup key is known for ProPlus2031Volume."},
            id="a release nobody knows",
        ),
        pytest.param(
            OfficeActivated(keys=MAK),
            (row(SUITE_MAK, partial_product_key="PKX99"), row(VISIO_MAK)),
            (VISIO,),
            {
                VISIO: "The key ...PKX99 belongs to Office 24, Office24ProPlus2024VL_MAK_AE1 edition (key ...PKX99), "
                "not to Visio LTSC Professional 2024."
            },
            id="a key that another product has",
        ),
        pytest.param(
            OfficeActivated(method=Method.KMS),
            (row(SUITE_MAK, partial_product_key="PKX99"),),
            (SUITE,),
            {SUITE: "The key ...PKX99 is no KMS client setup key, so method kms cannot activate it."},
            id="a MAK by KMS",
        ),
        pytest.param(
            OfficeActivated(method=Method.ONLINE, takes_setup_key=True),
            (row(SUITE_CLIENT),),
            (SUITE,),
            {SUITE: "A KMS client setup key cannot be activated online."},
            id="a setup key online",
        ),
    ],
)
def test_what_is_refused_for_a_product(
    wish: OfficeActivated, rows: tuple[Product, ...], ids: tuple[str, ...], expected: dict[str, str]
) -> None:
    found = refusals(wish, *rows, ids=ids)
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("wish", "rows", "ids", "says"),
    [
        pytest.param(OfficeActivated(), (), None, "No product key is installed for Office", id="no Office"),
        pytest.param(OfficeActivated(), (), ("O365ProPlusRetail",), "activated by signing in", id="Microsoft 365 Apps"),
        pytest.param(
            OfficeActivated(release(PROJECT), takes_setup_key=True),
            EMPTY,
            (SUITE, VISIO),
            "Project Professional 2024 is not installed on this host; installed is ProPlus2024Volume, V",
            id="not installed",
        ),
        pytest.param(
            OfficeActivated(key=key()), EMPTY, (SUITE, VISIO), "Several products of Office", id="one key for two"
        ),
        pytest.param(
            OfficeActivated(method=Method.OFFLINE),
            EMPTY,
            (SUITE, VISIO),
            "Several products of Office",
            id="offline for two",
        ),
    ],
)
def test_what_is_refused_as_a_whole(wish: OfficeActivated, rows: tuple[Product, ...], ids: Ids, says: str) -> None:
    with pytest.raises(PlanError, match=says):
        plan(observed(*rows, ids=ids), wish)


def test_a_licence_that_cannot_be_had_again_is_replaced_with_consent_only() -> None:
    rows = (licensed(row(VISIO_MAK, partial_product_key="WXF48")),)
    wish = OfficeActivated(keys=MAK)
    assert "cannot be brought back" in refusals(wish, *rows, ids=(VISIO,))[VISIO]
    free = replace(wish, replaces_licensed=True)
    assert planned(free, *rows, ids=(VISIO,)) == [("InstallKey", VISIO), ("Activate", VISIO)]


def test_only_keys_that_are_no_setup_keys_are_at_stake() -> None:
    assert SETUP_KEY is not None
    wish = OfficeActivated(keys=((release(SUITE), SETUP_KEY), *MAK))
    assert [item.last_five for item, _holder in wish.stakes] == ["PKX99"]
    steps = plan(observed(*EMPTY), wish)
    assert [step.stake for step in steps if step.kind == "Activate"] == [None, key()]
    assert FAKE_KEY not in repr(wish)
    assert {item.reveal() for item in wish.secrets} == {SETUP_KEY.reveal(), FAKE_KEY}


def test_a_confirmation_id_is_deposited_with_the_installation_id_of_the_product() -> None:
    wish = OfficeActivated(release(VISIO), key=key(), confirmation_id=confirmation())
    waiting = row(VISIO_MAK, partial_product_key="PKX99", installation_id=INSTALLATION_ID)
    assert planned(wish, waiting, ids=(VISIO,)) == [("DepositConfirmationId", VISIO)]
    assert planned(wish, row(VISIO_MAK), ids=(VISIO,)) == [("InstallKey", VISIO), ("DepositConfirmationId", VISIO)]
    assert wish.carries == ("confirmation_id",)
    assert CONFIRMATION_ID not in repr(wish)


def test_rows_of_office_are_read_and_what_is_installed_once() -> None:
    host, wish = office_host(), OfficeActivated(release(VISIO))
    first = wish.read(host, Observed(()))
    wish.read(host, first)
    assert host.calls == ["products", "click_to_run", "products"]
    assert host.scopes == [Scope(Application.OFFICE, volume_families=release(VISIO).families)] * 2
