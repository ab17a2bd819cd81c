"""Which articles the lake holds depends on the captures alone, not on their order."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import warehouse
from tests.warehouse.pages import READER, Capture, page, warc
from warehouse import schema

PATHS = ("/a/", "/b/", "/c", "/d")
EXAMPLES = 200 if os.environ.get("NOSOGRAPH_SOAK") else 5


def content_files(lake: Path) -> list[tuple[str, str]]:
    """Name and digest of every content file: equal lists, equal rows in every table."""
    files = warehouse.open(lake).files()
    return sorted(
        (Path(f["path"]).name, f["sha256"]) for f in files if schema.tables()[f["table"]].kind == "content"
    )


@st.composite
def answers(draw: st.DrawFn, day: int) -> list[Capture]:
    """What some addresses answer on a day: pages that agree, differ or have new bytes alone, and the rest."""
    captures = []
    for path in draw(st.sets(st.sampled_from(PATHS), min_size=1)):
        canonical = draw(st.sampled_from(["", "http://example.org/a/", "http://www.example.org/b"]))
        name, noise = draw(st.sampled_from(["Gout", "Flu"])), draw(st.sampled_from("xy"))
        body = page(
            name, draw(st.sampled_from([["Urate"], ["Age", "Urate"]])), canonical=canonical, noise=noise
        )
        captures.append(
            draw(
                st.sampled_from(
                    [
                        Capture(path, day, body),
                        Capture(path, day, body),
                        Capture(path, day, body),
                        Capture(path, day, status=200, revisit=body),
                        Capture(path, day, status=304, revisit=body),
                        Capture(path, day, status=410),
                        Capture(path, day, status=404),
                        Capture(path, day, b"%PDF", mime="application/pdf"),
                        Capture(path, day, status=301, location=draw(st.sampled_from(PATHS))),
                    ]
                )
            )
        )
    return captures


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(days=st.tuples(*(answers(day) for day in range(1, 4))), order=st.permutations(range(3)))
def test_any_order_gives_the_same_files(days: tuple[list[Capture], ...], order: list[int]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        files = [warc(root / "warcs", f"day-{n}", *captures) for n, captures in enumerate(days)]
        together, one_by_one = root / "together", root / "one-by-one"
        warehouse.ingest(together, warcs=files, **READER)
        for place in range(len(order)):
            # Earlier files come along: their bytes may be needed again.
            offered = [files[n] for n in order[: place + 1]]
            warehouse.ingest(one_by_one, warcs=offered, **READER)
        assert content_files(together) == content_files(one_by_one)
