"""The doors of optimizers, training and models; see test_bad_input.py."""

from functools import partial

import numpy as np
from hypothesis import strategies as st

from lstm_helpers import training
from lstm_helpers.data import tasks
from lstm_helpers.maths.cells import init_dense
from lstm_helpers.training import models, optimizers
from tests.support.wrong_values import (
    LSTM,
    MODEL,
    B,
    D,
    H,
    T,
    X,
    count,
    enter,
    floats,
    fresh,
    mask,
    number,
    rng_,
    things,
)

DOORS = {}
door = partial(enter, DOORS)

no_optimizer = st.one_of(
    things(),
    st.sampled_from(
        [
            optimizers.Adam,
            "adam",
            optimizers.Adam(0.0),
            optimizers.Adam(-1),
            optimizers.Adam(np.nan),
            optimizers.SGD("fast"),
            optimizers.SGD(None),
            optimizers.Momentum(0.1, 1.5),
            optimizers.RMSprop(0.1, rho=-1),
            optimizers.Adam(0.1, beta1=1.0),
            optimizers.Adam(0.1, beta2="x"),
            optimizers.Adam(0.1, eps=-1.0),
        ]
    ),
)
door("optimizers.start", optimizers.start, {"optimizer": optimizers.Adam(), "params": LSTM}, optimizer=no_optimizer)
door(
    "models.dropout",
    models.dropout,
    {"h": np.ones((2, 3)), "rate": 0.5, "rng": fresh()},
    rate=st.one_of(number(0, 1), st.just(1.0)),
    rng=rng_,
)

fit = {"model": MODEL, "x": X, "y": np.ones((B, 1)), "rng": fresh(), "progress": False}
no_model = st.one_of(
    things(),
    st.sampled_from(
        [
            LSTM,
            MODEL._replace(layers=()),
            MODEL._replace(layers=(None,)),
            MODEL._replace(readout=None),
            MODEL._replace(readout=init_dense(H + 1, 1, fresh())),
            MODEL._replace(layers=(LSTM, LSTM)),
            MODEL._replace(readout=models.as_dtype(MODEL, np.float32).readout),
        ]
    ),
)
no_targets = st.one_of(
    things(),
    st.sampled_from(
        [
            np.ones((B + 1, 1)),
            np.ones(B),
            np.ones((B, 2)),
            np.ones((B, T, 1)),
            np.full((B, 1), np.nan),
            np.ones((0, 1)),
            1.0,
        ]
    ),
)
door(
    "training.fit",
    training.fit,
    fit,
    model=no_model,
    x=floats(None, None, D),
    y=no_targets,
    rng=rng_,
    loss=things(),
    optimizer=no_optimizer.filter(lambda value: value is not None),
    epochs=count(),
    batch_size=count(),
    steps=count(optional=True),
    mask=mask(B, T),
    schedule=things(),
    clip=st.one_of(number(0, optional=True), st.just(0.0)),
    l2=number(0),
    dropout=st.one_of(number(0, 1), st.just(1.0)),
    patience=count(optional=True),
    callbacks=things(),
    validation=st.one_of(
        things(optional=True),
        st.sampled_from(
            [
                (X,),
                (X, np.ones((B + 1, 1))),
                (X[0], np.ones((B, 1))),
                (X, np.ones(B)),
                (X, None),
                (X, np.ones((B, 1)), 3),
            ]
        ),
    ),
    checkpoint=st.sampled_from([3, 2.5, ["a.npz"], {}, b"bytes"]),
    checkpoint_seconds=number(0),
)
door(
    "training.fit with a task",
    training.fit,
    {"model": MODEL, "x": lambda n, rng: tasks.adding(n, rng, T=6), "rng": fresh(), "steps": 2, "progress": False},
    steps=count(),
    x=st.sampled_from(
        [
            lambda n, rng: 3,
            lambda n, rng: (1, 2, 3, 4),
            lambda n, rng: ("a", "b"),
            lambda n, rng: (np.ones((n, 6)), np.ones((n, 1))),
            lambda n, rng: (np.ones((n, 6, 3)), np.ones((n, 1))),
        ]
    ),
)
door(
    "models.init_model",
    models.init_model,
    {"D": D, "H": H, "O": 1, "rng": fresh()},
    D=count(),
    O=count(),
    rng=rng_,
    H=st.one_of(count(), st.just([]), st.just([4, 0]), st.just((4, "4"))),
    cell=things(),
    dtype=st.sampled_from([int, "text", None, np.float16, complex]),
)
door(
    "models.predict",
    models.predict,
    {"model": MODEL, "x": X},
    model=no_model,
    x=floats(None, None, D),
    mask=mask(B, T),
    batch_size=count(),
)
door(
    "models.evaluate",
    models.evaluate,
    {"model": MODEL, "x": X, "y": np.ones((B, 1))},
    model=no_model,
    x=floats(None, None, D),
    y=no_targets,
    loss=things(),
    mask=mask(B, T),
)
