# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter licenseops.windows.status_lines: the products of many hosts as a table for a terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ansible.errors import AnsibleFilterError

from ..plugin_utils._language._text import Language
from ..plugin_utils._licensing._mask import Mask
from ..plugin_utils._report._status_lines import status_lines as rendered

DOCUMENTATION = r"""
name: status_lines
short_description: The products of many hosts as a table
version_added: 0.1.0
author:
  - licenseops.windows contributors (@licenseops)
description:
  - Takes the results of M(licenseops.windows.win_activation_status) of many hosts and gives one line a product, in
    columns that stand below one another with Japanese characters too, and a last line that counts the hosts.
  - Hosts that failed or could not be reached are lines as well.
positional: _input
options:
  _input:
    description: Results by host name, as registered. An empty result stands for a host the play never came to.
    type: dict
    required: true
  language:
    description: Language of the words.
    type: str
    choices: [en, ja]
    default: en
seealso:
  - module: licenseops.windows.show
"""

EXAMPLES = r"""
---
- name: Show what is licensed
  licenseops.windows.show:
    lines: "{{ results | licenseops.windows.status_lines }}"
  run_once: true
  vars:
    results: "{{ dict(ansible_play_hosts_all | zip(ansible_play_hosts_all | map('extract', hostvars, 'status'))) }}"
"""

RETURN = r"""
---
_value:
  description: The lines.
  type: list
  elements: str
"""


def status_lines(results: Mapping[str, Mapping[str, Any]], language: str = "en") -> list[str]:
    """The table and the count.

    Raises:
        AnsibleFilterError: What came in are no results by host, or there are no texts in the language.
    """
    try:
        lines: list[str] = Mask()(rendered(results, Language.parse(language)))
    except (AttributeError, KeyError, TypeError, ValueError) as problem:
        raise AnsibleFilterError(
            "status_lines takes a dictionary of hosts and their results of win_activation_status, "
            f"and the language en or ja: {Mask()(str(problem))}"
        ) from None
    return lines


class FilterModule:
    """What Ansible asks for."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """The filter by its name."""
        return {"status_lines": status_lines}
