# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Variables of roles and playbooks, looked at the way Ansible's argument specifications describe them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ansible.module_utils.common.validation import (
    check_type_bool,
    check_type_dict,
    check_type_float,
    check_type_int,
    check_type_list,
    check_type_str,
)

from .._language._text import Listed, Text
from .._licensing._code_text import find_codes


def _check_error_code(value: Any) -> str:
    """A number, or any text, with an error code in it."""
    text: str = check_type_str(value)
    if not find_codes(text):
        raise ValueError(text)
    return text


#: Types by their names, and what to say of a value that is none; all others are texts. The last one is our own.
_TYPES: Mapping[str, tuple[Callable[[Any], Any], Text]] = {
    "int": (check_type_int, Text("a whole number")),
    "float": (check_type_float, Text("a number")),
    "bool": (check_type_bool, Text("true or false")),
    "list": (check_type_list, Text("a list")),
    "dict": (check_type_dict, Text("a dictionary")),
    "error_code": (_check_error_code, Text("an error code like 0xC004F074, -1073418124 or 3221549172")),
}
_TEXT = (check_type_str, Text("a text"))

#: Of a longer value, this many characters are repeated.
_LONGEST_SHOWN = 60


def objection_to_missing(name: str, option: Mapping[str, Any]) -> Text:
    """A variable that has to be given, and is not."""
    return Text("{name} is not set: give it with -e {name}={example}.", name=name, example=_example(option))


def objection_to_unset(name: str) -> Text:
    """A variable whose value is made of others, one of which there is not."""
    return Text("{name} cannot be worked out: it uses something that is not set.", name=name)


def objection_to(name: str, option: Mapping[str, Any], value: Any) -> Text | None:
    """What is wrong with the value of a variable; None when nothing is.

    Args:
        name: Of the variable.
        option: Its part of an argument specification.
        value: What it was set to; ``-e`` makes a text of everything.
    """
    is_secret = bool(option.get("no_log"))
    if value is None or (isinstance(value, str) and not value.strip()):
        return _objection_to_empty(name, option, value)
    kind = option.get("type", "str")
    check, what = _TYPES.get(kind, _TEXT)
    if kind in ("str", "path") and isinstance(value, list | dict | bool):
        return _not_a(name, _TEXT[1], value, is_secret=is_secret)
    try:
        read = check(value)
    except (TypeError, ValueError):
        return _not_a(name, what, value, is_secret=is_secret)
    choices = option.get("choices")
    return _not_one_of(name, choices, read, is_secret=is_secret) if choices and read not in choices else None


def _objection_to_empty(name: str, option: Mapping[str, Any], value: Any) -> Text | None:
    """Empty means left to the default where that is empty, too."""
    if option.get("required"):
        return Text("{name} is empty: give it with -e {name}={example}.", name=name, example=_example(option))
    kind = option.get("type", "str")
    if kind in ("str", "path") and value is not None and "" in option.get("choices", [""]):
        return None
    if kind == "list" and value is not None:
        return None
    return Text("{name} is empty: leave it out, or give it a value.", name=name)


def _example(option: Mapping[str, Any]) -> str | Text:
    """A value it could have."""
    choices = [str(choice) for choice in option.get("choices", ()) if choice != ""]
    return str(option["example"]) if option.get("example") else choices[0] if choices else Text("VALUE")


def _not_a(name: str, what: Text, value: Any, *, is_secret: bool) -> Text:
    if is_secret:
        return Text("{name} is not {what}.", name=name, what=what)
    return Text("{name} is {value!r}, which is not {what}.", name=name, value=_shown(value), what=what)


def _not_one_of(name: str, choices: list[Any], value: Any, *, is_secret: bool) -> Text:
    listed = Listed(*(choice for choice in choices if choice != ""))
    if is_secret:
        return Text("{name} is not {what}.", name=name, what=Text("one of {choices}", choices=listed))
    return Text("{name} is {value!r}; it can be {choices}.", name=name, value=_shown(value), choices=listed)


def _shown(value: Any) -> str:
    text = str(value)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}..."
