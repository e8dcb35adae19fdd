"""What a check-in asks. Pure.

The pulse asks the three that a people manager answers for (product.md, claim 4); the words after it
ask whether we are doing things right (claim 10); one question changes every time.
"""

from collections.abc import Mapping

REPLY = "reply"
LONGEST = 12_000
"""Characters of one answer. A form's field takes 3,000 (Slack); a message may be longer."""

PULSE: Mapping[str, str] = {
    "happy": "How happy are you at work?",
    "productive": "How productive do you feel?",
    "expectations": "Do you feel that you meet expectations?",
}
SCALE: Mapping[str, str] = {
    "1": "1: not at all",
    "2": "2: rather not",
    "3": "3: so so",
    "4": "4: rather yes",
    "5": "5: very much",
}
DOING_THINGS_RIGHT: Mapping[str, str] = {
    "works": "What works?",
    "in_the_way": "What gets in the way?",
    "how_we_work": "What should we change in how we work?",
}
CHANGING: Mapping[str, str] = {
    "energy": "What gave you energy lately, and what took it?",
    "proud": "What are you proud of since we last met?",
    "stuck": "Where were you stuck, and what would have helped?",
    "learned": "What did you learn that others should know?",
    "unseen": "What have you done that nobody has noticed?",
    "less": "What would you like to do less of?",
    "more": "What would you like to do more of?",
    "unclear": "What is unclear about what is expected of you?",
    "feedback": "What feedback would you like, and from whom?",
    "manager_more": "What could your people manager do more of, or stop doing?",
    "meetings": "Which meeting could we drop without missing it?",
    "help_asked": "Whom did you help, and who helped you?",
    "workload": "Is your workload one that you could keep up for a year?",
    "tools": "Which tool or step costs you more time than it is worth?",
    "decisions": "Which decision took too long, or was made without you?",
    "skill": "Which skill would you like to grow next?",
    "team_mood": "How does it feel to work in your team at the moment?",
    "quiet": "Is there something that is hard to bring up?",
    "waiting": "What are you waiting for, and from whom?",
    "handover": "What depends on you alone, and should not?",
    "rest": "When did you last switch off properly?",
    "surprise": "What surprised you since we last met?",
    "easier": "What would make next week easier?",
    "role": "How well does your work fit what you are good at?",
}
"""By key, in the order in which they are asked. Add at the end; a key is never used again."""


def changing_question(number: int) -> str:
    """The key of the question for a line's one-on-one of that number, counted from 1."""
    keys = list(CHANGING)
    return keys[(number - 1) % len(keys)]


def texts(question: str) -> dict[str, str]:
    """The check-in's text questions by key, with the one that changes."""
    return {**DOING_THINGS_RIGHT, question: CHANGING.get(question, "Anything else?")}


def asked(key: str) -> str:
    """A question by its key, in words."""
    known = {**PULSE, **DOING_THINGS_RIGHT, **CHANGING}
    return known.get(key, "In your own words" if key == REPLY else "Anything else?")
