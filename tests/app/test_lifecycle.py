"""The service begins, takes another model, loses a worker and ends, each while it is asked all the time."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from model.artifact import MANIFEST, SHIPPED, SLOTS, TABLE
from tests.app import stories, wire
from tests.app.load import Load
from tests.app.process import get, served
from tests.app.wire import connected, eventually, head, work

CLIENTS = 6
ENOUGH = 15
"""Answers after which a load counts as one."""


def asked_more(load: Load) -> None:
    before = load.answered
    eventually(lambda: load.answered >= before + ENOUGH, "no answers come")


def all_serve(log: Path, workers: str) -> None:
    """Wait for each worker: one alone answers more than enough before the other has loaded its model."""
    eventually(lambda: log.read_text().count("startup complete") == int(workers), "not all serve")


def workers_of(process: subprocess.Popen[bytes]) -> set[int]:
    """The processes that serve: the children of the one that was started, but for Python's own helper."""
    found = set()
    for pid in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split():
        try:
            command = Path(f"/proc/{pid}/cmdline").read_text()
        except OSError:
            continue
        if "spawn_main" in command:
            found.add(int(pid))
    return found


def copied_model(folder: Path) -> Path:
    shutil.copytree(SHIPPED, folder)
    return folder


def other_model(folder: Path) -> str:
    """Make a model another one that judges the same; its digest."""
    manifest = json.loads((folder / MANIFEST).read_text())
    manifest["version"] = "9.9.9"
    (folder / MANIFEST).write_text(json.dumps(manifest))
    return manifest["version"]


@pytest.mark.parametrize("workers", ["1", "2"])
def test_no_request_that_was_taken_on_is_lost_at_sigterm(workers: str, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with served(log, "--workers", workers) as (port, process), Load(port).running(CLIENTS) as load:
        asked_more(load)
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    assert load.lost == []
    assert set(load.statuses) <= {200, 503}
    assert "Traceback" not in log.read_text()


def test_while_it_drains_the_service_answers_but_is_not_ready(tmp_path: Path) -> None:
    line = json.dumps({"id": 1, "text": stories.GENTLE}).encode() + b"\n"
    with served(tmp_path / "log", FOREWARN_DRAIN_DELAY_SECONDS="1") as (port, process), connected(port) as connection:
        length = f"Content-Length: {2 * len(line)}"
        connection.sendall(head("/v1/classify/batch", "Content-Type: application/x-ndjson", length) + line)
        process.send_signal(signal.SIGTERM)
        eventually(lambda: get(port, "/readyz") == 503)
        assert get(port, "/healthz") == 200
        with connected(port) as other:
            other.sendall(work(stories.GENTLE))
            assert wire.answer(other)[0] == 200
        connection.sendall(line)
        assert wire.rest(connection).count(b'"id":1') == 2
        assert process.wait(60) == 0


def test_what_never_ends_is_cut_off_when_the_time_to_drain_is_over(tmp_path: Path) -> None:
    line = json.dumps({"id": 1, "text": stories.GENTLE}).encode() + b"\n"
    with served(tmp_path / "log", FOREWARN_DRAIN_SECONDS="1") as (port, process), connected(port) as connection:
        connection.sendall(head("/v1/classify/batch", "Content-Type: application/x-ndjson", "Content-Length: 99999"))
        connection.sendall(line)
        assert connection.recv(1)
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0


def test_a_killed_worker_costs_its_own_requests_and_is_replaced(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with served(log, "--workers", "2") as (port, process), Load(port).running(CLIENTS) as load:
        eventually(lambda: len(workers_of(process)) == 2)
        asked_more(load)
        before = workers_of(process)
        os.kill(min(before), signal.SIGKILL)
        eventually(lambda: len(workers_of(process) - before) == 1, log.read_text())
        asked_more(load)
        # A client has one request under way.
        assert len(load.lost) <= CLIENTS
        assert all(len(verdicts) == 1 for verdicts in load.verdicts)
    assert set(load.statuses) <= {200, 503}


def test_workers_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    with served(tmp_path / "log", "--workers", "2") as (port, process):
        eventually(lambda: len(workers_of(process)) == 2)
        process.kill()

        def refused() -> bool:
            try:
                get(port, "/healthz")
            except OSError:
                return True
            return False

        eventually(refused)


def cut_short(folder: Path) -> None:
    with (folder / TABLE).open("r+b") as file:
        file.truncate(1_000_000)


def flip_a_bit(folder: Path) -> None:
    with (folder / SLOTS).open("r+b") as file:
        file.seek(1_000_000)
        byte = file.read(1)
        file.seek(1_000_000)
        file.write(bytes([byte[0] ^ 1]))


def break_manifest(folder: Path) -> None:
    (folder / MANIFEST).write_text("{")


def remove(folder: Path) -> None:
    shutil.rmtree(folder)


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_model_that_does_not_verify_is_refused_and_the_old_one_goes_on(workers: str, tmp_path: Path) -> None:
    model, log = copied_model(tmp_path / "model"), tmp_path / "log"
    with (
        served(log, "--workers", workers, "--model", str(model)) as (port, process),
        Load(port).running(CLIENTS) as load,
    ):
        all_serve(log, workers)
        asked_more(load)
        for number, harm in enumerate((flip_a_bit, cut_short, break_manifest, remove), 1):
            # In place, as the worst way to install a model does it: the service has the same file open or not at all.
            harm(model)
            process.send_signal(signal.SIGHUP)
            eventually(lambda n=number: log.read_text().count("the new model is refused") == n, harm.__name__)
            asked_more(load)
        if workers == "2":
            # A worker that is lost now can't come back until the model does, and the other goes on.
            os.kill(min(workers_of(process)), signal.SIGKILL)
            eventually(lambda: "no model at" in log.read_text())
            asked_more(load)
            copied_model(model)
            eventually(lambda: len(workers_of(process)) == 2)
            asked_more(load)
        else:
            assert load.lost == []
    assert set(load.statuses) <= {200, 503}
    assert len(load.models) == 1
    assert all(len(verdicts) == 1 for verdicts in load.verdicts)


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_new_model_takes_over_between_two_works(workers: str, tmp_path: Path) -> None:
    model, log = copied_model(tmp_path / "model"), tmp_path / "log"
    with (
        served(log, "--workers", workers, "--model", str(model)) as (port, process),
        Load(port).running(CLIENTS) as load,
    ):
        all_serve(log, workers)
        asked_more(load)
        (old,) = load.models
        other_model(model)
        process.send_signal(signal.SIGHUP)
        eventually(lambda: log.read_text().count("has taken over from") == int(workers), log.read_text())
        eventually(lambda: len(load.models) == 2)
        load.models.clear()
        asked_more(load)
        assert old not in load.models
        assert len(load.models) == 1
    assert load.lost == []
    assert set(load.statuses) <= {200, 503}
    assert all(len(verdicts) == 1 for verdicts in load.verdicts)


def test_a_pinned_service_takes_no_other_model(tmp_path: Path) -> None:
    model, log = copied_model(tmp_path / "model"), tmp_path / "log"
    pin = hashlib.sha256((model / MANIFEST).read_bytes()).hexdigest()
    with served(log, "--model", str(model), FOREWARN_MODEL_SHA256=pin) as (_, process):
        other_model(model)
        process.send_signal(signal.SIGHUP)
        eventually(lambda: "FOREWARN_MODEL_SHA256 asks for" in log.read_text())
