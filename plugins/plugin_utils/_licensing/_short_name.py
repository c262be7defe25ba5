# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A product in two or three words, the same on every host: of its family, which is not translated. Pure."""

from __future__ import annotations

import re
from typing import Final

from ._model import Application, Product

#: LicenseFamily of Office: Office24ProPlus2024VL_KMS_Client_AE, Office16VisioProR_Grace (recorded).
_OFFICE: Final = re.compile(r"Office\d*(?P<suite>[A-Za-z]\w*?)(?:VL|R)?_")


def short_name(product: Product) -> str:
    """What tells a product from the others of its host.

    Windows(R), Professional edition is ``Windows Professional``, its add-on ``Windows ESU year 1``, and
    Office 24, Office24ProPlus2024VL_KMS_Client_AE edition is ``Office ProPlus2024``.
    """
    if product.esu_year is not None:
        return f"Windows ESU year {product.esu_year}"
    if product.application in (Application.OFFICE, Application.OFFICE_2010):
        found = _OFFICE.match(product.family)
        return f"Office {found['suite']}" if found else product.name or product.activation_id
    if product.is_primary and product.family:
        return f"Windows {product.family}"
    return product.name or product.activation_id
