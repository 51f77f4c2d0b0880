"""The command `mockserver completion`, which prints a script for a shell.

A shell that has run the script completes the commands, options and values of mockserver.
"""

from __future__ import annotations

from typing import Final

import click
from click.shell_completion import CompletionItem, get_completion_class

VARIABLE: Final = "_MOCKSERVER_COMPLETE"
"""The name of an environment variable. The script sets the variable when it runs mockserver to get completions."""


@click.command()
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the completion script for a shell.

    A shell that has run the script completes the commands, options and values of mockserver. To run the script in the
    current shell, use `eval "$(mockserver completion bash)"`, or `mockserver completion fish | source`.
    """
    kind = get_completion_class(shell)
    assert kind is not None, f"click has no completion for {shell}"
    script = kind(ctx.find_root().command, {}, "mockserver", VARIABLE)
    click.echo(script.source_template % script.source_vars())


def complete_fixture(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the names of fixtures that begin with `incomplete`. If there are none, make the shell complete file
    names."""
    from mockserver.seed import fixture_names

    found = [CompletionItem(name) for name in fixture_names.names() if name.startswith(incomplete)]
    return found or [CompletionItem(incomplete, type="file")]


def complete_file(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(incomplete, type="file")]


def complete_folder(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(incomplete, type="dir")]


BY_SETTING: Final = {
    "fixture": complete_fixture,
    "state": complete_file,
    "cache_dir": complete_folder,
    "fixture_dir": complete_folder,
}
"""Maps the names of settings to the functions that complete their values."""
