"""A lab saved as a page of its own or as a picture: what it weighs, what it keeps, what it needs."""

import base64
import io
import json
import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from PIL import Image

from lstm_helpers.maths.cells import LSTMParams, init_lstm
from lstm_helpers.maths.sequence import run, stack
from lstm_helpers.widgets import LABS, GateLab, MemoryLab

rng = np.random.default_rng(0)
X = rng.standard_normal((1, 200, 8))


def layer(D, H=64, dtype=np.float64):
    return LSTMParams(*(array.astype(dtype).astype(np.float64) for array in init_lstm(D, H, rng)))


def data_of(page):
    """The state in a page, its arrays as bytes of doubles."""

    def revive(value):
        if value.keys() == {"single"}:
            return np.frombuffer(base64.b64decode(value["single"]), "<f4").astype("<f8").tobytes()
        return value

    found = re.search(r'id="labs">(.*?)</script>', page, re.DOTALL)[1]
    return json.loads(found, object_hook=revive)["lab"]["state"]


def as_bytes(value):
    return value if isinstance(value, bytes) else base64.b64decode(value)


@pytest.mark.slow
@pytest.mark.parametrize("layers", [1, 2, 3])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_page_of_200_steps_and_64_units_weighs_at_most_three_megabytes(tmp_path, layers, dtype):
    cells = [layer(8 if n == 0 else 64, dtype=dtype) for n in range(layers)]
    lab = GateLab(stack(cells, X))
    path = lab.save(tmp_path / "lab.html")
    assert path.stat().st_size <= 3_000_000
    text = path.read_text(encoding="utf-8")
    lost = "are kept to seven digits" in text
    for sent, kept in zip(lab.payload["layers"], data_of(text)["payload"]["layers"], strict=True):
        for key in ("W_x", "W_h", "b", "x", "h0", "c0"):  # what the page computes with
            assert as_bytes(kept[key]) == sent[key]
        for key, values in sent["kernel"].items():
            ours, theirs = (np.frombuffer(as_bytes(one)) for one in (values, kept["kernel"][key]))
            np.testing.assert_allclose(theirs, ours, rtol=2**-24 if lost else 0, atol=1e-30)
    assert lost == (layers == 3), "a small page loses nothing, and a large one says what it lost"


@pytest.mark.slow
def test_the_present_state_is_what_is_saved(tmp_path):
    lab = GateLab(run(init_lstm(2, 3, rng), X[:, :9, :2]), title="A </title> of its own")
    lab.step, lab.unit, lab.clamps = 4, 2, {"f": {"value": 1.0, "unit": None, "layer": 0}}
    text = lab.save(tmp_path / "lab.html").read_text(encoding="utf-8")
    state = data_of(text)
    assert (state["step"], state["unit"], state["clamps"]) == (4, 2, lab.clamps)
    assert "<title>A &lt;/title&gt; of its own</title>" in text
    assert "<title>Mine</title>" in lab.save(tmp_path / "lab.html", "Mine").read_text(encoding="utf-8")


@pytest.mark.slow
def test_what_went_wrong_in_a_model_is_kept_as_it_is(tmp_path):
    trace = run(init_lstm(2, 3, rng), X[:, :9, :2])
    trace.h[0, 3:] = np.nan
    state = data_of(GateLab(trace).save(tmp_path / "lab.html").read_text(encoding="utf-8"))
    kept = np.frombuffer(as_bytes(state["payload"]["layers"][0]["kernel"]["h"]))
    np.testing.assert_array_equal(kept, trace.h[0, 1:].ravel())


@pytest.mark.slow
@pytest.mark.parametrize("name", LABS)
def test_every_lab_is_saved_in_every_form_and_asks_for_nothing_outside(tmp_path, name):
    lab = LABS[name].demo()
    text = lab.save(tmp_path / "lab.html").read_text(encoding="utf-8")
    assert re.findall(r"""(?:src|href|url\(|@import)\s*=?\s*["'(]*(?:https?:)?//[^"')\s]+""", text) == []
    drawn = lab.save(tmp_path / "lab.svg").read_bytes()
    root = ET.fromstring(drawn)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    links = [one.get("{http://www.w3.org/1999/xlink}href", "#") for one in root.iter()]
    assert all(link.startswith(("#", "data:image/png;base64,")) for link in links)
    assert lab.save(tmp_path / "again.svg").read_bytes() == drawn, "the same lab gives the same file"
    image = Image.open(io.BytesIO(lab.save(tmp_path / "lab.png").read_bytes()))
    assert image.width == round(300 * lab.picture_size[0])
    assert len(image.convert("RGB").getcolors(2**24)) > 20


def test_where_it_cannot_be_written_one_sentence_says_so(tmp_path):
    with pytest.raises(ValueError, match=r"^path is 'lab.pdf': expected a name that ends in .html, .svg or .png"):
        MemoryLab().save(tmp_path / "lab.pdf")
    with pytest.raises(ValueError, match=r"^path 'lab.html' cannot be written \(No such file or directory\)"):
        MemoryLab().save(tmp_path / "nowhere" / "lab.html")
