"""What tests of several files share: places for a lake, and a lake of the sample encyclopedia."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

import warehouse
from tests.warehouse.object_storage import BUCKET, serving
from tests.warehouse.pages import warc
from tests.warehouse.sample import SITE, captures


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    """URL of object storage for lakes; the environment says where it is."""
    with serving() as settings, pytest.MonkeyPatch.context() as environment:
        for name, value in settings.items():
            environment.setenv(name, value)
        yield f"s3://{BUCKET}"


@pytest.fixture(scope="module", params=["local", "s3"])
def root(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A place with room for lakes of a module's tests: a folder, and a URL of object storage."""
    if request.param == "local":
        return str(tmp_path_factory.mktemp("lakes"))
    return f"{request.getfixturevalue('s3')}/{uuid4().hex}"


@pytest.fixture
def place(root: str) -> str:
    """A place for one lake, which is not there yet: a folder, and a URL of object storage."""
    return f"{root}/{uuid4().hex}"


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
