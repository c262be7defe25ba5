# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter licenseops.windows.edition_lines: the editions of many hosts as a table for a terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ansible.errors import AnsibleFilterError

from ..plugin_utils._language._text import Language
from ..plugin_utils._licensing._mask import Mask
from ..plugin_utils._report._edition_lines import edition_lines as rendered

DOCUMENTATION = r"""
name: edition_lines
short_description: The editions of many hosts as a table
version_added: 0.1.0
author:
  - licenseops.windows contributors (@licenseops)
description:
  - Takes the results of M(licenseops.windows.win_edition) of many hosts and gives one line a host, with the edition it
    has, the one that is wanted, and whether it is reached, waits for a restart, would be changed, or cannot be.
  - Hosts that failed or could not be reached are lines as well.
positional: _input
options:
  _input:
    description:
      - The result for each host name, as registered. An empty one stands for a task the play never came to.
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
- name: Show the editions
  licenseops.windows.show:
    lines: "{{ {inventory_hostname: edition} | licenseops.windows.edition_lines }}"
"""

RETURN = r"""
---
_value:
  description: The lines.
  type: list
  elements: str
"""


def edition_lines(results: Mapping[str, Mapping[str, Any]], language: str = "en") -> list[str]:
    """The table.

    Raises:
        AnsibleFilterError: What came in are no results by host, or there are no texts in the language.
    """
    try:
        lines: list[str] = Mask()(rendered(results, Language.parse(language)))
    except (AttributeError, KeyError, TypeError, ValueError) as problem:
        raise AnsibleFilterError(
            "edition_lines takes a dictionary of hosts and their results of win_edition, and the language en or ja: "
            f"{Mask()(str(problem))}"
        ) from None
    return lines


class FilterModule:
    """What Ansible asks for."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """The filter by its name."""
        return {"edition_lines": edition_lines}
