"""A client of the service, over httpx: `Client`, and `AsyncClient` with the same methods.

>>> from app.client import Client, Work
>>> with Client("https://forewarn.example", api_key="fw_…") as client:  # doctest: +SKIP
...     verdict = client.classify(Work(Path("story.epub"), rating="Teen And Up Audiences"))
...     for mismatch in verdict.mismatches:
...         print(mismatch.kind)
"""

from app.client.asynchronous import AsyncClient
from app.client.blocking import Client
from app.client.errors import ForewarnError, Misunderstood, Refused, Unreachable
from app.client.results import (
    Character,
    Declared,
    Document,
    Evidence,
    Failure,
    FieldError,
    Mismatch,
    ModelName,
    Note,
    Notice,
    Passage,
    Problem,
    Rating,
    Term,
    Verdict,
    Warning,
)
from app.client.retries import Retries
from app.client.works import Work

__all__ = [
    "AsyncClient",
    "Character",
    "Client",
    "Declared",
    "Document",
    "Evidence",
    "Failure",
    "FieldError",
    "ForewarnError",
    "Mismatch",
    "Misunderstood",
    "ModelName",
    "Note",
    "Notice",
    "Passage",
    "Problem",
    "Rating",
    "Refused",
    "Retries",
    "Term",
    "Unreachable",
    "Verdict",
    "Warning",
    "Work",
]
