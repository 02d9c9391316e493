// @ts-check
// The Gradient Lab's controls: the sequence, the RNN, and the LSTM where there is one.

import { choice, el, slider } from "../shared/nodes.js";
import { fixed } from "../shared/numbers.js";

const SQUASH = [
  ["tanh", "tanh"],
  ["relu", "ReLU"],
  ["linear", "nothing (linear)"],
];

export function controlsPanel(desk) {
  const { view, model, change } = desk;
  const put = (key) => (value) => change({ [key]: value });
  const knob = (key, label, step, digits) => {
    const [min, max] = model.ranges[key];
    const format = (v) => fixed(v, digits);
    return slider(label, { min, max, step, value: view[key], format }, put(key));
  };
  const length = { min: model.shortest, max: model.longest, step: 5, value: view.length };
  const controls = {
    length: slider("length T", length, put("length")),
    input_size: knob("input_size", "size of the inputs", 0.1, 1),
    activation: choice("squashes with", SQUASH, view.activation, put("activation")),
    radius: knob("radius", "spectral radius r", 0.05, 2),
    forget_bias: knob("forget_bias", "forget bias b_f", 0.25, 2),
    recurrent: knob("recurrent", "recurrent weights ×", 0.1, 1),
  };
  const group = (name, mark, ...keys) =>
    el(
      "div",
      { class: "gd-group", role: "group", "aria-label": name },
      el("span", { class: `gd-name gd-name-${mark}` }, name),
      ...keys.map((key) => controls[key]),
    );
  const gated = group("LSTM", "lstm", "forget_bias", "recurrent");
  const groups = [group("sequence", "x", "length", "input_size"), group("RNN", "rnn", "activation", "radius"), gated];
  return {
    node: el("div", { class: "gd-groups" }, ...groups),
    paint() {
      gated.hidden = !desk.both();
    },
    mirror() {
      for (const [key, control] of Object.entries(controls)) control.set(view[key]);
    },
  };
}
