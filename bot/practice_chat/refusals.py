"""How the emulator says no: Telegram's codes and texts for the Bot API, plain sentences for the page."""

from typing import Any


class ApiRefusal(Exception):
    """A Bot API call that Telegram would refuse."""

    def __init__(self, code: int, description: str, parameters: dict[str, Any] | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        """The JSON object that Telegram sends along with the status code."""
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


class ActRefused(Exception):
    """Something a person in the chat cannot do; the message is a plain sentence."""


def bad_request(text: str) -> ApiRefusal:
    """400. The Bot API server lowers the first letter unless the second one is a capital too."""
    if len(text) > 1 and not (text[1] == "_" or "A" <= text[1] <= "Z"):
        text = text[0].lower() + text[1:]
    return ApiRefusal(400, f"Bad Request: {text}")


def forbidden(text: str) -> ApiRefusal:
    """403."""
    return ApiRefusal(403, f"Forbidden: {text}")


def conflict(text: str) -> ApiRefusal:
    """409."""
    return ApiRefusal(409, f"Conflict: {text}")


def too_many_requests(seconds: int) -> ApiRefusal:
    """429, with the seconds to wait."""
    return ApiRefusal(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})


def group_upgraded(new_chat_id: int) -> ApiRefusal:
    """400 for a basic group that has become a supergroup."""
    text = "Bad Request: group chat was upgraded to a supergroup chat"
    return ApiRefusal(400, text, {"migrate_to_chat_id": new_chat_id})
