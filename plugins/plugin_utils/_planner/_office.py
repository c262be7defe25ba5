# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings of Microsoft 365 Apps on a computer: turn them on or off. Products and their keys are not touched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Final

from .._language._errors import LicensingError
from .._language._text import Listed, Text
from .._licensing._errors import PlanError
from .._licensing._host import Host
from .._licensing._model import Application
from .._licensing._office import SUPPORTING, ClickToRun, OfficeSetting, OfficeValue
from ._target import Target
from ._wish import Effect, Observed, Step, Wish

#: How a diff shows a value.
_WORDS: Final[Mapping[OfficeValue, str]] = {
    OfficeValue.ON: "on",
    OfficeValue.OFF: "off",
    OfficeValue.ABSENT: "absent",
    OfficeValue.UNCLEAR: "unclear",
}


@dataclass(frozen=True, slots=True)
class OfficeConfigured(Wish):
    """Settings of Microsoft 365 Apps are to be as wished.

    Attributes:
        values: Setting, and whether it is to be on; what is not named stays as it is.
    """

    values: tuple[tuple[OfficeSetting, bool], ...]

    @property
    def subject(self) -> Target:
        """Office."""
        return Target(Application.OFFICE)

    def read(self, host: Host, known: Observed) -> Observed:
        """What click-to-run has installed, and the settings that are named; rows of products say nothing about them."""
        return Observed(()).having(host.click_to_run(tuple(setting for setting, _is_on in self.values)))

    def missing(self, observed: Observed) -> tuple[Step, ...]:
        """The settings that are not as wished.

        Raises:
            PlanError: There is no such Office, or it does not know a setting that is to be on.
        """
        found = observed.part(ClickToRun)
        if found is None:
            raise PlanError(
                "The host has no Office that was installed by click-to-run.",
                advice="Leave this host out, or install Microsoft 365 Apps first.",
            )
        for setting, is_on in self.values:
            if is_on:
                _require_support(found, setting)
        return tuple(
            ConfigureOffice(setting, is_on, found.value(setting))
            for setting, is_on in self.values
            if not found.value(setting).is_as(is_on)
        )


@dataclass(frozen=True, slots=True)
class ConfigureOffice(Step):
    """Turn one setting on or off. Each stands for itself, so none is taken back when another fails."""

    setting: OfficeSetting
    is_on: bool
    previous: OfficeValue
    is_repeatable: ClassVar[bool] = True

    @property
    def application(self) -> Application:
        """Office."""
        return Application.OFFICE

    def action(self) -> Text:
        """By the setting."""
        setting = Text(self.setting.value)
        return Text("Turn {setting} on", setting=setting) if self.is_on else Text("Turn {setting} off", setting=setting)

    def effect(self) -> Effect:
        """The setting changes."""
        after = OfficeValue.ON if self.is_on else OfficeValue.OFF
        return Effect(Text(self.setting.value), value_text(self.previous), value_text(after))

    def foresee(self, observed: Observed) -> Observed:
        """It stands as wished."""
        found = observed.part(ClickToRun)
        if found is None:
            return observed
        return observed.having(found.having(self.setting, OfficeValue.ON if self.is_on else OfficeValue.OFF))

    def is_done(self, observed: Observed) -> bool:
        """It stands as wished."""
        found = observed.part(ClickToRun)
        return found is not None and found.value(self.setting).is_as(self.is_on)

    def send(self, host: Host, observed: Observed) -> None:
        """Its values in the registry."""
        host.configure_office(self.setting, self.is_on)

    def not_done(self, observed: Observed) -> LicensingError:
        """The host shows another value."""
        return PlanError(
            "The host accepted the change of {setting}, but does not show it.",
            advice="A group policy may hold the setting; look there.",
            setting=Text(self.setting.value),
        )


def value_text(value: OfficeValue) -> Text:
    """How a setting stands, in words."""
    return Text(_WORDS[value])


def _require_support(found: ClickToRun, setting: OfficeSetting) -> None:
    if not found.supports(setting):
        raise PlanError(
            "None of the installed products knows {setting}: {found}.",
            advice="It belongs to {supporting}. Leave the setting out for this host.",
            setting=Text(setting.value),
            found=Listed(*found.release_ids),
            supporting=Listed(*SUPPORTING[setting]),
        )
