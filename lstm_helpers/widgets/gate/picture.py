"""The Gate Lab's picture with matplotlib, for pages on which no script runs."""

import numpy as np
from matplotlib.colors import Normalize, TwoSlopeNorm

from lstm_helpers.figures.style import LINE, MUTED, TEXT, colour_map
from lstm_helpers.maths.cells import dense, sigmoid
from lstm_helpers.maths.losses import softmax
from lstm_helpers.widgets.gate.kinds import MAPS, NAMES, SMALL, TINTS, ends_of, kind_of
from lstm_helpers.widgets.gate.payload import values_of
from lstm_helpers.widgets.payload import many

FIELDS = {"aspect": "auto", "interpolation": "nearest"}
WORDS = {"rotation": 0, "ha": "right", "va": "center", "fontsize": 8, "color": TEXT["both"]}


def draw(figure, lab):
    """Draw the heat maps of a lab over the whole sequence, and the readout where there is one."""
    trace = lab.traces[lab.layer]
    order = (MAPS if lab.form == "full" else SMALL)[kind_of(trace)]
    units = _units(lab)
    answers = _answers(lab, trace) if lab.readout is not None and _stands_here(lab) else None
    steps = (0.5, trace.T + 0.5, 1, 0)  # counted from 1, as on the page
    heights = [max(1.0, min(len(units), 8) * 0.45)] * len(order) + ([0.8] if answers is not None else [])
    axes = figure.subplots(len(heights), 1, sharex=True, height_ratios=heights)
    for ax, key in zip(axes, order, strict=False):
        values = values_of(trace, key).T[units].astype(float)  # (units, T)
        _map(ax, key, values, ends_of(trace).get(key), steps)
    if answers is not None:
        _answer(axes[-1], answers.T[:8], lab.activation, steps)
    for ax in axes:
        ax.set_yticks([])
    _write_labels(axes, trace)
    title = f"{lab.payload['title']} · " if lab.payload["title"] else ""
    change = ", before what was changed" if lab.text or lab.edits or lab.clamps else ""
    model = "" if lab.beside is None else f", “{lab.payload['names'][0]}”"  # the picture is always of the first
    words = f"{title}{many(trace.H, 'unit')}, {many(trace.T, 'step')}{model}{change}"
    figure.suptitle(words, fontsize=9, x=0.01, ha="left")


def _map(ax, key, values, ends, steps):
    limit = _rounded_up(np.abs(values[np.isfinite(values)]).max(initial=0.0))
    low, high = ends or (-limit, limit)
    signed, tint = low < 0, TINTS.get(key, key)
    colours = colour_map("diverging" if signed else tint if tint in "fio" else "sequential", "both")
    norm = TwoSlopeNorm(0.0, low, high) if signed else Normalize(low, high)
    ax.imshow(values, **FIELDS, extent=steps, cmap=colours, norm=norm)
    ax.set_ylabel(f"${key}$  {NAMES[key]}\n{f'±{high:g}' if signed else f'{low:g} to {high:g}'}", **WORDS)
    ax.spines["left"].set(color=MUTED["both"] if signed else LINE["both"][tint], linewidth=4, visible=True)


def _answer(ax, answers, activation, steps):
    signed = activation == "linear"
    high = _rounded_up(np.abs(answers).max(initial=0.0)) if signed else 1.0
    colours = colour_map("diverging" if signed else "y", "both")
    ax.imshow(answers, **FIELDS, extent=steps, cmap=colours, vmin=-high if signed else 0.0, vmax=high)
    ax.set_ylabel("readout", **WORDS)


def _units(lab):
    """The units that have lines: where the lab has it so, the three that add most to the answer."""
    if lab.order == "number" or not _stands_here(lab):
        return list(range(lab.traces[lab.layer].H))
    return np.argsort(-lab.adds, kind="stable")[:3].tolist()


def _stands_here(lab):
    return lab.answer is not None and lab.layer in [n for n, _ in lab.answer.layers]


def _answers(lab, trace):
    """The readout after every step of the layer, (T, O)."""
    z = dense(lab.readout, trace.outputs[0]).astype(float)
    return {"sigmoid": sigmoid, "softmax": softmax}.get(lab.activation, np.asarray)(z)


def _rounded_up(peak):
    """The end of a scale on which ``peak`` can be seen, rounded up as `roundUp` in lab.js does."""
    power = 10.0 ** np.floor(np.log10(peak)) if peak else 1.0
    return float(next(n for n in (1, 1.2, 1.5, 2, 3, 4, 5, 6, 8, 10) if n * power >= peak * (1 - 1e-9)) * power)


def _write_labels(axes, trace):
    if trace.labels is None or trace.T > 120 or max(map(len, trace.labels)) > 2:
        axes[-1].set_xlabel("step", fontsize=8)
        axes[-1].tick_params(axis="x", labelsize=7)
    else:
        letters = [label.replace("$", r"\$") for label in trace.labels]
        axes[0].set_xticks(range(1, trace.T + 1), letters, fontsize=min(9, 480 / trace.T), family="monospace")
        for ax in axes:
            ax.tick_params(axis="x", length=0, labelbottom=False)
        axes[0].tick_params(axis="x", labeltop=True, pad=1)
    for ax in axes:
        for side in ("top", "right", "bottom"):
            ax.spines[side].set_visible(False)
