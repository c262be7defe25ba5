# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Named operating systems, their licence rows and the ring of keys, read from the data files beside this module."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from .model.keys import KeyRecord, KeyRing
from .model.sku import Sku
from .model.values import CHANNEL_WORD, WINDOWS_APPLICATION, Channel

_FOLDER = Path(__file__).resolve().parent / "profiles"
_NOT_PROFILES = frozenset({"keys", "classes"})
#: what a form of an Office licence is called in the name of its row, where that differs
_FORM_IN_ROW = {"mak_ae1": "mak", "c2r_gvlk": "gvlk", "c2r_mak": "mak"}


@dataclass(frozen=True, slots=True)
class Profile:
    """One file of the profiles folder."""

    name: str
    data: Mapping[str, Any]
    skus: tuple[Sku, ...]
    default_keys: Mapping[str, str]

    @property
    def is_system(self) -> bool:
        """Whether the profile is an operating system and not an add-on such as Office."""
        return "edition" in self.data


def _load(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def profile_names() -> tuple[str, ...]:
    """All profiles that can be named in a scenario."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.yml") if path.stem not in _NOT_PROFILES))


@cache
def profile(name: str) -> Profile:
    """Read a profile with its rows."""
    data = _load(_FOLDER / f"{name}.yml")
    rows = _load(_FOLDER / "rows" / f"{data['rows']}.yml")
    without = frozenset(data.get("without_families", ()))
    skus = tuple(sku for sku in _skus(rows, data["generation"]) if sku.family not in without)
    return Profile(name, data, skus, rows["default_keys"])


def _skus(rows: Mapping[str, Any], generation: str) -> Iterator[Sku]:
    for item in _row_data(rows):
        yield _sku(rows, item, generation, is_addon=False)
    for item in rows.get("addons", {}).get(generation, ()):
        yield _sku(rows, item, generation, is_addon=True)


def _row_data(rows: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from rows.get("rows", ())
    for family, channels in rows.get("families", {}).items():
        for channel in channels:
            yield {"row": f"{family}/{channel}", "family": family, "channel": channel}
    for product in rows.get("products", ()):
        for form in product["forms"]:
            yield _office_row(rows, product, form)


def _office_row(rows: Mapping[str, Any], product: Mapping[str, Any], form: str) -> Mapping[str, Any]:
    """One row of an Office product in one of the forms its licences come in."""
    name, shape = product["product"], rows["forms"][form]
    kind = "retail" if shape["channel"] == Channel.RETAIL else "volume"
    return {
        "row": f"{product['row']}/{_FORM_IN_ROW.get(form, form)}",
        "family": shape["family"].format(product=name),
        "channel": shape["channel"],
        "word": shape.get("word", CHANNEL_WORD[Channel(shape["channel"])]),
        "releases": [text.format(product=name) for text in rows["releases"][kind]],
    }


def _sku(rows: Mapping[str, Any], item: Mapping[str, Any], generation: str, is_addon: bool) -> Sku:
    channel = Channel(item["channel"])
    word = item.get("word", CHANNEL_WORD[channel])
    family = item["family"]
    seed = f"https://simulator.invalid/{rows.get('seed', generation)}/{family}/{channel}"
    return Sku(
        row=item["row"],
        activation_id=item.get("id", str(uuid.uuid5(uuid.NAMESPACE_URL, seed))),
        application=rows.get("application", WINDOWS_APPLICATION),
        generation=generation,
        family=family,
        channel=channel,
        name=item.get("name", rows["name"].format(family=family)),
        description=rows["description"].format(word=word),
        is_addon=is_addon,
        depends_on=WINDOWS_APPLICATION if is_addon else None,
        kms_threshold=rows["kms_threshold"],
        releases=tuple(item.get("releases", ())),
    )


def _fixture(name: str, prefix: str, item: Mapping[str, Any]) -> KeyRecord:
    return KeyRecord(
        name=name,
        key=f"{prefix}-{item['last']}",
        channel=Channel(item["channel"]),
        families=frozenset(item["families"]),
        generations=frozenset(item["generations"]),
        left=item["left"],
        verdict=item.get("verdict", 0),
        blocked_locally=item.get("blocked_locally", False),
        is_upgrade=item.get("upgrade", False),
    )


def _published(name: str, item: Mapping[str, Any]) -> KeyRecord:
    families, generations = frozenset(item["families"]), frozenset(item["generations"])
    return KeyRecord(name, item["key"], Channel.GVLK, families, generations)


@cache
def key_ring() -> KeyRing:
    """Every key of the simulated world."""
    data = _load(_FOLDER / "keys.yml")
    fixtures = [_fixture(name, data["prefix"], item) for name, item in data["fixtures"].items()]
    return KeyRing([*fixtures, *(_published(name, item) for name, item in data["published"].items())])


def unknown_keys() -> tuple[str, ...]:
    """Well-formed fixture keys that nobody in the simulated world knows."""
    data = _load(_FOLDER / "keys.yml")
    return tuple(f"{data['prefix']}-{last}" for last in data["unknown"])


@cache
def locale_texts(name: str) -> Mapping[str, str]:
    """Translations of a locale, flat: `word:...`, `service:...`, `fault:...`, `event`, `information`."""
    path = _FOLDER / "locales" / f"{name}.yml"
    if not path.exists():
        return {}
    data = _load(path)
    texts = {key: str(value) for key, value in data.items() if isinstance(value, str)}
    for prefix, section in (("word", "words"), ("service", "services"), ("fault", "faults")):
        texts |= {f"{prefix}:{key}": value for key, value in data[section].items()}
    return texts


def locale_names() -> tuple[str, ...]:
    """Locales a host may have."""
    return ("en-US", "de-DE", *sorted(path.stem for path in (_FOLDER / "locales").glob("*.yml")))
