"""A real cluster of Apache Spark on loopback, made for a run of tests and gone after it.

The programs are those in the package pyspark: a master, two workers, and a server of
Spark Connect whose work the same workers do. Where the package or Java is missing, tests that ask for
them are skipped and say so.
"""

import importlib.util
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

HOST = "127.0.0.1"
_QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
CONFIGURATION = {
    "spark.driver.bindAddress": HOST,
    "spark.driver.host": HOST,
    "spark.driver.memory": "1g",
    "spark.executor.memory": "1500m",
    "spark.cores.max": "2",  # of four: one on each worker, and room for a second application
    "spark.ui.enabled": "false",
    "spark.log.level": "INFO",
}

QUICK = {
    # A few thousand rows: compiling queries and code takes longer than running them.
    "spark.executor.memory": "700m",
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.adaptive.enabled": "false",
    "spark.driver.extraJavaOptions": _QUICK,
    "spark.executor.extraJavaOptions": _QUICK,
}
"""For a few thousand rows; without it Spark is as it is installed."""


def find_home() -> Path | None:
    """Folder of the package pyspark, with Spark's own programs; None: it is not installed."""
    found = importlib.util.find_spec("pyspark")
    if found is None or found.origin is None:
        return None
    home = Path(found.origin).parent
    return home if (home / "bin" / "spark-class").exists() else None


def find_java() -> str | None:
    """Path of Java; None: there is none."""
    home = os.environ.get("JAVA_HOME")
    return shutil.which("java", path=f"{home}/bin") if home else shutil.which("java")


class Program:
    """One of Spark's programs, ended by its process id."""

    def __init__(self, words: list[str], environment: Mapping[str, str], ready: str, folder: Path):
        self.log: list[str] = []
        self.process = subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, **environment},
            cwd=folder,
        )
        self.ready = re.compile(ready)
        self._reader = threading.Thread(target=self._go_on_listening, daemon=True)

    def listen(self) -> None:
        """Read what it says until it is ready."""
        for line in self._said():
            self.log.append(line)
            if self.ready.search(line):
                # The pipe must never be full, or the program stops to wait for a reader.
                self._reader.start()
                return
        raise RuntimeError("Spark did not start: " + "".join(self.log[-60:]))

    def _said(self) -> IO[str]:
        assert self.process.stdout is not None
        return self.process.stdout

    def _go_on_listening(self) -> None:
        for line in self._said():
            self.log.append(line)

    def end(self) -> None:
        """Stop it, at once where it does not stop by itself."""
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self._reader.is_alive():
            self._reader.join(10)
        self._said().close()


class SparkCluster:
    """A master and two workers; a server of Spark Connect where one is asked for."""

    def __init__(self, home: Path, folder: Path, running: ExitStack, quick: bool = True):
        self.home = home
        self.folder = folder
        self._running = running
        self._connect: str | None = None
        self.environment = {
            "SPARK_HOME": str(home),
            "SPARK_LOCAL_IP": HOST,
            "SPARK_CONF_DIR": str(folder),
            "SPARK_NO_DAEMONIZE": "1",
            "SPARK_LOCAL_DIRS": str(folder / "local"),
        }
        wanted = {**CONFIGURATION, **QUICK} if quick else CONFIGURATION
        lines = "".join(f"{name} {value}\n" for name, value in wanted.items())
        (folder / "spark-defaults.conf").write_text(lines)
        (folder / "log4j2.properties").write_text(_LOGGING)
        port = free_port()
        self.url = f"spark://{HOST}:{port}"
        deploy = "org.apache.spark.deploy"
        words = [f"{deploy}.master.Master", "--host", HOST, "--port", str(port)]
        self._begin("spark-class", [*words, "--webui-port", "0"], "New state: ALIVE").listen()
        size = ["--host", HOST, "--cores", "2", "--memory", "2g", "--webui-port", "0", self.url]
        workers = [
            self._begin(
                "spark-class",
                [f"{deploy}.worker.Worker", "--work-dir", str(folder / f"work{number}"), *size],
                "registered with master",
            )
            for number in range(2)
        ]
        for worker in workers:
            worker.listen()

    def connect_url(self) -> str:
        """Address of Spark Connect on this cluster, started when it is first asked for."""
        if self._connect is None:
            port = free_port()
            binding = "spark.connect.grpc.binding"
            words = [
                *("--class", "org.apache.spark.sql.connect.service.SparkConnectServer"),
                *("--master", self.url, "--driver-memory", "1g"),
                *("--conf", f"{binding}.port={port}", "--conf", f"{binding}.address={HOST}"),
                "spark-internal",
            ]
            self._begin("spark-submit", words, "Spark Connect server started", "1g").listen()
            self._connect = f"sc://{HOST}:{port}"
        return self._connect

    def _begin(self, launcher: str, words: list[str], ready: str, memory: str = "256m") -> Program:
        environment = {
            **self.environment,
            "SPARK_DAEMON_MEMORY": memory,
            "SPARK_DAEMON_JAVA_OPTS": _QUICK,
        }
        program = Program(
            [str(self.home / "bin" / launcher), *words], environment, ready, self.folder
        )
        self._running.callback(program.end)
        return program


_LOGGING = """\
rootLogger.level = info
rootLogger.appenderRef.stdout.ref = console
appender.console.type = Console
appender.console.name = console
appender.console.target = SYSTEM_ERR
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %p %c{1}: %m%n
"""


@contextmanager
def running(home: Path, *, quick: bool = True) -> Iterator[SparkCluster]:
    """Run a cluster, and take it away again.

    Parameters
    ----------
    home
        As `find_home` gives it.
    quick
        Whether its sessions are made for few rows; see `QUICK`.
    """
    folder = Path(tempfile.mkdtemp(prefix="twohats-spark-"))
    try:
        with ExitStack() as stack:
            yield SparkCluster(home, folder, stack, quick)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """Find a port on loopback that nobody listens on."""
    with socket.socket() as one:
        one.bind((HOST, 0))
        return int(one.getsockname()[1])
