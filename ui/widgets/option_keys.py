"""What one may type for an option: its words, their pinyin, or first letters."""

from __future__ import annotations


def option_keys(label: str) -> tuple[str, ...]:
    """Return what one may begin to type for ``label``: itself, its full pinyin, the first letters, those of its words.

    Of a character with several readings it is the most usual one.
    """
    from poverty_desktop.domain import pinyin

    readings = [pinyin.readings(letter)[:1] for letter in label]
    syllables = [reading[0] for reading in readings if reading]
    words = label.casefold().split()
    return (
        label.casefold(),
        "".join(syllables),
        "".join(syllable[0] for syllable in syllables),
        *words,
        "".join(word[0] for word in words),
    )
