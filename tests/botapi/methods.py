"""The methods the stand-in knows, each with its parameters; ``!`` marks a required one. Checked against the full
specification (Bot API 10.1) where that is at hand."""

from __future__ import annotations

METHODS: dict[str, str] = {
    "getMe": "",
    "logOut": "",
    "close": "",
    "getUpdates": "offset limit timeout allowed_updates",
    "setWebhook": "url! certificate ip_address max_connections allowed_updates drop_pending_updates secret_token",
    "deleteWebhook": "drop_pending_updates",
    "getWebhookInfo": "",
    "sendMessage": (
        "business_connection_id chat_id! message_thread_id direct_messages_topic_id text! parse_mode entities "
        "link_preview_options disable_notification protect_content allow_paid_broadcast message_effect_id "
        "suggested_post_parameters reply_parameters reply_markup"
    ),
    "sendDocument": (
        "business_connection_id chat_id! message_thread_id direct_messages_topic_id document! thumbnail caption "
        "parse_mode caption_entities disable_content_type_detection disable_notification protect_content "
        "allow_paid_broadcast message_effect_id suggested_post_parameters reply_parameters reply_markup"
    ),
    "editMessageText": (
        "business_connection_id chat_id message_id inline_message_id text rich_message parse_mode entities "
        "link_preview_options reply_markup"
    ),
    "editMessageReplyMarkup": "business_connection_id chat_id message_id inline_message_id reply_markup",
    "deleteMessage": "chat_id! message_id!",
    "sendChatAction": "business_connection_id chat_id! message_thread_id action!",
    "answerCallbackQuery": "callback_query_id! text show_alert url cache_time",
    "answerInlineQuery": "inline_query_id! results! cache_time is_personal next_offset button",
    "getChat": "chat_id!",
    "getChatMember": "chat_id! user_id!",
    "getChatAdministrators": "chat_id! return_bots",
    "setMyCommands": "commands! scope language_code",
    "deleteMyCommands": "scope language_code",
    "getMyCommands": "scope language_code",
    "setMyName": "name language_code",
    "setMyDescription": "description language_code",
    "setMyShortDescription": "short_description language_code",
    "setChatMenuButton": "chat_id menu_button",
    "leaveChat": "chat_id!",
}

COUNTED = frozenset({"sendMessage", "editMessageText", "editMessageReplyMarkup"})
"""What Telegram counts against its message limits."""


def parameters(method: str) -> dict[str, bool]:
    """Parameter -> required."""
    return {word.rstrip("!"): word.endswith("!") for word in METHODS[method].split()}
