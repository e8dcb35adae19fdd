"""Buttons and forms whose ids point nowhere: of an older version, or of a database that was set up anew."""

from datetime import timedelta
from typing import get_args, get_type_hints

import pytest

from bot.app.tandem import CHAINS, joined
from bot.playground import Person
from bot.slack.blocks import actions, button
from bot.slack.payloads import Click, Submission
from tests.journeys.conftest import Company
from tests.journeys.odd import OUR_FAULT, nobody_hears_but

NOWHERE = "0123456789abcdef0123456789abcdef"
VALUES = ["", NOWHERE, f"lead:{NOWHERE}", f"skip:{NOWHERE}", "<!channel>"]
QUIET = frozenset({"people.reply.delete"})
"""Who deletes what is gone has what they wanted."""
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def ids(company: Company, payload: type) -> list[str]:
    """The ids whose handlers take this kind of payload, and one that nobody knows."""
    tandem = company.stage.tandem
    parts = [chain.routes for chain in CHAINS]
    routes = joined([*parts, tandem.inbox.routes, tandem.setup.routes, tandem.ledger.routes])
    return [name for name, handler in routes.items() if takes(handler, payload)] + ["people.of_old"]


def takes(handler: object, payload: type) -> bool:
    hint = list(get_type_hints(handler).values())[1]
    return payload is hint or payload in get_args(hint)


async def test_a_button_that_points_nowhere_is_answered_kindly_and_changes_nothing(company: Company) -> None:
    cleo = company.cleo
    old = cleo.dm[0]
    assert old.is_from_app
    with nobody_hears_but(company, cleo):
        for action_id in ids(company, Click):
            for value in VALUES:
                seen = len(cleo.dm)
                old.blocks = [actions(button(action_id, "Old", value), block_id="old")]
                clicked = await cleo.clicks(old, action_id)
                await company.settle()
                assert clicked.acked, action_id
                assert len(cleo.dm) > seen or cleo.modal or action_id in QUIET, (action_id, value)
                check(company, cleo, seen, f"{action_id} {value}")
    assert company.slack.troubles == []


async def test_a_form_that_points_nowhere_stays_open_and_changes_nothing(company: Company) -> None:
    cleo = company.cleo
    with nobody_hears_but(company, cleo):
        for callback_id in ids(company, Submission):
            for about in VALUES[1:]:
                seen = len(cleo.dm)
                await company.opens(cleo, "/tandem", "pause")
                form = cleo.form
                form.definition |= {"callback_id": callback_id, "private_metadata": about}
                submitted = await cleo.submits()
                await company.settle()
                assert submitted.acked, callback_id
                check(company, cleo, seen, f"{callback_id} {about}")
    assert company.slack.troubles == []


def check(company: Company, person: Person, seen: int, what: str) -> None:
    said = [message.reads for message in person.dm[seen:]] + [view.reads for view in person.modals]
    assert not any(OUR_FAULT in text for text in said), (what, said)
    company.slack.slack.close_all(person.id)
    company.clock.move(timedelta(seconds=2))  # Slack lets nobody open so many modals at once
