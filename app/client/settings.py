"""What both clients tell httpx."""

from typing import Any

import httpx

from model import __version__

SERVICE = "http://localhost:8000"
TIMEOUT = httpx.Timeout(130, connect=10)
"""Longer than the service takes for a work unless it is set otherwise, so that it is the service that gives up."""


def of_client(base_url: str, api_key: str | None, timeout: float | httpx.Timeout) -> dict[str, Any]:
    """The settings of an httpx client."""
    headers = {"User-Agent": f"forewarn/{__version__}"}
    if api_key:
        headers["Authorization"] = f"Bearer {api_key}"
    return {"base_url": base_url, "headers": headers, "timeout": timeout}
