"""From a request of ours to the Bot API call that carries it out: a method's name and its parameters.

It must not know when or how often a call is made, nor what comes of it.
"""

from __future__ import annotations

from typing import Any, assert_never

import msgspec
from telegram import InputFile

from bot.core.buttons import Button, Row
from bot.core.requests import (
    AnswerInline,
    AnswerTap,
    ClearButtons,
    CountMembers,
    EditMessage,
    LeaveChat,
    Outward,
    SendCalendar,
    SendFile,
    SendMessage,
    SendPaper,
    SendPhoto,
    SendPreview,
)
from bot.telegram.translate import whole

Parameters = dict[str, Any]
_NO_PREVIEW = {"is_disabled": True}


class Call(msgspec.Struct, frozen=True):
    """A Bot API method and what to give it."""

    method: str
    parameters: Parameters

    @property
    def uploads(self) -> bool:
        """Whether bytes of a file travel with it."""
        return InputFile in map(type, self.parameters.values())


def call_for(request: Outward, content: bytes = b"") -> Call:
    """The call that carries out `request`; `content` is the file of one that is made right before it is sent."""
    match request:
        case SendMessage():
            return _send_message(request)
        case EditMessage():
            return _edit_message(request)
        case ClearButtons():
            return Call("editMessageReplyMarkup", {"chat_id": request.chat, "message_id": request.message})
        case SendPhoto():
            return _send_photo(request)
        case SendFile():
            return _send_document(request, request.name, request.content)
        case SendPaper():
            return _send_document(request, f"{request.paper.name}.pdf", content)
        case SendCalendar():
            return _send_document(request, f"{request.name}.ics", content)
        case SendPreview():
            return _send_preview(request, content)
        case AnswerTap():
            return _answer_tap(request)
        case AnswerInline():
            return _answer_inline(request)
        case LeaveChat():
            return Call("leaveChat", {"chat_id": request.chat})
        case CountMembers():
            return Call("getChatMemberCount", {"chat_id": request.chat})
        case _:
            assert_never(request)


def sent_anew(request: EditMessage) -> SendMessage:
    """The new message that stands in for an edit of a message that is gone or too old."""
    return SendMessage(chat=request.chat, html=request.html, rows=request.rows, lane=request.lane)


def _send_message(request: SendMessage) -> Call:
    parameters: Parameters = {
        "chat_id": request.chat,
        "text": whole(request.html),
        "parse_mode": "HTML",
        "link_preview_options": _NO_PREVIEW,
    }
    if request.thread:
        parameters["message_thread_id"] = request.thread
    if request.reply_to:
        parameters["reply_parameters"] = {"message_id": request.reply_to, "allow_sending_without_reply": True}
    if request.silent:
        parameters["disable_notification"] = True
    # A message carries one keyboard. Buttons win: a conversation can go on without the other two.
    if request.rows:
        parameters["reply_markup"] = _buttons(request.rows)
    elif request.ask_location:
        label = {"text": whole(request.ask_location), "request_location": True}
        parameters["reply_markup"] = {"keyboard": [[label]], "resize_keyboard": True, "one_time_keyboard": True}
    elif request.remove_keyboard:
        parameters["reply_markup"] = {"remove_keyboard": True}
    return Call("sendMessage", parameters)


def _edit_message(request: EditMessage) -> Call:
    parameters: Parameters = {
        "chat_id": request.chat,
        "message_id": request.message,
        "text": whole(request.html),
        "parse_mode": "HTML",
        "link_preview_options": _NO_PREVIEW,
    }
    if request.rows:
        parameters["reply_markup"] = _buttons(request.rows)
    return Call("editMessageText", parameters)


def _send_photo(request: SendPhoto) -> Call:
    parameters: Parameters = {"chat_id": request.chat, "photo": request.photo}
    if request.thread:
        parameters["message_thread_id"] = request.thread
    _add_caption(parameters, request.html, request.rows)
    return Call("sendPhoto", parameters)


def _send_preview(request: SendPreview, content: bytes) -> Call:
    picture = InputFile(content, filename=_file_name(f"{request.paper.name}.png"))
    parameters: Parameters = {"chat_id": request.chat, "photo": picture}
    _add_caption(parameters, request.html, request.rows)
    return Call("sendPhoto", parameters)


def _send_document(request: SendFile | SendPaper | SendCalendar, name: str, content: bytes) -> Call:
    document = InputFile(content, filename=_file_name(name))
    parameters: Parameters = {"chat_id": request.chat, "document": document}
    _add_caption(parameters, request.html, request.rows)
    return Call("sendDocument", parameters)


def _answer_tap(request: AnswerTap) -> Call:
    parameters: Parameters = {"callback_query_id": request.query}
    if request.text:
        parameters["text"] = whole(request.text)
    return Call("answerCallbackQuery", parameters)


def _answer_inline(request: AnswerInline) -> Call:
    results = []
    for card in request.cards:
        text = {"message_text": whole(card.html), "parse_mode": "HTML", "link_preview_options": _NO_PREVIEW}
        result: dict[str, Any] = {
            "type": "article",
            "id": card.id,
            "title": whole(card.title),
            "description": whole(card.about),
            "input_message_content": text,
        }
        if card.rows:
            result["reply_markup"] = _buttons(card.rows)
        results.append(result)
    # The answer depends on the writer's language, so it is not for others.
    parameters: Parameters = {"inline_query_id": request.query, "results": results, "is_personal": True}
    return Call("answerInlineQuery", parameters)


def _add_caption(parameters: Parameters, html: str, rows: tuple[Row, ...]) -> None:
    if html:
        parameters["caption"] = whole(html)
        parameters["parse_mode"] = "HTML"
    if rows:
        parameters["reply_markup"] = _buttons(rows)


def _buttons(rows: tuple[Row, ...]) -> dict[str, Any]:
    return {"inline_keyboard": [[_button(button) for button in row] for row in rows if row]}


def _button(button: Button) -> dict[str, str]:
    if button.url:
        return {"text": whole(button.label), "url": whole(button.url)}
    return {"text": whole(button.label), "callback_data": whole(button.data)}


def _file_name(name: str) -> str:
    """A name for a header line: no control characters, no path."""
    kept = "".join("_" if mark in '/\\"' or not mark.isprintable() else mark for mark in whole(name))
    return kept.strip() or "file"
