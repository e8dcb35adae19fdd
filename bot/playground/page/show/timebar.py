"""The bar on top: what time it is in each zone of the company, what comes next, and how to get there."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.playground.page.guide import Coming
from bot.playground.page.show import moments
from bot.playground.page.site import Site

LISTED = 30  # of what comes next


@dataclass(frozen=True, slots=True)
class Zone:
    """One zone of the company, with what its clocks show."""

    city: str
    offset: str
    time: str
    people: int


@dataclass(frozen=True, slots=True)
class Next:
    """Something that comes, in words."""

    when: str
    until: str
    words: str
    kind: str


async def show_time(site: Site, viewer: str) -> str:
    """The bar, in the zone of the person in the active pane."""
    now = site.slack.slack.now()
    person = site.person(viewer)
    tz = person.user.tz if person else "Etc/UTC"
    local = now.astimezone(moments.zone(tz))
    coming = await site.guide.coming()
    return site.render(
        "time.html",
        moment=f"{moments.short(local)}",
        iso=local.isoformat(timespec="minutes"),
        city=moments.city(tz),
        zones=_zones(site),
        coming=[_next(site, one, tz) for one in coming[:LISTED]],
        more=max(0, len(coming) - LISTED),
        jumps=site.guide.jumps,
        busy=site.busy,
    )


def _zones(site: Site) -> Sequence[Zone]:
    """From west to east."""
    now = site.slack.slack.now()
    people = Counter(person.user.tz for person in site.slack.people if not person.user.deleted)
    there = sorted((now.astimezone(moments.zone(tz)), tz) for tz in people)
    east = sorted(there, key=lambda pair: (pair[0].utcoffset(), moments.city(pair[1])))
    return [
        Zone(moments.city(tz), moments.offset(local), moments.short(local), people[tz]) for local, tz in east
    ]


def _next(site: Site, coming: Coming, tz: str) -> Next:
    now = site.slack.slack.now()
    local = coming.at.astimezone(moments.zone(tz))
    return Next(moments.short(local), moments.ahead(coming.at, now), coming.words, coming.kind)
