"""What people found out, wrote down and took on."""

from __future__ import annotations

from bot.domain import events as e
from bot.render.voice import Voice

Work = (
    e.StatusChanged
    | e.SeverityChanged
    | e.ImpactDescribed
    | e.NoteAdded
    | e.RoleAssigned
    | e.ResponderJoined
    | e.HelpSuggested
    | e.RootCauseOverdue
    | e.WakingRated
)
Marks = e.MessageMarked | e.MarkedMessageEdited | e.MarkedMessageDeleted | e.MarkRemoved


def of_work(event: Work, by: str, voice: Voice) -> str:
    """The sentence; `by` is who did it, as this voice says names."""
    match event:
        case e.StatusChanged() | e.SeverityChanged():
            what = "status" if isinstance(event, e.StatusChanged) else "severity"
            return f"{by} changed the {what}: {voice.changed(event.before.value, event.after.value)}."
        case e.ImpactDescribed():
            if event.started_at and not event.text:
                return f"{by} corrected when the impact began: {voice.when(event.started_at)}."
            since = f" (since {voice.when(event.started_at)})" if event.started_at else ""
            return f"{by} described the impact{since}: {voice.words(event.text)}"
        case e.NoteAdded():
            return f"{by} noted: {voice.words(event.text)}"
        case e.RoleAssigned():
            return _role(event, voice)
        case e.ResponderJoined():
            said = "answered a page" if event.why == e.ANSWERED_A_PAGE else voice.words(event.why)
            why = f" ({said})" if said else ""
            return f"{voice.person(event.person)} joined{why}."
        case e.HelpSuggested():
            return f"The root cause is open; {voice.person(event.person)} was asked whether to pull in help."
        case e.WakingRated():
            return f"{voice.person(event.person)} said that it was {'' if event.worth else 'not '}worth waking them."
        case e.RootCauseOverdue():
            return f"No root cause named {event.after_minutes} min after the acknowledgement."


def _role(event: e.RoleAssigned, voice: Voice) -> str:
    role = event.role.value
    if event.person is None:
        return f"Nobody is {role} any more."
    charge = "runs communications" if event.role is e.Role.COMMUNICATIONS else f"is {role}"
    return f"{voice.person(event.person)} {charge} now."


def of_marks(event: Marks, by: str, voice: Voice) -> str:
    """The sentence for a message that stands on the timeline."""
    match event:
        case e.MessageMarked():
            wrote = f"{voice.person(event.author)} wrote {voice.when(event.written_at)}: {voice.words(event.text)}"
            source = f" ({voice.link('message', event.permalink)})" if event.permalink else ""
            return f"{wrote}{source} [kept by {by}]"
        case e.MarkedMessageEdited():
            return f"A message on the timeline was edited; it now says: {voice.words(event.text)}"
        case e.MarkedMessageDeleted():
            return "A message on the timeline was deleted in Slack; its words stay here."
        case e.MarkRemoved():
            return f"{by} took a message off the timeline; it no longer counts."
