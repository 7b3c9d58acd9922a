"""Who is told what: worked out from what happened, so that nothing happens untold.

The card, the topic and the mirror follow the state; a line in the room, a page or a
prompt follows its event.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.domain import events as e
from bot.domain.events import Recorded, RoomKind
from bot.domain.incident import Incident, SentPage
from bot.domain.lines import says_a_line, still_stranded
from bot.domain.notices import (
    AddBookmarks,
    AskIfResolved,
    AskToReopen,
    Invite,
    Need,
    Notice,
    NotifyBy,
    Occasion,
    OfferToTake,
    OpenRoom,
    PageChannel,
    PagePerson,
    PinCard,
    PointToRoom,
    PostSummary,
    RefreshPage,
    RemindUpdate,
    SayLine,
    SettleDraft,
    SettleOffer,
    SettlePage,
    SettleQuestion,
    SetTopic,
    ShowCard,
    ShowDraft,
    ShowMirror,
    SuggestHelp,
    TellGiver,
    Telling,
    UploadTimeline,
    Urgency,
)
from bot.domain.pages import ways_down, ways_instead
from bot.domain.questions import ANSWERS, waits
from bot.domain.setup import Severity


def notices(before: Incident | None, after: Incident, records: tuple[Recorded, ...]) -> tuple[Notice, ...]:
    """What is to be told of `records`, which led from `before` to `after`; in the order of telling."""
    if not records:
        return ()
    teller = _Teller(before, after, records)
    plan = [*teller.surfaces(records), *teller.settled(), *teller.answered(records)]
    for record in records:
        plan.extend(teller.told(record))
    return tuple(plan)


class _Teller:
    """Names the notices of one decision."""

    def __init__(self, before: Incident | None, after: Incident, records: tuple[Recorded, ...]) -> None:
        self.before = before
        self.after = after
        self.paged = {r.event.person for r in records if isinstance(r.event, e.Paged)}

    def surfaces(self, records: tuple[Recorded, ...]) -> Iterator[Notice]:
        """What follows the state: the room, the card and its mirror, the topic, the people in it."""
        before, after, seq = self.before, self.after, records[-1].seq
        changed = before is None or _facts(before) != _facts(after)
        begins = after.wants_channel and (before is None or not before.wants_channel or self._lost_room)
        if begins:
            yield self._notice(f"{seq}/room", "room", OpenRoom())
        if changed and not after.private:
            yield self._notice(f"{seq}/mirror", None, ShowMirror(), lane="incidents", surface="mirror")
        # Until the room is there one card waits for it, first in its lane, and shows what is true then.
        if begins or (changed and after.wants_channel and self._was_in_channel):
            yield self._notice(f"{seq}/card", "chat", ShowCard(), needs=Need.ROOM, surface="card")
        if self._in_channel and (before is None or _topic(before) != _topic(after)):
            yield self._decoration(seq, "topic", SetTopic(), surface="topic")
        yield from self._newcomers(seq)

    def _newcomers(self, seq: int) -> Iterator[Notice]:
        known = self.before.members if self.before and self._was_in_channel else ()
        people = tuple(m for m in self.after.members if m not in known)
        if people and self._in_channel:
            yield self._decoration(seq, "invite", Invite(people))

    @property
    def _in_channel(self) -> bool:
        return self.after.room is not None and self.after.room.kind is RoomKind.CHANNEL

    @property
    def _was_in_channel(self) -> bool:
        room = self.before.room if self.before else None
        return room is not None and room.kind is RoomKind.CHANNEL

    @property
    def _lost_room(self) -> bool:
        return self.after.room is None and self.before is not None and self.before.room is not None

    def settled(self) -> Iterator[Notice]:
        """Pages, drafts and offers that no longer want an answer lose their buttons."""
        if self.before is None:
            return
        seq = self.after.last_seq
        yield from self._settled_draft(seq)
        waiting = {page.step for page in self.after.pages}
        for page in self.before.pages:
            if page.step not in waiting:
                yield self._settle(seq, page)
        offer, now = self.before.handoff, self.after.handoff
        number = self.before.handoffs
        stands = now and now.offered and now.until and self.after.handoffs == number
        stays = stands and now and offer and now.receiver == offer.receiver
        # A stranded one says so already; it changes when somebody else is asked, or has it.
        moved = offer and offer != now and (offer.until or now is None or now.offered)
        if offer and offer.receiver and offer.offered and moved and not stays:
            yield self._to(
                offer.receiver,
                f"{seq}/settle-offer/{offer.receiver}",
                SettleOffer(offer.receiver, number),
                surface=f"offer/{number}/{offer.receiver}",
            )

    def answered(self, records: tuple[Recorded, ...]) -> Iterator[Notice]:
        """Questions that wait for nothing any more lose their buttons, wherever they were answered."""
        before, after = self.before, self.after
        for question in before.questions if before else ():
            if before and waits(question, before) and not waits(question, after):
                by = next((r.seq for r in records if isinstance(r.event, ANSWERS)), after.last_seq)
                what = SettleQuestion(question.person, question.asking, by)
                name = f"{after.last_seq}/answered/{question.seq}"
                yield self._to(question.person, name, what, surface=f"question/{question.seq}")

    def _settled_draft(self, seq: int) -> Iterator[Notice]:
        draft, now = self.before and self.before.handoff, self.after.handoff
        number = self.before.handoffs if self.before else 0
        stands = now and not now.offered and self.after.handoffs == number
        if draft and not draft.offered and not stands:
            what, surface = SettleDraft(draft.giver, number), f"draft/{number}"
            yield self._to(draft.giver, f"{seq}/settle-draft", what, surface=surface)

    def _refreshed(self, seq: int) -> Iterator[Notice]:
        """Pages went out before there was a room: now they lead to it."""
        for page in self.after.pages:
            if page.channel is None:
                what = RefreshPage(page.person, page.step, page.why)
                surface = f"page/{page.step}"
                name = f"{seq}/refresh/{page.step}"
                yield self._to(page.person, name, what, surface=surface, lane=_lane_of(page))

    def _settle(self, seq: int, page: SentPage) -> Notice:
        return Notice(
            id=f"{self.after.id}/{seq}/settle/{page.step}",
            incident=self.after.id,
            lane=f"channel/{page.channel}" if page.channel else _lane_of(page),
            what=SettlePage(page.person, page.step),
            urgency=Urgency.ROOM if page.channel else Urgency.PAGE,
            surface=f"page/{page.step}",
        )

    def told(self, record: Recorded) -> Iterator[Notice]:
        """What follows one event."""
        seq = record.seq
        if says_a_line(self.before, self.after, record, self.paged):
            yield self._notice(f"{seq}/line", "chat", SayLine(seq), needs=Need.ROOM)
        match record.event:
            case e.RoomOpened(kind=RoomKind.THREAD):
                yield from self._refreshed(seq)
            case e.RoomOpened(kind=RoomKind.CHANNEL):
                yield self._decoration(seq, "pin", PinCard(), needs=Need.CARD)
                yield self._decoration(seq, "bookmarks", AddBookmarks())
                yield from self._refreshed(seq)
                if self.before and self.before.room:
                    yield self._notice(f"{seq}/point", "incidents", PointToRoom())
            case e.Paged() as page:
                yield self._page(seq, page)
            case e.Notified() as notified:
                yield from self._notify(seq, notified)
            case e.MorningCame(hub=hub, since=since, told=True):
                yield self._summary(seq, PostSummary(Occasion.MORNING, since, hub))
            case e.Resolved():
                yield self._summary(seq, PostSummary(Occasion.RESOLVED))
                yield self._notice(f"{seq}/timeline", "files", UploadTimeline(), needs=Need.ROOM)
            case _:
                yield from self._prompt(record)
                yield from self._handoff(record)

    def _prompt(self, record: Recorded) -> Iterator[Notice]:
        """What one person is asked."""
        seq = record.seq
        asked = f"question/{seq}"
        match record.event:
            case e.UpdateReminded(person=person, times=times) if person:
                yield self._to(person, f"{seq}/remind", RemindUpdate(person, times), surface=asked)
            case e.HelpSuggested(person=person):
                yield self._to(person, f"{seq}/help", SuggestHelp(person), surface=asked)
            case e.Recovered() if self.after.owner:
                what = AskIfResolved(self.after.owner)
                yield self._to(self.after.owner, f"{seq}/recovered", what, surface=asked)
            case e.StillFiring() if self.after.owner or self.after.integration is None:
                person = self.after.owner or self.after.declared_by
                yield self._to(person, f"{seq}/reopen", AskToReopen(person), surface=asked)
            case _:
                return

    def _handoff(self, record: Recorded) -> Iterator[Notice]:
        seq, number = record.seq, self.after.handoffs
        match record.event:
            case e.HandoffDrafted(giver=giver) if not (self.after.handoff and self.after.handoff.offered):
                surface = f"draft/{number}"
                yield self._to(giver, f"{seq}/draft", ShowDraft(giver, number), surface=surface)
            case e.HandoffOffered(giver=giver, receiver=receiver, text=text):
                surface = f"offer/{number}/{receiver}"
                offer = OfferToTake(receiver, number, text)
                yield self._to(receiver, f"{seq}/offer", offer, Urgency.PAGE, surface)
                # The giver sees the draft become "sent"; who goes next is told with who did not take it.
                if record.by != giver and not self._goes_on and not self._was_drafted:
                    yield self._to(giver, f"{seq}/giver", TellGiver(giver, seq))
            case e.HandoffStranded() if still_stranded(self.before):
                return
            case e.HandoffDeclined() | e.HandoffStranded():
                last = isinstance(record.event, e.HandoffStranded)
                stranded = self.after.handoff and self.after.handoff.stranded
                if self.after.owner and (last or not stranded):
                    yield self._to(self.after.owner, f"{seq}/giver", TellGiver(self.after.owner, seq))
            case e.HandedOff(giver=giver):
                yield self._to(giver, f"{seq}/giver", TellGiver(giver, seq))
                yield self._summary(seq, PostSummary(Occasion.HANDOFF))
            case e.RoomRefused() if self.after.private:
                person = self.after.declared_by
                yield self._to(person, f"{seq}/giver", TellGiver(person, seq))
            case e.RoomLost() if self.after.open and (whose := self._whose):
                yield self._to(whose, f"{seq}/giver", TellGiver(whose, seq))
            case _:
                return

    @property
    def _whose(self) -> str | None:
        """Who has it, or who declared it; None when a monitor did and nobody answered yet."""
        return self.after.owner or (self.after.declared_by if self.after.integration is None else None)

    @property
    def _was_drafted(self) -> bool:
        """The giver has the draft in their messages."""
        handoff = self.before.handoff if self.before else None
        return handoff is not None and not handoff.offered

    @property
    def _goes_on(self) -> bool:
        """The offer went from one receiver, who did not take it, to the next."""
        offer, now = self.before and self.before.handoff, self.after.handoff
        return bool(offer and now and len(now.declined) > len(offer.declined))

    def _page(self, seq: int, page: e.Paged) -> Notice:
        surface = f"page/{page.step}"
        if page.channel:
            what: Telling = PageChannel(page.channel, page.step, page.why)
            lane = f"channel/{page.channel}"
            name = f"{self.after.id}/{seq}/page"
            return Notice(name, self.after.id, lane, what, Urgency.PAGE, surface)
        # One that was overtaken in the same decision is not sent: whatever its lane, nothing edits it.
        sent = next((p for p in self.after.pages if p.step == page.step), None)
        own = _lane_of(sent) if sent else None
        paging = PagePerson(page.person, page.step, page.why)
        return self._to(page.person, f"{seq}/page", paging, surface=surface, lane=own)

    def _notify(self, seq: int, notified: e.Notified) -> Iterator[Notice]:
        """Each method has lanes of its own: an SMS waits for no Slack, and a call for no SMS."""
        page = next((p for p in self.after.pages if p.step == notified.step), None)
        if page:
            method = notified.method
            what = NotifyBy(page.person, page.step, method, page.why)
            lane = _lane_of(page).replace("person/", f"{method.value}/", 1)
            yield self._to(page.person, f"{seq}/{method.value}", what, lane=lane)

    def _to(
        self,
        person: str,
        name: str,
        what: Telling,
        urgency: Urgency = Urgency.PAGE,
        surface: str | None = None,
        lane: str | None = None,
    ) -> Notice:
        """To one person. Everything there is as urgent as a page, since one may stand behind it in the lane."""
        return Notice(
            f"{self.after.id}/{name}", self.after.id, lane or f"person/{person}", what, urgency, surface
        )

    def _summary(self, seq: int, what: PostSummary) -> Notice:
        return self._notice(f"{seq}/summary", "chat", what, needs=Need.ROOM)

    def _decoration(
        self, seq: int, name: str, what: Telling, needs: Need = Need.ROOM, surface: str | None = None
    ) -> Notice:
        lane = f"{self.after.id}/{name}"
        return Notice(
            f"{self.after.id}/{seq}/{name}",
            self.after.id,
            lane,
            what,
            Urgency.DECORATION,
            surface,
            needs,
        )

    def _notice(
        self,
        name: str,
        place: str | None,
        what: Telling,
        *,
        lane: str | None = None,
        needs: Need | None = None,
        surface: str | None = None,
    ) -> Notice:
        return Notice(
            id=f"{self.after.id}/{name}",
            incident=self.after.id,
            lane=lane or f"{self.after.id}/{place}",
            what=what,
            surface=surface,
            needs=needs,
        )


def _lane_of(page: SentPage) -> str:
    """A P1 waits behind no storm: Slack takes about one message a second for one person.

    What edits a page goes in the page's own lane, whatever the incident's severity is by then.
    """
    return f"person/{page.person}/P1" if page.severity is Severity.P1 else f"person/{page.person}"


def _facts(incident: Incident) -> tuple[object, ...]:
    """What the card shows; when it is the same, the card is left alone."""
    return (
        incident.title,
        incident.severity,
        incident.status,
        incident.service,
        incident.impact,
        incident.impact_started_at,
        incident.owner,
        incident.answered,
        tuple(page.person for page in incident.pages if page.delayed),
        ways_down(incident.pages),
        ways_instead(incident.pages),
        incident.escalation is None,
        incident.escalation and incident.escalation.exhausted,
        incident.cadence.due_at,
        incident.cadence.last_text,
        incident.handoff is not None and incident.handoff.stranded,
        incident.cadence.reminded,
        incident.room,
        incident.wants_channel,
        incident.roles,
        incident.firing,
        incident.alerts_seen,
        incident.recovered_at,
        incident.merged_into,
        incident.handoff and (incident.handoff.receiver, incident.handoff.offered),
    )


def _topic(incident: Incident) -> tuple[object, ...]:
    return (incident.severity, incident.status, incident.owner, incident.room)
