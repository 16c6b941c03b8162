"""Chromium without a window, and what can be done with the moderator's page in it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

BROWSER, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
PATIENCE = 30
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-sync",
)


class Page:
    """The moderator's page, open in a browser.

    Attributes
    ----------
    driver
        The browser.
    origin
        Where the service is.
    """

    def __init__(self, driver: webdriver.Chrome, origin: str) -> None:
        self.driver = driver
        self.origin = origin

    def open(self, fragment: str = "") -> None:
        # A new document, even where only the fragment differs.
        self.driver.get("about:blank")
        self.driver.get(f"{self.origin}/{fragment}")

    def script(self, source: str, *arguments: Any) -> Any:
        return self.driver.execute_script(source, *arguments)

    def one(self, selector: str) -> WebElement:
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def text(self, selector: str) -> str:
        """All of an element's text, laid out or not."""
        return str(self.script("return document.querySelector(arguments[0]).textContent", selector))

    def until(self, condition: str, *arguments: Any) -> Any:
        """Wait until an expression is true in the page."""
        wait = WebDriverWait(self.driver, PATIENCE, poll_frequency=0.02)
        return wait.until(lambda _: self.script(f"return {condition}", *arguments), condition)

    def until_drawn(self) -> None:
        self.until("document.querySelector('#reader').dataset.state === 'whole'")

    def upload(self, file: Path) -> None:
        self.one("#file").send_keys(str(file))
        self.until_drawn()

    def emulate(self, **features: str) -> None:
        """Prefer what is said, as `prefers_color_scheme="dark"`."""
        told = [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": told})

    def errors(self) -> list[str]:
        """What the browser complained about since it was last asked."""
        return [entry["message"] for entry in self.driver.get_log("browser")]


@contextmanager
def opened(folder: Path, origin: str, size: tuple[int, int] = (1280, 900)) -> Iterator[Page]:
    """Open the page in a browser of its own."""
    if BROWSER is None or DRIVER is None:
        pytest.skip(
            "NO BROWSER: the moderator's page is not tried without Chromium (apt-get install chromium chromium-driver)"
        )
    options = webdriver.ChromeOptions()
    options.binary_location = BROWSER
    for flag in (*FLAGS, f"--user-data-dir={folder}", f"--window-size={size[0]},{size[1]}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options, Service(DRIVER))
    try:
        metrics = {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": False}
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        clipboard = ["clipboardReadWrite", "clipboardSanitizedWrite"]
        driver.execute_cdp_cmd("Browser.grantPermissions", {"permissions": clipboard, "origin": origin})
        yield Page(driver, origin)
    finally:
        driver.quit()
