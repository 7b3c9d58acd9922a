"""How an owner was looked for and found."""

from __future__ import annotations

from bot.domain import events as e
from bot.domain.setup import Method
from bot.render.page_reasons import why_paged
from bot.render.text import stopped
from bot.render.voice import Voice

Paging = (
    e.EscalationBegan
    | e.Paged
    | e.Held
    | e.StepTaken
    | e.Escalated
    | e.PolicyExhausted
    | e.PageFailed
    | e.PageDelayed
    | e.AskedAgain
    | e.StillOnIt
    | e.Notified
    | e.NotificationFailed
    | e.Acknowledged
    | e.AcknowledgedAtSource
)


def of_paging(event: Paging, by: str, voice: Voice) -> str:
    """The sentence; `by` is who did it, as this voice says names."""
    match event:
        case e.Paged():
            return _paged(event, voice)
        case e.Held():
            return _held(event, voice)
        case e.Escalated():
            return _escalated(event, by, voice)
        case e.PageFailed():
            return _failed(event, by, voice)
        case e.Acknowledged():
            return f"{voice.person(event.person)} acknowledged{_via(event.via)} and owns it."
        case e.AcknowledgedAtSource():
            return (
                f"Acknowledged in {voice.words(event.integration)}: paging stopped. Nobody owns it here yet."
            )
        case e.PolicyExhausted():
            return (
                "Everybody on the policy was paged and nobody answered. The last level is asked again, at growing "
                "intervals. Whoever reads this: Acknowledge, or call somebody."
            )
        case e.EscalationBegan() | e.StepTaken() | e.AskedAgain() | e.StillOnIt():
            return _step(event, voice)
        case e.Notified() | e.PageDelayed() | e.NotificationFailed():
            return _notified(event, voice)


_SENT: dict[Method, str] = {
    Method.SLACK: "Sent the page to {} in Slack",
    Method.SMS: "Sent the page to {} as an SMS",
    Method.VOICE: "Called {}",
    Method.EMAIL: "Sent the page to {} by e-mail",
    Method.PUSH: "Sent the page to {} as a push message",
}
_VIA: dict[Method, str] = {
    Method.SLACK: " in Slack",
    Method.SMS: " by SMS",
    Method.VOICE: " by phone",
    Method.EMAIL: " by e-mail",
    Method.PUSH: " by link",
}
_NOUN: dict[Method, str] = {
    Method.SLACK: "Slack message",
    Method.SMS: "SMS",
    Method.VOICE: "call",
    Method.EMAIL: "e-mail",
    Method.PUSH: "push message",
}


_OF_SLACK: dict[str, str] = {
    "connection_lost": "The connection to Slack broke while the page to {} was sent.",
    "timeout": "Slack did not answer in time when the page to {} was sent.",
    "unreachable": "Slack can't be reached with the page to {}.",
    "unreadable_answer": "Slack's answer to the page to {} could not be read.",
    "waiting": "The page to {} still waits for Slack, which is down or slow.",
}
"""Where Slack gave no reason of its own: what `bot.delivery.slack_errors` calls it, or that it was not tried yet
(`bot.engine.slow_pages`), in words."""


def _via(method: Method | None) -> str:
    return _VIA[method] if method else ""


def _said(method: Method | None) -> str:
    return f" (said{_VIA[method]})" if method else ""


def _notified(event: e.Notified | e.PageDelayed | e.NotificationFailed, voice: Voice) -> str:
    """How a page went on beyond Slack."""
    whom = voice.person(event.person)
    match event:
        case e.Notified(method=method):
            return f"{_SENT[method].format(whom)}."
        case e.PageDelayed(reason="no_slack_id"):
            return f"{whom} has no Slack id in meridian.yml and is reached another way."
        case e.PageDelayed(reason=reason):
            refused = f"Slack does not take the page to {whom} ({voice.words(reason)})."
            said = _OF_SLACK[reason].format(whom) if reason in _OF_SLACK else refused
            return f"{said} They are reached another way."
        case e.NotificationFailed(method=method, reason=reason):
            return f"The {_NOUN[method]} to {whom} did not arrive ({voice.words(reason)})."


def _asked_again(event: e.AskedAgain | e.StillOnIt, voice: Voice) -> str:
    whom = voice.person(event.person)
    if isinstance(event, e.StillOnIt):
        return f"{whom} is still on it{_said(event.via)}."
    if event.unanswered:
        return f"{whom} did not answer whether they are still on it."
    if event.worse:
        return f"It got worse, and nothing was heard from {whom}: they are asked whether they are on it."
    if event.recurred:
        return f"It was over and fires again; nothing was heard from {whom}: they are asked whether they are on it."
    return f"It still fires, and nothing was heard from {whom}: they are asked whether they are on it."


def _step(event: e.EscalationBegan | e.StepTaken | e.AskedAgain | e.StillOnIt, voice: Voice) -> str:
    """The search, or the owner's watch, went on."""
    if isinstance(event, e.AskedAgain | e.StillOnIt):
        return _asked_again(event, voice)
    if isinstance(event, e.EscalationBegan):
        return f"The search for an owner began on the policy {voice.words(event.policy.name)}."
    if event.next_at is None:
        return "Every level was paged; nothing more is due by itself."
    again = "the last level is asked again" if event.exhausted else "the next level is paged"
    return f"Unless somebody acknowledges, {again} {voice.when(event.next_at)}."


def _paged(event: e.Paged, voice: Voice) -> str:
    whom = voice.channel(event.channel, event.channel) if event.channel else voice.person(event.person)
    said = why_paged(event.why, voice)
    why = f" ({said})" if said else ""
    again = f", round {event.round + 1}" if event.round else ""
    return f"Paged {whom}{why}{again}."


def _held(event: e.Held, voice: Voice) -> str:
    kind, colon, name = event.target.partition(":")
    target = f"{voice.words(kind)} {voice.words(name)}" if colon else voice.person(event.target)
    match event.because:
        case e.HeldBecause.QUIET_HOURS:
            return f"{target} is in quiet hours{_until(event, voice)}: others are asked first."
        case e.HeldBecause.DAY_OFF:
            return f"{target} has a day off{_until(event, voice)}: others are asked first."
        case e.HeldBecause.HOLIDAY:
            return f"{target} has a holiday{_called(event, voice)}{_until(event, voice)}: others are asked first."
        case e.HeldBecause.AWAY:
            return f"{target} is away{_called(event, voice)}{_until(event, voice)}: others are asked first."
        case e.HeldBecause.NO_ADDRESS:
            return f"{target} could not be paged: there is no Slack id for them in meridian.yml. The next one is asked."
        case e.HeldBecause.NOBODY_ON_CALL:
            return f"Nobody is on call on {target}; the next one is asked."
        case e.HeldBecause.UNKNOWN_TARGET:
            return f"The policy pages {target}, which meridian.yml does not have; the next one is asked."
        case e.HeldBecause.NO_POLICY:
            return (
                f"Nobody was paged: {target} has no policy in meridian.yml. "
                "Whoever reads this: Acknowledge, or page a team."
            )
        case e.HeldBecause.PRIVATE:
            return f"{target} was not paged: no channel hears of a private incident. The next one is asked."


def _until(event: e.Held, voice: Voice) -> str:
    return f" until {voice.when(event.until)}" if event.until else ""


def _called(event: e.Held, voice: Voice) -> str:
    return f" ({voice.words(event.name)})" if event.name else ""


def _escalated(event: e.Escalated, by: str, voice: Voice) -> str:
    text = f": {stopped(voice.words(event.text))}" if event.text else "."
    match event.because:
        case e.EscalatedBecause.ASKED:
            return f"{by} escalated{_via(event.via)}; the next level is paged now{text}"
        case e.EscalatedBecause.CANNOT:
            return f"{by} can't take it{_said(event.via)}; the next level is paged now{text}"
        case e.EscalatedBecause.ROOT_CAUSE:
            return f"The root cause is still open; the next level is paged to help{text}"
        case e.EscalatedBecause.HELP:
            return f"{by} pulled in help; the next level is paged now{text}"
        case e.EscalatedBecause.SILENT:
            return f"The owner did not answer while it still fires; the next level is paged to help{text}"
        case e.EscalatedBecause.FIRES_AGAIN:
            return (
                f"It was over and fires again while its owner sleeps; the next level is paged to help{text}"
            )
        case e.EscalatedBecause.OWNER_ASLEEP:
            return f"Its owner is not on duty at this hour; the next level is paged to help{text}"
        case e.EscalatedBecause.UNDELIVERED:
            return f"A page could not be delivered; the next level is paged now{text}"


def _failed(event: e.PageFailed, by: str, voice: Voice) -> str:
    whom, why = voice.person(event.person), voice.words(event.reason)
    if by == whom:
        return f"{whom} gave the page back."
    return (
        f"The page to {whom} could not be delivered ({why}). Slack did not reach them; call them if you can."
    )
