"""Files that are there whole or not at all."""

import stat
from pathlib import Path

import pytest

from bot.playground.whole import write_whole


def test_a_file_is_written_and_replaced(tmp_path: Path) -> None:
    path = tmp_path / "slack.json"
    for content in (b"a long first one", b"short"):
        write_whole(path, content)
        assert path.read_bytes() == content
    assert [each.name for each in tmp_path.iterdir()] == ["slack.json"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_a_crash_left_behind_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / ".slack.json.new").write_bytes(b"half of something that was longer than this")
    write_whole(tmp_path / "slack.json", b"whole")
    assert (tmp_path / "slack.json").read_bytes() == b"whole"


def test_where_it_cant_be_written_the_old_one_stays(tmp_path: Path) -> None:
    write_whole(tmp_path / "slack.json", b"old")
    (tmp_path / ".slack.json.new").mkdir()
    with pytest.raises(OSError, match=r"slack\.json\.new"):
        write_whole(tmp_path / "slack.json", b"new")
    assert (tmp_path / "slack.json").read_bytes() == b"old"
