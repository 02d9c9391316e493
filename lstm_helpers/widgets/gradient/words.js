// @ts-check
// What the Gradient Lab says of a step.

import { fixed, power } from "../shared/numbers.js";

const fate = (value) => (value < 1e-3 ? "it has vanished" : value > 1e3 ? "it has exploded" : "it is still there");

export function stepInWords({ view, found, both }) {
  const k = view.step;
  if (k === 0) {
    return (
      "At the end the gradient has size 1: that is how we begin. Each step back multiplies it by one factor. " +
      "Go back with →."
    );
  }
  const mean = power(found.rnn[k] ** (1 / k));
  const product = k === 1 ? "one factor" : `a product of ${k} factors, ${mean} on average`;
  const left = `${k === 1 ? "1 step" : `${k} steps`} back, the RNN has ${power(found.rnn[k])} left of 1`;
  const plain = `${left}: ${product}; ${fate(found.rnn[k])}.`;
  if (!both()) return plain;
  const open = found.open.slice(0, k).reduce((a, b) => a + b) / k;
  const gated = `The LSTM’s cell state has ${power(found.lstm[k])} left; ${fate(found.lstm[k])}.`;
  const gates = `Its forget gates, open to ${fixed(open, 2)} on average, would alone leave ${power(found.direct[k])}.`;
  return `${plain} ${gated} ${gates}`;
}
