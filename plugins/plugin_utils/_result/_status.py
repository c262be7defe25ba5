# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state of a host as a plain result: its products, and what was read beside them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from .._language._text import Language
from .._licensing._model import Application, Identity, Service
from .._licensing._subscription import Subscription
from .._planner._state import KnownState
from .._planner._support_state import office_supports, windows_support
from .._planner._wish import Observed
from ._product import render_identity, render_product, render_service, render_subscription
from ._support_dates import render_office_support, render_support


def render_status(
    wish: KnownState, observed: Observed, now: datetime, language: Language, *, with_service: bool
) -> dict[str, Any]:
    """All products read, whether those meant are licensed, and what else is known of the host.

    Args:
        wish: What was to be read.
        observed: What was.
        now: The controller's time, UTC.
        language: Of texts on codes.
        with_service: Whether the service and the subscription are asked for; else they were read for something else.
    """
    service, subscription = observed.part(Service), observed.part(Subscription)
    identity, products = observed.part(Identity), observed.products
    result: dict[str, Any] = {
        "products": [render_product(product, now, language, service, subscription) for product in products],
        "licensed": wish.subject.is_licensed(products),
    }
    if service is not None and with_service:
        result["service"] = render_service(service)
        result["subscription"] = render_subscription(subscription, products) if subscription is not None else None
    if identity is not None:
        result["host"] = render_identity(identity)
    return result | _support(wish, observed, now)


def _support(wish: KnownState, observed: Observed, now: datetime) -> dict[str, Any]:
    """How long Windows and Office are supported; one row alone tells it of neither."""
    if wish.target.activation_id is not None:
        return {}
    today, result = now.date(), dict[str, Any]()
    windows = windows_support(observed, today)
    if windows is not None:
        result["support"] = render_support(windows)
    if wish.target.application is not Application.WINDOWS:
        result["office_support"] = [render_office_support(item) for item in office_supports(observed, today)]
    return result
