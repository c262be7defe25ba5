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
from .._licensing._model import Application, Channel, Product
from .._licensing._product_key import ProductKey
from ._target import Target
from ._wish import Observed


def with_key_installed(observed: Observed, key: ProductKey, target: Target) -> Observed:
    """The products with the key at the one it is for.

    Windows has one key beside those of its add-ons, so the one it had goes. Which Office product a key is for, and
    whether another loses its key to it, only the host knows, unless the target names it.
    """
    named = next((item for item in observed.products if item.activation_id == target.activation_id), None)
    is_windows = target.is_windows_itself(observed.products)
    others = tuple(item for item in observed.products if item is not named)
    if is_windows:
        others = tuple(without_key(item) if item.is_primary else item for item in others)
    elif named is None:
        others = tuple(in_doubt(item) if item in target_alone(target).select(others) else item for item in others)
    holder = _of_windows(observed, key) if is_windows and named is None else None
    if holder is None:
        holder = unseen(_owner(target), key.last_five) if named is None else with_new_key(named, key.last_five)
    return replace(observed, products=(*others, holder))


def target_alone(target: Target) -> Target:
    """The products meant, whatever key they hold."""
    return replace(target, last_five=None)


def _owner(target: Target) -> Application:
    return target.application or Application.OTHER


def _of_windows(observed: Observed, key: ProductKey) -> ForeseenProduct:
    """Windows itself, whose edition a key leaves as it is; a setup key says by itself which edition it is for."""
    base = next((item for item in observed.products if item.is_primary), None)
    found = unseen(Application.WINDOWS, key.last_five, is_addon=False)
    editions = setup_editions(key)
    if editions:
        found = ForeseenProduct.of(found, channel=Channel.GVLK)
    if base is None:
        return ForeseenProduct.of(found, family=editions[0]) if len(editions) == 1 else found
    if editions and base.family.lower() not in {edition.lower() for edition in editions}:
        return found
    return _like(found, base)


def _like(found: ForeseenProduct, base: Product) -> ForeseenProduct:
    """With what all rows of an edition have in common: its name and its family."""
    return ForeseenProduct.of(found, name=base.name, family=base.family)
