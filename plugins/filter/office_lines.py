# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter licenseops.windows.office_lines: the products of Office of many hosts as a table for a terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ansible.errors import AnsibleFilterError

from ..plugin_utils._language._text import Language
from ..plugin_utils._licensing._mask import Mask
from ..plugin_utils._report._office_lines import office_lines as rendered

DOCUMENTATION = r"""
name: office_lines
short_description: The products of Office of many hosts as a table
version_added: 0.1.0
author:
  - licenseops.windows contributors (@licenseops)
description:
  - Takes the results of M(licenseops.windows.win_office_status) and M(licenseops.windows.win_activation) of many hosts
    and gives one line a product, with its release ID, whether it is licensed, and by what or why not.
  - Hosts that failed or could not be reached are lines as well.
positional: _input
options:
  _input:
    description:
      - A list of results for each host name, as registered. An empty one stands for a task the play never came to.
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
- name: Show what is licensed of Office
  licenseops.windows.show:
    lines: "{{ {inventory_hostname: [office_status, office_activation]} | licenseops.windows.office_lines }}"
"""

RETURN = r"""
---
_value:
  description: The lines.
  type: list
  elements: str
"""


def office_lines(results: Mapping[str, Sequence[Mapping[str, Any]]], language: str = "en") -> list[str]:
    """The table.

    Raises:
        AnsibleFilterError: What came in are no lists of results by host, or there are no texts in the language.
    """
    try:
        lines: list[str] = Mask()(rendered(results, Language.parse(language)))
    except (AttributeError, KeyError, TypeError, ValueError) as problem:
        raise AnsibleFilterError(
            "office_lines takes a dictionary of hosts and lists of their results of win_office_status and "
            f"win_activation, and the language en or ja: {Mask()(str(problem))}"
        ) from None
    return lines


class FilterModule:
    """What Ansible asks for."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """The filter by its name."""
        return {"office_lines": office_lines}
