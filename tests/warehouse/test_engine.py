"""What a page may do to what reads it, and what runs the reading: worker processes, or a Dask cluster."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import warehouse
from extract import Template
from extract.errors import ExitCode, UsageError
from extract.record import Article
from tests.warehouse.pages import HOST, READER, VERSIONS, Capture, extract, page, warc
from warehouse import LakeError, schema
from warehouse.worker import Limits, WorkerDiedError, isolated

PATIENCE = Limits(seconds=2, bytes=256 * 1024**2)


def hostile(body: bytes, url: str, template: Template | None = None) -> Article:
    """Reads pages, but for those that tell it to do otherwise."""
    if b"crash" in body:
        os.kill(os.getpid(), signal.SIGSEGV)
    while b"never ends" in body:
        pass
    if b"eats memory" in body:
        bytearray(1024**3)
    if b"is killed once" in body and not (mark := Path(os.environ["NOSOGRAPH_TEST_MARK"])).exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return extract(body, url)


def slow(body: bytes, url: str, template: Template | None = None) -> Article:
    time.sleep(0.02)
    return extract(body, url)


def rows(lake: Path, query: str) -> list[tuple[Any, ...]]:
    return warehouse.open(lake).sql(query).fetchall()


def data(lake: Path) -> list[tuple[str, str]]:
    """Name and digest of every content file."""
    files = warehouse.open(lake).files()
    return sorted(
        (Path(f["path"]).name, f["sha256"]) for f in files if schema.tables()[f["table"]].kind == "content"
    )


def many(folder: Path, count: int = 40, files: int = 2) -> list[Path]:
    return [
        warc(
            folder,
            str(n),
            *(Capture(f"/{n}-{i}", 1, page(f"Disease {n} {i}")) for i in range(count // files)),
        )
        for n in range(files)
    ]


def test_pages_that_end_their_reader_are_quarantined_alone(tmp_path: Path) -> None:
    large = page("Large") + b"<p>large</p>" * (200 * 1024**2 // 12)
    good = [Capture(f"/{n}", 1, page(f"Disease {n}")) for n in range(12)]
    bad = {
        "/crash": Capture("/crash", 1, page("A", about="crash")),
        "/never": Capture("/never", 1, page("B", about="never ends")),
        "/large": Capture("/large", 1, large),
        "/memory": Capture("/memory", 1, page("C", about="eats memory")),
    }
    file = warc(tmp_path, "a", *good[:4], bad["/crash"], *good[4:8], bad["/never"], bad["/large"], *good[8:])
    more = warc(tmp_path, "b", bad["/memory"])
    lake = tmp_path / "lake"
    options = {**READER, "extract": hostile, "workers": 1, "limits": PATIENCE}
    summary = warehouse.ingest(lake, warcs=[file, more], **options)
    assert (summary.outcome, summary.exit_code) == ("published", ExitCode.PAGES_FAILED)
    assert rows(lake, "SELECT count(*) FROM conditions") == [(len(good),)]
    reasons = {each.url.removeprefix(HOST): each.reason for each in summary.quarantined}
    assert reasons.keys() == bad.keys()
    assert reasons["/crash"] == "crashed the process that read it (SIGSEGV)"
    assert reasons["/never"] == "took longer than 2 s to read"
    assert reasons["/memory"] == "needed more than 256 MiB of memory"
    assert "8 MiB" in reasons["/large"] or "8388608" in reasons["/large"]
    captured = dict(rows(lake, "SELECT url, payload_digest FROM captures"))
    for url, digest, error in rows(lake, "SELECT url, payload_digest, error FROM quarantine"):
        assert digest == captured[url]
        assert error == f"quarantined: {reasons[url.removeprefix(HOST)]}"
    # At these bytes and versions they are left alone; a new version tries them again.
    assert warehouse.ingest(lake, warcs=[file, more], **options).outcome == "unchanged"
    healed = {**options, "extract": extract, "versions": {**VERSIONS, "extractor_version": "two"}}
    again = warehouse.ingest(lake, warcs=[file, more], **healed)
    assert [each.url for each in again.quarantined] == [f"{HOST}/large"]
    assert rows(lake, "SELECT count(*) FROM conditions") == [(len(good) + 3,)]


def test_asked_to_the_archive_is_read_again_by_the_same_versions(tmp_path: Path) -> None:
    file = warc(tmp_path, "a", Capture("/a", 1, page()), Capture("/b", 1, page("Flu", about="crash")))
    options = {**READER, "workers": 1, "warcs": [file]}
    warehouse.ingest(tmp_path / "lake", **{**options, "extract": hostile})
    assert warehouse.ingest(tmp_path / "lake", **options).outcome == "unchanged"
    again = warehouse.ingest(tmp_path / "lake", reextract=True, **options)
    assert (again.pages_read, again.articles_changed, again.quarantined) == (2, 1, ())
    assert rows(tmp_path / "lake", "SELECT count(*) FROM quarantine") == [(0,)]
    assert warehouse.ingest(tmp_path / "lake", reextract=True, **options).outcome == "unchanged"


def test_an_older_page_that_ends_its_reader_does_not_hide_the_newer(tmp_path: Path) -> None:
    file = warc(tmp_path, "a", Capture("/a", 1, page(about="crash")), Capture("/a", 2, page()))
    summary = warehouse.ingest(tmp_path / "lake", warcs=[file], workers=1, **{**READER, "extract": hostile})
    assert summary.quarantined == ()
    assert rows(tmp_path / "lake", "SELECT changed_at::DATE::VARCHAR FROM conditions") == [("2026-01-02",)]


def test_a_reader_that_is_killed_once_costs_no_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOSOGRAPH_TEST_MARK", str(tmp_path / "mark"))
    from warehouse import worker

    worker.end_all()  # workers have the environment they were started with
    pages = [Capture(f"/{n}", 1, page(f"Disease {n}")) for n in range(5)]
    file = warc(tmp_path, "a", *pages, Capture("/x", 1, page("X", about="is killed once")))
    summary = warehouse.ingest(tmp_path / "lake", warcs=[file], workers=1, **{**READER, "extract": hostile})
    assert (summary.articles_added, summary.pages_failed) == (6, 0)
    assert (tmp_path / "mark").exists()


def test_a_fault_of_a_worker_is_told_as_it_was() -> None:
    with pytest.raises(UsageError, match="no lake"):
        list(isolated(_refuses, "no lake"))
    with pytest.raises(WorkerDiedError, match="exit code 3"):
        list(isolated(_exits, 3))
    assert list(isolated(_counts, 3)) == [0, 1, 2]


def _refuses(text: str) -> Any:
    raise UsageError(text)


def _exits(code: int) -> Any:
    yield os._exit(code)


def _counts(to: int) -> Any:
    yield from range(to)


def test_a_cluster_and_workers_write_the_same_bytes(tmp_path: Path) -> None:
    from distributed import LocalCluster

    files = many(tmp_path)
    notes: list[str] = []
    for name, workers in (("here", 0), ("one", 1), ("two", 2)):
        warehouse.ingest(tmp_path / name, warcs=files, workers=workers, **READER)
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
    ) as cluster:
        summary = warehouse.ingest(
            tmp_path / "cluster",
            warcs=files,
            dask=cluster.scheduler_address,
            progress=lambda done, whole, note: notes.append(note),
            **READER,
        )
        assert summary.articles_added == 40
        assert len(notes) > 1
        # A worker killed in the middle costs no page: its shards are read by the other.
        killed: list[int] = []

        def kill(done: int, whole: int, note: str) -> None:
            if not killed:
                killed.append(next(iter(cluster.workers.values())).pid)
                os.kill(killed[0], signal.SIGKILL)

        warehouse.ingest(
            tmp_path / "killed",
            warcs=files,
            dask=cluster.scheduler_address,
            progress=kill,
            **{**READER, "extract": slow},
        )
        assert killed
    expected = data(tmp_path / "here")
    for name in ("one", "two", "cluster", "killed"):
        assert data(tmp_path / name) == expected


def test_no_cluster_is_a_clear_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warehouse.engine._SECONDS_TO_CONNECT", 1)
    with pytest.raises(UsageError, match=r"tcp://127\.0\.0\.1:9"):
        warehouse.ingest(tmp_path, warcs=[], dask="tcp://127.0.0.1:9")
    assert issubclass(WorkerDiedError, LakeError)


def test_a_preview_tells_what_would_change_and_writes_nothing(tmp_path: Path) -> None:
    names = ("Gout", "Flu", "Mumps")
    pages = [Capture(f"/{name}", 1, page(name)) for name in names]
    twin = Capture("/twin", 1, page("Gout"))
    moved = Capture("/old", 1, status=301, location="/Flu")
    file = warc(tmp_path / "archive", "a", *pages, twin, moved)
    warehouse.ingest(tmp_path, **READER)
    before = {path: path.read_bytes() for path in sorted(tmp_path.rglob("*")) if path.is_file()}

    same = warehouse.preview(tmp_path, 10, extract=extract, versions=VERSIONS)
    assert (same.version, same.articles_read, same.articles, same.items) == (1, 3, (), ())

    newer = {"extract": _reads_more, "versions": {**VERSIONS, "extractor_version": "two"}}
    found = warehouse.preview(tmp_path, 10, workers=1, **newer)
    told = {(i.condition, i.facet, i.change, i.before, i.after, i.cause) for i in found.items}
    assert told == {(name, "cause", "removed", "Diet", None, ("extractor",)) for name in names}
    assert {(a.change, a.fields, a.cause) for a in found.articles} == {
        ("changed", ("items",), ("extractor",))
    }
    assert warehouse.preview(tmp_path, 1, **newer).articles_read == 1
    assert {path: path.read_bytes() for path in sorted(tmp_path.rglob("*")) if path.is_file()} == before
    file.rename(tmp_path / "a.warc.gz")
    with pytest.raises(LakeError, match="archive file"):
        warehouse.preview(tmp_path, 10, **newer)
    assert warehouse.preview(tmp_path, 10, warcs=[tmp_path / "a.warc.gz"], **newer).articles_read == 3


def _reads_more(body: bytes, url: str, template: Template | None = None) -> Article:
    article = extract(body, url)
    kept = tuple(item for item in article.items if item.term != "Diet")
    return replace(article, items=kept, extractor_version="two")
