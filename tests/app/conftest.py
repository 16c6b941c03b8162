from collections.abc import AsyncIterator

import httpx
import pytest

from tests.app.service import opened


@pytest.fixture(scope="session")
async def client(anyio_backend: str) -> AsyncIterator[httpx.AsyncClient]:
    async with opened() as client:
        yield client
