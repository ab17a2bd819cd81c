"""A refused run on the command line: what is said, the code, and the command that is run for it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import warehouse
from extract.errors import ExitCode, UsageError
from nosograph.gate import gate
from tests.system.command import nosograph
from tests.warehouse.pages import warc
from tests.warehouse.sample import captures

RULE = "-- severity: error\n-- No articles at all, please.\nSELECT site, article_id FROM articles"
TELL = 'cat > "$(dirname "$NOSOGRAPH_LAKE")/$NOSOGRAPH_RUN.json"; echo told them; exit 7'


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    """A lake to be, with an archive of a few pages, and a rule that refuses them beside it."""
    warc(tmp_path / "lake" / "archive", "1", *captures(1, 1)[:6])
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "none.sql").write_text(RULE)
    return tmp_path / "lake"


def test_a_command_is_run_where_a_run_is_refused(lake: Path) -> None:
    asked = ("ingest", "--lake", lake, "--checks", lake.parent / "rules", "--json")
    told = nosograph(*asked, "--on-refusal", f"sh -c '{TELL}'")
    assert told.code == ExitCode.REFUSED
    [(run_id,)] = warehouse.open(lake).sql("SELECT run_id FROM runs").fetchall()
    summary = json.loads(told.out)
    assert json.loads((lake.parent / f"{run_id}.json").read_text("utf-8")) == summary
    assert (summary["outcome"], summary["run_id"]) == ("refused", run_id)
    assert told.err.splitlines() == ["told them", "nosograph: --on-refusal: sh ended with code 7"]
    accepted = nosograph(*asked, "--accept", "a few are fine", "--on-refusal", "false")
    assert (accepted.code, accepted.err) == (ExitCode.DONE, "")
    assert json.loads(accepted.out)["accepted"] == "a few are fine"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"on_refusal": "no-such-program x"}, "no-such-program"),
        ({"on_refusal": "sh 'ops"}, "No closing quotation"),
        ({"on_refusal": " "}, "needs a command"),
        ({"accept": " "}, "needs a reason"),
        ({"checks": Path("nowhere")}, "is no folder"),
    ],
)
def test_what_cannot_be_used_is_said_before_any_work(given: dict[str, Any], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        gate(**{"checks": None, "accept": None, "on_refusal": None, **given})
