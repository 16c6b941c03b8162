"""Works a second: one request a work, one after the other, against the same works as one NDJSON batch."""

import http.client
import json

from bench.measure import Spread, in_turns, seconds
from bench.servers import Server
from bench.works import work_of

_JSON = {"Content-Type": "application/json"}
_NDJSON = {"Content-Type": "application/x-ndjson"}


def measure(server: Server, n_bytes: int, n_works: int, rounds: int) -> dict[str, Spread]:
    """Measure both ways to send many works.

    Returns
    -------
    dict of str to Spread
        Works a second.
    """
    item = json.dumps({"text": work_of(n_bytes)}).encode()
    lines = b"\n".join([item] * n_works)
    connection = http.client.HTTPConnection("127.0.0.1", server.port)

    def post(path: str, body: bytes, headers: dict[str, str]) -> bytes:
        connection.request("POST", path, body, headers)
        response = connection.getresponse()
        answer = response.read()
        if response.status != 200:
            raise RuntimeError(answer.decode())
        return answer

    def one_by_one() -> None:
        for _ in range(n_works):
            post("/v1/classify", item, _JSON)

    def batch() -> None:
        answers = post("/v1/classify/batch", lines, _NDJSON)
        if answers.count(b'"rating"') < n_works:
            raise RuntimeError("not every work was judged")

    return in_turns(
        {
            "one request a work": lambda: n_works / seconds(one_by_one, 0),
            "NDJSON batch": lambda: n_works / seconds(batch, 0),
        },
        rounds,
    )
