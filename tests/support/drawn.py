"""What the tests of drawings ask of an Axes: what is on it, in which look, and whether it can be read."""

import itertools

import matplotlib as mpl
import matplotlib.pyplot as plt

from lstm_helpers.figures import style


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
    """Nothing is cut off, no two words cover each other, and all stand out from the page."""
    figure, page = ax.figure, mpl.colors.to_hex(ax.get_facecolor())
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
    filled = {mpl.colors.to_hex(patch.get_facecolor()) for patch in ax.patches} - {page}
    for text in texts:
        if mpl.colors.to_hex(text.get_color()) != page:  # on a filled box the page is the ink
            assert style.contrast(text.get_color(), page) >= 4.5, text.get_text()
        else:
            assert filled
    for line in ax.lines:
        if line.get_gid():
            assert style.contrast(line.get_color(), page) >= 3.0, line.get_gid()


def _is_hidden_tick(figure, word, box):
    for ax in figure.axes:
        for axis, (low, high) in ((ax.xaxis, ax.get_xlim()), (ax.yaxis, ax.get_ylim())):
            for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
                if tick.label1.get_text() == word and not min(low, high) <= tick.get_loc() <= max(low, high):
                    return True
    return False
