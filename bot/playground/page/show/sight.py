"""Who can see this: what the app's own rules say, and below it what Slack lets people read."""

from dataclasses import dataclass

from bot.playground import Message
from bot.playground.page.show.faces import Face, face
from bot.playground.page.site import Site


@dataclass(frozen=True, slots=True)
class Line:
    """One person, and whether the app lets them read it."""

    name: str
    face: Face
    may: bool
    why: str


async def show_sight(site: Site, message: Message) -> str:
    """The inside of the dialog."""
    sight = await site.guide.sight(message)
    users = site.slack.workspace.users
    app = users[site.slack.workspace.bot_user].real_name
    lines = [
        Line(site.slack.workspace.of_user(each.user), face(users.get(each.user)), each.may, each.why)
        for each in (sight.readers if sight else ())
    ]
    where = site.slack.workspace.conversations[message.channel]
    return site.render(
        "sight.html",
        sight=sight,
        lines=sorted(lines, key=lambda line: not line.may),
        app=app,
        sees=sorted(person.name for person in site.slack.who_sees(message)),
        everybody=len([person for person in site.slack.people if not person.user.deleted]),
        is_dm=where.is_dm,
        is_ephemeral=message.ephemeral_to is not None,
    )
