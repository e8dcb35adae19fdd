"""Two replicas sweep the inbox at the same time: each row is taken by one of them."""

from datetime import timedelta

from bot.clock import ManualClock
from bot.inbox.models import EXPIRED, HELD, Held, InboxMessage
from bot.inbox.repo import expired, forgettable
from bot.inbox.rules import REMEMBERED
from bot.storage.work import Work, writing
from bot.workspaces.models import Workspace
from tests.conftest import WORKSPACE, engines
from tests.factories import make_person
from tests.postgres import Databases


def _messages(work: Work) -> None:
    """One text has waited for more than a day, and one was remembered for long enough."""
    ana = make_person(work, "Ana Torres")
    for name, outcome, age in (("waits", HELD, timedelta(days=2)), ("old", EXPIRED, REMEMBERED)):
        work.session.add(
            InboxMessage(
                workspace_id=work.workspace_id,
                id=name,
                person_id=ana.id,
                channel="D1",
                ts=name,
                outcome=outcome,
                created_at=work.now - age,
            )
        )
    work.session.flush()
    held = Held(
        workspace_id=work.workspace_id, message_id="waits", person_id=ana.id, text=b"", was_readable=False
    )
    held.created_at = held.expires_at = work.now - timedelta(days=1)
    work.session.add(held)


def test_what_one_sweep_has_taken_the_other_passes_by(
    postgres_databases: Databases, clock: ManualClock
) -> None:
    database = engines(postgres_databases.next())
    vault = None

    def work(session: object) -> Work:
        return Work(session, WORKSPACE, clock.now(), vault)  # type: ignore[arg-type]

    with writing(database) as session:
        session.add(Workspace(workspace_id=WORKSPACE, name="Sample", created_at=clock.now()))
        session.flush()
        _messages(work(session))
    with writing(database) as one, writing(database) as other:
        assert len(expired(work(one), 10)) == len(forgettable(work(one), 10)) == 1
        assert (expired(work(other), 10), forgettable(work(other), 10)) == ([], [])
    postgres_databases.empty(database)
