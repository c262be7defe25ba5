# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lookup licenseops.windows.error_info: activation error codes explained on the controller."""

from __future__ import annotations

DOCUMENTATION = r"""
name: error_info
short_description: Explain activation error codes
version_added: 0.1.0
author: licenseops.windows contributors (@licenseops)
description:
  - Says what an activation error code means, why it comes up and what to do next.
  - Works on the controller alone; no host is asked.
options:
  _terms:
    description:
      - Codes, in hexadecimal or as signed or unsigned decimal numbers, or texts with a code in them, such as a message
        of another program. Small numbers that stand alone are error numbers of Windows.
      - Of several codes in one text, the one that says most about licensing is explained.
    type: list
    elements: raw
    required: true
  language:
    description:
      - Language of the texts, V(en) or V(ja). An environment may write it as V(ja_JP.UTF-8).
      - Empty counts as not given.
    type: str
    default: en
    env:
      - name: LICENSEOPS_LANGUAGE
    vars:
      - name: licenseops_language
seealso:
  - plugin: licenseops.windows.win_activation_diagnosis
    plugin_type: module
"""

EXAMPLES = r"""
- name: Say what a code means
  ansible.builtin.debug:
    msg: "{{ info.text }} {{ info.cause }} {{ info.next_step }}"
  vars:
    info: "{{ lookup('licenseops.windows.error_info', '0xC004F074') }}"

- name: Explain a log line in Japanese
  ansible.builtin.debug:
    msg: "{{ lookup('licenseops.windows.error_info', 'Activation failed, hr=0x8007232B', language='ja').next_step }}"
"""

RETURN = r"""
_raw:
  description: One dictionary for each term.
  type: list
  elements: dict
  contains:
    code:
      description: The code in hexadecimal, V(0xC004F074) for instance.
      type: str
    signed:
      description: The same as a signed number.
      type: int
    symbol:
      description: Its name in Microsoft's headers, null when it has none.
      type: str
    text:
      description: What it says.
      type: str
    cause:
      description: Why it comes up; for an unknown code where it comes from.
      type: str
    cause_id:
      description: Stable name of the cause, null for an unknown code.
      type: str
    next_step:
      description: What to do next; for an unknown code where to look.
      type: str
    category:
      description: The field it belongs to, V(key) or V(dns) for instance; null for an unknown code.
      type: str
    retryable:
      description: Whether trying again later can help, null for an unknown code.
      type: bool
    known:
      description: Whether the catalogue of this collection has the code.
      type: bool
    facility:
      description: Who uses codes of this kind, V(Win32) for instance, else the number of the facility.
      type: str
    status:
      description: Where the code is known from, V(documented), V(community) or V(inferred); null for an unknown code.
      type: str
    other_codes:
      description: Further codes in the same text.
      type: list
      elements: str
"""

import os
from typing import Any

from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase

from ..plugin_utils._ansible._language import LANGUAGE_ENVIRONMENT, chosen_language
from ..plugin_utils._language._errors import InputError
from ..plugin_utils._language._text import Language
from ..plugin_utils._licensing._explain import Explanation, explain
from ..plugin_utils._licensing._hresult import signed
from ..plugin_utils._licensing._mask import Mask
from ..plugin_utils._licensing._reason import hex_code, symbol_of


class LookupModule(LookupBase):
    """One explanation for each term."""

    def run(self, terms: list[Any], variables: dict[str, Any] | None = None, **kwargs: Any) -> list[dict[str, Any]]:
        """The explanations of terms.

        Raises:
            AnsibleLookupError: A term holds no code, or there are no texts in the language.
        """
        self.set_options(var_options=variables, direct={name: value for name, value in kwargs.items() if value})
        language = Language.ENGLISH
        try:
            language = chosen_language(self.get_option("language"), os.environ.get(LANGUAGE_ENVIRONMENT))
            return [_rendered(explain(str(term)), language) for term in terms]
        except InputError as error:
            raise AnsibleLookupError(Mask()(error.sentence(language))) from None


def _rendered(found: Explanation, language: Language) -> dict[str, Any]:
    entry = found.entry
    return {
        "code": hex_code(found.code),
        "signed": signed(found.code),
        "symbol": symbol_of(found.code),
        "text": found.text(language),
        "cause": found.cause(language),
        "cause_id": entry.cause_id if entry is not None else None,
        "next_step": found.next_step(language),
        "category": entry.category if entry is not None else None,
        "retryable": entry.is_retryable if entry is not None else None,
        "known": entry is not None,
        "facility": found.facility,
        "status": entry.status if entry is not None else None,
        "other_codes": [hex_code(code) for code in found.others],
    }
