"""Our own content/ is good: everything in it can be played, and nothing in it is wrong."""

from pathlib import Path

from bot.content import Names, check, load

CONTENT = Path(__file__).parents[2] / "content"

# fmt: off
NAMES = Names(
    actions=frozenset(
        {
            "add_check", "add_form", "add_goal", "add_my_view", "add_progress", "add_question", "add_questions",
            "add_school_thanks", "add_team_view", "add_thanks", "apply_to_coach", "cancel_meeting",
            "carry_questions", "child_photo", "feedback_rhythm", "form_due", "form_name", "form_photo",
            "meeting_after", "meeting_mood", "progress_rhythm", "routine_days", "routine_look_at",
            "routine_place", "routine_time", "set_meeting_date", "set_meeting_time", "start_routine",
            "stop_routine", "tag_last_question", "thanks_rhythm",
        }
    ),
    facts=frozenset(
        {
            "check", "coach", "coach_applied", "feedback", "forms", "goals", "meeting", "meeting_held",
            "my_view", "photo", "progress", "progress_note", "questions", "routine", "team_view", "thanks",
            "thanks_log",
        }
    ),
    views=frozenset(
        {
            "carried", "check_result", "check_suggestion", "check_trend", "child", "comparison", "directory",
            "feedback", "forms", "goals", "input_statement", "meeting", "progress_note", "progress_rhythm",
            "question_count", "questions", "routine", "thanks_log", "thanks_note", "thanks_rhythm", "timeline",
            "week",
        }
    ),
    commands=frozenset(
        {
            "ask", "broadcast", "child", "feedback", "help", "homework", "meeting", "questions", "settings",
            "suggested", "tips",
        }
    ),
)
# fmt: on


def test_nothing_in_our_content_is_wrong() -> None:
    assert [str(complaint) for complaint in check(CONTENT, NAMES)] == []


def test_our_content_can_be_played() -> None:
    library = load(CONTENT)
    assert library.languages[0] == "en"
    assert all(conversation.first for conversation in library.edition("en").conversations.values())
