"""Services as processes of their own."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from bench.measure import ROOT, resident

APPS: Final = {"forewarn": "app.main:create_app", "naive": "bench.naive:app", "empty": "bench.empty:app"}
PATIENCE: Final = 120.0


@dataclass(frozen=True, slots=True)
class Server:
    """A service that answers.

    Attributes
    ----------
    pid
        Of the process that was started; with several workers, of their parent.
    port
        On 127.0.0.1.
    ready_after
        Seconds from its start to its first answer of readiness.
    """

    pid: int
    port: int
    ready_after: float

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1/classify"

    def memory(self, line: str = "VmRSS") -> float:
        """Resident memory in MB; ``VmHWM`` for the highest so far."""
        return resident(self.pid, line)


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def serving(name: str, workers: int = 1, **settings: str) -> Iterator[Server]:
    """Start one of `APPS`, wait until it is ready, and stop it in the end.

    Parameters
    ----------
    name
        Which.
    workers
        How many processes serve.
    **settings
        Environment variables.
    """
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", APPS[name], "--port", str(port), "--workers", str(workers)]
    command += ["--log-level", "warning", "--no-access-log", *(["--factory"] if name == "forewarn" else [])]
    if name == "forewarn":
        # As users start it; an access log would be an advantage that the others do not have.
        command = [sys.executable, "-m", "app", "serve", "--port", str(port), "--workers", str(workers)]
    begun = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **settings},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _await(port, process)
        yield Server(process.pid, port, time.perf_counter() - begun)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _await(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the service ended with {process.returncode} before it was ready")
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.005)
    raise RuntimeError("the service was not ready in time")
