"""Real data, stored small: what each file is, who made it and under which licence stands in README.md beside it."""

from pathlib import Path

FOLDER = Path(__file__).parent

ASCII = str.maketrans(
    {
        "‘": "'",
        "’": "'",
        "“": '"',
        "”": '"',
        "–": "-",
        "—": "-",
        "…": "...",
        "ß": "ss",
        "\u00a0": " ",
    }
)
"""What stands in a stored text for the characters beyond ASCII that have a plain neighbour."""
