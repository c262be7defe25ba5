# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter licenseops.windows.safe_fixes: the module calls a diagnosis names that nobody has to be asked about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ansible.errors import AnsibleFilterError

from ..plugin_utils._licensing._mask import Mask
from ..plugin_utils._report._safe_fix import safe_fixes as chosen_fixes
from ..plugin_utils._result._read import read_fixes

DOCUMENTATION = r"""
name: safe_fixes
short_description: The safe fixes a diagnosis names
version_added: 0.1.0
author:
  - licenseops.windows contributors (@licenseops)
description:
  - Takes a result of M(licenseops.windows.win_activation_diagnosis) and gives the module calls that are safe to make
    without asking a person, without repetition, in the order to make them.
  - Safe are enabling the service C(sppsvc), refreshing the licence status, and clearing a KMS host name. Everything
    else is left out, even where a finding calls it safe.
positional: _input
options:
  _input:
    description: The result, as registered. One of a failed diagnosis has no fixes.
    type: dict
    required: true
seealso:
  - plugin: licenseops.windows.diagnosis_page
    plugin_type: filter
"""

EXAMPLES = r"""
---
- name: What could be repaired without asking
  ansible.builtin.debug:
    msg: "{{ diagnosis | licenseops.windows.safe_fixes | map(attribute='module') }}"
"""

RETURN = r"""
---
_value:
  description: The calls.
  type: list
  elements: dict
  contains:
    module:
      description: The module, without the name of the collection.
      type: str
    options:
      description: Its options.
      type: dict
"""


def safe_fixes(result: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The safe fixes a result names.

    Raises:
        AnsibleFilterError: What came in is no result of a diagnosis.
    """
    try:
        return [{"module": fix.module, "options": dict(fix.options)} for fix in chosen_fixes(read_fixes(result))]
    except (AttributeError, KeyError, TypeError) as problem:
        raise AnsibleFilterError(
            f"safe_fixes takes a result of win_activation_diagnosis: {Mask()(str(problem))}"
        ) from None


class FilterModule:
    """What Ansible asks for."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """The filter by its name."""
        return {"safe_fixes": safe_fixes}
