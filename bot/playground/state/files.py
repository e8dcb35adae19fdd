"""Files that the app uploads: first announced, then sent, then shared in a message."""

import mimetypes
from dataclasses import dataclass
from typing import Any


@dataclass(eq=False)
class File:
    """One file. `content` is None until it was sent; `length` is what was announced, in bytes."""

    id: str
    name: str
    length: int
    user: str
    created: int
    title: str = ""
    alt_text: str = ""
    content: bytes | None = None
    shared: bool = False

    def as_slack_shows(self) -> dict[str, Any]:
        """The file object of messages and answers."""
        return {
            "id": self.id,
            "created": self.created,
            "timestamp": self.created,
            "name": self.name,
            "title": self.title or self.name,
            "mimetype": mimetypes.guess_type(self.name)[0] or "application/octet-stream",
            "filetype": self.name.rpartition(".")[2],
            "user": self.user,
            "mode": "hosted",
            "size": self.length,
            "is_external": False,
            "is_public": False,
            "url_private": f"https://files.slack.invalid/{self.id}/{self.name}",
        }
