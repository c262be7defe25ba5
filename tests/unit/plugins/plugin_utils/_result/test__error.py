# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The error of a failed task, written and read back."""

from __future__ import annotations

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._language._errors import LicensingError
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._errors import HostRefused
from ansible_collections.licenseops.windows.plugins.plugin_utils._result._error import (
    ErrorResult,
    KnownRefusalResult,
    RefusalResult,
    read_error,
    render_error,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import advice_of


def test_an_error_is_rendered_as_its_two_sentences() -> None:
    assert render_error(LicensingError("It broke.", advice="Mend it.")) == {
        "message": "It broke.",
        "advice": "Mend it.",
    }


def test_a_refusal_with_a_known_code_is_rendered_with_all_the_catalogue_knows() -> None:
    error = HostRefused("Activation", 0xC004F074, "Kein KMS.")
    assert render_error(error) == {
        "message": error.message,
        "advice": advice_of(0xC004F074),
        "code": "0xC004F074",
        "symbol": "SL_E_VL_BINDING_SERVICE_UNAVAILABLE",
        "text": "The client found no KMS host that would activate it.",
        "cause": "No KMS host gave a usable answer.",
        "host_text": "Kein KMS.",
        "category": "network",
        "retryable": True,
    }


def test_a_refusal_with_an_unknown_code_has_no_category() -> None:
    rendered = render_error(HostRefused("Activation", 0x12345678, "No."))
    assert (rendered["code"], rendered["symbol"], rendered["host_text"]) == ("0x12345678", None, "No.")
    assert not {"cause", "category", "retryable"} & rendered.keys()


def test_a_refusal_without_a_code_is_rendered_as_its_two_sentences() -> None:
    assert set(render_error(HostRefused("Activation", 0, "No."))) == {"message", "advice"}


@pytest.mark.parametrize(
    ("error", "kind", "retry_helps"),
    [
        pytest.param(LicensingError("It broke.", advice="Mend it."), ErrorResult, False, id="no refusal"),
        pytest.param(HostRefused("Activation", 0, "No."), ErrorResult, False, id="no code"),
        pytest.param(HostRefused("Activation", 0x12345678, "No."), RefusalResult, False, id="unknown code"),
        pytest.param(HostRefused("Activation", 0xC004F074, ""), KnownRefusalResult, True, id="a later try can help"),
        pytest.param(HostRefused("Activation", 0xC004C003, ""), KnownRefusalResult, False, id="no later try can help"),
    ],
)
def test_an_error_is_read_as_it_was_written(error: LicensingError, kind: type[ErrorResult], retry_helps: bool) -> None:
    written = render_error(error)
    read = read_error(written)
    assert (type(read), read.as_data(), read.retry_helps) == (kind, written, retry_helps)


def test_an_error_of_another_program_says_what_it_has() -> None:
    assert read_error({}) == ErrorResult("", "")
    assert read_error({"message": "m", "retryable": True}).retry_helps
    assert not read_error({"message": "m", "retryable": None}).retry_helps
