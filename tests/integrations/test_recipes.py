"""The recipes in docs/integrations do what they say, against a running service.

Ruby, PHP, curl and jq are used where they are installed; where they are not, their tests are skipped and say so.
"""

import hashlib
import hmac
import importlib.util
import json
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest

from tests.app import stories
from tests.app.process import served

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
RECIPES = ROOT / "docs" / "integrations"
FIGHT = "".join(f"<p>{part}</p>" for part in stories.FIGHT.split("\n\n") if part)
NOBODY = "http://127.0.0.1:9"


def needs(*programs: str) -> pytest.MarkDecorator:
    missing = [program for program in programs if shutil.which(program) is None]
    return pytest.mark.skipif(bool(missing), reason=f"{', '.join(missing)} not installed: the recipe is not tried")


def blocks(recipe: str, language: str) -> list[str]:
    text = (RECIPES / f"{recipe}.md").read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def unpack(recipe: str, language: str, folder: Path) -> None:
    """Write each block to the file that its first line names."""
    for block in blocks(recipe, language):
        named = re.match(r"(?:<\?php )?(?:#|//) (\S+)\n", block)
        assert named, block
        path = folder / named[1]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block, encoding="utf-8")


def run(command: list[str], given: dict[str, Any], **environment: str) -> Any:
    done = subprocess.run(
        command, input=json.dumps(given), capture_output=True, text=True, timeout=120, env=environment
    )
    assert done.returncode == 0, done.stderr
    assert "Warning" not in done.stdout + done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("serve") / "log") as (port, _):
        yield f"http://127.0.0.1:{port}"


def otwarchive(folder: Path, address: str, **work: Any) -> Any:
    unpack("otwarchive", "ruby", folder)
    given = {"id": 7, "rating": "General Audiences", "warnings": ["No Archive Warnings Apply"], **work}
    return run([shutil.which("ruby") or "", str(HERE / "otwarchive.rb"), str(folder)], given, FOREWARN_URL=address)


@needs("ruby")
def test_otwarchive_lists_a_work_that_lacks_a_warning(address: str, tmp_path: Path) -> None:
    became = otwarchive(tmp_path, address, chapters=["<p>It rained.</p>", FIGHT])

    assert became["queue"] == [7]
    assert became["spam"] is False
    assert re.fullmatch(r"Forewarn: work 7 says rating (Mature|Explicit), violence.*", became["log"][0])


@needs("ruby")
def test_otwarchive_lists_no_work_that_is_what_it_declares(address: str, tmp_path: Path) -> None:
    declared = otwarchive(
        tmp_path,
        address,
        chapters=[FIGHT],
        rating="Explicit",
        warnings=["Creator Chose Not To Use Archive Warnings"],
    )
    gentle = otwarchive(tmp_path, address, chapters=[f"<p>{stories.GENTLE}</p>"])

    assert declared["queue"] == gentle["queue"] == []
    assert declared["log"] == gentle["log"] == []


@needs("ruby")
def test_otwarchive_goes_on_without_forewarn(tmp_path: Path) -> None:
    became = otwarchive(tmp_path, NOBODY, chapters=[FIGHT])

    assert became["queue"] == []
    assert became["spam"] is False
    assert became["log"][0].startswith("Forewarn: work 7 was not checked: ")


@needs("ruby")
def test_otwarchive_asks_again_when_the_service_is_busy(tmp_path: Path) -> None:
    with StandIn(503, 503, 500) as (busy, asked):
        became = otwarchive(tmp_path, busy, chapters=[FIGHT])

    assert len(asked) == 3
    assert became["log"][0].startswith("Forewarn: work 7 was not checked: 500")


def wordpress(folder: Path, address: str, **post: Any) -> Any:
    unpack("wordpress", "php", folder)
    given = {"status": "publish", "content": FIGHT, "tags": [], "by_editor": False, **post}
    return run([shutil.which("php") or "", str(HERE / "wordpress.php"), str(folder)], given, FOREWARN_URL=address)


@needs("php")
def test_wordpress_holds_a_post_whose_tags_do_not_say_it(address: str, tmp_path: Path) -> None:
    became = wordpress(tmp_path, address)

    assert became["status"] == "pending"
    assert "violence" in became["meta"]["forewarn_missing"].split(", ")


@needs("php")
@pytest.mark.parametrize(
    "post",
    [
        {"tags": ["violence", "major-character-death", "explicit-content"]},
        {"by_editor": True},
        {"content": stories.GENTLE},
        {"content": ""},
    ],
    ids=["tagged", "by an editor", "gentle", "empty"],
)
def test_wordpress_publishes_any_other(address: str, tmp_path: Path, post: dict[str, Any]) -> None:
    assert wordpress(tmp_path, address, **post)["status"] == "publish"


@needs("php")
def test_wordpress_leaves_drafts_alone_and_goes_on_without_forewarn(address: str, tmp_path: Path) -> None:
    assert wordpress(tmp_path, address, status="draft") == {"status": "draft", "meta": {}}
    assert wordpress(tmp_path, NOBODY) == {"status": "publish", "meta": {}}


def efiction(folder: Path, address: str, **chapter: Any) -> Any:
    unpack("efiction", "php", folder)
    check = folder / "modules/forewarn/check.php"
    check.write_text(check.read_text(encoding="utf-8").replace("http://localhost:8000", address), encoding="utf-8")
    given = {
        "newchapter": False,
        "validated": 1,
        "rating": "Pre-Teen",
        "text": stories.FIGHT + "Café – fin.",
        **chapter,
    }
    return run([shutil.which("php") or "", str(HERE / "efiction.php"), str(folder)], given)


@needs("php")
def test_efiction_holds_what_is_stronger_than_its_rating(address: str, tmp_path: Path) -> None:
    story, chapter = efiction(tmp_path, address), efiction(tmp_path, address, newchapter=True)

    assert story["validated"] == chapter["validated"] == 0
    assert story["updates"] == [
        "UPDATE fic_fanfiction_chapters SET validated = '0' WHERE sid = '12' AND inorder = '1'",
        "UPDATE fic_fanfiction_stories SET validated = '0' WHERE sid = '12'",
    ]
    assert chapter["updates"] == [
        "UPDATE fic_fanfiction_chapters SET validated = '0' WHERE sid = '12' AND inorder = '2'"
    ]


@needs("php")
@pytest.mark.parametrize(
    "chapter",
    [{"rating": "Adult"}, {"rating": "Unheard of"}, {"text": stories.GENTLE}],
    ids=["rated so", "rated otherwise", "gentle"],
)
def test_efiction_lets_any_other_pass(address: str, tmp_path: Path, chapter: dict[str, Any]) -> None:
    assert efiction(tmp_path, address, **chapter) == {"validated": 1, "updates": []}


@needs("php")
def test_efiction_goes_on_without_forewarn_and_leaves_alone_what_waits_already(tmp_path: Path) -> None:
    assert efiction(tmp_path, NOBODY) == {"validated": 1, "updates": []}
    assert efiction(tmp_path, NOBODY, validated=0) == {"validated": 0, "updates": []}


class StandIn:
    """Someone to call: answers with the statuses it is given, then 200, and keeps what it was sent."""

    def __init__(self, *statuses: int) -> None:
        left, received = list(statuses), list[tuple[str, dict[str, str], Any]]()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                received.append((self.path, dict(self.headers), json.loads(body)))
                self.send_response(left.pop(0) if left else 200)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._received = received

    def __enter__(self) -> tuple[str, list[tuple[str, dict[str, str], Any]]]:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self._server.server_port}", self._received

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def receiver(name: str, folder: Path) -> ModuleType:
    unpack("webhook", "python", folder)
    spec = importlib.util.spec_from_file_location(name, folder / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def called(module: ModuleType) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(module.app), base_url="http://receiver")


@pytest.mark.anyio
async def test_a_webhook_reports_the_verdict(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with StandIn() as (archive, reports):
        monkeypatch.setenv("FOREWARN_URL", address)
        monkeypatch.setenv("REPORT_TO", f"{archive}/verdicts")
        async with called(receiver("receiver", tmp_path)) as caller:
            work = {"id": "4711", "html": FIGHT, "declared": {"rating": "K"}}
            assert (await caller.post("/posted", json=work)).status_code == 202
            assert (await caller.post("/posted", json={"id": 2})).status_code == 202

    ((path, _, verdict),) = reports
    assert path == "/verdicts"
    assert verdict["id"] == "4711"
    assert verdict["mismatches"][0]["kind"] == "rating_too_low"


@pytest.mark.anyio
async def test_discourse_is_told_of_a_post(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with StandIn() as (discourse, flags):
        told = {"SECRET": "hush", "URL": discourse, "KEY": "key", "USER": "system"}
        monkeypatch.setenv("WEBHOOK_SECRET", told["SECRET"])
        for name in ("URL", "KEY", "USER"):
            monkeypatch.setenv(f"DISCOURSE_{name}", told[name])
        monkeypatch.setenv("FOREWARN_URL", address)
        async with called(receiver("discourse_receiver", tmp_path)) as caller:

            async def post(event: str, cooked: str, secret: str = "hush") -> int:
                body = json.dumps({"post": {"id": 31, "cooked": cooked}}).encode()
                signature = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
                headers = {"X-Discourse-Event": event, "X-Discourse-Event-Signature": signature}
                return (await caller.post("/discourse", content=body, headers=headers)).status_code

            assert await post("post_created", FIGHT) == 202
            assert await post("post_created", f"<p>{stories.GENTLE}</p>") == 202
            assert await post("post_destroyed", FIGHT) == 202
            assert await post("post_created", FIGHT, secret="guessed") == 403

    ((path, headers, flag),) = flags
    assert path == "/post_actions.json"
    assert (headers["Api-Key"], headers["Api-Username"]) == ("key", "system")
    assert (flag["id"], flag["post_action_type_id"]) == (31, 7)
    assert flag["message"].startswith("Forewarn: ")
    assert "violence (yes, " in flag["message"]
    assert "\n> " in flag["message"]


def python(code: str) -> str:
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=120).stdout


def test_the_programs_in_python_run(address: str) -> None:
    without, with_service = blocks("python", "python")
    told = python(with_service.replace("http://localhost:8000", address)).splitlines()

    assert "General Audiences" in python(without)
    assert told[0] == "General Audiences"
    assert sum("sexual_content" in line for line in told) == len([*ROOT.glob("seeds/works/hearts-*.md")]) > 1


@needs("curl", "jq")
def test_every_line_of_shell_does_what_it_says(address: str, tmp_path: Path) -> None:
    (tmp_path / "story.epub").write_bytes(stories.epub(stories.FIGHT))
    uploads = tmp_path / "uploads"
    uploads.mkdir()
    (uploads / "a fight.txt").write_text(f"Rating: K\n\n{stories.FIGHT}", encoding="utf-8")
    (uploads / "gentle.txt").write_text(stories.GENTLE, encoding="utf-8")
    (uploads / "scan.pdf").write_bytes(b"%PDF-1.7\n")
    lines = [line for block in blocks("curl", "sh") for line in block.splitlines()]

    def shell(line: str) -> str:
        line = line.replace("localhost:8000", address)
        done = subprocess.run(["sh", "-c", line], cwd=tmp_path, capture_output=True, text=True, timeout=120)
        assert (done.returncode, done.stderr) == (0, ""), line
        return done.stdout

    _, warnings, passages, deaths, _, _, table, first, unread, too_low = [shell(line) for line in lines]

    assert json.loads(warnings)["rating"] in ("Mature", "Explicit")
    assert {"tag": "violence", "decision": "yes", "severity": "graphic"} in json.loads(warnings)["warnings"]
    assert all(re.match(r"chapter 1, at \d+: ", line) for line in passages.splitlines() if line.startswith("chapter"))
    assert "chapter 1, at" in passages
    assert all("may die" in line for line in deaths.splitlines())
    assert [line.split("\t")[0] for line in table.splitlines()] == ["uploads/a fight.txt", "uploads/gentle.txt"]
    assert "violence" in table
    assert set(first.splitlines()) <= {"uploads/a fight.txt", "uploads/gentle.txt"}
    assert unread.startswith("uploads/scan.pdf: ")
    assert re.fullmatch(r"uploads/a fight.txt: General Audiences < (Mature|Explicit)\n", too_low)
    texts = [json.loads(line) for line in (tmp_path / "texts.ndjson").read_text(encoding="utf-8").splitlines()]
    assert [text["id"] for text in texts] == ["uploads/a fight.txt", "uploads/gentle.txt"]
    assert all("severities" in text for text in texts)


def test_recipes_name_files_that_exist() -> None:
    for page in RECIPES.glob("*.md"):
        text = page.read_text(encoding="utf-8")
        for path in re.findall(r"`(tests/[\w/.]+)`", text):
            assert (ROOT / path).is_file(), path
        for path in re.findall(r"\]\(((?!http)[^)#]+)", text):
            assert (page.parent / path).exists(), path
