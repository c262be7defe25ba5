# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wanted: which products a target means, and what has to be read for it."""

from __future__ import annotations

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._host import Scope
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import Application
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._activation import Activated
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._activation_method import Method
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._key import KeyAbsent, KeyCleared, KeyPresent
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._key_source import KeySource
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._state import KnownState
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._target import Target
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._wish import Wish
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import (
    ESU_ID,
    OFFICE_ID,
    OTHER_OFFICE_ID,
    OTHER_WINDOWS_ID,
    UNKNOWN_ID,
    WINDOWS_ID,
    confirmation,
    esu,
    key,
    office,
    unkeyed,
    windows,
)

WINDOWS, OFFICE = Target(Application.WINDOWS), Target(Application.OFFICE)

PRODUCTS = (
    unkeyed(),
    esu(),
    windows(),
    office(family="Office24ProPlus2024VL_MAK_AE1"),
    office(activation_id=OTHER_OFFICE_ID, partial_product_key="KKD86", family="Office24ProPlus2024R_Grace"),
    office(activation_id="d", partial_product_key=None),
    windows(activation_id="e", application=Application.OTHER, partial_product_key="XRM72"),
)


@pytest.mark.parametrize(
    ("target", "meant"),
    [
        pytest.param(WINDOWS, [WINDOWS_ID], id="Windows: the primary product, not ESU, not one without a key"),
        pytest.param(OFFICE, [OFFICE_ID, OTHER_OFFICE_ID], id="Office: every one with a key"),
        pytest.param(Target(), [ESU_ID, WINDOWS_ID, OFFICE_ID, OTHER_OFFICE_ID, "e"], id="all: every one with a key"),
        pytest.param(Target(activation_id=ESU_ID), [ESU_ID], id="an add-on by its ID"),
        pytest.param(Target(activation_id=OTHER_WINDOWS_ID), [OTHER_WINDOWS_ID], id="without a key by its ID"),
        pytest.param(Target(activation_id=UNKNOWN_ID), [], id="an unknown ID"),
        pytest.param(
            Target(Application.OFFICE, base="proplus2024"), [OFFICE_ID, OTHER_OFFICE_ID], id="a product of Office"
        ),
        pytest.param(Target(Application.OFFICE, base="VisioPro2024"), [], id="a product of Office that is not there"),
        pytest.param(
            Target(Application.OFFICE, None, "KKD86", base="ProPlus2024"), [OTHER_OFFICE_ID], id="a product and its key"
        ),
        pytest.param(Target(last_five="PWT72"), [ESU_ID], id="the end of a key"),
        pytest.param(Target(last_five="DXX36"), [], id="the end of an unknown key"),
        pytest.param(Target(Application.WINDOWS, ESU_ID), [ESU_ID], id="ID and application that agree"),
        pytest.param(Target(Application.OFFICE, ESU_ID), [], id="ID and application that disagree"),
        pytest.param(Target(Application.OFFICE, None, "WXF48"), [OFFICE_ID], id="key and application that agree"),
        pytest.param(Target(Application.WINDOWS, None, "WXF48"), [], id="key and application that disagree"),
        pytest.param(Target(Application.WINDOWS, None, "PWT72"), [ESU_ID], id="a key finds an add-on, too"),
        pytest.param(Target(Application.WINDOWS, esu_year=1), [ESU_ID], id="year and application that agree"),
        pytest.param(Target(Application.OFFICE, esu_year=1), [], id="year and application that disagree"),
        pytest.param(Target(esu_year=1), [ESU_ID], id="an add-on by its year"),
        pytest.param(Target(esu_year=2), [], id="another year"),
        pytest.param(Target(None, ESU_ID, "PWT72"), [ESU_ID], id="ID and key that agree"),
        pytest.param(Target(None, ESU_ID, "PKX99"), [], id="ID and key that disagree"),
    ],
)
def test_a_target_means_products_by_key_by_id_or_by_application(target: Target, meant: list[str]) -> None:
    assert [product.activation_id for product in target.select(PRODUCTS)] == meant


@pytest.mark.parametrize(
    ("target", "title"),
    [
        pytest.param(WINDOWS, "Windows", id="Windows"),
        pytest.param(OFFICE, "Office", id="Office"),
        pytest.param(Target(activation_id="x"), "the product with activation ID x", id="ID"),
        pytest.param(Target(esu_year=2), "year 2 of Extended Security Updates", id="year of ESU"),
        pytest.param(Target(activation_id="x", last_five="PKX99"), "the product with key ...PKX99", id="key"),
    ],
)
def test_messages_name_a_target(target: Target, title: str) -> None:
    assert str(target.words) == title


def test_messages_do_not_call_everything_office() -> None:
    assert "Office" not in str(Target().words)


@pytest.mark.parametrize(
    ("desired", "scope"),
    [
        pytest.param(KnownState(WINDOWS), Scope(Application.WINDOWS), id="state of Windows"),
        pytest.param(KnownState(OFFICE), Scope(Application.OFFICE), id="state of Office"),
        pytest.param(KnownState(Target()), Scope(), id="state of all"),
        pytest.param(
            KnownState(Target(activation_id="x")), Scope(activation_id="x", with_keyed=False), id="state of one ID"
        ),
        pytest.param(
            KnownState(WINDOWS, with_installation_ids=True),
            Scope(Application.WINDOWS, with_installation_ids=True),
            id="with Installation IDs",
        ),
        pytest.param(KeyPresent(key()), Scope(), id="key: whose it is, only the host knows"),
        pytest.param(KeyPresent(KeySource.GVLK), Scope(), id="key from a source"),
        pytest.param(KeyPresent(key(), Target(activation_id="x")), Scope(activation_id="x"), id="key for one ID"),
        pytest.param(KeyAbsent(WINDOWS), Scope(Application.WINDOWS), id="no key in Windows"),
        pytest.param(
            KeyAbsent(Target(Application.WINDOWS, None, "PKX99")), Scope(), id="not this key, whose ever it is"
        ),
        pytest.param(
            KeyAbsent(Target(activation_id="x")), Scope(activation_id="x", with_keyed=False), id="no key in one ID"
        ),
        pytest.param(KeyCleared(), Scope(Application.WINDOWS), id="registry"),
        pytest.param(Activated(WINDOWS), Scope(Application.WINDOWS), id="Windows activated"),
        pytest.param(Activated(WINDOWS, key()), Scope(), id="activated with a key"),
        pytest.param(Activated(Target(activation_id="x"), key()), Scope(activation_id="x"), id="key and ID"),
        pytest.param(
            Activated(Target(activation_id="x")), Scope(activation_id="x", with_keyed=False), id="one ID activated"
        ),
        pytest.param(
            Activated(WINDOWS, method=Method.OFFLINE),
            Scope(Application.WINDOWS, with_installation_ids=True),
            id="offline, Windows",
        ),
        pytest.param(
            Activated(Target(activation_id="x"), confirmation_id=confirmation()),
            Scope(activation_id="x", with_keyed=False, with_installation_ids=True),
            id="offline, one ID",
        ),
    ],
)
def test_no_more_is_read_than_a_desire_needs(desired: Wish, scope: Scope) -> None:
    assert desired.scope == scope


@pytest.mark.parametrize(
    ("desired", "subject"),
    [
        pytest.param(KnownState(OFFICE), OFFICE, id="state"),
        pytest.param(KeyPresent(key()), Target(Application.WINDOWS, None, "PKX99"), id="key"),
        pytest.param(KeyPresent(key(), OFFICE), Target(Application.OFFICE, None, "PKX99"), id="key of Office"),
        pytest.param(KeyPresent(key(), Target(activation_id="x")), Target(None, "x", "PKX99"), id="key for one ID"),
        pytest.param(KeyPresent(KeySource.GVLK), WINDOWS, id="key from a source"),
        pytest.param(KeyAbsent(OFFICE), OFFICE, id="no key"),
        pytest.param(KeyCleared(), WINDOWS, id="registry"),
        pytest.param(Activated(OFFICE), OFFICE, id="activated"),
        pytest.param(Activated(WINDOWS, key()), Target(Application.WINDOWS, None, "PKX99"), id="activated with a key"),
        pytest.param(Activated(OFFICE, method=Method.OFFLINE), OFFICE, id="offline"),
    ],
)
def test_a_result_is_about_the_holder_of_the_key_or_the_target(desired: Wish, subject: Target) -> None:
    assert desired.subject == subject


@pytest.mark.parametrize(
    ("target", "owner"),
    [
        pytest.param(WINDOWS, Application.WINDOWS, id="as named"),
        pytest.param(Target(activation_id=OFFICE_ID), Application.OFFICE, id="by the ID of Office"),
        pytest.param(Target(activation_id=ESU_ID), Application.WINDOWS, id="by the ID of an add-on"),
        pytest.param(Target(activation_id="e"), Application.OTHER, id="by the ID of something else"),
        pytest.param(Target(Application.WINDOWS, OFFICE_ID), Application.WINDOWS, id="what is named counts"),
        pytest.param(Target(activation_id=UNKNOWN_ID), None, id="an unknown ID"),
        pytest.param(Target(), None, id="nothing is named"),
        pytest.param(Target(last_five="PKX99"), None, id="a key alone does not say whose it is to be"),
    ],
)
def test_an_id_says_whose_product_it_is(target: Target, owner: Application | None) -> None:
    assert target.owner(PRODUCTS) is owner


@pytest.mark.parametrize(
    ("target", "is_windows"),
    [
        pytest.param(WINDOWS, True, id="Windows"),
        pytest.param(Target(activation_id=WINDOWS_ID), True, id="Windows by its ID"),
        pytest.param(Target(activation_id=OTHER_WINDOWS_ID), True, id="another edition by its ID"),
        pytest.param(Target(Application.WINDOWS, esu_year=1), False, id="an add-on by its year"),
        pytest.param(Target(activation_id=ESU_ID), False, id="an add-on by its ID"),
        pytest.param(OFFICE, False, id="Office"),
        pytest.param(Target(activation_id=OFFICE_ID), False, id="Office by its ID"),
        pytest.param(Target(activation_id=UNKNOWN_ID), False, id="an unknown ID"),
        pytest.param(Target(), False, id="nothing is named"),
    ],
)
def test_windows_itself_is_neither_an_add_on_nor_another_application(target: Target, is_windows: bool) -> None:
    assert target.is_windows_itself(PRODUCTS) is is_windows


@pytest.mark.parametrize(
    "desired", [KeyPresent(key()), Activated(WINDOWS, key()), Activated(WINDOWS, confirmation_id=confirmation())]
)
def test_a_desire_does_not_show_its_secret(desired: Wish) -> None:
    assert "TTTTT" not in repr(desired)
    assert "111110" not in repr(desired)


def test_of_add_ons_of_one_year_that_nobody_uses_the_common_one_is_meant() -> None:
    rare = esu(activation_id="00000000-0000-0000-0000-000000000001", partial_product_key=None)
    common = esu(partial_product_key=None)
    year = Target(Application.WINDOWS, esu_year=common.esu_year)
    assert year.select((rare, common)) == year.select((common, rare)) == (common,)
