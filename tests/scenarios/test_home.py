"""The home tab: what needs me, what is open, who is on call; and its buttons work."""

from __future__ import annotations

from bot.sandbox.seen import SeenHome
from tests.scenarios.reading import ANSWERED, CARLA_TOOK_IT, OWNED, PAGE, PAGED_CARLA, UNOWNED
from tests.scenarios.town import Town

OF_ONES_OWN = {"Cover me", "Time off", "Swap shifts", "Change steps", "Send me a test page"}


def pressed(home: SeenHome) -> tuple[str, ...]:
    """The buttons about incidents: those of one's own shifts and steps stand below them."""
    return tuple(label for label in home.buttons if label not in OF_ONES_OWN)


def test_an_empty_home_says_so(here: Town) -> None:
    home = here.ana.opens_home()
    assert pressed(home) == ("Declare",)
    assert "Your next shifts" in home
    for line in ("Nothing waits for you.", "Nothing is open.", "*primary*: Carla until Today 10:00 AM"):
        assert line in home
    here.ana.clicks("Declare", home)
    here.ana.waits_for_modal("What is wrong?")
    here.fills_in("ana", {"What is wrong?": "Search is slow"})
    here.ana.sees("is open: Search is slow", "dm")
    here.ends(
        room=["🟠 *INC-2026-0001 · Search is slow* [Acknowledge] [Resolve] [Update] [Hand off]"],
        ana=[
            (
                "P2 INC-2026-0001 is open: Search is slow. A channel is being made, and you are "
                "invited. You own it, and nobody is paged: `/incident page team text` asks somebody."
            )
        ],
    )


def test_a_page_is_answered_from_there(here: Town) -> None:
    here.fires()
    page = here.gets_page("carla")
    home = here.carla.opens_home()
    assert "*INC-2026-0001* Checkout 5xx\nYou were paged. Can you take it?" in home
    assert pressed(home) == ("Declare", "Acknowledge", "I can't", "Open room")
    here.carla.clicks("Acknowledge", home)
    owned = here.carla.waits_for_home("An update is due Today 10:05 AM.")
    assert pressed(owned) == ("Declare", "Update", "No change", "Open room")
    here.settles()
    assert here.incident().owner == "carla"
    assert here.carla.now(page).buttons == ("Open room",)
    here.later(minutes=6)
    here.carla.clicks("No change", here.carla.opens_home())
    here.carla.waits_for_home("An update is due Today 10:11 AM.")
    here.carla.clicks("Update", here.carla.home)
    assert here.fills_in("carla", {"How does it stand?": "We look", "Next update in": "1h"}) is None
    other = here.eva.opens_home()
    assert "Nothing waits for you." in other
    assert "investigating · Carla · 6 min · #inc-2026-0001-checkout-5xx" in other
    here.ends(
        room=[
            OWNED,
            *CARLA_TOOK_IT,
            "Carla: no change. Next update Today 10:11 AM.",
            "📝 Update from Carla: We look. Next update Today 11:06 AM.",
        ],
        carla=[
            ANSWERED,
            "No change on INC-2026-0001, noted. The next update is due Today 10:11 AM. [Open room]",
        ],
    )


def test_an_offered_handoff_waits_there(here: Town) -> None:
    here.fires()
    here.takes("carla")
    here.answers("carla", "/incident handoff @diego", here.room)
    here.presses("carla", "Send handoff", here.carla.sees("is drafted", "dm"))
    home = here.diego.opens_home()
    assert "It is offered to you" in home
    assert pressed(home) == ("Declare", "Accept handoff", "I can't", "Open room")
    here.diego.clicks("Accept handoff", home)
    assert here.fills_in("diego", {"What you understood": "I look at 1.42"}) is None
    assert here.incident().owner == "diego"
    here.ends(
        room=[
            OWNED,
            *CARLA_TOOK_IT,
            (
                "Carla offered it to Diego, who has until Today 10:10 AM to read back and accept. "
                "Carla owns it meanwhile."
            ),
            "🤝 Diego took over from Carla and owns it. Read back: I look at 1.42.",
            "*INC-2026-0001 was handed off to Diego*",
        ],
        carla=[
            ANSWERED,
            (
                "Your handoff of INC-2026-0001 was sent to Diego, who has until Today 10:10 AM. You "
                "own it until they accept. [Open room]"
            ),
            (
                "✓ Diego took over INC-2026-0001. Read back: “I look at 1.42”. You are free; if they "
                "misunderstood, tell them now. [Open room]"
            ),
        ],
        diego=[
            (
                "✓ You took over INC-2026-0001 and own it. The next update is due Today 10:05 AM. "
                "What was handed to you stands in its room. [Open room]"
            )
        ],
    )


def test_a_guest_sees_an_empty_one(here: Town) -> None:
    here.fires()
    here.gets_page("carla")
    guest = here.sandbox.person("gus", guest=True)
    home = guest.opens_home()
    assert "Checkout" not in home.text
    assert "Nothing is open." in home
    here.ends(
        room=[
            UNOWNED,
            PAGED_CARLA,
        ],
        carla=[PAGE],
    )
