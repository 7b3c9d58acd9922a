"""The pages as a reader has them: their fenced blocks, code, links and headings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent

FENCE = re.compile(r"^(?P<indent> *)```(?P<info>[^\n`]*)\n(?P<text>.*?)^ *```", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
LINK = re.compile(r"(?<!\!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)|(?:src|srcset|href)=\"([^\"]+)\"")
HEADING = re.compile(r"^#{1,6} +(.+?)\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Fence:
    """A fenced block: its first line's words, its text without indentation."""

    info: str
    text: str


@dataclass(frozen=True)
class Page:
    """One Markdown file."""

    path: Path
    text: str

    @property
    def name(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @property
    def fences(self) -> list[Fence]:
        return [
            Fence(found["info"].strip(), re.sub(f"^{found['indent']}", "", found["text"], flags=re.MULTILINE))
            for found in FENCE.finditer(self.text)
        ]

    @property
    def prose(self) -> str:
        """The text without fenced blocks."""
        return FENCE.sub("", self.text)

    @property
    def code(self) -> list[str]:
        """What stands between single backticks."""
        return SPAN.findall(self.prose)

    @property
    def links(self) -> list[str]:
        """Where its links and pictures lead."""
        return [next(filter(None, groups)) for groups in LINK.findall(SPAN.sub("", self.prose))]

    @property
    def anchors(self) -> set[str]:
        """The ends of links to its headings, as GitHub makes them."""
        return {anchor(heading) for heading in HEADING.findall(self.prose)}


def anchor(heading: str) -> str:
    """Small letters, spaces as hyphens, everything else but letters, digits, `-` and `_` left out."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
    return re.sub(r"[^\w\- ]", "", text).replace(" ", "-")


@cache
def pages() -> tuple[Page, ...]:
    """README, ARCHITECTURE, CHANGELOG and everything in docs/."""
    files = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    return tuple(Page(file, file.read_text(encoding="utf-8")) for file in sorted(files))


def page(name: str) -> Page:
    """One page by its path from the root."""
    return next(found for found in pages() if found.name == name)
