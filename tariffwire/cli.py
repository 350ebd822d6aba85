"""The command line. Each command is thin: it reads its arguments, calls one function, says faults in one sentence."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Coroutine
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from tariffwire.settings import Fault, Settings, load_settings

app = typer.Typer(
    name="tariffwire",
    help="What US customs charges, layer by layer, with sources; and alerts, minutes after it changes.",
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
db = typer.Typer(help="Bring the database up to date, back it up, restore it.", no_args_is_help=True)
sync = typer.Typer(help="Load official publications.", no_args_is_help=True)
verify = typer.Typer(help="Compare the facts with official publications.", no_args_is_help=True)
app.add_typer(db, name="db")
app.add_typer(sync, name="sync")
app.add_typer(verify, name="verify")

EXIT_FAULT = 2


def fail(sentence: str) -> NoReturn:
    """Say what is wrong and what to do next; exit status 2."""
    typer.echo(f"tariffwire: {sentence}", err=True)
    raise typer.Exit(EXIT_FAULT)


def settings_or_fail() -> Settings:
    """The checked settings, or one sentence a fault and exit status 2."""
    try:
        return load_settings()
    except Fault as fault:
        fail("\n  ".join(str(fault).splitlines()))


def finish(work: Coroutine[Any, Any, int | None]) -> None:
    """Run to the end; faults that a person can mend come out as a sentence."""
    try:
        status = asyncio.run(work)
    except Fault as fault:
        fail(str(fault))
    except KeyboardInterrupt:
        raise typer.Exit(130) from None
    if status:
        raise typer.Exit(status)


def read_clock(at: str | None) -> datetime:
    """The clock of a question: a day means the end of that day in New York; an instant is taken as given."""
    from tariffwire.ask import clock_of

    try:
        return clock_of(at)
    except ValueError as error:
        fail(str(error))


@app.callback(invoke_without_command=True)
def _default(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        run()


@app.command()
def run() -> None:
    """Bot and jobs in one process; the terminal chat when there is no token."""
    from tariffwire import wiring

    settings = settings_or_fail()
    if settings.token is None:
        finish(wiring.run_terminal(settings))
    else:
        finish(wiring.run_service(settings, bot=True, jobs=True))


@app.command()
def bot() -> None:
    """The bot alone, for replicas beside `tariffwire jobs`."""
    from tariffwire import wiring

    settings = settings_or_fail()
    if settings.token is None:
        fail("`tariffwire bot` needs TELEGRAM_BOT_TOKEN; without one, `tariffwire chat` talks in the terminal.")
    finish(wiring.run_service(settings, bot=True, jobs=False))


@app.command()
def jobs() -> None:
    """The watch and the delivery alone."""
    from tariffwire import wiring

    settings = settings_or_fail()
    if settings.token is None:
        fail("`tariffwire jobs` delivers through Telegram and needs TELEGRAM_BOT_TOKEN.")
    finish(wiring.run_service(settings, bot=False, jobs=True))


@app.command()
def chat() -> None:
    """Talk to the bot in the terminal: same handlers, same answers, alerts appear as they come."""
    from tariffwire import wiring

    finish(wiring.run_terminal(settings_or_fail()))


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="The question, as typed in a chat.")] = None,
    at: Annotated[str | None, typer.Option(help="The clock of the question, e.g. 2025-08-28.")] = None,
    lang: Annotated[str | None, typer.Option(help="Language of the answer: en or ja.")] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    batch: Annotated[str | None, typer.Option(help="A file of JSON lines, or - for standard input.")] = None,
) -> None:
    """Ask one question, or many."""
    from tariffwire.ask import ask_batch, ask_one

    settings = settings_or_fail()
    if batch is not None:
        source = sys.stdin if batch == "-" else _open(batch)
        finish(ask_batch(settings, source, at, lang))
    elif question is None:
        fail('ask needs a question: tariffwire ask "/rate autos japan"')
    else:
        finish(ask_one(settings, question, read_clock(at), lang, as_json=json))


@app.command()
def picture(
    path: Annotated[Path, typer.Argument(help="The SVG file to write.")],
    questions: Annotated[list[str], typer.Argument(help="Questions, in order.")],
    at: Annotated[str | None, typer.Option(help="The clock of the questions.")] = None,
    lang: Annotated[str, typer.Option(help="en or ja.")] = "en",
) -> None:
    """Draw a real conversation as an SVG picture; the README's are made with it."""
    from tariffwire.picture import draw

    finish(draw(settings_or_fail(), path, questions, read_clock(at), lang))


@app.command()
def detect(
    file: Annotated[str, typer.Argument(help="A file of JSON lines, or - for standard input.")],
    json: Annotated[bool, typer.Option("--json", help="One JSON object an item (the only form).")] = True,
) -> None:
    """Dry run of the detectors over items; nothing is stored."""
    from jobs.detect.dry_run import detect_lines

    source = sys.stdin if file == "-" else _open(file)
    for line in detect_lines(source):
        sys.stdout.write(line.rstrip("\n") + "\n")
        sys.stdout.flush()


@app.command()
def replay(
    story: Annotated[str | None, typer.Argument(help="A story's name or file; default: August-September 2025.")] = None,
    speed: Annotated[float, typer.Option(help="Story seconds per second; 0 = no waiting.")] = 0.0,
    list_: Annotated[bool, typer.Option("--list", help="Name the stories.")] = False,
) -> None:
    """Play a recorded stretch of time through the real pipeline into the terminal."""
    if list_:
        from tariffwire.story import stories

        for name, title in stories():
            typer.echo(f"{name:32} {title}")
        return
    from tariffwire.replay import play_in_terminal

    finish(play_in_terminal(story, speed))


@app.command()
def doctor() -> None:
    """Check settings, token, database, clock and every source; say what to do about each fault."""
    from tariffwire.doctor import examine

    finish(examine())


@sync.command("hts")
def sync_hts(
    file: Annotated[Path | None, typer.Option("--file", help="A release file, plain or .gz.")] = None,
    release: Annotated[str | None, typer.Option(help="Its name, when the file's name does not say it.")] = None,
) -> None:
    """Load an HTS release from USITC, or from a file."""
    from tariffwire.schedule import sync_release

    finish(sync_release(settings_or_fail(), file, release))


@verify.command("hts")
def verify_hts(
    file: Annotated[Path | None, typer.Option("--file", help="A release file; default: the newest loaded.")] = None,
    json: Annotated[bool, typer.Option("--json", help="The report as JSON.")] = False,
) -> None:
    """Compare the facts with chapter 99 of a release: what agrees, differs, is not modelled."""
    from tariffwire.schedule import verify_release

    finish(verify_release(settings_or_fail(), file, as_json=json))


@db.command("upgrade")
def db_upgrade() -> None:
    """Bring the database to this version."""
    from tariffwire.keeping import upgrade_database

    finish(upgrade_database(settings_or_fail()))


@db.command("backup")
def db_backup(path: Annotated[Path, typer.Argument(help="Where the copy goes.")]) -> None:
    """Copy the database while the bot runs."""
    from tariffwire.keeping import backup_database

    finish(backup_database(settings_or_fail(), path))


@db.command("restore")
def db_restore(path: Annotated[Path, typer.Argument(help="A copy made by `db backup`.")]) -> None:
    """Put a copy in the database's place."""
    from tariffwire.keeping import restore_database

    finish(restore_database(settings_or_fail(), path))


@app.command("export")
def export_subscriptions(
    path: Annotated[str, typer.Argument(help="A file, or - for standard output.")] = "-",
) -> None:
    """Subscriptions as JSON, so that they survive the loss of a bot."""
    from tariffwire.keeping import export_to

    finish(export_to(settings_or_fail(), path))


@app.command("import")
def import_subscriptions(
    path: Annotated[str, typer.Argument(help="A file, or - for standard input.")] = "-",
) -> None:
    """Subscriptions back from JSON; what is there already is kept."""
    from tariffwire.keeping import import_from

    finish(import_from(settings_or_fail(), path))


def _open(path: str) -> Any:
    try:
        return Path(path).open(encoding="utf-8")
    except OSError as error:
        fail(f"{path} cannot be read ({error.strerror}): give a file of JSON lines, or - for standard input.")


def main() -> None:
    """Entry point of the `tariffwire` command."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app()
    except Exception as error:
        if os.environ.get("TARIFFWIRE_TRACE"):
            raise
        typer.echo(
            f"tariffwire: stopped by a fault of its own ({type(error).__name__}). "
            "`tariffwire doctor` may name the cause; TARIFFWIRE_TRACE=1 shows where it happened.",
            err=True,
        )
        sys.exit(70)
