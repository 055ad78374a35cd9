"""Asking for what a fact needs: on a terminal by questions, elsewhere by options only."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Mapping
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
        self.proof: dict[str, Any] | None = None  # what all facts of one command rest on

    def text(
        self,
        option: str,
        words: str,
        *,
        required: bool = True,
        default: str = "",
        pattern: str = "",
    ) -> str:
        """A line of text; empty if it was not required and nobody gave it.

        ``pattern`` is one of the records' patterns. Raises UsageError for an option that does not fit.
        """
        given = getattr(self.arguments, option.replace("-", "_"), None)
        if given is not None:
            answer = " ".join(str(given).split())
            if wrong := _wrong(answer, pattern):
                raise UsageError(f'--{option} "{answer}": {wrong}')
            return answer
        if not self.interactive:
            if required and not default:
                self.missing.append(f"--{option} ({words.rstrip('?').lower()})")
            return default
        while True:
            hint = f" [{default}]" if default else "" if required else " [Enter: leave out]"
            answer = _prompt(f"{words}{hint} ") or default
            if not answer and required:
                print("  this is needed", file=sys.stderr)
            elif wrong := _wrong(answer, pattern):
                print(f"  {wrong}", file=sys.stderr)
            else:
                return answer

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
            return self._known(option, str(given), known)
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
                return list(known)[int(answer) - 1]
            if answer in known or (not answer and not required):
                return answer
            print(f"  one of {', '.join(known)}", file=sys.stderr)

    def number(self, option: str, words: str, *, required: bool = True) -> float | None:
        """A number from 0; None if it was not required and nobody gave it."""
        text = self.text(option, words, required=required, pattern=r"^[0-9]{1,12}(\.[0-9]{1,12})?$")
        return float(text) if text else None

    def listed(self, option: str, words: str, pattern: str = "") -> list[str]:
        """Several words with commas between them; none if nobody gave any."""
        found = [w.strip() for w in self.text(option, words, required=False).split(",") if w.strip()]
        for word in found:
            if wrong := _wrong(word, pattern):
                raise UsageError(f'--{option} "{word}": {wrong}')
        return found

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


def _wrong(answer: str, pattern: str) -> str:
    """What is wrong with an answer; empty if it fits."""
    from ..graph.messages import FORMS

    if not pattern or not answer or re.match(pattern, answer):
        return ""
    return FORMS.get(pattern, "a number is needed, with a point before decimals")


def _prompt(words: str) -> str:
    """An answer from the terminal; the question goes to stderr, so that stdout stays data."""
    print(words, end="", file=sys.stderr, flush=True)
    line = sys.stdin.readline()
    if not line:
        raise KeyboardInterrupt
    return " ".join(line.split())
