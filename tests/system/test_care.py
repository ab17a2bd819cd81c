"""The commands compact, expire and forget, on a lake that goes on being crawled."""

from __future__ import annotations

import json

import warehouse
from extract.errors import ExitCode
from tests.conftest import DemoLake
from tests.system.command import Command, nosograph
from tests.warehouse.stored import holding


def test_a_forgotten_article_is_never_asked_for_again(demo_copy: DemoLake, command: Command) -> None:
    folder = demo_copy.folder
    lake = warehouse.open(folder)
    [(url, addresses, words)] = lake.sql(
        "SELECT url, addresses, definition FROM conditions WHERE condition = 'Gout'"
    ).fetchall()
    words = words[:40]
    assert holding(folder, words)
    told = json.loads(command("forget", url, "--json", "--lake", folder).out)
    assert (told["articles"], told["elsewhere"]) == (1, [])
    assert set(told["addresses"]) >= set(addresses)
    assert told["records"] >= len(addresses)
    assert holding(folder, words) == []
    assert command("verify", "--lake", folder).code == ExitCode.DONE

    # Its address is in the sitemap still, and the site has changed since.
    ran = nosograph("demo", "--edition", "2", "--lake", folder)
    assert ran.code == ExitCode.DONE, ran.err
    after = warehouse.open(folder)
    asked = "SELECT DISTINCT verdict, duration_ms FROM ledger WHERE list_contains(?, url)"
    assert after.sql(asked, [addresses]).fetchall() == [("forgotten", None)]
    assert after.sql("SELECT count(*) FROM conditions WHERE condition = 'Gout'").fetchall() == [(0,)]
    assert holding(folder, words) == []
    assert after.version == told["version"] + 1

    assert "merged into" in command("compact", "--lake", folder).out
    assert command("compact", "--lake", folder).out.startswith("Nothing to merge")
    gone = command("expire", "--keep", 1, "--grace", "0s", "--lake", folder)
    assert gone.out.startswith("2 versions and ")
    sound = command("verify", "--lake", folder)
    assert (sound.code, sound.err) == (ExitCode.DONE, "")
    assert "No version needs" not in sound.out


def test_bad_options(demo_lake: DemoLake, command: Command) -> None:
    lake = ("--lake", demo_lake.folder)
    for arguments, said in (
        (("expire", "--keep", 0), "--keep 0: the newest version always stays"),
        (("expire", "--older-than", "soon"), '--older-than "soon" is no time'),
        (("expire", "--grace", "x"), '--grace "x" is no time'),
        (("forget", "gout"), "'gout' is no address"),
    ):
        ran = command(*arguments, *lake)
        assert ran.code == ExitCode.USAGE
        assert said in ran.err
