# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter licenseops.windows.diagnosis_page: diagnoses of many hosts, grouped by cause."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timezone
from typing import Any

from ansible.errors import AnsibleFilterError

from ..plugin_utils._language._text import Language
from ..plugin_utils._licensing._mask import Mask
from ..plugin_utils._report._diagnosis_page import (
    escape_texts,
    footnote,
    make_page,
    page_policy,
    page_script,
    page_texts,
    render_document,
    render_lines,
    shared_style,
)

DOCUMENTATION = r"""
name: diagnosis_page
short_description: Group the diagnoses of many hosts by cause
version_added: 0.1.0
author:
  - licenseops.windows contributors (@licenseops)
description:
  - Takes the results of M(licenseops.windows.win_activation_diagnosis) of many hosts and gives one group for each
    cause, the worst first, with its hosts and the one next step.
  - Hosts that could not be reached or diagnosed are groups as well. No host is left out.
  - What changes from minute to minute is left out, so that a fleet in the same state gives the same page.
positional: _input
options:
  _input:
    description:
      - Results by host name, as registered. An empty result stands for a host the play never came to.
    type: dict
    required: true
  language:
    description: Language of the words around the findings.
    type: str
    choices: [en, ja]
    default: en
  previous:
    description:
      - The JSON document that was written last, or its text. When it shows the same state, its time stays, so that the
        new one is the same to the last byte.
    type: raw
  fixes:
    description:
      - The safe fixes that were made before the diagnosis, a list of sentences by host name.
      - They stand on the page, which says otherwise that nothing was changed.
    type: dict
    default: {}
seealso:
  - plugin: licenseops.windows.safe_fixes
    plugin_type: filter
"""

EXAMPLES = r"""
---
- name: What is wrong with the fleet
  ansible.builtin.debug:
    msg: "{{ (results | licenseops.windows.diagnosis_page).lines }}"
  run_once: true
  vars:
    results: "{{ dict(ansible_play_hosts_all | zip(ansible_play_hosts_all | map('extract', hostvars, 'diagnosis'))) }}"
"""

RETURN = r"""
---
_value:
  description: The page.
  type: dict
  contains:
    document:
      description:
        - Plain values; what the role P(licenseops.windows.diagnose#role) writes as JSON.
        - C(since) is when this state was seen first, C(counts) the number of hosts by standing.
        - C(groups) are the causes with C(id), C(severity), C(title), C(hosts), C(products), C(cause), C(code),
          C(next_step), C(more_steps), which follow on it, C(fallbacks), C(retry_helps), C(fix) and C(safe_fix). Hosts
          of different languages with the same cause are one group.
        - C(hosts) are the hosts with their findings, and C(support), the lines that a support call asks for.
        - C(fixes) are the fixes that were made, with C(host) and C(steps).
      type: dict
    escaped:
      description:
        - The same with every text made safe for HTML. Host names and messages come from elsewhere, and the templates of
          Ansible escape nothing by themselves.
      type: dict
    lines:
      description: The page for a terminal.
      type: list
      elements: str
    labels:
      description: The words of the page in its language.
      type: dict
    footnote:
      description: One sentence that says whether anything was changed.
      type: str
    style:
      description: What it shares with other pages of its looks, as CSS.
      type: str
    script:
      description: The script of the page.
      type: str
    policy:
      description: Its Content-Security-Policy, which allows that script and nothing from elsewhere.
      type: str
"""


def diagnosis_page(
    results: Mapping[str, Mapping[str, Any]],
    language: str = "en",
    previous: str | Mapping[str, Any] | None = None,
    fixes: Mapping[str, Sequence[str]] | None = None,
) -> dict[str, Any]:
    """The page of a fleet: its document, its lines for a terminal, and its labels.

    Raises:
        AnsibleFilterError: What came in are no diagnoses by host, or there are no texts in the language.
    """
    try:
        page = make_page(results, Language.parse(language), datetime.now(timezone.utc), previous, fixes)
    except (AttributeError, KeyError, TypeError, ValueError) as problem:
        raise AnsibleFilterError(
            "diagnosis_page takes a dictionary of hosts and their results of win_activation_diagnosis, "
            f"and the language en or ja: {Mask()(str(problem))}"
        ) from None
    return {
        "document": render_document(page),
        "escaped": escape_texts(render_document(page)),
        "lines": render_lines(page),
        "labels": dict(page_texts(page.language)),
        "footnote": footnote(page.fixes, page_texts(page.language)),
        "style": shared_style(),
        "script": page_script(),
        "policy": page_policy(),
    }


class FilterModule:
    """What Ansible asks for."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """The filter by its name."""
        return {"diagnosis_page": diagnosis_page}
