"""The names of buttons, forms and fields, shared by those who draw and those who listen.

A button's value is the incident's id and nothing more: who may press it is decided
from our own state, never from the button.
"""

from __future__ import annotations

from enum import Enum


class Action(Enum):
    """The `action_id` of a button or menu."""

    ACKNOWLEDGE = "acknowledge"
    ESCALATE = "escalate"
    CANNOT_TAKE = "cannot_take"
    RESOLVE = "resolve"
    UPDATE = "update"
    HAND_OFF = "hand_off"
    MORE = "more"
    OPEN_ROOM = "open_room"
    OPEN_LINK = "open_link"
    NO_CHANGE = "no_change"
    SNOOZE = "snooze"
    PULL_IN_HELP = "pull_in_help"
    NO_HELP = "no_help"
    SEND_HANDOFF = "send_handoff"
    EDIT_HANDOFF = "edit_handoff"
    KEEP_IT = "keep_it"
    ACCEPT_HANDOFF = "accept_handoff"
    DECLINE_HANDOFF = "decline_handoff"
    REOPEN = "reopen"
    WORTH_IT = "worth_it"
    NOT_WORTH_IT = "not_worth_it"
    KEEP_OPEN = "keep_open"
    DECLARE = "declare"
    SHOW_TIMELINE = "show_timeline"
    CATCH_UP = "catch_up"
    JOIN = "join"
    ADD_CONTACT = "add_contact"
    CHANGE_CONTACT = "change_contact"
    REMOVE_CONTACT = "remove_contact"
    SEND_CODE = "send_code"
    TYPE_CODE = "type_code"
    CHANGE_STEPS = "change_steps"


class MoreChoice(Enum):
    """What the card's More menu offers; the option's value is `choice INC-…`."""

    STATUS = "status"
    SEVERITY = "severity"
    ROLES = "roles"
    NOTE = "note"
    PAGE = "page"
    CATCHUP = "catchup"
    TIMELINE = "timeline"
    EXPORT = "export"
    MERGE = "merge"
    CANCEL = "cancel"
    PROMOTE = "promote"
    REOPEN = "reopen"
    CLOSE = "close"


class Form(Enum):
    """The `callback_id` of a modal."""

    DECLARE = "declare_form"
    UPDATE = "update_form"
    RESOLVE = "resolve_form"
    HANDOFF = "handoff_form"
    READ_BACK = "read_back_form"
    STATUS = "status_form"
    SEVERITY = "severity_form"
    ROLES = "roles_form"
    NOTE = "note_form"
    PAGE = "page_form"
    MERGE = "merge_form"
    CANCEL = "cancel_form"
    REOPEN = "reopen_form"
    CLOSE = "close_form"
    CONTACT = "contact_form"
    CODE = "code_form"
    STEPS = "steps_form"
    PANEL = "panel"
    WAIT = "wait"


class Field(Enum):
    """The `block_id` of a form's field; its element's `action_id` is the same word."""

    TITLE = "title"
    SEVERITY = "severity"
    SERVICE = "service"
    PRIVATE = "private"
    IMPACT = "impact"
    IMPACT_BEGAN = "impact_began"
    DESCRIPTION = "description"
    TEXT = "text"
    STATUS = "status"
    NEXT_IN = "next_in"
    RECEIVER = "receiver"
    READ_BACK = "read_back"
    COMMANDER = "commander"
    SCRIBE = "scribe"
    COMMUNICATIONS = "communications"
    TARGET = "target"
    INTO = "into"
    REASON = "reason"
    HANDOFF_STATUS = "handoff_status"
    HANDOFF_IMPACT = "handoff_impact"
    WHAT_WE_KNOW = "what_we_know"
    WHAT_WE_TRIED = "what_we_tried"
    CURRENT_HYPOTHESIS = "current_hypothesis"
    NEXT_STEPS = "next_steps"
    KEY_LINKS = "key_links"
    METHOD = "method"
    ADDRESS = "address"
    CODE = "code"
    STEPS = "steps"


class Shortcut(Enum):
    """The `callback_id` of a shortcut in the manifest."""

    DECLARE = "declare_incident"
    DECLARE_FROM_MESSAGE = "declare_from_message"
    ADD_TO_TIMELINE = "add_to_timeline"
