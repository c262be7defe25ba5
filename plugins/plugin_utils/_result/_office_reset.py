# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A reset of Microsoft 365 Apps as a plain result: what was removed, what is left, and what people have to do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from .._language._text import Language, Text
from .._licensing._registry_copy import KeyCopy, SignIn, SignIns
from .._planner._office_reset import OfficeReset, UninstallAccountKey
from .._task._task import Outcome

#: So many users who are not logged on are named; a session host has profiles of hundreds.
MOST_NAMED: Final = 10

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


def render_removed(outcome: Outcome[OfficeReset]) -> list[dict[str, Any]]:
    """What was removed or, in check mode, would be: keys of rows and keys of the registry.

    Where removing the keys of a user failed halfway, those that are gone are told as well.
    """
    rows = (step.product for step in outcome.steps if isinstance(step, UninstallAccountKey))
    return [
        *(
            _removed(
                "product_key",
                product=product.name or product.activation_id,
                activation_id=product.activation_id,
                partial_product_key=product.partial_product_key,
            )
            for product in rows
        ),
        *(
            _removed("registry_key", sid=user.sid, path=key.path)
            for user, now in _met_again(outcome)
            for key in user.removable
            if key.path.lower() not in _paths(now.keys)
        ),
    ]


def _removed(kind: str, **what: str | None) -> dict[str, Any]:
    nothing = dict.fromkeys(("product", "activation_id", "partial_product_key", "sid", "path"))
    return {"kind": kind, **nothing, **what}


def _met_again(outcome: Outcome[OfficeReset]) -> Iterator[tuple[SignIn, SignIn]]:
    """Users before and after; without those of whom nobody knows what is left, as they logged off for instance."""
    after = outcome.after.part(SignIns) or SignIns()
    for user in (outcome.before.part(SignIns) or SignIns()).users:
        now = after.of(user.sid)
        if now is not None and now.is_whole:
            yield user, now


def _paths(keys: tuple[KeyCopy, ...]) -> frozenset[str]:
    return frozenset(key.path.lower() for key in keys)


def render_left(outcome: Outcome[OfficeReset], language: Language) -> list[str]:
    """What a reset leaves, a sentence each: what needs the user, and what could not be copied or removed."""
    return [text.said_in(language) for text in _left(outcome)]


def _left(outcome: Outcome[OfficeReset]) -> Iterator[Text]:
    before, after = (seen.part(SignIns) or SignIns() for seen in (outcome.before, outcome.after))
    yield Text("Licence files, credentials and accounts of Windows, which only the session of the user can remove.")
    yield from _unread(tuple(sid for sid in after.unread if before.of(sid) is None))
    for user in after.users:
        yield from _kept(user, before.of(user.sid))
    for user in before.users:
        if after.of(user.sid) is None:
            yield Text("{sid} logged off meanwhile.", sid=user.sid)


def _unread(sids: tuple[str, ...]) -> Iterator[Text]:
    for sid in sids[:MOST_NAMED]:
        yield Text("{sid} is not logged on, so nothing of their sign-in was read.", sid=sid)
    if len(sids) > MOST_NAMED:
        yield Text("{count} more users are not logged on either.", count=len(sids) - MOST_NAMED)


def _kept(user: SignIn, was: SignIn | None) -> Iterator[Text]:
    """What is left of a user.

    Args:
        user: What was read last or is foreseen.
        was: What was read before; None for a user who logged on meanwhile.
    """
    sid = user.sid
    if not user.is_whole:
        if was is not None and was.is_whole:
            yield Text(
                "The sign-in of {sid} to Office cannot be read any more, so nobody knows what of it is left.", sid=sid
            )
        else:
            yield Text(
                "{sid} has keys that were not read, because they are too many or locked, so none was removed.", sid=sid
            )
        return
    for key in user.kept:
        if not key.is_named_plainly:
            path = _printable(key.path)
            yield Text("{sid}: {path} has a name that cannot be copied, so it stays.", sid=sid, path=path)
        elif not key.is_whole:
            yield Text("{sid}: {path} has a value that cannot be copied, so it stays.", sid=sid, path=key.path)
    count = len(_paths(was.removable) & _paths(user.keys)) if was is not None else 0
    if count:
        yield Text("{sid}: {count} keys that were to be removed are still there.", sid=sid, count=count)


def _printable(path: str) -> str:
    """A path in one line: what people name their keys does not reach the terminal of an administrator."""
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in path)


def reset_sheet(language: Language) -> list[str]:
    """Steps for the user, numbered."""
    return [f"{number}. {text.said_in(language)}" for number, text in enumerate(_SHEET, 1)]
