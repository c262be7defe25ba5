# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""By what a page of ours is known, without the libraries that make one."""

from __future__ import annotations

#: Stands in the head of every page and in its data.
FORMAT = "licenseops.windows/offline-page"


def is_page(head: bytes) -> bool:
    """Whether a file that begins so is a page of ours, which may be written anew."""
    return head.startswith(b"<!DOCTYPE html>") and f'<meta name="generator" content="{FORMAT}">'.encode() in head
