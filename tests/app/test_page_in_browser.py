"""The moderator's page in a real browser: upload, verdict, jumps, keys, colours, long works, what leaves the page."""

import importlib.util
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.app import browser, stories
from tests.app.browser import Page
from tests.app.keys import made
from tests.app.process import served

SECRET = "xylophonist"
PREFACE = "Rating: General Audiences\nArchive Warning: No Archive Warnings Apply\n\n"
TEARS = "\N{CRYING FACE}" * 20
STORY = f"Chapter 1\n\n{stories.GENTLE * 3}Chapter 2\n\n{TEARS} {stories.FIGHT}Chapter 3\n\n{stories.GENTLE}"
DRAWN = "const c = document.querySelector('#canvas'); return c.toDataURL()"


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("serve") / "log") as (port, _):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def only_page(origin: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with browser.opened(tmp_path_factory.mktemp("profile"), origin) as page:
        yield page


@pytest.fixture
def page(only_page: Page) -> Iterator[Page]:
    only_page.emulate(prefers_color_scheme="light")
    only_page.open()
    only_page.errors()
    yield only_page
    assert only_page.errors() == []


@pytest.fixture
def work(tmp_path: Path) -> Path:
    path = tmp_path / "the-tale.txt"
    path.write_text(PREFACE + STORY, encoding="utf-8")
    return path


def verdict_on(origin: str, work: Path, **options: Any) -> dict[str, Any]:
    answer = httpx.post(f"{origin}/v1/classify", files={"file": work.open("rb")}, data=options, timeout=60)
    verdict: dict[str, Any] = answer.json()
    return verdict


def test_an_uploaded_work_is_judged_as_the_service_judges_it(page: Page, work: Path) -> None:
    verdict = verdict_on(page.origin, work, evidence=5, include="text,passages")
    page.upload(work)

    assert page.text("#rated") == verdict["rating"]["value"]
    assert "the-tale.txt" in page.text("#about")
    told = {item.get_attribute("data-tag"): item.text for item in page.all(".warning")}
    assert list(told) == [warning["tag"] for warning in verdict["warnings"]]
    assert "warn" in told["violence"]
    assert said(verdict["warnings"][1]["probability"]) in told["violence"]
    for warning in verdict["warnings"]:
        assert len(page.all(f"[data-tag={warning['tag']}] .evidence li")) == len(warning["evidence"])
        for who in warning.get("characters", []):
            assert who["name"] in told[warning["tag"]]
    assert page.text("#declared").startswith("RatingGeneral Audiences")
    assert f"too low: {verdict['rating']['value']}" in page.text("#declared")
    assert len(page.all(".passage")) == len(verdict["passages"])
    assert page.one("#chart").get_attribute("aria-valuemax") == str(len(verdict["passages"]))
    assert squeezed(verdict["text"]) == squeezed(page.script(ALL_BUT_ADDED))


def said(probability: float) -> str:
    rounded = round(probability * 100)
    return f"{rounded} %" if 0 < rounded < 100 else "> 99 %" if rounded else "< 1 %"


ALL_BUT_ADDED = """
    const reader = document.querySelector('#reader').cloneNode(true);
    reader.querySelectorAll('.proof').forEach((added) => added.remove());
    return reader.textContent;
"""


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_the_passages_that_prove_a_warning_are_marked_and_reached_by_a_click(page: Page, work: Path) -> None:
    verdict = verdict_on(page.origin, work, evidence=5)
    proofs = verdict["warnings"][1]["evidence"]
    page.upload(work)
    page.one("[data-tag=violence] .evidence button").click()
    page.until("document.activeElement.classList.contains('passage')")

    passage = page.driver.switch_to.active_element
    assert squeezed(proofs[0]["text"]) in squeezed(page.text(".passage.current"))
    marked = {mark.text.lower() for mark in passage.find_elements(By.CSS_SELECTOR, "mark")}
    assert {term["term"] for term in proofs[0]["terms"]} <= marked
    assert_in_view(page)


def assert_in_view(page: Page) -> None:
    page.until(
        "(() => { const place = document.querySelector('.passage.current').getBoundingClientRect();"
        "const strip = document.querySelector('#strip').getBoundingClientRect();"
        "return place.top >= strip.bottom && place.top < innerHeight })()"
    )


def test_a_click_on_the_chart_goes_to_the_passage_under_it(page: Page, work: Path) -> None:
    page.upload(work)
    chart = page.one("#chart")
    ActionChains(page.driver).move_to_element_with_offset(chart, chart.size["width"] // 2 - 3, 0).click().perform()

    last = page.one("#chart").get_attribute("aria-valuemax")
    assert page.one(".passage.current").get_attribute("data-index") == str(int(last or 0) - 1)
    assert_in_view(page)


def test_all_of_it_goes_by_keyboard(page: Page) -> None:
    keys = ActionChains(page.driver)
    assert focused_after(keys, page, Keys.TAB).get_attribute("class") == "skip"
    tabbed_to("text", keys, page)
    page.script("document.activeElement.value = arguments[0]", STORY[:-1])
    ActionChains(page.driver).send_keys(".").key_down(Keys.CONTROL).send_keys(Keys.ENTER).key_up(Keys.CONTROL).perform()
    page.until_drawn()
    assert page.driver.switch_to.active_element.get_attribute("id") == "rated"

    assert {"copy-json", "copy-tags"} <= tabbed_to("chart", keys, page)
    here = page.one("#chart")
    before = here.get_attribute("aria-valuetext")
    focused_after(keys, page, Keys.ARROW_RIGHT)
    assert here.get_attribute("aria-valuenow") == "2"
    assert here.get_attribute("aria-valuetext") != before
    focused_after(keys, page, Keys.END)
    assert here.get_attribute("aria-valuenow") == here.get_attribute("aria-valuemax")
    assert "chapter 3" in str(here.get_attribute("aria-valuetext"))
    assert "passage" in str(focused_after(keys, page, Keys.ENTER).get_attribute("class"))
    assert_in_view(page)


def tabbed_to(wanted: str, keys: ActionChains, page: Page, most: int = 60) -> set[str]:
    """The ids of what has the focus on the way to an element."""
    reached: set[str] = set()
    for _ in range(most):
        here = str(focused_after(keys, page, Keys.TAB).get_attribute("id"))
        if here == wanted:
            return reached
        reached.add(here)
    pytest.fail(f"{wanted} is not reached by the Tab key, only {reached}")


def focused_after(keys: ActionChains, page: Page, key: str) -> Any:
    keys.send_keys(key).perform()
    return page.driver.switch_to.active_element


def test_strong_passages_come_one_after_the_other(page: Page, work: Path) -> None:
    page.upload(work)
    strong = [passage.get_attribute("data-index") for passage in page.all(".passage.strong, .passage.proves")]
    visited = []
    for _ in strong:
        page.one("#next").click()
        visited.append(page.one(".passage.current").get_attribute("data-index"))

    assert len(strong) > 1
    assert visited == strong


def test_it_is_dark_where_the_system_is_and_light_where_told(page: Page, work: Path) -> None:
    page.upload(work)
    colours, drawings = [], []
    for scheme, theme in (("light", "auto"), ("dark", "auto"), ("dark", "light")):
        page.emulate(prefers_color_scheme=scheme)
        page.script("location.hash = arguments[0]", f"#theme={theme}")
        page.until("document.documentElement.dataset.theme === arguments[0]", theme)
        page.script("return new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
        colours.append(page.one("body").value_of_css_property("background-color"))
        drawings.append(page.script(DRAWN))

    assert colours[0] == colours[2] != colours[1]
    assert drawings[0] == drawings[2] != drawings[1]


def test_a_long_work_is_drawn_while_the_page_goes_on(page: Page, tmp_path: Path) -> None:
    long = tmp_path / "long.txt"
    chapters = (f"Chapter {n}\n\n{stories.GENTLE * 3}{stories.FIGHT}" for n in range(1, 1_000_000 // len(STORY)))
    long.write_text("".join(chapters), encoding="utf-8")
    assert long.stat().st_size > 700_000
    # Frames between the first slice and the last: without slices there are none.
    page.script("""
        window.frames_seen = 0;
        const count = () => {
          if (document.querySelector('#reader').dataset.state === 'drawing') window.frames_seen += 1;
          requestAnimationFrame(count);
        };
        count();
    """)
    page.upload(long)

    assert page.script("return window.frames_seen") > 0
    assert page.script("return document.querySelector('#reader').textContent.length") > 700_000
    laid_out = page.script(
        "return [...document.querySelectorAll('.passage')]"
        ".filter((each) => each.checkVisibility({contentVisibilityAuto: true})).length"
    )
    assert 0 < laid_out < len(page.all(".passage")) / 4
    page.one("#chart").send_keys(Keys.END, Keys.ENTER)
    assert_in_view(page)
    assert "passage" in str(page.driver.switch_to.active_element.get_attribute("class"))


def test_a_long_text_that_is_pasted_is_held_beside_the_field(page: Page) -> None:
    page.script(
        """
        const data = new DataTransfer();
        data.setData("text/plain", arguments[0]);
        const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
        document.querySelector("#text").dispatchEvent(event);
        """,
        STORY * 40,
    )
    assert f"{len(STORY.encode('utf-16-le')) // 2 * 40:,} characters" in page.one("#chosen").text
    page.one("#judge").click()
    page.until_drawn()
    assert "120 chapters" in page.text("#about")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("tale.epub", stories.epub(STORY)),
        ("tale.docx", stories.docx(STORY)),
        ("tale.html", stories.html(STORY).encode()),
    ],
)
def test_a_file_of_any_format_can_be_dropped(page: Page, name: str, content: bytes) -> None:
    page.script(
        """
        const data = new DataTransfer();
        data.items.add(new File([new Uint8Array(arguments[1])], arguments[0]));
        for (const type of ["dragover", "drop"]) {
          document.body.dispatchEvent(new DragEvent(type, {dataTransfer: data, bubbles: true, cancelable: true}));
        }
        """,
        name,
        list(content),
    )
    page.until_drawn()

    assert page.text("#about").startswith(name)
    assert "The axe split his skull" in page.text("#reader")


def test_what_the_author_declared_is_compared(page: Page, work: Path) -> None:
    work.write_text(STORY, encoding="utf-8")
    page.one("summary").click()
    page.one("#rating").send_keys("Explicit")
    page.one("input[value='No Archive Warnings Apply']").click()
    page.upload(work)

    assert "Explicit" in page.text("#declared")
    assert "too low" not in page.text("#declared")
    assert "No Archive Warnings Apply" in page.text("#declared")


def test_the_verdict_can_be_taken_away(page: Page, work: Path) -> None:
    verdict = verdict_on(page.origin, work, evidence=5)
    page.upload(work)
    page.one("#copy-json").click()
    page.until("document.querySelector('#status').textContent.includes('JSON')")
    assert json.loads(page.script("return navigator.clipboard.readText()")) == verdict

    page.one("#copy-tags").click()
    page.until("document.querySelector('#status').textContent.includes('AO3')")
    lines = page.script("return navigator.clipboard.readText()").splitlines()
    certain = [warning for warning in verdict["warnings"] if warning["decision"] == "yes"]
    assert lines[0] == f"Rating: {verdict['rating']['value']}"
    assert len(lines) == 1 + len({bool(warning["archive_warning"]) for warning in certain})


def test_a_link_holds_settings_and_no_text(page: Page, work: Path) -> None:
    work.write_text(f"{SECRET} {STORY}", encoding="utf-8")
    page.upload(work)
    page.one("#open-settings").click()
    page.one("#evidence").send_keys(Keys.BACKSPACE, "1")
    page.one("#labels input[value=language]").click()
    page.one("#theme").send_keys("Dark")
    page.one("#key").send_keys("fw_open_sesame")
    page.one("#copy-link").click()
    page.until("document.querySelector('#link-copied').textContent !== ''")
    link = page.script("return navigator.clipboard.readText()")
    page.one("#settings button.main").click()

    assert link == f"{page.origin}/#evidence=1&theme=dark&hide=language"
    # The dialog tells of its end in a task of its own.
    page.until(f"location.href === {json.dumps(link)}")
    assert [row.text.split()[0] for row in page.all("#rows li")] == ["Sexual", "Violence", "Death"]
    page.driver.get("about:blank")
    page.driver.get(link)
    page.upload(work)
    assert len(page.all("[data-tag=violence] .evidence li")) == 1
    assert len(page.all("#rows li")) == 3
    stored = page.script("return JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")
    assert json.loads(stored) == [{}, {"forewarn-key": "fw_open_sesame"}, ""]
    page.script("sessionStorage.clear()")
    asked = page.script("return performance.getEntriesByType('resource').map((each) => each.name)")
    assert asked
    assert all(address.startswith(f"{page.origin}/") and "?" not in address for address in asked)


def test_markup_in_a_work_is_text(page: Page, work: Path) -> None:
    attack = "<img src=x onerror=\"document.title='broken'\"><script>document.title='broken'</script>"
    work.write_text(f"{attack}\n\n{STORY}\n\n{attack}", encoding="utf-8")
    page.upload(work)

    assert attack in page.text("#reader")
    assert not page.all("#reader img, #reader script")
    assert page.driver.title == "Forewarn"


def test_what_cannot_be_judged_says_why(page: Page, work: Path) -> None:
    work.write_text("Дождь шёл весь день над тихой гаванью. " * 60, encoding="utf-8")
    page.upload(work)
    assert page.text("#rated") == "Not judged"
    assert "English" in page.text("#notices")
    assert "Дождь" in page.text("#reader")

    page.one("#another").click()
    assert page.driver.switch_to.active_element.get_attribute("id") == "text"
    page.one("#judge").click()
    assert "nothing to judge" in page.text("#problem")


def test_a_refusal_is_told_in_the_services_words(only_page: Page, tmp_path: Path) -> None:
    only_page.open()
    broken = tmp_path / "broken.epub"
    broken.write_bytes(stories.epub(STORY)[:200])
    only_page.one("#file").send_keys(str(broken))
    only_page.until("document.querySelector('#problem').textContent !== ''")

    refusal = httpx.post(f"{only_page.origin}/v1/classify", files={"file": broken.open("rb")}).json()
    assert refusal["detail"] in only_page.text("#problem")
    assert only_page.one("#work").is_displayed()
    only_page.errors()


def test_a_service_with_keys_asks_for_one(only_page: Page, work: Path, tmp_path: Path) -> None:
    token = made(tmp_path / "keys.json", "moderators")
    with served(tmp_path / "log", FOREWARN_KEYS=str(tmp_path / "keys.json")) as (port, _):
        page = Page(only_page.driver, f"http://127.0.0.1:{port}")
        page.open()
        page.one("#file").send_keys(str(work))
        page.until("document.querySelector('#settings').open")
        assert "API key" in page.one("#key-needed").text
        ActionChains(page.driver).send_keys(token, Keys.ENTER).perform()
        page.until("document.activeElement.id === 'judge'")
        page.one("#judge").click()
        page.until_drawn()
        assert token not in page.driver.current_url
    page.errors()


def axe() -> str:
    package = importlib.util.find_spec("selenium_axe_python")
    assert package is not None
    assert package.origin is not None
    return Path(package.origin).with_name("axe-core").joinpath("axe.min.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_barrier(page: Page, work: Path, scheme: str) -> None:
    page.emulate(prefers_color_scheme=scheme)
    page.driver.execute_cdp_cmd("Page.setBypassCSP", {"enabled": True})
    page.open()
    page.script(axe())
    assert barriers(page) == []
    page.one("summary").click()
    page.upload(work)
    page.one("[data-tag=violence] .evidence button").click()
    assert barriers(page) == []
    page.one("#open-settings").click()
    assert barriers(page) == []
    page.driver.execute_cdp_cmd("Page.setBypassCSP", {"enabled": False})


def barriers(page: Page) -> list[str]:
    found = page.driver.execute_async_script(
        "const done = arguments[0]; axe.run().then((result) => done([result.passes.length, result.violations]))"
    )
    passed, violations = found
    assert passed > 10
    return [f"{each['id']} ({each['impact']}): {node['html']}" for each in violations for node in each["nodes"]]
