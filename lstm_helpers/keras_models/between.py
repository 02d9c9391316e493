"""What lies between the recurrent layers of a model, as steps that somebody else can compute again.

Each step says what it reads, what it gives, and with which numbers: the Gate Lab's browser runs them when an input is
changed (``widgets/shared/layers.js`` has a function for each ``does``). What it cannot run is "opaque", with a reason.
"""

from dataclasses import dataclass, field

import numpy as np

from lstm_helpers.keras_models.quietly import keras, to_numpy
from lstm_helpers.keras_models.recording import flat
from lstm_helpers.keras_models.weights import activation_of, rounded
from lstm_helpers.maths.activations import OVER_UNITS

L = keras.layers


@dataclass(eq=False)
class Step:
    """One thing that a model computes.

    Attributes
    ----------
    name, kind : str
        Of the layer, and its Keras class.
    does : str
        "dense", "affine", … or "opaque".
    reads : tuple of Number
    gives : dict of Number to str
        Which of its results each number is: "out" as a rule, "mask"; of a recurrent layer "sequence", "last", "h", "c".
    options : dict
        Arrays and numbers.
    why : str
        Of an opaque step: why it can only be run by Keras.
    """

    name: str
    kind: str
    does: str
    reads: tuple
    gives: dict
    options: dict = field(default_factory=dict)
    why: str = ""

    def __repr__(self):
        return f"Step({self.name!r}, {self.kind}, {self.does})"


class OpaqueError(ValueError):
    """A layer is set up in a way that only Keras can run; the message says which."""


def step_of(call, name):
    """Return the `Step` of a call of a layer that stands between recurrent ones."""
    layer = call.layer
    reads = tuple(given_to(call))
    numbers = dict.fromkeys(flat(call.masks), "mask") | dict.fromkeys(flat(call.outputs), "out")
    numbers = {number: port for number, port in numbers.items() if number not in reads}
    kind = type(layer).__name__
    try:
        does, first, options = _work(layer, call)
    except OpaqueError as error:
        return Step(name, kind, "opaque", reads, numbers, {}, str(error))
    return Step(name, kind, does, tuple(first), numbers, options)


def given_to(call):
    """Return the numbers of all tensors that a call was given, in the order of its arguments."""
    return [number for value in call.arguments.values() for number in flat(value)]


def can_be_run(layer):
    """Is this a layer for which there is a step other than "opaque", however it is set up?"""
    return _table_entry(layer) is not None


def is_along_last_axis(step):
    """Does a step treat every row alike, so that it can run over several time steps at once?"""
    if step.does == "activation":
        return True
    return step.does in ("dense", "scale", "normalise", "arithmetic") and step.options.get("rows", True)


def _work(layer, call):
    entry = _table_entry(layer)
    if entry is None:
        raise OpaqueError("its code is its own" if _is_foreign(layer) else "only Keras can run it")
    if "call" in vars(layer) and not hasattr(vars(layer)["call"], "is_heard"):
        raise OpaqueError("its call was replaced")
    if getattr(layer, "quantization_mode", None):
        raise OpaqueError("its weights are quantised")
    return entry(layer, call)


def _table_entry(layer):
    if isinstance(layer, L.TimeDistributed):
        inner = layer.layer
        return _along_time if type(inner) in _ALONG_LAST_AXIS else None
    if isinstance(layer, keras.Layer):
        return _LAYERS.get(type(layer))
    return _OPERATIONS.get(type(layer).__name__) if type(layer).__module__.startswith("keras.") else None


def _is_foreign(layer):
    return not type(layer).__module__.startswith("keras.")


# One function a layer: (what it does, the numbers it reads, options) --------------------------------------------------


def _first(call):
    return given_to(call)[:1]


def _along_time(layer, call):
    return _LAYERS[type(layer.layer)](layer.layer, call)


def _dense(layer, call):
    return "dense", _first(call), _weights(layer) | {"activation": _named(layer)}


def _weights(layer):
    """Kernel and bias as the layer uses them: cast to the type in which it computes."""
    kernel, bias = layer.kernel, layer.bias
    return {
        "W": rounded(to_numpy(kernel), layer.compute_dtype).astype(float),
        "b": None if bias is None else rounded(to_numpy(bias), layer.compute_dtype).astype(float),
    }


def _named(layer):
    name = activation_of(layer)
    if name is None:
        raise OpaqueError("its activation is none of Keras's own")
    return name


def _activation(layer, call):
    return "activation", _first(call), {"activation": _named(layer)}


def _softmax(layer, call):
    if layer.axis not in (-1, [-1]) or len(given_to(call)) > 1:
        raise OpaqueError("its axis or mask is not the usual one")
    return "activation", _first(call), {"activation": "softmax"}


def _relu(layer, call):
    slope, most = float(layer.negative_slope), layer.max_value
    return "activation", _first(call), _bent(slope, None if most is None else float(most), float(layer.threshold))


def _bent(slope, most=None, threshold=0.0):
    return {"activation": "bent", "slope": slope, "most": most, "threshold": threshold}


def _leaky(layer, call):
    return "activation", _first(call), _bent(float(layer.negative_slope))


def _elu(layer, call):
    return "activation", _first(call), {"activation": "elu", "alpha": float(layer.alpha)}


def _prelu(layer, call):
    return "prelu", _first(call), {"slope": to_numpy(layer.alpha).astype(float)}


def _rescaling(layer, call):
    scale, shift = (
        np.asarray(to_numpy(one) if keras.ops.is_tensor(one) else one, float) for one in (layer.scale, layer.offset)
    )
    return "scale", _first(call), {"scale": scale, "shift": shift}


def _normalization(layer, call):
    mean, variance = (np.asarray(to_numpy(one), float)[0] for one in (layer.mean, layer.variance))
    size = np.maximum(np.sqrt(variance), keras.config.epsilon())
    scale, shift = (size, mean) if layer.invert else (1 / size, -mean / size)
    return "scale", _first(call), {"scale": scale, "shift": shift, "rows": scale.ndim < 2 or len(scale) == 1}


def _batch_norm(layer, call):
    last = layer.input_spec.ndim - 1
    if layer.axis not in (-1, last) or getattr(layer, "renorm", False):
        raise OpaqueError("it normalises along another axis than the last, or in another way")
    mean, variance = to_numpy(layer.moving_mean).astype(float), to_numpy(layer.moving_variance).astype(float)
    scale = (to_numpy(layer.gamma) if layer.scale else 1.0) / np.sqrt(variance + layer.epsilon)
    shift = (to_numpy(layer.beta) if layer.center else 0.0) - mean * scale
    return "scale", _first(call), {"scale": scale, "shift": shift}


def _layer_norm(layer, call):
    if getattr(layer, "rms_scaling", False):
        raise OpaqueError("it has rms_scaling")
    return "normalise", _first(call), _norm(layer, layer.axis, layer.gamma, layer.beta) | {"centre": True}


def _rms_norm(layer, call):
    return "normalise", _first(call), _norm(layer, layer.axis, layer.scale, None) | {"centre": False}


def _norm(layer, axis, gamma, beta):
    if axis not in (-1, [-1], (-1,)):
        raise OpaqueError("it normalises along another axis than the last")
    return {
        "epsilon": float(layer.epsilon),
        "gamma": None if gamma is None else to_numpy(gamma).astype(float),
        "beta": None if beta is None else to_numpy(beta).astype(float),
    }


def _unit_norm(layer, call):
    if layer.axis not in (-1, [-1]):
        raise OpaqueError("it normalises along another axis than the last")
    return "normalise", _first(call), {"unit": True, "centre": False}


def _masking(layer, call):
    return "masking", _first(call), {"value": float(layer.mask_value)}


def _repeat(layer, call):
    return "repeat", _first(call), {"count": int(layer.n)}


def _reshape(layer, call):
    return "reshape", _first(call), {"shape": [int(n) for n in layer.target_shape]}


def _flatten(layer, call):
    _usual_format(layer)
    return "reshape", _first(call), {"shape": [-1]}


def _permute(layer, call):
    return "permute", _first(call), {"axes": [int(n) - 1 for n in layer.dims]}


def _pool(kind):
    def work(layer, call):
        _usual_format(layer)
        options = {"kind": kind, "size": _one(layer.pool_size), "stride": _one(layer.strides), "padding": layer.padding}
        return "pool", _first(call), options

    return work


def _pool_all(kind):
    def work(layer, call):
        _usual_format(layer)
        mask = flat(call.arguments.get("mask")) if kind == "average" else []
        return "pool all", [*_first(call), *mask], {"kind": kind, "keep": bool(layer.keepdims)}

    return work


def _conv(layer, call):
    _usual_format(layer)
    if layer.groups != 1:
        raise OpaqueError("it has groups")
    return (
        "convolve",
        _first(call),
        {
            "W": to_numpy(layer.kernel),
            "b": None if layer.bias is None else to_numpy(layer.bias),
            "stride": _one(layer.strides),
            "dilation": _one(layer.dilation_rate),
            "padding": layer.padding,
            "activation": _named(layer),
        },
    )


def _upsample(layer, call):
    return "upsample", _first(call), {"count": int(layer.size)}


def _pad(layer, call):
    _usual_format(layer)
    return "pad", _first(call), {"before": int(layer.padding[0]), "after": int(layer.padding[1])}


def _crop(layer, call):
    before, after = layer.cropping
    return "pad", _first(call), {"before": -int(before), "after": -int(after)}


def _usual_format(layer):
    if getattr(layer, "data_format", "channels_last") != "channels_last":
        raise OpaqueError("its channels come first")


def _one(value):
    return int(value[0] if isinstance(value, (tuple, list)) else value)


def _merge(kind):
    def work(layer, call):
        return "merge", flat(call.arguments["inputs"]), {"kind": kind}

    return work


def _concatenate(layer, call):
    return "concatenate", flat(call.arguments["inputs"]), {"axis": _inner_axis(layer.axis)}


def _inner_axis(axis):
    """An axis without the batch: negative from the end as it is, else one less."""
    if not isinstance(axis, int) or axis == 0:
        raise OpaqueError("it works across the batch")
    return axis if axis < 0 else axis - 1


# Operations of functional models: x[:, -1], x + y, 2 * x, … ---------------------------------------------------------


def _get_item(operation, call):
    key = call.arguments["key"]
    key = key if isinstance(key, tuple) else (key,)
    if not key or key[0] not in (slice(None), Ellipsis):
        raise OpaqueError("it takes parts of the batch")
    if not all(isinstance(one, (int, slice)) or one is Ellipsis for one in key):
        raise OpaqueError("it takes parts in a way that only Keras can")
    kept = key if key[0] is Ellipsis else key[1:]
    return "take", _first(call), {"key": [_part(one) for one in kept]}


def _part(one):
    if isinstance(one, slice):
        return {"from": one.start, "to": one.stop, "by": one.step}
    return "rest" if one is Ellipsis else int(one)


def _arithmetic(kind):
    def work(operation, call):
        sides = [call.arguments.get(name) for name in ("x1", "x2")]
        numbers = [flat(one) for one in sides]
        if all(numbers):
            return "merge", [one[0] for one in numbers], {"kind": kind}
        if not all(number or np.ndim(side) == 0 for number, side in zip(numbers, sides, strict=True)):
            raise OpaqueError("it works with an array that is not the model's")
        options = {"kind": kind, "left": not numbers[0], "with": float(sides[1 if numbers[0] else 0])}
        return "arithmetic", numbers[0] or numbers[1], options

    return work


def _function(name):
    def work(operation, call):
        if name in OVER_UNITS and getattr(operation, "axis", -1) != -1:
            raise OpaqueError("its axis is not the last")
        return "activation", _first(call), {"activation": name}

    return work


def _concatenate_operation(operation, call):
    return "concatenate", flat(call.arguments["xs"]), {"axis": _inner_axis(operation.axis)}


def _reshape_operation(operation, call):
    shape = getattr(operation, "newshape", None) or ()
    if not shape or not all(isinstance(n, int) for n in shape[1:]) or shape[0] not in (-1, None):
        raise OpaqueError("it may move the batch")
    return "reshape", _first(call), {"shape": list(shape[1:])}


def _transpose(operation, call):
    axes = operation.axes
    if axes is None or axes[0] % len(axes):
        raise OpaqueError("it moves the batch")
    return "permute", _first(call), {"axes": [int(n) % len(axes) - 1 for n in axes[1:]]}


def _flip(operation, call):
    if operation.axis != 1:
        raise OpaqueError("it turns round another axis than time")
    return "flip", _first(call), {}


def _reduce(kind):
    def work(operation, call):
        if operation.axis not in (1, [1], (1,)):
            raise OpaqueError("it works along another axis than time")
        return "pool all", _first(call), {"kind": kind, "keep": bool(operation.keepdims)}

    return work


def _any(operation, call):
    axis = operation.axis
    if axis not in (-1, [-1], (-1,)) or operation.keepdims:
        raise OpaqueError("it looks along another axis than the last")
    return "any", _first(call), {}


_ALONG_LAST_AXIS = {
    L.Dense: _dense,
    L.Activation: _activation,
    L.Softmax: _softmax,
    L.ReLU: _relu,
    L.LeakyReLU: _leaky,
    L.ELU: _elu,
    L.Rescaling: _rescaling,
    L.BatchNormalization: _batch_norm,
    L.LayerNormalization: _layer_norm,
    L.UnitNormalization: _unit_norm,
} | ({L.RMSNormalization: _rms_norm} if hasattr(L, "RMSNormalization") else {})

_LAYERS = _ALONG_LAST_AXIS | {
    L.PReLU: _prelu,
    L.Normalization: _normalization,
    L.Masking: _masking,
    L.RepeatVector: _repeat,
    L.Reshape: _reshape,
    L.Flatten: _flatten,
    L.Permute: _permute,
    L.MaxPooling1D: _pool("max"),
    L.AveragePooling1D: _pool("average"),
    L.GlobalMaxPooling1D: _pool_all("max"),
    L.GlobalAveragePooling1D: _pool_all("average"),
    L.Conv1D: _conv,
    L.UpSampling1D: _upsample,
    L.ZeroPadding1D: _pad,
    L.Cropping1D: _crop,
    L.Concatenate: _concatenate,
    L.Add: _merge("add"),
    L.Subtract: _merge("subtract"),
    L.Multiply: _merge("multiply"),
    L.Average: _merge("average"),
    L.Maximum: _merge("maximum"),
    L.Minimum: _merge("minimum"),
}

_OPERATIONS = {
    "GetItem": _get_item,
    "Add": _arithmetic("add"),
    "Subtract": _arithmetic("subtract"),
    "Multiply": _arithmetic("multiply"),
    "TrueDivide": _arithmetic("divide"),
    "Divide": _arithmetic("divide"),
    "Maximum": _arithmetic("maximum"),
    "Minimum": _arithmetic("minimum"),
    "NotEqual": _arithmetic("not equal"),
    "Any": _any,
    "Tanh": _function("tanh"),
    "Sigmoid": _function("sigmoid"),
    "Relu": _function("relu"),
    "Exp": _function("exponential"),
    "Softmax": _function("softmax"),
    "Concatenate": _concatenate_operation,
    "Reshape": _reshape_operation,
    "Flip": _flip,
    "Transpose": _transpose,
    "Mean": _reduce("average"),
    "Max": _reduce("max"),
    "Sum": _reduce("sum"),
}
