"""The Slack app asks for what the source uses: no scope is missing, and none is there for nothing."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).parent.parent
ROOMS_THAT_CALL_SLACK = ("slack", "delivery")

# Scopes that one method offers the choice of, narrowed to what this bot does with it: it makes public and private
# channels and opens direct messages, and it never uses group messages (mpim) or the user-token names.
NEVER_ASKED_FOR = {
    "channels:write",
    "channels:write.invites",
    "channels:write.topic",
    "groups:write.invites",
    "groups:write.topic",
    "im:read",
    "im:write.topic",
    "mpim:history",
    "mpim:read",
    "mpim:write",
    "mpim:write.topic",
}

# slack_sdk offers one call for three of Slack's; the middle one is a plain upload.
COMPOUND = {"files_upload_v2": ("files.getUploadURLExternal", "files.completeUploadExternal")}

# What an event needs before Slack sends it; source: https://docs.slack.dev/reference/events/<event>, "Required
# Scopes". With two, each opens its own kind of channel (public, private) and this bot lives in both.
EVENT_SCOPES: dict[str, frozenset[str]] = {
    "app_home_opened": frozenset(),
    "app_mention": frozenset({"app_mentions:read"}),
    "channel_archive": frozenset({"channels:read"}),
    "channel_rename": frozenset({"channels:read"}),
    "group_archive": frozenset({"groups:read"}),
    "group_rename": frozenset({"groups:read"}),
    "member_joined_channel": frozenset({"channels:read", "groups:read"}),
    "member_left_channel": frozenset({"channels:read", "groups:read"}),
    "message.channels": frozenset({"channels:history"}),
    "message.groups": frozenset({"groups:history"}),
    "message.im": frozenset({"im:history"}),
    "pin_added": frozenset({"pins:read"}),
    "reaction_added": frozenset({"reactions:read"}),
    "reaction_removed": frozenset({"reactions:read"}),
    "team_join": frozenset({"users:read"}),
    "user_change": frozenset({"users:read"}),
}

# Methods whose scope is asked for before the code that calls them is written, each with the row of the product
# that needs it. A line goes when the call is there (a test says so), so in the end this is empty, as it is now.
PROMISED: dict[str, str] = {}

Manifest = Mapping[str, Any]
Methods = Mapping[str, Mapping[str, Any]]


@pytest.fixture(scope="module")
def manifest() -> Manifest:
    content: Manifest = YAML(typ="safe", pure=True).load(ROOT / "manifest.yml")
    return content


@pytest.fixture(scope="module")
def methods(schemas: Path) -> Methods:
    content: Methods = json.loads((schemas / "methods_docs.json").read_text())
    return content


def scopes_of(manifest: Manifest) -> set[str]:
    return set(manifest["oauth_config"]["scopes"]["bot"])


def events_of(manifest: Manifest) -> list[str]:
    return list(manifest["settings"]["event_subscriptions"]["bot_events"])


def sources() -> Iterator[str]:
    for room in ROOMS_THAT_CALL_SLACK:
        for file in [ROOT / "bot" / f"{room}.py", *sorted((ROOT / "bot" / room).rglob("*.py"))]:
            if file.is_file():
                yield file.read_text()


def methods_named_in(source: str, known: Methods) -> set[str]:
    """The Web API methods that a source names: as `client.chat_postMessage` or as the text "chat.postMessage"."""
    attributes = {name.replace(".", "_"): (name,) for name in known} | COMPOUND
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute):
            found.update(attributes.get(node.attr, ()))
        elif isinstance(node, ast.Constant) and node.value in known:
            found.add(str(node.value))
    return found


def called(known: Methods) -> set[str]:
    return {method for source in sources() for method in methods_named_in(source, known)}


def choices(method: str, known: Methods) -> set[str]:
    """The scopes of which one suffices for this method; empty when any bot token will do."""
    return set(known[method].get("scopes", {}).get("bot", ())) - NEVER_ASKED_FOR


def missing(scopes: set[str], used: set[str], known: Methods) -> dict[str, set[str]]:
    return {
        method: wanted
        for method in sorted(used)
        if (wanted := choices(method, known)) and not wanted & scopes
    }


def needless(scopes: set[str], used: set[str], events: list[str], known: Methods) -> set[str]:
    by_methods = {scope for method in used for scope in choices(method, known)}
    by_events = {scope for event in events for scope in EVENT_SCOPES[event]}
    return scopes - by_methods - by_events - {"commands"}


def test_slack_accepts_the_manifest(manifest: Manifest, schemas: Path) -> None:
    schema = json.loads((schemas / "manifest.schema.2.0.0.json").read_text())
    problems = [
        f"{'.'.join(map(str, error.absolute_path))}: {error.message}"
        for error in jsonschema.Draft7Validator(schema).iter_errors(manifest)
    ]
    assert not problems, "manifest.yml is not what Slack accepts; correct:\n" + "\n".join(problems)


def test_every_method_that_the_source_calls_is_allowed_by_a_scope(
    manifest: Manifest, methods: Methods
) -> None:
    lacking = missing(scopes_of(manifest), called(methods), methods)
    assert not lacking, f"add to manifest.yml one of these scopes for each method: {lacking}"


def test_every_event_that_is_subscribed_to_has_its_scopes(manifest: Manifest) -> None:
    unknown = [event for event in events_of(manifest) if event not in EVENT_SCOPES]
    assert not unknown, f"say in EVENT_SCOPES which scopes these events need: {unknown}"
    lacking = {
        event: wanted
        for event in events_of(manifest)
        if (wanted := EVENT_SCOPES[event] - scopes_of(manifest))
    }
    assert not lacking, f"add these scopes to manifest.yml, or drop the events: {lacking}"


def test_no_scope_is_asked_for_without_a_use(manifest: Manifest, methods: Methods) -> None:
    used = called(methods) | set(PROMISED)
    idle = needless(scopes_of(manifest), used, events_of(manifest), methods)
    assert not idle, f"nothing uses these scopes; take them out of manifest.yml: {sorted(idle)}"


def test_a_promised_call_that_is_written_is_no_longer_listed_as_promised(methods: Methods) -> None:
    kept = sorted(called(methods) & set(PROMISED))
    assert not kept, f"the source calls these now; take them out of PROMISED: {kept}"


def test_what_people_click_is_in_the_manifest(manifest: Manifest) -> None:
    features = manifest["features"]
    assert [command["command"] for command in features["slash_commands"]] == ["/incident"]
    assert {(shortcut["type"], shortcut["callback_id"]) for shortcut in features["shortcuts"]} == {
        ("global", "declare_incident"),
        ("message", "declare_from_message"),
        ("message", "add_to_timeline"),
    }
    assert "commands" in scopes_of(manifest), "slash commands and shortcuts need the scope `commands`"
    assert manifest["settings"]["interactivity"]["is_enabled"]
    assert manifest["settings"]["socket_mode_enabled"]
    assert features["app_home"]["home_tab_enabled"]


def test_scopes_and_events_are_in_order_and_named_once(manifest: Manifest) -> None:
    for names in (manifest["oauth_config"]["scopes"]["bot"], events_of(manifest)):
        assert names == sorted(set(names)), "sort the list in manifest.yml, each name once"


# These prove that the tests above can fail.

KNOWN: Methods = {
    "chat.postMessage": {"scopes": {"bot": ["chat:write"]}},
    "conversations.create": {"scopes": {"bot": ["channels:manage", "groups:write", "mpim:write"]}},
    "files.completeUploadExternal": {"scopes": {"bot": ["files:write"]}},
    "files.getUploadURLExternal": {"scopes": {"bot": ["files:write"]}},
    "views.open": {},
}


@pytest.mark.parametrize(
    "source,named",
    [
        ("client.chat_postMessage(channel=c)", {"chat.postMessage"}),
        ("self.web.api_call('conversations.create')", {"conversations.create"}),
        ("send = web.views_open", {"views.open"}),
        ("w.files_upload_v2()", {"files.getUploadURLExternal", "files.completeUploadExternal"}),
        ("chat_postMessage = 'not.a.method'", set()),
    ],
)
def test_a_method_is_found_however_it_is_called(source: str, named: set[str]) -> None:
    assert methods_named_in(source, KNOWN) == named


def test_a_method_without_its_scope_is_noticed() -> None:
    used = {"chat.postMessage", "conversations.create", "views.open"}
    assert missing({"groups:write"}, used, KNOWN) == {"chat.postMessage": {"chat:write"}}


def test_a_scope_without_a_use_is_noticed() -> None:
    scopes = {"chat:write", "commands", "reactions:read", "users:read"}
    assert needless(scopes, {"chat.postMessage"}, ["reaction_added"], KNOWN) == {"users:read"}
