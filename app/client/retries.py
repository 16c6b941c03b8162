"""When to ask again."""

import random
from dataclasses import dataclass

from app.client.errors import ForewarnError, Refused


@dataclass(frozen=True, slots=True)
class Retries:
    """How often and how soon a client asks again where that may help: after 429, 503, and a connection that fails.

    Attributes
    ----------
    attempts
        How often the same is asked at most; 1 for never again.
    first
        Seconds before the second attempt; twice as many before each further one. Up to half of it is left to chance,
        so that clients that were refused together do not come back together.
    longest
        The most seconds to wait. A service that asks for more with Retry-After is not asked again.
    """

    attempts: int = 5
    first: float = 0.5
    longest: float = 60.0

    def pause(self, attempt: int, failure: ForewarnError) -> float | None:
        """How long to wait after an attempt.

        Parameters
        ----------
        attempt
            How many there were, from 1.
        failure
            How the last one ended.

        Returns
        -------
        float or None
            Seconds; never less than Retry-After. None to give up.
        """
        if not failure.is_passing or attempt >= self.attempts:
            return None
        step = min(self.first * 2 ** (attempt - 1), self.longest)
        asked = failure.retry_after if isinstance(failure, Refused) else None
        if asked is None:
            return random.uniform(step / 2, step)
        return asked + random.uniform(0, step / 2) if asked <= self.longest else None
