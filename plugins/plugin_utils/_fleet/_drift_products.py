# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What has changed in the products of a machine between two surveys. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from .._licensing._model import ActivatedBy, Application
from .._result._product import ProductResult
from ._drift_kinds import Change, Kind
from ._survey import SurveyRow

_WINDOWS = "Windows"


def product_changes(
    before: SurveyRow, after: SurveyRow, servers: Collection[str], common: Collection[str]
) -> Iterator[Change]:
    """Those of a machine that was read both times.

    Args:
        before: As it was.
        after: As it is.
        servers: KMS hosts that served anybody before.
        common: Applications whose products were read both times.
    """
    old, new = _slots(before, common), _slots(after, common)
    for name in [*old, *(name for name in new if name not in old)]:
        yield from _changes(after.name, name, old.get(name), new.get(name))
    for name in (name for name in old if name in new and name != _WINDOWS):
        yield from _own_kms_changes(name, (before, old[name]), (after, new[name]))
    if Application.WINDOWS.label in common:
        yield from _esu_changes(before, after)
        yield from _kms_changes(before, after, servers)


def kms_hosts(row: SurveyRow) -> tuple[str | None, str | None]:
    """The KMS host that is set for Windows, and the one that was found by DNS; in lower case, without ports."""
    windows, service = row.windows, row.service
    settings = [item.kms for item in (windows, service) if item is not None and item.kms is not None]
    configured = next((kms.host for kms in settings if kms.host), None)
    found = next((kms.discovered_host for kms in settings if kms.discovered_host), None)
    return (configured.lower() if configured else None, found.lower() if found else None)


def _slots(row: SurveyRow, common: Collection[str]) -> Mapping[str, ProductResult]:
    """Products by what tells them from others of their host, Windows first; no add-ons, and none of an account."""
    found: dict[str, ProductResult] = {}
    for product in row.products:
        is_windows = product.application == Application.WINDOWS.label
        if product.is_addon or product.follows_account or product.application not in common:
            continue
        if is_windows and product is not row.windows:
            continue
        name = _WINDOWS if is_windows else product.office_product or product.short_name
        found[name] = min(found.get(name, product), product, key=_order)
    return found


def _order(product: ProductResult) -> tuple[bool, str]:
    """Of several keys of one product the one that licenses it counts, in whatever order Windows tells them."""
    return not product.licensed, product.partial_product_key or ""


def _changes(host: str, name: str, old: ProductResult | None, new: ProductResult | None) -> Iterator[Change]:
    was, is_now = bool(old and old.licensed), bool(new and new.licensed)
    if was and not is_now and (new is not None or name == _WINDOWS):
        yield Change(Kind.UNLICENSED, host, name, _way(old), _why(new))
    if is_now and not was and (old is not None or name == _WINDOWS):
        yield Change(Kind.LICENSED, host, name, _why(old), _way(new))
    if old is None or new is None:
        return
    if was and is_now and None not in (old.activated_by, new.activated_by) and old.activated_by != new.activated_by:
        yield Change(Kind.ACTIVATED_BY, host, name, _way(old), _way(new))
    if old.partial_product_key != new.partial_product_key:
        yield Change(Kind.KEY, host, name, _key(old), _key(new))
    if name == _WINDOWS and old.family != new.family:
        yield Change(Kind.EDITION, host, name, old.family, new.family)


def _esu_changes(before: SurveyRow, after: SurveyRow) -> Iterator[Change]:
    old, new = _years(before), _years(after)
    if old != new:
        yield Change(Kind.ESU, after.name, None, _listed(old), _listed(new))


def _kms_changes(before: SurveyRow, after: SurveyRow, servers: Collection[str]) -> Iterator[Change]:
    """DNS gives one of several KMS hosts by turns; that is no change as long as it is one of them."""
    (was_set, was_found), (is_set, is_found) = kms_hosts(before), kms_hosts(after)
    is_client = any(
        row.windows is not None and row.windows.activated_by == ActivatedBy.KMS.value for row in (before, after)
    )
    is_other = was_set != is_set or (
        is_set is None and is_found is not None and is_found != was_found and is_found not in servers
    )
    if is_other and (is_client or was_set or is_set):
        yield Change(Kind.KMS_HOST, after.name, None, was_set or was_found, is_set or is_found)


def _own_kms_changes(
    name: str, before: tuple[SurveyRow, ProductResult], after: tuple[SurveyRow, ProductResult]
) -> Iterator[Change]:
    """Office uses the KMS host of the service, as Windows does, unless it has one of its own."""
    (was_own, was_set), (is_own, is_set) = _set_for(*before), _set_for(*after)
    is_client = ActivatedBy.KMS.value in (before[1].activated_by, after[1].activated_by)
    if is_client and was_own != is_own and was_set != is_set:
        yield Change(Kind.KMS_HOST, after[0].name, name, was_set, is_set)


def _set_for(row: SurveyRow, product: ProductResult) -> tuple[str | None, str | None]:
    """The KMS host that is set for a product alone, and the one it uses: that or the one of the service."""
    own = product.kms.host.lower() if product.kms is not None and product.kms.host else None
    shared = row.service.kms if row.service is not None else None
    return own, own or (shared.host.lower() if shared is not None and shared.host else None)


def _years(row: SurveyRow) -> Sequence[int]:
    return sorted({product.esu_year for product in row.products if product.esu_year and product.licensed})


def _listed(years: Sequence[int]) -> str | None:
    return ", ".join(map(str, years)) or None


def _way(product: ProductResult | None) -> str | None:
    return product.activated_by if product is not None else None


def _why(product: ProductResult | None) -> str | None:
    """The code of the state of a product that is not licensed."""
    if product is None:
        return None
    return (product.reason.code if product.reason is not None else None) or product.license_status


def _key(product: ProductResult) -> str | None:
    return f"...{product.partial_product_key}" if product.partial_product_key else None
