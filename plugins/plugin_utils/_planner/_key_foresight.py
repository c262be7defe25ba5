# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of the products once a key is installed, as far as that can be known before.

A key given for Windows is taken for one of Windows itself and of its present edition: planned is nothing else, and a
key that turns out to be of something else makes the task fail, or is the user's to correct.
"""

from __future__ import annotations

from dataclasses import replace

from .._licensing._catalog import setup_editions
from .._licensing._foreseen import ForeseenProduct, in_doubt, unseen, with_new_key, without_key
from .._licensing._model import Application, Channel
from .._licensing._office_catalog import base_of
from .._licensing._product_key import ProductKey
from ._target import Target
from ._wish import Observed


def with_key_installed(observed: Observed, key: ProductKey, target: Target) -> Observed:
    """The products with the key at the one it is for.

    Windows has one key beside those of its add-ons, so the one it had goes. Which Office product a key is for, and
    whether another loses its key to it, only the host knows, unless the target names it.
    """
    named = next((item for item in observed.products if item.activation_id == target.activation_id), None)
    others = tuple(item for item in observed.products if item is not named)
    if target.is_windows_itself(observed.products):
        holder = with_new_key(named, key.last_five) if named is not None else _windows_with(observed, key)
        others = tuple(without_key(item) if item.is_primary else item for item in others)
    elif named is not None:
        holder = with_new_key(named, key.last_five)
    else:
        holder = _unseen_with(observed, key, target)
        rivals = replace(target, last_five=None).select(others)
        others = tuple(in_doubt(item) if item in rivals else item for item in others)
    return replace(observed, products=(*others, holder))


def _unseen_with(observed: Observed, key: ProductKey, target: Target) -> ForeseenProduct:
    """A product of which only the host can tell which of its rows will hold the key, though they share a base."""
    product = unseen(target.application or Application.OTHER, key.last_five)
    row = next((item for item in observed.products if target.base and base_of(item) == target.base), None)
    return product if row is None else replace(product, family=row.family)


def _windows_with(observed: Observed, key: ProductKey) -> ForeseenProduct:
    """Windows itself, whose edition a key leaves as it is; a setup key says by itself which editions it is for."""
    product = unseen(Application.WINDOWS, key.last_five, is_addon=False)
    editions = setup_editions(key)
    if editions:
        product = ForeseenProduct.of(product, channel=Channel.GVLK)
    base = next((item for item in observed.products if item.is_primary), None)
    if base is None:
        return ForeseenProduct.of(product, family=editions[0]) if len(editions) == 1 else product
    is_of_another = editions and base.family.lower() not in map(str.lower, editions)
    # All rows of an edition have its name and its family.
    return product if is_of_another else ForeseenProduct.of(product, name=base.name, family=base.family)
