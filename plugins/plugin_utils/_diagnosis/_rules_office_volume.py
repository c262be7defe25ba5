# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Volume Office: products without a key or without licence files, rows that are in the way, a KMS host of its own."""

from __future__ import annotations

from collections.abc import Iterator

from .._language._text import Listed
from .._licensing._kms import DEFAULT_PORT
from .._licensing._model import Application, Channel, KmsClient, Product
from .._licensing._office_catalog import base_of, releases
from .._licensing._office_products import OfficeProduct, is_volume_row
from .._licensing._short_name import short_name
from . import _kinds as kinds
from ._case import Case
from ._evidence import Evidence, known
from ._evidence_office import suite_of
from ._facts import facts_of, kms_facts, state_fact
from ._failure import examined
from ._finding import Confidence, Fact, Finding, ModuleCall
from ._office_matter import is_installer_office_keyless, is_retail_only, keyless_products, office_products
from ._office_support import end_of_release


def missing_office_keys(evidence: Evidence) -> Iterator[Finding]:
    """Volume products without a key; where their licence files are missing too, no key can be installed."""
    products, bases = keyless_products(evidence), known(evidence.licence_bases)
    without_files = [product for product in products if bases is not None and _base(product) not in bases]
    without_key = [product for product in products if product not in without_files]
    for kind, some in ((kinds.OFFICE_LICENCES_MISSING, without_files), (kinds.OFFICE_KEY_MISSING, without_key)):
        if some:
            names = [product.release_id for product in some if product.release and product.release_id]
            yield Finding(
                kind,
                Confidence.CERTAIN if bases is not None and len(names) == len(some) else Confidence.LIKELY,
                mentions={
                    "office": Listed(*(product.name for product in some)),
                    **({"release": Listed(*names)} if names else {}),
                },
                facts=(*_listed(some), Fact("no_volume_key")),
            )


def missing_installer_keys(evidence: Evidence) -> Iterator[Finding]:
    """Office by Windows Installer without a key: only its licence files tell that it is there (inferred)."""
    bases = known(evidence.licence_bases)
    if not bases or not is_installer_office_keyless(evidence):
        return
    titles = [release.title for release in releases() if release.base.lower() in bases]
    yield Finding(
        kinds.OFFICE_KEY_MISSING,
        Confidence.LIKELY,
        mentions={"office": Listed(*(titles or ["Office"]))},
        facts=(Fact("licence_files", {"number": len(bases)}), Fact("no_volume_key")),
    )


def retail_only(evidence: Evidence) -> Iterator[Finding]:
    """A volume key was refused where Office is installed as retail: the rows it would go to do not exist."""
    bases = known(evidence.licence_bases)
    if bases is None or not is_retail_only(evidence):
        return
    products = [product for product in office_products(evidence) if product.is_listed]
    if any(_base(product) in bases for product in products):
        return
    yield Finding(
        kinds.OFFICE_LICENCES_MISSING,
        Confidence.CERTAIN,
        mentions={"office": Listed(*(product.name for product in products))},
        facts=_listed(products),
    )


def leftovers(evidence: Evidence) -> Iterator[Finding]:
    """Rows that make Office nag although it is licensed: a remark, because nothing is lost."""
    rows = evidence.leftovers
    if rows:
        names = dict.fromkeys(short_name(row) for row in rows)
        yield Finding(
            kinds.OFFICE_LEFTOVERS,
            Confidence.CERTAIN,
            mentions={"products": Listed(*names)},
            facts=tuple(map(state_fact, rows)),
        )


def retail_beside_volume(case: Case) -> Iterator[Finding]:
    """A retail key and a volume key of the same Office, neither of which licenses it."""
    base = base_of(case.product)
    if base is None or case.product.channel is not Channel.RETAIL or case.product.is_licensed:
        return
    volume = [row for row in case.evidence.known_products if _is_volume_of(row, base)]
    if volume:
        yield Finding(
            kinds.OFFICE_RETAIL_BESIDE_VOLUME,
            Confidence.LIKELY,
            product=case.product,
            mentions={"product": short_name(case.product), "volume": short_name(volume[0])},
            facts=(state_fact(case.product), *map(state_fact, volume)),
        )


def differing_kms_host(case: Case) -> Iterator[Finding]:
    """The host of the product wins (documented), so nobody asks the one that is set for all."""
    service, own = known(case.evidence.service), case.product.kms
    is_office = case.product.application is Application.OFFICE
    if service is None or not is_office or not case.is_volume_client or case.product.is_licensed:
        return
    may_be_why = case.cause in kinds.KMS_HOST_DIFFERS.explains
    if own.host and service.kms.host and _place(own) != _place(service.kms) and may_be_why:
        yield Finding(
            kinds.KMS_HOST_DIFFERS,
            Confidence.LIKELY,
            product=case.product,
            code=case.code,
            mentions={"product": short_name(case.product), "host": own.host, "other": service.kms.host},
            facts=(*kms_facts(case), Fact("kms_host_service", {"host": service.kms.host}), *facts_of(case)),
            fix=ModuleCall("win_kms_client", {"state": "absent", "activation_id": case.product.activation_id}),
        )


def ended_release(evidence: Evidence) -> Iterator[Finding]:
    """An Office that fails and is not supported any more; one that is licensed works on, and gets no remark."""
    ended: dict[str, Product] = {}
    for case in examined(evidence):
        base = base_of(case.product)
        end = end_of_release(base) if base else None
        if base and end and end < evidence.host_now.date() and not case.product.is_licensed:
            ended.setdefault(base, case.product)
    for base, product in ended.items():
        end = end_of_release(base)
        yield Finding(
            kinds.OFFICE_OUT_OF_SUPPORT,
            Confidence.CERTAIN,
            product=product,
            mentions={"office": short_name(product)},
            facts=(Fact("release_ended", {"office": short_name(product), "end": end.isoformat() if end else "?"}),),
        )


def _is_volume_of(row: Product, base: str) -> bool:
    own = base_of(row)
    is_same = own is not None and suite_of(own) == suite_of(base)
    return is_same and bool(row.partial_product_key) and is_volume_row(row) and not row.is_licensed


def _place(kms: KmsClient) -> tuple[str, int]:
    return (kms.host or "").removesuffix(".").lower(), kms.port or DEFAULT_PORT


def _base(product: OfficeProduct) -> str:
    return (product.base or "").lower()


def _listed(products: list[OfficeProduct]) -> tuple[Fact, ...]:
    return tuple(Fact("listed", {"release": product.release_id or "?"}) for product in products)
