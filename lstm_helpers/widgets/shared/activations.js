// @ts-check
// Keras's activation functions in float64, by Keras's own names, as lstm_helpers/maths/activations.py has them.
//
// Each changes an array in place. All but those of OVER_UNITS look at each entry alone; those look at the array as a
// whole, so give them the units of one step.

const SELU = [1.0507009873554805, 1.6732632423543772];

const each = (of) => (values) => {
  for (let n = 0; n < values.length; n++) values[n] = of(values[n]);
};
const logistic = (z) => 0.5 * (1 + Math.tanh(0.5 * z)); // the kernel's own formula, so that both lose the same bits
const relu6 = (z) => Math.min(Math.max(z, 0), 6);
const hardSigmoid = (z) => relu6(z + 3) / 6;
const softplus = (z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
const elu = (z) => (z > 0 ? z : Math.expm1(z));

/** @type {Record<string, (values: Float64Array) => void>} */
export const SQUASHES = {
  celu: each(elu), // its alpha is 1, and there both are the same
  elu: each(elu),
  exponential: each(Math.exp),
  gelu: each((z) => 0.5 * z * (1 + erf(z / Math.SQRT2))),
  hard_shrink: each((z) => (Math.abs(z) > 0.5 ? z : 0)),
  hard_sigmoid: each(hardSigmoid),
  hard_silu: each((z) => z * hardSigmoid(z)),
  hard_tanh: each((z) => Math.min(Math.max(z, -1), 1)),
  leaky_relu: each((z) => (z > 0 ? z : 0.2 * z)),
  linear: () => {},
  log_sigmoid: each((z) => -softplus(-z)),
  log_softmax: (values) => {
    const top = highest(values);
    let sum = 0;
    for (const v of values) sum += Math.exp(v - top);
    for (let n = 0; n < values.length; n++) values[n] -= top + Math.log(sum);
  },
  mish: each((z) => z * Math.tanh(softplus(z))),
  relu: each((z) => Math.max(z, 0)),
  relu6: each(relu6),
  selu: each((z) => SELU[0] * (z > 0 ? z : SELU[1] * Math.expm1(z))),
  sigmoid: each(logistic),
  silu: each((z) => z * logistic(z)),
  soft_shrink: each((z) => Math.sign(z) * Math.max(Math.abs(z) - 0.5, 0)),
  softmax: (values) => {
    const top = highest(values);
    let sum = 0;
    for (let n = 0; n < values.length; n++) sum += values[n] = Math.exp(values[n] - top);
    for (let n = 0; n < values.length; n++) values[n] /= sum;
  },
  softplus: each(softplus),
  softsign: each((z) => z / (1 + Math.abs(z))),
  sparse_plus: each((z) => (z <= -1 ? 0 : z < 1 ? 0.25 * (z + 1) ** 2 : z)),
  sparse_sigmoid: each((z) => Math.min(Math.max(0.5 * (z + 1), 0), 1)),
  sparsemax,
  squareplus: each((z) => (z + Math.sqrt(z * z + 4)) / 2),
  tanh: each(Math.tanh),
  tanh_shrink: each((z) => z - Math.tanh(z)),
};

export const OVER_UNITS = ["softmax", "log_softmax", "sparsemax"];

// The ends of what an activation can give, where it has both: a map of it, and a gate that is forced, lie between them.
/** @type {Record<string, [low: number, high: number]>} */
export const ENDS = {
  hard_sigmoid: [0, 1],
  hard_tanh: [-1, 1],
  relu6: [0, 6],
  sigmoid: [0, 1],
  softmax: [0, 1],
  softsign: [-1, 1],
  sparse_sigmoid: [0, 1],
  sparsemax: [0, 1],
  tanh: [-1, 1],
};

// How an activation is written in an equation.
export const written = (name) => (name === "sigmoid" ? "σ" : name);

// A copy through an activation.
export function squashed(name, values) {
  const copy = Float64Array.from(values);
  SQUASHES[name](copy);
  return copy;
}

function highest(values) {
  let top = -Infinity;
  for (const v of values) top = v > top || Number.isNaN(v) ? v : top;
  return top;
}

// As Keras 3 computes it: its threshold adds up the cumulative sums of all entries that are kept.
function sparsemax(values) {
  const ranked = Float64Array.from(values).sort().reverse();
  let sum = 0;
  let sums = 0;
  let kept = 0;
  ranked.forEach((v, n) => {
    sum += v;
    if (v - (sum - 1) / (n + 1) <= 0) return;
    sums += sum;
    kept += 1;
  });
  for (let n = 0; n < values.length; n++) values[n] = Math.max(values[n] - (sums - 1) / kept, 0);
}

// The error function to a few units of the last place: its series near zero, a continued fraction further out.
function erf(z) {
  const size = Math.abs(z);
  if (!(size < 6)) return Number.isNaN(z) ? z : Math.sign(z);
  return Math.sign(z) * (size < 2.5 ? nearErf(size) : 1 - farErfc(size));
}

// 2/√π · e^(−z²) · Σ z^(2n+1) · 2^n / (1·3·5 … (2n+1)): all terms have one sign, so nothing cancels.
function nearErf(z) {
  let term = z;
  let sum = z;
  for (let n = 1; term > sum * 1e-18; n++) sum += term *= (2 * z * z) / (2 * n + 1);
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-z * z) * sum;
}

// e^(−z²)/√π · 1/(z + ½/(z + 1/(z + 3/2/(z + …)))), from its end.
function farErfc(z) {
  let tail = z;
  for (let n = 60; n > 0; n--) tail = z + n / 2 / tail;
  return Math.exp(-z * z) / Math.sqrt(Math.PI) / tail;
}
