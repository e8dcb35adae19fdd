"""Whatever an app sends, Slack has an answer."""

from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.playground import Person, Playground, RateLimits
from bot.playground.api.dispatch import dispatch
from bot.playground.api.registry import METHODS

LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=8)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
)


class Calendar:
    """A clock on which every call is in another minute."""

    def __init__(self) -> None:
        self.at = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        self.at += timedelta(minutes=1)
        return self.at


def _playground() -> tuple[Playground, Person]:
    slack = Playground(Calendar().now, limits=RateLimits(per_minute={"apps.connections.open": 99}))
    return slack, slack.add_person("ana@example.com")


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_any_arguments_get_an_answer(data: st.DataObject) -> None:
    slack, ana = _playground()
    method = METHODS[data.draw(st.sampled_from(sorted(METHODS)))]
    known = st.sampled_from([ana.id, slack.workspace.dm(ana.id).id, "1772442000.000000", "{}", "[]"])
    chosen = data.draw(st.sets(st.sampled_from(sorted(method.optional)))) if method.optional else set()
    given = {name: data.draw(known | VALUES, label=name) for name in sorted(method.required | chosen)}
    credentials = slack.workspace.credentials
    token = credentials.app_token if method.token == "app" else credentials.bot_token

    answer = dispatch(slack.slack, method.name, token, given)

    assert answer["ok"] or answer["error"]
