"""What tests of several files share: a lake of the sample encyclopedia."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import warehouse
from tests.warehouse.pages import warc
from tests.warehouse.sample import SITE, captures


@pytest.fixture(scope="session")
def encyclopedia(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake with the first edition of the sample encyclopedia; to be read, never written."""
    lake = tmp_path_factory.mktemp("sample")
    every = captures(1, 1)
    for n in range(3):
        warc(lake / "archive", str(n), *every[n::3])
    assert warehouse.ingest(lake).templates_learned == (SITE,)
    return lake


@pytest.fixture
def encyclopedia_copy(encyclopedia: Path, tmp_path: Path) -> Path:
    """The same lake, to be written."""
    return Path(shutil.copytree(encyclopedia, tmp_path / "lake"))
