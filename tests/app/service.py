"""Applications to test, and clients of them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from fastapi import FastAPI

from app.main import create_app
from app.settings import Settings


@asynccontextmanager
async def opened(settings: Settings | None = None) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an application of its own, model loaded."""
    app = create_app(settings or Settings(threads=2))
    async with app.router.lifespan_context(app), client_of(app) as client:
        yield client


def client_of(app: FastAPI) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://forewarn", timeout=60)
