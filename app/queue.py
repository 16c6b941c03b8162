"""The queue in front of the processor: so many works are judged at once, so many wait, the next is refused.

Works that someone waits for and works of batches wait in two lines, which take turns: neither starves the other. Where
nobody waits, a batch's next turn may be let in before the one at hand has ended: the thread that judges then goes on to
it at once, and need not wait for the event loop.
"""

import asyncio
from collections import deque
from collections.abc import Callable

from app.problems import Problem

RETRY_AFTER = 1
"""Seconds; the queue is short, so that it has emptied by then."""


def overloaded(detail: str, *, headers: dict[str, str] | None = None) -> Problem:
    """The problem of a request that there is no room for now."""
    return Problem("overloaded", detail, headers={"Retry-After": str(RETRY_AFTER), **(headers or {})})


class Queue:
    """Turns at a number of slots.

    Parameters
    ----------
    slots
        How many have a turn at once.
    most_waiting
        How many wait at most; those of batches are not counted, since a batch waits with few at a time.
    on_change
        Told how many wait whenever that changes.

    Attributes
    ----------
    on_loop
        How many have a turn that no thread takes, which whoever takes them counts: beside these nothing is let in
        ahead, since a thread would begin with it at once.
    """

    def __init__(self, slots: int, most_waiting: int, on_change: Callable[[int], object] = lambda _: None) -> None:
        self.on_loop = 0
        self._slots = self._free = slots
        self._ahead = 0
        self._most_waiting = most_waiting
        self._on_change = on_change
        self._waiting = deque[asyncio.Future[None]]()
        self._batches = deque[asyncio.Future[None]]()
        self._batch_is_next = False

    @property
    def is_open(self) -> bool:
        """Whether a turn can be had without waiting."""
        return self._free > 0

    @property
    def waiting(self) -> int:
        """How many wait, those of batches among them."""
        return len(self._waiting) + len(self._batches)

    def check(self) -> None:
        """Refuse where there is no room to wait.

        Raises
        ------
        Problem
            ``overloaded``.
        """
        if not self.is_open and len(self._waiting) >= self._most_waiting:
            raise overloaded("The queue is full.")

    async def enter(self, *, batch: bool = False, ahead: bool = False) -> None:
        """Wait for a turn; whoever is cancelled while waiting leaves the queue.

        Parameters
        ----------
        batch
            Whether it is a batch's.
        ahead
            Whether it will be taken when another has ended, without the event loop: it is let in, one a slot, unless
            somebody waits.

        Raises
        ------
        Problem
            ``overloaded``; never for a batch.
        """
        if self.is_open:
            self._free -= 1
            return
        if not batch:
            self.check()
        if ahead and self._ahead < self._slots and not self.waiting and not self.on_loop:
            self._ahead += 1
            self._batch_is_next = False
            return
        line = self._batches if batch else self._waiting
        turn = asyncio.get_running_loop().create_future()
        line.append(turn)
        self._tell()
        try:
            await turn
        except asyncio.CancelledError:
            if turn.cancelled():
                line.remove(turn)
                self._tell()
            else:
                # The turn came in the same moment.
                self.leave()
            raise

    def leave(self) -> None:
        """Give a turn back, to whoever has been let in ahead or waits for it."""
        if self._ahead:
            self._ahead -= 1
            return
        lines = (self._batches, self._waiting) if self._batch_is_next else (self._waiting, self._batches)
        for line in lines:
            # Whoever has just been cancelled still stands in line, until the loop comes to it.
            if turn := next((each for each in line if not each.done()), None):
                self._batch_is_next = line is self._waiting
                line.remove(turn)
                turn.set_result(None)
                self._tell()
                return
        self._free += 1

    def _tell(self) -> None:
        self._on_change(self.waiting)
