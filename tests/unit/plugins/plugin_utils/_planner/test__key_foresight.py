# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whose a key will be, and which product loses its own to it."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._foreseen import ForeseenProduct
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import Application, Product
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._activation import Activated
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._activation_method import Method
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._key import KeyAbsent, KeyPresent
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._plan import foreseen, plan
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._target import WINDOWS, Target
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._wish import Observed, Wish
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import (
    ESU_ID,
    OFFICE_ID,
    OTHER_FAKE_KEY,
    SETUP_KEY,
    WINDOWS_ID,
    esu,
    key,
    licensed,
    office,
    windows,
)

OFFICE = Target(Application.OFFICE)
OTHER = key(OTHER_FAKE_KEY)


def after(wish: Wish, *products: Product) -> tuple[Product, ...]:
    """What is foreseen."""
    observed = Observed(products)
    return foreseen(observed, wish, plan(observed, wish)).products


def known(product: Product, *names: str) -> dict[str, Any]:
    """What can be known of it."""
    return {name: getattr(product, name) for name in names if product.knows(name)}


def test_without_steps_what_was_read_stands() -> None:
    assert after(KeyPresent(key()), windows(), office()) == (windows(), office())


def test_windows_gives_its_key_up_and_keeps_its_edition() -> None:
    (product,) = after(KeyPresent(OTHER), windows())
    assert known(product, "name", "family", "channel", "is_addon", "partial_product_key", "activation_id") == {
        "name": "Windows(R), Professional edition",
        "family": "Professional",
        "is_addon": False,
        "partial_product_key": "WXF48",
    }


def test_of_windows_without_a_key_the_edition_is_not_known() -> None:
    (product,) = after(KeyPresent(OTHER))
    assert known(product, "name", "family", "channel", "status") == {}


@pytest.mark.parametrize(
    ("products", "family", "name"),
    [
        pytest.param((windows(),), "Professional", "Windows(R), Professional edition", id="of this edition"),
        pytest.param((windows(family="EnterpriseS"),), None, None, id="of another edition"),
        pytest.param((), "Professional", None, id="of an edition nobody has read"),
    ],
)
def test_a_setup_key_says_its_channel_and_its_edition(
    products: tuple[Product, ...], family: str | None, name: str | None
) -> None:
    (product,) = after(KeyPresent(key(SETUP_KEY)), *products)
    facts = {"channel": product.channel, "family": family, "name": name}
    assert known(product, "channel", "family", "name") == {name: fact for name, fact in facts.items() if fact}
    assert product.channel.value == "gvlk"


def test_an_add_on_that_is_named_takes_the_key_and_windows_keeps_its_own() -> None:
    base = licensed(windows())
    wish = KeyPresent(OTHER, Target(Application.WINDOWS, ESU_ID))
    first, second = after(wish, base, esu(partial_product_key=None))
    assert first == base
    assert known(second, "activation_id", "partial_product_key", "name", "status") == {
        "activation_id": ESU_ID,
        "partial_product_key": "WXF48",
        "name": esu().name,
    }


def test_which_product_of_office_a_key_is_for_only_the_host_knows() -> None:
    base, own, new = after(KeyPresent(key(), OFFICE), windows(partial_product_key="T83GX"), office())
    assert base == windows(partial_product_key="T83GX")
    assert known(own, "activation_id", "name", "partial_product_key", "status") == {
        "activation_id": OFFICE_ID,
        "name": office().name,
    }
    assert known(new, "partial_product_key", "activation_id", "name") == {"partial_product_key": "PKX99"}


def test_a_product_that_loses_its_key_is_read_no_more() -> None:
    assert after(KeyAbsent(WINDOWS), licensed(windows()), office()) == (office(),)


def test_a_product_that_is_named_is_read_without_its_key_too() -> None:
    (product,) = after(KeyAbsent(Target(activation_id=WINDOWS_ID)), licensed(windows()))
    assert isinstance(product, ForeseenProduct)
    assert (product.partial_product_key, product.is_licensed) == (None, False)


@pytest.mark.parametrize(("method", "is_read"), [(Method.OFFLINE, True), (Method.AUTO, False)])
def test_an_installation_id_is_foreseen_only_where_one_is_read(method: Method, is_read: bool) -> None:
    (product,) = after(Activated(WINDOWS, OTHER, method), windows())
    assert product.knows("installation_id") is not is_read
    assert product.installation_id is None
