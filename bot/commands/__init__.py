"""Commands: one file each, one line here registers one."""

from __future__ import annotations

from collections.abc import Mapping

from bot.commands import (
    admin,
    alerts,
    changes,
    help,
    house,
    issues,
    mute,
    orders,
    rate,
    settings,
    sources,
    subscribe,
    trips,
)
from bot.desk import Command, by_word

COMMANDS: tuple[Command, ...] = (
    rate.COMMAND,
    orders.COMMAND,
    trips.COMMAND,
    issues.COMMAND,
    changes.COMMAND,
    subscribe.COMMAND,
    subscribe.UNSUBSCRIBE,
    alerts.COMMAND,
    mute.COMMAND,
    settings.COMMAND,
    settings.LANGUAGE,
    settings.ZONE,
    settings.QUIET,
    settings.URGENT,
    settings.DIGEST,
    settings.TOPIC,
    sources.COMMAND,
    house.START,
    help.COMMAND,
    house.MYDATA,
    house.FORGET,
    admin.COMMAND,
)

BY_WORD: Mapping[str, Command] = by_word(COMMANDS)


def menu(lang: str) -> list[tuple[str, str]]:
    """(command, description) for Telegram's command menu in a language."""
    return [
        (command.name, command.menu[1] if lang == "ja" else command.menu[0])
        for command in COMMANDS
        if command.menu is not None
    ]
