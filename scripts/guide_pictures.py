# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes all pictures of README and guides anew, in both languages.

The offline page is filled in for the hosts of "make demo-offline"; the report is that of a fleet with the usual
troubles, that of a whole fleet is of a survey as tests make it. Needs Chromium and playwright, and a font with Japanese
characters. Every ID in the pictures is a simulator's.
"""

from __future__ import annotations

import json
import shutil
import struct
import sys
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / ".build")]

from ansible_collections.licenseops.windows.plugins.plugin_utils._store._survey_file import survey_text  # noqa: E402  # found only through the line above
from tests.browser.page_driver import PHONE, HostProduct, PageDriver, chromium, missing  # noqa: E402  # the same
from tests.support.fleet import Fleet  # noqa: E402  # the same
from tests.support.launch import Launch, written  # noqa: E402  # the same
from tests.support.play import WINRM  # noqa: E402  # the same
from tests.support.portal import Portal, answers  # noqa: E402  # the same
from tests.support.station import Station  # noqa: E402  # the same
from tests.support.surveys import survey_of  # noqa: E402  # the same

WORK = ROOT / ".build" / "guide-pictures"
IMAGES = ROOT / "docs" / "images"
LOCALES = {"en": "en-GB", "ja": "ja-JP"}

#: The window of the report: small, so that it can be read at half the width of a page, sharp, and of the shape of the
#: offline page, which stands beside it.
REPORT_WINDOW: dict[str, Any] = {"viewport": {"width": 784, "height": 630}, "device_scale_factor": 1.5}

#: That of the fleet: as wide as its two columns need, and as high as what is on its first screen.
FLEET_WINDOW: dict[str, Any] = {"viewport": {"width": 960, "height": 770}, "device_scale_factor": 1.25}

#: Hosts of the fleet that is shown, and the activations its MAKs have.
FLEET_SIZE = 1000
LIMITS = {"PKX99": 150, "VWM72": 500}

#: Larger ones make a clone slow.
MOST_BYTES = 120_000

#: How many hosts are complete when the desktop is shown, and how many digits of the next one are typed.
COMPLETE, TYPED = 5, 30

#: No message that passes by itself.
QUIET = "document.getElementById('said').style.display = 'none'"

#: The filter of a line that looks at three neighbours.
PAETH = 4

#: Pixels around a part.
MARGIN = 16

Confirmations = dict[HostProduct, str]


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture.

    Attributes:
        name: Of the file, before the language.
        device: Options of the window.
        prepare: What the person does before it is taken.
        part: CSS selector of the part that is shown; empty shows the window.
    """

    name: str
    device: dict[str, Any]
    prepare: Callable[[PageDriver, Confirmations], None]
    part: str = ""


def half_filled(driver: PageDriver, ids: Confirmations) -> None:
    """Some hosts are complete, one is being typed."""
    driver.box("A").focus()
    for _host in range(COMPLETE):
        driver.paste(ids[driver.current()])
        driver.page.keyboard.press("Enter")
    driver.paste(ids[driver.current()][:TYPED], "A")
    driver.page.evaluate("scrollTo(0, 0)")


def wrong_digit(driver: PageDriver, ids: Confirmations) -> None:
    """A whole Confirmation ID with one digit of block C misread."""
    right = ids[driver.current()]
    driver.paste(right[:13] + str((int(right[13]) + 1) % 10) + right[14:], "A")
    driver.box("C").focus()
    driver.page.evaluate("getSelection().removeAllRanges()")


def on_a_phone(driver: PageDriver, ids: Confirmations) -> None:
    """The whole of a host, from its name to the boxes."""
    driver.paste(ids[driver.current()][:TYPED], "A")
    driver.page.evaluate("scrollTo(0, 0)")


PICTURES = (
    Picture("offline-page", {"viewport": {"width": 1120, "height": 900}}, half_filled),
    Picture("offline-page-wrong-digit", {"viewport": {"width": 1000, "height": 1200}}, wrong_digit, "#step-cid"),
    Picture("offline-page-phone", {**PHONE, "viewport": {"width": 390, "height": 1440}}, on_a_phone),
)


def main() -> int:
    """Take every picture in both languages."""
    if reason := missing():
        print(f"No pictures: {reason}", file=sys.stderr)
        return 1
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    IMAGES.mkdir(exist_ok=True)
    sizes = offline_page() | reports() | fleets()
    for path, size in sizes.items():
        print(f"{size:8}  {path.relative_to(ROOT)}")
    return 1 if max(sizes.values()) > MOST_BYTES else 0


def offline_page() -> dict[Path, int]:
    """The pictures of the offline page, and how many bytes each has."""
    with Fleet.started(ROOT / "playbooks" / "demo" / "offline_fleet.yml", WORK) as fleet:
        station = Station.of(fleet, WORK, fleet.hosts)
        run = station.collect()
        if run.returncode != 0:
            sys.exit(f"No pictures: collecting failed\n{run.output}")
        return taken(station.page, answers(station.page, Portal(fleet)))


def reports() -> dict[Path, int]:
    """The pictures of the report, and how many bytes each has."""
    sizes: dict[Path, int] = {}
    with Fleet.started(ROOT / "tests" / "component" / "diagnose_fleet.yml", WORK) as fleet, chromium() as browser:
        inventory = written(WORK / "inventory.json", fleet.inventory({host: host for host in fleet.hosts}, WINRM, {}))
        for language, locale in LOCALES.items():
            place = WORK / f"report-{language}"
            place.mkdir()
            words = ("-e", f"diagnose_report_dir={place}", "-e", f"licenseops_language={language}")
            # Hosts that are not reached belong into a report, so that its exit code is not 0.
            run = Launch("licenseops.windows.diagnose", inventory, words).begin(place).finished()
            if not (place / "diagnosis.html").exists():
                sys.exit(f"No pictures: the diagnosis failed\n{run.output}")
            page = browser.new_page(locale=locale, **REPORT_WINDOW)
            page.goto((place / "diagnosis.html").as_uri())
            target = IMAGES / f"report.{language}.png"
            target.write_bytes(with_palette(page.screenshot(animations="disabled", caret="hide")))
            sizes[target] = target.stat().st_size
    return sizes


def fleets() -> dict[Path, int]:
    """The pictures of the report of a whole fleet, and how many bytes each has."""
    sizes: dict[Path, int] = {}
    (WORK / "survey.json").write_text(survey_text(replace(survey_of(FLEET_SIZE), complete=True)), encoding="utf-8")
    inventory = written(WORK / "inventory.json", {})
    with chromium() as browser:
        for language, locale in LOCALES.items():
            place = WORK / f"fleet-{language}"
            place.mkdir()
            files = {"report_html": str(place / "fleet.html"), "report_csv": "", "report_json": ""}
            options = {"report_survey": str(WORK / "survey.json"), "report_limits": LIMITS, **files}
            words = ("-e", json.dumps({**options, "licenseops_language": language}))
            run = Launch("licenseops.windows.report", inventory, words).begin(place).finished()
            if run.returncode != 0:
                sys.exit(f"No pictures: the report failed\n{run.output}")
            page = browser.new_page(locale=locale, **FLEET_WINDOW)
            page.goto((place / "fleet.html").as_uri())
            target = IMAGES / f"fleet.{language}.png"
            target.write_bytes(with_palette(page.screenshot(animations="disabled", caret="hide")))
            sizes[target] = target.stat().st_size
    return sizes


def taken(page: Path, ids: Confirmations) -> dict[Path, int]:
    """The pictures of a page, and how many bytes each has."""
    sizes: dict[Path, int] = {}
    with chromium() as browser:
        for picture in PICTURES:
            for language, locale in LOCALES.items():
                target = IMAGES / f"{picture.name}.{language}.png"
                with PageDriver.opened(browser, page, locale=locale, **picture.device) as driver:
                    picture.prepare(driver, ids)
                    shot(driver, picture.part, target)
                sizes[target] = target.stat().st_size
    return sizes


def shot(driver: PageDriver, part: str, target: Path) -> None:
    """A picture of the window or of a part of it, with nothing that passes by itself."""
    driver.page.evaluate(QUIET)
    box = driver.page.locator(part).bounding_box() if part else None
    clip = box and {
        "x": box["x"] - MARGIN,
        "y": box["y"] + 1,
        "width": box["width"] + 2 * MARGIN,
        "height": box["height"] + MARGIN,
    }
    target.write_bytes(
        with_palette(driver.page.screenshot(animations="disabled", caret="hide", scale="css", clip=clip))
    )


def with_palette(png: bytes) -> bytes:
    """The picture with its 256 most frequent colours, which takes a third of the bytes.

    Args:
        png: A picture as Chromium gives it: eight bits, red, green and blue, not interlaced.
    """
    chunks = list(chunks_of(png))
    width, height = struct.unpack(">II", chunks[0][1][:8])
    raw = zlib.decompress(b"".join(data for kind, data in chunks if kind == b"IDAT"))
    lines = list(unfiltered(raw, width * 3, 3))
    counts = Counter(line[at : at + 3] for line in lines for at in range(0, len(line), 3))
    palette = [colour for colour, dummy in counts.most_common(256)]
    places = {colour: nearest(colour, palette) for colour in counts}
    indexed = b"".join(b"\0" + bytes(places[line[at : at + 3]] for at in range(0, len(line), 3)) for line in lines)
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    body = ((b"IHDR", header), (b"PLTE", b"".join(palette)), (b"IDAT", zlib.compress(indexed, 9)), (b"IEND", b""))
    return png[:8] + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in body
    )


def chunks_of(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and data of each chunk."""
    at = 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        at += length + 12


def unfiltered(raw: bytes, size: int, step: int) -> Iterator[bytes]:
    """The lines of a picture, their filters undone (PNG specification, chapter 9)."""
    above = bytearray(size)
    for start in range(0, len(raw), size + 1):
        kind, line = raw[start], bytearray(raw[start + 1 : start + 1 + size])
        for at in range(size):
            left, corner = (line[at - step], above[at - step]) if at >= step else (0, 0)
            line[at] = (line[at] + predicted(kind, left, above[at], corner)) & 0xFF
        yield bytes(line)
        above = line


def predicted(kind: int, left: int, up: int, corner: int) -> int:
    """What a filter adds."""
    if kind == PAETH:
        return min((left, up, corner), key=lambda value: abs(left + up - corner - value))
    return (0, left, up, (left + up) // 2)[kind]


def nearest(colour: bytes, palette: Sequence[bytes]) -> int:
    """The place of the colour that is most like it."""
    return min(
        range(len(palette)), key=lambda place: sum((a - b) ** 2 for a, b in zip(colour, palette[place], strict=True))
    )


if __name__ == "__main__":
    sys.exit(main())
