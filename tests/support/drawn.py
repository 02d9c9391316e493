"""What the tests of drawings ask of an Axes: what is on it, in which look, and whether it can be read."""

import itertools

import matplotlib as mpl
import matplotlib.pyplot as plt

from lstm_helpers.figures import style

# what a drawing may lie on: the white page, JupyterLab's dark one
PAGES = {"light": ("#FFFFFF",), "dark": ("#111111",), "both": ("#FFFFFF", "#111111")}


def axes(size=style.WIDE):
    return plt.subplots(figsize=size)[1]


def by_name(ax):
    return {line.get_gid(): line for line in ax.lines if line.get_gid()}


def words(ax):
    return {text.get_text() for text in ax.texts}


def looks_like(line, key, theme):
    """Are colour and dashes of a line those of the quantity?"""
    model = plt.Line2D([], [], **style.line(key, theme))
    # get_linestyle() says "--" for every custom pattern
    return line.get_color() == style.LINE[theme][key] and line._dash_pattern == model._dash_pattern


def assert_readable(ax):
    """Nothing is cut off, no two words cover each other, and all stand out from the page, or from both pages."""
    figure, theme = ax.figure, style.theme_of(ax)
    grounds, least = PAGES[theme], 4.0 if theme == "both" else 4.5
    figure.draw_without_rendering()
    whole = figure.bbox.padded(1)
    texts = [text for text in figure.findobj(mpl.text.Text) if text.get_visible() and text.get_text().strip()]
    boxes = [(text.get_text(), text.get_window_extent()) for text in texts]
    # ticks outside the limits are kept by matplotlib, and not drawn
    boxes = [(word, box) for word, box in boxes if box.width and not _is_hidden_tick(figure, word, box)]
    for word, box in boxes:
        assert whole.x0 <= box.x0 < box.x1 <= whole.x1, f"{word!r} is cut off"
        assert whole.y0 <= box.y0 < box.y1 <= whole.y1, f"{word!r} is cut off"
    for (word, box), (other, its) in itertools.combinations(boxes, 2):
        shared = mpl.transforms.Bbox.intersection(box, its)
        assert shared is None or min(shared.width, shared.height) < 4, f"{word!r} covers {other!r}"
    for text in texts:
        on = _filled(ax, text) or grounds
        assert min(style.contrast(text.get_color(), ground) for ground in on) >= least, text.get_text()
    for line in ax.lines:
        if line.get_gid():
            assert min(style.contrast(line.get_color(), ground) for ground in grounds) >= 2.995, line.get_gid()


def _filled(ax, text):
    """The colour, in a list, of the filled box in which a text stands."""
    at = text.get_window_extent().get_points().mean(axis=0)
    found = [patch for patch in ax.patches if patch.get_facecolor()[3] == 1 and patch.get_window_extent().contains(*at)]
    return [patch.get_facecolor() for patch in found][-1:]


def _is_hidden_tick(figure, word, box):
    for ax in figure.axes:
        for axis, (low, high) in ((ax.xaxis, ax.get_xlim()), (ax.yaxis, ax.get_ylim())):
            for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
                if tick.label1.get_text() == word and not min(low, high) <= tick.get_loc() <= max(low, high):
                    return True
    return False
