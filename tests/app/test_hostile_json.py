"""Ten thousand JSON bodies that no one means well with: each is the sender's error, and none breaks anything."""

import json
import random
from collections.abc import Callable

import httpx
import orjson
import pytest

from tests.app import stories

pytestmark = pytest.mark.anyio

SINGLE, LINES = 7000, 3000
CONTENT = ("text", "html", "markdown", "content_base64")
Poison = Callable[[random.Random], str]

# JSON as it is written, because some of it no library would write.
SCALARS = [
    "null",
    "true",
    "0",
    "-0.0",
    "1e308",
    "-1e308",
    "1e-400",
    "5e-324",
    "9" * 30,
    "-" + "9" * 400,
    "18446744073709551616",
    "1.5",
    '""',
    '"a"',
    '"\\u0000"',
    '"\\u0000\\u0001\\u001f"',
    '"' + "a" * 3000 + '"',
    '"\\u202e\\ufeff\\uffff"',
    '"\U0001f600"',
    "[]",
    "{}",
    "[[]]",
    '{"": {}}',
    '{"__proto__": {"text": "a"}}',
    '["text", "notes", "text"]',
]
NO_JSON = [
    "NaN",
    "-Infinity",
    "1e400x",
    "01",
    "+1",
    ".5",
    "0x10",
    "'a'",
    '"\\ud800"',
    '"\\udfff\\ud800"',
    '"\\x41"',
    '"\\u12"',
    '"\n"',
    '"\x00"',
    "undefined",
    "[1,]",
    "{,}",
    "{1: 2}",
    '"a',
    "[",
    '{"a":',
    "/* a */ 1",
    "None",
    "",
]


def nested(chance: random.Random) -> str:
    """Brackets, from a few to more than any stack holds."""
    depth = chance.choice((2, 50, 900, 1023, 1025, 5000, 100_000))
    opening, closing = chance.choice((("[", "]"), ('{"a":', "}"), ('[{"text":', "}]")))
    return opening * depth + chance.choice(SCALARS) + closing * depth


def of_wrong_type(chance: random.Random) -> str:
    """A field whose value none of its types allows."""
    values: dict[str, list[str]] = {
        **{field: [value for value in SCALARS if value[0] not in '"n'] for field in CONTENT},
        "id": ["1.5", "true", "1e308", "[]", "{}", '"' + "a" * 257 + '"', "9" * 30],
        "evidence": ["21", "-1", "null", "1.5", "true", '"3"', "1e308", "9" * 30, "[]", "{}"],
        "include": ["null", "1", '"text"', '["all"]', "[null]", '[["text"]]', "{}", json.dumps(["text"] * 9)],
        "declared": ["1", '"M"', "[]", '{"stars": 5}', '{"rating": 1}', '{"rating": "\\u0000"}', '{"rating": ["M"]}'],
        "filename": ["1", "[]", "{}", "true", '"' + "a" * 1025 + '"'],
        "media_type": ["1", "[]", '"text/plain"', '"' + "a" * 300 + '"'],
    }
    values["declared"] += [f'{{"archive_warnings": {each}}}' for each in ("1", '"mcd"', '["mice"]', "[null]", "{}")]
    values["declared"] += [f'{{"archive_warnings": {json.dumps(["none"] * 51)}}}', f'{{"rating": "M{"a" * 3000}"}}']
    field = chance.choice([*values])
    return f'{{"text": "a", "{field}": {chance.choice(values[field])}}}'


def with_an_unknown_field(chance: random.Random) -> str:
    name = chance.choice(("txt", "Text", "", "\\u0000", "text ", "__class__", "a" * 5000, "tex\\u0074s", "\U0001f600"))
    return f'{{"text": "a", "{name}": {chance.choice(SCALARS)}}}'


def with_a_field_twice(chance: random.Random) -> str:
    """Good in every other way: most readers of JSON would take the last, and nobody be told."""
    field = chance.choice(("text", "t\\u0065xt"))
    blank = chance.choice(("", " ", "\n\t "))
    return chance.choice(
        (
            f'{{"text"{blank}: "a", "{field}"{blank}: "b"}}',
            f'{{"{field}": "\\"text\\": a", "evidence": 3, "evidence"{blank}:{blank}3}}',
            f'{{"text": "a", "declared": {{"rating": "M", "rating"{blank}: "M"}}}}',
        )
    )


def without_a_work(chance: random.Random) -> str:
    pairs = [
        f'"{name}": {value}' for name, value in (("id", "1"), ("evidence", "3"), ("text", "null"), ("include", "[]"))
    ]
    return "{" + ", ".join(chance.sample(pairs, chance.randint(0, 4))) + "}"


def no_object(chance: random.Random) -> str:
    return chance.choice([value for value in SCALARS if value[0] != "{"])


def no_json(chance: random.Random) -> str:
    broken = chance.choice(NO_JSON)
    return chance.choice(
        (
            broken or "{",
            f'{{"text": {broken}}}',
            f'[{{"text": "a", "id": {broken}}}]',
            f'{{"text": "a"}}{broken or "x"}',
        )
    )


POISONS: list[Poison] = [
    nested,
    of_wrong_type,
    with_an_unknown_field,
    with_a_field_twice,
    without_a_work,
    no_object,
    no_json,
]


def hostile(number: int) -> bytes:
    """The body of a number, ever the same."""
    chance = random.Random(f"hostile {number}")
    body = chance.choice(POISONS)(chance).encode()
    if chance.random() < 0.05:
        body = chance.choice((b"\xff", b"\xc0\x80", b"\xed\xa0\x80")) + body
    return body


def is_json(body: bytes) -> bool:
    try:
        orjson.loads(body)
    except orjson.JSONDecodeError:
        return False
    return True


def is_plain(body: bytes) -> bool:
    """Whether no object has a name twice."""

    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        if len(dict(pairs)) < len(pairs):
            raise ValueError
        return dict(pairs)

    try:
        json.loads(body, object_pairs_hook=once)
    except (ValueError, RecursionError):
        return False
    return True


def check(problem: dict[str, object]) -> None:
    status = problem["status"]
    assert isinstance(status, int)
    assert 400 <= status < 500
    assert problem["type"]
    assert problem["detail"]


async def test_hostile_bodies_are_the_senders_errors(client: httpx.AsyncClient) -> None:
    for number in range(SINGLE):
        body = hostile(number)
        response = await client.post("/v1/classify", content=body, headers={"Content-Type": "application/json"})
        assert 400 <= response.status_code < 500, (number, body[:200], response.text[:500])
        assert response.headers["content-type"] == "application/problem+json"
        check(response.json())


async def test_hostile_lines_are_answered_in_their_place(client: httpx.AsyncClient) -> None:
    lines = [line for number in range(SINGLE, SINGLE + LINES) if b"\n" not in (line := hostile(number))]
    good = json.dumps({"id": "good", "text": stories.GENTLE}).encode()
    response = await client.post(
        "/v1/classify/batch",
        content=b"\n".join([*lines, good]),
        headers={"Content-Type": "application/x-ndjson"},
    )
    assert response.status_code == 200
    *answers, last = [json.loads(line) for line in response.text.splitlines()]
    assert last["severities"]
    assert len(answers) == len(lines) > LINES * 0.9
    for number, (line, answer) in enumerate(zip(lines, answers, strict=True), 1):
        assert answer["line"] == number, line[:200]
        check(answer["error"])


async def test_hostile_items_of_an_array_are_answered_in_their_place(client: httpx.AsyncClient) -> None:
    # An object with a field given twice is no JSON that can be told apart, so the whole array is refused with it.
    bodies = [body for number in range(1100) if is_json(body := hostile(number)) and len(body) < 1500]
    items = [body for body in bodies if is_plain(body)]
    assert len(items) < len(bodies)
    twice = b"[" + b",".join(bodies[:1000]) + b"]"
    response = await client.post("/v1/classify/batch", content=twice, headers={"Content-Type": "application/json"})
    assert response.status_code == 400
    check(response.json())
    body = b"[" + b",".join(items[:1000]) + b"]"
    response = await client.post("/v1/classify/batch", content=body, headers={"Content-Type": "application/json"})
    assert response.status_code == 200, response.text[:500]
    answers = response.json()["results"]
    assert len(answers) > 300
    for answer in answers:
        check(answer["error"])


async def test_bodies_with_bytes_changed_break_nothing(client: httpx.AsyncClient) -> None:
    body = json.dumps(
        {"id": 1, "text": "Snow fell.", "declared": {"rating": "M", "archive_warnings": ["none"]}, "include": ["notes"]}
    ).encode()
    for number in range(1000):
        chance = random.Random(f"changed {number}")
        changed = bytearray(body)
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(changed))
            changed[at : at + chance.randint(0, 3)] = chance.choice(
                (b"", b"\0", b'"', b"{", b"[", b"\xff", b"\\", b"1e999", b",")
            )
        response = await client.post(
            "/v1/classify", content=bytes(changed), headers={"Content-Type": "application/json"}
        )
        assert response.status_code < 500, (number, bytes(changed))
        if response.status_code != 200:
            check(response.json())


@pytest.mark.parametrize("text", ['"text": a', "\\", '\\"', '"": "', 'a": b', '{"text": "a", "text": "b"}', '\\\\":'])
async def test_a_text_may_look_like_a_field_given_twice(client: httpx.AsyncClient, text: str) -> None:
    response = await client.post("/v1/classify", json={"text": text, "id": text})
    assert response.status_code == 200
