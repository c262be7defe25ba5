# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a fault or a ReturnValue means in the domain."""

from __future__ import annotations

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._cim._session import MethodFailed
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._text import Language, Text
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._catalog import find_error
from ansible_collections.licenseops.windows.plugins.plugin_utils._windows._faults import is_access_denied, refused
from ansible_collections.licenseops.windows.plugins.plugin_utils._wsman._errors import WSManFault
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import advice_of


@pytest.mark.parametrize(
    ("codes", "subcode", "is_denied"),
    [
        pytest.param((), "AccessDenied", True, id="subcode"),
        pytest.param((5,), "", True, id="Win32"),
        pytest.param((0x80070005,), "", True, id="E_ACCESSDENIED"),
        pytest.param((0x80041003,), "", True, id="WBEM_E_ACCESS_DENIED"),
        pytest.param((0x80338104,), "", True, id="WinRM for WMI"),
        pytest.param((0x80338105,), "", True, id="WinRM for the provider"),
        pytest.param((0xC004F025,), "InternalError", False, id="another"),
        pytest.param((), "", False, id="nothing"),
    ],
)
def test_denied_access_is_known_by_code_or_subcode(codes: tuple[int, ...], subcode: str, is_denied: bool) -> None:
    assert is_access_denied(WSManFault(codes, subcode, "")) is is_denied


@pytest.mark.parametrize(
    ("codes", "subcode"),
    [
        pytest.param((5,), "AccessDenied", id="WinRM"),
        pytest.param((0x80041003,), "InternalError", id="WMI"),
        pytest.param((0x80070005,), "InternalError", id="E_ACCESSDENIED, which the catalogue knows too"),
        pytest.param((), "AccessDenied", id="no code"),
    ],
)
def test_denied_access_gets_the_advice_on_accounts(codes: tuple[int, ...], subcode: str) -> None:
    error = refused("Reading", WSManFault(codes, subcode, "Access is denied."))
    assert "administrator of the host" in error.advice
    assert "LocalAccountTokenFilterPolicy" in error.advice


def test_a_code_of_software_protection_keeps_its_own_advice_even_when_access_was_denied() -> None:
    entry = find_error(0xC004F025)
    assert entry is not None
    assert refused("Activation", WSManFault((5, 0xC004F025), "AccessDenied", "")).advice == entry.advice()


def test_a_fault_becomes_a_refusal_with_its_most_telling_code_and_its_text() -> None:
    error = refused("Activation", WSManFault((0x80338000, 0xC004F050), "InternalError", "No."))
    assert (error.code, error.host_text) == (0xC004F050, "No.")


@pytest.mark.parametrize("code", [5, 0x80070005, 0x80041003])
def test_denied_access_as_a_return_value_gets_the_advice_on_accounts(code: int) -> None:
    assert "LocalAccountTokenFilterPolicy" in refused("Reading", MethodFailed("GetStringValue", code)).advice


def test_a_return_value_becomes_a_refusal() -> None:
    error = refused("Activation", MethodFailed("Activate", 0xC004F050))
    assert (error.code, error.host_text) == (0xC004F050, "")
    assert "0xC004F050 SL_E_INVALID_PRODUCT_KEY" in error.message
    assert error.advice == advice_of(0xC004F050)


def test_access_denied_is_told_in_japanese() -> None:
    denied = refused(Text("Reading the products"), WSManFault((5,), "AccessDenied", ""))
    assert "LocalAccountTokenFilterPolicy" in denied.told(Language.JAPANESE)[1]
    assert "ホストの管理者" in denied.told(Language.JAPANESE)[1]
