# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter ``safe_fixes``."""

from __future__ import annotations

from typing import Any

import pytest
from ansible.errors import AnsibleFilterError

from ansible_collections.licenseops.windows.plugins.filter.safe_fixes import FilterModule, safe_fixes
from ansible_collections.licenseops.windows.tests.unit.plugins.support.diagnoses import diagnosed, pinned
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import FAKE_KEY


def test_it_gives_plain_values() -> None:
    assert FilterModule().filters() == {"safe_fixes": safe_fixes}
    assert safe_fixes(diagnosed(pinned())) == [{"module": "win_kms_client", "options": {"state": "absent"}}]


@pytest.mark.parametrize("result", [[], "text", {"findings": [{"fix": {"safe": True}}]}, {"findings": 7}])
def test_what_is_no_diagnosis_is_an_error_of_ansible(result: Any) -> None:
    with pytest.raises(AnsibleFilterError, match="safe_fixes takes"):
        safe_fixes(result)


def test_a_key_in_the_wrong_place_does_not_show() -> None:
    with pytest.raises(AnsibleFilterError) as caught:
        safe_fixes(FAKE_KEY)  # type: ignore[arg-type] # what a playbook may give
    assert "TTTTT" not in str(caught.value)
    assert caught.value.__cause__ is None and caught.value.__suppress_context__
