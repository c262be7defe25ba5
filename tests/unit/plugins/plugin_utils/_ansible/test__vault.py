# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ansible's vault: the password the file had, the one for a new file, and none."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from ansible.parsing.vault import VaultLib, VaultSecret

from ansible_collections.licenseops.windows.plugins.plugin_utils._ansible._vault import VaultCipher
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._errors import InputError

ONE, TWO = (("default", VaultSecret(b"one")), ("prod", VaultSecret(b"two")))


def cipher(*secrets: Any) -> VaultCipher:
    """With the passwords of a play."""
    return VaultCipher(SimpleNamespace(_vault=SimpleNamespace(secrets=list(secrets) or None)))  # type: ignore[arg-type] # a loader


def test_what_is_sealed_is_opened_and_sealed_again_by_the_same_password() -> None:
    sealed = cipher(TWO).seal()("geheim ü\n")
    assert cipher().is_encrypted(sealed)
    assert sealed.startswith("$ANSIBLE_VAULT;1.2;AES256;prod\n")
    text, seal = cipher(ONE, TWO).opened(sealed)
    assert text == "geheim ü\n"
    again = seal("other")
    assert again.startswith("$ANSIBLE_VAULT;1.2;AES256;prod\n")
    assert VaultLib([TWO]).decrypt(again.encode()) == b"other"


def test_the_default_password_leaves_no_label() -> None:
    sealed = cipher(ONE, TWO).seal()("x")
    assert sealed.startswith("$ANSIBLE_VAULT;1.1;AES256\n")
    assert cipher(ONE).opened(sealed)[1]("y").startswith("$ANSIBLE_VAULT;1.1;AES256\n")


def test_plain_text_is_plain() -> None:
    assert not cipher(ONE).is_encrypted("host,host_uuid")
    assert not cipher(ONE).is_encrypted("größe")


@pytest.mark.parametrize(
    ("secrets", "says"),
    [((), "no vault password was given"), ((ONE,), "none of the vault passwords opens it")],
    ids=["none", "wrong"],
)
def test_without_the_right_password_there_is_a_sentence(secrets: Any, says: str) -> None:
    sealed = cipher(TWO).seal()("x")
    with pytest.raises(InputError, match=says) as caught:
        cipher(*secrets).opened(sealed)
    assert "--ask-vault-pass" in caught.value.advice


def test_a_damaged_vault_is_a_sentence() -> None:
    sealed = cipher(ONE).seal()("x")
    for damaged in (sealed[:-30], sealed.replace("6", "7"), "$ANSIBLE_VAULT;9.9;ROT13\n00"):
        with pytest.raises(InputError):
            cipher(ONE).opened(damaged)


def test_a_new_file_needs_a_password() -> None:
    with pytest.raises(InputError, match="there is no vault password"):
        cipher().seal()
