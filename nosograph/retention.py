"""How much of the archive stays: a WARC file goes once all of its pages have enough newer bodies."""

from __future__ import annotations

from dataclasses import dataclass

import warehouse
from crawler.archive import remove
from nosograph.places import Places

# Files with no page among the `keep` newest bodies of its address, and none that an article of this version
# was read from. What no published run took in is not in table captures, and so stays.
_SUPERSEDED = """
SELECT DISTINCT warc_file FROM captures
WHERE warc_file NOT IN (SELECT warc_file FROM addresses WHERE warc_file IS NOT NULL)
  AND warc_file NOT IN (SELECT warc_file FROM articles)
  AND warc_file NOT IN (
    SELECT warc_file FROM captures WHERE record_type = 'response' AND status = 200
    QUALIFY row_number() OVER (
      PARTITION BY address ORDER BY fetched_at DESC, warc_file DESC, warc_offset DESC) <= $keep)
"""


@dataclass(frozen=True, slots=True)
class Removed:
    """Base names of the WARC files that were removed from the archive, and their bytes."""

    files: tuple[str, ...] = ()
    bytes: int = 0


def prune(where: Places, keep: int) -> Removed:
    """Remove what the archive holds of superseded bodies only, whole files at a time.

    Never removed: a file that an article of the newest version was read from, the `keep` newest bodies of
    each address, gone ones included, and what is not published. So a later revisit record always refers to
    bytes that are there: it repeats the newest body of its address.

    Args:
        where: The lake and its archive.
        keep: Bodies to keep of each address, 1 or more.

    Raises:
        DamagedLakeError: The lake cannot be read.
    """
    here = {path.name: path.stat().st_size for path in where.archive.glob("*.warc.gz")}
    if not here:
        return Removed()
    try:
        rows = warehouse.open(where.lake).sql(_SUPERSEDED, {"keep": keep}).fetchall()
    except warehouse.DamagedLakeError:
        raise
    except warehouse.LakeError:  # crawled into, and nothing published yet
        return Removed()
    names = sorted({name for (name,) in rows} & here.keys())
    if names:
        remove(where.archive, names)
    return Removed(tuple(names), sum(here[name] for name in names))
