"""One id shows the whole way of a prompt, an answer or a look, in the lines of the log."""

import logging
from typing import Any

import pytest

from bot.app.logs import TextFormatter
from bot.watch import on_way, so_far, way_id
from tests.journeys.conftest import Company, prompt
from tests.operations.written import Line, Written

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def said(lines: list[Line], *names: str) -> list[tuple[Any, ...]]:
    """What the lines are about, once each, in order."""
    return list(dict.fromkeys(tuple(line[name] for name in names if name in line) for line in lines))


@ON_SQLITE
async def test_one_id_shows_the_way_of_a_prompt_of_an_answer_and_of_a_look(
    company: Company, written: Written
) -> None:
    await company.agree(company.ana, company.cleo, "2026-03-05")
    await company.until(4, 9, 59)
    written.lines.clear()
    with on_way():  # as the timer does it
        await company.until(4, 10)
    leads_from_the_sweep_to_slack(written)
    written.lines.clear()
    await company.cleo.replies(prompt(company.cleo, "people.answer"), "Only once.")
    await company.settle()
    leads_from_the_request_to_its_confirmation(written)
    await company.cleo.opens_home()
    await company.settle()
    look = written.way_of("answered", kind="event", route="app_home_opened")
    assert ("called", "views.publish", "ok") in said(look, "message", "method", "result")


def leads_from_the_sweep_to_slack(written: Written) -> None:
    way = written.way_of("carried", chain="people", result="sent")
    steps = [line["message"] for line in way]
    assert steps.index("enqueued") < steps.index("swept") < steps.index("called") < steps.index("carried")
    sent = next(line for line in way if line["message"] == "carried" and line["result"] == "sent")
    assert sent["delivery"] in {line.get("delivery") for line in way if line["message"] == "enqueued"}
    assert {"chat.postMessage"} <= {line.get("method") for line in way}


def leads_from_the_request_to_its_confirmation(written: Written) -> None:
    way = written.way_of("answered", kind="event", route="message", result="done")
    steps = [line["message"] for line in way]
    assert steps.index("enqueued") < steps.index("answered") < steps.index("carried")
    enqueued, sent = way[steps.index("enqueued")], way[steps.index("carried")]
    assert (sent["delivery"], sent["result"], sent["attempt"]) == (enqueued["delivery"], "sent", 1)
    assert len(way[0]["way"]) == 12


@ON_SQLITE
async def test_requests_do_not_share_a_way(company: Company, written: Written) -> None:
    for person in (company.cleo, company.ana):
        await company.opens(person, "/tandem", "help")
    answered = [line for line in written.lines if line["message"] == "answered"]
    assert len({line["way"] for line in answered}) == len(answered) >= 2


def test_a_way_ends_where_it_began() -> None:
    assert (way_id(), so_far()) == (None, 0.0)
    with on_way("abc"):
        assert way_id() == "abc"
        with on_way():
            assert way_id() != "abc"
        assert way_id() == "abc"
    assert way_id() is None


def test_text_lines_bear_the_way_and_stay_one_line() -> None:
    record = logging.LogRecord("bot", logging.INFO, __file__, 1, "answered", (), None)
    record.fields = {"route": "people.answer", "odd": "two\nlines"}
    with on_way("0123456789ab"):
        line = TextFormatter("%(message)s").format(record)
    assert line == 'answered route=people.answer odd="two\\nlines" way=0123456789ab'
