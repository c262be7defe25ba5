# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys nobody types: the setup key Microsoft publishes for the host's edition, and the key in the firmware."""

from __future__ import annotations

import enum

from .._language._text import Text
from .._licensing._catalog import setup_key_ending, setup_key_for
from .._licensing._errors import PlanError
from .._licensing._host import Host
from .._licensing._model import Channel
from .._licensing._product_key import ProductKey
from ._target import Target
from ._wish import Observed


class KeySource(enum.Enum):
    """Where a key comes from when nobody types it."""

    #: Microsoft's published KMS client setup key of the host's edition.
    GVLK = "gvlk"
    #: The key the maker put into the firmware.
    FIRMWARE = "firmware"


def found_key(key: ProductKey | KeySource, host: Host, observed: Observed, target: Target) -> ProductKey:
    """The key itself; that of a source as it is for this host.

    Raises:
        PlanError: It gives none, or none for what is meant.
    """
    if isinstance(key, ProductKey):
        return key
    _require_windows(key, observed, target)
    return _setup_key(host, observed) if key is KeySource.GVLK else _firmware_key(host)


def _require_windows(source: KeySource, observed: Observed, target: Target) -> None:
    """Both sources hold keys of Windows itself, and Windows would take them whatever the task is about."""
    if not target.is_windows_itself(observed.products):
        raise PlanError(
            "source: {source} gives a key of Windows itself, and none for {target}.",
            advice="Give product_key. Nothing was sent.",
            source=source.value,
            target=target.words,
        )


def _setup_key(host: Host, observed: Observed) -> ProductKey:
    """The setup key already installed is the right one: Windows takes no other. It saves two requests."""
    for product in observed.products:
        if product.is_primary and product.channel is Channel.GVLK:
            installed = setup_key_ending(product.partial_product_key or "")
            if installed is not None:
                return installed
    edition = host.edition()
    key = setup_key_for(edition)
    if key is None:
        raise PlanError(
            "Microsoft publishes no KMS client setup key for {edition}, build {build}.",
            advice="Give product_key; an evaluation of Windows Server has to be converted to a full edition first, and "
            "one of a client to be installed anew.",
            edition=edition.edition_id,
            build=edition.build,
        )
    return key


def _firmware_key(host: Host) -> ProductKey:
    key = host.firmware_key()
    if key is None:
        raise PlanError("The firmware of this host holds no product key.", advice="Give product_key instead of source.")
    return key


def resolved(key: ProductKey | KeySource) -> ProductKey:
    """A key whose source has been asked."""
    if isinstance(key, KeySource):
        raise TypeError(f"the source {key.value} has not been resolved to a key")
    return key


def carried(key: ProductKey | KeySource | None) -> tuple[Text, ...]:
    """The key of the firmware, which comes over the wire and goes back; a setup key is published."""
    return (Text("the firmware key"),) if key is KeySource.FIRMWARE else ()
