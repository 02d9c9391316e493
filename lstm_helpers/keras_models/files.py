"""A Keras model from a file of Keras 3 or Keras 2, whole or weights alone. No code that stands in a file is run."""

import json
import shutil
import warnings
import zipfile
from contextlib import contextmanager
from inspect import signature
from pathlib import Path
from tempfile import TemporaryDirectory

from lstm_helpers.arrays import as_function, as_path, shown
from lstm_helpers.keras_models.quietly import as_model, keras, kind, reason_of

_HDF5, _ZIP = b"\x89HDF\r\n\x1a\n", b"PK\x03\x04"
_TRUSTED = "if you trust it, model = keras.saving.load_model(path, safe_mode=False), then GateLab.from_keras(model, x)"
_RECURRENT = ("LSTM", "GRU", "SimpleRNN", "RNN", "Bidirectional", "CuDNNLSTM", "CuDNNGRU")
_OPERATIONS = ("TFOpLambda", "SlicingOpLambda")  # of Keras 2: x + y and x[:, -1] between layers


def open_file(path, build=None, *, custom_objects=None):
    """Return the Keras model in a file, not compiled.

    Parameters
    ----------
    path : str or Path
        ``.keras`` or ``.h5``, as Keras 3 or Keras 2 wrote it; what is in a file counts, not how it is called. A file
        with weights alone (``.weights.h5``) needs ``build``.
    build : function, optional
        Without arguments; returns the model into which the file's weights go.
    custom_objects : dict of str to class or function, optional
        Your own layers, as for ``keras.saving.load_model``.

    Raises
    ------
    TypeError, ValueError
        Nothing that can be opened, in a sentence. Lambdas, which are code inside the file, are never run.
    """
    path = _file(path)
    build = None if build is None else _builder(build)
    if custom_objects is not None and not isinstance(custom_objects, dict):
        raise TypeError(f"custom_objects is {shown(custom_objects)}: expected a dict, e.g. {{'MyLayer': MyLayer}}.")
    with TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        copy = _translated(path, Path(folder), whole=build is None)
        if build is not None:
            return _with_weights(path, copy, build)
        try:
            named = _by_their_names(copy, custom_objects or {})
            with keras.saving.custom_object_scope(named):
                model = keras.saving.load_model(copy, compile=False, safe_mode=True)
        except Exception as error:  # Keras raises what it meets, from a missing key to a page of configuration
            raise ValueError(_why(path, error)) from error
    if not isinstance(model, keras.Model):
        raise ValueError(f"path {_said(path)} holds {type(model).__name__}, and no Keras model.")
    return model


def _file(path):
    path = as_path("path", path, "'model.keras'")
    if path.is_dir():
        raise ValueError(
            f"path {_said(path)} is a folder: expected a file, .keras or .h5. A SavedModel of TensorFlow keeps no "
            'layers: save the model again, model.save("model.keras").'
        )
    if not path.is_file():
        raise ValueError(f"path {_said(path)} is no file: there is nothing of that name here.")
    return path


def _builder(build):
    as_function("build", build, "lambda: keras.Sequential([...])")
    if isinstance(build, keras.Layer):
        raise TypeError(f"build is {kind(build)}: pass a function that returns it, lambda: model.")
    try:
        signature(build).bind()
    except (TypeError, ValueError) as error:
        raise TypeError(f"build is {shown(build)}: expected a function without arguments ({error}).") from None
    return build


def _with_weights(path, copy, build):
    """The model of a builder with the weights of a file."""
    model = build()
    try:
        model = as_model(model)
    except TypeError as error:
        raise TypeError(f"build returned {str(error).removeprefix('model is ')}") from None
    if not model.built:
        raise ValueError("build returned a model without weights: give it a keras.Input, or call it once.")
    try:
        model.load_weights(copy)
    except Exception as error:
        raise ValueError(
            f"path {_said(path)} holds weights that do not fit the model that build returns ({reason_of(error)})."
        ) from error
    return model


def _by_their_names(copy, custom_objects):
    """What the caller gave, also under the names by which a file asks for it: "package>Mine" for Mine."""
    if zipfile.is_zipfile(copy):
        with zipfile.ZipFile(copy) as file:
            config = file.read("config.json")
    else:
        with _hdf5(copy) as file:
            config = file.attrs["model_config"]
    asked = [
        part.get(key) for part in _parts(json.loads(config)) for key in ("registered_name", "class_name", "config")
    ]
    short = {name: name.rpartition(">")[2] for name in asked if isinstance(name, str)}
    return {name: custom_objects[own] for name, own in short.items() if own in custom_objects} | custom_objects


def _why(path, error):
    """A sentence on why Keras could not load a file."""
    said, words = _said(path), str(error)
    if "lambda" in words.lower():
        return f"path {said} holds a Lambda, code that would be run on opening: {_TRUSTED}."
    for before, after in (
        ("Could not locate class '", "'"),
        ("Unknown layer: '", "'"),
        ("Could not locate function '", "'"),
    ):
        if before in words:
            name = words.split(before, 1)[1].split(after, 1)[0].rpartition(">")[2]  # "package>Mine", where registered
            return f"path {said} holds {name}, which Keras does not know: pass custom_objects={{{name!r}: {name}}}."
    return f"path {said} could not be opened ({reason_of(error)})."


def _said(path):
    return repr(path.name)


# A copy that this Keras reads -----------------------------------------------------------------------------------------


def _translated(path, folder, whole):
    """A copy of a file that this Keras reads, under a name that says what is in it."""
    with path.open("rb") as file:
        head = file.read(8)
    if head == _HDF5:
        return _translated_h5(path, folder, whole)
    if head[:4] == _ZIP:
        return _translated_zip(path, folder)
    raise ValueError(f"path {_said(path)} is no file of Keras: expected .keras or .h5, as model.save writes them.")


def _translated_h5(path, folder, whole):
    with _hdf5(path) as file:
        names = {*file, *file.attrs}
        whole_file = "model_config" in names
    if whole and not whole_file:
        raise ValueError(
            f"path {_said(path)} holds weights alone: pass build=..., a function that returns the model they belong to."
        )
    # a name in .weights.h5 means the layout of Keras 3 to Keras, any other the one of Keras 2
    plain = whole_file or "layer_names" in names
    copy = folder / ("model.h5" if plain else "model.weights.h5")
    shutil.copyfile(path, copy)
    with _hdf5(copy, "r+", path) as file:
        if whole_file:
            file.attrs["model_config"] = _checked(path, file.attrs["model_config"])
        elif not plain:
            _rename(file)
    return copy


def _translated_zip(path, folder):
    copy = folder / "model.keras"
    try:
        with zipfile.ZipFile(path) as old:
            parts = {name: old.read(name) for name in old.namelist()}
    except (zipfile.BadZipFile, EOFError, OSError, RuntimeError, zipfile.zlib.error) as error:
        raise ValueError(f"path {_said(path)} is damaged ({reason_of(error)}): save or copy it again.") from error
    if "config.json" not in parts:
        torch = any(name.endswith("data.pkl") for name in parts)
        hint = "it is PyTorch's: GateLab.from_torch(torch.load(path), x)" if torch else "expected what model.save wrote"
        raise ValueError(f"path {_said(path)} is no file of Keras: {hint}.")
    parts["config.json"] = _checked(path, parts["config.json"]).encode()
    if "model.weights.h5" in parts:
        weights = folder / "model.weights.h5"
        weights.write_bytes(parts["model.weights.h5"])
        with _hdf5(weights, "r+", path) as file:
            _rename(file)
        parts["model.weights.h5"] = weights.read_bytes()
    with zipfile.ZipFile(copy, "w") as new:
        for name, part in parts.items():
            new.writestr(name, part)
    return copy


@contextmanager
def _hdf5(path, mode="r", original=None):
    """An open HDF5 file; where it, or something in it, cannot be read, the sentence names the file that was given."""
    import h5py

    try:
        with h5py.File(path, mode) as file:
            yield file
    except (OSError, RuntimeError, KeyError, UnicodeDecodeError) as error:  # as HDF5 says what it cannot read
        why = reason_of(error)
        raise ValueError(f"path {_said(original or path)} is damaged ({why}): save or copy it again.") from error


def _rename(file):
    """Keras 2 calls the layers of a model ``_layer_checkpoint_dependencies``, Keras 3 ``layers``."""
    found = []
    file.visit(lambda name: found.append(str(name)) if str(name).endswith("_layer_checkpoint_dependencies") else None)
    for name in sorted(found, key=len, reverse=True):  # the inner ones first, or their paths would change
        file.move(name, name.removesuffix("_layer_checkpoint_dependencies") + "layers")


def _checked(path, config):
    """A model's configuration in words of Keras 3, as JSON; no code may stand in it."""
    try:
        config = json.loads(config)
    except (TypeError, ValueError) as error:
        raise ValueError(f"path {_said(path)} is damaged ({reason_of(error)}): save or copy it again.") from error
    if not isinstance(config, dict) or "class_name" not in config:
        raise ValueError(f"path {_said(path)} is damaged (its configuration names no class): save or copy it again.")
    for part in _parts(config):
        own = part.get("config") if isinstance(part.get("config"), dict) else part
        if "__lambda__" in (part.get("class_name"), own.get("class_name")) or own.get("function_type") == "lambda":
            raise ValueError(f"path {_said(path)} holds a Lambda, code that would be run on opening: {_TRUSTED}.")
        if part.get("class_name") in _OPERATIONS:
            raise ValueError(
                f'path {_said(path)} holds "{own.get("name")}", an operation of Keras 2 between layers that Keras 3 '
                "has not: write the model as a function, and pass it as build with the file of its weights."
            )
        _in_words_of_keras_3(part, own)
    return json.dumps(config)


def _parts(config):
    """All dicts within a configuration, the outer ones first."""
    if isinstance(config, dict):
        yield config
    for one in config.values() if isinstance(config, dict) else config if isinstance(config, list) else ():
        yield from _parts(one)


def _in_words_of_keras_3(part, own):
    """Change what Keras 2 said in another way: ``own`` is what makes the layer, ``part`` what says which it is."""
    kind = part.get("class_name")
    own.pop("time_major", None)
    if "batch_input_shape" in own and "module" in part:  # of a .keras file; for .h5 Keras does so itself
        shape = own.pop("batch_input_shape")
        if kind == "InputLayer":
            own["batch_shape"] = shape
    if kind == "BatchNormalization" and isinstance(own.get("axis"), list) and len(own["axis"]) == 1:
        own["axis"] = own["axis"][0]
    if str(part.get("module", "")).split(".")[0] == "tf_keras":
        inner = "src.models.functional" if kind == "Functional" else "src.models"
        part |= {"module": f"keras.{inner}", "registered_name": kind}
    nodes = part.get("inbound_nodes")
    if kind in _RECURRENT and isinstance(nodes, list) and any(isinstance(one, list) and len(one) > 1 for one in nodes):
        part["inbound_nodes"] = [_with_states(node) for node in nodes]
        part.pop("build_config", None)


def _with_states(node):
    """One call of a recurrent layer: Keras 2 lists its initial states as inputs, Keras 3 as an argument."""
    x, *states = (
        {"class_name": "__keras_tensor__", "config": {"shape": [None], "dtype": "float32", "keras_history": one[:3]}}
        for one in node
    )
    return {"args": [x], "kwargs": {"initial_state": states} if states else {}}
