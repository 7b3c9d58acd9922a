"""Alerts from monitoring: each delivery is held against what is known of its episode."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.domain.alerts import AlertBatch, AlertStatus, Arrival, EpisodeKey, Known, absorb
from bot.domain.decision import Done, Refused
from bot.domain.incident import Incident
from bot.domain.requests import Actor, Asked, ReceiveAlerts, Standing
from bot.engine.corridor import Corridor
from bot.store import episodes, incidents
from bot.store.episodes import Episode
from bot.store.transactions import Tx


@dataclass(frozen=True, slots=True)
class Received:
    """What came of a delivery: the incidents that it opened or changed, and how many alerts
    were repeats or echoes."""

    incidents: tuple[str, ...]
    repeats: int


class Receive:
    """Carries a delivery out, inside a transaction that the caller opened."""

    def __init__(self, corridor: Corridor) -> None:
        self._corridor = corridor

    def carry_out(self, tx: Tx, integration: str, arrivals: tuple[Arrival, ...]) -> Received:
        """Decide on every episode of a delivery and save what follows. Raises codec.Undecodable: a newer version
        has changed an incident of it."""
        # Held under its key alone: the service may be told by one delivery and not by the next.
        episodes.hold(tx, [replace(a.episode, service=None) for a in arrivals])
        changed: list[str] = []
        repeats = 0
        for arrival in arrivals:
            batch, outcome = self._one(tx, integration, arrival)
            repeats += batch.repeats + batch.echoes
            if isinstance(outcome, Done):
                changed.append(outcome.incident.id)
        return Received(tuple(dict.fromkeys(changed)), repeats)

    def _one(self, tx: Tx, integration: str, arrival: Arrival) -> tuple[AlertBatch, Done | Refused | None]:
        now = self._corridor.clock.now()
        key = self._routed(tx, arrival)
        arrival = replace(arrival, episode=key)
        episode = episodes.latest_episode(tx, key)
        incident = self._incident(tx, episode)
        known = episodes.alerts_of(tx, episode.id) if episode else {}
        closed_at = incident.ended_at if incident else None
        batch, remembered = absorb(arrival, known, now, closed_at)
        if incident and not incident.open and batch.fresh:
            episode, incident = None, None  # it began again: a new incident
        batch = self._counted(tx, batch, episode, known if episode else remembered)
        outcome = self._decide(tx, integration, batch, incident)
        if episode is None and isinstance(outcome, Done):
            episode = episodes.begin(tx, batch.episode, outcome.incident.id, now)
        if episode:
            self._remember(tx, episode, remembered)
        return batch, outcome

    def _routed(self, tx: Tx, arrival: Arrival) -> EpisodeKey:
        """A service that the file does not know goes to the catch-all, never nowhere.

        A delivery that fires nothing and names none (a PagerDuty resolve) means what
        stands under its key, if anything does.
        """
        key = arrival.episode
        if key.service in self._corridor.setup.services:
            return key
        fires = any(a.status is AlertStatus.FIRING for a in arrival.alerts)
        if key.service is None and not fires:
            found = episodes.latest_of_any_service(tx, key.integration, key.key)
            if found:
                return found.key
        return replace(key, service=self._corridor.setup.catch_all)

    def _incident(self, tx: Tx, episode: Episode | None) -> Incident | None:
        return incidents.find(tx, episode.incident, lock=True) if episode else None

    def _counted(
        self, tx: Tx, batch: AlertBatch, episode: Episode | None, known: dict[str, Known]
    ) -> AlertBatch:
        """An incident may have several episodes (a merge): all their alerts count.

        A new one has only what this delivery left firing: it may resolve what it began.
        """
        here = sum(a.status is AlertStatus.FIRING for a in known.values())
        if episode is None:
            return replace(batch, still_firing=here)
        elsewhere = episodes.firing_count(tx, episode.incident) - here
        return replace(batch, still_firing=batch.still_firing + max(0, elsewhere))

    def _decide(
        self, tx: Tx, integration: str, batch: AlertBatch, incident: Incident | None
    ) -> Done | Refused | None:
        if not (batch.changed or batch.acknowledged or batch.unfinished or batch.worsened):
            return None
        if incident is None and not batch.fresh:
            return None
        by = Actor(integration, Standing.SYSTEM)
        asked = Asked(ReceiveAlerts(batch), by, incident.id if incident else None)
        return self._corridor.decide_and_save(tx, asked, incident, {})

    def _remember(self, tx: Tx, episode: Episode, changed: dict[str, Known]) -> None:
        episodes.remember(tx, episode.id, changed.values())
        ends = [k.resolved_at or k.heard_at for k in changed.values() if k.status is AlertStatus.RESOLVED]
        if ends:
            episodes.note_resolved(tx, episode.id, max(ends))
