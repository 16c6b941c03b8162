"""``python -m tests.app.screenshots`` draws docs/pictures/ anew: the moderator's page, in light and in dark."""

import re
import tempfile
from pathlib import Path

from tests.app.browser import Page, opened
from tests.app.process import served

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "docs" / "pictures"
CHAPTERS = (
    "hearts-socks",
    "magic-the-duel-at-half-past-five",
    "shadows-nine-mile-siding",
    "hearts-mind-the-wire",
    "shadows-salt-of-vezelin",
)
DECLARED = "---\nrating: General Audiences\nwarnings: [No Archive Warnings Apply]\n---\n"


def work() -> str:
    """A work of several chapters, from the seeds."""
    texts = ((ROOT / "seeds" / "works" / f"{name}.md").read_text(encoding="utf-8") for name in CHAPTERS)
    stories = (re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL) for text in texts)
    return DECLARED + "".join(f"\n## Chapter {number}\n\n{story}" for number, story in enumerate(stories, start=1))


def draw(page: Page, story: Path) -> None:
    """Take the pictures."""
    for scheme in ("light", "dark"):
        page.emulate(prefers_color_scheme=scheme)
        page.open()
        page.upload(story)
        page.script("document.querySelector('[data-tag=violence] .evidence button').click()")
        page.script("document.activeElement.blur()")
        page.script("return new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
        page.driver.save_screenshot(str(PICTURES / f"page-{scheme}.png"))


if __name__ == "__main__":
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "story.md").write_text(work(), encoding="utf-8")
        with (
            served(folder / "log") as (port, _),
            opened(folder / "profile", f"http://127.0.0.1:{port}", (1360, 860)) as page,
        ):
            draw(page, folder / "story.md")
