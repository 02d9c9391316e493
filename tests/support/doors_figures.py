"""The doors of the draw functions and of the style; see attack.py."""

import warnings
from functools import partial

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from lstm_helpers import figures
from lstm_helpers.figures import style
from tests.support import right_things as right
from tests.support import wrong_values as wrong
from tests.support.attack import enter
from tests.support.right_things import GRU, TRACE, B, H, T, X
from tests.support.wrong_values import Trial, always, same_as, special

DOORS = {}
door = partial(enter, DOORS)


def ax():
    return Figure().subplots()


def no_axes():
    return wrong.things() + special(a_figure=Figure, two_axes=lambda: list(Figure().subplots(1, 2)))


def no_labels():
    return wrong.optional(wrong.labels(T))


NOT_DRAWN = (
    "no parameters",
    "NaN in h",
    "x of another size",
    "a mask of another size",
    "go_backwards no",
    "gates too short",
    "h too short",
)
KEYS = wrong.choice(*"figoch")
door(
    "figures.gates_over_time",
    figures.gates_over_time,
    lambda: {"axes": ax(), "trace": TRACE, "keys": "fc"},
    axes=[t for t in no_axes() if t.says != "two axes"] + special(three=lambda: Figure().subplots(1, 3), none=list),
    trace=[t for t in right.trace() if t.says not in NOT_DRAWN] + special(of_a_GRU=lambda: right.sequence.run(GRU, X)),
    unit=wrong.count(1, 0, H - 1),
    keys=[
        *special(
            unknown=always("fq"),
            a_number=always(3),
            a_set=lambda: {"f", "c"},
            with_None=always([None]),
            bytes=always(b"fc"),
            a_dict=lambda: {"f": 1, "c": 2},
            empty=always(""),
        ),
        same_as("a list", lambda: ["f", "c"], always("fc"), must=True),
        same_as("a generator", lambda: (k for k in "fc"), always("fc")),
    ],
    example=[t for t in wrong.count(1, 0, B - 1) if t.says not in ("one too few", "minus two")],
)
VALUES = TRACE.h[0, 1:]
door(
    "figures.state_heatmap",
    figures.state_heatmap,
    lambda: {"ax": ax(), "values": VALUES},
    ax=no_axes(),
    values=list(wrong.floats(VALUES, free=(0, 1), finite=False)),
    labels=no_labels(),
    key=KEYS,
    bar=wrong.flag(),
)
CURVE = np.array([0.0, 1.0, 0.5, 0.25])


def curves(name, finite=True):
    found = [
        Trial(
            f"a curve: {t.says}",
            lambda t=t: {"a": t.make()},
            (lambda t=t: {"a": t.means()}) if t.means is not wrong.NOTHING else wrong.NOTHING,
            t.must,
        )
        for t in wrong.floats(CURVE, free=(0,), finite=finite)
    ]
    found += special(
        no_names=lambda: [CURVE],
        empty=dict,
        a_number=always(3),
        too_many=lambda: {str(n): CURVE for n in range(20)},
        a_name_that_is_none=lambda: {3: CURVE},
        half_a_surrogate=lambda: {"\ud800": CURVE},
        None_=lambda: {"a": None},
        a_tuple_key=lambda: {("a",): CURVE},
        no_name=lambda: {"": CURVE},
    )
    return found + wrong.things("a dict")


door(
    "figures.signals",
    figures.signals,
    lambda: {"ax": ax(), "values": {"i": CURVE}},
    ax=no_axes(),
    values=curves("values"),
)
door(
    "figures.gradient_vs_lag",
    figures.gradient_vs_lag,
    lambda: {"ax": ax(), "curves": {"a": CURVE + 1}},
    ax=no_axes(),
    curves=curves("curves", finite=False),
)
ROWS = special(
    nothing=dict,
    a_number=always(3),
    a_list=always([1.0, 2.0]),
    a_name_that_is_no_text=lambda: {3: [1.0]},
    too_many=lambda: {str(n): [1.0] for n in range(13)},
    a_single_number=lambda: {"a": 1.0},
    a_table=lambda: {"a": [[1.0, 2.0]]},
    texts=lambda: {"a": ["x"]},
    NaN=lambda: {"a": [1.0, np.nan]},
)
door(
    "figures.dots",
    figures.dots,
    lambda: {"ax": ax(), "rows": {"a": [1.0, 2.0], "b": [3.0]}, "rings": {"a": [1.5]}},
    ax=no_axes(),
    rows=ROWS,
    rings=ROWS + special(another_row=lambda: {"c": [1.0]}),
)
door(
    "figures.learning_curves",
    figures.learning_curves,
    lambda: {"ax": ax(), "curves": {"a": CURVE + 1}, "smooth": 2, "line": ("a line", 0.5)},
    ax=no_axes(),
    curves=[t for t in curves("curves", finite=False) if t.says != "a curve: one number"]
    + special(
        pair_of_unequal=lambda: {"a": (CURVE, CURVE[1:])},
        x_is_text=lambda: {"a": ("abcd", CURVE)},
        NaN_in_x=lambda: {"a": (CURVE * np.nan, CURVE)},
    ),
    smooth=wrong.count(2, 1, 4),
    line=wrong.optional(wrong.things())
    + special(
        a_number=always(0.5),
        no_level=always(("a", None)),
        NaN=always(("a", np.nan)),
        turned=always((0.5, "a")),
        three=always(("a", 1, 2)),
        level_as_text=always(("a", "0.5")),
        a_set=lambda: {"a", 0.5},
        True_=always(("a", True)),
        a_dict=lambda: {"a": 0.5},
        a_negative_level=always(("a", -1.0)),
    ),
)
parts = [t for t in wrong.choice(*"fgicoh") if "in a list" not in t.says and "in a set" not in t.says]
parts = [t for t in parts if "array" not in t.says and t.says not in ("a list", "empty text", "a dict")]
parts += special(a_number_in_it=always(["f", 3]), a_dict=lambda: {"f": 1}, bytes_in_it=always([b"f"]))
door(
    "figures.cell_diagram",
    figures.cell_diagram,
    lambda: {"ax": ax(), "parts": "fgico", "gradient": True},
    ax=no_axes(),
    parts=[t for t in parts if t.says not in ("numpy.str_ 'f'",)],
    highlight=parts,
    gradient=wrong.flag(),
    path=wrong.choice("c", "h", "gates", None),
    leave={"values": "see the cell with numbers"},
)
door(
    "figures.cell_diagram, with numbers",
    figures.cell_diagram,
    lambda: {"ax": ax(), "values": {"f": 0.5}},
    values=wrong.optional(wrong.things("a dict"))
    + special(
        no_such=lambda: {"q": 1.0},
        NaN=lambda: {"f": np.nan},
        complex=lambda: {"f": 1j},
        None_=lambda: {"f": None},
        a_list=lambda: {"f": [1.0]},
        True_=lambda: {"f": True},
        a_set=lambda: {"f"},
        bytes=lambda: {"f": b"1"},
    ),
    leave=dict.fromkeys(("ax", "parts", "highlight", "gradient", "path"), "see figures.cell_diagram"),
)
door(
    "figures.cell_diagram, forward",
    figures.cell_diagram,
    lambda: {"ax": ax()},
    path=special(without_gradient=always("c")),
    leave=dict.fromkeys(("ax", "parts", "highlight", "gradient", "values"), "see figures.cell_diagram"),
)
door(
    "figures.unrolled_rnn",
    figures.unrolled_rnn,
    lambda: {"ax": ax(), "steps": 3},
    ax=no_axes(),
    steps=list(wrong.count(3, large=None)),
    gradient=wrong.flag(),
)
NORMS = CURVE + 1
door(
    "figures.gradient_paths",
    figures.gradient_paths,
    lambda: {"ax": ax(), "rows": {"RNN": NORMS}, "every": 1},
    ax=no_axes(),
    rows=[
        Trial(
            f"a row: {t.says}",
            lambda t=t: {"RNN": t.make()},
            (lambda t=t: {"RNN": t.means()}) if t.means is not wrong.NOTHING else wrong.NOTHING,
            t.must,
        )
        for t in wrong.floats(NORMS, free=(0,))
        if t.says != "a dict of rows"
    ]
    + special(
        empty=dict,
        no_line=lambda: {"RNN": {"x": NORMS}},
        unequal=lambda: {"RNN": {"c": NORMS, "h": NORMS[1:]}},
        negative=lambda: {"RNN": -NORMS},
        zeros=lambda: {"RNN": NORMS * 0},
        many=lambda: {str(n): NORMS for n in range(9)},
        a_number_for_a_name=lambda: {3: NORMS},
        half_a_surrogate=lambda: {"\ud800": NORMS},
    )
    + wrong.things("a dict"),
    every=wrong.count(1, 1, 3),
)


def shown(fig, alt):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        figures.show(fig, alt)
    return str(alt)


LONG = "what there is to see in it, in words"
door(
    "figures.show",
    shown,
    lambda: {"fig": Figure(), "alt": LONG},
    fig=wrong.things() + special(axes=ax, pyplot=always(plt)),
    alt=list(wrong.words(LONG)) + special(too_short=always("a line")),
)
door("figures.png", lambda fig: len(figures.png(fig)), lambda: {"fig": Figure()}, fig=wrong.things() + special(axes=ax))
THEME = wrong.choice("light", "dark", "both")


def use(theme):
    with matplotlib.rc_context():
        style.use(theme)
        return dict(matplotlib.rcParams.find_all("axes.facecolor"))


door("style.use", use, {"theme": "light"}, theme=THEME)
door("style.line", style.line, {"key": "f", "theme": "light"}, key=KEYS, theme=THEME)
door("style.label", style.label, {"key": "f"}, key=KEYS)
door(
    "style.colour_map",
    lambda kind, theme: style.colour_map(kind, theme).name,
    {"kind": "diverging", "theme": "light"},
    kind=wrong.choice("diverging", "sequential"),
    theme=THEME,
)
door(
    "style.scale",
    lambda key, limit: vars(style.scale(key, limit)),
    {"key": "c", "limit": 2.0},
    key=KEYS,
    limit=wrong.number(0.5, 0) + special(zero=always(0.0)),
)
door(
    "style.map_for",
    lambda key, theme: style.map_for(key, theme).name,
    {"key": "f", "theme": "light"},
    key=KEYS,
    theme=THEME,
)
door("style.theme_of", style.theme_of, lambda: {"ax": ax()}, ax=no_axes())
door("style.css_variables", style.css_variables, {"theme": "light"}, theme=wrong.choice("light", "dark"))
colour = wrong.things("an ellipsis") + special(
    no_colour=always("#12"),
    a_name_of_none=always("lichtblau"),
    NaN=always((np.nan, 0, 0)),
    too_bright=always((2.0, 0, 0)),
    two=always((0.5, 0.5)),
)
for name in ("contrast", "over"):
    door(
        f"style.{name}", getattr(style, name), {"colour": "#000000", "ground": "#FFFFFF"}, colour=colour, ground=colour
    )
door("style.settings", style.settings, {"theme": "light"}, theme=THEME)
door(
    "figures.encoder_decoder",
    figures.encoder_decoder,
    lambda: {"ax": ax(), "source": ["a", "b"], "target": ["c", "d"], "weights": [0.25, 0.75], "step": 1},
    ax=no_axes(),
    source=[trial for trial in wrong.labels(2) if trial.says not in ("one too few", "one too many", "too long a text")]
    + special(none=list, too_many=always(["a"] * 12)),
    target=[trial for trial in wrong.labels(2) if trial.says not in ("one too few", "one too many", "too long a text")]
    + special(none=list, too_many=always(["a"] * 12)),
    weights=wrong.optional(wrong.floats(np.array([0.25, 0.75]))) + special(negative=always([-0.5, 0.5])),
    step=wrong.count(1, 0, 1),
)
FILM = np.arange(2 * 3 * 4 * 4).reshape(2, 3, 4, 4).astype(float)
door(
    "figures.film_strips",
    figures.film_strips,
    lambda: {"ax": ax(), "frames": FILM, "names": ["a", "b"]},
    ax=no_axes(),
    frames=wrong.floats(FILM, free=(1,), positive=True, integer=True)
    + special(too_bright=always(FILM + 200), negative=always(FILM - 1), no_squares=always(FILM[..., 1:])),
    names=wrong.labels(2),
)
LOOKS = np.eye(2, 3)
door(
    "figures.film_looks",
    figures.film_looks,
    lambda: {"ax": ax(), "frames": FILM[0], "words": ["a", "b"], "weights": LOOKS},
    ax=no_axes(),
    frames=wrong.floats(FILM[0], positive=True, integer=True) + special(too_bright=always(FILM[0] + 250)),
    words=wrong.labels(2),
    weights=wrong.floats(LOOKS, ones=True) + special(too_much=always(2 * LOOKS), negative=always(-LOOKS)),
)
