# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a host is asked about Office depends on these: whether Office is meant, and what is known of it so far. Pure."""

from __future__ import annotations

from typing import Final

from .._licensing._catalog import find_error
from .._licensing._model import Application
from .._licensing._office import ClickToRun, OfficeSetting
from .._licensing._office_catalog import is_account_id
from .._licensing._office_model import AccountKind
from .._licensing._office_products import OfficeProduct, installed_products, is_volume_row
from . import _kinds as kinds
from ._codes import cause_of
from ._evidence import Evidence, known
from ._evidence_office import leftovers_in, suite_of
from ._failure import given_code

#: Microsoft 365 for homes: a work account has no licence for it (lifecycle.yml has its release ID).
_FOR_HOMES: Final = ("o365homepremretail",)

_NETWORK: Final = "network"

#: Volume products whose programs Microsoft 365 Apps have too; Visio and Project are not among them.
_SUITES: Final = frozenset({"ProPlus", "Standard"})

#: Names that Office needs: for volume and retail keys, and for accounts (documented: Microsoft 365 URLs and IP ranges).
ACTIVATION_NAMES: Final = ("activation.sls.microsoft.com",)
ACCOUNT_NAMES: Final = ("login.microsoftonline.com", "ols.officeapps.live.com", "officeclient.microsoft.com")


def may_be_left_over(evidence: Evidence) -> bool:
    """Whether a row of Office fails that is left over if click-to-run does not list its product."""
    rows = known(evidence.products) or ()
    return len(leftovers_in(ClickToRun(()), rows)) > len(evidence.leftovers)


def sign_in_code(evidence: Evidence) -> int | None:
    """The given code, when it is one that only the sign-in of Microsoft 365 Apps has."""
    code = given_code(evidence)
    return code if code is not None and cause_of(code) is kinds.M365_SIGNIN_FAILED else None


def is_network_code(code: int) -> bool:
    """Whether a code is about the way to a service rather than about what was said there."""
    entry = find_error(code)
    return entry is not None and entry.category == _NETWORK


def is_office_meant(evidence: Evidence) -> bool:
    """Whether somebody asks about Office: by the option, or by a code that only Office has."""
    is_told = evidence.application is None and sign_in_code(evidence) is not None
    return evidence.application is Application.OFFICE or is_told


def has_office_rows(evidence: Evidence) -> bool:
    """Whether a row tells of a licence of Office."""
    return any(product.application is Application.OFFICE for product in evidence.known_products)


def account_ids(evidence: Evidence) -> tuple[str, ...]:
    """Release IDs of Microsoft 365 Apps that are installed."""
    found = known(evidence.click_to_run)
    return tuple(filter(is_account_id, found.release_ids)) if found else ()


def fitting_account(evidence: Evidence) -> AccountKind | None:
    """The kind of account that the installed Microsoft 365 Apps are licensed by; None without them, or for both."""
    for_homes = {name.lower() in _FOR_HOMES for name in account_ids(evidence)}
    if len(for_homes) != 1:
        return None
    return AccountKind.PERSONAL if for_homes.pop() else AccountKind.WORK


def is_sharing_worth_asking(evidence: Evidence) -> bool:
    """Whether shared computer activation can be missing: on a session host, for a product that knows it."""
    system, found = known(evidence.system), known(evidence.click_to_run)
    is_session_host = system is not None and bool(system.is_session_host)
    return is_session_host and found is not None and found.supports(OfficeSetting.SHARED_COMPUTER)


def is_sharing_known(found: ClickToRun) -> bool:
    """Whether the setting was read."""
    return OfficeSetting.SHARED_COMPUTER in dict(found.settings)


def office_products(evidence: Evidence) -> tuple[OfficeProduct, ...]:
    """The products of Office, with those of their rows that have a key."""
    return installed_products(known(evidence.click_to_run), known(evidence.products) or ())


def keyless_products(evidence: Evidence) -> tuple[OfficeProduct, ...]:
    """Volume products that click-to-run lists, without a key of a volume licence and without a licence."""
    if known(evidence.click_to_run) is None or known(evidence.products) is None:
        return ()
    return tuple(
        product
        for product in office_products(evidence)
        if product.is_listed and product.is_volume and not _needs_no_key(product, evidence)
    )


def _needs_no_key(product: OfficeProduct, evidence: Evidence) -> bool:
    """Whether it has one, or another key licenses it, or an account does: Microsoft 365 Apps are the same programs."""
    is_by_account = bool(account_ids(evidence)) and suite_of(product.base or "") in _SUITES
    return is_by_account or product.is_licensed or any(map(is_volume_row, product.keyed_rows))


def is_retail_only(evidence: Evidence) -> bool:
    """Whether a key of another licence was refused, and click-to-run lists products of retail only."""
    code, found = given_code(evidence), known(evidence.click_to_run)
    if code is None or found is None or cause_of(code) not in kinds.OFFICE_LICENCES_MISSING.explains:
        return False
    products = [product for product in office_products(evidence) if product.is_listed]
    return all(not product.is_volume and not product.follows_account for product in products)


def is_installer_office_keyless(evidence: Evidence) -> bool:
    """Whether somebody asks about Office, and neither click-to-run nor a key tells of any."""
    is_without = evidence.click_to_run is None and known(evidence.products) is not None
    rows = known(evidence.products) or ()
    return is_office_meant(evidence) and is_without and not any(row.application is Application.OFFICE for row in rows)
