"""What Tandem counts of itself, for `GET /metrics` (Prometheus' text format).

Labels are few and known beforehand: never a workspace, a person or the kind of a message, for in a
small team "a call for help was sent" says too much (product.md, Walls). Each `Metrics` has a registry
of its own, so that two Tandems in one process do not meet.
"""

import time
from collections.abc import Callable, Sequence
from importlib.metadata import version

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from bot.app.standing import Standing
from bot.watch import Carried

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
ACK_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 1.5, 2, 3)
CALL_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15)
SWEEP_SECONDS = (0.01, 0.1, 0.5, 1, 5, 15, 60)

disable_created_metrics()  # type: ignore[no-untyped-call]  # a second series for each, of no use


class Metrics:
    """A watcher that counts."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._acks = self._times(
            "tandem_ack_seconds",
            "From a request of Slack's to its answer, by kind of payload and what came of it.",
            ("kind", "result"),
            ACK_SECONDS,
        )
        self._ack_of: dict[tuple[str, str], Histogram] = {}
        self._retries = self._count(
            "tandem_slack_retries", "Requests that Slack had sent before (X-Slack-Retry-Num).", "kind"
        )
        self._swept = self._count("tandem_swept_rows", "Rows that sweeps moved on.", "source")
        self._sweeps = self._times(
            "tandem_sweep_seconds", "How long a sweep with something to do took.", ("source",), SWEEP_SECONDS
        )
        self._carried = self._count(
            "tandem_deliveries",
            "Messages that the sender had in hand, by what became of them.",
            "chain",
            "result",
        )
        self._calls = self._times(
            "tandem_slack_call_seconds",
            "Calls of Slack's Web API, by method and result; `limited` is a 429.",
            ("method", "result"),
            CALL_SECONDS,
        )
        self._unsure = self._count(
            "tandem_database_failures", "What the database did not do, or not in time.", "what"
        )
        self._database = _Database(self._registry)
        self._gauge("tandem_build_info", "One, for the version that runs.", "version").labels(
            version("tandem")
        ).set(1)
        self._gauge("tandem_start_time_seconds", "When this process began, since 1970.").set(time.time())

    def answered(self, kind: str, route: str, result: str, seconds: float, retry: int) -> None:  # noqa: ARG002
        ack = self._ack_of.get((kind, result))
        if ack is None:  # looking a child up costs as much as the rest of this
            ack = self._ack_of[kind, result] = self._acks.labels(kind, result)
        ack.observe(seconds)
        if retry:
            self._retries.labels(kind).inc()

    def swept(self, source: str, rows: int, seconds: float) -> None:
        self._swept.labels(source).inc(rows)
        self._sweeps.labels(source).observe(seconds)

    def carried(self, message: Carried) -> None:
        self._carried.labels(message.chain, message.result).inc()

    def called(self, method: str, result: str, seconds: float) -> None:
        self._calls.labels(method, result).observe(seconds)

    def unsure(self, what: str) -> None:
        self._unsure.labels(what).inc()

    def ask(self, name: str, about: str, value: Callable[[], float]) -> None:
        """A figure that is asked for whenever somebody looks; `value` is cheap."""
        self._gauge(name, about).set_function(value)

    def text(self, standing: Standing | None) -> bytes:
        """Everything, as Prometheus reads it; `standing` is what the database said, if it did."""
        self._database.show(standing)
        return generate_latest(self._registry)

    def _count(self, name: str, about: str, *labels: str) -> Counter:
        return Counter(name, about, labels, registry=self._registry)

    def _gauge(self, name: str, about: str, *labels: str) -> Gauge:
        return Gauge(name, about, labels, registry=self._registry)

    def _times(self, name: str, about: str, labels: Sequence[str], seconds: Sequence[float]) -> Histogram:
        return Histogram(name, about, labels, buckets=seconds, registry=self._registry)


class _Database:
    """What is true of the database and not of this process: each replica shows the same."""

    def __init__(self, registry: CollectorRegistry) -> None:
        def gauge(name: str, about: str, label: str) -> Gauge:
            return Gauge(name, about, [label] if label else [], registry=registry)

        self._answers = gauge("tandem_database_answers", "Whether the database says how things stand.", "")
        self._messages = gauge(
            "tandem_outbox_messages", "Messages by state: due, of unknown end, late to be updated.", "state"
        )
        self._oldest = gauge(
            "tandem_outbox_oldest_seconds", "For how long the oldest message has been due.", "state"
        )
        self._overdue = gauge(
            "tandem_sweep_overdue_workspaces",
            "Workspaces with something overdue for over a minute.",
            "source",
        )
        self._workspaces = gauge(
            "tandem_workspaces", "Workspaces; stopped ones are those whose token was revoked.", "state"
        )

    def show(self, standing: Standing | None) -> None:
        """Where the database does not say, its figures are left out rather than shown as they were."""
        self._answers.set(standing is not None)
        for each in (self._messages, self._oldest, self._overdue, self._workspaces):
            each.clear()
        if standing is None:
            return
        self._messages.labels("due").set(standing.depth)
        self._messages.labels("unknown").set(standing.unknown)
        self._messages.labels("late_update").set(standing.late_updates)
        self._oldest.labels("due").set(standing.oldest)
        for source, number in standing.overdue.items():
            self._overdue.labels(source).set(number)
        for state, number in standing.workspaces.items():
            self._workspaces.labels(state).set(number)
