"""From a Ring to somebody's phone: providers, each behind a breaker, tried in the file's order."""
