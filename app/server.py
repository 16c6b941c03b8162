"""One worker: Uvicorn, with connections that have limits, a model that can be replaced, and an orderly end."""

import asyncio
import functools
import signal
import socket
import sys
from collections.abc import Callable

import uvicorn

from app import logs
from app.connection import Connection
from app.settings import Settings

SWITCH_INTERVAL = 0.001
"""Seconds that a thread that judges may keep the event loop waiting; Python's own choice is five times that."""


class Server(uvicorn.Server):
    """Uvicorn's server, which takes another model at SIGHUP and tells that it is ending before it does.

    Parameters
    ----------
    config
        Its configuration; see `configuration`.
    drain_delay
        Seconds for which it goes on accepting connections when it is told to stop.
    tell_ready
        Called when it has begun to serve.
    """

    def __init__(
        self, config: uvicorn.Config, drain_delay: float, tell_ready: Callable[[], None] = lambda: None
    ) -> None:
        super().__init__(config)
        self._tell_ready = tell_ready
        self._drain_delay = drain_delay
        self._reloading: asyncio.Task[None] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to serve."""
        await super().startup(sockets)
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, self._reload)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGHUP])
        if self.started:
            self._tell_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Answer what was taken on, and end."""
        self.lifespan.state["service"].draining = True
        await asyncio.sleep(self._drain_delay)
        await super().shutdown(sockets)

    def _reload(self) -> None:
        self._reloading = asyncio.ensure_future(self.lifespan.state["service"].reload())


def configuration(settings: Settings, host: str, port: int) -> uvicorn.Config:
    """How Uvicorn is to serve."""
    return uvicorn.Config(
        "app.main:create_app",
        factory=True,
        host=host,
        port=port,
        http=functools.partial(Connection, settings),  # type: ignore[arg-type]
        ws="none",
        server_header=False,
        # Nothing here asks who a proxy says that it speaks for.
        proxy_headers=False,
        # Uvicorn's own lines on requests have their addresses in them.
        access_log=False,
        log_config=logs.configuration(settings.log, settings.log_level),
        timeout_graceful_shutdown=settings.drain_seconds,
    )


def run(
    settings: Settings,
    host: str,
    port: int,
    listener: socket.socket | None = None,
    tell_ready: Callable[[], None] = lambda: None,
) -> None:
    """Serve in this process until told to stop.

    Parameters
    ----------
    settings
        The service's settings; the application reads the same from the environment.
    host, port
        Where to listen.
    listener
        A socket that is bound already, in place of these.
    tell_ready
        Called when it has begun to serve.

    Raises
    ------
    SystemExit
        It could not start.
    """
    # Until there is a model to replace, and after the end: a signal that came is no reason to die of it.
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    sys.setswitchinterval(SWITCH_INTERVAL)
    server = Server(configuration(settings, host, port), settings.drain_delay_seconds, tell_ready)
    server.run([listener] if listener else None)
