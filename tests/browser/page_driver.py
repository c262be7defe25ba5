# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A person at the page of the offline work list: Chromium, opened on a file, driven by mouse, keyboard and clipboard.

Needs no pytest. ``fill_page`` does a whole day at the portal in one call; ``missing`` tells beforehand why it cannot.
"""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Locator, Page

#: (UUID of the host, activation ID); what a Confirmation ID is looked up by.
HostProduct = tuple[str, str]

DESKTOP: Mapping[str, Any] = {"viewport": {"width": 1280, "height": 900}}
PHONE: Mapping[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}

_NAMES = ("chromium", "chromium-browser", "google-chrome")


class PageBroken(AssertionError):
    """The page raised an error, or asked the network for something."""


def missing() -> str | None:
    """Why there can be no browser here; None when there can."""
    if importlib.util.find_spec("playwright") is None:
        return "the Python package playwright is not installed"
    return None if _chromium() else f"there is no {' or '.join(_NAMES)} on the PATH"


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser without a window, ended in any case."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


def fill_page(html: Path, confirmations: Mapping[HostProduct, str], export: Path) -> dict[HostProduct, str]:
    """Open the page, put in every Confirmation ID there is, save the confirmations.

    Args:
        html: The page.
        confirmations: Confirmation IDs in any form.
        export: Where the saved file goes; not written when nothing is complete.

    Returns:
        The state of every host that was open, as the page names it: ``complete``, ``wrong``, ``double``, ``empty``...

    Raises:
        PageBroken: An error in the page, or a request to anywhere.
    """
    with chromium() as browser, PageDriver.opened(browser, html) as driver:
        states = driver.fill(confirmations)
        if "complete" in states.values():
            driver.save(export)
        return states


class PageDriver:
    """One window with the page in it."""

    def __init__(self, context: BrowserContext, page: Page) -> None:
        self.context = context
        self.page = page
        #: Errors, complaints of the console, requests to anywhere but the file itself.
        self.trouble: list[str] = []
        page.on("pageerror", lambda error: self.trouble.append(f"error: {error}"))
        page.on("console", lambda message: self.trouble.append(f"console: {message.text}"))
        context.on("request", lambda request: self._seen(request.url))

    @classmethod
    @contextmanager
    def opened(cls, browser: Browser, html: Path, *, script: str = "", **device: Any) -> Iterator[PageDriver]:
        """The page in a fresh profile; whatever it did wrong is raised at the end.

        Args:
            browser: From ``chromium()``.
            html: The page.
            script: JavaScript that runs before the page's own.
            device: Options of the window, such as ``PHONE`` or ``color_scheme``; a desktop when there are none.
        """
        context = browser.new_context(**{**DESKTOP, "accept_downloads": True, **device})
        context.set_default_timeout(30_000)
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        context.route(lambda url: not url.startswith("file:"), lambda route: route.abort())
        try:
            if script:
                context.add_init_script(script)
            driver = cls(context, context.new_page())
            driver.page.goto(html.resolve().as_uri())
            driver.page.locator("#screen").wait_for()
            yield driver
            driver.check()
        finally:
            context.close()

    def check(self) -> None:
        """Raise when the page did something wrong so far."""
        if self.trouble:
            raise PageBroken("; ".join(self.trouble))

    def fill(self, confirmations: Mapping[HostProduct, str]) -> dict[HostProduct, str]:
        """Go through the open hosts with Enter and paste what there is; the state in which each was left."""
        seen: dict[HostProduct, str] = {}
        if not self.page.locator("#step-cid").is_visible():
            return seen
        self.box("A").focus()
        while (current := self.current()) not in seen:
            seen[current] = ""
            if current in confirmations:
                self.paste(confirmations[current])
                seen[current] = self.state()
            else:
                seen[current] = self.state()
            self.page.keyboard.press("Enter")
            if self.page.locator("#ask").is_visible():
                self.answer("Go on, leave it open")
            if self.page.locator("#save").evaluate("button => button === document.activeElement"):
                break
        return seen

    def save(self, target: Path) -> Path:
        """Press the button that saves, and keep the file."""
        with self.page.expect_download() as download:
            self.page.locator("#save").click()
        download.value.save_as(target)
        return target

    def paste(self, text: str, label: str | None = None) -> None:
        """Paste a text where the cursor is, or into the box with a label."""
        if label:
            self.box(label).focus()
        self.page.evaluate("text => navigator.clipboard.writeText(text)", text)
        self.page.keyboard.press("Control+V")

    def asked(self) -> str:
        """The question that is open, with what it says about it; empty when there is none."""
        question = self.page.locator("#ask")
        return question.inner_text() if question.is_visible() else ""

    def answer(self, words: str) -> None:
        """Press the answer with these words."""
        self.page.locator("#ask").get_by_role("button", name=words, exact=True).click()

    def box(self, label: str) -> Locator:
        """The box A to H."""
        return self.page.locator(f"#cid-{label}")

    def boxes(self) -> list[str]:
        """What the eight boxes hold."""
        values: list[str] = self.page.locator(".box input").evaluate_all("boxes => boxes.map(box => box.value)")
        return values

    def marks(self) -> list[str]:
        """How the eight boxes are marked: empty, short, fine, wrong, letters, long or accepted."""
        marks: list[str] = self.page.locator(".box").evaluate_all("boxes => boxes.map(box => box.dataset.mark)")
        return marks

    def focused(self) -> str:
        """The id of what has the focus."""
        return str(self.page.evaluate("document.activeElement.id"))

    def current(self) -> HostProduct:
        """The host in hand."""
        texts = self.page.locator("#fact-uuid, #fact-activation").all_text_contents()
        return texts[0], texts[1]

    def host(self) -> str:
        """The name of the host in hand."""
        return self.page.locator("#host").inner_text()

    def state(self) -> str:
        """How far the host in hand has come."""
        return self.page.locator("[role=option][aria-selected=true]").get_attribute("data-state") or ""

    def listed(self) -> list[str]:
        """The names in the list, as far as they are in sight."""
        return self.page.locator("[role=option]:not([hidden]) .name").all_text_contents()

    def _seen(self, url: str) -> None:
        if not url.startswith(("file:", "blob:")):
            self.trouble.append(f"request: {url}")


def _chromium() -> str | None:
    return next((path for path in map(shutil.which, _NAMES) if path), None)
