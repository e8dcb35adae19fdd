"""Whatever people type, an operator sees none of it: not in the log, the figures or the doctor's findings."""

import asyncio
import json

import pytest

from bot.cli.checks import examine
from bot.playground.faults import drop_reply, refused, server_error
from bot.storage.engine import Database
from tests.journeys.conftest import Company, prompt
from tests.operations.written import Written

ODD = ("zulu", "zulu %s %(way)s {0}", "zulu\nzulu", 'zulu " \\ zulu', "<@U1> & zulu")
"""What people type: also what a careless line of log would trip over."""


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_was_typed_is_in_nothing_that_an_operator_sees(
    company: Company, written: Written, database: Database, database_url: str
) -> None:
    await type_everywhere(company)
    shown = (await company.stage.tandem.figures()).decode()
    found = await asyncio.to_thread(
        examine, {"TANDEM_DATABASE_URL": database_url, "TANDEM_PORT": "1"}, company.clock
    )
    log = "".join(written.texts) + json.dumps(written.lines)
    everything = f"{log}{shown}{found}".lower()
    assert "zulu" not in everything
    assert "example.com" not in everything
    assert "torres" not in everything
    for present in ("answered", "carried", "invalid_blocks", "tandem_ack_seconds", "unknowns"):
        assert present in everything


async def type_everywhere(company: Company) -> None:
    ana, ben, cleo, faults = company.ana, company.ben, company.cleo, company.slack.faults
    await company.agree(ana, cleo, "2026-03-05")
    await company.until(4, 10)
    question = prompt(cleo, "people.answer")
    faults.plan("chat.postMessage", refused("invalid_blocks"), drop_reply(), server_error())
    for text in ODD:
        await cleo.replies(question, text)
        await cleo.says(text)
        await cleo.types("/1on1", text)
        await cleo.types("/tandem", text)
    await company.settle()
    await company.opens(ben, "/direction")
    await company.presses(ben, ben.form, "direction.state")
    await ben.submits({"Where we are going": ODD[1], "Why": ODD[2]})
    await company.settle()
