# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ansible-playbook in this process: its command line, its strategies and callbacks, with no worker forked."""

from __future__ import annotations

import contextlib
import copy
import importlib
import importlib.util
import io
import sys
import tempfile
import traceback
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.util import get_temp_dir
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from ansible import cli, constants, context
from ansible.cli.playbook import PlaybookCLI
from ansible.errors import AnsibleError
from ansible.executor.process import worker
from ansible.executor.task_queue_manager import TaskQueueManager
from ansible.parsing import vault
from ansible.plugins import strategy
from ansible.plugins.loader import callback_loader
from ansible.utils.collection_loader import AnsibleCollectionConfig
from ansible.utils.context_objects import CLIArgs
from ansible.utils.display import Display
from ansible.utils.vars import load_extra_vars, load_options_vars

from ansible_collections.licenseops.windows.plugins.plugin_utils._ansible import _connection
from tests.support.callback_plugins.record import CallbackModule


@dataclass(frozen=True, slots=True)
class Finished:
    """A run of ansible-playbook that is over."""

    returncode: int
    output: str


class _Passed(io.StringIO):
    """Standard output of a worker; Ansible looks at the end whether it was written to behind its back."""

    def __init__(self, stream: Any) -> None:
        super().__init__()
        self._stream = stream

    def write(self, text: str) -> int:
        """Pass it on."""
        return int(self._stream.write(text))


class InlineWorker(worker.WorkerProcess):
    """A worker that does its work before ``start`` returns, on copies of what a forked one would have for itself."""

    def start(self) -> None:
        """Run the task."""
        task = self._task.copy(exclude_parent=True, exclude_tasks=True)
        task._parent = self._task._parent
        self._task, self._host, self._play_context = task, copy.copy(self._host), self._play_context.copy()
        _connection._clients.clear()
        streams = sys.stdout, sys.stderr
        self._new_stdin = None  # of ansible-core 2.18
        try:
            self.run()
        finally:
            sys.stdout, sys.stderr = streams
            self.worker_queue.close()

    def is_alive(self) -> bool:
        """It is done."""
        return False

    def close(self) -> None:
        """There is no process."""

    def _detach(self) -> None:
        sys.stdout, sys.stderr = _Passed(sys.stdout), _Passed(sys.stderr)

    def _hard_exit(self, e: str) -> Any:
        raise RuntimeError(e)


def _load_callbacks(manager: TaskQueueManager) -> None:
    """The terminal, and the record of the tests: looking for all others takes longer than a task."""
    if not manager._callback_plugins:
        for callback in (callback_loader.get("ansible.builtin.default"), CallbackModule()):
            if hasattr(callback, "_init_callback_methods"):  # since ansible-core 2.19
                callback._init_callback_methods()
                callback.set_options()
            elif hasattr(callback, "_load_name"):  # in 2.18 only what a loader has loaded has options
                callback.set_options()
            manager._callback_plugins.append(callback)


def _no_signals() -> SimpleNamespace:
    return SimpleNamespace(**{**vars(worker.signal), "signal": lambda _number, _handler: None})


def _take_options(options: Any) -> None:
    """In the place of what allows a process one command line only."""
    context.CLIARGS = CLIArgs.from_options(options)


def _forget_secrets() -> None:
    """Since 2.22, Ansible masks whatever was a secret in its process; those of another run are none in this one."""
    if importlib.util.find_spec("ansible.module_utils.secrets") is None:
        return
    masker = importlib.import_module("ansible.module_utils.secrets")._secret_masker
    masker._matcher = type(masker._matcher)()
    for known in (masker._secrets, masker._forms, masker._json_forms):
        known.clear()


@contextlib.contextmanager
def _inline(temporary: Path) -> Iterator[pytest.MonkeyPatch]:
    """Ansible without forks and without a state that outlives the run."""
    display = Display()
    _forget_secrets()
    get_temp_dir()  # the sockets of this process stay where they are to its end
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(temporary))
        patch.setattr(cli, "init_plugin_loader", lambda *_paths: None)
        if hasattr(vault, "VaultSecretsContext"):  # since ansible-core 2.19
            patch.setattr(vault.VaultSecretsContext, "_current", None)
        patch.setattr(strategy, "WorkerProcess", InlineWorker)
        if hasattr(worker, "signal"):  # since ansible-core 2.19
            patch.setattr(worker, "signal", _no_signals())
        patch.setattr(Display, "set_queue", lambda _display, _queue: None)
        patch.setattr(TaskQueueManager, "load_callbacks", _load_callbacks)
        patch.setattr(context, "CLIARGS", context.CLIARGS)
        patch.setattr(load_extra_vars, "extra_vars", None, raising=False)
        patch.setattr(load_options_vars, "options_vars", None, raising=False)
        patch.setattr(context, "_init_global_context", _take_options)
        patch.setattr(display, "verbosity", display.verbosity)
        patch.setattr(constants, "RETRY_FILES_ENABLED", False)
        yield patch
        AnsibleCollectionConfig.playbook_paths = []


def run(arguments: Sequence[str], record: Path, temporary: Path, environ: Mapping[str, str]) -> Finished:
    """Run ansible-playbook as its command line says.

    Args:
        arguments: Those of ansible-playbook.
        record: Where the results go.
        temporary: Where temporary files go, the locks of machines among them.
        environ: More environment variables; those of Ansible itself were read when it was imported.
    """
    ours = {name: value for name, value in environ.items() if not name.startswith("ANSIBLE_")}
    if ours != dict(environ):
        raise ValueError("Settings of Ansible take effect in a process of its own only.")
    output = io.StringIO()
    with _inline(temporary) as patch, contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
        for name, value in {**ours, "RECORD_FILE": str(record)}.items():
            patch.setenv(name, value)
        returncode = _returncode(arguments)
    return Finished(returncode, output.getvalue())


def _returncode(arguments: Sequence[str]) -> int:
    try:
        return int(PlaybookCLI(["ansible-playbook", *arguments]).run() or 0)
    except AnsibleError as error:
        print(f"ERROR! {error}")
        return 1
    except Exception:
        traceback.print_exc()
        return 250
