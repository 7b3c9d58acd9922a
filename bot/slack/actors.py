"""Who a Slack user is to us: a name, a zone, and how well the workspace knows them."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from slack_sdk import WebClient

from bot.domain.people import zone_info
from bot.domain.requests import Actor, Profile, Standing
from bot.slack.engine_port import EnginePort
from bot.slack.payloads import Payload, part, parts, word
from bot.slack.trouble import SLACK_TROUBLE, error_code
from bot.slack.workspace import Workspace

log = structlog.get_logger(__name__)

FRESH_FOR = timedelta(hours=24)
"""How long a profile is believed; `user_change` brings the news earlier."""


class Actors:
    """Looks people up, first in the store, then at Slack; never on the ack path."""

    def __init__(self, engine: EnginePort, web: WebClient, workspace: Workspace) -> None:
        self._engine = engine
        self._web = web
        self._workspace = workspace

    def named(self, slack_id: str) -> str:
        """The person's name in the file, else the Slack id: how a viewer is called. Asks nobody."""
        person = self._engine.setup.person_with_slack(slack_id)
        return person.name if person else slack_id

    def of(self, slack_id: str) -> Actor:
        """Who asks. A look-up that fails gives Standing.UNKNOWN and is forgotten at once; whom the
        team's file names is a member all the same: the file is our own word for it."""
        person = self._engine.setup.person_with_slack(slack_id)
        known = self._engine.profile(slack_id)
        if known is None or self._engine.now() - known.fetched_at > FRESH_FOR:
            known = self._fetched(slack_id) or (known if person else _stale(known))
        standing = known.standing if known else Standing.MEMBER if person else Standing.UNKNOWN
        zone = person.zone if person else known.zone if known else "UTC"
        return Actor(person.name if person else slack_id, standing, zone)

    def refresh(self, user: Payload) -> None:
        """Take the news of a `user_change` event; raises what slack_sdk raises."""
        if word(user, "id"):
            self._engine.remember(self._profile(user))

    def _fetched(self, slack_id: str) -> Profile | None:
        try:
            user = self._web.users_info(user=slack_id).get("user")
            profile = self._profile({"id": slack_id} | user) if isinstance(user, dict) else None
        except SLACK_TROUBLE as trouble:
            log.warning("person_not_looked_up", person=slack_id, error=error_code(trouble))
            return None
        if profile is not None:
            self._engine.remember(profile)
        return profile

    def _profile(self, user: Payload) -> Profile:
        named_in_file = self._engine.setup.person_with_slack(str(user["id"])) is not None
        own_team = self._workspace.identity().team_id
        return read_profile(user, own_team, self._engine.now(), named_in_file=named_in_file)


def read_profile(user: Payload, own_team: str, now: datetime, *, named_in_file: bool = False) -> Profile:
    """A Slack user object as a profile. `tz`, `profile` and every flag may be missing.

    Guests and people of other workspaces are no responders unless the team's file names
    them: whoever can be paged must be able to answer.
    """
    names = (word(user, "profile", "display_name"), word(user, "real_name"), word(user, "name"))
    return Profile(
        slack_id=str(user["id"]),
        name=next((name for name in names if name), str(user["id"])),
        zone=_zone(word(user, "tz")),
        standing=_standing(user, own_team, named_in_file=named_in_file),
        fetched_at=now,
    )


def _standing(user: Payload, own_team: str, *, named_in_file: bool) -> Standing:
    if user.get("is_bot") or user.get("deleted") or user.get("id") == "USLACKBOT":
        return Standing.STRANGER
    if named_in_file:
        return Standing.MEMBER
    if user.get("is_stranger") or own_team not in _teams(user, own_team):
        return Standing.STRANGER
    if user.get("is_restricted") or user.get("is_ultra_restricted"):
        return Standing.GUEST
    return Standing.MEMBER


def _teams(user: Payload, own_team: str) -> set[str]:
    """The workspaces that a user belongs to; in an Enterprise organisation there may be many."""
    listed = part(user, "enterprise_user").get("teams")
    found = set(map(str, listed)) if isinstance(listed, list) else set()
    team = word(user, "team_id") or word(user, "profile", "team")
    return found | {team or own_team} | {str(t["id"]) for t in parts(user, "teams") if t.get("id")}


def _zone(name: str | None) -> str:
    try:
        zone_info(name or "")
    except (KeyError, ValueError, OSError):
        return "UTC"
    return name or "UTC"


def _stale(known: Profile | None) -> Profile | None:
    """An old profile still says where somebody lives and whom to keep out, not whom to let in."""
    if known is None or known.standing is not Standing.MEMBER:
        return known
    return Profile(known.slack_id, known.name, known.zone, Standing.UNKNOWN, known.fetched_at)
