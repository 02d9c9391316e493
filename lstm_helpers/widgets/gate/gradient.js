// @ts-check
// The gradient lane: how far back something reaches, on a logarithmic scale, beside the product of the forget gates
// alone and beside a plain RNN (the LSTM's own candidate without gates or memory).

import { stroke } from "../shared/colours.js";
import { backward, candidateRNN, rnnBackward, rnnForward } from "../shared/lstm.js";

// The gradients are those of the usual LSTM.
export const canReach = ({ kind, activations }) =>
  kind === "lstm" && activations[0] === "tanh" && activations[1] === "sigmoid";

// Three lists over the steps 0 … end: the size of dL/dc after each step, the product of the forget gates from there on,
// and the size of dL/dh of the plain RNN. L is the memory of one unit after step `end`, or the loss.
export function reach(shown, { step, unit, of }) {
  const { layer, x, run, mask, clamp, loss } = shown;
  const { T, H } = run;
  const ofLoss = of === "loss" && loss;
  const end = ofLoss ? T - 1 : step;
  const push = new Float64Array(T * H);
  push[end * H + unit] = 1;
  const given = ofLoss ? { dh: loss.dh } : { dc: push };
  const back = backward(layer, run, { ...given, mask, clamp });
  shown.rnn ??= candidateRNN(layer);
  shown.rnnRun ??= rnnForward(shown.rnn, x, { h0: layer.h0 });
  const plain = rnnBackward(shown.rnn, shown.rnnRun, ofLoss ? loss.dh : push);
  const size = (rows, t) => {
    let sum = 0;
    for (let u = 0; u < H; u++) sum += rows[(t + 1) * H + u] ** 2;
    return Math.sqrt(sum);
  };
  const lstm = [];
  const rnn = [];
  const product = [];
  let kept = 1;
  for (let t = end; t >= 0; t--) {
    lstm[t] = size(back.c, t);
    rnn[t] = size(plain.h, t);
    product[t] = kept;
    if (!mask || mask[t]) kept *= run.f[t * H + unit];
  }
  return { end, lstm, product, rnn };
}

/** @type {[string, string, number[]][]} */
const LINES = [
  ["product", "f", [7, 3]],
  ["rnn", "faint", [2, 3]],
  ["lstm", "c", []],
];

// Draw the three lists on a prepared context of that width and height; returns the ends of the scale, as exponents.
export function paintReach(context, reached, { column, width, height, colours }) {
  const all = LINES.flatMap(([key]) => reached[key])
    .filter((v) => v > 0 && Number.isFinite(v))
    .map(Math.log10);
  const high = Math.ceil(Math.max(0, ...all));
  const low = Math.max(high - 10, Math.min(high - 2, Math.floor(Math.min(0, ...all))));
  const place = (v) => 4 + (height - 8) * (1 - (Math.max(low, Math.log10(v)) - low) / (high - low));
  context.clearRect(0, 0, width, height);
  context.globalAlpha = 0.35;
  for (let e = low; e <= high; e++) {
    const y = Math.round(place(10 ** e)) + 0.5;
    stroke(
      context,
      colours.faint,
      1,
      [],
      [
        [0, y],
        [width, y],
      ],
    );
  }
  context.globalAlpha = 1;
  for (const [key, colour, dashes] of LINES) {
    const points = reached[key].map((v, t) => [(t + 0.5) * column, place(v || 1e-300)]);
    stroke(context, colours[colour], key === "lstm" ? 2.5 : 1.8, dashes, points);
  }
  return { low, high };
}

// The same in a sentence.
export function reachInWords({ end, lstm, product, rnn }, { of, unit }) {
  const tiny = (v) => (v >= 0.01 && v < 1000 ? v.toPrecision(2) : v.toExponential(0).replace("-", "−"));
  const what =
    of === "loss" ? "The size of the loss’s gradient" : `How much unit ${unit + 1}’s memory at step ${end + 1}`;
  const where = of === "loss" ? " at the memories of step 1" : " depends on the memories at step 1";
  return (
    `${what}${where}: ${tiny(lstm[0])} (solid line). The product of its forget gates alone is ${tiny(product[0])} ` +
    `(long dashes); a plain RNN made of the candidate alone has ${tiny(rnn[0])} (dots).`
  );
}
