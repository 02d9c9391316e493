"""Draw the pictures of the README and of docs/ from the real labs, in a real browser.

    python -m lstm_helpers.publish.pictures            all of them, into docs/pictures/

Needs Playwright and a Chromium: what the tests need.
"""

import io
import os
import shutil
import sys
import tempfile
from pathlib import Path

from lstm_helpers import pretrained
from lstm_helpers.publish import ROOT
from lstm_helpers.publish.export import lab_page
from lstm_helpers.widgets import GateLab, GradientLab, MemoryLab

FOLDER = ROOT / "docs" / "pictures"
SENTENCE = "A gate (a number from 0 to 1) decides what to keep."
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--font-render-hinting=none"]
BYTES = 200_000


def gate_lab():
    """The bracket reader, its cursor inside the bracket."""
    reader = pretrained.bracket_reader(2)
    lab = GateLab(
        reader.read(SENTENCE),
        reader.readout,
        classes=("outside", "inside"),
        alphabet=reader.alphabet,
        unit=reader.clearest,
        step=SENTENCE.index("(") + 3,
        title="A two-unit LSTM reads a sentence",
    )
    lab.veil = False
    return lab


def memory_lab():
    """The latch, half solved."""
    lab = MemoryLab("latch", step=3)
    f, i, _ = lab.wanted_gates()
    f[11], i[11] = 1.0, 0.0
    lab.f, lab.i = f, i
    return lab


def gradient_lab():
    """An RNN that forgets beside an LSTM that does not, forty steps back."""
    return GradientLab(100, radius=0.9, forget_bias=3.0, step=40)


LABS = {"gate_lab": (gate_lab, 900), "gradient_lab": (gradient_lab, 900), "memory_lab": (memory_lab, 900)}


def small(png):
    """Return a PNG of at most 256 colours."""
    from PIL import Image

    out = io.BytesIO()
    Image.open(io.BytesIO(png)).convert("RGB").quantize(256, dither=Image.Dither.NONE).save(out, "png", optimize=True)
    return out.getvalue()


def draw(names=tuple(LABS), folder=FOLDER):
    """Write ``NAME_light.png`` and ``NAME_dark.png`` of each lab into a folder; return the paths.

    Raises ``FileNotFoundError`` without a Chromium, and ``ValueError`` for a picture that came out too large.
    """
    from playwright.sync_api import sync_playwright

    browser_path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if browser_path is None:
        raise FileNotFoundError("no Chromium: install the package chromium (or Chrome), or set CHROMIUM to one.")
    folder, paths = Path(folder), []
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as pages, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
        for name in names:
            make, width = LABS[name]
            page_file = Path(pages) / f"{name}.html"
            page_file.write_text(lab_page(make()), encoding="utf-8")
            for theme in ("light", "dark"):
                context = browser.new_context(
                    viewport={"width": width, "height": 1200}, color_scheme=theme, device_scale_factor=1.5
                )
                page = context.new_page()
                page.goto(page_file.as_uri())
                page.wait_for_selector(".lstm-lab")
                page.wait_for_timeout(600)
                picture = small(page.locator(".lstm-lab").screenshot())
                context.close()
                if len(picture) > BYTES:
                    raise ValueError(f"{name}_{theme}.png has {len(picture) // 1000} kB: draw it smaller.")
                paths.append(folder / f"{name}_{theme}.png")
                paths[-1].write_bytes(picture)
        browser.close()
    return paths


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
