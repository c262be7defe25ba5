# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Steps: their sentence, their effect, when they are done, and why they are not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._language._errors import LicensingError
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._text import Language
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._errors import NotLicensed, PlanError
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._kms import KmsSetting
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import Application, Channel, Product
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._offline_id import InstallationId
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._activation_method import Method
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._activation_steps import (
    Activate,
    DepositConfirmationId,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._key import (
    ClearRegistryKey,
    InstallKey,
    RegistryCopy,
    UninstallKey,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._kms import ConfigureKms
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._protection import (
    EnableService,
    RefreshStatus,
    StartService,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._target import Target
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._wish import Observed, Step
from ansible_collections.licenseops.windows.tests.unit.plugins.support.effects import line, words_of
from ansible_collections.licenseops.windows.tests.unit.plugins.support.fake_host import FakeHost
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import (
    CONFIRMATION_BLOCKS,
    ESU_ID,
    INSTALLATION_ID,
    OLD_INSTALLATION_ID,
    WINDOWS_ID,
    advice_of,
    confirmation,
    esu,
    key,
    licensed,
    office,
    unkeyed,
    windows,
)

PRO = windows(name="Pro", installation_id=INSTALLATION_ID)
INSTALL = InstallKey(key(), Target(Application.WINDOWS, last_five="PKX99"))
INSTALL_IN_ESU = InstallKey(key(), Target(Application.WINDOWS, ESU_ID, "PKX99"))
INSTALL_IN_OFFICE = InstallKey(key(), Target(Application.OFFICE, last_five="PKX99"))
UNINSTALL = UninstallKey(PRO)
CLEAR = ClearRegistryKey()
ACTIVATE = Activate(Target(Application.WINDOWS, WINDOWS_ID), "Pro (key ...PKX99)", "notification")
ACTIVATE_OFFICE = Activate(Target(Application.OFFICE), "Office", "notification")
DEPOSIT = DepositConfirmationId(
    Target(Application.WINDOWS, WINDOWS_ID), "Pro (key ...PKX99)", "notification", confirmation()
)
STEPS = [
    pytest.param(INSTALL, id="install"),
    pytest.param(UNINSTALL, id="uninstall"),
    pytest.param(CLEAR, id="clear"),
    pytest.param(ACTIVATE, id="activate"),
    pytest.param(DEPOSIT, id="deposit"),
]


def observed(*products: Product, has_registry_key: bool | None = None) -> Observed:
    return Observed(products).having(None if has_registry_key is None else RegistryCopy(has_registry_key))


@pytest.mark.parametrize(
    ("step", "sentence", "effect"),
    [
        pytest.param(
            INSTALL,
            "Install the product key ...PKX99.",
            line("product key ...PKX99", "not installed", "installed"),
            id="install",
        ),
        pytest.param(
            UNINSTALL,
            "Remove the key of Pro (key ...PKX99).",
            line("product key ...PKX99", "installed", "not installed"),
            id="uninstall",
        ),
        pytest.param(
            CLEAR,
            "Clear the copy of the product key from the registry.",
            line("copy of the product key in the registry", "present", "absent"),
            id="clear",
        ),
        pytest.param(
            ACTIVATE_OFFICE,
            "Activate Office.",
            line("license_status of Office", "notification", "licensed"),
            id="activate",
        ),
        pytest.param(
            DEPOSIT,
            "Deposit the Confirmation ID ending in 888880 for Pro (key ...PKX99).",
            line("license_status of Pro (key ...PKX99)", "notification", "licensed"),
            id="deposit",
        ),
    ],
)
def test_a_step_tells_what_it_does_and_what_it_changes(step: Step, sentence: str, effect: tuple[str, str, str]) -> None:
    assert (step.describe(), words_of(step.effect())) == (sentence, effect)


def test_a_product_known_by_a_key_to_come_has_its_name_in_japanese_too() -> None:
    by_key = Target(Application.WINDOWS, last_five="T83GX")
    step = Activate(by_key, None, "unlicensed")
    told = [text.said_in(Language.JAPANESE) for text in (step.action(), step.effect().thing)]
    assert told == [
        "プロダクト キー ...T83GX の製品のライセンス認証",
        "プロダクト キー ...T83GX の製品の license_status",
    ]


@pytest.mark.parametrize("step", STEPS)
def test_a_step_never_shows_a_secret(step: Step) -> None:
    shown = f"{step!r} {step.describe()} {step.effect()!r} {step.not_done(observed())!r}"
    assert "TTTTT" not in shown
    assert not any(block in shown for block in CONFIRMATION_BLOCKS[:-1])


@pytest.mark.parametrize(
    ("step", "needs_refresh"),
    [(INSTALL, False), (UNINSTALL, True), (CLEAR, False), (ACTIVATE, True), (DEPOSIT, True)],
    ids=["install", "uninstall", "clear", "activate", "deposit"],
)
def test_a_step_knows_whether_its_result_shows_only_after_a_refresh(step: Step, needs_refresh: bool) -> None:
    assert step.needs_refresh is needs_refresh


@pytest.mark.parametrize(
    ("step", "is_repeatable"),
    [
        (INSTALL, False),
        (UNINSTALL, False),
        (CLEAR, True),
        (ACTIVATE, False),
        (DEPOSIT, False),
        (ConfigureKms(KmsSetting.HOST, "a", None), True),
        (EnableService("Disabled"), True),
        (StartService("Stopped"), True),
        (RefreshStatus(), True),
    ],
    ids=lambda value: value.kind if isinstance(value, Step) else None,
)
def test_a_step_knows_whether_sending_it_twice_does_harm(step: Step, is_repeatable: bool) -> None:
    assert step.is_repeatable is is_repeatable


@pytest.mark.parametrize(
    ("step", "application"),
    [
        pytest.param(INSTALL, Application.WINDOWS, id="install"),
        pytest.param(INSTALL_IN_OFFICE, Application.OFFICE, id="install in Office"),
        pytest.param(UNINSTALL, Application.WINDOWS, id="uninstall"),
        pytest.param(UninstallKey(office()), Application.OFFICE, id="uninstall of Office"),
        pytest.param(CLEAR, Application.WINDOWS, id="clear"),
        pytest.param(ACTIVATE, Application.WINDOWS, id="activate"),
        pytest.param(ACTIVATE_OFFICE, Application.OFFICE, id="activate Office"),
        pytest.param(DEPOSIT, Application.WINDOWS, id="deposit"),
        pytest.param(ConfigureKms(KmsSetting.HOST, "a", None), Application.WINDOWS, id="KMS of the service"),
        pytest.param(ConfigureKms(KmsSetting.HOST, "a", None, office()), Application.OFFICE, id="KMS of a product"),
        pytest.param(EnableService("Disabled"), None, id="enable the service"),
        pytest.param(StartService("Stopped"), None, id="start the service"),
        pytest.param(RefreshStatus(), None, id="refresh"),
    ],
)
def test_a_step_knows_whose_products_it_changes(step: Step, application: Application | None) -> None:
    assert step.application is application


@pytest.mark.parametrize(
    ("step", "state", "is_done"),
    [
        pytest.param(INSTALL, observed(PRO), True, id="install: a product has it"),
        pytest.param(INSTALL, observed(esu()), False, id="install: another key"),
        pytest.param(INSTALL, observed(), False, id="install: nothing"),
        pytest.param(INSTALL_IN_ESU, observed(PRO), False, id="install: another product has it"),
        pytest.param(
            INSTALL_IN_ESU, observed(esu(partial_product_key="PKX99")), True, id="install: the right one has it"
        ),
        pytest.param(INSTALL_IN_OFFICE, observed(PRO), False, id="install: another application has it"),
        pytest.param(
            INSTALL_IN_OFFICE, observed(office(partial_product_key="PKX99")), True, id="install: Office has it"
        ),
        pytest.param(UNINSTALL, observed(PRO), False, id="uninstall: still there"),
        pytest.param(
            UNINSTALL, observed(windows(partial_product_key="WXF48")), False, id="uninstall: another key there"
        ),
        pytest.param(UNINSTALL, observed(unkeyed(activation_id=WINDOWS_ID)), True, id="uninstall: no key"),
        pytest.param(UNINSTALL, observed(esu()), True, id="uninstall: not read any more"),
        pytest.param(CLEAR, observed(has_registry_key=True), False, id="clear: still there"),
        pytest.param(CLEAR, observed(has_registry_key=False), True, id="clear: gone"),
        pytest.param(CLEAR, observed(has_registry_key=None), False, id="clear: not known"),
        pytest.param(ACTIVATE, observed(PRO), False, id="activate: not licensed"),
        pytest.param(ACTIVATE, observed(licensed(PRO)), True, id="activate: licensed"),
        pytest.param(ACTIVATE, observed(licensed(esu()), PRO), False, id="activate: another one licensed"),
        pytest.param(ACTIVATE, observed(), False, id="activate: not there"),
        pytest.param(
            ACTIVATE_OFFICE, observed(licensed(office()), office(activation_id="b")), False, id="activate: one of two"
        ),
        pytest.param(DEPOSIT, observed(PRO), False, id="deposit: not licensed"),
        pytest.param(DEPOSIT, observed(licensed(PRO)), True, id="deposit: licensed"),
        pytest.param(DEPOSIT, observed(), False, id="deposit: not there"),
    ],
)
def test_the_state_tells_whether_a_step_is_done(step: Step, state: Observed, is_done: bool) -> None:
    assert step.is_done(state) is is_done


@pytest.mark.parametrize(
    ("step", "call"),
    [
        pytest.param(INSTALL, "install_key", id="install"),
        pytest.param(UNINSTALL, f"uninstall_key {WINDOWS_ID}", id="uninstall"),
        pytest.param(CLEAR, "clear_registry_key", id="clear"),
        pytest.param(ACTIVATE, f"activate {WINDOWS_ID}", id="activate"),
        pytest.param(DEPOSIT, f"deposit {WINDOWS_ID}", id="deposit"),
    ],
)
def test_a_step_makes_exactly_one_call(step: Step, call: str) -> None:
    host = FakeHost()
    step.send(host, observed(esu(), PRO))
    assert host.calls == [call]


def test_a_deposit_sends_the_installation_id_the_host_shows_now() -> None:
    host = FakeHost()
    DEPOSIT.send(host, observed(windows(installation_id="another")))
    assert host.deposits == [(WINDOWS_ID, "another", confirmation())]


@pytest.mark.parametrize(
    ("product", "says"),
    [
        pytest.param(windows(installation_id=OLD_INSTALLATION_ID), "is not the one this", id="another Installation ID"),
        pytest.param(windows(), "gives no Installation ID", id="no Installation ID"),
        pytest.param(windows(installation_id=INSTALLATION_ID, channel=Channel.GVLK), "setup key", id="setup key"),
        pytest.param(unkeyed(installation_id=INSTALLATION_ID), "gives no Installation ID", id="another product"),
    ],
)
def test_a_deposit_that_does_not_fit_any_more_is_a_refusal_without_a_request(product: Product, says: str) -> None:
    host = FakeHost()
    step = replace(DEPOSIT, expected=InstallationId(INSTALLATION_ID))
    with pytest.raises(PlanError, match=says):
        step.send(host, observed(product))
    assert host.calls == []


def test_activating_a_product_that_is_not_shown_is_a_refusal_without_a_request() -> None:
    with pytest.raises(PlanError, match="does not show Office"):
        ACTIVATE_OFFICE.require_ready(observed(PRO))


@pytest.mark.parametrize(
    ("method", "channel", "says"),
    [
        pytest.param(Method.KMS, Channel.MAK, "is no KMS client setup key, so method kms", id="KMS with a MAK"),
        pytest.param(Method.AD, Channel.RETAIL, "is no KMS client setup key, so method ad", id="AD with a retail key"),
        pytest.param(Method.ONLINE, Channel.GVLK, "cannot be activated online", id="online with a setup key"),
        pytest.param(Method.KMS, Channel.GVLK, None, id="KMS with a setup key"),
        pytest.param(Method.ONLINE, Channel.MAK, None, id="online with a MAK"),
        pytest.param(Method.AUTO, Channel.GVLK, None, id="what fits, setup key"),
        pytest.param(Method.AUTO, Channel.MAK, None, id="what fits, MAK"),
    ],
)
def test_what_a_key_is_for_shows_at_the_latest_when_it_is_in(
    method: Method, channel: Channel, says: str | None
) -> None:
    step, state = replace(ACTIVATE, method=method), observed(replace(PRO, channel=channel))
    if says is None:
        step.require_ready(state)
        return
    with pytest.raises(PlanError, match=says) as caught:
        step.require_ready(state)
    assert "...PKX99" in caught.value.message or method is Method.ONLINE


@pytest.mark.parametrize("step", STEPS)
def test_what_was_planned_from_a_state_is_ready_in_it(step: Step) -> None:
    step.require_ready(observed(PRO))


@pytest.mark.parametrize(
    ("step", "state", "error", "message", "advice"),
    [
        pytest.param(
            INSTALL, observed(), PlanError, "accepted the key ...PKX99, but no product", "sppsvc", id="install"
        ),
        pytest.param(
            INSTALL_IN_ESU,
            observed(PRO),
            PlanError,
            f"belongs to Pro (key ...PKX99), not to the product with activation ID {ESU_ID}",
            "Correct application or activation_id",
            id="install: another product",
        ),
        pytest.param(
            INSTALL_IN_OFFICE,
            observed(PRO),
            PlanError,
            "The key ...PKX99 was installed, but it belongs to Pro (key ...PKX99), not to Office.",
            "Correct application",
            id="install: another application",
        ),
        pytest.param(UNINSTALL, observed(PRO), PlanError, "but still shows it", "restart the host", id="uninstall"),
        pytest.param(CLEAR, observed(has_registry_key=True), PlanError, "still holds a copy", "DigitalP", id="clear"),
        pytest.param(
            ACTIVATE,
            observed(PRO),
            NotLicensed,
            "accepted the activation of Pro (key ...PKX99), but the state is notification: 0xC004F034 ",
            advice_of(0xC004F034),
            id="activate",
        ),
        pytest.param(
            ACTIVATE,
            observed(windows(channel=Channel.EVALUATION, family="ServerStandardEval", reason=0xC004F009)),
            NotLicensed,
            "but the state is notification: 0xC004F009",
            "an evaluation of Windows Server whose time is over is converted",
            id="activate: an evaluation that has stopped",
        ),
        pytest.param(
            ACTIVATE,
            observed(windows(reason=0x12345678)),
            NotLicensed,
            "but the state is notification: 0x12345678",
            "Run the task again later",
            id="activate: an unknown reason",
        ),
        pytest.param(ACTIVATE, observed(), NotLicensed, "does not show the product with", "again", id="activate: gone"),
        pytest.param(DEPOSIT, observed(PRO), NotLicensed, "but the state is notification", "", id="deposit"),
    ],
)
def test_a_step_tells_why_it_is_not_done(
    step: Step, state: Observed, error: type[LicensingError], message: str, advice: str
) -> None:
    problem = step.not_done(state)
    assert isinstance(problem, error)
    assert message in problem.message
    assert advice in problem.advice


def test_a_step_that_does_not_say_otherwise_must_not_be_sent_twice() -> None:
    assert (Step.is_repeatable, Step.needs_refresh, Step.is_change) == (False, False, True)
