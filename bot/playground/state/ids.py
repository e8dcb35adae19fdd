"""Ids in Slack's style: a letter for the kind, then capitals and digits, never the same twice."""

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def base36(number: int, width: int) -> str:
    """The number in base 36, padded with zeros on the left."""
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
    return digits.rjust(width, "0")


class Ids:
    """Makes ids one after the other, so that a run can be repeated and gives the same ones."""

    def __init__(self) -> None:
        self.made = 0

    def new(self, kind: str) -> str:
        """A new id, such as `U07K2000001` for the kind `U`."""
        return f"{kind}07K2{base36(self._next(), 6)}"

    def short(self) -> str:
        """What Slack puts where a block or an element came without an id."""
        return f"p{base36(self._next(), 4).lower()}"

    def _next(self) -> int:
        self.made += 1
        return self.made
