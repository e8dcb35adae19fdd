"""Errors whose words a person may read."""


class Refusal(Exception):  # noqa: N818  (it is an answer, not a fault)
    """A kind no: says what is wrong and what to do about it.

    The message is shown to the person as it is, so it never quotes what somebody else wrote.
    `field` is the block id of the input that it is about, where there is one.
    """

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class NotAllowed(Refusal):
    """The policy says no: this viewer may not do this with this record."""


class NotConfirmed(Exception):  # noqa: N818  (a state of knowledge, not a fault)
    """The outcome is not known in time: it may have been stored, or not.

    Whoever meets it says "not confirmed", never "not stored".
    """


class NotStored(Exception):  # noqa: N818
    """The database answered, and the answer is no: nothing was stored."""


class Stop(Exception):  # noqa: N818
    """What an operator has to settle before a command can go on: no fault of the program's.

    Its text goes to stderr as it is, a line for each thing that is wrong, and says what to do.
    Secrets and what people wrote are never in it.
    """

    exit_code = 1
    """1 for a failure; 2 in subclasses for bad input (interfaces.md)."""


class BadInput(Stop):
    exit_code = 2
