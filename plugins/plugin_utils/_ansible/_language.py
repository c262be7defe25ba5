# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which language messages are in, by one rule for modules and lookups."""

from __future__ import annotations

from .._language._errors import InputError
from .._language._text import Language

#: Where the language comes from when the option is not given: a variable, else the environment of the controller.
LANGUAGE_VARIABLE = "licenseops_language"
LANGUAGE_ENVIRONMENT = "LICENSEOPS_LANGUAGE"


def chosen_language(*wishes: object) -> Language:
    """The first wish that is not empty, in any form in which an environment has it; else English.

    >>> chosen_language(None, "", "ja_JP.UTF-8")
    <Language.JAPANESE: 'ja'>

    Raises:
        InputError: It is none of the languages there are.
    """
    chosen = next((wish for wish in wishes if wish), None)
    try:
        return Language.parse(str(chosen)) if chosen else Language.ENGLISH
    except ValueError:
        raise InputError(
            "There are no texts in the language {chosen!r}.", advice="Set language to en or ja.", chosen=chosen
        ) from None
