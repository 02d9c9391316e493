"""A lab saved as a page: opened from its file it asks for nothing, it is alive, and it computes with exact numbers."""

import numpy as np
import pytest

from lstm_helpers.maths.cells import init_lstm
from lstm_helpers.maths.sequence import stack
from lstm_helpers.widgets import LABS, GateLab

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("layers", [1, 3])
def test_a_saved_page_is_alive_and_agrees_with_the_kernel(page, tmp_path, shots, layers):
    rng = np.random.default_rng(0)
    cells = [init_lstm(8 if n == 0 else 64, 64, rng) for n in range(layers)]
    path = GateLab(stack(cells, rng.standard_normal((1, 200, 8)))).save(tmp_path / "lab.html", "Saved")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    page.wait_for_selector(".gl-heat")
    page.locator(".gl-scroller").first.focus()
    page.keyboard.press("ArrowRight")
    assert page.get_by_role("slider", name="step").input_value() == "1"
    assert page.locator(".gl-proof").first.text_content().startswith("✓ This page computed every number itself")
    assert page.locator(".lab-error:visible").count() == 0
    assert [url for url in asked if not url.startswith(("blob:", "data:")) and url != path.as_uri()] == []
    page.screenshot(path=shots / f"saved-{layers}.png", full_page=True)


@pytest.mark.parametrize("name", LABS)
def test_every_lab_draws_in_a_sandboxed_frame_as_vs_code_and_colab_have_it(page, tmp_path, name):
    LABS[name].demo().save(tmp_path / "lab.html")
    frame = '<iframe sandbox="allow-scripts" src="lab.html" width="1100" height="850"></iframe>'
    (tmp_path / "host.html").write_text(f"<!doctype html>{frame}", encoding="utf-8")
    page.goto((tmp_path / "host.html").as_uri())
    inside = page.frame_locator("iframe")
    inside.locator(".lstm-lab[data-theme]").wait_for(timeout=10_000)
    assert inside.locator(".lab-error:visible").count() == 0
    inside.locator(".lab-walk").first.focus()
    said = []
    for key in ("Home", "End"):
        page.keyboard.press(key)
        page.wait_for_timeout(200)
        said.append(inside.locator(".lab-say").first.inner_text())
    assert said[0] != said[1]
