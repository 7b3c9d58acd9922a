"""Who carries pages beyond Slack, with the secrets that stay out of the Setup; and where people are reached."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType

from pydantic import SecretStr

from bot.config.findings import Findings
from bot.config.model import File, PersonEntry, ProviderEntry
from bot.config.paging_words import ProviderKind, Tls
from bot.config.problems import Where
from bot.config.values import is_web_address
from bot.domain.setup import Method

TWILIO = "https://api.twilio.com"

CARRIES = {
    ProviderKind.TWILIO: (Method.SMS, Method.VOICE),
    ProviderKind.SMTP: (Method.EMAIL,),
    ProviderKind.APPRISE: (Method.PUSH,),
}
"""What a kind carries unless the file says otherwise."""

CAN_CARRY = CARRIES | {ProviderKind.APPRISE: (Method.PUSH, Method.SMS, Method.EMAIL)}

NEEDS = {
    ProviderKind.TWILIO: {
        "account": '"${TWILIO_ACCOUNT_SID}"',
        "token": '"${TWILIO_AUTH_TOKEN}"',
        "from": '"+15005550006"',
    },
    ProviderKind.SMTP: {"host": "smtp.example.com", "from": "meridian@example.com"},
    ProviderKind.APPRISE: {},
}

TAKES = {
    ProviderKind.TWILIO: {"account", "token", "from", "url"},
    ProviderKind.SMTP: {"host", "port", "username", "password", "tls", "from"},
    ProviderKind.APPRISE: {"url"},
}


@dataclass(frozen=True, slots=True)
class Provider:
    """One who carries pages by `methods`. What its kind does not take is None.

    `url` is Twilio's base address, or Apprise's address of a service with `{to}` where the person's number goes.
    """

    name: str
    kind: ProviderKind
    methods: tuple[Method, ...]
    sends_as: str = ""
    account: SecretStr | None = None
    token: SecretStr | None = None
    url: SecretStr | None = None
    host: str = ""
    port: int = 587
    username: SecretStr | None = None
    password: SecretStr | None = None
    tls: Tls = Tls.STARTTLS

    @property
    def two_way(self) -> bool:
        """Whether an answer can come back by the same way."""
        return self.kind is ProviderKind.TWILIO


@dataclass(frozen=True, slots=True)
class BreakerRule:
    """After `failures` in a row a provider is left alone for `open_for`; `successes` in a row close it."""

    failures: int = 3
    open_for: timedelta = timedelta(seconds=30)
    successes: int = 1


@dataclass(frozen=True, slots=True)
class Paging:
    """Providers in the order in which they are tried. `addresses` are people's own, of the file."""

    providers: tuple[Provider, ...] = ()
    breaker: BreakerRule = BreakerRule()
    addresses: Mapping[str, Mapping[Method, SecretStr]] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def methods(self) -> frozenset[Method]:
        """All that somebody carries."""
        return frozenset(method for provider in self.providers for method in provider.methods)

    def reached(self, person: str) -> frozenset[Method]:
        """By which methods the file's addresses of this person work: those that somebody carries."""
        return frozenset(self.addresses.get(person, ())) & self.methods

    def address(self, person: str, method: Method) -> str | None:
        """Where the file says that this person is reached, in clear."""
        found = self.addresses.get(person, {}).get(method)
        return found.get_secret_value() if found else None

    def person_at(self, method: Method, address: str) -> str | None:
        """Whose address it is by the file."""
        return next((name for name in self.addresses if self.address(name, method) == address), None)

    def warnings(self, public_url: str | None) -> tuple[str, ...]:
        """What the environment lacks for all of it to work."""
        if not self.providers or public_url:
            return ()
        said = (
            "MERIDIAN_PUBLIC_URL is not set: pages by phone and mail go out, but nobody can answer them there, and "
            "whether they arrived is not reported; set it to the address at which the bot is reached from outside"
        )
        return (said,)


def check_paging(file: File, findings: Findings) -> None:
    """Reports every provider that can't work."""
    seen: set[str] = set()
    for i, entry in enumerate(file.paging.providers):
        where: Where = ("paging", "providers", i)
        if entry.name in seen:
            findings.error((*where, "name"), f"two providers are named {entry.name}", "give one another name")
        seen.add(entry.name)
        for key, what, instead in _wrong(entry):
            findings.error((*where, key) if key in _given(entry) else where, what, instead)


def advise_paging(file: File, paging: Paging, findings: Findings) -> None:
    """Reports what works and is probably not meant."""
    kinds = {provider.kind for provider in paging.providers}
    if kinds == {ProviderKind.APPRISE}:
        what = "every provider is one-way: a page can't be answered by phone, and nobody learns whether it arrived"
        findings.warn(("paging", "providers"), what, "add one of kind twilio or smtp")
    for name, entry in file.people.items():
        for key, methods in (
            ("phone", {Method.SMS, Method.VOICE}),
            ("email", {Method.EMAIL}),
            ("push", {Method.PUSH}),
        ):
            if getattr(entry, key) and not methods & paging.methods:
                what = f"{name} has {key}, but no provider carries {' or '.join(sorted(m.value for m in methods))}"
                findings.warn(("people", name, key), what, "add one under `paging: providers:`")


def build_paging(file: File) -> Paging:
    """`check_paging` must have found nothing in the file."""
    rule = {key: getattr(file.paging.breaker, key) for key in file.paging.breaker.model_fields_set}
    people = {name: MappingProxyType(dict(_addresses(entry))) for name, entry in file.people.items()}
    return Paging(
        tuple(map(_provider, file.paging.providers)),
        BreakerRule(**rule),
        MappingProxyType({name: found for name, found in people.items() if found}),
    )


def _addresses(entry: PersonEntry) -> Iterator[tuple[Method, SecretStr]]:
    for method, address in (
        (Method.SMS, entry.phone),
        (Method.VOICE, entry.phone),
        (Method.EMAIL, entry.email),
        (Method.PUSH, entry.push),
    ):
        if address:
            yield method, address


def _provider(entry: ProviderEntry) -> Provider:
    usual = SecretStr(TWILIO) if entry.kind is ProviderKind.TWILIO else None
    return Provider(
        name=entry.name,
        kind=entry.kind,
        methods=tuple(entry.methods or CARRIES[entry.kind]),
        sends_as=entry.from_ or "",
        account=entry.account,
        token=entry.token,
        url=entry.url or usual,
        host=entry.host or "",
        port=entry.port or (465 if entry.tls is Tls.TLS else 587),
        username=entry.username,
        password=entry.password,
        tls=entry.tls or Tls.STARTTLS,
    )


def _given(entry: ProviderEntry) -> set[str]:
    return {"from" if key == "from_" else key for key in entry.model_fields_set}


def _wrong(entry: ProviderEntry) -> Iterator[tuple[str, str, str]]:
    """(key, what is wrong, what to write instead)."""
    kind, given = entry.kind, _given(entry)
    for key, example in NEEDS[kind].items():
        if key not in given:
            yield "", f"provider {entry.name} has no {key}", f"add `{key}: {example}`"
    for key in sorted(given - TAKES[kind] - {"name", "kind", "methods"}):
        yield (
            key,
            f"{key} is nothing for a provider of kind {kind.value}",
            f"delete it; it takes {', '.join(sorted(TAKES[kind]))}",
        )
    for method in entry.methods or ():
        if method not in CAN_CARRY[kind]:
            can = ", ".join(m.value for m in CAN_CARRY[kind])
            yield "methods", f"{kind.value} does not carry {method.value}", f"write some of {can}"
    url = entry.url.get_secret_value() if entry.url else ""
    if kind is ProviderKind.TWILIO and url and not is_web_address(url):
        yield "url", f"the url of {entry.name} is no web address", f"write one such as {TWILIO}, or delete it"
    if kind is ProviderKind.APPRISE and set(entry.methods or ()) - {Method.PUSH} and "{to}" not in url:
        yield (
            "url" if url else "",
            f"provider {entry.name} does not say where the person's address goes",
            "write {to} in its url",
        )
    if kind is ProviderKind.SMTP and (entry.username is None) != (entry.password is None):
        yield (
            "username" if entry.username else "password",
            "username and password go together",
            "add the other, or delete it",
        )
