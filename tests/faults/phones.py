"""Telephones for a fault test: an exchange that speaks as Twilio does, and bots that page through it."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from bot.sandbox import Sandbox
from bot.sandbox.phone import Handset, Pace
from bot.sandbox.phone.records import Sms
from tests.faults.process import HERE, Bot
from tests.faults.world import PEOPLE, World, world

NUMBERS = {"carla": "+34600555103", "diego": "+34600555104", "ana": "+593985550105"}
SMS_WITHIN = 60.0
"""Seconds from an alert to the telephone, whatever Slack has (I5)."""
QUICK = Pace(rings=1.0, word=0.0, keys=0.1)


class Phones:
    """A world whose people have telephones. `exchanges` carry their pages, in this order."""

    def __init__(self, here: World, exchanges: Sequence[Sandbox]) -> None:
        self.here = here
        self.exchanges = exchanges
        self.port = _free_port()
        for number, one in enumerate(exchanges, 1):
            one.exchange.sms_url = f"{self.url}/phone/exchange{number}/sms"
            for name, at in NUMBERS.items():
                one.exchange.phone(PEOPLE[name][0], at)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def of(self, name: str, exchange: int = 0) -> Handset:
        """Somebody's telephone, at one of the exchanges."""
        return self.exchanges[exchange].exchange.phones[NUMBERS[name]]

    def bot(self, notify: str = "") -> Bot:
        """A bot that pages by telephone. `notify` is everybody's own steps, such as `sms 0m`; "" is the usual."""
        config = self.here.folder / "phones.yml"
        config.write_text(self._config(notify))
        return self.here.bot(
            MERIDIAN_CONFIG=str(config), MERIDIAN_PORT=str(self.port), MERIDIAN_PUBLIC_URL=self.url
        )

    def _config(self, notify: str) -> str:
        text = (HERE / "meridian.yml").read_text()
        for name, number in NUMBERS.items():
            slack = f"slack: {PEOPLE[name][0]},"
            text = text.replace(
                slack, f'{slack} phone: "{number}",{f" notify: [{notify}]," if notify else ""}'
            )
        text += "paging:\n  providers:\n"
        for place, one in enumerate(self.exchanges, 1):
            account = one.exchange.account
            text += (
                f"    - {{name: exchange{place}, kind: twilio, account: {account.sid}, token: {account.token},"
                f' from: "{account.number}", url: "{one.url}"}}\n'
            )
        return text

    def texts(self, words: str) -> list[Sms]:
        """Every SMS with these words that an exchange took from the bot."""
        return [s for one in self.exchanges for s in one.exchange.messages if s.outbound and words in s.body]

    def link(self, incident: str) -> str:
        """The signed link of the newest page of this incident. In an SMS it has no room while Slack is down; the page
        that it is for stands in the address at which the exchange tells what became of that SMS."""
        backs = [one.status_callback for one in self.texts(f"({incident})")]
        (page,) = parse_qs(urlsplit(backs[-1]).query)["page"]
        return f"{self.url}/answer/{page}"

    def unexpected(self) -> list[str]:
        """What reached a telephone, and no test waited for it."""
        return [said for one in self.exchanges for said in one.exchange.unexpected()]


@contextmanager
def phones(folder: Path, database_url: str, exchanges: int = 1) -> Iterator[Phones]:
    """A world with telephones, at one exchange or two."""
    with world(folder, database_url, pace=QUICK) as here:
        if exchanges == 1:
            yield Phones(here, [here.sandbox])
            return
        with Sandbox(pace=QUICK) as other:
            yield Phones(here, [here.sandbox, other])


def _free_port() -> int:
    """One that nobody listens at: the exchange is told it before the bot listens."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])
