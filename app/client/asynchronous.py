"""The client for programs that do something else meanwhile: asyncio or trio."""

from collections.abc import AsyncIterable, AsyncIterator, Iterable
from types import TracebackType

import anyio
import httpx

from app.client import answers, settings
from app.client.errors import ForewarnError
from app.client.parts import NDJSON, parts_as_they_come
from app.client.results import Failure, Verdict
from app.client.retries import Retries
from app.client.sources import Source
from app.client.works import Content, Message, Work, message_of


class AsyncClient:
    """A client of the service; tasks may share one.

    Parameters
    ----------
    base_url
        Where the service is.
    api_key
        ``fw_…``, where the service has keys.
    timeout
        Seconds, or httpx's own.
    retries
        When to ask again.
    transport
        What httpx sends requests through; its own unless told.
    """

    def __init__(
        self,
        base_url: str = settings.SERVICE,
        api_key: str | None = None,
        *,
        timeout: float | httpx.Timeout = settings.TIMEOUT,
        retries: Retries = Retries(),  # noqa: B008 -- it is frozen
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._http = httpx.AsyncClient(**settings.of_client(base_url, api_key, timeout), transport=transport)
        self._retries = retries

    async def classify(self, work: Work | Content) -> Verdict:
        """Classify a work.

        Parameters
        ----------
        work
            The work, or what it is made of: a string is the text itself, a file is named by a ``Path``.

        Raises
        ------
        Refused
            The service can't or won't judge it.
        Unreachable, Misunderstood
            There is no answer of Forewarn's.
        """
        return answers.verdict_of(await self._ask("/v1/classify", message_of(Work.of(work))))

    async def classify_batch(
        self, works: Iterable[Work | Content] | AsyncIterable[Work | Content]
    ) -> AsyncIterator[Verdict | Failure]:
        """Classify works as they come, in constant memory.

        Parameters
        ----------
        works
            Any number of works. They are taken, sent and answered some 32 at a time.

        Yields
        ------
        Verdict or Failure
            One for each work, in order: a work that can't be judged spoils no other.

        Raises
        ------
        Refused, Unreachable, Misunderstood
            The batch can't go on.
        """
        async for part in parts_as_they_come(works):
            content = await self._ask("/v1/classify/batch", Message(Source(part.body()), NDJSON))
            for result in answers.results_of(content, part.numbers):
                yield result

    async def aclose(self) -> None:
        """Let the connections go."""
        await self._http.aclose()

    async def __aenter__(self) -> "AsyncClient":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()

    async def _ask(self, path: str, message: Message) -> bytes:
        attempt = 1
        while True:
            outcome = await self._attempt(path, message)
            if isinstance(outcome, bytes):
                return outcome
            pause = None if message.source.is_spent else self._retries.pause(attempt, outcome)
            if pause is None:
                raise outcome
            await anyio.sleep(pause)
            attempt += 1

    async def _attempt(self, path: str, message: Message) -> bytes | ForewarnError:
        headers = {"Content-Type": message.media_type}
        try:
            with message.source.opened_asynchronously() as content:
                response = await self._http.post(path, content=content, params=message.parameters, headers=headers)
        except httpx.RequestError as error:
            return answers.failure(error)
        return response.content if response.is_success else answers.refusal(response)
