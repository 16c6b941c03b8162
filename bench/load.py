"""Requests from a second process: wrk where it is installed (``apt install wrk``), else the client in this file.

``python -m bench.load URL FILE SECONDS CONNECTIONS`` prints what it measured as JSON.
"""

import asyncio
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from bench.measure import ROOT

CONNECTIONS: Final = 4
PATIENT: Final = {"FOREWARN_MAX_WAITING": str(CONNECTIONS)}
"""Settings of a service that refuses none of so many clients; `bench.overload` measures how it refuses."""
CLIENT: Final = "wrk" if shutil.which("wrk") else "bench.load"
_APART: Final = 0.1
"""Seconds between two connections."""

_UNITS: Final = {"us": 1e-3, "ms": 1.0, "s": 1e3}
_SCRIPT: Final = """wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = io.open("{body}", "rb"):read("*a")
"""


@dataclass(frozen=True, slots=True)
class Load:
    """What a client saw: requests a second, and milliseconds that half and 99 in 100 of them took at most."""

    per_second: float
    p50: float
    p99: float


def load(url: str, text: str, duration: int) -> Load:
    """Send one work again and again over a few connections.

    Raises
    ------
    RuntimeError
        A request was not answered 200.
    """
    with tempfile.NamedTemporaryFile(suffix=".json") as body, tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        body.write(json.dumps({"text": text}).encode())
        body.flush()
        if CLIENT != "wrk":
            own = [sys.executable, "-m", "bench.load", url, body.name, str(duration), str(CONNECTIONS)]
            return Load(**json.loads(subprocess.run(own, cwd=ROOT, capture_output=True, check=True).stdout))
        script.write(_SCRIPT.format(body=body.name))
        script.flush()
        return _together([_of_wrk(said) for said in _wrk(["-d", f"{duration}s", "-s", script.name, url])])


def _wrk(options: list[str]) -> list[str]:
    """Run a client a connection, begun one after the other: of those that come at once, one worker may take all."""
    clients = []
    for _ in range(CONNECTIONS):
        command = ["wrk", "-t1", "-c1", "--latency", *options]
        clients.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
        time.sleep(_APART)
    return [client.communicate()[0] for client in clients]


def _together(loads: list[Load]) -> Load:
    """What several clients saw: all of their requests, the mean of their medians, the slowest of their slow ones."""
    p50 = sum(load.p50 for load in loads) / len(loads)
    return Load(sum(load.per_second for load in loads), p50, max(load.p99 for load in loads))


def _of_wrk(said: str) -> Load:
    if "Non-2xx" in said or "Socket errors" in said:
        raise RuntimeError(said)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    times = {
        part: float(value) * _UNITS[unit] for part, value, unit in re.findall(r"(50|99)%\s+([\d.]+)(us|ms|s)", said)
    }
    assert rate is not None
    return Load(float(rate[1]), times["50"], times["99"])


async def _client(url: str, body: bytes, until: float, times: list[float]) -> None:
    address = urlsplit(url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    head = f"POST {address.path} HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Type: application/json\r\n"
    request = f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
    while (begun := time.perf_counter()) < until:
        writer.write(request)
        answer = await reader.readuntil(b"\r\n\r\n")
        if not answer.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(answer.decode("latin-1"))
        length = re.search(rb"content-length: (\d+)", answer, re.IGNORECASE)
        assert length is not None
        await reader.readexactly(int(length[1]))
        times.append(time.perf_counter() - begun)
    writer.close()


async def _main(url: str, file: str, duration: str, connections: str) -> None:
    with open(file, "rb") as opened:
        body = opened.read()
    times: list[float] = []
    begun = time.perf_counter()
    await asyncio.gather(*(_client(url, body, begun + float(duration), times) for _ in range(int(connections))))
    times.sort()
    at = {part: times[int(part / 100 * (len(times) - 1))] * 1e3 for part in (50, 99)}
    print(json.dumps({"per_second": len(times) / (time.perf_counter() - begun), "p50": at[50], "p99": at[99]}))


if __name__ == "__main__":
    asyncio.run(_main(*sys.argv[1:]))
