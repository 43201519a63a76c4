"""What every contender says in the conversation, so that all of them send the same."""

ASK = "What would you like to ask Ana's team? Write it as you would say it."
SAVED = "Saved for Ana's team:\n<blockquote>{}</blockquote>"
THERE = "That one is on your list already:\n<blockquote>{}</blockquote>"
FOR_WHOM = "Who could answer this best? Tap one, or write who it is.\n<blockquote>{}</blockquote>"
BELOW_SAVED = ("For whom?", "See my questions")
TEAM = (
    "The teacher", "Special ed teacher", "A therapist", "School psychologist", "The principal", "The whole team",
    "Leave it as it is",
)  # fmt: skip
