"""The ledger's words: what each duty is called (product.md, "Duties"), and how a state looks."""

from bot.chain import State

DUTIES = {
    "P1": "one-on-one",
    "P2": "look at how the person is",
    "P3": "expectations",
    "P4": "help",
    "P5": "action items",
    "P6": "group cohesion",
    "P7": "accomplishments told",
    "P8": "working hours",
    "D1": "direction",
    "D2": "direction update",
    "D3": "success measures",
    "D4": "progress told",
    "D5": "questions answered",
    "D6": "growth opportunities",
    "D7": "resources",
    "D8": "commitment sensed",
}
MARKS = {
    State.KEPT: "●",
    State.DUE: "◑",
    State.OVERDUE: "△",
    State.UNHELD: "○",
    State.PAUSED: "‖",
}
"""A shape beside the word, so that a column can be looked at; never a colour alone."""
WORDS = {
    State.KEPT: "kept",
    State.DUE: "due",
    State.OVERDUE: "overdue",
    State.UNHELD: "nobody holds it",
    State.PAUSED: "paused",
}


def duty(duty_id: str) -> str:
    return DUTIES.get(duty_id, duty_id)


def state(of: State) -> str:
    """Like "● kept"."""
    return f"{MARKS[of]} {WORDS[of]}"
