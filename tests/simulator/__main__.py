# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Command line: `python -m tests.simulator SCENARIO.yml --state FILE`."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from pathlib import Path

from .scenario import Scenario, load_scenario
from .server import Server, run
from .validation import ScenarioError

DEFAULT_LIFETIME = 1800


def add_server_options(parser: argparse.ArgumentParser) -> None:
    """Options shared with the control command."""
    parser.add_argument("scenario", type=Path, help="scenario in YAML, see tests/simulator/README.md")
    parser.add_argument("--state", type=Path, required=True, help="file that receives pid, ports and addresses")
    parser.add_argument("--port", type=int, default=0, help="common port of all hosts, 0 for any free one")
    parser.add_argument("--ports", action="store_true", help="one address, a port per host")
    parser.add_argument("--lifetime", type=float, default=DEFAULT_LIFETIME, help="seconds until it ends by itself")


async def _main(scenario: Scenario, options: argparse.Namespace) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    await run(Server(scenario, options.port, options.ports), options.state, options.lifetime, stopped)


def main(arguments: list[str] | None = None) -> int:
    """Run the simulator; 2 for a scenario that cannot be used or a port that is not free."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulator", description="A simulated Windows fleet.")
    add_server_options(parser)
    options = parser.parse_args(arguments)
    try:
        scenario = load_scenario(options.scenario)
        asyncio.run(_main(scenario, options))
    except (ScenarioError, OSError) as error:
        print(f"simulator: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
