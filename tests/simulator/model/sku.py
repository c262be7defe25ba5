# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Licence rows as installed data: one `Sku` per row of SoftwareLicensingProduct, keyed or not."""

from __future__ import annotations

from dataclasses import dataclass

from .values import CHANNEL_PROPERTY, WINDOWS_APPLICATION, Channel


@dataclass(frozen=True, slots=True)
class Sku:
    """The unchanging part of a product row; `releases` are the release IDs of an Office product whose licence it is."""

    row: str
    activation_id: str
    application: str
    generation: str
    family: str
    channel: Channel
    name: str
    description: str
    is_addon: bool = False
    depends_on: str | None = None
    kms_threshold: int = 25
    key_channel_text: str | None = None
    releases: tuple[str, ...] = ()

    @property
    def is_windows(self) -> bool:
        """Whether the row belongs to the Windows application."""
        return self.application == WINDOWS_APPLICATION

    @property
    def is_windows_base(self) -> bool:
        """Whether the row licenses Windows itself and not an add-on."""
        return self.is_windows and not self.is_addon

    @property
    def key_channel(self) -> str:
        """Text of ProductKeyChannel once a key is installed."""
        return self.key_channel_text or CHANNEL_PROPERTY[self.channel]
