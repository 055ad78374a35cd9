"""How wide text is, and where it breaks: measured on the letters that come with matplotlib."""

from __future__ import annotations

from collections.abc import Sequence

from ..svg import plain

FAMILY = "DejaVu Sans"
# For scripts that DejaVu lacks: drawn with the first of these that is installed.
OTHERS = ("Noto Sans CJK SC", "Noto Sans CJK JP", "Microsoft YaHei", "PingFang SC", "WenQuanYi Zen Hei")


def families() -> list[str]:
    """The fonts to draw with: always the same one, and one with Chinese signs where there is one."""
    from matplotlib.font_manager import fontManager

    there = {font.name for font in fontManager.ttflist}
    return [FAMILY, *[name for name in OTHERS if name in there][:1], "sans-serif"]


def width(text: str, size: float, *, bold: bool = False) -> float:
    """The width of a line in inches, at a size in points."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    font = FontProperties(family=families(), size=size, weight="bold" if bold else "normal")
    across, _, _ = text_to_path.get_text_width_height_descent(text, font, False)
    return float(across) / 72


def wrapped(text: str, size: float, room: float, *, bold: bool = False) -> list[str]:
    """The lines of a text that is to be no wider than ``room`` inches; words too long are broken."""
    lines: list[str] = []
    for word in plain(text).split():
        if lines and width(f"{lines[-1]} {word}", size, bold=bold) <= room:
            lines[-1] += f" {word}"
            continue
        while width(word, size, bold=bold) > room and len(word) > 1:
            part = word
            while width(part, size, bold=bold) > room and len(part) > 1:
                part = part[:-1]
            lines.append(part)
            word = word[len(part) :]
        lines.append(word)
    return lines or [""]


def widest(texts: Sequence[str], size: float, *, bold: bool = False) -> float:
    """The width of the widest of some lines, in inches; 0 for none."""
    return max((width(line, size, bold=bold) for text in texts for line in text.split("\n")), default=0.0)
