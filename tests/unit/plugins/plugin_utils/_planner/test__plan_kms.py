# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""KMS client settings in the plan: only those that differ, where they count, in the order of the wish."""

from __future__ import annotations

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._errors import PlanError
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._kms import KmsSetting, KmsValue
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import (
    Application,
    KmsClient,
    Product,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._activation import Activated
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._kms import (
    ConfigureKms,
    KmsConfigured,
    KmsWish,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._plan import plan
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._target import Target
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._wish import Observed, Wish
from ansible_collections.licenseops.windows.tests.unit.plugins.support.effects import line, words_of
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import (
    ESU_ID,
    UNKNOWN_ID,
    WINDOWS_ID,
    esu,
    key,
    licensed,
    service,
    unkeyed,
    windows,
)

HOST, PORT, DOMAIN = KmsSetting.HOST, KmsSetting.PORT, KmsSetting.LOOKUP_DOMAIN
CACHING, TYPE = KmsSetting.HOST_CACHING, KmsSetting.ACTIVATION_TYPE
OWN_HOST = windows(kms=KmsClient(host="own.example"))
AT_SERVICE = service(kms=KmsClient("kms.example", 1689, "corp.example"), host_caching=True)


def wish(*values: tuple[KmsSetting, KmsValue], activation_id: str | None = None) -> KmsConfigured:
    return KmsConfigured(KmsWish(values, activation_id))


def activated(*values: tuple[KmsSetting, KmsValue], **facts: object) -> Activated:
    return Activated(Target(Application.WINDOWS), kms=KmsWish(values), **facts)


@pytest.mark.parametrize(
    ("products", "desired", "changes"),
    [
        pytest.param([], wish((HOST, "kms.example")), [], id="as wished"),
        pytest.param([], wish((HOST, "new.example")), [(HOST, "kms.example", "new.example")], id="another host"),
        pytest.param([], wish((HOST, None)), [(HOST, "kms.example", None)], id="cleared"),
        pytest.param(
            [],
            wish((DOMAIN, None), (HOST, "kms.example"), (PORT, None), (CACHING, False)),
            [(DOMAIN, "corp.example", None), (PORT, 1689, None), (CACHING, True, False)],
            id="only those that differ, in order",
        ),
        pytest.param([windows()], wish((TYPE, 2)), [(TYPE, None, 2)], id="activation type, seen at Windows"),
        pytest.param([windows(enabled_type=2), esu()], wish((TYPE, 2)), [], id="activation type as wished"),
        pytest.param([windows(enabled_type=2)], wish((TYPE, None)), [(TYPE, 2, None)], id="any activation type"),
    ],
)
def test_settings_of_the_service_that_differ_are_made(
    products: list[Product], desired: Wish, changes: list[tuple[KmsSetting, KmsValue, KmsValue]]
) -> None:
    steps = plan(Observed(tuple(products), (AT_SERVICE,)), desired)
    assert steps == tuple(ConfigureKms(setting, value, before) for setting, before, value in changes)


@pytest.mark.parametrize(
    ("desired", "changes"),
    [
        pytest.param(wish((HOST, "own.example"), activation_id=WINDOWS_ID), [], id="as wished"),
        pytest.param(wish((HOST, None), activation_id=WINDOWS_ID), [(HOST, "own.example", None)], id="cleared"),
        pytest.param(wish((PORT, 1689), activation_id=WINDOWS_ID), [(PORT, None, 1689)], id="port"),
        pytest.param(wish((TYPE, 1), activation_id=WINDOWS_ID), [(TYPE, None, 1)], id="activation type"),
    ],
)
def test_settings_of_a_product_that_differ_are_made_at_the_product(
    desired: Wish, changes: list[tuple[KmsSetting, KmsValue, KmsValue]]
) -> None:
    steps = plan(Observed((esu(), OWN_HOST), (AT_SERVICE,)), desired)
    assert steps == tuple(ConfigureKms(setting, value, before, OWN_HOST) for setting, before, value in changes)


@pytest.mark.parametrize(
    ("products", "desired", "says"),
    [
        pytest.param(
            [windows()], wish((HOST, "x"), activation_id=UNKNOWN_ID), "no product with activation ID", id="ID"
        ),
        pytest.param([], wish((TYPE, 2)), "Windows has no product key", id="no key to see the type at"),
        pytest.param([unkeyed(), esu()], wish((TYPE, 2)), "Windows has no product key", id="only others have a key"),
    ],
)
def test_settings_that_cannot_be_made_are_a_refusal(products: list[Product], desired: Wish, says: str) -> None:
    with pytest.raises(PlanError, match=says):
        plan(Observed(tuple(products), (AT_SERVICE,)), desired)


def test_the_type_of_a_product_without_a_key_can_be_set_by_its_id() -> None:
    steps = plan(Observed((unkeyed(activation_id=ESU_ID),), (AT_SERVICE,)), wish((TYPE, 2), activation_id=ESU_ID))
    assert [step.describe() for step in steps] == [
        "Set the activation type of Windows(R), Professional edition to kms."
    ]


@pytest.mark.parametrize(
    ("products", "desired", "sentences"),
    [
        pytest.param(
            [licensed(windows())],
            activated((HOST, "new.example"), (TYPE, 2)),
            ["Set the KMS host to new.example.", "Set the activation type to kms."],
            id="a licensed product gets its settings and no activation",
        ),
        pytest.param(
            [windows()],
            activated((HOST, "new.example"), (TYPE, 2)),
            ["Set the KMS host to new.example.", "Set the activation type to kms.", f"Activate {windows().title}."],
            id="settings come before the activation",
        ),
        pytest.param(
            [],
            activated((HOST, "new.example"), (TYPE, 2), key=key()),
            [
                "Set the KMS host to new.example.",
                "Install the product key ...PKX99.",
                "Set the activation type to kms.",
                "Activate the product with key ...PKX99.",
            ],
            id="the type comes after the key that shows it",
        ),
        pytest.param(
            [licensed(OWN_HOST)],
            activated((HOST, "new.example")),
            [f"Set the KMS host of {OWN_HOST.title} to new.example."],
            id="a product with a host of its own gets the new one itself",
        ),
    ],
)
def test_settings_come_in_a_safe_order(products: list[Product], desired: Wish, sentences: list[str]) -> None:
    steps = plan(Observed(tuple(products), (AT_SERVICE,)), desired)
    assert [step.describe() for step in steps] == sentences


@pytest.mark.parametrize(
    ("step", "sentence", "effect"),
    [
        pytest.param(ConfigureKms(HOST, "a", None), "Set the KMS host to a.", line("KMS host", "none", "a"), id="set"),
        pytest.param(
            ConfigureKms(PORT, None, 1689), "Clear the KMS port.", line("KMS port", "1689", "none"), id="clear"
        ),
        pytest.param(
            ConfigureKms(CACHING, False, True),
            "Set the KMS host caching to off.",
            line("KMS host caching", "on", "off"),
            id="off",
        ),
        pytest.param(
            ConfigureKms(CACHING, True, False),
            "Set the KMS host caching to on.",
            line("KMS host caching", "off", "on"),
            id="on",
        ),
        pytest.param(
            ConfigureKms(TYPE, 3, 1),
            "Set the activation type to token.",
            line("activation type", "ad", "token"),
            id="type",
        ),
        pytest.param(
            ConfigureKms(HOST, "a", "b", windows(name="Pro")),
            "Set the KMS host of Pro (key ...PKX99) to a.",
            line("KMS host of Pro (key ...PKX99)", "b", "a"),
            id="product",
        ),
    ],
)
def test_a_setting_tells_what_it_does_and_what_it_changes(
    step: ConfigureKms, sentence: str, effect: tuple[str, str, str]
) -> None:
    assert (step.describe(), words_of(step.effect())) == (sentence, effect)
    assert step.undo().undo() == step
    assert step.needs_refresh is False


def test_a_setting_that_does_not_show_says_what_shows_instead() -> None:
    step = ConfigureKms(HOST, "a", None)
    problem = step.not_done(Observed((), (AT_SERVICE,)))
    assert "accepted the KMS host a, but shows kms.example" in problem.message
    assert "group policy" in problem.advice
