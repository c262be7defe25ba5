# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What to do for a product that is not licensed."""

from __future__ import annotations

from .._language._text import Text
from ._model import Application, Product
from ._reason import advice_on


def advice_for(product: Product, otherwise: str) -> Text:
    """The next step for a product, by its reason; no activation brings back a Windows whose evaluation is over."""
    if product.application is not Application.WINDOWS or not product.is_stopped_evaluation:
        return advice_on(product.reason, otherwise)
    if product.is_server:
        return Text(
            "Activating it does not help: an evaluation of Windows Server whose time is over is converted by "
            "win_edition (edition: full) with a key you own, or installed anew."
        )
    return Text(
        "Activating it does not help: an evaluation of a Windows client cannot be converted; install a full edition "
        "anew."
    )
