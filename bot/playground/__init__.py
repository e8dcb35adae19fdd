"""A local Slack: what the demo and the test journeys share.

It is an HTTP server that imitates the part of Slack which the bot uses. Nothing in the bot knows that it
isn't Slack: the bot gets its address as `SLACK_API_URL`, a token and a signing secret, and listens as always.

    async with Playground(now=clock.now) as slack:
        ana = slack.add_person("ana@example.com", "Ana Ruiz", tz="Europe/Madrid")
        ...                                     # start the bot: slack.api_url, slack.credentials
        slack.connect("http://127.0.0.1:3000/slack/events")

        await ana.says("hello")                 # waits for the acknowledgement and for what it set off
        assert "Welcome" in ana.last.reads      # also ana.dm, ana.thread(...), ana.channel("general")
        await ana.clicks(ana.last, "people.answer")      # an action id or a button's label
        assert ana.form.title == "Your answer"  # the open modal, or Impossible; ana.modal may be None
        await ana.submits({"How was it?": "All well"})   # action id, block id or label; also ana.fills
        assert ana.modal is None and not slack.troubles
        await ana.opens_home()                  # then ana.home

        await ana.types("/1on1", "help")        # also replies, edits, deletes, closes, uses_shortcut
        await slack.changes_user(ana, tz="Asia/Tokyo")   # also joins, deactivates
        slack.faults.plan("chat.postMessage", drop_reply(), rate_limited(30))
        assert slack.who_sees(ana.last) == [ana]
        ana.reads(ana.last.channel, ana.last.ts)         # then ana.unread(...) no longer counts it

Verbs of different people, or of one, may run at once: `asyncio.gather(ana.clicks(...), ana.clicks(...))`.
`slack.redeliver(slack.deliveries[-1], times=3)` sends a payload again, `slack.forge` signs it wrongly,
`slack.advance_retries()` sends what wasn't acknowledged, `slack.calls_of("chat.update")` is what was asked,
`slack.until(condition)` waits for what the app does on its own.

Whatever somebody could see counts as a change: `await slack.changes.after(version)` waits for the next one.
`slack.keep()` is the whole workspace as a JSON document, and `Playground(...).restore(document)` goes on from
it: write it with `whole.write_whole`, so that no half of it is ever found.

Company time decides on message times, rates and expiry; a clock that stands still lets through four messages
to a conversation, then one for each second that passes. Real time decides on signatures, triggers and the
three seconds for an acknowledgement. `Playground(..., scopes=..., limits=...)` sets what the app may do, and
`Playground(..., commands=[Command(...)], shortcuts=[Shortcut(...)])` what people find in Slack's menus.

People can only do what Slack's client lets them do; anything else raises `Impossible` and says why. What
Slack would refuse the app is refused: unknown arguments, faulty payloads, old triggers, too many requests.

Where it is stricter than Slack: messages of more than 4,000 characters are refused rather than cut off later;
unknown arguments and unknown fields in blocks are errors; the app hears only of direct messages, its Home and
changes of users. What it doesn't have: workflows, group DMs, other apps, a second workspace, Grid.

Inside: `state` (what the workspace holds), `checks` (payloads), `api` (methods), `app` (the way to the
app), `people` (the persons), `reading` (how text and blocks look to them).
"""

from bot.playground.errors import CannotRestore, Impossible, SlackError
from bot.playground.faults import Fault, drop_reply, held, rate_limited, refused, server_error, slow
from bot.playground.offers import Command, Shortcut
from bot.playground.people.person import Person
from bot.playground.playground import Playground
from bot.playground.rates import RateLimits
from bot.playground.record import Call, Delivery
from bot.playground.state.messages import Message
from bot.playground.state.views import View

__all__ = [
    "Call",
    "CannotRestore",
    "Command",
    "Delivery",
    "Fault",
    "Impossible",
    "Message",
    "Person",
    "Playground",
    "RateLimits",
    "Shortcut",
    "SlackError",
    "View",
    "drop_reply",
    "held",
    "rate_limited",
    "refused",
    "server_error",
    "slow",
]
