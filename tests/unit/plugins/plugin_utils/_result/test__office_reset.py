# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a reset is said to have removed and left: never more than is known."""

from __future__ import annotations

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._language._text import Language
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._registry_copy import (
    KeyCopy,
    RegistryValue,
    SignIn,
    SignIns,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._office_reset import (
    OfficeReset,
    UninstallAccountKey,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._plan import foreseen, plan
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._wish import Observed
from ansible_collections.licenseops.windows.plugins.plugin_utils._result._office_reset import (
    MOST_NAMED,
    render_left,
    render_removed,
    reset_sheet,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._task._task import Outcome
from ansible_collections.licenseops.windows.tests.unit.plugins.support.licence_rows import GRACE, row_named

ADA, BOB = "S-1-5-21-1-2-3-1001", "S-1-5-21-1-2-3-1002"
KEYS = (KeyCopy("A"), KeyCopy(r"A\B"), KeyCopy("C"))
ALWAYS = 1


def seen(*users: SignIn, unread: tuple[str, ...] = ()) -> Observed:
    return Observed(()).having(SignIns(users, unread))


def outcome(before: Observed, after: Observed) -> Outcome[OfficeReset]:
    return Outcome(OfficeReset(), before, after, ())


def paths(result: Outcome[OfficeReset]) -> list[tuple[str, str]]:
    return [(item["sid"], item["path"]) for item in render_removed(result)]


def left(result: Outcome[OfficeReset]) -> list[str]:
    """The sentences after the one that always is there."""
    sentences = render_left(result, Language.ENGLISH)
    assert "which only the session of the user can remove" in sentences[0]
    return sentences[ALWAYS:]


def test_what_is_gone_was_removed_and_what_is_there_is_left() -> None:
    halfway = outcome(seen(SignIn(ADA, KEYS), SignIn(BOB)), seen(SignIn(ADA, KEYS[:1]), SignIn(BOB)))
    assert paths(halfway) == [(ADA, r"A\B"), (ADA, "C")]
    assert left(halfway) == [f"{ADA}: 1 keys that were to be removed are still there."]


def test_check_mode_says_the_same_as_the_run() -> None:
    row = row_named(GRACE)
    before = Observed((row,)).having(SignIns((SignIn(ADA, KEYS),)))
    steps = plan(before, OfficeReset())
    foretold = Outcome(OfficeReset(), before, foreseen(before, OfficeReset(), steps), steps, is_foreseen=True)
    real = Outcome(OfficeReset(), before, seen(SignIn(ADA)), steps)
    assert render_removed(foretold) == render_removed(real)
    assert [item["kind"] for item in render_removed(real)] == ["product_key", *["registry_key"] * 3]
    assert any(isinstance(step, UninstallAccountKey) for step in steps)
    assert left(foretold) == left(real) == []


@pytest.mark.parametrize(
    ("after", "says"),
    [
        (seen(unread=(ADA,)), f"{ADA} logged off meanwhile."),
        (seen(SignIn(ADA, (), is_whole=False)), f"The sign-in of {ADA} to Office cannot be read any more"),
    ],
)
def test_of_whom_nobody_knows_nothing_is_said_to_be_removed(after: Observed, says: str) -> None:
    result = outcome(seen(SignIn(ADA, KEYS)), after)
    assert paths(result) == []
    (sentence,) = left(result)
    assert sentence.startswith(says)


def test_what_stays_is_told_with_its_reason() -> None:
    odd = SignIn(ADA, (KeyCopy("Odd", (RegistryValue("A", 0),)), KeyCopy("bad\x1b]name"), KeyCopy("above")))
    locked = SignIn(BOB, KEYS, is_whole=False)
    result = outcome(seen(odd, locked), seen(odd.without(["above"]), locked))
    assert paths(result) == [(ADA, "above")]
    assert left(result) == [
        f"{ADA}: Odd has a value that cannot be copied, so it stays.",
        f"{ADA}: bad\N{REPLACEMENT CHARACTER}]name has a name that cannot be copied, so it stays.",
        f"{BOB} has keys that were not read, because they are too many or locked, so none was removed.",
    ]


def test_a_session_host_with_hundreds_of_profiles_is_told_in_few_lines() -> None:
    sids = tuple(f"S-1-5-21-1-2-3-{2000 + number}" for number in range(300))
    sentences = left(outcome(seen(unread=sids), seen(unread=sids)))
    assert len(sentences) == MOST_NAMED + 1
    assert sentences[-1] == f"{300 - MOST_NAMED} more users are not logged on either."


@pytest.mark.parametrize("language", Language)
def test_the_sheet_names_the_tools_of_microsoft(language: Language) -> None:
    sheet = reset_sheet(language)
    assert [line.split(".")[0] for line in sheet] == [str(number) for number in range(1, len(sheet) + 1)]
    words = "\n".join(sheet)
    for tool in ("vnextdiag.ps1", "signoutofwamaccounts.ps1", "WPJCleanUp.cmd", "OLicenseCleanup.vbs", "Get Help"):
        assert tool in words
    for place in (r"Microsoft\Office\Licenses", r"Microsoft\Office\16.0\Licensing", "MicrosoftOffice"):
        assert place in words
