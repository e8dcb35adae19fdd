"""Another version of Tandem: a copy of this one with one migration more."""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
NEXT = "9000"
"""The revision that only the copy knows."""
MIGRATION = '''"""One more, for a version to come."""

import sqlalchemy as sa
from alembic import op

revision: str = "{revision}"
down_revision: str | None = "{before}"
branch_labels: str | None = None
depends_on: str | None = None

SAFE_WHILE_OLD_RUNS = {safe}
""


def upgrade() -> None:
    op.add_column("deliveries", sa.Column("since_{revision}", sa.String(length=8), nullable=True))


def downgrade() -> None:
    op.drop_column("deliveries", "since_{revision}")
'''


def next_version(folder: Path, before: str, *, safe: bool) -> Path:
    """The folder from which the next version runs. It needs a column that this one does not know."""
    quiet = shutil.ignore_patterns("__pycache__")
    for package in ("bot", "migrations"):
        shutil.copytree(ROOT / package, folder / package, ignore=quiet)
    words = MIGRATION.format(revision=NEXT, before=before, safe=safe)
    (folder / "migrations" / "versions" / f"{NEXT}_next.py").write_text(words)
    return folder


def tandem(version: Path, environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command of that version, run to its end."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=version,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
