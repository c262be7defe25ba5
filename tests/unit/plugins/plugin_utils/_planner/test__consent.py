# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Consent: a licence that cannot be brought back is replaced only when the task says so."""

from __future__ import annotations

import itertools

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._language._text import Language
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._errors import PlanError
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import (
    REASON_STORE_BASED,
    Application,
    Channel,
    LicenseStatus,
    Product,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._activation import Activated
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._consent import is_precious, require_consent
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._key import InstallKey, KeyPresent
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._plan import plan
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._target import Target
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._wish import Observed
from ansible_collections.licenseops.windows.tests.unit.plugins.support.fake_host import FakeHost
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import (
    ESU_ID,
    OFFICE_ID,
    OTHER_OFFICE_ID,
    OTHER_WINDOWS_ID,
    SETUP_KEY,
    WINDOWS_ID,
    esu,
    key,
    licensed,
    office,
    unkeyed,
    windows,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.scene import Scene, put_key, put_key_and_license

#: A key that no product of the table holds.
KEY = key("TNTTT-TTTTT-TTTTT-TTTTT-DXX36")
WINDOWS, OFFICE = Target(Application.WINDOWS), Target(Application.OFFICE)

HOST = {
    "windows": windows(),
    "bare windows": unkeyed(),
    "esu": esu(),
    "office": office(),
    "visio": office(activation_id=OTHER_OFFICE_ID, partial_product_key="KKD86"),
    "bare office": office(activation_id="bare", partial_product_key=None),
}

#: Which products a key for a target may take the place of.
PLACES = {
    "Windows": (WINDOWS, {"windows"}),
    "Windows by its ID": (Target(activation_id=WINDOWS_ID), {"windows"}),
    "Windows by both": (Target(Application.WINDOWS, WINDOWS_ID), {"windows"}),
    "another edition of Windows by its ID": (Target(activation_id=OTHER_WINDOWS_ID), {"windows"}),
    "an add-on by its year": (Target(Application.WINDOWS, esu_year=1), set()),
    "an add-on by its ID": (Target(activation_id=ESU_ID), {"esu"}),
    "an add-on by year and ID": (Target(Application.WINDOWS, ESU_ID, esu_year=1), {"esu"}),
    "Office": (OFFICE, {"office", "visio"}),
    "a product of Office by its ID": (Target(activation_id=OFFICE_ID), {"office"}),
    "a product of Office without a key": (Target(activation_id="bare"), set()),
}

#: Licences that come back by themselves, or are worth nothing.
CHEAP = {Channel.GVLK, Channel.SUBSCRIPTION, Channel.EVALUATION}
PRECIOUS = {(channel, LicenseStatus.LICENSED) for channel in Channel if channel not in CHEAP}


def is_refused(products: tuple[Product, ...], target: Target) -> bool:
    try:
        require_consent(Observed(products), KEY, target)
    except PlanError:
        return True
    return False


@pytest.mark.parametrize("licensed_one", HOST)
@pytest.mark.parametrize("place", PLACES)
def test_consent_is_needed_for_a_licence_that_would_be_lost_and_for_no_other(place: str, licensed_one: str) -> None:
    """Every channel in every state, at every product of a host, for every way to name what a key is for."""
    target, replaced = PLACES[place]
    refused = set()
    for channel, status in itertools.product(Channel, LicenseStatus):
        changed = licensed(HOST[licensed_one], channel=channel, status=status)
        if is_refused(tuple((HOST | {licensed_one: changed}).values()), target):
            refused.add((channel, status))
    assert refused == (PRECIOUS if licensed_one in replaced else set())


@pytest.mark.parametrize("status", LicenseStatus)
@pytest.mark.parametrize("channel", Channel)
def test_only_what_is_licensed_and_cannot_be_had_again_is_precious(channel: Channel, status: LicenseStatus) -> None:
    assert is_precious(windows(channel=channel, status=status)) is ((channel, status) in PRECIOUS)


@pytest.mark.parametrize(
    ("product", "means"),
    [
        (licensed(windows()), "mak"),
        (licensed(windows(channel=Channel.RETAIL)), "retail"),
        (licensed(windows(channel=Channel.OEM)), "oem"),
        (licensed(windows(channel=Channel.RETAIL), reason=REASON_STORE_BASED), "digital"),
        (licensed(windows(channel=Channel.AVMA)), "avma"),
    ],
    ids=lambda item: item if isinstance(item, str) else "",
)
def test_the_refusal_says_what_would_be_lost_and_what_to_set(product: Product, means: str) -> None:
    with pytest.raises(PlanError) as caught:
        require_consent(Observed((product,)), KEY, WINDOWS)
    assert caught.value.message == (
        f"The key ...DXX36 would replace that of {product.title}, which is licensed by {means}, and without its own "
        "key that licence cannot be brought back."
    )
    assert "Set replace_licensed: true if it may be lost. Nothing was sent." in caught.value.advice
    assert "TTTTT" not in f"{caught.value!r} {caught.value.sentence(Language.JAPANESE)}"


@pytest.mark.parametrize(
    ("target", "hint"),
    [
        pytest.param(WINDOWS, "If the key is for Office, set application: office; if it is for an add-on", id="any"),
        pytest.param(OFFICE, "If the key is for another product, give its activation_id.", id="Office"),
        pytest.param(Target(activation_id=WINDOWS_ID), "Set replace_licensed", id="an ID leaves no doubt"),
    ],
)
def test_the_refusal_says_what_else_may_be_meant(target: Target, hint: str) -> None:
    with pytest.raises(PlanError) as caught:
        require_consent(Observed((licensed(windows()), licensed(office()))), KEY, target)
    assert caught.value.advice.startswith(hint)
    japanese = caught.value.sentence(Language.JAPANESE)
    assert "replace_licensed: true" in japanese
    assert japanese.endswith("。")
    assert "Nothing" not in japanese


TASKS = [
    pytest.param(KeyPresent(KEY), id="install"),
    pytest.param(Activated(WINDOWS, KEY), id="activate"),
    pytest.param(KeyPresent(key(SETUP_KEY)), id="install a setup key"),
    pytest.param(Activated(WINDOWS, key(SETUP_KEY)), id="activate with a setup key"),
]


@pytest.mark.parametrize("desired", TASKS)
def test_a_plan_needs_consent_unless_it_was_given(desired: KeyPresent | Activated) -> None:
    observed = Observed((licensed(windows()),))
    with pytest.raises(PlanError, match="cannot be brought back"):
        plan(observed, desired)
    given = type(desired)(
        key=desired.key,
        target=WINDOWS,
        replaces_licensed=True,
    )
    assert isinstance(plan(observed, given)[0], InstallKey)


@pytest.mark.parametrize("desired", TASKS)
@pytest.mark.parametrize(
    "product",
    [
        pytest.param(licensed(windows(channel=Channel.GVLK, grace_minutes=259_200)), id="a KMS client"),
        pytest.param(licensed(windows(channel=Channel.EVALUATION)), id="an evaluation"),
        pytest.param(windows(), id="not licensed"),
    ],
)
def test_a_plan_needs_no_consent_for_what_is_no_loss(desired: KeyPresent | Activated, product: Product) -> None:
    assert isinstance(plan(Observed((product,)), desired)[0], InstallKey)


def test_a_key_that_is_there_replaces_nothing_and_needs_no_consent() -> None:
    assert plan(Observed((licensed(windows(partial_product_key="DXX36")),)), KeyPresent(KEY)) == ()


@pytest.mark.parametrize("desired", TASKS)
def test_without_consent_nothing_is_sent(desired: KeyPresent | Activated) -> None:
    scene = Scene(FakeHost(licensed(windows())), desired)
    with pytest.raises(PlanError):
        scene.play()
    assert scene.host.calls == ["products"]


def test_a_licence_that_came_after_the_plan_is_not_replaced_either() -> None:
    host = FakeHost().script("install_key", put_key)
    host.later(1, lambda host: host.rows.update({WINDOWS_ID: licensed(windows())}))
    halt = Scene(host, KeyPresent(KEY)).halt()
    assert isinstance(halt.error, PlanError)
    assert "cannot be brought back" in halt.message
    assert host.changes == []


def test_with_consent_the_key_is_installed() -> None:
    host = FakeHost(licensed(windows())).script("install_key", put_key_and_license)
    Scene(host, Activated(WINDOWS, KEY, replaces_licensed=True)).play()
    assert host.changes == ["install_key"]
