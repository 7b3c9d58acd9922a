"""`paging:` in the team's file, and where its people are reached."""

from __future__ import annotations

import pytest

from bot.config import ConfigError, load_setup
from bot.config.load import Loaded
from bot.domain.setup import Method

ENVIRON = {"SID": "AC" + "0" * 32, "TOKEN": "super-secret-token"}
TWILIO = '{name: one, kind: twilio, account: "${SID}", token: "${TOKEN}", from: "+15005550006"}'
MAIL = "{name: mail, kind: smtp, host: smtp.example.com, from: oncall@example.com}"


def load(*providers: str, people: str = "", rest: str = "") -> Loaded:
    listed = "".join(f"    - {provider}\n" for provider in providers)
    return load_setup(f"{people}paging:\n  providers:\n{listed}{rest}", ENVIRON)


def wrong(*providers: str, people: str = "") -> str:
    with pytest.raises(ConfigError) as caught:
        load(*providers, people=people)
    return str(caught.value)


def test_providers_keep_the_files_order_and_their_secrets() -> None:
    paging = load(TWILIO, MAIL).paging
    assert [(p.name, [m.value for m in p.methods]) for p in paging.providers] == [
        ("one", ["sms", "voice"]),
        ("mail", ["email"]),
    ]
    assert "super-secret-token" not in repr(paging)


def test_people_are_reached_by_what_somebody_carries() -> None:
    people = 'people:\n  ana: {zone: UTC, slack: U1ANA, phone: "+593 98 765 4321", email: ana@example.com}\n'
    loaded = load(TWILIO, people=people)
    assert loaded.setup.people["ana"].methods == {Method.SMS, Method.VOICE}
    assert loaded.paging.address("ana", Method.SMS) == "+593987654321"
    assert loaded.paging.person_at(Method.SMS, "+593987654321") == "ana"
    assert "593987654321" not in repr(loaded)
    assert any("ana has email, but no provider carries email" in str(w) for w in loaded.warnings)


@pytest.mark.parametrize(
    "provider,said",
    [
        (
            "{name: a, kind: twilio, account: x, token: y}",
            "meridian.yml:3: provider a has no from; add `from:",
        ),
        ("{name: a, kind: smtp, from: a@b.c}", "provider a has no host"),
        ("{name: a, kind: twillio}", "write twilio"),
        ("{name: a, kind: apprise, host: x}", "host is nothing for a provider of kind apprise"),
        ("{name: a, kind: smtp, host: h, from: a@b.c, methods: [sms]}", "smtp does not carry sms"),
        ("{name: a, kind: apprise, methods: [sms], url: 'vonage://k:s/f'}", "write {to} in its url"),
        ("{name: a, kind: smtp, host: h, from: a@b.c, username: u}", "username and password go together"),
        ("{name: a, kind: smtp, host: h, from: a@b.c, port: 0}", "is not a number from 1 to 65535"),
        ("{name: a, kind: apprise, methods: [slack]}", "needs no provider"),
    ],
)
def test_a_provider_that_cannot_work_is_told_with_the_fix(provider: str, said: str) -> None:
    assert said in wrong(provider)


def test_two_providers_have_two_names() -> None:
    assert "two providers are named one" in wrong(TWILIO, TWILIO)


def test_a_wrong_number_is_not_repeated() -> None:
    said = wrong(TWILIO, people='people:\n  ana: {zone: UTC, phone: "0987654321"}\n')
    assert "people.ana.phone is not a telephone number" in said
    assert "0987654321" not in said


def test_one_way_providers_alone_are_pointed_out() -> None:
    loaded = load("{name: push, kind: apprise}")
    assert any("every provider is one-way" in str(w) for w in loaded.warnings)


def test_without_a_public_address_it_is_said_that_nobody_can_answer() -> None:
    paging = load(TWILIO).paging
    assert "MERIDIAN_PUBLIC_URL is not set" in paging.warnings(None)[0]
    assert paging.warnings("https://bot.example") == ()
    assert load_setup("people:\n", {}).paging.warnings(None) == ()
