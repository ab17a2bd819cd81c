"""The schema as it was told to readers: `python -m tests.warehouse.stored_schema` stores the present one.

To be run once for each schema_version, when it is raised. A stored version is never written again.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from warehouse import schema

FOLDER = Path(__file__).with_name("schema")

Stored = dict[str, dict[str, dict[str, Any]]]  # table and column to what is promised of it


def present() -> Stored:
    """What is promised of every column now."""
    return {
        table.name: {
            c.name: {"type": c.type, "null": c.null, "unit": c.unit, "since": c.since, "meaning": c.meaning}
            for c in table.columns.values()
        }
        for table in schema.tables().values()
    }


def stored() -> dict[int, Stored]:
    """What was promised, by schema_version."""
    return {int(file.stem): json.loads(file.read_text("utf-8")) for file in sorted(FOLDER.glob("*.json"))}


if __name__ == "__main__":
    file = FOLDER / f"{schema.schema_version()}.json"
    if file.exists():
        sys.exit(f"{file} is stored: raise schema_version in columns.toml, its columns are another version's")
    file.write_text(json.dumps(present(), indent=1, ensure_ascii=False) + "\n", "utf-8")
