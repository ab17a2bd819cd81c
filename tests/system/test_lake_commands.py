"""The commands that care for a lake, and those that give evidence and exports."""

from __future__ import annotations

import json
from pathlib import Path

import warehouse
from extract.errors import ExitCode
from tests.conftest import DemoLake
from tests.system.command import Command
from tests.warehouse.pages import Capture, page, warc


def test_verify_grounds_every_entry(demo_lake: DemoLake, command: Command) -> None:
    items = warehouse.open(demo_lake.folder).tables["items"]
    ran = command("verify", "--lake", demo_lake.folder)
    assert (ran.code, ran.err) == (ExitCode.DONE, "")
    assert f"Grounded: {items:,} of {items:,} entries (100 %)" in ran.out
    assert "No damage found." in ran.out


def test_verify_names_damage_and_what_mends_it(demo_copy: DemoLake, command: Command) -> None:
    file = next(Path(f["path"]) for f in warehouse.open(demo_copy.folder).files() if f["table"] == "sections")
    file.unlink()
    stray = file.with_name("all-0.parquet")
    stray.write_bytes(b"")
    ran = command("verify", "--lake", demo_copy.folder)
    assert ran.code == ExitCode.DAMAGED
    assert f"Damaged file: {file} is missing" in ran.out
    assert "to mend: " in ran.out
    assert f"  {stray}\n" in ran.out
    told = json.loads(command("verify", "--json", "--lake", demo_copy.folder).out)
    assert [damage["part"] for damage in told["damages"]] == ["file"]
    assert (told["orphans"], told["exit_code"]) == ([str(stray)], ExitCode.DAMAGED)


def test_explain_goes_down_to_the_archived_bytes(demo_lake: DemoLake, command: Command) -> None:
    lake = warehouse.open(demo_lake.folder)
    [(item, url)] = lake.sql("SELECT item_id, url FROM causes WHERE condition = 'Gout' LIMIT 1").fetchall()
    told = json.loads(command("explain", item, "--json", "--lake", demo_lake.folder).out)
    assert (told["item_id"], told["url"], told["grounded"]) == (item, url, True)
    plain = command("explain", item, "--lake", demo_lake.folder).out
    for said in (
        url,
        told["warc_file"],
        f"offset {told['warc_offset']}",
        told["heading"],
        told["fetched_at"],
    ):
        assert said in plain
    assert all(line in plain for line in told["html"].splitlines())
    assert command("explain", item, "--as-of", 1, "--lake", demo_lake.folder).out == plain
    unknown = command("explain", "nothing", "--lake", demo_lake.folder)
    assert unknown.code == ExitCode.USAGE
    assert "no entry 'nothing'" in unknown.err


def test_rollback_publishes_an_earlier_version_again(demo_copy: DemoLake, command: Command) -> None:
    lake = ("--lake", demo_copy.folder)
    assert command("ingest", "--relearn", *lake).out.startswith("Nothing new")
    opened = warehouse.open(demo_copy.folder)
    archive = demo_copy.folder / "archive"
    [(url,)] = opened.sql("SELECT url FROM conditions WHERE condition = 'Gout'").fetchall()
    warc(archive, "more", Capture(f"{url}podagra/", 1, page("Podagra")))
    later = command("ingest", *lake)
    assert "1 article added" in later.out, later.err
    assert command("rollback", 1, *lake).out == "Version 3 has the content of version 1.\n"
    assert warehouse.open(demo_copy.folder).tables["items"] == opened.tables["items"]
    told = json.loads(command("rollback", 2, "--json", *lake).out)
    assert told == {"version": 4, "content_of": 2}
    assert command("rollback", 9, *lake).code == ExitCode.USAGE


def test_ingest_says_whose_template_it_learned(demo_lake: DemoLake, tmp_path: Path, command: Command) -> None:
    warcs = sorted((demo_lake.folder / "archive").iterdir())
    ran = command("ingest", *warcs, "--lake", tmp_path / "lake")
    assert "Learned the template of 127.0.0.1." in ran.out


def test_export_and_duckdb(demo_lake: DemoLake, tmp_path: Path, command: Command) -> None:
    lake = ("--lake", demo_lake.folder)
    ran = command("export", tmp_path / "out", "--format", "csv", *lake)
    assert ran.code == ExitCode.DONE
    manifest = json.loads((tmp_path / "out/manifest.json").read_bytes())
    assert manifest["notice"] in ran.out
    assert all(f" {file['file']} " in ran.out for file in manifest["files"])
    told = json.loads(command("export", tmp_path / "out", "--format", "jsonld", "--json", *lake).out)
    assert told["files"][0]["file"] == "conditions.jsonl"
    assert "Left out" in command("export", tmp_path / "out", "--format", "jsonld", *lake).out
    file = tmp_path / "lake.duckdb"
    assert (
        command("duckdb", file, *lake).out == f"{file} has the tables and views of version 1: duckdb {file}\n"
    )
    assert command("duckdb", tmp_path / "no" / "x", *lake).code == ExitCode.USAGE
    assert command("export", file, *lake).code == ExitCode.USAGE


def test_search_finds_words(demo_lake: DemoLake, command: Command) -> None:
    lake = ("--lake", demo_lake.folder)
    ran = command("search", "trouble", "breathing", "--facet", "symptom", "--limit", 3, *lake)
    assert (ran.code, ran.err) == (ExitCode.DONE, "")
    assert ran.out.splitlines()[0].split() == [
        "score", "condition", "facet", "term", "description", "item_id"
    ]  # fmt: skip
    assert ran.out.count("Shortness of breath") == 3
    [found] = json.loads(command("search", "breathlessness", "--limit", 1, "--format", "json", *lake).out)
    assert json.loads(command("explain", found["item_id"], "--json", *lake).out)["term"] == found["term"]
    unknown = command("search", "pain", "--facet", "symptoms", *lake)
    assert (unknown.code, "no facet 'symptoms'" in unknown.err) == (ExitCode.USAGE, True)
    assert command("search", "?", *lake).code == ExitCode.USAGE
