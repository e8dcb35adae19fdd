"""A person at Slack's client: every verb is something people do; what they can't do raises `Impossible`."""

from collections.abc import Collection, Mapping
from heapq import merge
from typing import Any, TypeVar

from bot.playground import events
from bot.playground.errors import Impossible
from bot.playground.people import acting, finding, forms, marks, suggesting, writing
from bot.playground.people.choosing import chosen
from bot.playground.people.desk import Desk
from bot.playground.people.finding import input_element
from bot.playground.record import Delivery
from bot.playground.state.conversations import Conversation
from bot.playground.state.messages import Message
from bot.playground.state.times import order
from bot.playground.state.unread import OUTSIDE
from bot.playground.state.users import User
from bot.playground.state.views import View

Target = Message | View
T = TypeVar("T")


def _at(message: Message) -> tuple[int, int]:
    return order(message.ts)


class Person:
    """One person. Verbs wait until the app acknowledged, and until what that set off has arrived."""

    def __init__(self, desk: Desk, user: User) -> None:
        self._desk = desk
        self.user = user

    def __repr__(self) -> str:
        """For failure messages."""
        return f"<{self.user.real_name} {self.user.id}>"

    @property
    def id(self) -> str:
        """The user id."""
        return self.user.id

    @property
    def email(self) -> str:
        """The address with which tests and the demo name people."""
        return self.user.email

    @property
    def name(self) -> str:
        """The full name."""
        return self.user.real_name

    # What the person sees.

    @property
    def dm(self) -> list[Message]:
        """Their conversation with the app, threads and ephemeral messages included, the oldest first."""
        return self._visible(self._dm)

    @property
    def last(self) -> Message:
        """What the app said last in their direct message."""
        said = [message for message in self.dm if message.is_from_app]
        if not said:
            raise Impossible(f"the app has said nothing to {self.name}")
        return said[-1]

    @property
    def home(self) -> View:
        """The app's Home tab, once something was published to it."""
        home = self._desk.slack.workspace.homes.get(self.id)
        if home is None:
            raise Impossible(f"nothing was published to the Home tab of {self.name}{self._told()}")
        return home

    @property
    def modal(self) -> View | None:
        """The topmost open modal, if there is one."""
        stack = self._desk.slack.workspace.stack(self.id)
        return stack[-1] if stack else None

    @property
    def form(self) -> View:
        """The topmost open modal; where there has to be one."""
        if self.modal is None:
            raise Impossible(f"{self.name} has no modal open{self._told()}")
        return self.modal

    @property
    def modals(self) -> list[View]:
        """All open modals, the topmost last."""
        return list(self._desk.slack.workspace.stack(self.id))

    @property
    def notices(self) -> list[str]:
        """What Slack's client told this person about failures of the app."""
        return [notice.text for notice in self._desk.notices if notice.user == self.id]

    def channel(self, name: str) -> list[Message]:
        """The messages of a channel that this person may read."""
        where = writing.channel(self._desk, name)
        open_to_all = not where.is_private and not self.user.is_restricted
        if self.id not in where.members and not open_to_all:
            raise Impossible(f"{self.name} can't see #{where.name}")
        return self._visible(where)

    def entries(self, message: Message) -> Mapping[tuple[str, str], object]:
        """What they chose in a message's elements, by block id and action id (in a view: its `entries`)."""
        return self._desk.slack.workspace.chosen_in(self.id, message)

    def thread(self, message: Message) -> list[Message]:
        """The replies below a message, the oldest first."""
        where = self._desk.slack.workspace.conversations[message.channel]
        below = [*where.replies(message.ts), *where.ephemerals]
        return sorted((one for one in below if one.thread_ts == message.ts and self.sees(one)), key=_at)

    def sees(self, message: Message) -> bool:
        """Whether this person can read that message now."""
        return not message.deleted and self._desk.slack.workspace.can_see(self.id, message)

    @property
    def everything(self) -> list[Message]:
        """All that this person can read in this workspace, the oldest first."""
        conversations = self._desk.slack.workspace.conversations.values()
        found = [message for where in conversations for message in self._visible(where)]
        return sorted(found, key=_at)

    def unread(self, where: Conversation | str) -> int:
        """How much they haven't read there, with the threads that they follow; what they wrote is read."""
        found = marks.conversation(self._desk, where)
        return found.unread.count(self.id) if marks.are_set(self._desk, self.user, found) else 0

    def unread_below(self, message: Message) -> int:
        """How many replies below a message they haven't read."""
        found = marks.conversation(self._desk, message.channel)
        is_set = marks.are_set(self._desk, self.user, found)
        return found.unread.count_in(self.id, message.ts) if is_set else 0

    def has_read(self, where: Conversation | str, below: Message | None = None) -> str:
        """Up to where they have read a conversation, or the thread below a message; `0` if nothing yet."""
        thread = below.ts if below else OUTSIDE
        return marks.conversation(self._desk, where).unread.read.get((self.id, thread), "0")

    def reads(self, where: Conversation | str, ts: str) -> None:
        """They have looked at a conversation up to this message; at a thread, where that is a reply."""
        marks.read(self._desk, self.user, marks.conversation(self._desk, where), ts)

    @property
    def _dm(self) -> Conversation:
        return self._desk.slack.workspace.dm(self.id)

    def _visible(self, where: Conversation) -> list[Message]:
        readable = where.messages if self._desk.slack.workspace.can_read(self.id, where) else []
        whispered = [each for each in where.ephemerals if each.ephemeral_to == self.id]
        return list(merge(readable, whispered, key=_at)) if whispered else list(readable)

    # What the person writes.

    async def says(self, text: str, *, in_channel: str | None = None) -> Message:
        """Write to the app, or into a channel."""
        self._active()
        where = writing.channel(self._desk, in_channel) if in_channel else self._dm
        return await self._settled(writing.say(self._desk, self.user, where, text))

    async def replies(self, message: Message, text: str) -> Message:
        """Write below a message; below a reply, that is the thread which it is in.

        A thread goes on also where the message above it was deleted.
        """
        self._can_read(message)
        where = self._desk.slack.workspace.conversations[message.channel]
        parent = where.find(message.thread_ts or message.ts) or writing.stone(where, message)
        if parent is None:
            raise Impossible("there can't be a thread below this message")
        return await self._settled(writing.say(self._desk, self.user, where, text, parent))

    async def edits(self, message: Message, text: str) -> Message:
        """Change a message of their own."""
        self._can_read(message)
        return await self._settled(writing.edit(self._desk, self.user, message, text))

    async def deletes(self, message: Message) -> Message:
        """Delete a message of their own."""
        self._can_read(message)
        return await self._settled(writing.delete(self._desk, self.user, message))

    async def types(self, command: str, words: str = "", *, in_channel: str | None = None) -> Delivery:
        """Use a slash command, in the direct message with the app unless a channel is named."""
        self._active()
        where = writing.channel(self._desk, in_channel) if in_channel else self._dm
        return await self._settled(await acting.command(self._desk, self.user, command, words, where))

    async def uses_shortcut(self, shortcut: str, message: Message | None = None) -> Delivery:
        """Choose from the shortcut menu, or from that of a message; by callback id or name."""
        self._active()
        if message is not None:
            self._can_read(message)
            if message.ephemeral_to is not None:
                raise Impossible("a message that only one person sees has no shortcuts")
        return await self._settled(await acting.shortcut(self._desk, self.user, shortcut, message))

    # What the person clicks.

    async def clicks(
        self,
        target: Target,
        action_id: str,
        *,
        value: str | None = None,
        option: object = None,
        block_id: str | None = None,
    ) -> Delivery:
        """Click a button, or choose `option` in a menu, picker or list of checkboxes.

        `action_id` may also be a button's label. Where it is there more than once, `value` (a button's) or
        `block_id` say which. Options are named by value or visible text, people by Person, id, email or name,
        dates and times as such or as text; where several can be chosen, `option` is the whole list.
        """
        self._can_act_on(target)
        where = {"block_id": block_id, "value": value}
        return await self._settled(
            await acting.click(self._desk, self.user, target, action_id, option, **where)
        )

    async def looks_up(
        self,
        target: Target,
        action_id: str,
        query: str,
        *,
        block_id: str | None = None,
        keep: Collection[str] = (),
    ) -> list[dict[str, Any]]:
        """Type into a menu whose options the app suggests: these, and they can be chosen then.

        So can those of earlier ones whose values are in `keep`, as where they are ticked already.
        """
        self._can_act_on(target)
        found = finding.element(target.blocks, action_id, block_id=block_id)
        taken = await suggesting.look_up(self._desk, self.user, target, found, query, keep=keep)
        return await self._settled(taken)

    def suggested(self, target: Target, block: Mapping[str, Any], element: Mapping[str, Any]) -> Any:
        """What such a menu offers now, as the app suggested it; None where nothing was looked up yet."""
        return suggesting.suggested(self._desk, self.user, target, (dict(block), dict(element)))

    async def opens_home(self) -> None:
        """Open the app's Home tab, and wait for what the app publishes there: see `home`."""
        await self._opens("home")

    async def opens_messages(self) -> None:
        """Open the app's Messages tab: see `dm`."""
        await self._opens("messages")

    async def _opens(self, tab: str) -> None:
        self._active()
        slack = self._desk.slack
        home = slack.workspace.homes.get(self.id)
        shown = slack.shown(home) if home else None
        slack.tell(events.home_opened(self.id, self._dm, tab, shown, slack.timestamps.next()))
        await self._desk.settle()

    # What the person does in a modal.

    async def fills(self, entries: Mapping[Any, object] | None = None, /, **more: object) -> View:
        """Enter values into the open modal; None clears.

        Keys are action ids, block ids, labels, or pairs of a block id and an action id.
        """
        view = self._open_form()
        for wanted, choice in {**(entries or {}), **more}.items():
            found = input_element(view.blocks, wanted)
            chooser = suggesting.chooser(self._desk, self.user, view, found)
            await acting.enter(self._desk, self.user, view, found, chosen(found, choice, chooser))
        return await self._settled(view)

    async def submits(self, entries: Mapping[Any, object] | None = None, /, **more: object) -> Delivery:
        """Fill in, then submit the open modal; refused where the client would not submit it."""
        await self.fills(entries, **more)
        view = self._open_form()
        forms.check_inputs(view)
        return await self._settled(await forms.submit(self._desk, self.user, view))

    async def closes(self) -> list[Delivery]:
        """Close the topmost modal; gives what the app was told about it."""
        return await self._settled(await forms.close(self._desk, self.user, self._open_form()))

    def _open_form(self) -> View:
        self._active()
        return self.form

    def _told(self) -> str:
        return f" (Slack told them: {self.notices[-1]})" if self.notices else ""

    def _active(self) -> None:
        self._desk.connected()
        if self.user.deleted:
            raise Impossible(f"{self.name} was deactivated and can't use Slack")

    def _can_read(self, message: Message) -> None:
        self._active()
        if not self.sees(message):
            raise Impossible(f"{self.name} can't see this message")

    def _can_act_on(self, target: Target) -> None:
        if isinstance(target, Message):
            self._can_read(target)
            return
        self._active()
        if target not in (self._desk.slack.workspace.homes.get(self.id), self.modal):
            raise Impossible(f"this view is not what {self.name} has open")

    async def _settled(self, result: T) -> T:
        await self._desk.settle()
        return result
