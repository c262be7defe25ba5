# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The execution environment, as far as it goes without a container engine.

Its build context is made by ansible-builder, what that collects from the artefact is installed into a virtualenv that
has nothing else, and ansible-runner plays from there, with the key as AWX injects it.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import venv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ansible.release
import pytest
import yaml

from tests.integration import keys
from tests.support.fleet import ROOT, Fleet

DEFINITION = ROOT / "docs" / "execution-environment.yml"
GUIDE = ROOT / "docs" / "awx.md"

#: What the collection can make use of; the page, two of its checks and the history are silent or refused without the
#: last four.
EVERYTHING = {"pywinrm", "pypsrp", "segno", "dnspython", "sqlalchemy", "psycopg"}

#: What ansible-runner colours its lines with.
COLOURS = re.compile(r"\x1b\[[\d;]*m")

#: Seconds for one program.
LIMIT = 300

HOST = "w11-mak"
KEY = keys.MAK_PRO


def program(*arguments: str | Path, directory: Path, **environ: str) -> str:
    """What a program prints; a failure shows it."""
    done = subprocess.run(
        [str(argument) for argument in arguments],
        cwd=directory,
        env=os.environ | environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def tool(name: str) -> Path:
    """A program of the development tools."""
    return Path(sys.executable).with_name(name)


@dataclass(frozen=True, slots=True)
class Image:
    """What would be the image.

    Attributes:
        context: The build context.
        pip: Requirements that were collected from the collections.
        system: System packages that were collected.
        bin: Programs of the virtualenv.
        collections: Where the collection is installed.
    """

    context: Path
    pip: list[str]
    system: list[str]
    bin: Path
    collections: Path


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory away from the checkout."""
    return tmp_path_factory.mktemp("ee")


@pytest.fixture(scope="module")
def image(place: Path) -> Image:
    """Built from the shipped definition, with the artefact in place of Galaxy."""
    program(tool("ansible-galaxy"), "collection", "build", ROOT, "--output-path", place, directory=place)
    (artefact,) = place.glob("*.tar.gz")
    definition = yaml.safe_load(DEFINITION.read_text(encoding="utf-8"))
    (collection,) = definition["dependencies"]["galaxy"]["collections"]
    assert collection == {"name": "licenseops.windows"}
    collection |= {"name": artefact.name, "type": "file"}
    definition["additional_build_files"] = [{"src": artefact.name, "dest": "."}]
    (place / "execution-environment.yml").write_text(yaml.safe_dump(definition), encoding="utf-8")
    context = place / "context"
    program(tool("ansible-builder"), "create", "--context", context, directory=place)
    # From here on, what the build stages of the container would run.
    collections = place / "collections"
    galaxy = (tool("ansible-galaxy"), "collection", "install", "--offline", "-r", "requirements.yml", "-p", collections)
    program(*galaxy, directory=context / "_build", ANSIBLE_COLLECTIONS_PATH=str(collections))
    introspect = (context / "_build" / "scripts" / "introspect.py", "introspect", collections)
    written = ("--write-pip", place / "pip.txt", "--write-bindep", place / "bindep.txt")
    program(sys.executable, *introspect, *written, directory=place)
    return Image(
        context,
        (place / "pip.txt").read_text().splitlines(),
        (place / "bindep.txt").read_text().splitlines(),
        environment(place, definition["dependencies"]),
        collections,
    )


def environment(place: Path, dependencies: dict[str, Any]) -> Path:
    """A virtualenv with what the definition wants and what was collected, and nothing else."""
    venv.create(place / "venv", with_pip=True)
    runner = dependencies["ansible_runner"]["package_pip"]
    pip = (place / "venv" / "bin" / "python", "-m", "pip")
    wanted = (f"ansible-core=={ansible.release.__version__}", runner, "-r", place / "pip.txt")
    program(*pip, "install", "--quiet", "--no-compile", *wanted, directory=place)
    program(*pip, "check", directory=place)
    return place / "venv" / "bin"


@pytest.fixture(scope="module")
def fleet(place: Path) -> Iterator[Fleet]:
    """The hosts of the demo."""
    with Fleet.started(ROOT / "playbooks" / "demo" / "fleet.yml", place) as fleet:
        yield fleet


def shown_in_guide(name: str) -> dict[str, Any]:
    """A part of the credential type that the guide shows."""
    (text,) = re.findall(rf"<!-- {name}: begin -->\n```yaml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    content: dict[str, Any] = yaml.safe_load(text)
    return content


def injected(values: dict[str, str]) -> dict[str, str]:
    """The extra variables AWX makes of a credential of the guide's type."""
    assert set(shown_in_guide("awx inputs")["required"]) == values.keys()
    extra: dict[str, str] = shown_in_guide("awx injectors")["extra_vars"]
    return {name: re.sub(r"\{\{ (\w+) \}\}", lambda found: values[found[1]], text) for name, text in extra.items()}


def played(image: Image, fleet: Fleet, job: Path, playbook: str, *arguments: str, connection: str = "winrm") -> str:
    """One job of ansible-runner, laid out as AWX does it; what it leaves behind stays below the directory."""
    kind = {
        "winrm": {"ansible_connection": "winrm", "ansible_winrm_scheme": "http", "ansible_winrm_transport": "ntlm"},
        "psrp": {"ansible_connection": "psrp", "ansible_psrp_protocol": "http", "ansible_psrp_auth": "negotiate"},
    }[connection]
    for name in ("project", "inventory", "env"):
        (job / name).mkdir(parents=True)
    project = [{"name": "Do it", "ansible.builtin.import_playbook": f"licenseops.windows.{playbook}"}]
    (job / "project" / "job.yml").write_text(yaml.safe_dump(project), encoding="utf-8")
    (job / "inventory" / "hosts.json").write_text(json.dumps(fleet.inventory({HOST: HOST}, kind, {})), encoding="utf-8")
    credential = job / "env" / "credential"
    credential.write_text(yaml.safe_dump(injected({"product_key": KEY})), encoding="utf-8")
    credential.chmod(0o400)
    (job / "env" / "cmdline").write_text(" ".join(["-e", f"@{credential}", *arguments]), encoding="utf-8")
    return program(
        image.bin / "ansible-runner",
        *("run", job, "-p", "job.yml", "--ident", "1"),
        directory=job,
        PATH=f"{image.bin}:/usr/bin:/bin",
        ANSIBLE_COLLECTIONS_PATH=str(image.collections),
        ANSIBLE_HOME=str(job / "home"),
        PYTHONPATH="",
    )


def test_the_context_installs_the_artefact_and_what_it_needs(image: Image) -> None:
    assert {re.split(r"[\[<>=]", line)[0].lower() for line in image.pip} == EVERYTHING
    assert {line.split()[0] for line in image.system} >= {"krb5-workstation", "krb5-user"}
    (recipe,) = (path for path in image.context.iterdir() if path.is_file())
    assert "ansible-galaxy collection install" in recipe.read_text(encoding="utf-8")


def test_the_definition_allows_every_supported_line_of_ansible_core() -> None:
    definition = yaml.safe_load(DEFINITION.read_text(encoding="utf-8"))
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8"))
    lines = [
        tuple(map(int, line["core"].split("."))) for line in workflow["jobs"]["lines"]["strategy"]["matrix"]["line"]
    ]
    (low, high) = re.findall(r"[>=<]+(\d+)\.(\d+)", definition["dependencies"]["ansible_core"]["package_pip"])
    assert (tuple(map(int, low)), tuple(map(int, high))) == (lines[0][:2], (lines[-1][0], lines[-1][1] + 1))


def test_the_environment_has_nothing_of_the_development_tools(image: Image) -> None:
    listed = json.loads(program(image.bin / "python", "-m", "pip", "list", "--format=json", directory=image.context))
    names = {package["name"].lower() for package in listed}
    assert names > EVERYTHING
    assert not names & {"pytest", "molecule", "playwright", "ansible-lint"}


@pytest.mark.parametrize("connection", ["winrm", "psrp"])
def test_a_playbook_runs_over_both_connections(image: Image, fleet: Fleet, tmp_path: Path, connection: str) -> None:
    said = COLOURS.sub("", played(image, fleet, tmp_path, "status", connection=connection))
    assert re.search(rf"{HOST} +: ok=[1-9]\d* +changed=0 .*failed=0", said), said


def test_a_key_from_a_credential_is_tried_first_used_then_and_shown_nowhere(
    image: Image, fleet: Fleet, tmp_path: Path
) -> None:
    fleet.reset()
    said = played(image, fleet, tmp_path / "check", "activate", "--check", "--diff", "-vvvv")
    assert fleet.mutating(HOST) == 0, said
    said = played(image, fleet, tmp_path / "run", "activate", "-e", "activate_method=online", "-vvvv")
    assert fleet.keyed(HOST)[KEY[-5:]]["license_status"] == 1, said
    left = [path for path in tmp_path.rglob("*") if path.is_file() and path.name != "credential"]
    assert [path for path in left if path.parent.name == "job_events"], "the events AWX would store"
    assert [path for path in left if KEY in path.read_text(encoding="utf-8", errors="replace")] == []
