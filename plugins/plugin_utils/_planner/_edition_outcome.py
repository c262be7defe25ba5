# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a host looks after a change of edition: whether it has arrived, and what is foreseen of it."""

from __future__ import annotations

from dataclasses import replace

from .._licensing._foreseen import ForeseenProduct, unseen, without_key
from .._licensing._model import Application, Product
from .._licensing._product_key import ProductKey
from .._licensing._servicing import Job, JobKind, JobOrder, Pending, ServicingRestart, Traces, Way
from .._licensing._windows_installation import WindowsInstallation, is_same_edition
from ._wish import Observed


def has_arrived(observed: Observed, edition_id: str) -> bool:
    """Whether a host is of an edition: EditionID says so, and the family of its key where it has one."""
    installation, product = observed.part(WindowsInstallation), primary_of(observed)
    is_there = installation is not None and is_same_edition(installation.edition_id, edition_id)
    return is_there and (product is None or is_same_edition(product.family, edition_id))


def is_lagging(observed: Observed, edition_id: str) -> bool:
    """Whether the key is one of an edition and EditionID is another: Windows asks for a restart."""
    installation, product = observed.part(WindowsInstallation), primary_of(observed)
    if installation is None or product is None or is_same_edition(installation.edition_id, edition_id):
        return False
    return is_same_edition(product.family, edition_id)


def primary_of(observed: Observed) -> Product | None:
    """The product that stands for Windows itself."""
    return next((product for product in observed.products if product.is_primary), None)


def with_conversion_done(observed: Observed, order: JobOrder) -> Observed:
    """The job over, and a restart due."""
    done = Job(JobKind.CHANGE, order.target, Way.TASK, is_started=True, is_running=False, exit_code=3010)
    traces = observed.part(Traces) or Traces()
    pending = ServicingRestart(frozenset({Pending.SERVICING}))
    return observed.having(replace(traces, jobs=(done,), is_clean=False), pending)


def with_edition(observed: Observed, edition_id: str, key: ProductKey | None) -> Observed:
    """The edition there, with a key of it in place of the one Windows had."""
    installation = observed.part(WindowsInstallation)
    if installation is not None:
        observed = observed.having(replace(installation, edition_id=edition_id), ServicingRestart())
    if key is None:
        return observed
    new = ForeseenProduct.of(unseen(Application.WINDOWS, key.last_five, is_addon=False), family=edition_id)
    others = tuple(without_key(item) if item.is_primary else item for item in observed.products)
    return replace(observed, products=(*others, new))
