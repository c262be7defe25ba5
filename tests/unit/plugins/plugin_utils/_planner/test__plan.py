# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plan, as tables: what is observed, what is desired, which steps are missing or why there are none."""

from __future__ import annotations

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._errors import PlanError
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import (
    Application,
    Channel,
    LicenseStatus,
    Product,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._offline_id import InstallationId
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._activation import Activated
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._activation_method import Method
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._activation_steps import (
    Activate,
    DepositConfirmationId,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._key import (
    ClearRegistryKey,
    InstallKey,
    KeyAbsent,
    KeyCleared,
    KeyPresent,
    RegistryCopy,
    UninstallKey,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._key_source import KeySource
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._plan import plan
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._state import KnownState
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._target import Target
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._wish import Observed, Step, Wish
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import (
    ESU_ID,
    INSTALLATION_ID,
    OFFICE_ID,
    OLD_INSTALLATION_ID,
    OTHER_OFFICE_ID,
    OTHER_WINDOWS_ID,
    SETUP_KEY,
    UNKNOWN_ID,
    WINDOWS_ID,
    confirmation,
    esu,
    key,
    licensed,
    office,
    unkeyed,
    windows,
)

WINDOWS, OFFICE, ESU = Target(Application.WINDOWS), Target(Application.OFFICE), Target(activation_id=ESU_ID)
ID = Target(Application.WINDOWS, WINDOWS_ID)
UNKNOWN = Target(activation_id=UNKNOWN_ID)
UNKEYED = Target(activation_id=OTHER_WINDOWS_ID)
KEY = key()
SETUP = key(SETUP_KEY)
OTHER_OFFICE = office(activation_id=OTHER_OFFICE_ID, name="Visio 24", partial_product_key="KKD86")
BY_KEY = Target(Application.WINDOWS, last_five="PKX99")
BY_KEY_IN_UNKEYED = Target(Application.WINDOWS, OTHER_WINDOWS_ID, "PKX99")
BY_SETUP_KEY = Target(Application.WINDOWS, last_five="T83GX")
INSTALL = InstallKey(KEY, BY_KEY)
OFFLINE = windows(installation_id=INSTALLATION_ID)
CONFIRMATION = confirmation()
EXPECTED = InstallationId(INSTALLATION_ID)

OFF = Method.OFFLINE

NOTHING: tuple[Step, ...] = ()


@pytest.mark.parametrize(
    ("products", "desired", "steps"),
    [
        pytest.param([], KnownState(WINDOWS), NOTHING, id="state: nothing there"),
        pytest.param([windows()], KnownState(WINDOWS), NOTHING, id="state: there"),
        pytest.param([unkeyed()], KnownState(UNKEYED), NOTHING, id="state: by ID"),
        pytest.param([], KeyPresent(KEY), (INSTALL,), id="key: no product has one"),
        pytest.param([esu(), office()], KeyPresent(KEY), (INSTALL,), id="key: others have other keys"),
        pytest.param([windows()], KeyPresent(KEY), NOTHING, id="key: there"),
        pytest.param(
            [windows()],
            KeyPresent(KEY, Target(activation_id=WINDOWS_ID)),
            NOTHING,
            id="key: there, in the product meant",
        ),
        pytest.param([windows(partial_product_key="WXF48")], KeyPresent(KEY), (INSTALL,), id="key: another one there"),
        pytest.param(
            [unkeyed()],
            KeyPresent(KEY, UNKEYED),
            (InstallKey(KEY, BY_KEY_IN_UNKEYED),),
            id="key: for a product without one",
        ),
        pytest.param([], KeyAbsent(WINDOWS), NOTHING, id="no key: nothing there"),
        pytest.param([windows()], KeyAbsent(WINDOWS), (UninstallKey(windows()),), id="no key: there"),
        pytest.param(
            [esu(), windows()], KeyAbsent(WINDOWS), (UninstallKey(windows()),), id="no key: ESU keeps its own"
        ),
        pytest.param([esu(), windows()], KeyAbsent(ESU), (UninstallKey(esu()),), id="no key: Windows keeps its own"),
        pytest.param([unkeyed()], KeyAbsent(UNKEYED), NOTHING, id="no key: none there"),
        pytest.param(
            [office(), OTHER_OFFICE],
            KeyAbsent(OFFICE),
            (UninstallKey(office()), UninstallKey(OTHER_OFFICE)),
            id="no key: all of Office",
        ),
        pytest.param(
            [windows(), office()],
            KeyAbsent(Target(Application.OFFICE, None, "WXF48")),
            (UninstallKey(office()),),
            id="not this key",
        ),
        pytest.param(
            [windows()],
            KeyAbsent(Target(Application.WINDOWS, None, "WXF48")),
            NOTHING,
            id="not this key: another there",
        ),
        pytest.param([licensed(windows())], Activated(WINDOWS), NOTHING, id="activated: licensed"),
        pytest.param(
            [windows()],
            Activated(WINDOWS),
            (Activate(ID, windows().title, "notification"),),
            id="activated: not licensed",
        ),
        pytest.param(
            [windows(status=LicenseStatus.EXTENDED_GRACE)],
            Activated(WINDOWS),
            (Activate(ID, windows().title, "extended_grace"),),
            id="activated: grace is not licensed",
        ),
        pytest.param(
            [licensed(windows(channel=Channel.GVLK, grace_minutes=1))],
            Activated(WINDOWS),
            NOTHING,
            id="activated: licensed for one minute",
        ),
        pytest.param([licensed(windows()), esu()], Activated(WINDOWS), NOTHING, id="activated: ESU does not matter"),
        pytest.param([windows(), licensed(esu())], Activated(ESU), NOTHING, id="activated: ESU by ID is licensed"),
        pytest.param(
            [licensed(windows()), esu()],
            Activated(ESU),
            (Activate(Target(Application.WINDOWS, ESU_ID), esu().title, "notification"),),
            id="activated: ESU by ID",
        ),
        pytest.param(
            [licensed(office()), OTHER_OFFICE],
            Activated(OFFICE),
            (Activate(Target(Application.OFFICE, OTHER_OFFICE_ID), OTHER_OFFICE.title, "notification"),),
            id="activated: the part of Office that is not",
        ),
        pytest.param(
            [],
            Activated(WINDOWS, KEY),
            (INSTALL, Activate(BY_KEY, None, "unlicensed", KEY)),
            id="activated with a key",
        ),
        pytest.param(
            [licensed(windows(partial_product_key="WXF48"))],
            Activated(WINDOWS, KEY, replaces_licensed=True),
            (INSTALL, Activate(BY_KEY, None, "unlicensed", KEY)),
            id="activated with another key than the licensed one",
        ),
        pytest.param(
            [windows()],
            Activated(WINDOWS, KEY),
            (Activate(ID, windows().title, "notification", KEY),),
            id="activated: key there, not licensed",
        ),
        pytest.param([licensed(windows())], Activated(WINDOWS, KEY), NOTHING, id="activated: key there, licensed"),
        pytest.param(
            [],
            Activated(WINDOWS, SETUP),
            (
                InstallKey(SETUP, BY_SETUP_KEY),
                Activate(BY_SETUP_KEY, None, "unlicensed", None),
            ),
            id="activated with a setup key, which costs nothing",
        ),
        pytest.param(
            [unkeyed()],
            Activated(UNKEYED, KEY),
            (
                InstallKey(KEY, BY_KEY_IN_UNKEYED),
                Activate(BY_KEY_IN_UNKEYED, None, "unlicensed", KEY),
            ),
            id="activated with a key, by ID",
        ),
        pytest.param([OFFLINE], Activated(WINDOWS, method=OFF), NOTHING, id="offline: the Installation ID only"),
        pytest.param(
            [licensed(OFFLINE)],
            Activated(WINDOWS, method=OFF, confirmation_id=CONFIRMATION),
            NOTHING,
            id="offline: licensed already",
        ),
        pytest.param(
            [licensed(windows())],
            Activated(WINDOWS, method=OFF, confirmation_id=CONFIRMATION, expected=EXPECTED),
            NOTHING,
            id="offline: licensed, no ID",
        ),
        pytest.param(
            [OFFLINE],
            Activated(WINDOWS, method=OFF, confirmation_id=CONFIRMATION),
            (DepositConfirmationId(ID, OFFLINE.title, "notification", CONFIRMATION),),
            id="offline: deposit",
        ),
        pytest.param(
            [OFFLINE],
            Activated(WINDOWS, method=OFF, confirmation_id=CONFIRMATION, expected=EXPECTED),
            (DepositConfirmationId(ID, OFFLINE.title, "notification", CONFIRMATION, EXPECTED),),
            id="offline: deposit, the pair fits",
        ),
    ],
)
def test_the_plan_is_the_missing_steps(products: list[Product], desired: Wish, steps: tuple[Step, ...]) -> None:
    assert plan(Observed(tuple(products)), desired) == steps


@pytest.mark.parametrize(
    ("has_copy", "steps"), [(True, (ClearRegistryKey(),)), (False, NOTHING), (None, NOTHING)], ids=str
)
def test_the_registry_is_cleared_when_it_holds_a_copy(has_copy: bool | None, steps: tuple[Step, ...]) -> None:
    assert (
        plan(Observed((windows(),)).having(None if has_copy is None else RegistryCopy(has_copy)), KeyCleared()) == steps
    )


@pytest.mark.parametrize(
    ("products", "desired", "message", "advice"),
    [
        *[
            pytest.param(
                [windows()],
                desired,
                f"no product with activation ID {UNKNOWN_ID}",
                "application: all",
                id=f"no ID: {name}",
            )
            for name, desired in {
                "state": KnownState(UNKNOWN),
                "key": KeyPresent(KEY, UNKNOWN),
                "no key": KeyAbsent(UNKNOWN),
                "activated": Activated(UNKNOWN),
                "activated with a key": Activated(UNKNOWN, KEY),
                "offline": Activated(UNKNOWN, method=OFF),
            }.items()
        ],
        pytest.param(
            [windows(name="Pro"), esu()],
            KeyPresent(KEY, ESU),
            f"The key ...PKX99 belongs to Pro (key ...PKX99), not to the product with activation ID {ESU_ID}",
            "or leave it out",
            id="key of another product",
        ),
        pytest.param([], Activated(WINDOWS), "No product key is installed for Windows", "source", id="nothing there"),
        pytest.param([esu()], Activated(WINDOWS), "No product key is installed for Windows", "source", id="only ESU"),
        pytest.param([], Activated(OFFICE), "No product key is installed for Office", "source", id="no Office"),
        pytest.param(
            [unkeyed()],
            Activated(UNKEYED),
            f"installed for the product with activation ID {OTHER_WINDOWS_ID}",
            "source",
            id="a product without a key",
        ),
        pytest.param(
            [],
            Activated(WINDOWS, method=OFF),
            "No product key is installed for Windows",
            "win_product_key",
            id="offline: nothing",
        ),
        pytest.param(
            [unkeyed()],
            Activated(UNKEYED, method=OFF),
            "No product key is installed for the",
            "first",
            id="offline: no key",
        ),
        pytest.param(
            [office(), OTHER_OFFICE],
            Activated(OFFICE, method=OFF),
            f"Several products of Office have a key: {OFFICE_ID} (Office 24), {OTHER_OFFICE_ID} (Visio 24).",
            "Give activation_id",
            id="offline: several",
        ),
        pytest.param(
            [windows(channel=Channel.GVLK, installation_id=INSTALLATION_ID)],
            Activated(WINDOWS, method=OFF, confirmation_id=CONFIRMATION),
            "has a KMS client setup key, which no Confirmation ID can activate",
            "by KMS or Active Directory",
            id="offline: GVLK",
        ),
        pytest.param(
            [windows()],
            Activated(WINDOWS, method=OFF, confirmation_id=CONFIRMATION),
            "gives no Installation ID",
            "sppsvc",
            id="offline: no Installation ID",
        ),
        pytest.param(
            [windows(installation_id=OLD_INSTALLATION_ID)],
            Activated(WINDOWS, method=OFF, confirmation_id=CONFIRMATION, expected=EXPECTED),
            "is not the one this Confirmation ID was issued for",
            "Nothing was sent",
            id="offline: a stale pair",
        ),
    ],
)
def test_a_state_that_does_not_allow_it_is_a_refusal(
    products: list[Product], desired: Wish, message: str, advice: str
) -> None:
    with pytest.raises(PlanError) as caught:
        plan(Observed(tuple(products)), desired)
    assert message in caught.value.message
    assert advice in caught.value.advice


@pytest.mark.parametrize(
    "holder", [pytest.param(windows(), id="not licensed"), pytest.param(licensed(windows()), id="licensed")]
)
def test_activating_one_product_with_the_key_of_another_is_a_refusal(holder: Product) -> None:
    with pytest.raises(PlanError, match="belongs to"):
        plan(Observed((holder, esu())), Activated(ESU, KEY))


@pytest.mark.parametrize("desired", [KeyPresent(KeySource.GVLK), Activated(WINDOWS, KeySource.FIRMWARE)])
def test_a_source_must_have_been_resolved_before(desired: Wish) -> None:
    with pytest.raises(TypeError, match="has not been resolved"):
        plan(Observed(()), desired)


@pytest.mark.parametrize("status", [status for status in LicenseStatus if status != LicenseStatus.LICENSED])
def test_every_state_but_licensed_is_activated(status: LicenseStatus) -> None:
    assert plan(Observed((windows(status=status),)), Activated(WINDOWS)) == (
        Activate(ID, windows().title, status.label),
    )


def test_a_second_plan_after_a_step_took_effect_is_empty() -> None:
    assert plan(Observed((licensed(windows()),)), Activated(WINDOWS, KEY)) == NOTHING
