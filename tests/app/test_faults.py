"""What goes wrong around the service does not go wrong in it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.app import stories, wire
from tests.app.load import Load
from tests.app.process import free_port, served, wait_until_ready
from tests.app.test_lifecycle import CLIENTS, asked_more
from tests.app.wire import connected, head, problem, rest

JUMPING = """
import itertools, sys, time
from app.cli import main
real, jumps = time.time, itertools.cycle([0, 86_400, -86_400, 1e9, -1e9])
time.time = lambda: real() + next(jumps)
time.time_ns = lambda: int(time.time() * 1e9)
sys.exit(main(["serve", "--port", sys.argv[1]]))
"""


def test_a_disk_that_is_full_costs_the_log_and_nothing_else() -> None:
    with served(Path("/dev/full"), "--workers", "2") as (port, process), Load(port).running(CLIENTS) as load:
        asked_more(load)
        # Both are logged, or would be.
        process.send_signal(signal.SIGHUP)
        with connected(port) as connection:
            connection.sendall(b"no HTTP\r\n\r\n")
            assert problem(rest(connection))["status"] == 400
        asked_more(load)
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    assert load.lost == []
    assert set(load.statuses) <= {200, 503}


def test_a_clock_that_jumps_moves_no_deadline(tmp_path: Path) -> None:
    port, log = free_port(), tmp_path / "log"
    environment = {**os.environ, "FOREWARN_PATIENCE_SECONDS": "2", "FOREWARN_REQUEST_SECONDS": "30"}
    with log.open("wb") as output:
        command = [sys.executable, "-c", JUMPING, str(port)]
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, env=environment)
        try:
            wait_until_ready(port, process, log)
            with Load(port).running(2) as load:
                asked_more(load)
            assert load.lost == []
            assert set(load.statuses) == {200}
            with connected(port) as connection:
                connection.sendall(head("/v1/classify", "Content-Type: text/plain", "Content-Length: 9999"))
                begun = time.monotonic()
                assert wire.drip(connection, stories.GENTLE[:200].encode(), 0.1)
                # Of the least that patience is, not of how fast the machine is.
                assert time.monotonic() - begun > 1
                assert problem(rest(connection))["status"] == 408
        finally:
            process.terminate()
            assert process.wait(60) == 0
