# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ansible's vault for files that this collection writes: the only file that touches it.

An encrypted text is encrypted again with the password and the vault ID it had.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from ansible import constants
from ansible.errors import AnsibleError
from ansible.parsing.dataloader import DataLoader
from ansible.parsing.vault import VaultLib, match_encrypt_secret

from .._controller._list_file import Seal
from .._language._errors import InputError

#: ansible-core does not annotate these.
_VaultLib: Any = VaultLib
_match: Any = match_encrypt_secret
_constants: Any = constants

_ADVICE = "Give the password with --ask-vault-pass, --vault-password-file or --vault-id."


class VaultCipher:
    """Encryption with the passwords of the running play. Implements the list's ``Cipher``."""

    def __init__(self, loader: DataLoader) -> None:
        secrets = loader._vault.secrets  # noqa: SLF001 - Ansible shows a plugin its vault passwords in no public way
        self._secrets = list(secrets or ())
        self._vault = _VaultLib(self._secrets)

    def is_encrypted(self, text: str) -> bool:
        """Whether the text is a vault."""
        return bool(_VaultLib.is_encrypted(text.encode()))

    def opened(self, text: str) -> tuple[str, Seal]:
        """The plain text, and what encrypts its successor.

        Raises:
            InputError: No password was given, or none fits.
        """
        if not self._secrets:
            raise InputError("The file is encrypted, and no vault password was given.", advice=_ADVICE)
        try:
            plain, used_id, secret = self._vault.decrypt_and_get_vault_id(text.encode())
            return plain.decode(), partial(self._encrypted, secret=secret, vault_id=_id(used_id))
        except (AnsibleError, UnicodeError):
            raise InputError(
                "The file is encrypted, and none of the vault passwords opens it.", advice=_ADVICE
            ) from None

    def seal(self) -> Seal:
        """What encrypts a new text, with the password Ansible would take for it.

        Raises:
            InputError: No password was given.
        """
        wanted = _constants.config.get_config_value("DEFAULT_VAULT_ENCRYPT_IDENTITY")
        try:
            chosen = _match(self._secrets, encrypt_vault_id=wanted)
        except AnsibleError:
            chosen = None
        if chosen is None:
            raise InputError("The file is to be encrypted, and there is no vault password for it.", advice=_ADVICE)
        used_id, secret = chosen
        return partial(self._encrypted, secret=secret, vault_id=_id(used_id))

    def _encrypted(self, text: str, *, secret: Any, vault_id: str | None) -> str:
        return str(self._vault.encrypt(text, secret=secret, vault_id=vault_id).decode())


def _id(vault_id: str | None) -> str | None:
    """The label to write; the default one is not written."""
    return None if vault_id in (None, _constants.DEFAULT_VAULT_IDENTITY) else vault_id
