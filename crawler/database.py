"""The SQLite file of the frontier: opened, made where there is none, brought up where it is older."""

from __future__ import annotations

import sqlite3
from importlib.resources import files
from pathlib import Path

from extract.errors import ExitCode, NosographError

SCHEMA_VERSION = 3
# What brings a database of an earlier version to the next one.
_UPGRADES = {
    1: """
    ALTER TABLE addresses ADD COLUMN missing_since REAL;
    ALTER TABLE addresses ADD COLUMN listed TEXT;
    ALTER TABLE addresses ADD COLUMN trap TEXT;
    CREATE INDEX addresses_trap ON addresses (trap, id) WHERE trap IS NOT NULL;
    PRAGMA user_version = 2;
    """,
    2: """
    CREATE TABLE forgotten (address_digest TEXT PRIMARY KEY) STRICT;
    PRAGMA user_version = 3;
    """,
}


class StateError(NosographError):
    """The state folder cannot be read."""

    exit_code = ExitCode.DAMAGED


def connect(path: Path) -> sqlite3.Connection:
    """Open the database; transactions are the caller's.

    Raises:
        StateError: It is damaged, or newer than this program.
        sqlite3.OperationalError: The disk is full, or does not answer.
    """
    try:
        db = sqlite3.connect(path, isolation_level=None)
        db.execute("PRAGMA journal_mode = WAL")
        # A power cut may lose the last commits, never consistency; the WARC is cut back to match.
        db.execute("PRAGMA synchronous = NORMAL")
        version = db.execute("PRAGMA user_version").fetchone()[0]
        if version == 0:
            schema = files("crawler").joinpath("frontier.sql").read_text("utf-8")
            db.executescript(f"BEGIN;\n{schema}\nCOMMIT;")
        for older in range(max(version, 1), SCHEMA_VERSION if version else 1):
            db.executescript(f"BEGIN;\n{_UPGRADES[older]}\nCOMMIT;")
    except sqlite3.OperationalError:  # the disk's fault, not the file's
        raise
    except sqlite3.DatabaseError as error:
        raise unreadable(path, error) from error
    if version > SCHEMA_VERSION:
        db.close()
        raise StateError(f"{path}: made by a newer version of Nosograph; upgrade to use it")
    return db


def unreadable(path: Path, error: sqlite3.DatabaseError) -> StateError:
    """The error for a database that cannot be read."""
    return StateError(f"{path}: {error}; restore it, or remove the state folder to begin anew")
