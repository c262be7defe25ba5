# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The root of all errors: two sentences."""

from __future__ import annotations

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._language._errors import (
    InputError,
    LicensingError,
    UnreachableError,
)


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        pytest.param(LicensingError("It broke.", advice="Mend it."), "It broke. Mend it.", id="with advice"),
        pytest.param(LicensingError("It broke."), "It broke.", id="without advice"),
        pytest.param(InputError("Wrong.", advice="Right it."), "Wrong. Right it.", id="input"),
        pytest.param(UnreachableError("Away.", advice="Find it."), "Away. Find it.", id="unreachable"),
    ],
)
def test_an_error_shows_what_went_wrong_and_then_what_to_do(error: LicensingError, shown: str) -> None:
    assert str(error) == shown


def test_an_error_keeps_its_sentences_apart() -> None:
    error = LicensingError("It broke.", advice="Mend it.")
    assert (error.message, error.advice) == ("It broke.", "Mend it.")
