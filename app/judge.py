"""The model at work for the service: submissions in, answers out.

Reading and judging a work is CPU work, which threads of its own do, so that the event loop goes on. A short text is
the exception: handing it to a thread and back would cost a fifth of judging it, and the thread would hold up the event
loop nearly as long, by the interpreter's lock. The event loop judges it, and turns to everyone else before the next.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import orjson

from app import problems
from app.body import Parcel
from app.envelope import log_crash
from app.intake import Submission, of_json, unpack
from app.moderations import moderation, texts_of
from app.problems import Problem
from app.queue import Queue
from app.sent import MAX_ID_LENGTH
from app.validation import parse_json
from model import Classifier
from model.documents import DocumentError, read_text
from model.profile import profile

Result = TypeVar("Result")

SHORT = 64 * 1024
"""Bytes of the longest request whose text is judged on the event loop."""

TURN_BYTES, TURN_WORKS = 256 * 1024, 16
"""How much of a batch a thread judges in one turn, with the work that makes it so much; works are counted since the
shortest cost more than their bytes."""


class Judge:
    """A loaded model and the threads that it works on.

    Parameters
    ----------
    classifier
        The loaded model.
    threads
        How many works are judged at the same time.
    queue
        Who comes next; one of its own by default.
    on_verdict
        Told the answer for each work, on whichever thread judged it.

    Attributes
    ----------
    classifier
        May be replaced at any time: a work is judged to its end by the one that it was begun with.
    """

    def __init__(
        self,
        classifier: Classifier,
        threads: int,
        queue: Queue | None = None,
        on_verdict: Callable[[dict[str, Any]], object] = lambda _: None,
    ) -> None:
        self.classifier = classifier
        self.threads = threads
        self.queue = queue or Queue(threads, threads)
        self._on_verdict = on_verdict
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="judge")

    async def run(
        self, work: Callable[..., Result], *arguments: object, batch: bool = False, ahead: bool = False
    ) -> Result:
        """Run one of the judge's methods on one of its threads, when its turn has come.

        Parameters
        ----------
        work, *arguments
            What to call.
        batch, ahead
            See `app.queue.Queue.enter`.

        Raises
        ------
        Problem
            ``overloaded``; never for a part of a batch.
        """
        await self.queue.enter(batch=batch, ahead=ahead)
        try:
            job = self._pool.submit(work, *arguments)
        except BaseException:
            self.queue.leave()
            raise
        answer = asyncio.wrap_future(job)
        # A caller that is gone does not stop its thread: the turn ends when the work does.
        answer.add_done_callback(lambda _: self.queue.leave())
        try:
            return await asyncio.shield(answer)
        except asyncio.CancelledError:
            job.cancel()  # Only what has not begun.
            raise

    def close(self) -> None:
        """Finish what is under way, and let the threads go."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    async def answer(self, parcel: Parcel) -> bytes:
        """Judge the work in a request, when its turn has come.

        Raises
        ------
        Problem
            The request or its work can't be used; ``overloaded``.
        """
        if len(parcel.body) > SHORT:
            return await self.run(lambda: self._answer(unpack(parcel)))
        submission = unpack(parcel)
        # A file of any size may unfold into anything.
        if not isinstance(submission.content, str):
            return await self.run(self._answer, submission)
        await self.queue.enter()
        self.queue.on_loop += 1
        try:
            # Whoever has come meanwhile finds the turn taken, and waits in the queue or is refused.
            await asyncio.sleep(0)
            return self._answer(submission)
        finally:
            self.queue.on_loop -= 1
            self.queue.leave()

    def _answer(self, submission: Submission) -> bytes:
        return orjson.dumps(self._judge(submission), option=orjson.OPT_SERIALIZE_NUMPY)

    def answer_item(self, request_id: str, item: object) -> bytes:
        """Judge an item of a JSON array; what goes wrong is answered in its place.

        Parameters
        ----------
        request_id
            Of the request that brought the array, for the log.
        item
            The parsed item.
        """
        try:
            return self._answer(of_json(item))
        except Exception as error:
            return _error_in_place(error, request_id, item)

    def answer_line(self, request_id: str, number: int, line: bytes) -> bytes:
        """Judge a line of an NDJSON batch; what goes wrong is answered in its place.

        Parameters
        ----------
        request_id
            Of the request that brought the batch, for the log.
        number
            The line's number, counted from 1.
        line
            The line, without its end.
        """
        item = None
        try:
            item = parse_json(line)
            return self._answer(of_json(item))
        except Exception as error:
            return _error_in_place(error, request_id, item, line=number)

    def moderate(self, body: bytes, request_id: str, most: int) -> bytes:
        """Judge the works in a request of OpenAI's shape.

        Parameters
        ----------
        body
            The request's.
        request_id
            Of the request; its answer is named after it.
        most
            How many works may come at once.

        Raises
        ------
        Problem
            The request or one of its works can't be used.
        """
        classifier = self.classifier
        results = []
        for number, text in enumerate(texts_of(body, most)):
            try:
                verdict = classifier.classify(read_text(text), evidence=0)
            except DocumentError as error:
                raise Problem.of_document(error, f"input[{number}]: ") from None
            self._on_verdict(verdict.as_dict())
            results.append(moderation(verdict, classifier.labels))
        name = f"{classifier.manifest['name']}-{classifier.manifest['version']}"
        return orjson.dumps({"id": f"modr-{request_id}", "model": name, "results": results})

    def _judge(self, submission: Submission) -> dict[str, Any]:
        try:
            document = submission.document()
        except DocumentError as error:
            raise Problem.of_document(error) from None
        verdict = self.classifier.classify(document, declared=submission.declared, evidence=submission.evidence)
        answer = {"id": submission.id, **verdict.as_dict()}
        self._on_verdict(answer)
        if "passages" in submission.include:
            answer["passages"] = profile(verdict.reading) if verdict.reading else []
        if "text" in submission.include:
            answer["text"] = document.text
        if "notes" in submission.include:
            answer["notes"] = [{"kind": note.kind, "text": note.text} for note in document.notes]
        return answer


def _error_in_place(error: Exception, request_id: str, item: object, **place: int) -> bytes:
    if not isinstance(error, Problem):
        log_crash(error, request_id)
        error = problems.internal_error()
    return orjson.dumps({**place, **_id_of(item), "error": error.as_dict()})


def _id_of(item: object) -> dict[str, str | int]:
    given = item.get("id") if isinstance(item, dict) else None
    if isinstance(given, bool) or not isinstance(given, str | int):
        return {}
    return {} if isinstance(given, str) and len(given) > MAX_ID_LENGTH else {"id": given}
