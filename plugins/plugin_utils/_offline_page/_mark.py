# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""By what a page of ours is known, without the libraries that make one."""

from __future__ import annotations

import re

#: Stands in the head of every page and in its data.
FORMAT = "licenseops.windows/offline-page"

#: How a page begins. What has it further down is a page of somebody else with ours in it.
_BEGINNING = re.compile(
    rb'<!DOCTYPE html>\s*<html lang="[a-z]+">\s*<head>\s*<meta charset="utf-8">\s*'
    rb'<meta name="generator" content="licenseops\.windows/offline-page">'
)


def is_page(head: bytes) -> bool:
    """Whether a file that begins so is a page of ours, which may be written anew."""
    return _BEGINNING.match(head) is not None
