# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lookup licenseops.windows.message: what the roles and playbooks of this collection say, in the chosen language."""

from __future__ import annotations

DOCUMENTATION = r"""
name: message
short_description: Say something in the chosen language
version_added: 0.1.0
author: licenseops.windows contributors (@licenseops)
description:
  - Gives a sentence of the roles and playbooks of this collection in the chosen language, and in English where there is
    no other text.
  - Works on the controller alone; no host is asked.
options:
  _terms:
    description: The sentence in English, with names in braces where facts go.
    type: list
    elements: str
    required: true
  facts:
    description: What stands for the names in braces. A list becomes its items, with the comma of the language.
    type: dict
    default: {}
  language:
    description:
      - Language of the sentence, V(en) or V(ja). An environment may write it as V(ja_JP.UTF-8).
      - Empty counts as not given.
    type: str
    default: en
    env:
      - name: LICENSEOPS_LANGUAGE
    vars:
      - name: licenseops_language
seealso:
  - plugin: licenseops.windows.error_info
    plugin_type: lookup
"""

EXAMPLES = r"""
- name: Say what would be spent
  ansible.builtin.debug:
    msg: "{{ lookup('licenseops.windows.message', sentence, facts={'count': 2, 'key': '...PKX99'}, language='ja') }}"
  vars:
    sentence: "Would use {count} activations of {key}."
"""

RETURN = r"""
_raw:
  description: The sentences.
  type: list
  elements: str
"""

import os
from typing import Any

from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase

from ..plugin_utils._ansible._language import LANGUAGE_ENVIRONMENT, chosen_language
from ..plugin_utils._language._errors import InputError
from ..plugin_utils._language._text import Listed, Text
from ..plugin_utils._licensing._mask import Mask


class LookupModule(LookupBase):
    """One sentence for each term."""

    def run(self, terms: list[Any], variables: dict[str, Any] | None = None, **kwargs: Any) -> list[str]:
        """The sentences of terms.

        Raises:
            AnsibleLookupError: A fact is missing, or there are no texts in the language.
        """
        self.set_options(var_options=variables, direct={name: value for name, value in kwargs.items() if value})
        try:
            language = chosen_language(self.get_option("language"), os.environ.get(LANGUAGE_ENVIRONMENT))
        except InputError as error:
            raise AnsibleLookupError(Mask()(str(error))) from None
        given = self.get_option("facts").items()
        facts = {name: Listed(*fact) if isinstance(fact, list) else fact for name, fact in given}
        mask = Mask()
        try:
            return [mask(Text(str(term), **facts).said_in(language)) for term in terms]
        except (KeyError, IndexError, ValueError) as problem:
            raise AnsibleLookupError(
                mask(f"message has no fact for a name in braces, or braces that do not close: {problem}")
            ) from None
