"""The timeline as a Markdown file in the room."""

from __future__ import annotations

from slack_sdk import WebClient

from bot.delivery import lookup
from bot.domain.notices import Briefing, Never, Receipt, Sent
from bot.render import export_markdown


def upload_timeline(client: WebClient, briefing: Briefing) -> Receipt:
    """Ask for an address, POST the bytes there, complete: only the last makes it visible.

    A doubtful earlier try is looked for by the file's name, since an upload carries no
    metadata: it is the notice's own, for an incident may end twice within a minute. Raises what slack_sdk raises.
    """
    incident, room = briefing.incident, briefing.incident.room
    if room is None:
        return Never("no_room")
    filename = f"{briefing.notice.id.replace('/', '-')}.md"
    if briefing.first_tried_at:
        place = lookup.find(
            client, room.channel, room.thread_ts, lookup.shares(filename), briefing.first_tried_at
        )
        if place:
            return Sent(place.channel, place.ts)
    client.files_upload_v2(
        channel=room.channel,
        thread_ts=room.thread_ts,
        filename=filename,
        title=f"Timeline of {incident.id}",
        content=export_markdown.to_markdown(incident, briefing.records, briefing.setup),
    )
    return Sent(channel=room.channel)
