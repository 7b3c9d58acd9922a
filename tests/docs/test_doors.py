"""The HTTP page names every door that the application has, and no other; the metrics page knows their names."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import cast

from prometheus_client import CollectorRegistry
from starlette.routing import Route

from bot.engine.answering import Answering
from bot.web.phone import PhoneDoors
from bot.web.site import build
from tests.docs.reading import page
from tests.web.house import House


def doors() -> dict[tuple[str, str], str]:
    """(method, path as the page writes it) of each door, with its name."""
    # They are only listed here, so nobody stands behind them.
    phone = PhoneDoors(cast("Answering", None), "", {}, lambda _provider, _sid: None)
    routes = build(replace(House().doors(), phone=phone), CollectorRegistry()).routes
    return {
        (method, re.sub(r"{(\w+)}", r"<\1>", route.path)): route.name
        for route in routes
        if isinstance(route, Route)
        for method in route.methods or ()
        if method != "HEAD"
    }


def written() -> set[tuple[str, str]]:
    """The doors in the first column of the page's first table."""
    rows = re.findall(r"^\| `(GET|POST) (/[^`?]*)", page("docs/reference/http.md").text, re.MULTILINE)
    return set(rows)


def test_the_http_page_has_the_doors_that_are_there() -> None:
    assert written() == set(doors())


def test_the_metrics_page_has_their_names() -> None:
    (row,) = re.findall(r"^\| `door` \| (.*) \|$", page("docs/reference/metrics.md").text, re.MULTILINE)
    assert set(re.findall(r"`(\w+)`", row)) == {*doors().values(), "none"}
