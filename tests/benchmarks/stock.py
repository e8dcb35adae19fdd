"""The reference: a stock Bolt app with one listener, which stores the click and reads a row, then acks.

Bolt's own ASGI adapter on uvicorn, `process_before_response` as documented for apps that answer last
(without it Bolt polls for its ack), SQLAlchemy's ORM on threads. The engine has our pool and our
durability: one thread and FULL on SQLite, eight on PostgreSQL.
"""

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import uvicorn
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import Engine, ForeignKey, String, create_engine, event, make_url, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    """The stock app's own tables."""


class Person(Base):
    __tablename__ = "stock_persons"

    slack_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(255))


class Answer(Base):
    __tablename__ = "stock_answers"

    id: Mapped[int] = mapped_column(primary_key=True)
    slack_id: Mapped[str] = mapped_column(ForeignKey("stock_persons.slack_id"), index=True)
    value: Mapped[str] = mapped_column(String(200))


def engine_of(address: str) -> Engine:
    url = make_url(address)
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_size=8, max_overflow=0)
    engine = create_engine(url, pool_size=1, max_overflow=0, connect_args={"check_same_thread": False})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _entry: Any) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def take_lock(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def app(environment: dict[str, str]) -> AsyncApp:
    engine = engine_of(environment["STOCK_DATABASE_URL"])
    threads = ThreadPoolExecutor(1 if engine.dialect.name == "sqlite" else 8)
    client = AsyncWebClient(environment["SLACK_BOT_TOKEN"], base_url=environment["SLACK_API_URL"])
    bolt = AsyncApp(
        client=client, signing_secret=environment["SLACK_SIGNING_SECRET"], process_before_response=True
    )

    def store(user: str, value: str) -> str:
        with Session(engine) as session:
            session.add(Answer(slack_id=user, value=value))
            session.flush()
            name = session.scalars(select(Person).where(Person.slack_id == user)).one().name
            session.commit()
            return name

    @bolt.action("direction.stance.in")
    async def answered(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(threads, store, body["user"]["id"], action["value"])
        await ack()

    return bolt


def main() -> None:
    environment = dict(os.environ)
    handler = AsyncSlackRequestHandler(app(environment))
    uvicorn.run(
        handler,
        host="127.0.0.1",
        port=int(environment["STOCK_PORT"]),
        log_config=None,
        access_log=False,
        lifespan="off",
    )


if __name__ == "__main__":
    main()
