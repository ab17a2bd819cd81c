from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.crawler.child import Child
from tests.crawler.server import Site, serving

ROOT = Path(__file__).parents[2]


@dataclass
class Runner:
    """Crawls a site in child processes, all on the same archive and state."""

    site: Site
    folder: Path
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def state(self) -> Path:
        return self.folder / "state"

    @property
    def archive(self) -> Path:
        return self.folder / "archive"

    def write_sites(self) -> Path:
        values = {
            "name": '"test"',
            "start": f'["{self.site.root}/sitemap.xml"]',
            "articles": '["/articles/*", "/?p=*"]',
            "follow": '["/a-z/*"]',
            "delay": "0",
            "concurrency": "8",
            "revisit": '"0s"',
            "allow_private": "true",
        } | self.settings
        path = self.folder / "sites.toml"
        path.write_text("[[site]]\n" + "".join(f"{key} = {value}\n" for key, value in values.items()))
        return path

    def start(self, fault: str = "", **options: Any) -> Child:
        return Child(self.write_sites(), self.folder, fault, options)

    def run(self, **options: Any) -> dict[str, Any]:
        return self.finish(self.start(**options))

    def finish(self, child: Child) -> dict[str, Any]:
        code = child.wait()
        out, err = child.printed()
        assert code == 0, err
        assert err == "", "a crawl is silent but for what it returns"
        return dict(json.loads(out))


@pytest.fixture(scope="module")
def new_runner(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Site], Runner]:
    def make(site: Site) -> Runner:
        return Runner(site, tmp_path_factory.mktemp("crawl"))

    return make


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with serving(Site()) as site:
        yield site


@pytest.fixture
def runner(tmp_path: Path) -> Iterator[Runner]:
    """A new site of its own and a crawl of it that has not begun."""
    with serving(Site()) as fresh:
        fresh.sitemap("/sitemap.xml", *(f"/articles/{number}" for number in range(12)))
        for number in range(12):
            fresh.html(f"/articles/{number}")
        yield Runner(fresh, tmp_path)
