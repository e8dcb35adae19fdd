"""files.*: uploading in three steps: ask for an address, send the bytes there, share the file."""

from typing import Any

from bot.playground.api.arguments import Arguments
from bot.playground.api.chat import new_message, parent_of, writable
from bot.playground.api.registry import method
from bot.playground.errors import SlackError
from bot.playground.slack import Slack
from bot.playground.state.files import File

Json = dict[str, Any]
MOST_BYTES = 1_000_000_000


@method(
    "files.getUploadURLExternal",
    scope="files:write",
    tier=4,
    required="filename length",
    optional="alt_txt snippet_type",
)
def get_upload_url(slack: Slack, args: Arguments) -> Json:
    """An address for the bytes, and the id that the file will have."""
    length = args.text("length")
    if not length.isdecimal() or not 0 < int(length) <= MOST_BYTES:
        raise SlackError("invalid_arguments", ["[ERROR] length is a number of bytes [json-pointer:/length]"])
    workspace = slack.workspace
    name, created = args.text("filename"), int(slack.now().timestamp())
    file = File(workspace.ids.new("F"), name, int(length), workspace.bot_user, created)
    file.alt_text = args.text("alt_txt")
    workspace.files[file.id] = file
    return {"upload_url": f"{slack.base_url}/upload/v1/{file.id}", "file_id": file.id}


def take_upload(slack: Slack, file_id: str, content: bytes) -> None:
    """The bytes arrive; there have to be as many as announced."""
    file = slack.workspace.files.get(file_id)
    if file is None or file.content is not None:
        raise SlackError("file_not_found")
    if len(content) != file.length:
        raise SlackError("file_upload_size_mismatch")
    file.content = content


@method(
    "files.completeUploadExternal",
    scope="files:write",
    tier=4,
    required="files",
    optional="channel_id channels thread_ts initial_comment",
)
def complete_upload(slack: Slack, args: Arguments) -> Json:
    """Share files that were sent; without a channel they stay private to the app."""
    files = [_complete(slack, entry) for entry in _entries(args)]
    places = [args.text("channel_id")] if "channel_id" in args else args.text("channels").split(",")
    for place in filter(None, places):
        _share(slack, args, place, files)
    return {"files": [file.as_slack_shows() for file in files]}


def _entries(args: Arguments) -> list[Json]:
    entries = args.parsed("files")
    if not isinstance(entries, list) or not all(map(_names_a_file, entries)):
        raise SlackError("invalid_arguments", ["[ERROR] files is a list of ids [json-pointer:/files]"])
    return entries


def _names_a_file(entry: object) -> bool:
    return isinstance(entry, dict) and isinstance(entry.get("id"), str)


def _complete(slack: Slack, entry: Json) -> File:
    file = slack.workspace.files.get(entry["id"])
    if file is None or file.content is None or file.shared:
        raise SlackError("file_not_found")
    file.title = str(entry.get("title") or file.name)
    file.shared = True
    return file


def _share(slack: Slack, args: Arguments, place: str, files: list[File]) -> None:
    where = writable(slack, place)
    written = {"text": args.text("initial_comment")}
    message = new_message(slack, where, written, parent_of(where, args.ts("thread_ts")))
    message.subtype, message.files = "file_share", list(files)
    slack.post(where, message)
