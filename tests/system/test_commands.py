"""The commands that read and fill a lake: what they print, in which form, and how they end."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import re
import subprocess
from pathlib import Path
from typing import Literal

import pyarrow.parquet as pq
import pytest
import typer

import warehouse
from crawler.run import CrawlSummary
from extract.errors import ExitCode
from nosograph import cli
from nosograph.demo.server import serve
from nosograph.failures import READER_GONE
from nosograph.scheduled import outcome
from nosograph.terminal import say
from tests.conftest import DemoLake
from tests.system.command import COMMAND, Command, nosograph
from warehouse import IngestSummary

SITES = """
[[site]]
name = "sample"
start = ["{url}/sitemap.xml"]
articles = ["/resources/rx-heart-a-z/*"]
concurrency = 8
delay = 0.0
allow_private = true
"""


QUERY = "SELECT condition, term, description FROM causes ORDER BY ALL LIMIT 20"


def test_every_format_of_an_answer_has_the_same_rows(
    demo_lake: DemoLake, tmp_path: Path, command: Command
) -> None:
    rows = warehouse.open(demo_lake.folder).sql(QUERY).fetchall()
    asked = ("query", QUERY, "--lake", demo_lake.folder)
    table = command(*asked)
    assert table.code == ExitCode.DONE
    assert "(20 rows)" in table.out
    assert all(row[1] in table.out for row in rows)
    assert list(csv.reader(io.StringIO(command(*asked, "--format", "csv").out)))[1:] == [
        list(r) for r in rows
    ]
    as_json = json.loads(command(*asked, "--format", "json").out)
    assert [tuple(row.values()) for row in as_json] == rows
    out = tmp_path / "answer.parquet"
    assert command(*asked, "--format", "parquet", "--out", out).out == ""
    assert [tuple(row.values()) for row in pq.read_table(out).to_pylist()] == rows
    piped = subprocess.run(
        [*COMMAND, *map(str, asked), "--format", "parquet"], capture_output=True, check=True, timeout=60
    )
    assert pq.read_table(io.BytesIO(piped.stdout)).num_rows == len(rows)


def test_a_query_that_fails_leaves_no_file(demo_lake: DemoLake, tmp_path: Path, command: Command) -> None:
    out = tmp_path / "answer.csv"
    failing = "SELECT CAST(url AS INTEGER) FROM articles"
    ran = command("query", failing, "--format", "csv", "--out", out, "--lake", demo_lake.folder)
    assert ran.code == ExitCode.USAGE
    assert list(tmp_path.iterdir()) == []


def test_an_earlier_version_can_be_asked(demo_copy: DemoLake, command: Command) -> None:
    lake = ("--lake", demo_copy.folder)
    assert nosograph("demo", "--edition", "2", *lake).code == ExitCode.DONE
    gone = ("query", "SELECT condition FROM conditions WHERE condition LIKE 'Cushing%'", "--format", "json")
    assert len(json.loads(command(*gone, "--as-of", 1, *lake).out)) == 1
    assert json.loads(command(*gone, *lake).out) == []

    log = json.loads(command("log", "--json", *lake).out)
    assert [entry["version"] for entry in log["versions"]] == [1, 2]
    assert len(command("log", *lake).out.splitlines()) == 4
    diff = json.loads(command("diff", 1, 2, "--json", *lake).out)
    assert {a["condition"] for a in diff["articles"] if a["change"] == "removed"} == {"Cushing Syndrome"}
    assert "removed  condition  Cushing Syndrome" in command("diff", 1, 2, *lake).out
    back = command("diff", 2, 1, *lake).out
    assert "added    condition  Cushing Syndrome" in back


def test_status_is_the_lake_in_numbers(demo_lake: DemoLake, command: Command) -> None:
    lake = warehouse.open(demo_lake.folder)
    told = json.loads(command("status", "--json", "--lake", demo_lake.folder).out)
    assert told["tables"] == lake.tables
    assert told["version"] == lake.version
    plain = command("status", "--lake", demo_lake.folder).out
    assert all(re.search(rf"{table} +{rows}\n", plain) for table, rows in lake.tables.items())


def test_show_prints_every_entry(demo_lake: DemoLake, command: Command) -> None:
    record = json.loads(command("show", "gout", "--json", "--lake", demo_lake.folder).out)
    plain = " ".join(command("show", "Gout", "--lake", demo_lake.folder).out.split())
    assert record["facets"]
    for items in record["facets"].values():
        for item in items:
            said = item["description"] or item["text"]
            assert " ".join(said.split()) in plain
    unknown = command("show", "Migrane", "--lake", demo_lake.folder)
    assert unknown.code == ExitCode.USAGE
    assert "Migraine" in unknown.err


def test_run_is_crawl_and_ingest(tmp_path: Path) -> None:
    sites = tmp_path / "sites.toml"
    with serve(0) as server:
        sites.write_text(SITES.format(url=server.url))
        ran = nosograph("run", sites, "--lake", tmp_path / "run", "--json", "--workers", "2")
        assert nosograph("crawl", sites, "--lake", tmp_path / "steps").code == ExitCode.DONE
    assert ran.code == ExitCode.DONE, ran.err
    told = json.loads(ran.out)
    assert told["crawl"]["finished"]
    assert told["ingest"]["outcome"] == "published"
    assert told["ingest"]["articles_added"] == told["crawl"]["verdicts"]["stored"]
    ingested = nosograph("ingest", "--lake", tmp_path / "steps")
    assert ingested.code == ExitCode.DONE, ingested.err
    again = json.loads(nosograph("ingest", "--lake", tmp_path / "steps", "--json").out)
    assert (again["outcome"], again["version"]) == ("unchanged", 1)
    run, steps = (warehouse.open(tmp_path / name) for name in ("run", "steps"))
    said = "SELECT article_id, record_digest FROM articles ORDER BY ALL"
    assert run.sql(said).fetchall() == steps.sql(said).fetchall()
    # The page that fails once, fails the first crawl only.
    assert run.tables == steps.tables | {"ledger": steps.tables["ledger"] + 1}


def test_archives_of_others_can_be_ingested_into_another_lake(demo_lake: DemoLake, tmp_path: Path) -> None:
    (warc,) = (demo_lake.folder / "archive").glob("*.warc.gz")
    assert nosograph("ingest", warc, "--lake", tmp_path / "lake").code == ExitCode.DONE
    copy, lake = warehouse.open(tmp_path / "lake"), warehouse.open(demo_lake.folder)
    assert copy.tables["items"] == lake.tables["items"] > 0
    assert copy.tables["ledger"] == 0


@pytest.mark.parametrize(
    ("crawled", "ingested", "code"),
    [
        (ExitCode.DONE, ("published", 0), ExitCode.DONE),
        (ExitCode.DONE, ("unchanged", 0), ExitCode.DONE),
        (ExitCode.DONE, ("published", 1), ExitCode.PAGES_FAILED),
        (ExitCode.PAGES_FAILED, ("published", 0), ExitCode.PAGES_FAILED),
        (ExitCode.RATE_LIMITED, ("published", 1), ExitCode.RATE_LIMITED),
        (ExitCode.PAGES_FAILED, ("refused", 0), ExitCode.REFUSED),
        (ExitCode.INTERRUPTED, None, ExitCode.INTERRUPTED),
    ],
)
def test_a_run_has_one_exit_code(
    crawled: ExitCode,
    ingested: tuple[Literal["published", "unchanged", "refused"], int] | None,
    code: ExitCode,
) -> None:
    crawl = CrawlSummary("20260101T000000Z-0000", {}, 0, 0, 0, True, {}, (), crawled)
    ingest = IngestSummary(ingested[0], 1, pages_failed=ingested[1]) if ingested else None
    assert outcome(crawl, ingest) is code


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ((), "Usage"),
        (("no-such-command",), "no-such-command"),
        (("query", "--lake", "{lake}"), "SQL"),
        (("query", "SELECT 1"), "--lake"),
        (("query", "SELECT 1", "--lake", "{nowhere}"), "nowhere"),
        (("query", "SELECT nonsense", "--lake", "{lake}"), "nonsense"),
        (("query", "DROP VIEW items", "--lake", "{lake}"), "SELECT"),
        (("query", "SELECT 1", "--as-of", "99", "--lake", "{lake}"), "99"),
        (("query", "SELECT 1", "--as-of", "now", "--lake", "{lake}"), "--as-of"),
        (("query", "SELECT 1", "--format", "xml", "--lake", "{lake}"), "xml"),
        (("query", "SELECT 1", "--out", "{nowhere}/x", "--lake", "{lake}"), "nowhere"),
        (("diff", "1", "99", "--lake", "{lake}"), "99"),
        (("show", "no such thing", "--lake", "{lake}"), "no such thing"),
        (("run", "{nowhere}/sites.toml", "--lake", "{nowhere}"), "sites.toml"),
        (("crawl", "sites/rxharun.toml", "--lake", "{nowhere}"), "contact"),
        (("crawl", "{sites}", "--lake", "s3://bucket/lake"), "--state"),
        (("ingest", "{nowhere}.warc.gz", "--lake", "{nowhere}"), "nowhere.warc.gz"),
        (("ingest", "--workers", "0", "--lake", "{nowhere}"), "--workers"),
        (("demo", "--edition", "9", "--lake", "{nowhere}"), "edition 9"),
        (("demo", "--serve", "99999"), "99999"),
        (("status", "--lake", "{file}"), "file"),
    ],
)
def test_bad_use_ends_with_2_and_says_what(
    arguments: tuple[str, ...], named: str, demo_lake: DemoLake, tmp_path: Path, command: Command
) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "sites.toml").write_text(SITES.format(url="http://127.0.0.1:8000"))
    places = {
        "lake": demo_lake.folder,
        "nowhere": tmp_path / "nowhere",
        "file": tmp_path / "file",
        "sites": tmp_path / "sites.toml",
    }
    ran = command(*(argument.format(**places) for argument in arguments))
    assert ran.code == ExitCode.USAGE
    assert ran.out == ""
    assert named in ran.err
    assert "Traceback" not in ran.err
    assert "internal error" not in ran.err


def test_a_terminal_gets_tables_that_fit(demo_lake: DemoLake) -> None:
    ours, theirs = pty.openpty()
    arguments = [*COMMAND, "log", "--files", "--lake", str(demo_lake.folder)]
    with subprocess.Popen(arguments, stdout=theirs, env={**os.environ, "COLUMNS": "50"}) as process:
        os.close(theirs)
        out = b"".join(iter(lambda: _read(ours), b"")).decode()
    os.close(ours)
    assert process.returncode == ExitCode.DONE
    lines = out.splitlines()
    assert lines[0].split() == ["table", "rows", "bytes", "sha256", "path"]
    assert max(map(len, lines)) <= 50
    assert any(re.search(r" articles +\d+ +\d+ ", line) for line in lines)


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # how Linux says that the other end is closed
        return b""


def test_what_pages_say_does_not_steer_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    say("a\x1b]0;title\x07b\x9bc")
    assert capsys.readouterr().out == "a]0;titlebc\n"


def test_a_reader_that_goes_away_is_no_error(demo_lake: DemoLake) -> None:
    query = [*COMMAND, "query", "FROM items", "--format", "csv", "--lake", str(demo_lake.folder)]
    with subprocess.Popen(query, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        assert process.stdout.readline().startswith(b"site,")
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == READER_GONE


def test_a_fault_of_the_program_is_one_line(
    demo_lake: DemoLake, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> None:
        raise KeyError("surprise")

    monkeypatch.setattr(warehouse, "open", fail)
    ran = command("status", "--lake", demo_lake.folder)
    assert ran.code == ExitCode.INTERNAL
    assert len(ran.err.splitlines()) == 1
    assert "surprise" in ran.err
    assert "nosograph/commands/ask.py, line" in ran.err


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (OSError(28, "No space left on device", "x"), ExitCode.DISK_FULL),
        (KeyboardInterrupt(), ExitCode.INTERRUPTED),
    ],
)
def test_what_ends_a_command_early_has_its_code(
    error: BaseException, code: ExitCode, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> None:
        raise error

    monkeypatch.setattr(warehouse, "open", fail)
    ran = command("status", "--lake", "lake")
    assert ran.code == code
    assert "Traceback" not in ran.err


def test_the_documentation_names_every_command_and_exit_code() -> None:
    page = (Path(__file__).parents[2] / "docs" / "commands.md").read_text("utf-8")
    group = typer.main.get_command(cli.app)
    for name, described in group.commands.items():
        assert f"`nosograph {name}" in page
        for parameter in described.params:
            for option in parameter.opts:
                assert not option.startswith("--") or option == "--help" or f"`{option}" in page, (
                    name,
                    option,
                )
    for code in ExitCode:
        assert re.search(rf"^\| {code.value} \|", page, re.MULTILINE), code
