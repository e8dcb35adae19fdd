"""The words that every message of this chain shares."""

CHAIN = "direction"
MARK = "🧭"
HAT = "team leader"
GENERAL = "general"


def seat(team: str, discipline: str) -> str:
    """A seat's name: the team's, with the discipline where there is one."""
    return team if discipline == GENERAL else f"{team} ({discipline})"


def heading(hat: str, about: str) -> str:
    """The first line of a message, as mrkdwn; the texts are already escaped."""
    return f"{MARK} *{hat}* · {about}"


def listed(names: list[str]) -> str:
    """ "Ana, Ben and Cy"."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else "nobody"
