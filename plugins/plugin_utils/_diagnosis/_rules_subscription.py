# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why a subscription does not give a host its edition.

Looked at where a row of a subscription shows, or where everything is read. A host without one says so itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from .._licensing._model import Application, Channel
from .._licensing._short_name import short_name
from .._licensing._subscription import SubscriptionState
from . import _kinds as kinds
from ._evidence import Evidence, known
from ._finding import Confidence, Fact, Finding, Mention
from ._kinds import Severity

#: Core, CoreN, CoreSingleLanguage and CoreCountrySpecific.
_HOME = "core"

_OVER = (SubscriptionState.DISABLED, SubscriptionState.EXPIRED)


def has_subscription_row(evidence: Evidence) -> bool:
    """Whether a row of Windows is one of a subscription."""
    rows = (row for row in evidence.known_products if row.application is Application.WINDOWS)
    return any(row.channel is Channel.SUBSCRIPTION for row in rows)


def subscription_findings(evidence: Evidence) -> Iterator[Finding]:
    """One finding, the first that stands in the way; none where no subscription is expected."""
    subscription, base = known(evidence.subscription), evidence.primary
    if subscription is None or base is None or not subscription.is_expected or not evidence.is_windows_meant:
        return
    mentions: dict[str, Mention] = {"product": short_name(base), "family": base.family}
    if subscription.edition:
        mentions["edition"] = subscription.edition
    facts = (Fact("subscription_state", {"state": subscription.state.value}),)
    milder = None
    if base.family.lower().startswith(_HOME):
        kind = kinds.SUBSCRIPTION_ON_HOME
    elif subscription.state in _OVER:
        kind, milder = kinds.SUBSCRIPTION_OVER, Severity.WARNING if base.is_licensed else None
    elif known(evidence.is_entra_joined) is False:
        kind = kinds.SUBSCRIPTION_NOT_JOINED
    elif not base.is_licensed:
        kind = kinds.SUBSCRIPTION_BASE_NOT_LICENSED
    else:
        return
    yield Finding(kind, Confidence.CERTAIN, product=base, milder=milder, mentions=mentions, facts=facts)
