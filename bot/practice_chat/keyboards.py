"""Checks a reply_markup as Telegram does and splits it into what a message carries; draws nothing.

Limits: callback data 1-64 bytes (https://core.telegram.org/bots/api#inlinekeyboardbutton); 8 buttons a row and 100
buttons (https://limits.tginfo.me/en): what stands beyond the eighth in a row is dropped, more than 100 are refused.
"""

from dataclasses import dataclass
from typing import Any

from bot.practice_chat.html_text import checked_url
from bot.practice_chat.refusals import ApiRefusal, bad_request

CALLBACK_BYTES = 64
_ROW = 8
_BUTTONS = 100
_ALONE = ("login_url", "callback_game", "pay")  # kinds that need things a practice chat has not

Button = dict[str, Any]


@dataclass(frozen=True)
class Markup:
    """Either inline rows, or a reply keyboard / removal / force-reply object as it was given, or neither."""

    inline: list[list[Button]] | None = None
    reply: dict[str, Any] | None = None


def read_markup(raw: Any) -> Markup:
    """The markup of a call. Raises ApiRefusal with Telegram's text."""
    if raw is None or raw == {}:
        return Markup()
    if not isinstance(raw, dict):
        raise bad_request("Object expected as reply markup")
    if "inline_keyboard" in raw:
        return Markup(inline=_rows(raw["inline_keyboard"], "inline_keyboard") or None)
    if "keyboard" in raw:
        rows = _rows(raw["keyboard"], "keyboard")
        return Markup(reply={**raw, "keyboard": rows}) if rows else Markup()
    if raw.get("remove_keyboard") or raw.get("force_reply"):
        return Markup(reply=raw)
    return Markup()


def _rows(raw: Any, field: str) -> list[list[Button]]:
    owner = " of the InlineKeyboardMarkup" if field == "inline_keyboard" else ""
    if not isinstance(raw, list) or not all(isinstance(row, list) for row in raw):
        raise bad_request(f'Field "{field}"{owner} must be an Array of Arrays')
    read = _inline_button if field == "inline_keyboard" else _reply_button
    rows = [[button for button in map(read, row) if button["text"]][:_ROW] for row in raw]
    rows = [row for row in rows if row]
    if sum(len(row) for row in rows) > _BUTTONS:
        raise bad_request("reply markup is too long")
    return rows


def _unparsable(kind: str, why: str) -> ApiRefusal:
    return bad_request(f"can't parse {kind}: {why}")


def _text(raw: Any, kind: str) -> str:
    if "text" not in raw:
        raise _unparsable(kind, 'Can\'t find field "text"')
    if not isinstance(raw["text"], str):
        raise _unparsable(kind, 'Field "text" must be of type String')
    return raw["text"].strip()


def _reply_button(raw: Any) -> Button:
    if isinstance(raw, str):
        return {"text": raw.strip()}
    if not isinstance(raw, dict):
        raise _unparsable("keyboard button", "KeyboardButton must be a String or an Object")
    return {**raw, "text": _text(raw, "keyboard button")}


def _inline_button(raw: Any) -> Button:
    kind = "inline keyboard button"
    if not isinstance(raw, dict):
        raise _unparsable(kind, "InlineKeyboardButton must be an Object")
    text = _text(raw, kind)
    if url := raw.get("url"):
        checked = checked_url(str(url))
        if checked is None:
            raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
        return {"text": text, "url": checked}
    if data := raw.get("callback_data"):
        if len(str(data).encode("utf-8", "surrogatepass")) > CALLBACK_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
        return {"text": text, "callback_data": str(data)}
    if isinstance(copied := raw.get("copy_text"), dict):
        if not 1 <= len(str(copied.get("text", ""))) <= 256:
            raise bad_request("BUTTON_COPY_TEXT_INVALID")
        return {"text": text, "copy_text": {"text": str(copied["text"])}}
    if isinstance(app := raw.get("web_app"), dict):
        address = str(app.get("url", ""))
        if not address.startswith("https://"):
            raise bad_request(
                f"inline keyboard button Web App URL '{address}' is invalid: Only HTTPS links are allowed"
            )
        return {"text": text, "web_app": {"url": address}}
    for field in ("switch_inline_query", "switch_inline_query_current_chat", "switch_inline_query_chosen_chat"):
        if field in raw:
            return {"text": text, field: raw[field]}
    if any(field in raw for field in _ALONE):
        raise bad_request("BUTTON_TYPE_INVALID")
    raise _unparsable(kind, "Text buttons are unallowed in the inline keyboard")
