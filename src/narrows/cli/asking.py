"""Asking for what a fact needs: on a terminal by questions, elsewhere by options only."""

from __future__ import annotations

import argparse
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from .document import UsageError


class Asker:
    """Takes answers from a command's options; asks for the others where somebody can answer.

    Where nobody can (a pipe, a workflow), it notes which options are missing, and ``settle`` says so.
    """

    def __init__(self, arguments: argparse.Namespace, interactive: bool | None = None) -> None:
        self.arguments = arguments
        self.interactive = sys.stdin.isatty() if interactive is None else interactive
        self.missing: list[str] = []
        self.answers: dict[str, str] = {}  # by option, so that nobody has to answer twice
        self.proof: dict[str, Any] | None = None  # what all facts of one command rest on

    def text(
        self,
        option: str,
        words: str,
        *,
        required: bool = True,
        default: str = "",
        pattern: str = "",
        read: Callable[[str], str] | None = None,
    ) -> str:
        """A line of text; empty if it was not required and nobody gave it.

        ``read`` turns what people write into what is wanted, or raises ValueError or UsageError;
        ``pattern`` is one of the records' patterns, for what comes out. Raises UsageError for an
        option that does not fit; an answer that does not is asked for again.
        """
        given = getattr(self.arguments, option.replace("-", "_"), None)
        if given is not None:
            said = " ".join(str(given).split())
            try:
                return self._noted(option, _taken(said, pattern, read))
            except ValueError as error:
                raise UsageError(f'--{option} "{said}": {error}') from error
        if not self.interactive:
            if required and not default:
                self.missing.append(f"--{option} ({words.rstrip('?:').lower()})")
            return default
        while True:
            skip = "" if required or "Enter:" in words else " [Enter: leave out]"
            hint = f" [{default}]" if default else skip
            said = _prompt(f"{words}{hint} ") or default
            if not said and required:
                print("  this is needed; Ctrl-C stops", file=sys.stderr)
                continue
            try:
                answer = _taken(said, pattern, read)
            except (ValueError, UsageError) as error:
                print(f"  {error}", file=sys.stderr)
                continue
            if answer != said:
                print(f"  taken as {answer}", file=sys.stderr)
            return self._noted(option, answer)

    def yes(self, words: str) -> bool:
        """Whether somebody at the terminal agrees."""
        while (answer := _prompt(f"{words} [y/n] ").casefold()) not in ("y", "yes", "n", "no"):
            print("  y for yes, n for no", file=sys.stderr)
        return answer.startswith("y")

    def choice(
        self,
        option: str,
        words: str,
        choices: Mapping[str, str] | Iterable[str],
        *,
        default: str = "",
        required: bool = True,
    ) -> str:
        """One of several words, asked with what each means."""
        known = dict(choices) if isinstance(choices, Mapping) else dict.fromkeys(choices, "")
        given = getattr(self.arguments, option.replace("-", "_"), None)
        if given is not None:
            return self._noted(option, self._known(option, str(given), known))
        if not self.interactive:
            if required and not default:
                self.missing.append(f"--{option} ({', '.join(known)})")
            return default
        print(words, file=sys.stderr)
        for number, (word, meaning) in enumerate(known.items(), 1):
            print(f"  {number}  {word}{': ' + meaning if meaning else ''}", file=sys.stderr)
        while True:
            answer = _prompt(f"number or word{f' [{default}]' if default else ''} ") or default
            if answer.isdecimal() and 1 <= int(answer) <= len(known):
                return self._noted(option, list(known)[int(answer) - 1])
            if answer in known or (not answer and not required):
                return self._noted(option, answer)
            print(f"  one of {', '.join(known)}", file=sys.stderr)

    def number(self, option: str, words: str, *, required: bool = True) -> float | None:
        """A number from 0; None if it was not required and nobody gave it."""
        text = self.text(option, words, required=required, pattern=r"^[0-9]{1,12}(\.[0-9]{1,12})?$")
        return float(text) if text else None

    def listed(self, option: str, words: str, read: Callable[[str], str] | None = None) -> list[str]:
        """Several words with commas between them; none if nobody gave any."""
        from .answers import one_by_one

        found = self.text(option, words, required=False, read=one_by_one(read) if read else None)
        return [w.strip() for w in found.split(",") if w.strip()]

    @contextmanager
    def kept(self, command: Sequence[str], positional: str = "", more: Sequence[str] = ()) -> Iterator[None]:
        """Where the command ends without having written, show it with all answers, so that none is lost."""
        try:
            yield
        except (UsageError, KeyboardInterrupt):
            self.show_again(command, positional, more)
            raise

    def show_again(self, command: Sequence[str], positional: str = "", more: Sequence[str] = ()) -> None:
        """The command with all answers, to be changed and run again; nothing where nobody was asked."""
        given = {name: answer for name, answer in self.answers.items() if answer}
        if not self.interactive or not given:
            return
        first = [given.pop(positional)] if positional in given else []
        options = [
            word
            for name, said in given.items()
            for word in ([f"--{name}={said}"] if said.startswith("-") else [f"--{name}", said])
        ]
        words = [*command, *first, *options, *more]
        line = subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)
        print(f"\nyour answers so far; change what is wrong, and go on with:\n  {line}\n", file=sys.stderr)

    def _noted(self, option: str, answer: str) -> str:
        self.answers[option] = answer
        return answer

    def settle(self) -> None:
        """Raise UsageError if options are missing that nobody can be asked for."""
        if self.missing:
            names = "\n  ".join(dict.fromkeys(self.missing))
            raise UsageError(f"these options are missing, and there is no terminal to ask on:\n  {names}")

    @staticmethod
    def _known(option: str, given: str, known: Mapping[str, str]) -> str:
        from ..graph.problems import did_you_mean

        if given not in known:
            hint = did_you_mean(given, known) or f"one of {', '.join(known)}"
            raise UsageError(f'--{option} "{given}": {hint}')
        return given


def _taken(said: str, pattern: str, read: Callable[[str], str] | None) -> str:
    """An answer in the form that is wanted; raises ValueError with what is wrong."""
    from ..graph.messages import FORMS

    answer = read(said) if read and said else said
    if pattern and answer and not re.match(pattern, answer):
        raise ValueError(FORMS.get(pattern, "a number is needed, with a point before decimals"))
    return answer


def _prompt(words: str) -> str:
    """An answer from the terminal; the question goes to stderr, so that stdout stays data."""
    print(words, end="", file=sys.stderr, flush=True)
    line = sys.stdin.readline()
    if not line:
        raise KeyboardInterrupt
    return " ".join(line.split())
