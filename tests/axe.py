"""What axe finds wrong with what a page shows now, in light and in dark."""

from __future__ import annotations

from importlib.resources import files
from typing import Literal

from playwright.sync_api import Page

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
Colours = Literal["light", "dark"]
RUNS: dict[Colours, str] = {
    "light": "axe.run({resultTypes: ['violations']})",
    "dark": "axe.run({resultTypes: ['violations'], runOnly: ['color-contrast', 'link-in-text-block']})",
}


def still(page: Page) -> None:
    """For a new page: nothing glides or fades, for colours in the middle of a transition are nobody's fault."""
    page.emulate_media(reduced_motion="reduce")


def complaints(page: Page, view: str, colours: tuple[Colours, ...] = ("light", "dark")) -> list[str]:
    """Every rule in light; in dark those that see colours, the others would say the same again."""
    page.evaluate(f"window.axe || (() => {{ {AXE} }})()")
    found = []
    for colour in colours:
        page.emulate_media(color_scheme=colour)
        found += [
            f"{view}, {colour}: {rule['id']} ({rule['help']}) at {node['target']}: {node.get('failureSummary', '')}"
            for rule in page.evaluate(RUNS[colour])["violations"]
            for node in rule["nodes"]
        ]
    return found
