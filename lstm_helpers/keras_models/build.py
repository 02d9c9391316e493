"""The course's Keras models; weights in and out; their gradients; the `Trace` of any trained Keras LSTM layer.

Importing this module imports Keras, which takes seconds.
"""

import numpy as np

from lstm_helpers.arrays import as_choice, as_count, as_flag, as_floats, as_number, as_sequence, check_fits
from lstm_helpers.keras_models.inputs import check_x
from lstm_helpers.keras_models.quietly import as_model, keras, kind
from lstm_helpers.keras_models.weights import set_params
from lstm_helpers.maths.cells import LSTMParams
from lstm_helpers.maths.sequence import MERGE_MODES, check_params
from lstm_helpers.maths.trace import check_x as check_sequences

# Builders ------------------------------------------------------------------------------------------------------------


def single(units, T, D, *, outputs=1):
    """Return a model that reads (B, T, D) with one LSTM layer and gives (B, outputs) from its last state."""
    return stacked([units], T, D, outputs=outputs)


def stacked(units, T, D, *, outputs=1, dropout=0.0):
    """Return a model of several LSTM layers, each reading the states of the one below.

    Parameters
    ----------
    units : sequence of int
        Hidden units, the lowest layer first.
    T, D : int
        Time steps (None: any number) and features of the input.
    outputs : int
    dropout : float
        The share of a layer's outputs that the layer above does not see while training.
    """
    units = _sizes(units)
    dropout = as_number("dropout", dropout, "the share to drop, 0 or more and less than 1", least=0, below=1)
    layers, outputs = [_input(T, D)], as_count("outputs", outputs)
    _check_fits(units, D)
    for n, size in enumerate(units):
        top = n == len(units) - 1
        layers.append(keras.layers.LSTM(size, return_sequences=not top))
        if dropout and not top:
            layers.append(keras.layers.Dropout(dropout))
    return keras.Sequential([*layers, keras.layers.Dense(outputs)])


def bidirectional(units, T, D, *, outputs=1, merge_mode="concat", every_step=False):
    """Return a model that reads (B, T, D) both ways: (B, outputs), or (B, T, outputs) with ``every_step``.

    ``merge_mode`` is "concat", "sum", "ave" or "mul".
    """
    merge_mode = as_choice("merge_mode", merge_mode, [mode for mode in MERGE_MODES if mode])  # a pair has no readout
    units, outputs = as_count("units", units), as_count("outputs", outputs)
    _check_fits([units], as_count("D", D))
    half = keras.layers.LSTM(units, return_sequences=as_flag("every_step", every_step))
    return keras.Sequential(
        [
            _input(T, D),
            keras.layers.Bidirectional(half, merge_mode=merge_mode),
            keras.layers.Dense(outputs),
        ]
    )


def _input(T, D):
    return keras.Input((None if T is None else as_count("T", T), as_count("D", D)))


def _check_fits(units, D):
    """Refuse sizes whose weights no machine can hold."""
    for n, size in enumerate(units):
        check_fits(**{"units": 4 * size, "D" if n == 0 else "units below": (D, *units)[n]})
        check_fits(units=4 * size, rows=size)


def _sizes(units):
    sizes = [as_count("units", n) for n in as_sequence("units", units, "one number a layer, e.g. [50, 50]")]
    if not sizes:
        raise ValueError("units is empty: expected one number a layer, e.g. [50, 50].")
    return sizes


# Gradients -----------------------------------------------------------------------------------------------------------


def gradients(model, x, d_output):
    """Return what TensorFlow finds for the gradient of sum(d_output · model(x)).

    Parameters
    ----------
    model : keras.Model
    x : array_like
        What the model reads.
    d_output : array_like
        The gradient at the model's output, in its shape.

    Returns
    -------
    weights : list of ndarray
        One for each array of ``model.trainable_weights``.
    dx : ndarray, shape of ``x``

    Raises
    ------
    TypeError, ValueError
        Naming the argument, what came and what was expected.
    """
    import tensorflow as tf

    x = check_x(as_model(model), x)
    if not all(np.isfinite(keras.ops.convert_to_numpy(one)).all() for one in keras.tree.flatten(x)):
        raise ValueError("x holds values that are NaN or infinite: no gradient would come of them.")
    d_output = as_floats("d_output", d_output, None)
    with tf.GradientTape() as tape:
        tape.watch(x)
        output = model(x)
        if d_output.shape != tuple(output.shape):
            raise ValueError(
                f"d_output has shape {d_output.shape}: expected {tuple(output.shape)}, as the output for x."
            )
        narrow = np.float32 if output.dtype.name == "float32" else None  # a number must not become infinite on its way
        d_output = as_floats("d_output", d_output, None, dtype=narrow)
        total = tf.reduce_sum(output * d_output.astype(output.dtype.name))
    *weights, dx = tape.gradient(total, [*model.trainable_weights, x])
    return [np.array(weight) for weight in weights], np.array(dx)


def lstm_gradients(params, x, dh):
    """Return (LSTMParams of gradients, dx) as TensorFlow finds them, for a Keras LSTM with the weights ``params``.

    ``x`` (B, T, D); ``dh`` (B, T, H) is the gradient at every hidden state. The type of ``params`` is kept.
    """
    if not isinstance(params, LSTMParams):
        raise TypeError(f"params is {kind(params)}: expected LSTMParams, e.g. cells.init_lstm(D, H, rng).")
    params, D, H = check_params(params)
    x = check_sequences("x", x, D, params.W_x.dtype)
    sizes = {"batch": x.shape[0], "time": x.shape[1], "hidden": H}
    try:
        dh = as_floats("dh", dh, ("batch", "time", "hidden"), sizes=sizes, dtype=params.W_x.dtype)
    except ValueError as error:
        raise ValueError(f"{error} (x has shape {x.shape})") from None
    dtype = params.W_x.dtype.name
    layer = keras.layers.LSTM(H, return_sequences=True, dtype=dtype)
    model = keras.Sequential([keras.Input(x.shape[1:], dtype=dtype), layer])
    set_params(layer, params)
    weights, dx = gradients(model, x, dh)
    return LSTMParams(*weights), dx
