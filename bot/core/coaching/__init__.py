"""The capabilities, one file each, all on the floor plan of `capability.Capability`. To add one: a file, and its line
in the list below."""

from bot.core.answering import ANSWERS
from bot.core.capability import Registry
from bot.core.coaching.appreciation import APPRECIATION
from bot.core.coaching.ask_coach import ASK_COACH
from bot.core.coaching.broadcasting import BROADCASTING
from bot.core.coaching.children import CHILDREN
from bot.core.coaching.coach_duty import COACH_DUTY
from bot.core.coaching.directory import DIRECTORY
from bot.core.coaching.first_minutes import FIRST_MINUTES
from bot.core.coaching.follow_ups import FOLLOW_UPS
from bot.core.coaching.forms import FORMS
from bot.core.coaching.goals import GOALS
from bot.core.coaching.groups import GROUPS
from bot.core.coaching.homework import HOMEWORK
from bot.core.coaching.loose_words import LOOSE_WORDS
from bot.core.coaching.meeting_mode import MEETING_MODE
from bot.core.coaching.meetings import MEETINGS
from bot.core.coaching.menu import MENU
from bot.core.coaching.other_commands import OTHER_COMMANDS
from bot.core.coaching.papers import PAPERS
from bot.core.coaching.peer_coaching import PEER_COACHING
from bot.core.coaching.privacy import PRIVACY
from bot.core.coaching.progress import PROGRESS
from bot.core.coaching.questions import QUESTIONS
from bot.core.coaching.rhythms import RHYTHMS
from bot.core.coaching.safeguarding import SAFEGUARDING
from bot.core.coaching.self_check import SELF_CHECK
from bot.core.coaching.settings import SETTINGS
from bot.core.coaching.sharing import SHARING
from bot.core.coaching.view_gaps import VIEW_GAPS
from bot.core.coaching.views import VIEWS
from bot.core.navigation import CONVERSATIONS

REGISTRY = Registry(
    (
        CONVERSATIONS,
        ANSWERS,
        FIRST_MINUTES,
        SAFEGUARDING,
        CHILDREN,
        MENU,
        LOOSE_WORDS,
        OTHER_COMMANDS,
        QUESTIONS,
        MEETINGS,
        MEETING_MODE,
        FOLLOW_UPS,
        HOMEWORK,
        RHYTHMS,
        APPRECIATION,
        FORMS,
        SELF_CHECK,
        VIEWS,
        VIEW_GAPS,
        GOALS,
        PROGRESS,
        PAPERS,
        DIRECTORY,
        ASK_COACH,
        PEER_COACHING,
        COACH_DUTY,
        BROADCASTING,
        GROUPS,
        SHARING,
        SETTINGS,
        PRIVACY,
    )
)
