"""Arguments and options that several commands share, each with its name and help once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Lake = Annotated[str, typer.Option("--lake", help="Folder of the lake, or a URL such as s3://bucket/prefix.")]
State = Annotated[
    Path | None, typer.Option("--state", help="Folder of the crawl's state; in the lake's own by default.")
]
Sites = Annotated[Path, typer.Argument(metavar="SITES", help="A sites.toml: which sites to crawl, and how.")]
Workers = Annotated[int, typer.Option("--workers", min=1, help="Processes that read pages.")]
Dask = Annotated[
    str | None,
    typer.Option("--dask", metavar="ADDRESS", help="Scheduler of a Dask cluster, to read on its workers."),
]
MaxPages = Annotated[int | None, typer.Option("--max-pages", min=1, help="Stop after so many pages.")]
MaxTime = Annotated[str | None, typer.Option("--max-time", help="Stop after a time, such as 30m or 6h.")]
MaxBytes = Annotated[str | None, typer.Option("--max-bytes", help="Stop after so much, such as 2GB.")]
MaxArchive = Annotated[
    str | None, typer.Option("--max-archive", help="Stop when the archive has so much in all, such as 50GB.")
]
Keep = Annotated[
    int | None,
    typer.Option("--keep", min=1, help="Remove archive files whose pages all have so many newer bodies."),
]
Checks = Annotated[
    Path | None, typer.Option("--checks", metavar="FOLDER", help="Folder of more rules, a .sql file each.")
]
Accept = Annotated[
    str | None,
    typer.Option("--accept", metavar="REASON", help="Publish in spite of checks that fail, and say why."),
]
OnRefusal = Annotated[
    str | None,
    typer.Option("--on-refusal", metavar="COMMAND", help="Run it where the checks refuse to publish."),
]
AsOf = Annotated[int | None, typer.Option(metavar="VERSION", help="Version to ask; the newest by default.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
