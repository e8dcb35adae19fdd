"""Where a demo lives: it is found again as it was left, and what isn't ours or is broken is said."""

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.demo.live.folder import Folder, named, temporary
from bot.errors import BadInput

NOW = datetime(2026, 3, 10, 10, 0, tzinfo=UTC)


def test_a_folder_is_made_for_its_owner_alone_and_keeps_what_it_is_given(tmp_path: Path) -> None:
    with named(tmp_path / "deep" / "demo") as folder:
        assert folder.kept() is None
        folder.ring()
        folder.keep(NOW, b"{}\n{}")
        kept = folder.kept()
    assert kept is not None
    assert (kept.moment, kept.slack) == (NOW, b"{}\n{}")
    assert stat.S_IMODE(folder.path.stat().st_mode) == 0o700
    for name in ("keys", "slack.json", "tandem.db"):
        if (folder.path / name).exists():
            assert stat.S_IMODE((folder.path / name).stat().st_mode) == 0o600


def test_the_keys_are_made_once(tmp_path: Path) -> None:
    wrapped = Folder(tmp_path).ring().new_data_key()[1]
    assert Folder(tmp_path).ring().unwrap(wrapped)


def test_what_is_older_never_takes_the_place_of_what_is_newer(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.keep(NOW, b"new")
    folder.keep(NOW - timedelta(seconds=1), b"old")
    kept = folder.kept()
    assert kept is not None
    assert kept.slack == b"new"


def test_a_start_that_did_not_come_to_its_end_is_begun_anew(tmp_path: Path) -> None:
    with named(tmp_path):
        (tmp_path / "tandem.db").write_bytes(b"half a database")
    with named(tmp_path) as folder:
        assert folder.kept() is None
    assert (tmp_path / "tandem.db").read_bytes() == b""


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    """Such as the database of a Tandem that runs for real."""
    (tmp_path / "tandem.db").write_text("do not lose me")
    with pytest.raises(BadInput, match="no demo's"), named(tmp_path):
        pass
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("tandem.db", "do not lose me")]


def test_a_file_or_a_place_that_cant_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for path in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(BadInput, match="name another folder"), named(path):
            pass


def test_two_demos_never_share_a_folder(tmp_path: Path) -> None:
    with named(tmp_path), pytest.raises(BadInput, match="Another demo runs"), named(tmp_path):
        pass
    with named(tmp_path):
        pass


@pytest.mark.parametrize(
    "state", [b"", b"what is this", b"{}\n", b'{"format": "tandem demo", "moment": "soon"}\n{}', b"\xff\xfe"]
)
def test_a_state_that_cant_be_read_is_one_line(tmp_path: Path, state: bytes) -> None:
    with named(tmp_path):
        (tmp_path / "slack.json").write_bytes(state)
    with named(tmp_path) as folder, pytest.raises(BadInput, match="is broken: ") as refused:
        folder.kept()
    assert "\n" not in str(refused.value)


def test_keys_that_are_none_are_one_line(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("not a key\n")
    with pytest.raises(BadInput, match="its keys"):
        Folder(tmp_path).ring()


def test_without_a_name_it_is_gone_afterwards() -> None:
    with temporary() as folder:
        folder.ring()
        path = folder.path
        assert not folder.lasts
    assert not path.exists()
