# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Microsoft 365 Apps: what keeps people from signing in, and what no host can show of their licences.

A host shows neither subscriptions nor who has a licence, so findings name what a person has to look at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from .._language._text import Listed
from .._licensing._office import OfficeSetting
from .._licensing._office_model import AccountKind, OfficeUser, OfficeUsers
from . import _kinds as kinds
from ._evidence import Evidence, known
from ._failure import given_code, given_target
from ._finding import Confidence, Fact, Finding, Mention, ModuleCall
from ._kinds import Severity
from ._office_matter import (
    account_ids,
    fitting_account,
    is_office_meant,
    is_sharing_known,
    is_sharing_worth_asking,
    sign_in_code,
)
from ._office_support import end_on_windows, retired_channel

_OTHER: Final[Mapping[AccountKind, AccountKind]] = {
    AccountKind.WORK: AccountKind.PERSONAL,
    AccountKind.PERSONAL: AccountKind.WORK,
}


def sharing_missing(evidence: Evidence) -> Iterator[Finding]:
    """A session host without shared computer activation, without which Office refuses to work there (documented)."""
    found = known(evidence.click_to_run)
    if found is None or not is_sharing_worth_asking(evidence) or not is_sharing_known(found):
        return
    value = found.value(OfficeSetting.SHARED_COMPUTER)
    if not value.is_as(True):
        yield Finding(
            kinds.OFFICE_SHARING_MISSING,
            Confidence.CERTAIN,
            milder=_unless_told(evidence),
            mentions=_office(evidence),
            facts=(Fact("session_host"), Fact("sharing", {"value": value.value})),
            fix=ModuleCall("win_office_licensing", {"shared_computer": True}),
        )


def wrong_account(evidence: Evidence) -> Iterator[Finding]:
    """Somebody has signed in with accounts of the other kind only, which have no licence for what is installed."""
    users, fitting = known(evidence.office_users), fitting_account(evidence)
    if users is None or fitting is None:
        return
    sids = tuple(user.sid for user in users.users if _kinds(user) == {_OTHER[fitting]})
    if sids:
        yield Finding(
            kinds.OFFICE_ACCOUNT_WRONG,
            Confidence.LIKELY,
            milder=_unless_told(evidence),
            mentions={**_office(evidence), f"{_OTHER[fitting].value}_users": Listed(*sids)},
            facts=account_facts(evidence),
        )


def unseen_licence(evidence: Evidence) -> Iterator[Finding]:
    """Microsoft 365 Apps are asked about, and nothing on the host shows that somebody has a licence for them."""
    if not account_ids(evidence) or not is_office_meant(evidence) or sign_in_code(evidence) is not None:
        return
    is_told = given_code(evidence) is not None and given_target(evidence) is None
    if not is_told and _is_somebody_signed_in(evidence):
        return
    yield Finding(
        kinds.OFFICE_LICENCE_UNSEEN,
        Confidence.LIKELY if is_told else Confidence.POSSIBLE,
        milder=None if is_told else Severity.INFO,
        mentions=account_mentions(evidence),
        facts=(Fact("installed", _office(evidence)), *account_facts(evidence)),
    )


def retired_updates(evidence: Evidence) -> Iterator[Finding]:
    """Microsoft 365 Apps from a channel or on a Windows without support, beside a sign-in that fails."""
    if sign_in_code(evidence) is None or not account_ids(evidence):
        return
    found, system, build = known(evidence.click_to_run), known(evidence.system), evidence.build
    channel = retired_channel(found.channel) if found and found.channel else None
    end = end_on_windows(build, system.product_type if system else None) if build else None
    facts = (
        *((Fact("channel_ended", {"channel": channel[0], "end": channel[1].isoformat()}),) if channel else ()),
        *((Fact("windows_ended", {"build": build, "end": end.isoformat()}),) if build and end else ()),
    )
    if facts:
        version = {"version": found.version} if found and found.version else {}
        yield Finding(
            kinds.OFFICE_OUT_OF_SUPPORT,
            Confidence.CERTAIN,
            mentions={**_office(evidence), **version},
            facts=facts,
        )


def account_mentions(evidence: Evidence) -> Mapping[str, Mention]:
    """What steps for people may name: the product, and who is signed in with which kind of account."""
    users = known(evidence.office_users) or OfficeUsers()
    named = {f"{kind.value}_users": _having(users, kind) for kind in _OTHER}
    return {**_office(evidence), **{name: Listed(*sids) for name, sids in named.items() if sids}}


def account_facts(evidence: Evidence) -> tuple[Fact, ...]:
    """Who is signed in to Office, as far as the host shows it."""
    users = known(evidence.office_users)
    if users is None:
        return ()
    seen = tuple(Fact(_fact_of(_kinds(user)), {"user": user.sid}) for user in users.users)
    unread = (Fact("users_unread", {"number": users.left_out}),) if users.left_out else ()
    return (*(seen or (Fact("nobody_logged_on"),)), *unread)


def _fact_of(kinds_of_user: frozenset[AccountKind]) -> str:
    known_kinds = kinds_of_user & _OTHER.keys()
    if len(known_kinds) > 1:
        return "signed_in_both"
    if known_kinds:
        return f"signed_in_{next(iter(known_kinds)).value}"
    return "signed_in_unknown" if kinds_of_user else "signed_in_none"


def _kinds(user: OfficeUser) -> frozenset[AccountKind]:
    return frozenset(account.kind for account in user.accounts)


def _having(users: OfficeUsers, kind: AccountKind) -> tuple[str, ...]:
    return tuple(user.sid for user in users.users if kind in _kinds(user))


def _is_somebody_signed_in(evidence: Evidence) -> bool:
    """Whether somebody has an account of the kind that fits, or of either where both do."""
    users, fitting = known(evidence.office_users), fitting_account(evidence)
    return users is not None and any(_having(users, kind) for kind in _OTHER if fitting in (None, kind))


def _office(evidence: Evidence) -> dict[str, Mention]:
    ids = account_ids(evidence)
    return {"office": Listed(*ids)} if ids else {}


def _unless_told(evidence: Evidence) -> Severity | None:
    """A warning, as long as nobody has told of a sign-in that fails."""
    return None if sign_in_code(evidence) is not None else Severity.WARNING
