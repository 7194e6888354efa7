"""Rooms that many roles share: tasks, counterparties, calls."""

from app.language import marked
from app.models.terms import Role
from app.operations import quarantine, task_lookup
from app.operations.letter_rows import WRITING
from app.views.counterparties import room as counterparties
from app.views.house.offered import Offered
from app.views.intake_rules import room as intake_rules
from app.views.letter_templates import room as letter_templates
from app.views.letter_texts import room as letter_texts
from app.views.letters import room as letters
from app.views.mail import room as mail
from app.views.room import Creation
from app.views.settings import room as settings
from app.views.tasks import room as tasks

PARTY_TOPICS = frozenset(
    {
        *("counterparty", "contact", "contact_point", "legal_entity", "site", "interaction", "attachment"),
        *("deal", "task", "stage_entry", "consent", "block_entry", "link_proposal", "merge"),
    }
)

ROOMS: tuple[Offered, ...] = (
    Offered(
        frozenset(Role) - {Role.WAREHOUSE},
        "counterparties",
        marked("Customers"),
        "address-book",
        lambda tools: counterparties.CounterpartiesRoom(
            tools.desk, tools.messages, tools.preferences, tools.person, tools.papers
        ),
        load=lambda: counterparties.CounterpartiesRoom,
        topics=PARTY_TOPICS,
        kinds=frozenset(
            {"counterparty", "counterparties", "new_deal", "lead", "customer", "partner", "supplier", "contact"}
        ),
        creations=(Creation(marked("Counterparty"), "address-book", lambda room: room.begin_new()),),
    ),
    Offered(
        frozenset(Role),
        "tasks",
        marked("Tasks"),
        "check-square",
        lambda tools: tasks.TasksRoom(tools.desk, tools.messages, tools.preferences, tools.person),
        load=lambda: tasks.TasksRoom,
        topics=frozenset({"task", "deal", "interaction", "call"}),
        count=task_lookup.due_today,
        kinds=frozenset({"task", "tasks"}),
        creations=(Creation(marked("Task"), "check-square", lambda room: room.plan()),),
    ),
    Offered(
        frozenset({*WRITING, Role.ADMIN}),
        "letters",
        marked("Letters"),
        "paper-plane-tilt",
        lambda tools: letters.LettersRoom(tools.desk, tools.messages, tools.preferences, tools.person),
        load=lambda: letters.LettersRoom,
        topics=frozenset({"outgoing_letter"}),
        kinds=frozenset({"letters", "outbox"}),
        creations=(Creation(marked("Letter"), "paper-plane-tilt", lambda room: room.begin_letter()),),
    ),
    Offered(
        frozenset({Role.ADMIN}),
        "letter_templates",
        marked("Templates of letters"),
        "highlighter-circle",
        lambda tools: letter_templates.LetterTemplatesRoom(tools.desk, tools.messages),
        load=lambda: letter_templates.LetterTemplatesRoom,
        topics=frozenset({"letter_template"}),
        kinds=frozenset({"letter_templates"}),
    ),
    Offered(
        frozenset({Role.ADMIN, Role.HEAD}),
        "letter_texts",
        marked("Ready texts"),
        "note-pencil",
        lambda tools: letter_texts.LetterTextsRoom(tools.desk, tools.messages),
        load=lambda: letter_texts.LetterTextsRoom,
        topics=frozenset({"letter_text"}),
        kinds=frozenset({"letter_texts"}),
    ),
    Offered(
        frozenset({Role.ADMIN, Role.DISPATCHER}),
        "mail",
        marked("Connections"),
        "broadcast",
        lambda tools: mail.MailRoom(tools.desk, tools.messages, tools.person, tools.papers, tools.mail()),
        load=lambda: mail.MailRoom,
        topics=frozenset(
            {"mailbox", "mailbox_progress", "lease", "quarantine_entry", "outgoing_letter", "setting", "exchange_state"}
        ),
        count=quarantine.waiting,
        kinds=frozenset({"mail", "mailbox", "quarantine", "exchange"}),
    ),
    Offered(
        frozenset({Role.ADMIN}),
        "intake_rules",
        marked("Intake rules"),
        "git-fork",
        lambda tools: intake_rules.IntakeRulesRoom(tools.desk, tools.messages),
        load=lambda: intake_rules.IntakeRulesRoom,
        topics=frozenset({"intake_rule"}),
        kinds=frozenset({"intake_rules"}),
    ),
    Offered(
        frozenset(Role),
        "settings",
        marked("Settings"),
        "gear-six",
        lambda tools: settings.SettingsRoom(
            tools.desk,
            tools.messages,
            tools.preferences,
            tools.workstation,
            administers=Role.ADMIN in tools.person.roles,
            heads=Role.HEAD in tools.person.roles,
        ),
        load=lambda: settings.SettingsRoom,
        topics=frozenset({"employee", "setting", "absence", "department"}),
        kinds=frozenset({"settings"}),
    ),
)
