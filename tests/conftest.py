# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make ``ansible_collections.licenseops.windows`` importable from wherever the checkout lies."""

from __future__ import annotations

import contextlib
import gc
from pathlib import Path

from ansible.plugins.loader import init_plugin_loader

ROOT = Path(__file__).resolve().parents[1]
COLLECTION = ("ansible_collections", "licenseops", "windows")


def _make_importable() -> None:
    """Point Ansible's collection importer at the link in .build, which "make" creates as well."""
    if ROOT.parts[-3:] == COLLECTION:  # a checkout at its canonical place, or ansible-test
        init_plugin_loader([str(ROOT.parents[2])])
        return
    link = ROOT.joinpath(".build", *COLLECTION)
    link.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):  # made before, or by another worker
        link.symlink_to("../../..")
    init_plugin_loader([str(ROOT / ".build")])


# At once, because the conftest.py of a directory may import the collection.
_make_importable()

#: New objects after which the collector looks for garbage; by default it does so after 700.
_MANY = 50_000


def pytest_collection_finish() -> None:
    """What is there by now stays to the end: the collector need not look through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_MANY, *gc.get_threshold()[1:])
