# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A plan is about one application: whatever is asked for, no step changes a product of another."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product as combined

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.licenseops.windows.plugins.plugin_utils._language._errors import LicensingError
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._errors import PlanError
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._kms import KmsSetting
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import (
    Application,
    Channel,
    KmsClient,
    LicenseStatus,
    Product,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._office import (
    ClickToRun,
    OfficeSetting,
    OfficeValue,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner import _key
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._activation import Activated
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._activation_method import Method
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._key import (
    KeyAbsent,
    KeyCleared,
    KeyPresent,
    RegistryCopy,
    UninstallKey,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._key_source import KeySource
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._kms import KmsConfigured, KmsWish
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._office import OfficeConfigured
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._plan import plan
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._target import Target
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._wish import Observed, Step, Wish
from ansible_collections.licenseops.windows.tests.unit.plugins.support.fake_host import FakeHost
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import (
    ESU_ID,
    FAKE_KEYS,
    INSTALLATION_ID,
    OFFICE_ID,
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
    service,
    unkeyed,
    windows,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.scene import Scene

WINDOWS, OFFICE = Target(Application.WINDOWS), Target(Application.OFFICE)
SETUP = key(SETUP_KEY)
KMS = KmsWish(((KmsSetting.HOST, "kms.example"), (KmsSetting.ACTIVATION_TYPE, 2)))

#: The ways a task can say which product it is about.
TARGETS = [
    WINDOWS,
    OFFICE,
    *(
        Target(activation_id=item)
        for item in (WINDOWS_ID, OTHER_WINDOWS_ID, ESU_ID, OFFICE_ID, OTHER_OFFICE_ID, UNKNOWN_ID)
    ),
    *(Target(Application.WINDOWS, esu_year=year) for year in (1, 2)),
]
KEYS = [key(text) for text in (*FAKE_KEYS, SETUP_KEY)]
ENDS = [None, "T83GX", *(text[-5:] for text in FAKE_KEYS)]


def variants(row: Product) -> st.SearchStrategy[Product]:
    """A product in any state, with any key or none."""
    return st.builds(
        lambda end, channel, status, host: licensed(
            row,
            partial_product_key=end,
            channel=channel,
            status=status,
            installation_id=INSTALLATION_ID,
            kms=KmsClient(host=host),
        ),
        st.sampled_from(ENDS),
        st.sampled_from(Channel),
        st.sampled_from(LicenseStatus),
        st.sampled_from([None, "own.example"]),
    )


ROWS = (windows(), unkeyed(), esu(), office(), office(activation_id=OTHER_OFFICE_ID))
RELEASE_IDS = st.lists(st.sampled_from(["O365ProPlusRetail", "ProPlus2024Volume"]), min_size=1).map(tuple)
OFFICES = st.builds(
    lambda release_ids, value: ClickToRun(release_ids, tuple((setting, value) for setting in OfficeSetting)),
    RELEASE_IDS,
    st.sampled_from(OfficeValue),
)
HOSTS = st.builds(
    lambda rows, has_copy, found: Observed(
        tuple(row for row in rows if row), (RegistryCopy(has_copy), service(), found)
    ),
    st.tuples(*(st.none() | variants(row) for row in ROWS)),
    st.booleans(),
    OFFICES,
)
DESIRES = st.one_of(
    st.builds(KeyPresent, st.sampled_from(KEYS), st.sampled_from(TARGETS), st.booleans()),
    st.builds(KeyAbsent, st.sampled_from(TARGETS)),
    st.just(KeyCleared()),
    st.builds(lambda target: KmsConfigured(KmsWish(KMS.values, target.activation_id)), st.sampled_from(TARGETS)),
    st.builds(
        Activated,
        st.sampled_from(TARGETS),
        st.none() | st.sampled_from(KEYS),
        st.sampled_from(Method),
        st.none() | st.just(KMS),
        st.none() | st.just(confirmation()),
        replaces_licensed=st.booleans(),
    ),
)
OFFICE_SETTINGS = st.lists(st.tuples(st.sampled_from(OfficeSetting), st.booleans()), min_size=1, max_size=3).map(tuple)


def named_application(desired: Wish, observed: Observed) -> Application | None:
    """Whose products a task is about, told without the help of the code under test."""
    target = desired.wish if isinstance(desired, KmsConfigured) else desired.target
    if target.activation_id:
        return next((row.application for row in observed.products if row.activation_id == target.activation_id), None)
    return Application.WINDOWS if isinstance(desired, KmsConfigured) else target.application


@given(HOSTS, DESIRES)
def test_no_plan_has_a_step_for_another_application(observed: Observed, desired: Wish) -> None:
    try:
        steps = plan(observed, desired)
    except PlanError:
        return
    owner = named_application(desired, observed)
    assert all(step.application is owner for step in steps)


@given(HOSTS, OFFICE_SETTINGS)
def test_no_setting_of_office_is_about_anything_else(
    observed: Observed, values: tuple[tuple[OfficeSetting, bool], ...]
) -> None:
    try:
        steps = plan(observed, OfficeConfigured(values))
    except PlanError:
        return
    assert {step.application for step in steps} <= {Application.OFFICE}


@pytest.mark.parametrize(
    ("holder", "target", "advised"),
    [
        pytest.param(office(partial_product_key="PKX99"), WINDOWS, "application: office", id="Office has it"),
        pytest.param(windows(), OFFICE, "application: windows", id="Windows has it"),
        pytest.param(esu(partial_product_key="PKX99"), OFFICE, "application: windows", id="an add-on has it"),
        pytest.param(windows(), Target(activation_id=OFFICE_ID), "activation ID of that product", id="by the ID"),
    ],
)
@pytest.mark.parametrize("is_licensed", [True, False])
def test_a_key_that_another_application_has_is_refused(
    holder: Product, target: Target, advised: str, is_licensed: bool
) -> None:
    rows = (licensed(holder) if is_licensed else holder, office(partial_product_key="WXF48"))
    for desired in (KeyPresent(key(), target), Activated(target, key())):
        with pytest.raises(PlanError, match=r"The key \.\.\.PKX99 belongs to") as caught:
            plan(Observed(rows[:1] if holder.activation_id == OFFICE_ID else rows), desired)
        assert advised in caught.value.advice


def test_a_key_that_another_application_has_is_not_removed() -> None:
    with pytest.raises(PlanError, match="is no product of Windows"):
        plan(
            Observed((windows(), office(partial_product_key="WXF48"))),
            KeyAbsent(Target(Application.WINDOWS, None, "WXF48")),
        )


NOT_WINDOWS_ITSELF = [
    pytest.param(OFFICE, "Office", id="Office"),
    pytest.param(Target(activation_id=OFFICE_ID), OFFICE_ID, id="a product of Office"),
    pytest.param(Target(activation_id=ESU_ID), ESU_ID, id="an add-on by its ID"),
    pytest.param(Target(Application.WINDOWS, esu_year=1), "", id="an add-on by its year"),
]


def tasks(target: Target) -> Iterator[Wish]:
    """Every way to bring a setup key to a target."""
    for is_free, method in combined((False, True), (Method.AUTO, Method.KMS)):
        yield KeyPresent(SETUP, target, is_free)
        yield Activated(target, SETUP, method, replaces_licensed=is_free)


@pytest.mark.parametrize(("target", "named"), NOT_WINDOWS_ITSELF)
def test_a_published_setup_key_of_windows_is_no_key_for_anything_else(target: Target, named: str) -> None:
    """The host would put it into Windows, whose own licence would be gone."""
    observed = Observed((licensed(windows()), esu(), office()))
    for desired in tasks(target):
        with pytest.raises(PlanError, match="is a KMS client setup key of Windows and no key for") as caught:
            plan(observed, desired)
        assert named in caught.value.message
        assert "Nothing was sent" in caught.value.advice


@pytest.mark.parametrize("target", [OFFICE, Target(activation_id=OFFICE_ID)], ids=["Office", "by its ID"])
def test_a_key_whose_group_is_one_of_windows_needs_consent_in_a_task_about_office(
    target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    observed, unknown = Observed((windows(), office())), key("TNTTT-TTTTT-TTTTT-TTTTT-DXX36")
    monkeypatch.setattr(_key, "is_probably_windows", lambda asked: asked == unknown)
    for desired in (KeyPresent(unknown, target), Activated(target, unknown)):
        with pytest.raises(PlanError, match=r"the key \.\.\.DXX36 is one of Windows"):
            plan(observed, desired)
    assert plan(observed, KeyPresent(unknown, target, replaces_licensed=True))
    assert plan(observed, KeyPresent(unknown, WINDOWS)), "which is what it is for"


@pytest.mark.parametrize("target", [OFFICE, Target(activation_id=OFFICE_ID)], ids=["Office", "by its ID"])
def test_kms_settings_of_the_service_are_refused_in_a_task_about_office(target: Target) -> None:
    with pytest.raises(PlanError, match="The KMS settings of the service belong to Windows") as caught:
        plan(Observed((office(),), (service(),)), Activated(target, kms=KMS))
    assert "win_kms_client" in caught.value.advice


@pytest.mark.parametrize("source", KeySource)
@pytest.mark.parametrize("is_licensed", [True, False])
def test_a_task_about_office_with_a_source_sends_nothing_to_windows(source: KeySource, is_licensed: bool) -> None:
    rows = (licensed(windows()) if is_licensed else windows(), office())
    scene = Scene(FakeHost(*rows, firmware=FAKE_KEYS[5]), Activated(OFFICE, source, Method.KMS))
    with pytest.raises(LicensingError, match="gives a key of Windows itself, and none for Office"):
        scene.play()
    assert scene.host.calls == ["products"]


def test_a_step_for_another_application_is_a_mistake_of_ours_and_stops_everything() -> None:
    class Astray(KeyAbsent):
        def missing(self, observed: Observed) -> tuple[Step, ...]:
            return (UninstallKey(windows()),)

    with pytest.raises(TypeError, match="these steps are not about"):
        plan(Observed((windows(), office())), Astray(OFFICE))
    assert plan(Observed((windows(), office())), KeyAbsent(WINDOWS)) == (UninstallKey(windows()),)


def test_an_unlicensed_windows_with_the_key_for_office_in_hand_is_left_alone() -> None:
    desired = Activated(OFFICE, key("TNTTT-TTTTT-TTTTT-TTTTT-DXX36"))
    steps = plan(Observed((windows(), office())), desired)
    assert [step.application for step in steps] == [Application.OFFICE] * 2
