# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Candidates for the list: which products of a host belong on it, and how the host is told from others."""

from __future__ import annotations

from dataclasses import dataclass, replace

from .._language._errors import InputError
from .._language._text import Text
from .._licensing._extended import is_for_server, is_server
from .._licensing._hardware import own_uuid
from .._licensing._model import Channel, Product
from .._licensing._offline_id import InstallationId
from ._portal import portal_product
from ._row import ListRow

#: So much of a text that came from elsewhere is shown.
_SHOWN = 60

#: Names of products are a tenth of it; a host that shows more has no product of Microsoft's.
_LONGEST_NAME = 1000

#: Keys of these channels are not activated by a Confirmation ID.
_WITHOUT_CONFIRMATION = {
    channel.value for channel in (Channel.GVLK, Channel.EVALUATION, Channel.SUBSCRIPTION, Channel.AVMA)
}


@dataclass(frozen=True, slots=True)
class ListedHost:
    """A host as the list knows it.

    Attributes:
        name: Its name in the inventory.
        uuid: UUID of its hardware, upper case.
        build: Build of its Windows; None when it is not known.
    """

    name: str
    uuid: str
    build: int | None = None

    @classmethod
    def known(cls, name: str, uuid: str | None, build: int | None = None) -> ListedHost:
        """A host that can be told from others.

        Raises:
            InputError: Its hardware shows no UUID of its own.
        """
        return cls(name, parse_uuid(uuid or "", name), build)


@dataclass(frozen=True, slots=True)
class Licence:
    """What is to be known of a product; names and texts as ``win_activation_status`` returns them."""

    application: str
    activation_id: str
    name: str
    family: str
    channel: str
    partial_product_key: str
    installation_id: str
    is_licensed: bool

    @property
    def is_for_server(self) -> bool:
        """Whether it is of a Windows Server, or of an add-on for one."""
        return is_server(self.family) or is_for_server(self.name)

    @classmethod
    def of(cls, product: Product) -> Licence:
        """That of a product."""
        return cls(
            application=product.application.label,
            activation_id=product.activation_id,
            name=product.name,
            family=product.family,
            channel=product.channel.value,
            partial_product_key=product.partial_product_key or "",
            installation_id=product.installation_id or "",
            is_licensed=product.is_licensed,
        )


@dataclass(frozen=True, slots=True)
class Candidate:
    """A product of a host that may belong on the list.

    Attributes:
        row: The row as it would be if it were new; its Installation ID is empty when a licensed product showed none.
        is_licensed: Whether it needs nothing.
    """

    row: ListRow
    is_licensed: bool


def candidate_on(host: ListedHost, licence: Licence) -> Candidate | None:
    """A product as the list sees it; None when no Confirmation ID could ever activate it.

    Raises:
        InputError: It needs one, and its Installation ID is missing or broken.
    """
    is_confirmable = licence.application in ("windows", "office") and licence.channel not in _WITHOUT_CONFIRMATION
    if not licence.partial_product_key or not is_confirmable:
        return None
    if len(licence.name) > _LONGEST_NAME:
        raise InputError(
            "{host} has a product with a name of more than {count} characters, {name}.",
            advice="It is none of Microsoft's; look at the host.",
            host=host.name,
            count=_LONGEST_NAME,
            name=clipped(licence.name),
        )
    row = ListRow(
        host=host.name,
        host_uuid=host.uuid,
        application=licence.application,
        product_name=licence.name,
        portal_product=portal_product(
            licence.application, f"{licence.name} {licence.family}", build=host.build, is_server=licence.is_for_server
        ),
        activation_id=licence.activation_id.lower(),
        channel=licence.channel,
        partial_product_key=licence.partial_product_key,
        installation_id=licence.installation_id,
    )
    if not licence.is_licensed:
        row = replace(row, installation_id=_installation_id(row))
    return Candidate(row, licence.is_licensed)


def parse_uuid(text: str, host: str | Text) -> str:
    """The UUID of a host's hardware, upper case.

    Raises:
        InputError: There is none, or one that many machines share.
    """
    uuid = own_uuid(text)
    if uuid is not None:
        return uuid
    raise InputError(
        "The hardware of {host} shows no UUID of its own ({uuid}), and without one its rows cannot be told from those "
        "of other hosts.",
        advice="Set one in the firmware or the hypervisor, or activate this host with win_offline_activation and "
        "confirmation_id, without the list.",
        host=host,
        uuid=clipped(text.strip()) or Text("none"),
    )


def clipped(text: str) -> str:
    """A text for messages; of a very long one the beginning.

    >>> clipped("ABC")
    'ABC'
    """
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def _installation_id(row: ListRow) -> str:
    if not row.installation_id:
        raise InputError(
            "The Installation ID of {row} is missing.",
            advice="Read the products with win_activation_status and installation_ids: true.",
            row=row.title,
        )
    try:
        return InstallationId.parse(row.installation_id).digits
    except InputError as problem:
        raise InputError(
            "{row}: {problem}", advice="Read the products again.", row=row.title, problem=problem.texts[0]
        ) from None
