"""A lab saved as a page: opened from its file it asks for nothing, it is alive, and it computes with exact numbers."""

import numpy as np
import pytest

from lstm_helpers.maths.cells import init_lstm
from lstm_helpers.maths.sequence import stack
from lstm_helpers.widgets import GateLab

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
