"""The database, and what stands in it: revision, keys, workspaces, the outbox and the sweeps."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.fernet import InvalidToken
from sqlalchemy import func, make_url, select
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session

from bot.app.standing import overdue
from bot.app.tandem import sources
from bot.cli.checks.finding import Finding, State, counted, long, some
from bot.cli.checks.settings import Given
from bot.cli.checks.slack import skew
from bot.clock import Clock
from bot.config import KEYS, Settings
from bot.delivery import health
from bot.storage.engine import Database, open_database
from bot.storage.vault import KeyRing
from bot.storage.work import reading
from bot.workspaces import schema
from bot.workspaces.models import STOPPED, DataKey, Workspace

NAME = "database"
URL_NAME = "TANDEM_DATABASE_URL"
LONG_OVERDUE = timedelta(minutes=10)
"""A sweep comes every few seconds."""
REST = "outbox, sweeps, keys"
RUNS = "see whether a Tandem runs on this database, and what its log says"

Check = Callable[[Session, datetime], Finding | list[Finding]]


def look(given: Given, clock: Clock) -> Iterator[Finding]:
    if URL_NAME in given.faulty:
        yield Finding(State.OPEN, NAME, f"{URL_NAME} is not to be used")
        return
    url = make_url(given.settings.database_url)
    if _is_missing(url):
        said = f"there is no file {Path(str(url.database)).absolute()} yet"
        yield Finding(State.LOOK, NAME, said, f"`tandem run` makes it; if there was one, see {URL_NAME}")
        return
    try:
        database = open_database(given.settings.database_url)
    except ModuleNotFoundError as error:
        do = "install Tandem with its extra `postgres`"
        yield Finding(State.BROKEN, NAME, f"the driver for it is not installed ({error.name})", do)
        return
    try:
        yield from _all(database, given, clock)
    finally:
        database.dispose()


def _is_missing(url: URL) -> bool:
    return url.get_backend_name() == "sqlite" and not Path(str(url.database)).exists()


def _all(database: Database, given: Given, clock: Clock) -> Iterator[Finding]:
    try:
        with database.reader.connect() as connection:
            their_now = connection.scalar(select(func.now()))
    except DBAPIError as error:
        yield Finding(
            State.BROKEN, NAME, f"does not answer ({_first_line(error)})", f"see {URL_NAME}, and that it runs"
        )
        return
    yield Finding(State.OK, NAME, f"{database.reader.dialect.name} answers")
    if isinstance(their_now, datetime) and not database.is_sqlite:  # SQLite has this machine's clock
        yield skew("database clock", "the database's", clock.now() - their_now.astimezone(UTC))
    revision = _revision(database)
    yield revision
    if revision.state == State.BROKEN:
        yield Finding(State.OPEN, REST, "the tables are of another revision")
        return
    for check in (_workspaces, _keys(given), _outbox, _failures, _unknown, _refreshes, _sweeps):
        yield from _checked(database, check, clock)


def _revision(database: Database) -> Finding:
    problem = schema.problem_with(database)
    if problem:
        return Finding(State.BROKEN, "revision", problem, _upgrade(database))
    at = schema.revision_of(database)
    if at == schema.head():
        return Finding(State.OK, "revision", f"{at}, as this Tandem needs it")
    said = f"{at}, which a newer Tandem made: one of this version goes on, but none starts"
    return Finding(State.LOOK, "revision", said, "install the newer Tandem here too")


def _checked(database: Database, check: Check, clock: Clock) -> list[Finding]:
    try:
        with reading(database) as session:
            found = check(session, clock.now())
    except SQLAlchemyError as error:
        kind = type(getattr(error, "orig", None) or error).__name__
        said = f"{check.__name__.strip('_')}: could not be read ({kind})"
        return [Finding(State.BROKEN, NAME, said, "try again; if it stays, see the database's own log")]
    return found if isinstance(found, list) else [found]


def _upgrade(database: Database) -> str:
    if database.is_sqlite:
        return "start `tandem run`, which upgrades it"
    return "type `tandem db upgrade`"


def _workspaces(session: Session, _now: datetime) -> Finding:
    rows = session.execute(select(Workspace.workspace_id, Workspace.state)).all()
    stopped = sorted(row.workspace_id for row in rows if row.state == STOPPED)
    if stopped:
        said = f"{some(stopped)}: stopped, for Slack no longer takes the token; nothing is sent there"
        do = "put a valid token into SLACK_BOT_TOKEN and start Tandem again: it goes on with what waits"
        return Finding(State.BROKEN, "workspaces", said, do)
    said = f"{counted(len(rows), 'workspace')}, all active" if rows else "none yet; the first start makes one"
    return Finding(State.OK, "workspaces", said)


def _keys(given: Given) -> Check:
    def keys(session: Session, _now: datetime) -> Finding:
        return _opened(session, given.settings) if KEYS not in given.faulty else _no_keys()

    return keys


def _no_keys() -> Finding:
    return Finding(State.OPEN, "keys", f"{KEYS} holds no key to try")


def _opened(session: Session, settings: Settings) -> Finding:
    rows = session.execute(select(DataKey.workspace_id, DataKey.wrapped)).all()
    given = list(settings.encryption_keys)
    shut = sorted({row.workspace_id for row in rows if not _opens(given, row.wrapped)})
    if shut:
        said = f"{KEYS} does not open what was written in {some(shut)}"
        return Finding(State.BROKEN, "keys", said, "add the key that was used before, behind the first one")
    old = sum(not _opens(given[:1], row.wrapped) for row in rows)
    if old:
        said = f"{old} of {counted(len(rows), 'workspace key')} still wrapped by an older key"
        return Finding(
            State.LOOK, "keys", said, "type `tandem keys rotate` before you take the older key away"
        )
    opened = "opens the workspace's key" if len(rows) == 1 else f"opens all {len(rows)} workspace keys"
    return Finding(State.OK, "keys", f"{KEYS} {opened}" if rows else "no workspace key yet")


def _opens(keys: list[str], wrapped: bytes) -> bool:
    try:
        KeyRing(keys).unwrap(wrapped)
    except InvalidToken:
        return False
    return True


def _outbox(session: Session, now: datetime) -> Finding:
    stuck, waiting = health.stuck(session, now), health.backlog(session, now)
    if stuck:
        oldest = long(max(one.age for one in stuck))
        said = f"{_many(len(stuck))} stuck, the oldest for {oldest}: {some(one.delivery for one in stuck)}"
        return Finding(State.BROKEN, "outbox", said, f"{RUNS}: search it for the id")
    if waiting.depth:
        said = f"{counted(waiting.depth, 'message')} due, the oldest for {long(waiting.oldest)}"
        return Finding(State.OK, "outbox", said)
    return Finding(State.OK, "outbox", "nothing waits")


def _many(number: int) -> str:
    return f"{health.AT_MOST} messages or more" if number >= health.AT_MOST else counted(number, "message")


def _failures(session: Session, now: datetime) -> Finding:
    failed = health.failed(session, now)
    if not failed:
        return Finding(State.OK, "failures", "none in the last week")
    causes = ", ".join(f"{code or 'no cause'} ({number})" for code, number in sorted(failed.items()))
    said = f"{counted(sum(failed.values()), 'message')} of the last week never went out: {causes}"
    return Finding(State.LOOK, "failures", said, "see docs/operations.md, Failures: what each cause means")


def _unknown(session: Session, now: datetime) -> Finding:
    count = health.count_unknown(session)
    if not count:
        return Finding(State.OK, "unknowns", "none: of every message it is known whether it arrived")
    found = health.unknown(session, now)
    causes = Counter(one.code or "no cause" for one in found)
    said = "; ".join(f"{code} ({number}): {_ids(found, code)}" for code, number in causes.most_common())
    do = "see docs/operations.md, Unknowns: what each cause means"
    return Finding(State.LOOK, "unknowns", f"{counted(count, 'message')} may have arrived or not: {said}", do)


def _ids(found: list[health.Message], code: str) -> str:
    return some(
        f"{one.delivery} ({one.chain}/{one.kind})" for one in found if (one.code or "no cause") == code
    )


def _refreshes(session: Session, now: datetime) -> Finding:
    late = health.count_overdue_refreshes(session, now)
    if not late:
        return Finding(State.OK, "updates", "all messages show what is so")
    said = f"{counted(late, 'message')} waiting to be updated for more than {long(health.LONG_STALE)}"
    return Finding(State.LOOK, "updates", said, RUNS)


def _sweeps(session: Session, now: datetime) -> Finding:
    late = {
        name: number for name, number in overdue(session, now - LONG_OVERDUE, sources()).items() if number
    }
    if not late:
        return Finding(State.OK, "sweeps", f"nothing has been due for more than {long(LONG_OVERDUE)}")
    said = ", ".join(f"{name} in {counted(number, 'workspace')}" for name, number in late.items())
    return Finding(State.BROKEN, "sweeps", f"overdue for more than {long(LONG_OVERDUE)}: {said}", RUNS)


def _first_line(error: DBAPIError) -> str:
    """What the driver said: host and port may be in it, a password never is."""
    return (str(error.orig).strip().splitlines() or ["no reason given"])[0]
