"""`nosograph extract`: a page, a folder, a WARC file or an address in, records out, no lake needed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from extract import extract_article, to_dict
from extract.errors import ExitCode
from nosograph.cli import main
from nosograph.demo.server import serve
from nosograph.demo.site import Site, build_site
from tests.conftest import DemoLake
from tests.system.command import nosograph

URL = "http://127.0.0.1:8000"


@pytest.fixture(scope="module")
def site() -> Site:
    return build_site(URL)


@pytest.fixture
def folder(site: Site, tmp_path: Path) -> Path:
    """Two pages of the sample encyclopedia, and a file that is none."""
    pages = tmp_path / "pages"
    pages.mkdir()
    for slug in ("gout", "migraine"):
        (pages / f"{slug}.html").write_bytes(site.pages[site.articles[slug].path].body)
    (pages / "notes.txt").write_text("not a page")
    return pages


def test_a_page_gives_the_record_of_the_library(
    folder: Path, site: Site, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    url = f"{URL}{site.articles['gout'].path}"
    assert main(["extract", str(folder / "gout.html"), "--url", url, "--format", "json"]) == ExitCode.DONE
    record = json.loads(capfdbinary.readouterr().out)
    assert record == to_dict(extract_article((folder / "gout.html").read_bytes(), url))
    assert record["condition"] == "Gout"
    assert record["url"] == url


def test_a_folder_gives_a_file_a_page(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "records"
    assert main(["extract", str(folder), "--out", str(out)]) == ExitCode.DONE
    assert sorted(path.name for path in out.iterdir()) == ["gout.json", "migraine.json"]
    assert json.loads((out / "migraine.json").read_text("utf-8"))["condition"] == "Migraine"
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "2 pages read" in captured.err


def test_several_records_on_standard_output_are_lines(
    folder: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main(["extract", str(folder), "--format", "jsonl"]) == ExitCode.DONE
    lines = capfdbinary.readouterr().out.splitlines()
    assert [json.loads(line)["condition"] for line in lines] == ["Gout", "Migraine"]
    assert main(["extract", str(folder)]) == ExitCode.USAGE
    assert b"--out" in capfdbinary.readouterr().err


def test_a_warc_gives_a_record_an_article(demo_lake: DemoLake, tmp_path: Path) -> None:
    (warc,) = (demo_lake.folder / "archive").glob("*.warc.gz")
    out = tmp_path / "records"
    assert main(["extract", str(warc), "--out", str(out)]) == ExitCode.DONE
    records = [json.loads(path.read_text("utf-8")) for path in out.iterdir()]
    assert {f"{record['article_id']}.json" for record in records} == {path.name for path in out.iterdir()}
    titles = {article.text.title for article in build_site(demo_lake.url).articles.values()}
    assert titles <= {record["condition"] for record in records}


def test_a_page_that_cannot_be_read_is_told(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (folder / "broken.html").write_bytes(b"<p>" * 3_000_000)
    assert main(["extract", str(folder), "--format", "jsonl"]) == ExitCode.PAGES_FAILED
    captured = capfd.readouterr()
    assert "broken.html" in captured.err
    assert len(captured.out.splitlines()) == 3
    assert json.loads(captured.out.splitlines()[0])["status"] == "failed"


def test_pages_of_one_name_are_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "gout.htm").write_text("<p>another")
    assert main(["extract", str(folder), "--out", str(folder)]) == ExitCode.USAGE
    assert "gout.htm and" in capsys.readouterr().err


def test_an_address_is_fetched_as_a_crawl_would() -> None:
    with serve(0) as server:
        gout = server.site.articles["gout"].path
        ran = nosograph("extract", f"{server.url}{gout}")
        assert ran.code == ExitCode.DONE, ran.err
        record = json.loads(ran.out)
        assert (record["condition"], record["url"]) == ("Gout", f"{server.url}{gout}")
        assert server.requests == {("/robots.txt", 200): 1, (gout, 200): 1}


@pytest.mark.parametrize(
    ("target", "why"),
    [
        ("/resources/rx-drafts-a-z/hypothyroidism/", "robots_disallowed"),
        ("/resources/rx-heart-a-z/no-such-page/", "not_found"),
        ("/resources/rx-bone-a-z/gout", "/resources/rx-bone-a-z/gout/"),
    ],
)
def test_an_address_without_a_page_says_why(target: str, why: str) -> None:
    with serve(0) as server:
        ran = nosograph("extract", f"{server.url}{target}")
    assert ran.code == ExitCode.PAGES_FAILED
    assert why in ran.err
    assert ran.out == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ("nowhere.html",),
        ("ftp://example.org/x",),
        ("{folder}/gout.html", "--url", "/only/a/path"),
        ("{folder}", "--url", "http://example.org/"),
        ("{folder}/gout.html", "--format", "xml"),
        ("{empty}",),
        ("http://127.0.0.1:1/", "--url", "http://example.org/"),
    ],
)
def test_bad_use_is_told(
    arguments: tuple[str, ...], folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    filled = [a.format(folder=folder, empty=tmp_path / "empty") for a in arguments]
    assert main(["extract", *filled]) == ExitCode.USAGE
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("nosograph: ")
    named = {arguments[0].format(folder=folder, empty=tmp_path / "empty"), *arguments[1:]}
    assert any(name in captured.err for name in named)


def test_a_damaged_archive_is_told(
    demo_lake: DemoLake, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (warc,) = (demo_lake.folder / "archive").glob("*.warc.gz")
    torn = tmp_path / "torn.warc.gz"
    torn.write_bytes(warc.read_bytes()[:-100])
    assert main(["extract", str(torn), "--out", str(tmp_path / "records")]) == ExitCode.DAMAGED
    assert "torn.warc.gz, offset" in capsys.readouterr().err
