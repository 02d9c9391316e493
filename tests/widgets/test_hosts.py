"""What hosts of the widget protocol require of a lab, VS Code and Colab among them, as far as no host is needed."""

import json
import re

import pytest
from ipywidgets.widgets.widget import _remove_buffers

from lstm_helpers.widgets import LABS, TrainingView

VIEW = "application/vnd.jupyter.widget-view+json"
OF_ONE_HOST = r"jupyterapp|JupyterLab\.|\brequire\(|google\.colab|acquireVsCodeApi"
FOR_ORIGINS = r"localStorage|sessionStorage|indexedDB|document\.cookie|\bfetch\(|XMLHttpRequest|WebSocket|importScripts"


@pytest.fixture(scope="module", params=LABS)
def lab(request):
    return LABS[request.param].demo()


def code(lab):
    """The lab's module without its comments."""
    return re.sub(r"^\s*//[^\n]*$|/\*.*?\*/", "", str(lab._esm), flags=re.MULTILINE | re.DOTALL)


@pytest.mark.slow
def test_it_is_shown_by_version_2_of_the_protocol_with_text_and_picture_beside_it(lab):
    data, _ = lab._repr_mimebundle_()
    assert data[VIEW]["version_major"] == 2
    assert data[VIEW]["model_id"] == lab.model_id
    assert data["text/plain"] == lab.summary()
    assert "image/png" in data or isinstance(lab, TrainingView), "which has nothing to show before it trains"


@pytest.mark.slow
def test_the_host_is_asked_for_anywidget_alone(lab):
    state = lab.get_state()
    assert (state["_model_module"], state["_view_module"]) == ("anywidget", "anywidget")
    assert (state["_model_name"], state["_view_name"]) == ("AnyModel", "AnyView")
    for key in ("_model_module_version", "_view_module_version"):
        assert re.fullmatch(r"[~^]?\d+\.\d+\.(\d+|\*)", state[key])


def test_its_state_travels_as_json_and_binary_buffers(lab):
    state, paths, buffers = _remove_buffers(lab.get_state())
    assert json.loads(json.dumps(state, allow_nan=False)).keys() == state.keys()
    assert len(paths) == len(buffers)
    assert sum(memoryview(one).nbytes for one in buffers) < 2_000_000


def test_its_module_stands_alone_and_is_of_no_one_host(lab):
    text = code(lab)
    assert re.findall(r"^\s*import\b.*$|\bimport\(", text, re.MULTILINE) == []
    assert len(re.findall(r"^export default ", text, re.MULTILINE)) == 1
    assert re.findall(OF_ONE_HOST, text) == []
    assert re.findall(FOR_ORIGINS, text) == [], "a sandboxed frame has neither storage nor a network"


def test_every_colour_of_a_host_has_one_in_its_place(lab):
    for name, after in re.findall(r"var\((--(?:jp|vscode)-[\w-]+)\s*(.)", str(lab._css)):
        assert after == ",", f"{name} is missing in other hosts"
