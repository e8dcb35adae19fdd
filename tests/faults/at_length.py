"""The long proofs (`make faults`): the same as in the tests, over everything, on both databases."""

from bot.clock import ManualClock
from bot.demo.stage import staged
from bot.storage.engine import Database
from bot.storage.vault import KeyRing
from tests.faults.replicas import Thrice, doubled
from tests.faults.test_once import clock, effects, read, stages, take_up, unlike
from tests.journeys.conftest import START, Company
from tests.journeys.lived_in import hire, live
from tests.journeys.odd import counts
from tests.snapshots import delete_rows
from tests.stages import TakeUp

__all__ = ["clock", "stages", "take_up"]


async def test_everything_that_can_be_clicked_or_submitted(
    take_up: TakeUp, database: Database, database_url: str
) -> None:
    once, _ = await effects(take_up, database, database_url, newest=3)
    everything = [deed for deed in once if deed]
    thrice, differing = await effects(take_up, database, database_url, everything)
    assert unlike(thrice, once) == []
    assert differing == []


async def test_weeks_of_a_company_to_which_slack_delivers_everything_thrice(
    database: Database, database_url: str, ring: KeyRing
) -> None:
    """Each message, click, form and command of two chains, sweeps and senders of two replicas included."""
    async with (
        staged(database, ring, ManualClock(START), hire) as stage,
        doubled(stage, database_url) as both,
    ):
        await live(both)
        way = stage.slack._link.transport
        assert isinstance(way, Thrice)
        assert way.differing == []
        thrice = await counts(Company(both)), read(Company(both))
    empty(database)
    async with staged(database, ring, ManualClock(START), hire) as stage:
        await live(stage)
        assert (await counts(Company(stage)), read(Company(stage))) == thrice


def empty(database: Database) -> None:
    with database.writer.begin() as connection:
        delete_rows(connection)
