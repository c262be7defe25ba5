# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From a connection plugin to a client: which kinds, which one is shared, and what it promises."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator

import pytest
import winrm.exceptions
from ansible.errors import AnsibleConnectionFailure

from ansible_collections.licenseops.windows.plugins.plugin_utils._ansible import _connection
from ansible_collections.licenseops.windows.plugins.plugin_utils._ansible._connection import client_for
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._errors import InputError, UnreachableError
from ansible_collections.licenseops.windows.plugins.plugin_utils._wsman._client import Client, Transport
from ansible_collections.licenseops.windows.plugins.plugin_utils._wsman._errors import ConnectionLost, LoginError
from ansible_collections.licenseops.windows.tests.unit.plugins.support.connections import (
    FakeConnection,
    login_refused,
)

KINDS = ["winrm", "psrp"]
REFUSED = login_refused("winrm")


@pytest.fixture(autouse=True)
def _own_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_connection, "_clients", {})


@pytest.fixture(autouse=True)
def _log_levels() -> Iterator[None]:
    loggers = [logging.getLogger(name) for name in ("pypsrp", "pypsrp.wsman")]
    levels = [logger.level for logger in loggers]
    yield
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)


def transport_of(connection: FakeConnection, monkeypatch: pytest.MonkeyPatch) -> Transport:
    monkeypatch.setattr("pypsrp.wsman.WSMan", connection.wsman)
    return client_for(connection)._transport


@pytest.mark.parametrize("kind", KINDS)
def test_a_client_is_made_without_a_request_and_without_connecting(kind: str) -> None:
    connection = FakeConnection(kind)
    assert isinstance(client_for(connection), Client)
    assert connection.libraries == []


@pytest.mark.parametrize("kind", ["ssh", "local", "awx", ""])
def test_another_kind_of_connection_is_refused_with_what_to_do(kind: str) -> None:
    with pytest.raises(InputError, match=f"The connection '{kind or 'of this task'}' cannot carry") as caught:
        client_for(FakeConnection(kind))
    assert "ansible_connection to winrm or psrp" in caught.value.advice


def test_a_connection_without_a_kind_is_refused() -> None:
    with pytest.raises(InputError, match="cannot carry WS-Management"):
        client_for(object())


@pytest.mark.parametrize("kind", KINDS)
def test_become_is_refused_with_what_to_do(kind: str) -> None:
    with pytest.raises(InputError, match="become does not work here") as caught:
        client_for(FakeConnection(kind, become=object()))
    assert "become: false" in caught.value.advice


@pytest.mark.parametrize(
    ("kind", "module", "package"),
    [
        pytest.param("winrm", "winrm", "pywinrm", id="pywinrm"),
        pytest.param("psrp", "pypsrp.wsman", "pypsrp", id="pypsrp"),
    ],
)
def test_a_missing_library_is_named_with_how_to_install_it(
    kind: str, module: str, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(InputError, match=f"The Python package {package} is missing") as caught:
        client_for(FakeConnection(kind))
    assert caught.value.advice.endswith(f"pip install {package}.")


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_login_to_the_same_host_shares_one_client(kind: str) -> None:
    assert client_for(FakeConnection(kind)) is client_for(FakeConnection(kind))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"password": "another"}, id="password"),
        pytest.param({"user": "another"}, id="user"),
        pytest.param({"address": "another.example"}, id="host"),
    ],
)
def test_another_login_or_host_gets_its_own_client(kind: str, other: dict[str, str]) -> None:
    assert client_for(FakeConnection(kind)) is not client_for(FakeConnection(kind, **other))


@pytest.mark.parametrize("other", [{"scheme": "https"}, {"methods": ["kerberos"]}], ids=["scheme", "method"])
def test_another_scheme_or_method_of_winrm_gets_its_own_client(other: dict[str, object]) -> None:
    assert client_for(FakeConnection("winrm")) is not client_for(FakeConnection("winrm", **other))


def test_both_kinds_to_the_same_host_are_two_clients() -> None:
    assert client_for(FakeConnection("winrm")) is not client_for(FakeConnection("psrp"))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("configured", "used"), [(None, 75), (30, 75), (75, 75), (200, 200)])
def test_the_read_timeout_outlasts_the_operation_timeout(
    kind: str, configured: int | None, used: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = FakeConnection(kind, b"answer", read_timeout=configured)
    transport_of(connection, monkeypatch).send(b"question")
    (library,) = connection.libraries
    assert (library.read_timeout_sec if kind == "winrm" else library.read_timeout) == used


@pytest.mark.parametrize(
    ("scheme", "encryption", "method", "is_confidential"),
    [
        ("https", "auto", "basic", True),
        ("https", "never", "ntlm", True),
        ("HTTPS", "auto", "ssl", True),
        ("http", "auto", "ntlm", True),
        ("http", "auto", "kerberos", True),
        ("http", "auto", "credssp", True),
        ("http", "always", "ntlm", True),
        ("http", "never", "ntlm", False),
        ("http", "never", "kerberos", False),
        ("http", "auto", "basic", False),
        ("http", "auto", "plaintext", False),
        ("http", "auto", "ssl", False),
        ("http", "auto", "certificate", False),
    ],
)
def test_winrm_is_confidential_over_https_or_with_message_encryption(
    scheme: str, encryption: str, method: str, is_confidential: bool
) -> None:
    connection = FakeConnection("winrm", scheme=scheme, encryption=encryption, methods=[method])
    assert client_for(connection).is_confidential is is_confidential
    assert connection.sent == []


@pytest.mark.parametrize(
    ("scheme", "encryption", "is_confidential"),
    [("https", "never", True), ("http", "auto", True), ("http", "always", True), ("http", "never", False)],
)
def test_psrp_is_confidential_over_https_or_with_message_encryption(
    scheme: str, encryption: str, is_confidential: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = FakeConnection("psrp", scheme=scheme, encryption=encryption)
    assert transport_of(connection, monkeypatch).is_confidential is is_confidential
    assert connection.sent == []


def test_a_connection_that_may_fall_back_to_plain_text_does_not_promise_confidentiality() -> None:
    connection = FakeConnection("winrm", REFUSED, b"answer", methods=["ntlm", "plaintext"])
    client = client_for(connection)
    assert client.is_confidential is False
    client._transport.send(b"question")
    assert connection.libraries[-1].auth_method == "plaintext"
    assert client.is_confidential is False


def test_a_connection_that_has_logged_in_with_encryption_does_not_fall_back_any_more_and_is_confidential() -> None:
    client = client_for(FakeConnection("winrm", b"answer", methods=["ntlm", "plaintext"]))
    client._transport.send(b"question")
    assert client.is_confidential is True


def test_a_connection_is_judged_by_the_method_in_use() -> None:
    connection = FakeConnection("winrm", b"answer", methods=["kerberos", "plaintext"], unavailable=["kerberos"])
    client = client_for(connection)
    assert client.is_confidential is False
    client._transport.send(b"question")
    assert connection.libraries[-1].auth_method == "plaintext"
    assert client.is_confidential is False


def test_a_method_whose_library_is_missing_is_passed_over() -> None:
    missing = winrm.exceptions.WinRMError("requests auth method is credssp, but requests-credssp is not installed")
    connection = FakeConnection("winrm", missing, b"answer", methods=["credssp", "ntlm"])
    assert client_for(connection)._transport.send(b"question") == b"answer"


def test_winrm_opens_no_shell_and_leaves_no_trace_of_the_pretended_one() -> None:
    connection = FakeConnection("winrm", b"answer")
    client_for(connection)._transport.send(b"question")
    assert connection.shell_ids == ["no shell is needed"]
    assert connection.shell_id is None


@pytest.mark.parametrize(
    "use",
    [lambda transport: transport.send(b"question"), lambda transport: transport.is_confidential],
    ids=["send", "is_confidential"],
)
def test_a_failure_of_the_plugin_is_left_to_ansible_and_leaves_no_pretended_shell(
    use: Callable[[Transport], object],
) -> None:
    failure = AnsibleConnectionFailure("Kerberos auth failure when calling kinit")
    connection = FakeConnection("winrm", connect_errors=[failure])
    with pytest.raises(AnsibleConnectionFailure) as caught:
        use(client_for(connection)._transport)
    assert caught.value is failure
    assert connection.shell_id is None


def test_a_failure_of_the_plugin_with_the_next_method_is_left_to_ansible_too() -> None:
    failure = AnsibleConnectionFailure("Kerberos auth failure when calling kinit")
    connection = FakeConnection("winrm", REFUSED, methods=["ntlm", "kerberos"], connect_errors=[None, failure])
    with pytest.raises((AnsibleConnectionFailure, UnreachableError)):
        client_for(connection)._transport.send(b"question")


def test_the_next_method_is_tried_when_the_host_refuses_the_first() -> None:
    connection = FakeConnection("winrm", REFUSED, b"one", b"two", methods=["kerberos", "ntlm", "basic"])
    transport = client_for(connection)._transport
    assert [transport.send(b"1"), transport.send(b"2")] == [b"one", b"two"]
    refused, used = connection.libraries
    assert (refused.auth_method, refused.is_closed) == ("kerberos", True)
    assert (used.auth_method, used.sent) == ("ntlm", [b"1", b"2"])


def test_a_host_that_refuses_every_method_refuses_the_login() -> None:
    connection = FakeConnection("winrm", REFUSED, REFUSED, methods=["kerberos", "ntlm"])
    with pytest.raises(LoginError):
        client_for(connection)._transport.send(b"question")
    assert [library.auth_method for library in connection.libraries] == ["kerberos", "ntlm"]
    assert all(library.is_closed for library in connection.libraries)


def test_the_next_method_is_not_tried_once_a_method_has_worked() -> None:
    connection = FakeConnection("winrm", b"one", REFUSED, b"two", methods=["ntlm", "basic"])
    transport = client_for(connection)._transport
    transport.send(b"1")
    with pytest.raises(ConnectionLost):
        transport.send(b"2")
    transport.send(b"2")
    assert {library.auth_method for library in connection.libraries} == {"ntlm"}


def test_options_that_pypsrp_refuses_are_an_input_error(monkeypatch: pytest.MonkeyPatch) -> None:
    refusal = ValueError("Cannot use message encryption with auth 'basic', either set encryption='never'.")
    connection = FakeConnection("psrp", connect_errors=[refusal])
    with pytest.raises(InputError, match="cannot be set up: Cannot use message encryption with auth 'basic'"):
        transport_of(connection, monkeypatch).send(b"question")


def test_a_method_whose_library_is_missing_is_unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    missing = winrm.exceptions.WinRMError("requested auth method is kerberos, but pykerberos is not installed")
    connection = FakeConnection("winrm", missing, methods=["kerberos"])
    with pytest.raises(LoginError, match=r"cannot log in: requested auth method is kerberos, .* not installed\."):
        transport_of(connection, monkeypatch).send(b"question")


def test_pypsrp_is_kept_from_logging_whole_messages() -> None:
    for name in ("pypsrp", "pypsrp.wsman"):
        logging.getLogger(name).setLevel(logging.DEBUG)
    client_for(FakeConnection("psrp"))
    assert not logging.getLogger("pypsrp").isEnabledFor(logging.DEBUG)
    assert not logging.getLogger("pypsrp.wsman").isEnabledFor(logging.DEBUG)


def ciphers_asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the login made ready ahead imports; it fails as it does where OpenSSL has no RC4."""
    asked: list[str] = []

    def refused(name: str) -> object:
        asked.append(name)
        raise ValueError("RC4 is not supported")

    monkeypatch.setattr("importlib.import_module", refused)
    _connection._warm_login.__wrapped__()
    return asked


def test_a_login_is_made_ready_where_ansible_has_imported_what_logs_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "spnego", sys)
    assert ciphers_asked(monkeypatch) == ["cryptography.hazmat.decrepit.ciphers.algorithms"]


def test_nothing_is_made_ready_where_nothing_logs_in_by_ntlm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "spnego", raising=False)
    assert ciphers_asked(monkeypatch) == []
