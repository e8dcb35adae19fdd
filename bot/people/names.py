"""What the people chain is called, and the ids of what it sends."""

NAME = "people"
MARK = "🤝"
HAT = "people manager"

LINE_BEGAN, LINE_ENDED = "line_began", "line_ended"
CLAIM, CLAIM_ANSWER = "claim", "claim_answer"
PROPOSAL, SCHEDULE_SET = "proposal", "schedule_set"
CHECK_IN, PREPARE, AGENDA, WRAPUP = "checkin", "prepare", "agenda", "wrapup"
MOVED, SKIPPED = "moved", "skipped"
SAVED, SAVED_FORM = "saved", "saved_form"
