"""Models from files: of Keras 3 and 2, whole and weights alone; what is no model says so; no code in a file is run."""

import zipfile
from pathlib import Path

import h5py
import numpy as np
import pytest

from lstm_helpers.widgets import GateLab
from tests.support.keras_checks import drawn

pytestmark = [
    pytest.mark.keras,
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),  # Keras, on saving
]

KERAS_2 = Path(__file__).parents[1] / "support" / "keras_2"  # written by make.py there
ANSWERS = np.load(KERAS_2 / "answers.npz")
X = drawn(2, 6, 3)
INPUTS = {
    "words": ANSWERS["WORDS"],
    "two_inputs": [ANSWERS["X"], ANSWERS["X"][:, ::-1].copy()],
}


@pytest.fixture(scope="module")
def model(keras):
    keras.utils.set_random_seed(3)
    L = keras.layers
    return keras.Sequential([keras.Input((6, 3)), L.LSTM(4, return_sequences=True), L.LSTM(3), L.Dense(2, "softmax")])


def like(keras, units=4):
    L = keras.layers
    layers = [L.LSTM(units, return_sequences=True), L.LSTM(3), L.Dense(2, "softmax")]
    return keras.Sequential([keras.Input((6, 3)), *layers])


@pytest.mark.parametrize("name", ["model.keras", "model.h5", "without_a_suffix"])
def test_a_whole_file_opens_as_the_model_does(km, model, tmp_path, name):
    path = tmp_path / name
    if path.suffix:
        model.save(path)
    else:
        model.save(tmp_path / "model.keras")
        path = (tmp_path / "model.keras").rename(path)
    np.testing.assert_array_equal(km.open_file(path).predict(X, verbose=0), model.predict(X, verbose=0))
    lab, same = GateLab.from_file(path, X), GateLab.from_keras(model, X)
    assert [(one.name, one.T, one.H) for one in lab.traces] == [(one.name, one.T, one.H) for one in same.traces]
    assert lab.payload["call"].startswith("GateLab.from_file(path, x")
    for ours, theirs in zip(lab.traces, same.traces, strict=True):
        np.testing.assert_array_equal(ours.h, theirs.h)


@pytest.mark.parametrize("path", sorted(KERAS_2.glob("*[a-z].*")), ids=lambda path: path.name)
def test_a_file_of_keras_2_gives_the_answers_that_keras_2_gave(km, keras, path):
    if path.suffix not in (".h5", ".keras"):
        return
    name = path.name.split(".")[0].removesuffix("_weights")
    alone = "weights" in path.name
    x = INPUTS.get(name, ANSWERS["X"])
    found = km.open_file(path, (lambda: like(keras)) if alone else None)
    np.testing.assert_allclose(found.predict(x, verbose=0), ANSWERS[name], rtol=0, atol=1e-6)
    assert not km.read(found, x).unread
    if alone:
        with pytest.raises(ValueError, match="holds weights alone: pass build="):
            km.open_file(path)


def test_weights_alone_go_into_the_model_that_build_returns(km, keras, model, tmp_path):
    path = tmp_path / "model.weights.h5"
    model.save_weights(path)
    found = km.open_file(path, lambda: like(keras))
    np.testing.assert_array_equal(found.predict(X, verbose=0), model.predict(X, verbose=0))
    with pytest.raises(ValueError, match=r"'model\.weights\.h5' holds weights alone: pass build="):
        km.open_file(path)
    with pytest.raises(
        ValueError, match=r"do not fit the model that build returns \(The shape .* must match.*\(3, 20\).*\(3, 16\)"
    ):
        km.open_file(path, lambda: like(keras, 5))
    with pytest.raises(ValueError, match=r"\(Layer 'gru_cell.*' expected 3 variables, but received 0"):
        km.open_file(path, lambda: keras.Sequential([keras.Input((6, 3)), keras.layers.GRU(4)]))
    with pytest.raises(TypeError, match=r"^build returned int: expected a Keras model"):
        km.open_file(path, lambda: 3)
    with pytest.raises(ValueError, match=r"^build returned a model without weights"):
        km.open_file(path, lambda: keras.Sequential([keras.layers.LSTM(3)]))


def test_a_layer_of_ones_own_is_asked_for_and_taken(km, keras, tmp_path):
    class Doubled(keras.layers.Layer):
        def call(self, x):
            return 2 * x

    path = tmp_path / "model.keras"
    model = keras.Sequential([keras.Input((6, 3)), Doubled(), keras.layers.LSTM(3)])
    for path in (tmp_path / "model.keras", tmp_path / "model.h5"):
        model.save(path)
        with pytest.raises(ValueError, match=r"holds Doubled, .*custom_objects=\{'Doubled': Doubled\}") as said:
            km.open_file(path)
        assert len(str(said.value).splitlines()) == 1
        found = km.open_file(path, custom_objects={"Doubled": Doubled})
        np.testing.assert_array_equal(found.predict(X, verbose=0), model.predict(X, verbose=0))


@pytest.mark.parametrize("suffix", ["keras", "h5"])
def test_a_registered_layer_is_taken_by_the_name_that_the_sentence_says(km, keras, tmp_path, suffix):
    @keras.saving.register_keras_serializable("mine")
    class Halved(keras.layers.Layer):
        def call(self, x):
            return x / 2

    path = tmp_path / f"model.{suffix}"
    model = keras.Sequential([keras.Input((6, 3)), Halved(), keras.layers.LSTM(3)])
    model.save(path)
    keras.saving.get_custom_objects().pop("mine>Halved")
    with pytest.raises(ValueError, match=r"custom_objects=\{'Halved': Halved\}\.$"):
        km.open_file(path)
    for name in ("Halved", "mine>Halved"):
        found = km.open_file(path, custom_objects={name: Halved})
        np.testing.assert_array_equal(found.predict(X, verbose=0), model.predict(X, verbose=0))


@pytest.mark.parametrize("suffix", ["keras", "h5"])
def test_code_in_a_file_is_not_run_even_where_keras_was_told_to(km, keras, tmp_path, suffix):
    path = tmp_path / f"model.{suffix}"
    layers = [keras.layers.LSTM(3), keras.layers.Lambda(lambda h: 2 * h, output_shape=(3,))]
    keras.Sequential([keras.Input((6, 3)), *layers]).save(path)
    keras.config.enable_unsafe_deserialization()
    try:
        with pytest.raises(ValueError, match="holds a Lambda, code that would be run on opening"):
            km.open_file(path)
    finally:
        keras.src.backend.common.global_state.set_global_attribute("safe_mode_saving", None)


def test_what_is_no_model_says_so_in_a_line(km, model, tmp_path):
    model.save(tmp_path / "whole.keras")
    model.save(tmp_path / "whole.h5")
    whole = {suffix: (tmp_path / f"whole.{suffix}").read_bytes() for suffix in ("keras", "h5")}
    cases = {
        "is no file of Keras": ("a.keras", b"not at all"),
        "is no file of Keras: expected .keras": ("empty.h5", b""),
        "is damaged": ("half.keras", whole["keras"][: len(whole["keras"]) // 2]),
        "is damaged .*again": ("half.h5", whole["h5"][: len(whole["h5"]) // 2]),
    }
    for words, (name, data) in cases.items():
        (tmp_path / name).write_bytes(data)
        with pytest.raises(ValueError, match=f"^path '{name}' {words}") as said:
            km.open_file(tmp_path / name)
        assert len(str(said.value).splitlines()) == 1
    with zipfile.ZipFile(tmp_path / "model.pt", "w") as file:
        file.writestr("archive/data.pkl", b"")
    with pytest.raises(ValueError, match=r"it is PyTorch's: GateLab\.from_torch"):
        km.open_file(tmp_path / "model.pt")
    with zipfile.ZipFile(tmp_path / "nonsense.keras", "w") as file:
        file.writestr("config.json", "{")
    with pytest.raises(ValueError, match="is damaged"):
        km.open_file(tmp_path / "nonsense.keras")
    with h5py.File(tmp_path / "other.h5", "w") as file:
        file["data"] = np.zeros(3)
    with pytest.raises(ValueError, match="holds weights alone: pass build"):
        km.open_file(tmp_path / "other.h5")
    with pytest.raises(ValueError, match="is a folder: expected a file"):
        km.open_file(tmp_path)
    with pytest.raises(ValueError, match="there is nothing of that name here"):
        km.open_file(tmp_path / "nowhere.keras")


def refusal(km, path, build):
    """The error that a file costs; None where it opens."""
    try:
        km.open_file(path, build)
    except Exception as error:
        return error


@pytest.mark.parametrize("name", ["whole.h5", "whole.keras", "only.weights.h5"])
def test_whatever_is_damaged_in_a_file_costs_a_sentence(km, keras, model, tmp_path, name):
    """200 bytes changed in each of 40 copies, at places drawn: the file is refused, or what it said stands there."""
    (model.save_weights if "weights" in name else model.save)(tmp_path / name)
    data, rng, refused = (tmp_path / name).read_bytes(), np.random.default_rng(4), 0
    for _ in range(40):
        broken = np.frombuffer(data, np.uint8).copy()
        broken[rng.integers(8, len(data), 200)] ^= rng.integers(1, 256, 200).astype(np.uint8)
        (tmp_path / "broken").write_bytes(broken.tobytes())
        error = refusal(km, tmp_path / "broken", (lambda: like(keras)) if "weights" in name else None)
        if error is not None:
            refused += 1
            assert type(error) is ValueError
            assert str(error).startswith("path 'broken' ")
            assert len(str(error).splitlines()) == 1
    assert refused > 20


@pytest.mark.parametrize("config", ["[1, 2]", "null", "3", '"a"', "{}", b"\xff\xfe"])
def test_a_configuration_that_is_none_is_called_damaged(km, model, tmp_path, config):
    model.save(tmp_path / "whole.keras")
    model.save(tmp_path / "broken.h5")
    with zipfile.ZipFile(tmp_path / "whole.keras") as old, zipfile.ZipFile(tmp_path / "broken.keras", "w") as new:
        for name in old.namelist():
            new.writestr(name, config if name == "config.json" else old.read(name))
    with h5py.File(tmp_path / "broken.h5", "r+") as file:
        file.attrs["model_config"] = config
    for name in ("broken.keras", "broken.h5"):
        with pytest.raises(ValueError, match=f"^path '{name}' is damaged .*: save or copy it again.$"):
            km.open_file(tmp_path / name)


def test_weights_that_are_damaged_are_told_by_the_file_that_was_given(km, model, tmp_path):
    model.save(tmp_path / "whole.keras")
    with zipfile.ZipFile(tmp_path / "whole.keras") as old, zipfile.ZipFile(tmp_path / "broken.keras", "w") as new:
        for name in old.namelist():
            new.writestr(name, b"junk" if name.endswith(".h5") else old.read(name))
    with pytest.raises(ValueError, match=r"^path 'broken\.keras' is damaged"):
        km.open_file(tmp_path / "broken.keras")


def test_an_operation_of_keras_2_that_keras_3_has_not_is_named(km, tmp_path):
    with zipfile.ZipFile(KERAS_2 / "stack.keras") as old, zipfile.ZipFile(tmp_path / "m.keras", "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data.replace(b'"class_name": "Dense"', b'"class_name": "TFOpLambda"'))
    with pytest.raises(ValueError, match=r'holds "dense.*", an operation of Keras 2 between layers'):
        km.open_file(tmp_path / "m.keras")
