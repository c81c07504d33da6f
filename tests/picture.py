"""The picture of the README: the demo's first page in a real Chromium, as a test would open it.

make picture        # which is: python tests/picture.py demo/site .github/overview.png
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parent / "browser"))

from conftest import QUIET, find_chromium

SIZE = {"width": 1280, "height": 800}


def take(site: Path, picture: Path) -> None:
    """Open the site's first page and keep what is seen of it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=[*QUIET, "--no-sandbox"]
        )
        page = browser.new_page(viewport=SIZE, color_scheme="light", device_scale_factor=1.5)
        page.goto((site / "index.html").resolve().as_uri())
        page.wait_for_load_state("networkidle")
        page.screenshot(path=picture)
        browser.close()


if __name__ == "__main__":
    take(Path(sys.argv[1]), Path(sys.argv[2]))
