"""files.*: ask for an address, POST the bytes there, complete."""

from bot.sandbox import messages
from bot.sandbox.contents import decoded
from bot.sandbox.errors import SlackRefusal
from bot.sandbox.lint import text_complaints
from bot.sandbox.messages import Draft
from bot.sandbox.methods.call import Call, Method
from bot.sandbox.records import Channel, File, Json
from bot.sandbox.shapes import file_json


def get_upload_url(call: Call) -> Json:
    """files.getUploadURLExternal"""
    length = call.number("length", 0)
    if length < 1:
        raise SlackRefusal("invalid_arguments", ["[ERROR] must be greater than 0 [json-pointer:/length]"])
    space = call.workspace
    name = call.text("filename")
    file = File(space.new_id("F"), name, name, call.bot, space.now(), length)
    space.files[file.id] = file
    return {"upload_url": f"{call.slack.url}/upload/{file.id}", "file_id": file.id}


def complete_upload(call: Call) -> Json:
    """files.completeUploadExternal: files with their bytes become visible, and are shared when a channel is given."""
    wanted = decoded(call.args.get("files"))
    if not isinstance(wanted, list) or not wanted:
        raise SlackRefusal("invalid_arguments", ["[ERROR] missing required field: files"])
    channels = [_shared_in(call, channel) for channel in call.items("channel_id") or call.items("channels")]
    uploaded = [_uploaded(call, item) for item in wanted]
    for file, item in zip(uploaded, wanted, strict=True):
        file.title = item.get("title") or file.name
        file.shared = True
    for channel in channels:
        _share(call, channel, uploaded)
    call.workspace.touch()
    return {"files": [file_json(call.workspace, file) for file in uploaded]}


def _shared_in(call: Call, channel_id: str) -> Channel:
    channel = call.workspace.channel_for(channel_id, call.bot)
    if call.bot not in channel.members:
        raise SlackRefusal("not_in_channel")
    if channel.archived:
        raise SlackRefusal("posting_to_channel_denied")
    return channel


def _uploaded(call: Call, item: Json) -> File:
    file = call.workspace.files.get(str(item.get("id")))
    if file is None or not file.uploaded or file.shared:
        raise SlackRefusal("file_not_found")
    return file


def _share(call: Call, channel: Channel, uploaded: list[File]) -> None:
    for file in uploaded:
        file.channels.append(channel.id)
    comment = call.text("initial_comment")
    for complaint in text_complaints(comment):
        call.slack.complain(call.method, complaint)
    draft = Draft(comment, thread_ts=call.text("thread_ts"), files=[file.id for file in uploaded])
    messages.post(call.workspace, channel, call.app.author, draft, bot_user=call.bot)


def info(call: Call) -> Json:
    """files.info"""
    file = call.workspace.files.get(call.text("file"))
    if file is None or not file.shared:
        raise SlackRefusal("file_not_found")
    return {
        "file": file_json(call.workspace, file), "comments": [], "response_metadata": {"next_cursor": ""},
    }  # fmt: skip


METHODS = {
    "files.getUploadURLExternal": Method(get_upload_url, ("filename", "length")),
    "files.completeUploadExternal": Method(complete_upload, ("files",)),
    "files.info": Method(info, ("file",)),
}
