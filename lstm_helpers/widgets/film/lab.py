"""The Film Lab: what a network thinks of a film, frame by frame, and what becomes of it in another order."""

import numpy as np
import traitlets

from lstm_helpers.arrays import as_count, as_floats, as_labels, as_sequence, as_text
from lstm_helpers.figures import film_looks
from lstm_helpers.maths.captioner import as_translator, captions
from lstm_helpers.maths.watcher import check_watcher, watch
from lstm_helpers.widgets import bundle
from lstm_helpers.widgets.lab import Lab
from lstm_helpers.widgets.payload import decoder_record, digest, many, narrow_cell, narrow_record, pack, pack_narrow
from lstm_helpers.widgets.traits import Whole

MOST_FILMS, MOST_FRAMES, MOST_SIDE, MOST_PIXELS, MOST_CLASSES, MOST_UNITS = 24, 60, 64, 1_000_000, 20, 512
MOST_WORDS = 12
"""Words of a caption after which it is stopped."""
DRAWN = 16
"""Frames of the picture; of longer films some are left out."""


class FilmLab(Lab):
    """Watch a network watch a film: its verdict after each frame, in any order of the frames; its caption.

    The eye has seen each frame already, by itself, and it does not matter to it when; the LSTM, its readouts and the
    caption are computed in the browser, in float64, for whatever order the frames are put in.

    Parameters
    ----------
    films : array (N, T, S, S)
        N ≤ 24 films of T ≤ 60 frames of S × S ≤ 64 × 64 pixels, a million in all; grey levels from 0, black, to 255.
    features : array (N, T, D)
        What the eye made of each frame, from `maths.watcher.look`.
    watcher : maths.watcher.Watcher
        At most 512 units.
    captioner : maths.captioner.Captioner, optional
        It reads the same features.
    motions, digits : sequence of str, optional
        Names of what the two readouts choose from, at most 20 each; their numbers when left out.
    truths : sequence of str, optional
        What each film really shows, a text for each.
    film : int
        The film that is seen first.
    order : sequence of int, optional
        Which frame stands where, from one to 60 of them: a frame may come twice or not at all. Without it they stand as
        they were filmed.
    step : int, optional
        The place that is looked at; the last one when left out.
    word : int
        The word of the caption whose looks are shown; −1 for none.
    title : str

    Raises
    ------
    TypeError, ValueError
        Naming the argument, what came and what to do.

    Examples
    --------
    >>> from lstm_helpers.maths.cells import init_dense, init_lstm
    >>> from lstm_helpers.maths.watcher import Watcher
    >>> rng = np.random.default_rng(0)
    >>> watcher = Watcher(init_lstm(5, 4, rng), init_dense(4, 2, rng), init_dense(4, 10, rng))
    >>> films, features = np.zeros((1, 6, 8, 8)), rng.random((1, 6, 5))
    >>> FilmLab(films, features, watcher, motions=("falls", "rises"))  # doctest: +ELLIPSIS
    Film Lab: 1 film of 6 frames, 4 units, values ...
    """

    _esm = bundle.module("film/view.js")
    _css = bundle.stylesheet("film/lab.css")

    film = Whole(0).tag(sync=True)
    order = traitlets.List().tag(sync=True)
    step = Whole(0).tag(sync=True)
    word = Whole(-1).tag(sync=True)

    picture_size = (7.2, 3.6)

    def __init__(
        self,
        films,
        features,
        watcher,
        *,
        captioner=None,
        motions=None,
        digits=None,
        truths=None,
        film=0,
        order=None,
        step=None,
        word=-1,
        title="",
    ):
        films, features, watcher = _as_films(films, features, watcher)
        self.films, self.features, self.watcher, self.captioner = films, features, watcher, captioner
        translator = None if captioner is None else _as_written(captioner, features.shape[-1])
        self.names = {
            "motions": _names("motions", motions, watcher.motion.W.shape[1]),
            "digits": _names("digits", digits, watcher.digit.W.shape[1]),
        }
        truths = () if truths is None else as_labels("truths", truths, len(films))
        film, order = as_count("film", film, 0, len(films) - 1), [] if order is None else self._as_order(order)
        self._first = film
        last = self._last(order)
        step = last if step is None else as_count("step", step, 0, last)
        word = as_count("word", word, -1, MOST_WORDS if translator else -1)
        payload = {
            "title": as_text("title", title, empty=True),
            "count": len(films),
            "frames": films.shape[1],
            "side": films.shape[2],
            "pixels": {"type": "u1", "bytes": films.tobytes()},
            "features": pack_narrow(features),
            "lstm": narrow_cell(watcher.lstm),
            "motion": _readout(watcher.motion),
            "digit": _readout(watcher.digit),
            **{name: list(names) for name, names in self.names.items()},
            "truths": list(truths),
            "captioner": translator and decoder_record(translator) | {"most": MOST_WORDS},
            "first": film,
            "kernel": pack(self._chances(film, [])),
        }
        super().__init__(payload=payload, film=film, order=order, step=step, word=word)

    @property
    def watched(self):
        """The `maths.watcher.Watched` of the film that stands in the lab, in the order in which it stands there."""
        return watch(self.watcher, self.features[[self.film]][:, self._places(self.order)])

    @property
    def caption(self):
        """The `Translation` that the captioner writes of it now; None without a captioner."""
        if self.captioner is None:
            return None
        return captions(self.captioner, self.features[[self.film]][:, self._places(self.order)], most=MOST_WORDS)[0]

    @traitlets.validate("film")
    def _film(self, proposal):
        return as_count("film", proposal["value"], 0, len(self.films) - 1)

    @traitlets.validate("order")
    def _order(self, proposal):
        return self._as_order(proposal["value"], empty=True)

    @traitlets.validate("step")
    def _step(self, proposal):
        return as_count("step", proposal["value"], 0, self._last(self.order))

    @traitlets.validate("word")
    def _word(self, proposal):
        return as_count("word", proposal["value"], -1, MOST_WORDS if self.captioner else -1)

    @traitlets.observe("order")
    def _stay_inside(self, change):
        self.step = min(self.step, self._last(self.order))

    @classmethod
    def demo(cls):
        """Return the watcher of lesson 19 before films of handwriting that it has not seen."""
        from lstm_helpers.data import films as data
        from lstm_helpers.maths.watcher import look
        from lstm_helpers.pretrained import film_networks
        from lstm_helpers.widgets.film import demo

        networks, found = film_networks()[0], demo.stored()
        return cls(
            found["frames"],
            look(networks.eye, found["frames"]),
            networks.watcher,
            captioner=networks.captioner,
            motions=data.MOTIONS,
            digits=data.DIGITS,
            truths=found["truths"].tolist(),
            film=2,
        )

    def summary(self):
        """Return one line: films, units, and a digest of the chances after each frame."""
        N, T = self.films.shape[:2]
        values = digest(self._chances(self._first, []), decimals=4)
        return f"Film Lab: {many(N, 'film')} of {many(T, 'frame')}, {len(self.watcher.lstm.W_h)} units, values {values}"

    def draw(self, figure):
        """Draw frames of the first film, and beneath each the chance of every motion once it was read."""
        T = self.films.shape[1]
        places = np.unique(np.linspace(0, T - 1, min(T, DRAWN)).round().astype(int))
        p = watch(self.watcher, self.features[[self._first]]).motion[0][places]  # (places, M)
        axes = film_looks(figure.subplots(), self.films[self._first][places], self.names["motions"], p.T)
        axes.set_xticks(range(1, len(places) + 1), places + 1)
        axes.set_xlabel("frame")

    def _chances(self, film, order):
        """The chances of motions and digits after each frame, side by side: (T, M + C)."""
        found = watch(self.watcher, self.features[[film]][:, self._places(order)])
        return np.concatenate([found.motion[0], found.digit[0]], axis=-1)

    def _places(self, order):
        return list(order) if len(order) else list(range(self.films.shape[1]))

    def _last(self, order):
        return len(self._places(order)) - 1

    def _as_order(self, order, empty=False):
        """A list of frames, none where they stand as they were filmed."""
        listed = as_sequence("order", order, "a list of frames, e.g. [2, 1, 0]")
        if not listed and not empty:
            raise ValueError("order is empty: leave it out to see the film as it is.")
        if len(listed) > MOST_FRAMES:
            raise ValueError(f"order has {len(listed)} frames: the lab shows at most {MOST_FRAMES}.")
        return [as_count(f"order[{n}]", one, 0, self.films.shape[1] - 1) for n, one in enumerate(listed)]


def _as_films(films, features, watcher):
    """Films as bytes, features and watcher, where they fit together and can be shown."""
    films = as_floats("films", films, ("films", "time", "rows", "columns"))
    N, T, rows, columns = films.shape
    if N > MOST_FILMS or T > MOST_FRAMES or max(rows, columns) > MOST_SIDE or rows != columns:
        most = f"{MOST_FILMS} films of {MOST_FRAMES} square frames of {MOST_SIDE} × {MOST_SIDE} pixels"
        raise ValueError(f"films is {N} of {T} frames of {rows} × {columns}: the lab shows at most {most}.")
    if films.size > MOST_PIXELS:
        raise ValueError(
            f"films has {films.size:,} pixels: the lab shows at most {MOST_PIXELS:,}, so pass fewer films."
        )
    if films.min() < 0 or films.max() > 255:
        raise ValueError("films must hold grey levels from 0, black, to 255.")
    watcher = check_watcher(watcher)
    D, H = watcher.lstm.W_x.shape[0], len(watcher.lstm.W_h)
    if H > MOST_UNITS:
        raise ValueError(f"watcher has {H} units: the lab computes at most {MOST_UNITS}.")
    for head in ("motion", "digit"):
        if getattr(watcher, head).W.shape[1] > MOST_CLASSES:
            raise ValueError(f"watcher.{head} chooses from more than {MOST_CLASSES}: the lab shows no more.")
    sizes = {"films": N, "time": T, "features": D}
    try:
        features = as_floats("features", features, ("films", "time", "features"), sizes=sizes)
    except ValueError as error:
        raise ValueError(f"{error} One for each frame of films is needed.") from None
    return np.round(films).astype(np.uint8), features.astype(np.float64), watcher


def _as_written(captioner, D):
    """The captioner as a translator whose parts fit together and which reads D features."""
    translator = as_translator(captioner)
    if len(translator.encoder.W_x) != D:
        raise ValueError(f"captioner reads {len(translator.encoder.W_x)} features: expected {D}, as features has.")
    if len(translator.encoder.W_h) > MOST_UNITS:
        raise ValueError(f"captioner has more than {MOST_UNITS} units: the lab computes no more.")
    return translator


def _names(name, value, count):
    return tuple(map(str, range(count))) if value is None else as_labels(name, value, count)


def _readout(params):
    H, O = params.W.shape
    return {"H": H, "O": O, "activation": "softmax"} | narrow_record(params)
