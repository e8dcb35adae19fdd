"""The two chains have no door between them, and whoever makes one is stopped."""

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.app.tandem import CHAINS

ROOT = Path(__file__).parents[2]
IDS = re.compile(r"^(people|direction|tandem)\.[a-z0-9_.]+$")
NOT_IDS = re.compile(r"\.(py|csv|db|html|example)$")


def contracts(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter over a checkout."""
    linter = Path(sys.executable).with_name("lint-imports")
    return subprocess.run([linter, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "bot", tmp_path / "bot", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def add_line(path: Path, line: str) -> None:
    path.write_text(f"{path.read_text()}\n{line}\n")


def test_the_contracts_hold() -> None:
    result = contracts(ROOT)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("room", "line"),
    [
        ("people/policy.py", "import bot.direction.chain"),
        ("direction/policy.py", "from bot.people.lines import service"),
        ("people/lines/rules.py", "import sqlalchemy"),
        ("direction/lines/service.py", "import bot.slack.blocks"),
        ("playground/record.py", "import bot.clock"),
        ("delivery/outbox.py", "import bot.playground"),
        ("delivery/models.py", "import bot.chain"),
    ],
)
def test_a_door_where_none_belongs_is_noticed(checkout: Path, room: str, line: str) -> None:
    add_line(checkout / "bot" / room, line)
    assert contracts(checkout).returncode == 1


def test_a_chain_registers_only_ids_of_its_own() -> None:
    for chain in CHAINS:
        strangers = [each for each in chain.routes if not each.startswith((f"{chain.name}.", "/"))]
        assert strangers == []


def strings(folder: Path) -> Iterator[tuple[str, str]]:
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield str(path.relative_to(ROOT)), node.value


@pytest.mark.parametrize(("room", "other"), [("people", "direction"), ("direction", "people")])
def test_no_id_of_one_chain_is_written_in_the_other(room: str, other: str) -> None:
    found = [
        (path, text)
        for path, text in strings(ROOT / "bot" / room)
        if IDS.match(text) and not NOT_IDS.search(text) and text.startswith(f"{other}.")
    ]
    assert found == []
