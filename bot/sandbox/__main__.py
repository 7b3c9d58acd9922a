"""`python -m bot.sandbox --port 8080`: a workspace as a process of its own."""

import argparse
import sys

from bot.sandbox.sandbox import Sandbox


def main() -> None:
    """Serve until interrupted; prints where, and the keys that a bot needs."""
    parser = argparse.ArgumentParser(prog="python -m bot.sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=8080)
    parser.add_argument("--person", action="append", default=[], metavar="NAME[:ID[:ZONE]]")
    parser.add_argument("--channel", action="append", default=[], metavar="NAME")
    arguments = parser.parse_args()
    sandbox = Sandbox(arguments.port)
    people = [
        sandbox.person(*entry.split(":", 2)) for entry in arguments.person or ["ana:U0ANA:America/Guayaquil"]
    ]
    for name in arguments.channel:
        sandbox.channel(name, people, bot=False)
    sandbox.start()
    lines = (
        f"SLACK_API_URL={sandbox.api_url}", f"SLACK_BOT_TOKEN={sandbox.bot_token}",
        f"SLACK_APP_TOKEN={sandbox.app_token}", f"SLACK_SIGNING_SECRET={sandbox.signing_secret}",
    )  # fmt: skip
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()
    try:
        sandbox.wait()
    except KeyboardInterrupt:
        sandbox.stop()


if __name__ == "__main__":
    main()
