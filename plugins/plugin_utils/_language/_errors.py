# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The root of every error this collection raises. It knows nothing of WS-Management, licensing or Ansible.

An error carries two sentences: what went wrong, and what to do about it. ``str()`` gives both.
"""

from __future__ import annotations

from ._text import Language, Text


class LicensingError(Exception):
    """Anything that stops a task.

    Args:
        message: One sentence saying what failed, without secrets.
        advice: One or two sentences saying what to do next.
        facts: What stands in braces in message and advice; see ``Text``.
    """

    def __init__(self, message: str | Text, *, advice: str | Text = "", **facts: object) -> None:
        self._message = message if isinstance(message, Text) else Text(message, **facts)
        self._advice = advice if isinstance(advice, Text) else Text(advice, **facts)
        super().__init__(self.message, self.advice)

    def __str__(self) -> str:
        return self.sentence(Language.ENGLISH)

    @property
    def message(self) -> str:
        """What failed, in English."""
        return self.told(Language.ENGLISH)[0]

    @property
    def advice(self) -> str:
        """What to do next, in English."""
        return self.told(Language.ENGLISH)[1]

    @property
    def texts(self) -> tuple[Text, Text]:
        """Message and advice before their language is chosen, for an error or a sentence around them."""
        return self._message, self._advice

    def told(self, language: Language) -> tuple[str, str]:
        """Message and advice in a language; in English where there is no other text."""
        return self._message.said_in(language), self._advice.said_in(language)

    def sentence(self, language: Language) -> str:
        """Message and advice, one after the other."""
        return language.gap.join(part for part in self.told(language) if part)


class InputError(LicensingError):
    """An option is wrong. Raised before any request is sent."""


class UnreachableError(LicensingError):
    """The host could not be reached or did not let us in; Ansible reports it as UNREACHABLE."""


class UncertainError(LicensingError):
    """Something went wrong on the way, and nobody knows whether the host has done what it was asked.

    Attributes:
        may_run: True when the host may be at it still.
    """

    may_run = False
