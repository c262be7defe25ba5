# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Microsoft 365 Apps: what is told of session hosts, accounts and licences, and where nothing is."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._diagnose import diagnose
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._evidence import Evidence, Gap, System
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._evidence_office import NameCheck
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._finding import ModuleCall
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._kinds import Severity
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._texts import tell
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._text import Language
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import Application
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._office import (
    ClickToRun,
    OfficeSetting,
    OfficeValue,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._office_model import (
    Account,
    AccountKind,
    OfficeUser,
    OfficeUsers,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.evidence import NOW, evidence, given
from ansible_collections.licenseops.windows.tests.unit.plugins.support.licence_rows import GRACE, row_named
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import licensed, windows

ADA, BOB = "S-1-5-21-1-2-3-1001", "S-1-5-21-1-2-3-1002"
SIGN_IN, ON_THE_WAY = 0xCAA50021, 0xCAA70007
ENTERPRISE, HOME = ClickToRun(("O365ProPlusRetail",)), ClickToRun(("O365HomePremRetail",))
SESSION_HOST = System(local_time=NOW, clock_offset=0, build=20348, product_type=3, is_session_host=True)
CLIENT = System(local_time=NOW, clock_offset=0, build=26100, product_type=1, is_session_host=False)


def user(sid: str, *kinds: AccountKind) -> OfficeUser:
    """A user who is signed in with accounts of these kinds."""
    return OfficeUser(sid, accounts=tuple(map(Account, kinds)))


WORK, PERSONAL, OTHER = (user(ADA, kind) for kind in (AccountKind.WORK, AccountKind.PERSONAL, AccountKind.UNKNOWN))
NOBODY, BOTH = user(ADA), user(ADA, AccountKind.WORK, AccountKind.PERSONAL)


def seen(installed: ClickToRun | None = ENTERPRISE, *users: OfficeUser, **parts: Any) -> Evidence:
    """A licensed Windows with Office that somebody asks about."""
    common = {"application": Application.OFFICE, "system": CLIENT, "office_users": OfficeUsers(users)}
    return evidence(click_to_run=installed, **(common | parts))


def ids(found: Evidence) -> list[tuple[str, Severity]]:
    """Findings with their weight, in order."""
    return [(item.id, item.severity) for item in diagnose(found)]


UNSEEN = ("office_licence_unseen", Severity.INFO)
WRONG = ("office_account_wrong", Severity.WARNING)


@pytest.mark.parametrize(
    ("installed", "who", "expected"),
    [
        pytest.param(ENTERPRISE, [WORK], [], id="a work account"),
        pytest.param(ENTERPRISE, [BOTH], [], id="both"),
        pytest.param(ENTERPRISE, [NOBODY], [UNSEEN], id="nobody has signed in"),
        pytest.param(ENTERPRISE, [], [UNSEEN], id="nobody is logged on"),
        pytest.param(ENTERPRISE, [OTHER], [UNSEEN], id="another kind"),
        pytest.param(ENTERPRISE, [PERSONAL], [WRONG], id="a personal account"),
        pytest.param(ENTERPRISE, [WORK, user(BOB, AccountKind.PERSONAL)], [WRONG], id="a personal one beside"),
        pytest.param(ENTERPRISE, [user(BOB, AccountKind.PERSONAL, AccountKind.UNKNOWN)], [UNSEEN], id="and another"),
        pytest.param(HOME, [PERSONAL], [], id="a personal account at home"),
        pytest.param(HOME, [WORK], [WRONG], id="a work account at home"),
        pytest.param(ClickToRun(("O365HomePremRetail", "O365ProPlusRetail")), [WORK], [], id="of both kinds, work"),
        pytest.param(
            ClickToRun(("o365HomePremRetail", "O365ProPlusRetail")), [PERSONAL], [], id="of both kinds, personal"
        ),
        pytest.param(ClickToRun(("ProPlus2024Retail",)), [PERSONAL], [], id="no product of an account"),
        pytest.param(None, [PERSONAL], [], id="no Office"),
    ],
)
def test_what_is_told_without_a_code(
    installed: ClickToRun, who: list[OfficeUser], expected: list[tuple[str, Severity]]
) -> None:
    assert ids(seen(installed, *who)) == expected


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ([WORK], "m365_signin_failed"),
        ([], "m365_signin_failed"),
        ([PERSONAL], "office_account_wrong"),
    ],
)
def test_with_a_code_of_a_sign_in_the_same_is_critical(who: list[OfficeUser], expected: str) -> None:
    assert ids(seen(ENTERPRISE, *who, given=given(SIGN_IN))) == [(expected, Severity.CRITICAL)]


def test_a_code_that_says_no_more_than_not_activated_leads_to_the_steps_for_people() -> None:
    assert ids(seen(ENTERPRISE, WORK, given=given(0xC004F009))) == [("office_licence_unseen", Severity.CRITICAL)]


def test_users_who_could_not_be_read_are_no_proof() -> None:
    assert UNSEEN in ids(seen(office_users=Gap(5, "denied")))


def test_the_remark_about_rows_gives_way_to_what_cannot_be_seen() -> None:
    rows = (licensed(windows()), row_named(GRACE))
    assert ids(evidence(*rows, click_to_run=ENTERPRISE, application=Application.OFFICE, system=CLIENT)) == [UNSEEN]
    assert ids(evidence(*rows, click_to_run=ENTERPRISE, system=CLIENT)) == [("account_licence", Severity.INFO)]


def shared(value: OfficeValue) -> ClickToRun:
    """Microsoft 365 Apps whose setting was read."""
    return ENTERPRISE.having(OfficeSetting.SHARED_COMPUTER, value)


@pytest.mark.parametrize(
    ("installed", "system", "is_told"),
    [
        pytest.param(shared(OfficeValue.ABSENT), SESSION_HOST, True, id="absent"),
        pytest.param(shared(OfficeValue.OFF), SESSION_HOST, True, id="off"),
        pytest.param(shared(OfficeValue.UNCLEAR), SESSION_HOST, True, id="unclear"),
        pytest.param(shared(OfficeValue.ON), SESSION_HOST, False, id="on"),
        pytest.param(ENTERPRISE, SESSION_HOST, False, id="not asked for"),
        pytest.param(shared(OfficeValue.ABSENT), CLIENT, False, id="no session host"),
        pytest.param(shared(OfficeValue.ABSENT), System(build=26100), False, id="the host does not tell"),
        pytest.param(
            ClickToRun(("ProPlus2024Volume",), ((OfficeSetting.SHARED_COMPUTER, OfficeValue.ABSENT),)),
            SESSION_HOST,
            False,
            id="a product that does not know it",
        ),
    ],
)
def test_shared_computer_activation_on_a_session_host(installed: ClickToRun, system: System, is_told: bool) -> None:
    found = [item for item in diagnose(seen(installed, WORK, system=system)) if item.id == "office_sharing_missing"]
    assert bool(found) is is_told
    if is_told:
        assert found[0].fix == ModuleCall("win_office_licensing", {"shared_computer": True})
        assert found[0].severity is Severity.WARNING
    told = ids(seen(installed, WORK, system=system, given=given(SIGN_IN)))
    assert (("office_sharing_missing", Severity.CRITICAL) in told) is is_told
    assert (("m365_signin_failed", Severity.CRITICAL) in told) is not is_told


RETIRED = ClickToRun(
    ("O365ProPlusRetail",), version="16.0.1", channel="http://x/pr/B8F9B850-328d-4355-9145-c59439a0c4cf"
)


@pytest.mark.parametrize(
    ("installed", "system", "facts"),
    [
        pytest.param(RETIRED, CLIENT, ["channel_ended"], id="a retired channel"),
        pytest.param(ENTERPRISE, System(build=9600, product_type=1), ["windows_ended"], id="Windows 8.1"),
        pytest.param(RETIRED, System(build=9200, product_type=3), ["channel_ended", "windows_ended"], id="both"),
        pytest.param(ENTERPRISE, CLIENT, None, id="neither"),
        pytest.param(ClickToRun(("ProPlus2024Retail",)), System(build=9600), None, id="another product"),
    ],
)
def test_updates_that_have_ended_are_told_beside_a_sign_in_that_fails(
    installed: ClickToRun, system: System, facts: list[str] | None
) -> None:
    assert "office_out_of_support" not in {name for name, _weight in ids(seen(installed, WORK, system=system))}
    found = diagnose(seen(installed, WORK, system=system, given=given(SIGN_IN)))
    told = [item for item in found if item.id == "office_out_of_support"]
    assert [[fact.name for fact in item.facts] for item in told] == ([facts] if facts else [])


@pytest.mark.parametrize("language", Language)
def test_steps_for_people_name_who_is_signed_in(language: Language) -> None:
    (finding,) = diagnose(seen(ENTERPRISE, WORK, user(BOB), given=given(SIGN_IN)))
    told = tell(finding, language)
    steps = " ".join(told.next_steps)
    assert ADA in steps and BOB not in steps and "0xCAA50021" in steps
    assert [sid for sid in (ADA, BOB) if any(sid in line for line in told.evidence)] == [ADA, BOB]


def test_a_code_about_the_way_puts_the_way_first_and_one_about_the_account_puts_it_behind() -> None:
    way, account = (
        tell(diagnose(seen(ENTERPRISE, WORK, given=given(code)))[0], Language.ENGLISH).next_steps
        for code in (ON_THE_WAY, SIGN_IN)
    )
    assert "firewall" in way[0] and "firewall" not in " ".join(way[1:])
    assert "subscription" in account[0] and "firewall" in " ".join(account[1:])


def test_users_who_were_not_looked_at_are_counted() -> None:
    (finding,) = diagnose(seen(given=given(SIGN_IN), office_users=OfficeUsers((WORK,), left_out=3)))
    assert [fact.mentions["number"] for fact in finding.facts if fact.name == "users_unread"] == [3]


def test_both_accounts_of_a_user_are_evidence_of_their_own() -> None:
    for who, name in ((BOTH, "signed_in_both"), (OTHER, "signed_in_unknown"), (NOBODY, "signed_in_none")):
        (finding,) = diagnose(seen(ENTERPRISE, who, given=given(SIGN_IN)))
        assert name in {fact.name for fact in finding.facts}
    (finding,) = diagnose(seen(given=given(SIGN_IN)))
    assert "nobody_logged_on" in {fact.name for fact in finding.facts}


def test_names_that_an_account_needs() -> None:
    missing = (NameCheck("LOGIN.microsoftonline.com", False), NameCheck("officeclient.microsoft.com", None))
    assert ids(seen(ENTERPRISE, WORK, given=given(SIGN_IN), names=missing)) == [("names_unresolved", Severity.CRITICAL)]
    of_keys = (NameCheck("activation.sls.microsoft.com", False),)
    assert ids(seen(ENTERPRISE, WORK, given=given(SIGN_IN), names=of_keys))[0][0] == "m365_signin_failed"
    assert ids(seen(ENTERPRISE, WORK, names=missing)) == []
