# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What all actions share: options checked, language chosen, errors turned into results, secrets masked.

An action that talks to a host adds ``_action.LicensingAction``; one that works on the controller alone needs no more.
"""

from __future__ import annotations

import os
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ansible.errors import AnsibleConnectionFailure
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.common.parameters import remove_values
from ansible.plugins.action import ActionBase

from ._errors import InputError, LicensingError, UnreachableError
from ._language import Language
from ._licensing._typed_text import bare
from ._render import render_error

#: Shorter values are no keys; masking them would only garble other text.
_SHORTEST_SECRET = 10

#: Where the language comes from when the option is not given: a variable, else the environment of the controller.
LANGUAGE_VARIABLE = "licenseops_language"
LANGUAGE_ENVIRONMENT = "LICENSEOPS_LANGUAGE"
LANGUAGE_OPTION: Mapping[str, Any] = {"type": "str", "choices": [language.value for language in Language]}


@dataclass(frozen=True, slots=True)
class Spec:
    """The options of a module, as Ansible's validator takes them. A test compares them with its documentation."""

    options: Mapping[str, Mapping[str, Any]]
    mutually_exclusive: Sequence[Sequence[str]] = ()
    required_one_of: Sequence[Sequence[str]] = ()
    required_if: Sequence[Sequence[Any]] = ()

    @property
    def secrets(self) -> frozenset[str]:
        """Names of the options whose values must not show."""
        return frozenset(name for name, option in self.options.items() if option.get("no_log"))


class CollectionAction(ActionBase):
    """Template of an action; subclasses fill in ``spec`` and ``perform``."""

    _supports_check_mode = True
    _supports_async = False
    _requires_connection = False

    spec: Spec
    language = Language.ENGLISH

    @abstractmethod
    def perform(self, args: Mapping[str, Any], variables: Mapping[str, Any]) -> dict[str, Any]:
        """Do what the options ask for and return the result.

        Args:
            args: The options, checked and with their defaults.
            variables: The variables of the task.

        Raises:
            LicensingError: The task fails, or the host cannot be reached.
        """

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Run the task; errors come back as a failed result, never as a traceback."""
        super().run(tmp, task_vars)
        try:
            args = self._validated()
            self.language = _language(args, task_vars or {})
            result = self.perform(args, task_vars or {})
        except UnreachableError as error:
            raise AnsibleConnectionFailure(self._masked(error.sentence(self.language))) from None
        except LicensingError as error:
            result = self._failure(error)
        masked: dict[str, Any] = self._masked(result)
        return masked

    def _validated(self) -> dict[str, Any]:
        spec = self.spec
        validator = ArgumentSpecValidator(
            {name: dict(option) for name, option in spec.options.items()},
            mutually_exclusive=spec.mutually_exclusive,
            required_one_of=spec.required_one_of,
            required_if=spec.required_if,
        )
        outcome = validator.validate(self._task.args)
        if outcome.unsupported_parameters:
            unknown = ", ".join(sorted(str(name) for name in outcome.unsupported_parameters))
            raise InputError(
                "Unknown option: {unknown}.",
                advice="The options are {known}.",
                unknown=unknown,
                known=", ".join(sorted(spec.options)),
            )
        if outcome.error_messages:
            messages = "; ".join(outcome.error_messages).rstrip(".")
            raise InputError("{messages}.", advice="See the documentation of the module.", messages=messages)
        arguments: dict[str, Any] = outcome.validated_parameters
        return arguments

    def _masked(self, value: Any) -> Any:
        """Without any form of a secret option, whatever a host or a library put into its texts."""
        return remove_values(value, self._secret_texts())

    def _failure(self, error: LicensingError | None) -> dict[str, Any]:
        """The part of a result that says why the task failed; nothing when it did not."""
        if error is None:
            return {}
        return {"failed": True, "msg": error.sentence(self.language), "error": render_error(error, self.language)}

    def _secret_texts(self) -> list[str]:
        """Every text that must not show, in every form it may take."""
        given = [str(self._task.args[name]) for name in self.spec.secrets if self._task.args.get(name)]
        texts = (*given, *self._found_secrets())
        return [form for text in texts for form in _forms(text) if len(form) >= _SHORTEST_SECRET]

    def _found_secrets(self) -> tuple[str, ...]:
        """Secrets that came from elsewhere than the options."""
        return ()


def _language(args: Mapping[str, Any], variables: Mapping[str, Any]) -> Language:
    """The option, else the variable, else the environment, else English.

    Raises:
        InputError: It is none of the languages there are.
    """
    chosen = args.get("language") or variables.get(LANGUAGE_VARIABLE) or os.environ.get(LANGUAGE_ENVIRONMENT)
    try:
        return Language.parse(str(chosen)) if chosen else Language.ENGLISH
    except ValueError:
        raise InputError(
            "There are no texts in the language {chosen!r}.", advice="Set language to en or ja.", chosen=chosen
        ) from None


def _forms(text: str) -> set[str]:
    """The ways a secret may be written: as given, bare, in blocks of five, digits only, in either case."""
    symbols = bare(text)
    dashed = "-".join(symbols[start : start + 5] for start in range(0, len(symbols), 5))
    digits = "".join(char for char in symbols if char.isdigit())
    return {text, text.lower(), symbols, symbols.lower(), dashed, dashed.lower(), digits}
