"""The doors of optimizers, training and models; see attack.py."""

from functools import partial

import numpy as np

from lstm_helpers import training
from lstm_helpers.data import tasks
from lstm_helpers.maths.cells import init_gru
from lstm_helpers.training import History, optimizers
from tests.support import right_things as right
from tests.support import wrong_values as wrong
from tests.support.attack import enter
from tests.support.right_things import LSTM, MODEL, SMALL, B, D, H, T, X, Y
from tests.support.wrong_functions import SGD, Adam, RMSprop, draws, losses, optimizer, schedules
from tests.support.wrong_values import Trial, always, fresh, same_as, special

DOORS = {}
door = partial(enter, DOORS)


def targets(usual=Y, narrow=None):
    return wrong.floats(usual, narrow=narrow)


STATE = optimizers.start(Adam(), LSTM)
GRADIENTS = type(LSTM)(*(np.full_like(array, 0.1) for array in LSTM))


def trees():
    """No tree of arrays like LSTM's."""
    others = special(other=always(init_gru(D, H, fresh())), shorter=always(tuple(LSTM)[:2]), arrays=always(LSTM.W_x))
    return [t for t in right.params() if t.says not in ("a bare tuple", "lists", "half precision", "int8")] + others


def own_trees():
    """No tree of floats at all."""
    leave = ("a bare tuple", "an array", "lists", "half precision", "int8")
    return [t for t in right.params() if not t.says.startswith(("W_h", "b ")) and t.says not in leave]


door(
    "optimizers.start",
    optimizers.start,
    {"optimizer": Adam(), "params": LSTM},
    optimizer=optimizer() + special(none=always(None)),
    params=own_trees(),
)
door(
    "optimizers.update",
    optimizers.update,
    {"optimizer": Adam(), "state": STATE, "params": LSTM, "gradients": GRADIENTS},
    optimizer=optimizer()[:30] + special(of_another_kind=always(SGD(0.1))),
    state=wrong.things()
    + special(
        memories=always(STATE.memories),
        of_another=always(optimizers.start(SGD(), LSTM)),
        t_as_text=always(STATE._replace(t="3")),
        negative_t=always(STATE._replace(t=-1)),
        t_half=always(STATE._replace(t=0.5)),
        NaN=always(STATE._replace(t=np.nan)),
    )
    + [same_as("t in uint8", always(STATE._replace(t=np.uint8(255))), always(STATE._replace(t=255)), must=True)],
    params=trees(),
    gradients=trees(),
    rate=wrong.optional(wrong.number(0.5, 0)),
)
door(
    "optimizers.check_optimizer",
    optimizers.check_optimizer,
    {"optimizer": Adam()},
    optimizer=optimizer() + special(none=always(None)),
)
door(
    "optimizers.l2_penalty",
    optimizers.l2_penalty,
    {"params": LSTM, "strength": 0.1},
    params=own_trees(),
    strength=wrong.number(0.1, 0),
)


VALIDATION = {
    "x alone": (X,),
    "too many targets": (X, np.ones((B + 1, 1))),
    "one sequence": (X[0], Y),
    "flat targets": (X, Y[:, 0]),
    "no targets": (X, None),
    "a number for a mask": (X, Y, 3),
    "a list": [X, Y],
    "masked": (X, np.ma.array(Y, mask=True)),
    "NaN": (X * np.nan, Y),
    "NaN targets": (X, Y * np.nan),
    "four": (X, Y, None, None),
    "texts": ("x", "y"),
    "a set": {1, 2},
    "complex": (X, Y + 1j),
    "objects": (X, Y.astype(object) + None if False else np.full((B, 1), None)),
}


def fit(**more):
    return lambda: {"model": SMALL, "x": X, "y": Y, "rng": fresh(), "progress": False} | more


class Hears:
    """What may hear of a training."""

    on_batch = None


steps = wrong.count(2, large=None)
door(
    "training.fit",
    training.fit,
    fit(epochs=2),
    model=[t for t in right.model(MODEL) if t.says != "layers in a list"],
    x=[t for t in wrong.floats(X, free=(1,), narrow=np.float32) if t.says not in ("a function", "a class")],
    y=targets(narrow=np.float32),
    rng=wrong.rng(),
    loss=losses(),
    optimizer=optimizer()
    + special(eps_lost_in_float32=always(RMSprop(0.1, eps=1e-60)), infinite_in_float32=always(SGD(1e39))),
    epochs=[t for t in wrong.count(2, large=None) if t.says != "far above"],
    batch_size=[t for t in wrong.count(2) if t.says not in ("far above", "beyond int64", "400 digits")],
    steps=special(with_stored_data=always(2)),
    mask=wrong.optional(wrong.mask((B, T))),
    schedule=schedules(),
    clip=wrong.optional(wrong.number(0.5, 0)) + special(zero=always(0.0)),
    l2=wrong.number(0.01, 0),
    dropout=wrong.number(0.5, 0, 1) + special(one=always(1.0)),
    patience=special(without_validation=always(3)),
    callbacks=wrong.things("an endless iterator", "a generator")
    + special(
        a_number_in_it=always([3]),
        a_set_of_functions=lambda: {print},
        one_function=always(print),
        a_dict=lambda: {"a": print},
        no_method=lambda: [Hears()],
        a_class_in_it=lambda: [dict],
        a_generator_of_them=lambda: (f for f in [print]),
    ),
    validation=wrong.optional(wrong.things()) + [Trial(says, always(value)) for says, value in VALIDATION.items()],
    checkpoint=wrong.optional(wrong.things("text", "bytes"))
    + special(
        a_number=always(3),
        a_half=always(2.5),
        a_list=always(["a.npz"]),
        in_bytes=always(b"a.npz"),
        with_a_null=always("a\0b.npz"),
        a_folder=always("."),
        no_such_folder=always("/no/such/folder/run.npz"),
        True_=always(True),
        a_device=always("/dev/null"),
        no_such_user=always("~nobody-of-that-name/run.npz"),
        too_long=always("a" * 300 + ".npz"),
    ),
    checkpoint_seconds=wrong.number(5.0, 0),
    progress=wrong.flag(),
)
door(
    "training.fit, with a task",
    training.fit,
    lambda: {
        "model": SMALL,
        "x": lambda n, rng: tasks.adding(n, rng, T=6),
        "rng": fresh(),
        "steps": 2,
        "batch_size": 4,
        "progress": False,
    },
    steps=[t for t in wrong.count(2, large=None) if t.says != "far above"],
    x=draws(),
    y=special(targets_of_its_own=always(Y)),
    mask=special(a_mask_of_its_own=always(np.ones((B, T), bool))),
    batch_size=[t for t in wrong.count(2) if t.says not in ("beyond int64",)],
    leave=dict.fromkeys(
        (
            "model",
            "rng",
            "loss",
            "optimizer",
            "epochs",
            "schedule",
            "clip",
            "l2",
            "dropout",
            "validation",
            "patience",
            "callbacks",
            "checkpoint",
            "checkpoint_seconds",
            "progress",
        ),
        "see training.fit",
    ),
)
door(
    "training.fit, with patience",
    training.fit,
    fit(epochs=3, validation=(X, Y), patience=1),
    patience=wrong.optional(wrong.count(2)),
    leave=dict.fromkeys([*DOORS["training.fit"].trials, *DOORS["training.fit"].leave], "see training.fit"),
)
del DOORS["training.fit, with patience"].leave["patience"]


sizes = wrong.count(4, large=130) + special(
    none=list,
    with_zero=always([4, 0]),
    with_text=always((4, "4")),
    a_set=lambda: {4},
    a_dict=lambda: {4: 4},
    floats=always([4.0]),
    NaN=always([np.nan]),
)
sizes = [t for t in sizes if t.says not in ("a list", "a tuple", "two of them", "an array of one")]
sizes += [
    same_as("an array of two", always(np.array([4, 3])), always([4, 3])),
    same_as("uint8 twice", always([np.uint8(130)] * 2), always([130, 130]), must=True),
]
dtypes = wrong.things() + special(
    int=always(int),
    half=always(np.float16),
    complex=always(complex),
    a_typo=always("float23"),
    object=always(object),
    bool=always(bool),
)
dtypes += [
    same_as("a dtype", always(np.dtype("f4")), always(np.float32), must=True),
    same_as("a name", always("float64"), always(np.float64), must=True),
    same_as("float", always(float), always(np.float64)),
]
door(
    "training.init_model",
    training.init_model,
    lambda: {"D": D, "H": H, "O": 1, "rng": fresh()},
    D=wrong.count(D),
    O=wrong.count(1),
    rng=wrong.rng(),
    H=sizes,
    cell=wrong.function()
    + special(
        of_nothing=lambda: lambda D, H, rng: None,
        of_arrays=lambda: lambda D, H, rng: np.ones((D, H)),
        a_class=always(dict),
        a_readout=lambda: lambda D, H, rng: right.READOUT,
    ),
    every_step=wrong.flag(),
    dtype=dtypes,
)
HUGE = MODEL._replace(readout=MODEL.readout._replace(W=MODEL.readout.W * 1e39))
door(
    "training.as_dtype",
    training.as_dtype,
    {"model": MODEL, "dtype": np.float32},
    model=[t for t in right.model() if t.says != "mixed precision"] + special(beyond_float32=always(HUGE)),
    dtype=dtypes,
)
door("training.check_model", training.check_model, {"model": MODEL}, model=right.model())
for name, model, narrow in (("", MODEL, None), (", float32", SMALL, np.float32)):
    door(
        f"training.predict{name}",
        training.predict,
        {"model": model, "x": X},
        model=right.model(model),
        x=wrong.floats(X, free=(0, 1), narrow=narrow),
        mask=wrong.optional(wrong.mask((B, T))),
        batch_size=[t for t in wrong.count(2) if t.says not in ("far above", "beyond int64", "400 digits")],
    )
door(
    "training.evaluate",
    training.evaluate,
    {"model": SMALL, "x": X, "y": Y},
    model=[t for t in right.model(MODEL) if t.says != "layers in a list"],
    x=wrong.floats(X, free=(1,), narrow=np.float32),
    y=targets(narrow=np.float32),
    loss=losses(),
    mask=wrong.optional(wrong.mask((B, T))),
)
door(
    "training.loss_and_gradients",
    training.loss_and_gradients,
    lambda: {"model": SMALL, "x": X, "y": Y, "rng": fresh(), "dropout_rate": 0.5},
    model=[t for t in right.model(MODEL) if t.says != "layers in a list"],
    x=wrong.floats(X, free=(1,), narrow=np.float32),
    y=targets(narrow=np.float32),
    loss=losses(),
    mask=wrong.optional(wrong.mask((B, T))),
    dropout_rate=wrong.number(0.5, 0, 1) + special(one=always(1.0)),
    rng=wrong.rng(),
)
door("training.Progress.stop", lambda reason: heard(reason), {"reason": "enough"}, reason=wrong.words("enough"))


def heard(reason):
    progress = training.Progress(1, 1, History(), SMALL)
    progress.stop(reason)
    return progress.stop_reason


door("training.interrupts", training.interrupts, {})
