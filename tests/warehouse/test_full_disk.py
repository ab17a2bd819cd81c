"""A full disk: a clear error, the lake as it was, and the same command goes on once there is room."""

from __future__ import annotations

import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

import warehouse
from extract.errors import ExitCode
from tests.warehouse.pages import READER, Capture, page, warc
from warehouse.errors import DiskFullError

CAUSES = [f"Cause {n}" for n in range(400)]


def articles(lake: Path) -> list[str]:
    opened = warehouse.open(lake)
    names = [name for (name,) in opened.sql("SELECT condition FROM articles ORDER BY 1").fetchall()]
    assert opened.version == len(names)
    assert opened.sql("SELECT count(*) FROM items").fetchall()[0][0] >= 2 * len(names)
    return names


def test_no_room_at_one_file_after_the_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lake = tmp_path / "lake"
    first = warc(tmp_path, "1", Capture("/gout", 1, page()))
    second = warc(tmp_path, "2", Capture("/flu", 1, page("Flu")))
    warehouse.ingest(lake, warcs=[first], **READER)
    told: list[DiskFullError] = []
    with monkeypatch.context() as failing:
        # Of the files still to write the third has no room: each try comes further, one to the end.
        failing.setenv("NOSOGRAPH_FAULT", "before_link:3:ENOSPC")
        while len(told) < 20:
            failing.setattr("warehouse.store._times", Counter())
            try:
                warehouse.ingest(lake, warcs=[first, second], **READER)
                break
            except DiskFullError as error:
                told.append(error)
            assert articles(lake) == ["Gout"]
    assert len(told) > 1
    for error in told:
        assert error.exit_code is ExitCode.DISK_FULL
        assert str(error).startswith(f"No room left to write {lake}/")
    assert articles(lake) == ["Flu", "Gout"]
    assert not list(lake.rglob("*.tmp"))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 300 kB, where the system lets the tests have one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=300k", "tests", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("mounting needs root")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_disk_that_is_really_full(small_disk: Path, tmp_path: Path) -> None:
    lake = small_disk / "lake"
    first = warc(tmp_path, "1", Capture("/gout", 1, page()))
    second = warc(tmp_path, "2", Capture("/flu", 1, page("Flu", CAUSES)))
    warehouse.ingest(lake, warcs=[first], **READER)
    filler = small_disk / "filler"
    room = 32 * 1024  # for some of the files
    filler.write_bytes(bytes(shutil.disk_usage(small_disk).free - room))
    with pytest.raises(DiskFullError, match="free some and run the same command again"):
        warehouse.ingest(lake, warcs=[first, second], **READER)
    assert articles(lake) == ["Gout"]
    assert warehouse.verify(lake, warcs=[first]).version == 1
    filler.unlink()
    assert warehouse.ingest(lake, warcs=[first, second], **READER).version == 2
    assert articles(lake) == ["Flu", "Gout"]
