"""The doors of films, of what watches them and of what says what they show; see attack.py."""

from functools import partial

import numpy as np

from lstm_helpers.data import films
from lstm_helpers.maths import captioner, cells, watcher
from lstm_helpers.maths import translator as tr
from tests.support import wrong_values as wrong
from tests.support.attack import enter
from tests.support.right_things import GRU, dense_params, params
from tests.support.wrong_values import always, fresh, same_as, special

DOORS = {}
door = partial(enter, DOORS)
MOTION = np.array([[3, 0], [1, 6]])
FILMS = films.films(2, fresh(), motion=MOTION, T=6)
D, H = 5, 4


def made_eye(channels=(2, 3), side=2, D=D):
    """An eye for frames of 4 · side pixels, with weights drawn at random."""
    rng, (first, second) = fresh(), channels
    kernels = [rng.normal(0, 0.5, (3, 3, *pair)) for pair in ((1, first), (first, second))]
    convs = (watcher.ConvParams(K, rng.normal(0, 0.1, K.shape[-1])) for K in kernels)
    return watcher.Eye(*convs, cells.init_dense(side * side * second, D, rng))


def made_watcher():
    rng = fresh()
    return watcher.Watcher(cells.init_lstm(D, H, rng), cells.init_dense(H, 8, rng), cells.init_dense(H, 10, rng))


def made_captioner(attention="dot"):
    """A captioner of three words, fresh."""
    words = tr.init_translator(("x",), ("falls", "rises"), 3, H, fresh(), attention=attention)
    return captioner.Captioner(cells.init_lstm(D, H, fresh()), words.target_embedding, *words[3:6], words.target)


EYE, WATCHER, CAPTIONER = made_eye(), made_watcher(), made_captioner()
FRAMES = fresh().integers(0, 101, (2, 3, 8, 8)).astype(float)
FEATURES = fresh().standard_normal((2, 3, D))


def motion():
    """No motions of two films."""
    wrongs = special(
        too_high=always(MOTION + 5),
        negative=always(MOTION - 1),
        halves=always(MOTION + 0.5),
        of_three_films=always(np.array([[0, 1]] * 3)),
        by_name=always([["falls", "rises"]] * 2),
        one_axis=always(MOTION[0]),
        more_than_fit=always(np.arange(8).reshape(2, 4)),
    )
    return [*wrongs, same_as("a list", MOTION.tolist, always(MOTION), must=True), *wrong.things("None")]


def eye():
    """No eye, or one whose parts do not fit together."""
    wrongs = {
        "a bare tuple": tuple(EYE),
        "a watcher": WATCHER,
        "a bare convolution": EYE._replace(first=tuple(EYE.first)),
        "two channels": EYE._replace(first=EYE.second),
        "kernels of 5 × 5": EYE._replace(first=EYE.first._replace(K=np.ones((5, 5, 1, 2)))),
        "a bias too long": EYE._replace(second=EYE.second._replace(b=np.ones(4))),
        "NaN": EYE._replace(second=EYE.second._replace(b=np.full(3, np.nan))),
        "text": EYE._replace(first=EYE.first._replace(K="K")),
        "no dense layer": EYE._replace(dense=None),
        "a dense layer of another size": EYE._replace(dense=cells.init_dense(11, D, fresh())),
    }
    return [wrong.Trial(says, always(value)) for says, value in wrongs.items()] + wrong.things()


def parts(right, part, wrongs):
    """The trials of one part of a record, as trials of the record."""
    return [
        trial._replace(
            says=f"{part}: {trial.says}",
            make=lambda trial=trial: right._replace(**{part: trial.make()}),
            means=trial.means if trial.means is wrong.NOTHING else lambda t=trial: right._replace(**{part: t.means()}),
        )
        for trial in wrongs
    ]


def no_captioner():
    """No captioner, or one whose parts do not fit together."""
    wrongs = {
        "a bare tuple": tuple(CAPTIONER),
        "a watcher": WATCHER,
        "a GRU": CAPTIONER._replace(encoder=GRU),
        "a decoder of other words": CAPTIONER._replace(decoder=cells.init_lstm(7, H, fresh())),
        "a wider decoder": CAPTIONER._replace(decoder=cells.init_lstm(3, H + 1, fresh())),
        "additive": CAPTIONER._replace(attention="additive"),
        "no attention": CAPTIONER._replace(attention=None),
        "a word twice": CAPTIONER._replace(words=("falls", "falls", tr.END)),
        "a word too many": CAPTIONER._replace(words=(*CAPTIONER.words, "then")),
        "NaN": CAPTIONER._replace(embedding=CAPTIONER.embedding * np.nan),
    }
    found = [wrong.Trial(says, always(value)) for says, value in wrongs.items()]
    return found + parts(CAPTIONER, "encoder", params(CAPTIONER.encoder)) + wrong.things()


def sentences_of_words():
    """No captions in the words "falls" and "rises"."""
    wrongs = special(
        words_alone=always(("falls", "rises")),
        an_empty_list=list,
        an_empty_one=always([[]]),
        an_unknown_word=always([["falls", "sinks"]]),
        too_long=always([["falls"] * 5]),
        the_end_mark=always([[tr.END]]),
        numbers=always([[0, 1]]),
        a_text=always("falls rises"),
        texts=always(["falls rises"]),
        with_None=always([["falls", None]]),
    )
    return wrongs + wrong.things()


door("films.drawings", films.drawings, {"unseen": True}, unseen=wrong.flag())
door(
    "films.films",
    films.films,
    lambda: {"count": 2, "rng": fresh(), "motion": MOTION, "T": 6, "unseen": True},
    count=wrong.count(2, large=None),
    rng=wrong.rng(),
    motion=motion(),
    T=wrong.count(6, 4, large=None),
    unseen=wrong.flag(),
)
door(
    "films.drawn_pairs",
    films.drawn_pairs,
    lambda: {"count": 5, "rng": fresh(), "unseen": True},
    count=wrong.count(5),
    rng=wrong.rng(),
    unseen=wrong.flag(),
)
door(
    "films.backwards",
    films.backwards,
    {"found": FILMS},
    found=special(frames=always(FILMS.frames), a_bare_tuple=always(tuple(FILMS))) + wrong.things(),
)
door(
    "films.caption",
    films.caption,
    {"digit": 7, "motion": [3, 0]},
    digit=wrong.count(7, 0, 9),
    motion=special(too_high=always([3, 8]), negative=always([-1]), two_axes=always([[3, 0]]), none=always([]))
    + wrong.things(),
)
door(
    "watcher.look",
    watcher.look,
    {"eye": EYE, "frames": FRAMES},
    eye=eye(),
    frames=wrong.floats(FRAMES, free=(0, 1), narrow=np.float32, positive=True, integer=True)
    + special(brighter_than_white=always(FRAMES + 200), darker_than_black=always(FRAMES - 200)),
)
door(
    "watcher.watch",
    watcher.watch,
    {"watcher": WATCHER, "features": FEATURES},
    watcher=special(a_bare_tuple=always(tuple(WATCHER)), an_eye=always(EYE))
    + parts(WATCHER, "lstm", params(WATCHER.lstm, GRU))
    + parts(WATCHER, "motion", dense_params(WATCHER.motion))
    + parts(WATCHER, "digit", dense_params(WATCHER.digit))
    + wrong.things(),
    features=wrong.floats(FEATURES, free=(0, 1)),
)
for name in ("read_films", "captions"):
    door(
        f"captioner.{name}",
        getattr(captioner, name),
        {"captioner": CAPTIONER, "features": FEATURES},
        captioner=no_captioner(),
        features=wrong.floats(FEATURES, free=(0, 1)),
        **({"most": wrong.count(3, large=None)} if name == "captions" else {}),
    )
