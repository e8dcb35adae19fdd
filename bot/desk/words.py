"""What people read where Slack or the database is slow, or gone."""

NOT_SHOWN = "Slack did not let me show that. Please try again in a minute."
NOT_CONFIRMED = (
    "Not confirmed: I could not tell in time whether this was stored. I tell you here as soon as I know. "
    "You can also send it again; it cannot be stored twice."
)
STORED_AFTER_ALL = (
    "It was stored after all: what I could not confirm a moment ago is done. You need not repeat it."
)
NOT_STORED_AFTER_ALL = "What I could not confirm a moment ago was not stored. Please send it once more."
ANSWERS_AGAIN = (
    "My database answers again. If what I could not confirm before has not come about, please send it "
    "once more; it cannot be stored twice."
)
NOBODY_KNOWN = "Slack does not tell me who this is, so nothing was stored. Please try again in a minute."
NOT_STORED = "This was not stored: my database does not answer. Please send it again in a minute."
