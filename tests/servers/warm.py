"""The program, warm: a process that has loaded everything forks once for each command.

What a test runs is a process of its own, with its own arguments, folder, environment and exit code, as
if it was started anew; only the two seconds of loading libraries are shared. How a cold start goes, and
what it loads, is tried where `sys.executable` is started.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

PRELOADED = ("twohats.cli", "twohats.flow", "twohats.publish")
"""Packages of which every module is loaded, and so all they need."""


class WarmProgram:
    """Runs ``twohats``, one command at a time.

    Parameters
    ----------
    folder
        Where what commands print is kept until it was read.
    """

    def __init__(self, folder: Path):
        self._out, self._err = folder / "stdout", folder / "stderr"
        self._server = subprocess.Popen(
            [sys.executable, __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(
        self, arguments: list[str], cwd: Path, environment: Mapping[str, str]
    ) -> "subprocess.CompletedProcess[str]":
        """Run one command to its end."""
        streams = {"out": str(self._out), "err": str(self._err)}
        asked = {"arguments": arguments, "cwd": str(cwd), "environment": dict(environment)}
        assert self._server.stdin
        assert self._server.stdout
        self._server.stdin.write(json.dumps({**asked, **streams}) + "\n")
        self._server.stdin.flush()
        code = self._server.stdout.readline()
        if not code:
            raise RuntimeError(f"the warm program ended with {self._server.wait()}")
        printed = [path.read_text(encoding="utf-8") for path in (self._out, self._err)]
        return subprocess.CompletedProcess(["twohats", *arguments], int(code), *printed)

    def stop(self) -> None:
        """End it: without anybody to ask, it ends by itself."""
        assert self._server.stdin
        assert self._server.stdout
        self._server.stdin.close()
        self._server.wait()
        self._server.stdout.close()


def serve() -> None:
    """Fork for each line of standard input, and answer with the exit code; return in the child."""
    for package in PRELOADED:
        found = import_module(package)
        for module in walk_packages(found.__path__, f"{package}."):
            import_module(module.name)
    answers = os.fdopen(os.dup(1), "w")
    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if child == 0:
            answers.close()
            become(asked)
            return
        _, status = os.waitpid(child, 0)
        answers.write(f"{os.waitstatus_to_exitcode(status)}\n")
        answers.flush()
    os._exit(0)


def become(asked: Mapping[str, Any]) -> None:
    """Take on the arguments, folder, environment and streams of one command."""
    os.chdir(asked["cwd"])
    os.environ.clear()
    os.environ.update(asked["environment"])
    time.tzset()
    writing = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    for number, name, flags in (
        (0, os.devnull, os.O_RDONLY), (1, asked["out"], writing), (2, asked["err"], writing),
    ):  # fmt: skip
        opened = os.open(name, flags, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    sys.argv = ["twohats", *asked["arguments"]]


if __name__ == "__main__":
    serve()
    from twohats.cli import main

    main()
