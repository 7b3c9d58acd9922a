"""The timeline as a page: whole, escaped, and without a script."""

from __future__ import annotations

from html.parser import HTMLParser

from bot.render.export_html import to_html
from tests.render.samples import CANARY, NOW, incident_of, setup_of, story


class Page(HTMLParser):
    """The words of a page, its tags, and whether each one that opened was closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[str] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self.tags.append(tag)
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_every_event_stands_on_the_page_in_order() -> None:
    records = story("Checkout fails")
    page = Page(to_html(incident_of(), records, setup_of(), NOW))
    assert page.open == []
    assert page.tags.count("li") == len(records)
    assert f"Timeline ({len(records):,} events, UTC)" in page.words


def test_what_people_and_monitors_wrote_is_words_and_no_markup() -> None:
    page = Page(to_html(incident_of(CANARY), story(CANARY), setup_of(CANARY), NOW))
    assert "b" not in page.tags
    assert "script" not in page.tags
    assert any("<b>bold</b>" in words for words in page.words)
