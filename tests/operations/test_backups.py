"""A backup that is made beside a running Tandem and put back later: nothing is lost, nothing sent twice."""

from datetime import timedelta
from pathlib import Path

from bot.storage.engine import Database
from tests.cli.conftest import CommandLine, tandem
from tests.delivery.conftest import Office, office
from tests.operations.backups import back_up, put_back

__all__ = ["office", "tandem"]


async def test_what_was_sent_after_the_backup_is_found_and_not_sent_again(
    office: Office, database: Database, database_url: str, tandem: CommandLine, tmp_path: Path
) -> None:
    waiting(office)
    backup = back_up(database, tmp_path)
    office.say["never sent"] = None
    await office.sender.drain()
    sent = ["plain", "one + two"]
    assert office.reads() == sent

    put_back(database, backup)
    del office.say["never sent"]
    tandem.set(TANDEM_DATABASE_URL=database_url)
    assert tandem("db", "restored").out.startswith("3 messages are due, and looked up in Slack")
    office.clock.move(timedelta(minutes=5))
    await office.another_sender().drain()
    assert office.reads() == [*sent, "never sent"]
    assert [office.row(name).state for name in ("plain", "one", "two", "never sent")] == ["sent"] * 4
    assert len(office.addresses("two")) == 1


def waiting(office: Office) -> None:
    """Three messages: one alone, two that are merged, one more that is not needed at first."""
    office.person()
    office.enqueue("plain")
    office.clock.move(timedelta(seconds=1))
    office.enqueue("one", merges=True)
    office.enqueue("two", merges=True)
    office.enqueue("never sent", kind="post")
