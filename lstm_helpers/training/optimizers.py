"""Turn gradients into better parameters: SGD, momentum, RMSprop, Adam; clipping, L2, schedules.

Each rule is written twice. `sgd_step`, `momentum_step`, `rmsprop_step` and `adam_step` are the rules themselves, on
one array, returning new ones. `update_flat` applies the same rules in place to one long vector that holds all
parameters of a model (`training.trees.flatten`), which is how `training.fit` uses them. Tests hold the two together.
What is called a tree is explained in `training.trees`.
"""

from functools import cache
from typing import NamedTuple

import numpy as np

from lstm_helpers.arrays import as_count, as_number, is_list, shown
from lstm_helpers.training.trees import arrays_of, check_tree, rebuild


def sgd_step(w, dw, rate):
    """Return the parameters after one step down the gradient.

    >>> sgd_step(np.array([1.0, 2.0]), np.array([10.0, -10.0]), 0.1).tolist()
    [0.0, 3.0]
    """
    return w - rate * dw


def momentum_step(w, dw, v, rate, momentum=0.9):
    """Return (w, v) after one step of SGD with a velocity ``v`` that is kept from step to step (Polyak 1964)."""
    v = momentum * v - rate * dw
    return w + v, v


def rmsprop_step(w, dw, v, rate, rho=0.9, eps=1e-7):
    """Return (w, v) after one step of RMSprop (Tieleman & Hinton 2012).

    ``v`` is a running mean of the squared gradient; ``eps`` stands inside the root, as in Keras.
    """
    v = rho * v + (1 - rho) * dw**2
    return w - rate * dw / np.sqrt(v + eps), v


def adam_step(w, dw, m, v, t, rate, beta1=0.9, beta2=0.999, eps=1e-8):
    """Return (w, m, v) after step ``t`` = 1, 2, … of Adam (Kingma & Ba 2015, algorithm 1).

    ``m`` and ``v`` are running means of the gradient and of its square; both start at zero, and dividing by
    1 − βᵗ takes that start out of them.
    """
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * dw**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return w - rate * m_hat / (np.sqrt(v_hat) + eps), m, v


def clip_by_global_norm(gradients, limit):
    """Return (gradients, norm): all arrays scaled by one factor, so that their common norm is at most ``limit``.

    One factor for all keeps the direction of the step (Pascanu et al. 2013). ``norm`` is the norm before clipping.

    >>> clipped, norm = clip_by_global_norm([np.array([3.0]), np.array([4.0])], 1.0)
    >>> norm, [g.round(3).tolist() for g in clipped]
    (5.0, [[0.6], [0.8]])
    """
    norm = float(np.sqrt(sum(np.sum(g**2) for g in gradients)))
    scale = limit / max(norm, limit)
    return [g * scale for g in gradients], norm


def l2_penalty(params, strength):
    """Return ``strength`` times the sum of squares of all weight matrices of a tree, and its gradient, a like tree.

    Biases (arrays with one axis) are left alone.
    """
    params = check_tree("params", params)
    strength = as_number("strength", strength, "a number, 0 or more", least=0)
    weights = [w if w.ndim > 1 else np.zeros_like(w) for w in arrays_of(params)]
    with np.errstate(over="ignore"):
        penalty, gradient = strength * float(sum(np.sum(w**2) for w in weights)), [2 * strength * w for w in weights]
    if not (np.isfinite(penalty) and all(np.isfinite(dw).all() for dw in gradient)):
        raise ValueError("params holds numbers whose squares are too large to be added up: scale them down.")
    return penalty, rebuild(params, gradient)


# Schedules: how much of the learning rate is left when a share 0…1 of the training is done.


def constant(share):
    """Return 1: the same rate throughout."""
    return 1.0


def cosine_decay(share):
    """Return the falling half of a cosine, from 1 to 0 (Loshchilov & Hutter 2017).

    >>> [round(cosine_decay(share), 3) for share in (0, 0.5, 1)]
    [1.0, 0.5, 0.0]
    """
    return 0.5 * (1 + float(np.cos(np.pi * share)))


def linear_decay(share):
    """Return a straight line from 1 to 0."""
    return 1.0 - share


class SGD(NamedTuple):
    """Plain stochastic gradient descent; see `sgd_step`."""

    rate: float = 0.01


class Momentum(NamedTuple):
    """SGD with momentum; see `momentum_step`."""

    rate: float = 0.01
    momentum: float = 0.9


class RMSprop(NamedTuple):
    """RMSprop; see `rmsprop_step`."""

    rate: float = 0.001
    rho: float = 0.9
    eps: float = 1e-7


class Adam(NamedTuple):
    """Adam; see `adam_step`."""

    rate: float = 0.001
    beta1: float = 0.9
    beta2: float = 0.999
    eps: float = 1e-8


MEMORIES = {SGD: 0, Momentum: 1, RMSprop: 1, Adam: 2}
"""How many arrays each optimizer remembers for every array of parameters."""


class OptimizerState(NamedTuple):
    """How many steps were taken, and what the optimizer remembers: trees like the parameters."""

    t: int
    memories: tuple


def start(optimizer, params):
    """Return the `OptimizerState` before the first step: zeros wherever there is a parameter."""
    optimizer, params = check_optimizer(optimizer), check_tree("params", params)
    zeros, count = [np.zeros_like(w) for w in arrays_of(params)], MEMORIES[type(optimizer)]
    check_precision(optimizer, np.result_type(*zeros))
    return OptimizerState(0, tuple(rebuild(params, zeros) for _ in range(count)))


def update(optimizer, state, params, gradients, rate=None):
    """Return (params, state) after one step; nothing that was passed changes.

    Parameters
    ----------
    optimizer : SGD, Momentum, RMSprop or Adam
    state : OptimizerState
        From `start`, or from the step before.
    params, gradients : trees of the same form
    rate : float, optional
        The learning rate of this step, where a schedule sets it; otherwise the optimizer's own.

    Raises
    ------
    TypeError, ValueError
        Naming the argument, what came, what was expected and what to try.
    """
    optimizer, params = check_optimizer(optimizer), check_tree("params", params)
    check_precision(optimizer, np.result_type(*arrays_of(params)))
    state, gradients = _check_state(state, optimizer, params), check_tree("gradients", gradients, params)
    rate = optimizer.rate if rate is None else as_number("rate", rate, "a learning rate, 0 or more", least=0)
    t = state.t + 1
    columns = zip(*map(arrays_of, (params, gradients, *state.memories)), strict=True)
    rows = [_step(optimizer, w, dw, memories, t, rate) for w, dw, *memories in columns]
    w, *memories = (rebuild(params, arrays) for arrays in zip(*rows, strict=True))
    return w, OptimizerState(t, tuple(memories))


def _step(optimizer, w, dw, memories, t, rate):
    """(w, *memories) of one array."""
    match optimizer:
        case SGD():
            return (sgd_step(w, dw, rate),)
        case Momentum():
            return momentum_step(w, dw, *memories, rate, *optimizer[1:])
        case RMSprop():
            return rmsprop_step(w, dw, *memories, rate, *optimizer[1:])
        case Adam():
            return adam_step(w, dw, *memories, t, rate, *optimizer[1:])


def update_flat(optimizer, w, dw, memories, t, rate, work):
    """Take step ``t`` = 1, 2, … in place: the rule of `update` on one vector, without new arrays.

    Parameters
    ----------
    w, dw : ndarray (P,)
        ``w`` is overwritten; ``dw`` may be.
    memories : sequence of ndarray (P,)
        `MEMORIES` of them, zeros before the first step; overwritten.
    t : int
    rate : float
    work : ndarray (P,)
        Scratch.

    Notes
    -----
    A gradient that vanishes leaves ever smaller numbers behind in the running means, and below the smallest normal
    float (1e-38 in float32) the processor computes many times slower. Such numbers are set to zero: squares of tiny
    gradients at once, what decays in the memories every 64 steps.
    """
    match optimizer:
        case SGD():
            np.multiply(dw, rate, out=work)
            w -= work
        case Momentum(_, momentum):
            (v,) = memories
            v *= momentum
            np.multiply(dw, rate, out=work)
            v -= work
            w += v
        case RMSprop(_, rho, eps):
            (v,) = memories
            flush(dw, squares=True)
            v *= rho
            np.multiply(dw, dw, out=work)
            work *= 1 - rho
            v += work
            np.add(v, eps, out=work)
            np.sqrt(work, out=work)
            np.divide(dw, work, out=work)
            work *= rate
            w -= work
        case Adam(_, beta1, beta2, eps):
            m, v = memories
            flush(dw, squares=True)
            # m / (1 − β1ᵗ) / (√(v / (1 − β2ᵗ)) + ε), with both corrections moved into two numbers
            root = float(np.sqrt(1 - beta2**t))
            m *= beta1
            np.multiply(dw, 1 - beta1, out=work)
            m += work
            v *= beta2
            np.multiply(dw, dw, out=work)
            work *= 1 - beta2
            v += work
            np.sqrt(v, out=work)
            work += eps * root
            np.divide(m, work, out=work)
            work *= rate * root / (1 - beta1**t)
            w -= work
    if t % 64 == 0:
        for memory in memories:
            flush(memory)


def flush(a, squares=False):
    """Round numbers of ``a`` that are, or soon will be, subnormal to zero, in place; all others keep their value.

    Adding and taking away a number K rounds to multiples of K's last digit, which is chosen far above the smallest
    normal float (with ``squares``, above its root) and far below anything that matters.
    """
    K = _last_digit(a.dtype, squares)
    a += K
    a -= K
    return a


@cache
def _last_digit(dtype, squares):
    """The number whose last binary digit is what `flush` rounds to."""
    info = np.finfo(dtype)
    return dtype.type(np.sqrt(info.tiny) / info.eps if squares else info.tiny * 2.0**20 / info.eps)


def check_optimizer(optimizer):
    """Return the optimizer with its settings as floats; `TypeError` or `ValueError` says what to pass instead."""
    names = ", ".join(kind.__name__ for kind in MEMORIES)
    if type(optimizer) not in MEMORIES:
        hint = " Did you forget the brackets?" if isinstance(optimizer, type) else ""
        raise TypeError(f"optimizer is {shown(optimizer)}: expected one of {names}, e.g. Adam(rate=0.01).{hint}")
    checked = {}
    for field, value in optimizer._asdict().items():
        if field in ("rate", "eps"):
            usual = optimizer._field_defaults[field]
            checked[field] = as_number(f"optimizer.{field}", value, f"a number above zero, e.g. {usual}", above=0)
        else:
            checked[field] = as_number(f"optimizer.{field}", value, "0 or more and less than 1", least=0, below=1)
    return type(optimizer)(**checked)


def check_precision(optimizer, dtype):
    """Refuse a rate or an eps that the model's type rounds to zero, or cannot hold."""
    with np.errstate(over="ignore", under="ignore"):
        for field in {"rate", "eps"} & {*optimizer._fields}:
            value, held = getattr(optimizer, field), float(np.dtype(dtype).type(getattr(optimizer, field)))
            if not 0 < held < np.inf:
                raise ValueError(
                    f"optimizer.{field} is {value:g}, which {np.dtype(dtype).name} makes {held:g}: "
                    f"expected a number such as {optimizer._field_defaults[field]}, or a model in float64."
                )


def _check_state(state, optimizer, params):
    """The state of this optimizer for such parameters, with t as an int."""
    if not isinstance(state, OptimizerState):
        raise TypeError(f"state is {shown(state)}: expected an OptimizerState, as start(optimizer, params) returns it.")
    memories, count = state.memories, MEMORIES[type(optimizer)]
    if not is_list(memories) or len(memories) != count:
        raise ValueError(f"state is of another optimizer: expected start({type(optimizer).__name__}(…), params).")
    memories = tuple(check_tree(f"state.memories[{n}]", memory, params) for n, memory in enumerate(memories))
    return OptimizerState(as_count("state.t", state.t, 0), memories)
