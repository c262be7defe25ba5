# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A product in two or three words, the same on every host: of its family, which is not translated. Pure."""

from __future__ import annotations

from typing import Protocol

from ._model import Application, Product
from ._office_catalog import base_of_family


class Named(Protocol):
    """What tells a product from others, in a result as on a host."""

    @property
    def name(self) -> str | None:
        """Name of the row, in the language of its host."""

    @property
    def family(self) -> str | None:
        """LicenseFamily."""

    @property
    def esu_year(self) -> int | None:
        """The year of an add-on of Extended Security Updates."""

    @property
    def activation_id(self) -> str | None:
        """The SKU GUID."""


def short_name(product: Product) -> str:
    """What tells a product from the others of its host.

    Windows(R), Professional edition is ``Windows Professional``, its add-on ``Windows ESU year 1``, and
    Office 24, Office24ProPlus2024VL_KMS_Client_AE edition is ``Office ProPlus2024``.
    """
    return short_name_of(product, product.application.label, is_primary=product.is_primary)


def short_name_of(product: Named, application: str | None, *, is_primary: bool) -> str:
    """The same of whatever has these members.

    Args:
        product: The product.
        application: The label of its application.
        is_primary: Whether it stands for Windows itself.
    """
    if product.esu_year:
        return f"Windows ESU year {product.esu_year}"
    if application == Application.OFFICE.label:
        base = base_of_family(product.family or "")
        return f"Office {base}" if base else product.name or product.activation_id or ""
    if is_primary and product.family:
        return f"Windows {product.family}"
    return product.name or product.activation_id or ""
