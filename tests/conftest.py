"""What tests of several rooms share: a lake made by the demo, once a session."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.system.command import Ran, nosograph


@dataclass(frozen=True)
class DemoLake:
    """A lake the demo made, and what the demo printed; to be read, never written."""

    folder: Path
    ran: Ran

    @property
    def port(self) -> int:
        """Where the sample encyclopedia was, and is again for whoever goes on with a copy."""
        return int((self.folder / "state" / "demo-port").read_text())

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@pytest.fixture(scope="session")
def demo_lake(tmp_path_factory: pytest.TempPathFactory) -> DemoLake:
    folder = tmp_path_factory.mktemp("demo") / "lake"
    ran = nosograph("demo", "--lake", folder)
    assert ran.code == 0, ran.err
    return DemoLake(folder, ran)


@pytest.fixture
def demo_copy(demo_lake: DemoLake, tmp_path: Path) -> DemoLake:
    """The same lake, to go on with."""
    folder = tmp_path / "lake"
    shutil.copytree(demo_lake.folder, folder)
    return DemoLake(folder, demo_lake.ran)
