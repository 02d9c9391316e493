"""A panel's words, from its text and from its HTML, in the order in which they are read."""

import html
import re

from lstm_helpers.exercises.panels import STRESS


def words(text):
    return re.sub(STRESS, r"\1", text).replace("`", "").split()


def plain(panel):
    """The words of the HTML, in the order in which they are read."""
    return html.unescape(re.sub(r"</?(code|strong|em)\b[^>]*>", "", re.sub(r"</?(div|p|t\w+|pre)\b[^>]*>", " ",
                                                                          panel._repr_html_()))).split()
