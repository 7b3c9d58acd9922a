"""The schema for editors accepts what the file accepts, and explains every key."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from bot.config import schema
from bot.config.yaml_lines import read_yaml
from tests.config.team_file import EXAMPLE


def accepts(text: str) -> bool:
    return bool(Draft202012Validator(schema()).is_valid(read_yaml(text).data))


def properties(part: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(part, dict):
        yield from part.get("properties", {}).items()
        for value in part.values():
            yield from properties(value)


def test_it_is_a_schema_of_the_dialect_that_it_names_and_is_json() -> None:
    made = schema()
    Draft202012Validator.check_schema(made)
    assert made["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert json.loads(json.dumps(made)) == made


def test_the_example_fits_it() -> None:
    assert [
        error.message for error in Draft202012Validator(schema()).iter_errors(read_yaml(EXAMPLE).data)
    ] == []


def test_every_key_is_explained() -> None:
    keys = list(properties(schema()))
    assert len(keys) > 40
    assert [name for name, key in keys if not key.get("description")] == []


@pytest.mark.parametrize(
    "text",
    [
        "handoff: {prompt_before: 5m}",
        "handoff: {prompt_before: '${SOON}'}",
        "people: {ana: {zone: UTC, quiet: off}}",
        "people: {ana: {zone: UTC, quiet: '21:00-05:00'}}",
        "severities: {P1: {channel: true, root_cause_within: off}}",
        "services: {a service: {runbooks: ['https://x.example']}}",
        "incidents_channel: '#incidents'",
    ],
)
def test_what_is_right_fits(text: str) -> None:
    assert accepts(text)


@pytest.mark.parametrize(
    "text",
    [
        "colour: red",
        "handoff: {prompt_before: 5}",
        "handoff: {prompt_before: 5min}",
        "people: {ana: {}}",
        "people: {Ana: {zone: UTC}}",
        "people: {ana: {zone: UTC, quiet: '25:00-05:00'}}",
        "people: {ana: {zone: UTC, slack: ana}}",
        "policies: {p: {levels: []}}",
        "policies: {p: {levels: [{after: 0m, page: [ana]}]}}",
        "policies: {p: {repeat: 21, levels: [{after: 0m, page: ['person:ana']}]}}",
        "integrations: {a: {kind: prometheus, token: x}}",
        "severities: {P5: {}}",
        "severities: {P1: {channel: yes}}",
    ],
)
def test_what_is_wrong_does_not_fit(text: str) -> None:
    assert not accepts(text)


def test_each_call_gives_a_schema_of_its_own() -> None:
    schema()["properties"].clear()
    assert schema()["properties"]
