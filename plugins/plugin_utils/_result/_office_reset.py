# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A reset of Microsoft 365 Apps as a plain result: what was removed, what is left, and what people have to do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from .._language._text import Language, Text
from .._licensing._registry_copy import SignIn, SignIns
from .._planner._office_reset import RemoveSignIn, UninstallAccountKey
from .._planner._wish import Observed, Step

#: What only the session of the user can do, in its order (documented).
_SHEET: Final = (
    Text("Sign out of every account in an Office app (File, Account, Sign out), then close all Office apps."),
    Text(
        "Remove the licences: in PowerShell, in the folder Office16 of Office, run vnextdiag.ps1 -action list and then "
        "vnextdiag.ps1 -action remove. Without that script, delete the folder {licences}.",
        licences=r"%LOCALAPPDATA%\Microsoft\Office\Licenses",
    ),
    Text(
        "On a session host with shared computer activation, delete the folder {tokens}, too.",
        tokens=r"%LOCALAPPDATA%\Microsoft\Office\16.0\Licensing",
    ),
    Text("In Credential Manager, under Windows Credentials, remove the entries that begin with MicrosoftOffice."),
    Text("Remove the accounts that Windows keeps for apps: run Microsoft's signoutofwamaccounts.ps1."),
    Text(
        "If a work account is only registered on this computer, remove it with Microsoft's WPJCleanUp.cmd, but not "
        "where the computer itself is joined to Microsoft Entra ID."
    ),
    Text(
        "Where VBScript still exists, Microsoft's OLicenseCleanup.vbs does all of this at once. Microsoft's app Get "
        "Help looks for other causes."
    ),
    Text("Start an Office app and sign in with the account that has the licence."),
)


def render_removed(steps: tuple[Step, ...]) -> list[dict[str, Any]]:
    """What was removed or, in check mode, would be: keys of rows and keys of the registry."""
    return [item for step in steps for item in _removed(step)]


def _removed(step: Step) -> Iterator[dict[str, Any]]:
    if isinstance(step, UninstallAccountKey):
        product = step.product
        yield {
            "kind": "product_key",
            "product": product.name or product.activation_id,
            "activation_id": product.activation_id,
            "partial_product_key": product.partial_product_key,
            "sid": None,
            "path": None,
        }
    if isinstance(step, RemoveSignIn):
        for path in step.paths:
            yield {
                "kind": "registry_key",
                "product": None,
                "activation_id": None,
                "partial_product_key": None,
                "sid": step.user.sid,
                "path": path,
            }


def render_left(before: Observed, after: Observed, language: Language) -> list[str]:
    """What a reset leaves, a sentence each: what needs the user, and what could not be copied or removed."""
    return [text.said_in(language) for text in _left(before.part(SignIns), after.part(SignIns) or SignIns())]


def _left(before: SignIns | None, after: SignIns) -> Iterator[Text]:
    yield Text("Licence files, credentials and accounts of Windows, which only the session of the user can remove.")
    for sid in after.unread:
        yield Text("{sid} is not logged on, so nothing of their sign-in was read.", sid=sid)
    for user in after.users:
        yield from _kept(user)
    for user in before.users if before is not None else ():
        if after.of(user.sid) is None:
            yield Text("{sid} logged off meanwhile.", sid=user.sid)


def _kept(user: SignIn) -> Iterator[Text]:
    if not user.is_whole:
        yield Text(
            "{sid} has keys that were not read, because they are too many or locked, so none was removed.", sid=user.sid
        )
        return
    for key in user.kept:
        if not key.is_whole:
            yield Text("{sid}: {path} has a value that cannot be copied, so it stays.", sid=user.sid, path=key.path)


def reset_sheet(language: Language) -> list[str]:
    """Steps for the user, numbered."""
    return [f"{number}. {text.said_in(language)}" for number, text in enumerate(_SHEET, 1)]
