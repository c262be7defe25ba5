# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The base of every action: a key or a Confirmation ID in the wrong place is refused unseen, and shows nowhere."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from ansible.errors import AnsibleActionFail, AnsibleConnectionFailure

from ansible_collections.licenseops.windows.plugins.plugin_utils._ansible import _action
from ansible_collections.licenseops.windows.plugins.plugin_utils._ansible._action import CollectionAction, Spec
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._text import Language, Text
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._secret_shape import Shape
from ansible_collections.licenseops.windows.plugins.plugin_utils._wsman._errors import ConnectError
from ansible_collections.licenseops.windows.tests.unit.plugins.support.actions import build
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import (
    CONFIRMATION_BLOCKS,
    CONFIRMATION_ID,
    FAKE_KEY,
    INSTALLATION_ID,
    OLD_INSTALLATION_ID,
    OTHER_FAKE_KEY,
    SETUP_KEY,
)

ROOT = Path(__file__).resolve().parents[5]
ACTIONS = {
    path.stem: importlib.import_module(
        f"ansible_collections.licenseops.windows.plugins.action.{path.stem}"
    ).ActionModule
    for path in sorted((ROOT / "plugins" / "action").glob("*.py"))
}
SECRETS = {"key": FAKE_KEY, "Confirmation ID": " ".join(CONFIRMATION_BLOCKS), "setup key": SETUP_KEY}
LANGUAGE = _action.LANGUAGE_OPTION


def every_option(*, secret: bool) -> list[Any]:
    """Every option of every module, those that take a secret or the others."""
    return [
        pytest.param(action, name, id=f"{module}: {name}")
        for module, action in ACTIONS.items()
        for name in action.spec.options
        if (name in action.spec.secrets) is secret and name not in action.spec.free_texts
    ]


class Echo(CollectionAction):
    """Fails, or answers, in whatever way a test asks for."""

    spec = Spec(
        options={
            "secret": {"type": "str", "no_log": True},
            "text": {"type": "str"},
            "pasted": {"type": "str"},
            "count": {"type": "int"},
            "items": {"type": "list", "elements": "dict"},
            "language": LANGUAGE,
        },
        free_texts=("pasted",),
    )
    answer: Any = None

    def perform(self, args: Mapping[str, Any], variables: Mapping[str, Any]) -> dict[str, Any]:
        if isinstance(self.answer, Exception):
            raise self.answer
        return {"changed": False, "answer": self.answer, "pasted": args["pasted"], "items": args["items"]}


def echo(answer: Any = None, **args: Any) -> dict[str, Any]:
    """The result of an action that answers so."""
    action = build(Echo, args)  # type: ignore[arg-type] # any action will do
    action.answer = answer  # type: ignore[attr-defined] # it is an Echo
    return action.run(None, {})


def shows(secret: str, text: str) -> bool:
    """Whether any block but the last of a secret shows."""
    folded = text.upper()
    return any(block in folded for block in secret.replace("-", " ").split()[:-1])


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
@pytest.mark.parametrize(("action", "name"), every_option(secret=False))
def test_a_secret_in_any_other_option_is_refused_and_does_not_show(
    action: type[CollectionAction], name: str, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(action, "perform", lambda *_args: pytest.fail("something was done"))
    result = build(action, {name: secret}).run(None, {})  # type: ignore[arg-type] # any action will do
    assert result["failed"]
    assert not shows(secret, repr(result))
    assert f"The option {name} holds a " in result["msg"]
    assert "Nothing was sent" in result["error"]["advice"]


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
@pytest.mark.parametrize("action", ACTIONS.values(), ids=ACTIONS)
def test_a_secret_as_the_name_of_an_option_is_refused_and_does_not_show(
    action: type[CollectionAction], secret: str
) -> None:
    result = build(action, {secret: "x"}).run(None, {})  # type: ignore[arg-type] # any action will do
    assert result["failed"]
    assert "An option has a " in result["msg"]
    assert not shows(secret, repr(result))


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
@pytest.mark.parametrize(
    "wrap",
    [
        pytest.param(lambda secret: [{"name": secret}], id="value"),
        pytest.param(lambda secret: [{secret: "name"}], id="key"),
        pytest.param(lambda secret: [{"a": [{"b": ("c", {"d": secret})}]}], id="deep"),
        pytest.param(lambda secret: {"a": secret}, id="a mapping instead of a list"),
        pytest.param(lambda secret: [secret.encode()], id="bytes"),
        pytest.param(lambda secret: f"a text around {secret}.", id="among words"),
        pytest.param(lambda secret: f"/home/me/{secret}.csv", id="in a path"),
        pytest.param(lambda secret: secret.lower(), id="lower case"),
        pytest.param(lambda secret: "".join(_wide(char) for char in secret), id="full-width"),
        pytest.param(lambda secret: secret.replace("-", "").replace(" ", ""), id="bare"),
    ],
)
def test_a_secret_is_found_at_any_depth_and_in_any_form(wrap: Any, secret: str) -> None:
    result = echo(items=wrap(secret))
    assert "The option items holds a " in result["msg"]
    assert not shows(secret, repr(result))


def _wide(char: str) -> str:
    return chr(ord(char) + 0xFEE0) if char != " " else "\u3000"


def test_a_confirmation_id_without_quotes_is_a_number_and_found_all_the_same() -> None:
    result = echo(count=int(CONFIRMATION_ID))
    assert "The option count holds a Confirmation ID" in result["msg"]
    assert CONFIRMATION_ID not in repr(result)


@pytest.mark.parametrize(
    "args",
    [
        pytest.param({"count": f"5 {FAKE_KEY}"}, id="key that is no number"),
        pytest.param({"secret": "TNTTT-TTTTT-TTTTT-TTTTT-PKX9", "count": "TNTTT-TTTTT-TTTTT-TTTTT-PKX9"}, id="24"),
        pytest.param({"secret": "x", "nonsense": FAKE_KEY}, id="unknown option"),
        pytest.param({"language": FAKE_KEY}, id="language"),
    ],
)
def test_what_the_validator_quotes_shows_no_secret(args: dict[str, Any]) -> None:
    result = echo(**args)
    assert result["failed"]
    assert "TTTTT" not in repr(result)


def test_an_unknown_option_is_named_whatever_it_holds() -> None:
    assert echo(key=FAKE_KEY)["msg"].startswith("Unknown option: key. The options are ")


def test_a_refusal_is_said_in_the_language_of_the_task() -> None:
    result = echo(text=FAKE_KEY, language="ja")
    assert result["msg"].startswith("オプション text に")
    assert "不明なオプション" in echo(colour="red", language="ja")["msg"]


@pytest.mark.parametrize("digits", [INSTALLATION_ID, OLD_INSTALLATION_ID])
def test_an_installation_id_is_no_secret_and_stays_as_it_is(digits: str) -> None:
    blocks = [digits[start : start + len(digits) // 9] for start in range(0, len(digits), len(digits) // 9)]
    items = [{"installation_id": digits}, {"installation_id": " ".join(blocks)}, {"blocks": blocks}]
    result = echo(digits, items=items, secret=CONFIRMATION_ID)
    assert (result["answer"], result["items"]) == (digits, items)


def test_a_free_text_may_hold_a_secret_that_was_pasted_with_it_and_is_shown_without() -> None:
    assert echo(pasted=f"Error 0xC004F074 with {FAKE_KEY}!")["pasted"] == "Error 0xC004F074 with ********!"


def test_a_key_that_nobody_gave_is_masked_too() -> None:
    assert echo(f"The host has {OTHER_FAKE_KEY}.")["answer"] == "The host has ********."


def test_a_secret_is_masked_in_names_and_values_of_a_result_at_any_depth() -> None:
    answer = {"a": [{FAKE_KEY: (FAKE_KEY, {FAKE_KEY.lower()})}], "b": 5, "c": None, "d": True}
    assert echo(answer, secret=FAKE_KEY)["answer"] == {
        "a": [{"********": ("********", {"********"})}],
        "b": 5,
        "c": None,
        "d": True,
    }


def test_what_makes_a_host_unreachable_shows_no_secret() -> None:
    with pytest.raises(AnsibleConnectionFailure) as caught:
        echo(ConnectError(f"Proxy error near {OTHER_FAKE_KEY}."), secret=FAKE_KEY)
    assert "TTTTT" not in str(caught.value)


@pytest.mark.parametrize("problem", [RuntimeError, AnsibleConnectionFailure])
def test_an_error_nobody_expected_shows_no_secret_either(problem: type[Exception]) -> None:
    with pytest.raises((AnsibleActionFail, AnsibleConnectionFailure)) as caught:
        echo(problem(f"cannot handle {FAKE_KEY}"), secret="x")
    assert "TTTTT" not in str(caught.value)
    assert "cannot handle ********" in str(caught.value)
    assert isinstance(caught.value, AnsibleConnectionFailure) is (problem is AnsibleConnectionFailure)
    assert caught.value.__cause__ is None and caught.value.__suppress_context__


def test_an_error_nobody_expected_that_hides_nothing_keeps_its_trace() -> None:
    with pytest.raises(RuntimeError, match="a bug"):
        echo(RuntimeError("a bug"))


def test_a_secret_in_the_cause_of_an_error_does_not_show() -> None:
    problem = RuntimeError("no more")
    problem.__cause__ = ValueError(FAKE_KEY)
    with pytest.raises(AnsibleActionFail) as caught:
        echo(problem)
    assert caught.value.__cause__ is None


def test_what_an_action_displays_by_itself_shows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []

    def perform(self: Echo, args: Mapping[str, Any], variables: Mapping[str, Any]) -> dict[str, Any]:
        self._display.vv(f"Set it to {FAKE_KEY}", host="h")
        self._display.warning(f"Set it to {FAKE_KEY}")
        return {}

    display = SimpleNamespace(vv=lambda msg, host: said.append(f"{host} {msg}"), warning=said.append, verbosity=2)
    monkeypatch.setattr(Echo, "perform", perform)
    action = build(Echo, {})  # type: ignore[arg-type] # any action will do
    action._display = display
    action.run(None, {})
    assert said == ["h Set it to ********", "Set it to ********"]
    assert action._display.verbosity == 2


@pytest.mark.parametrize(
    "texts",
    [_action._OPTION_HOLDS, _action._NAME_IS, _action._WHERE_IT_BELONGS],
    ids=["option", "name", "advice"],
)
def test_what_is_said_of_each_kind_of_secret_has_japanese_words(texts: Mapping[Shape, str]) -> None:
    assert set(texts) == set(Shape)
    assert not [text for text in texts.values() if Text(text, option="x").said_in(Language.JAPANESE).isascii()]
