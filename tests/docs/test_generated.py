"""The generated pages are what the code they are made from says now."""

from __future__ import annotations

from pathlib import Path

from tests.docs.generated import DOCS, pages


def test_generated_pages_are_up_to_date(tmp_path: Path) -> None:
    for name, text in pages(tmp_path).items():
        assert (DOCS / name).read_text("utf-8") == text, f"docs/{name} is out of date: run `make docs`"
