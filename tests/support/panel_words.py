"""A panel's words, from its text and from its HTML, in the order in which they are read."""

import html
import re


def words(text):
    """The words of the text: code as it is, elsewhere without the marks of Markdown."""
    lines = []
    for line in text.splitlines():
        if not line.startswith("    "):
            if line.startswith("| "):  # a row of a table
                line = re.sub(r"^\| | \|$|(?<!\\)\| ", " ", line).replace(r"\|", "|")
            line = re.sub(r"^ *(:-+ *)+$", "", line)  # the rule under its head
            line = re.sub(r"(?<![\w*])\*(\w[^*`]*\w|\w)\*(?![\w*])", r"\1", line).replace("`", "")
        lines.append(line)
    return "\n".join(lines).split()


def plain(panel):
    """The words of the HTML."""
    page = re.sub(r"</?(code|strong|em)\b[^>]*>", "", panel._repr_html_())
    return html.unescape(re.sub(r"</?(div|p|t\w+|pre)\b[^>]*>", " ", page)).split()
