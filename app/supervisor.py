"""Several workers: started, watched, started again, told of a new model, and stopped together."""

import contextlib
import logging
import logging.config
import multiprocessing
import os
import signal
import socket
import threading
import time
from dataclasses import dataclass
from multiprocessing import connection, synchronize
from multiprocessing.context import SpawnProcess

from uvicorn.config import STARTUP_FAILURE

from app import candidate, logs, server
from app.settings import Settings
from model.artifact import ArtifactError

logger = logging.getLogger("forewarn")

FIRST_PAUSE, LONGEST_PAUSE = 0.25, 30.0
"""Seconds before a worker that died is started again: the first time, and when it keeps dying."""
SETTLED = 60.0
"""Seconds after which a worker that dies is not said to keep dying."""
LAST_SECONDS = 10.0
"""What workers get beyond their time to drain before they are killed."""

_spawn = multiprocessing.get_context("spawn")


@dataclass(slots=True)
class Post:
    """A worker's place, whichever process holds it.

    Attributes
    ----------
    process
        None while it waits to be started again.
    due
        When that is, on the monotonic clock.
    deaths
        In a row.
    """

    process: SpawnProcess | None = None
    due: float = 0.0
    begun: float = 0.0
    deaths: int = 0


class Supervisor:
    """The parent of the workers.

    Parameters
    ----------
    settings
        The service's settings; workers read the same from the environment.
    host, port
        Where to listen.
    workers
        How many.
    """

    def __init__(self, settings: Settings, host: str, port: int, workers: int) -> None:
        self._settings = settings
        self._address = (host, port)
        self._posts = [Post() for _ in range(workers)]
        self._stopping = self._reloading = self._failed = False
        # Set by the first worker that serves: from then on, one that can't start is no reason to stop the others.
        self._served = _spawn.Event()

    def run(self) -> bool:
        """Supervise until told to stop.

        Returns
        -------
        bool
            False where no worker could start.

        Raises
        ------
        SystemExit
            The address is taken.
        """
        logging.config.dictConfig(logs.configuration(self._settings.log, self._settings.log_level))
        woken, waker = socket.socketpair()
        for end in (woken, waker):
            end.setblocking(False)
        signal.set_wakeup_fd(waker.fileno(), warn_on_full_buffer=False)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        signal.signal(signal.SIGHUP, self._reload)
        with server.configuration(self._settings, *self._address).bind_socket() as listener:
            while not self._stopping:
                self._start(listener)
                self._wait(woken)
                self._bury()
                if self._reloading:
                    self._pass_on_reload()
        self._end()
        return not self._failed

    def _stop(self, *_: object) -> None:
        self._stopping = True

    def _reload(self, *_: object) -> None:
        self._reloading = True

    def _start(self, listener: socket.socket) -> None:
        now = time.monotonic()
        for post in self._posts:
            if post.process is None and post.due <= now:
                arguments = (self._settings, *self._address, listener, self._served)
                post.process, post.begun = _spawn.Process(target=_work, args=arguments), now
                # A worker inherits the mask: a SIGHUP that comes before it is ready waits until it is.
                signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGHUP])
                post.process.start()
                signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGHUP])

    def _wait(self, woken: socket.socket) -> None:
        alive = [post.process.sentinel for post in self._posts if post.process]
        due = [post.due for post in self._posts if not post.process]
        connection.wait([*alive, woken], max(min(due) - time.monotonic(), 0) if due else None)
        with contextlib.suppress(BlockingIOError):
            woken.recv(4096)

    def _bury(self) -> None:
        now = time.monotonic()
        for post in self._posts:
            if post.process is None or post.process.is_alive():
                continue
            code, process, post.process = post.process.exitcode, post.process, None
            if code == STARTUP_FAILURE and not self._served.is_set():
                logger.error("worker %s could not start", process.pid)
                self._stopping = self._failed = True
                return
            post.deaths = 1 if now - post.begun > SETTLED else post.deaths + 1
            pause = min(FIRST_PAUSE * 2 ** (post.deaths - 1), LONGEST_PAUSE)
            post.due = now + pause
            logger.error("worker %s died (%s); another starts in %g s", process.pid, code, pause)

    def _pass_on_reload(self) -> None:
        self._reloading = False
        try:
            model = candidate.load(self._settings)
        except ArtifactError as error:
            logger.error("the new model is refused, the old one goes on: %s", error)
            return
        logger.info("model %.12s is fit to judge", model.sha256)
        self._tell(signal.SIGHUP)

    def _tell(self, number: signal.Signals) -> None:
        for post in self._posts:
            if post.process and post.process.pid and post.process.is_alive():
                os.kill(post.process.pid, number)

    def _end(self) -> None:
        self._tell(signal.SIGTERM)
        until = time.monotonic() + self._settings.drain_delay_seconds + self._settings.drain_seconds + LAST_SECONDS
        for post in self._posts:
            if post.process:
                post.process.join(max(until - time.monotonic(), 0))
                if post.process.is_alive():
                    post.process.kill()
                    post.process.join()


def _work(settings: Settings, host: str, port: int, listener: socket.socket, served: synchronize.Event) -> None:
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()
    server.run(settings, host, port, listener, served.set)


def _end_with_parent() -> None:
    # Without one, a worker would hold the port and be watched by nobody.
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)
