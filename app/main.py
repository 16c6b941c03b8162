"""The HTTP service, put together."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from app import auth, cors, logs, openapi, problems
from app.envelope import Envelope
from app.metrics import Metrics
from app.routes import ROUTES
from app.service import Service
from app.settings import Settings
from model import __version__


def create_app(settings: Settings | None = None) -> FastAPI:
    """Make the ASGI application; its lifespan loads the model and owns the threads that it works on.

    Parameters
    ----------
    settings
        None to read them from the environment, as a server that imports this factory does.

    Raises
    ------
    SettingsError
        A setting, or the file of keys that one names, can't be used.
    """
    settings = settings or Settings.from_environment()
    metrics = Metrics()
    service = Service(
        settings,
        on_queue=metrics.queue.set,
        on_model=lambda model: metrics.model(model.manifest["name"], model.manifest["version"], model.sha256),
        on_verdict=metrics.verdict,
    )

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[dict[str, Service]]:
        asyncio.get_running_loop().set_exception_handler(logs.loop_crash)
        service.open()
        yield {"service": service}
        service.close()

    app = FastAPI(
        title="Forewarn",
        version=__version__,
        summary="Content warnings and ratings for works of fiction, with the passages that prove them.",
        license_info={"name": "MIT", "identifier": "MIT"},
        routes=ROUTES,
        lifespan=lifespan,
        # FastAPI would tell of every address and its parameters; app.logs and app.metrics choose what they tell.
        telemetry={"tracing": False, "metrics": False, "logs": False},
        docs_url=None,
        redoc_url=None,
        # A redirect would make clients send a whole work twice.
        redirect_slashes=False,
    )
    app.state.metrics = metrics
    app.state.service = service
    problems.install(app)
    openapi.install(app)
    # The last that is added is the outermost.
    auth.install(app, settings)
    cors.install(app, settings.cors_origins)
    app.add_middleware(problems.Refusals)
    app.add_middleware(Envelope, metrics=metrics)
    return app
