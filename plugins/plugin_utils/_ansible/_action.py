# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What all actions share: options checked, language chosen, errors turned into results, secrets masked.

An action that talks to a host adds ``_host_action.HostAction``; one that works on the controller alone needs no more.
"""

from __future__ import annotations

import os
import traceback
from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from ansible.errors import AnsibleActionFail, AnsibleConnectionFailure
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.plugins.action import ActionBase

from .._language._ahead import make_ahead
from .._language._errors import InputError, LicensingError, UnreachableError
from .._language._text import Language, Listed
from .._licensing._mask import Mask, texts_in
from .._licensing._secret_shape import Shape, shape_of
from .._result._error import render_error
from ._language import LANGUAGE_ENVIRONMENT, LANGUAGE_VARIABLE, chosen_language

LANGUAGE_OPTION: Mapping[str, Any] = {"type": "str", "choices": [language.value for language in Language]}

#: The group of all modules, as module_defaults names it, and the options given there that one which waits for nothing
#: leaves aside. Every module has language.
GROUP = "group/licenseops.windows.activation"
LEFT_ASIDE = frozenset({"timeout", "retries"})

_OPTION_HOLDS: Mapping[Shape, str] = {
    Shape.PRODUCT_KEY: "The option {option} holds a product key, or something that looks like one.",
    Shape.CONFIRMATION_ID: "The option {option} holds a Confirmation ID, or something that looks like one.",
}
_NAME_IS: Mapping[Shape, str] = {
    Shape.PRODUCT_KEY: "An option has a product key, or something that looks like one, as its name.",
    Shape.CONFIRMATION_ID: "An option has a Confirmation ID, or something that looks like one, as its name.",
}
_WHERE_IT_BELONGS: Mapping[Shape, str] = {
    Shape.PRODUCT_KEY: "Nothing was sent. A key is given as product_key, and nowhere else; take it from a vault.",
    Shape.CONFIRMATION_ID: "Nothing was sent. A Confirmation ID is given as confirmation_id, and nowhere else; take it "
    "from a vault.",
}


@dataclass(frozen=True, slots=True)
class Spec:
    """The options of a module, as Ansible's validator takes them. A test compares them with its documentation.

    Attributes:
        free_texts: Options that take texts of other programs, where a key may stand that was pasted along.
    """

    options: Mapping[str, Mapping[str, Any]]
    mutually_exclusive: Sequence[Sequence[str]] = ()
    required_one_of: Sequence[Sequence[str]] = ()
    required_if: Sequence[Sequence[Any]] = ()
    free_texts: Sequence[str] = ()

    @property
    def secrets(self) -> frozenset[str]:
        """Names of the options whose values must not show."""
        return frozenset(name for name, option in self.options.items() if option.get("no_log"))

    @property
    def names(self) -> frozenset[str]:
        """Every name an option may be given by."""
        return frozenset(name for own, option in self.options.items() for name in (own, *option.get("aliases", ())))


class CollectionAction(ActionBase):
    """Template of an action; subclasses fill in ``spec`` and ``perform``."""

    _supports_check_mode = True
    _supports_async = False
    _requires_connection = False

    spec: Spec
    language = Language.ENGLISH

    def __init_subclass__(cls, **named: Any) -> None:
        """Ansible imports an action before it forks a process for each host, so what all of these need is made here."""
        super().__init_subclass__(**named)
        make_ahead()

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
        self._display = _discreet_display(self._display, self._masked)
        try:
            result = self._performed(task_vars or {})
        except UnreachableError as error:
            raise AnsibleConnectionFailure(self._masked(error.sentence(self.language))) from None
        except LicensingError as error:
            result = self._failure(error)
        except Exception as problem:
            if self._is_discreet(problem):
                raise
            raise self._discreet(problem) from None
        masked: dict[str, Any] = self._masked(result)
        return masked

    def now(self) -> datetime:
        """The controller's time, UTC."""
        return datetime.now(timezone.utc)

    def _performed(self, variables: Mapping[str, Any]) -> dict[str, Any]:
        defaults = getattr(self._task, "module_defaults", None) or ()  # nothing promises that a task has any
        self._task.args = _without_group_options(self.spec, self._task.args, defaults)
        self.language = _language_to_complain_in(self._task.args, variables)
        refuse_misplaced_secrets(self.spec, self._task.args)
        args = self._validated()
        self.language = _language(args, variables)
        return self.perform(args, variables)

    def _validated(self) -> dict[str, Any]:
        spec = self.spec
        validator = ArgumentSpecValidator(
            {name: dict(option) for name, option in spec.options.items()},
            mutually_exclusive=spec.mutually_exclusive,
            required_one_of=spec.required_one_of,
            required_if=spec.required_if,
        )
        outcome = validator.validate(self._task.args)
        if outcome.error_messages:
            messages = "; ".join(outcome.error_messages).rstrip(".")
            raise InputError("{messages}.", advice="See the documentation of the module.", messages=messages)
        arguments: dict[str, Any] = outcome.validated_parameters
        return arguments

    def _masked(self, value: Any) -> Any:
        """Without any secret, whatever a host or a library put into its texts."""
        return Mask(self._secret_texts())(value)

    def _is_discreet(self, problem: Exception) -> bool:
        """Whether an error, all that led to it included, may show as it is."""
        told = "".join(traceback.format_exception(problem))
        return bool(self._masked(told) == told)

    def _discreet(self, problem: Exception) -> Exception:
        """The same error without secrets, and without the trace that would repeat them."""
        kind = AnsibleConnectionFailure if isinstance(problem, AnsibleConnectionFailure) else AnsibleActionFail
        return kind(self._masked(f"{type(problem).__name__}: {problem}"))

    def _failure(self, error: LicensingError | None) -> dict[str, Any]:
        """The part of a result that says why the task failed; nothing when it did not."""
        if error is None:
            return {}
        return {"failed": True, "msg": error.sentence(self.language), "error": render_error(error, self.language)}

    def _secret_texts(self) -> list[str]:
        """Every text that must not show; in what form it might, ``Mask`` knows."""
        given = [text for name in self.spec.secrets for text in _secrets_in(self._task.args.get(name))]
        return [*given, *self._found_secrets()]

    def _found_secrets(self) -> tuple[str, ...]:
        """Secrets that came from elsewhere than the options."""
        return ()


def _secrets_in(value: object) -> list[str]:
    """The texts of an option that holds secrets; the names in a mapping say what they are for, and are none."""
    return list(texts_in(list(value.values()) if isinstance(value, Mapping) else value))


def _discreet_display(display: Any, masked: Callable[[Any], Any]) -> Any:
    """The display, once and not once more for every run of an action."""
    return display if isinstance(display, _DiscreetDisplay) else _DiscreetDisplay(display, masked)


class _DiscreetDisplay:
    """Ansible's display, for what an action says by itself: without secrets."""

    def __init__(self, display: Any, masked: Callable[[Any], Any]) -> None:
        self._display = display
        self._masked = masked

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._display, name)
        if not callable(found):
            return found
        return lambda *args, **kwargs: found(*self._masked(args), **self._masked(kwargs))


def refuse_misplaced_secrets(spec: Spec, args: Mapping[Any, Any]) -> None:
    """Nothing that looks like a secret is taken but in the options made for it, and no option that there is not.

    The validator comes after this: its messages quote what they refuse.

    Raises:
        InputError: One is given elsewhere, or an option is unknown.
    """
    for name in args:
        _refuse(shape_of(str(name)), _NAME_IS, None)
    unknown = sorted({str(name) for name in args} - spec.names)
    if unknown:
        raise InputError(
            "Unknown option: {unknown}.",
            advice="The options are {known}.",
            unknown=Listed(*unknown),
            known=Listed(*sorted(spec.options)),
        )
    for name in sorted(args.keys() - spec.secrets - frozenset(spec.free_texts)):
        for text in texts_in(args[name]):
            _refuse(shape_of(text), _OPTION_HOLDS, name)


def _without_group_options(
    spec: Spec, args: Mapping[Any, Any], defaults: Sequence[Mapping[str, Any]]
) -> dict[Any, Any]:
    """The options of a task without those of the group that this module has no use for.

    A template, which Ansible has resolved in the options alone, may hold any of them.
    """
    groups = [item[GROUP] for item in defaults if item.get(GROUP)]
    given = {name for group in groups for name in (LEFT_ASIDE if isinstance(group, str) else group)}
    return {name: value for name, value in args.items() if name not in (LEFT_ASIDE & given) - spec.names}


def _refuse(shape: Shape | None, messages: Mapping[Shape, str], option: str | None) -> None:
    if shape is not None:
        raise InputError(messages[shape], advice=_WHERE_IT_BELONGS[shape], option=option)


def _language_to_complain_in(args: Mapping[str, Any], variables: Mapping[str, Any]) -> Language:
    """The language wished for, before anything is known to be right."""
    try:
        return _language(args, variables)
    except InputError:
        return Language.ENGLISH


def _language(args: Mapping[str, Any], variables: Mapping[str, Any]) -> Language:
    """The option, else the variable, else the environment, else English.

    Raises:
        InputError: It is none of the languages there are.
    """
    environment = os.environ.get(LANGUAGE_ENVIRONMENT)
    return chosen_language(args.get("language"), variables.get(LANGUAGE_VARIABLE), environment)
