"""`make docs`: writes what is generated into the pages; says which changed."""

from __future__ import annotations

import sys

from docs.generate.regions import DOCS, pages, written


def main() -> None:
    """Every page that has a mark."""
    for page in pages():
        before = page.read_text(encoding="utf-8")
        after = written(before)
        if after != before:
            page.write_text(after, encoding="utf-8")
            sys.stdout.write(f"{page.relative_to(DOCS.parent)} is up to date now\n")


if __name__ == "__main__":
    main()
