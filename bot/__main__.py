"""`python -m bot` is `meridian`."""

from bot.cli import main

main()
