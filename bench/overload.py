"""``python -m bench.overload``: what happens when four times as much is asked for as can be judged.

First, and again in the end, works come one at a time, for the time that they take unloaded; then from a few clients
that ask all the time, for the capacity; then at four times the capacity, at random moments, whether the ones before are
answered or not (an open loop), as uploads of strangers do. It prints what was answered, how fast, and what the memory
of the service did.
"""

import argparse
import asyncio
import json
import random
import re
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from app.settings import Settings
from bench.measure import resident
from bench.report import machine
from bench.servers import Server, serving
from bench.works import work_of

SIZES: Final = (3_000, 10_000, 10_000, 30_000, 30_000, 30_000, 100_000, 300_000)
"""Bytes of the works that are sent, in turn: chapters mostly, and now and then a long one-shot."""
TIMES: Final = 4
CLIENTS: Final = Settings().threads + Settings().max_waiting
"""For each worker, as many as it takes on at once: one more would be refused, and ask again at once."""

OPEN_AT_MOST: Final = 500


@dataclass(slots=True)
class Seen:
    """What clients saw in some seconds."""

    seconds: float = 0.0
    statuses: Counter[str] = field(default_factory=Counter)
    accepted: list[float] = field(default_factory=list)
    refused: list[float] = field(default_factory=list)

    def keep(self, status: str, seconds: float) -> None:
        """Keep an answer."""
        self.statuses[status] += 1
        if status == "200":
            self.accepted.append(seconds)
        elif status in ("503", "429"):
            self.refused.append(seconds)

    @property
    def errors(self) -> int:
        """Everything that is neither an answer nor a refusal."""
        return sum(count for status, count in self.statuses.items() if status not in ("200", "503", "429"))


def at(times: list[float], part: float) -> float:
    """The time that a part of them took at most, in milliseconds."""
    return sorted(times)[min(int(part * len(times)), len(times) - 1)] * 1e3 if times else float("nan")


class _Stale(Exception):
    """A connection that was kept had been closed for idleness: the request goes out again, as of any HTTP client."""


class Client:
    """Asks over connections that it keeps, as many as it needs."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
        self.requests = [self._request(work_of(size).encode()) for size in SIZES]

    def _request(self, body: bytes) -> bytes:
        head = "POST /v1/classify HTTP/1.1\r\nHost: bench\r\nContent-Type: text/plain; charset=utf-8\r\n"
        return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body

    async def ask(self, seen: Seen, request: bytes) -> None:
        """Ask once."""
        begun = time.perf_counter()
        try:
            try:
                status = await self._exchange(request)
            except _Stale:
                status = await self._exchange(request)
        except (OSError, EOFError, asyncio.IncompleteReadError) as error:
            status = type(error).__name__
        seen.keep(status, time.perf_counter() - begun)

    async def _exchange(self, request: bytes) -> str:
        kept = bool(self._idle)
        reader, writer = self._idle.pop() if kept else await asyncio.open_connection("127.0.0.1", self._port)
        try:
            writer.write(request)
            try:
                head = await reader.readuntil(b"\r\n\r\n")
            except (ConnectionError, asyncio.IncompleteReadError) as error:
                if kept and not getattr(error, "partial", b""):
                    self._idle.clear()
                    raise _Stale from None
                raise
            length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
            assert length is not None
            await reader.readexactly(int(length[1]))
        except BaseException:
            writer.close()
            raise
        if b"connection: close" in head.lower():
            writer.close()
        else:
            self._idle.append((reader, writer))
        return head.split(b" ", 2)[1].decode()


async def unloaded(client: Client, seconds: float) -> Seen:
    """One request after the other, with a pause between."""
    seen, begun = Seen(), time.perf_counter()
    number = 0
    while time.perf_counter() - begun < seconds:
        await client.ask(seen, client.requests[number % len(SIZES)])
        number += 1
        await asyncio.sleep(0.005)
    seen.seconds = time.perf_counter() - begun
    return seen


async def saturated(client: Client, seconds: float, clients: int) -> Seen:
    """As much as is answered to a few who ask all the time."""
    seen, begun = Seen(), time.perf_counter()

    async def one(number: int) -> None:
        while time.perf_counter() - begun < seconds:
            await client.ask(seen, client.requests[number % len(SIZES)])
            number += 1

    await asyncio.gather(*(one(number) for number in range(clients)))
    seen.seconds = time.perf_counter() - begun
    return seen


async def overloaded(client: Client, seconds: float, rate: float, pids: list[int]) -> tuple[Seen, list[float]]:
    """So many requests a second, whatever becomes of them; and the service's memory each second."""
    seen, memory = Seen(), list[float]()
    under_way: set[asyncio.Task[None]] = set()
    chance, begun, number = random.Random(0), time.perf_counter(), 0
    due = begun
    while (now := time.perf_counter()) - begun < seconds:
        if now - begun >= len(memory):
            memory.append(sum(resident(pid) for pid in pids))
        while due <= now:
            due += chance.expovariate(rate)
            if len(under_way) >= OPEN_AT_MOST:
                seen.keep("not sent", 0.0)
                continue
            task = asyncio.create_task(client.ask(seen, client.requests[number % len(SIZES)]))
            number += 1
            under_way.add(task)
            task.add_done_callback(under_way.discard)
        await asyncio.sleep(0.001)
    await asyncio.gather(*under_way)
    seen.seconds = time.perf_counter() - begun
    return seen, memory


def processes_of(server: Server) -> list[int]:
    """The service's process, or its parent and its workers."""
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children")
    return [server.pid, *map(int, children.read_text().split())]


async def measure(server: Server, workers: int, seconds: float, rest: float) -> dict[str, object]:
    """Measure one service."""
    client = Client(server.port)
    await unloaded(client, 1)
    alone = await unloaded(client, rest)
    full = await saturated(client, rest, CLIENTS * workers)
    capacity = full.statuses["200"] / full.seconds
    over, memory = await overloaded(client, seconds, TIMES * capacity, processes_of(server))
    # Again, so that a machine that has become slower or faster meanwhile is not taken for the service.
    alone.accepted += (await unloaded(client, rest)).accepted
    settled = memory[len(memory) // 4 :] or memory
    return {
        "unloaded p50, ms": at(alone.accepted, 0.5),
        "unloaded p99, ms": at(alone.accepted, 0.99),
        "capacity, works/s": capacity,
        "asked, requests/s": (sum(over.statuses.values()) - over.statuses["not sent"]) / over.seconds,
        "accepted, works/s": over.statuses["200"] / over.seconds,
        "accepted p50, ms": at(over.accepted, 0.5),
        "accepted p99, ms": at(over.accepted, 0.99),
        "accepted p99 / unloaded p99": at(over.accepted, 0.99) / at(alone.accepted, 0.99),
        "refused (503), requests/s": (over.statuses["503"] + over.statuses["429"]) / over.seconds,
        "refused p50, ms": at(over.refused, 0.5),
        "refused p99, ms": at(over.refused, 0.99),
        "errors": over.errors - over.statuses["not sent"],
        "not sent, since 500 were under way": over.statuses["not sent"],
        "memory after a quarter of the time, MB": settled[0],
        "memory at its highest after that, MB": max(settled),
        "memory in the end, MB": settled[-1],
    }


def main() -> int:
    """Measure with one worker and with two, and print a table."""
    parser = argparse.ArgumentParser(prog="python -m bench.overload", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60, help="how long the overload lasts (60)")
    parser.add_argument("--rest", type=float, default=10, help="how long each part before it lasts (10)")
    parser.add_argument("--workers", type=int, nargs="*", default=[1, 2], help="numbers of workers (1 2)")
    parser.add_argument("--json", action="store_true", help="print JSON in place of a table")
    arguments = parser.parse_args()
    about, found = machine(), {}
    for workers in arguments.workers:
        with serving("forewarn", workers) as server:
            found[workers] = asyncio.run(measure(server, workers, arguments.seconds, arguments.rest))
    if arguments.json:
        print(json.dumps({str(workers): figures for workers, figures in found.items()}, indent=1))
        return 0
    for name, value in about.items():
        print(f"{name}: {value}  ")
    print(
        f"\n| {TIMES} times the capacity, {arguments.seconds:g} s |", *(f"{n} worker{'s' * (n > 1)} |" for n in found)
    )
    print("|---|" + "---:|" * len(found))
    for name in next(iter(found.values())):
        print(f"| {name} |", *(f"{figures[name]:,.3g} |" for figures in found.values()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
