"""Draw the pictures of the README and of docs/: the real labs, in a real browser, and a figure of measured gradients.

    python -m lstm_helpers.publish.pictures            all of them, into docs/pictures/

Needs Playwright and a Chromium: what the tests need.
"""

import io
import os
import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np

from lstm_helpers import figures
from lstm_helpers.maths import backprop, cells
from lstm_helpers.publish import ROOT
from lstm_helpers.publish.export import lab_page
from lstm_helpers.widgets import LABS

FOLDER = ROOT / "docs" / "pictures"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--font-render-hinting=none"]
WIDTH = 900
BYTES = 200_000


def gradients(forget_bias=3.0, H=64, steps=30, D=8):
    """Network to the gradient's norms after 0 … ``steps`` steps back: untrained, H units, D random numbers a step."""
    x = np.random.default_rng(0).standard_normal((16, steps + 1, D))
    rnn = cells.init_rnn(D, H, np.random.default_rng(1))
    lstm = cells.init_lstm(D, H, np.random.default_rng(1), forget_bias=forget_bias)
    return {
        "Plain RNN": backprop.gradient_vs_lag(rnn, x, of="h"),
        "LSTM": {key: backprop.gradient_vs_lag(lstm, x, of=key) for key in "ch"},
    }


def gradient_paths(theme):
    """What is left of the gradient in two unrolled networks, as the bytes of a PNG without a ground."""
    from matplotlib import pyplot, rc_context

    ground = {"figure.facecolor": "none", "savefig.facecolor": "none"}
    with rc_context(figures.style.settings(theme) | ground):
        fig, ax = pyplot.subplots(figsize=(7.2, 3.1))
        figures.gradient_paths(ax, gradients(), every=3)
        picture = figures.png(fig)
        pyplot.close(fig)
    return picture


FIGURES = {"gradient_paths": gradient_paths}


def small(png):
    """Return a PNG of at most 256 colours."""
    from PIL import Image

    out = io.BytesIO()
    Image.open(io.BytesIO(png)).convert("RGB").quantize(256, dither=Image.Dither.NONE).save(out, "png", optimize=True)
    return out.getvalue()


def draw(names=(*FIGURES, *LABS), folder=FOLDER):
    """Write ``NAME_light.png`` and ``NAME_dark.png`` of each lab's demonstration and each figure; return the paths.

    Raises ``FileNotFoundError`` without a Chromium, and ``ValueError`` for a picture that came out too large.
    """
    folder, paths = Path(folder), []
    folder.mkdir(parents=True, exist_ok=True)
    labs = [name for name in names if name in LABS]
    drawn = [(name, theme, FIGURES[name](theme)) for name in names if name in FIGURES for theme in ("light", "dark")]
    for name, theme, picture in [*drawn, *(_photographed(labs) if labs else ())]:
        if len(picture) > BYTES:
            raise ValueError(f"{name}_{theme}.png has {len(picture) // 1000} kB: draw it smaller.")
        paths.append(folder / f"{name}_{theme}.png")
        paths[-1].write_bytes(picture)
    return paths


def _photographed(names):
    """(name, theme, bytes of a PNG) of each lab, light and dark, as a browser shows it."""
    from playwright.sync_api import sync_playwright

    browser_path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if browser_path is None:
        raise FileNotFoundError("no Chromium: install the package chromium (or Chrome), or set CHROMIUM to one.")
    with tempfile.TemporaryDirectory() as pages, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
        for name in names:
            page_file = Path(pages) / f"{name}.html"
            page_file.write_text(lab_page(LABS[name].demo()), encoding="utf-8")
            for theme in ("light", "dark"):
                context = browser.new_context(
                    viewport={"width": WIDTH, "height": 1200}, color_scheme=theme, device_scale_factor=1.5
                )
                page = context.new_page()
                page.goto(page_file.as_uri())
                page.wait_for_selector(".lstm-lab")
                page.wait_for_timeout(600)
                yield name, theme, small(page.locator(".lstm-lab").screenshot())
                context.close()
        browser.close()


def main():
    """Draw all pictures; return 1 when it cannot be done."""
    try:
        paths = draw()
    except (FileNotFoundError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    for path in paths:
        print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1000} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
