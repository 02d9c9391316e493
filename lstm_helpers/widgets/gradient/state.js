// @ts-check
// What the Gradient Lab knows of its reader and what it starts from (lab.py has the same as traits).

/**
 * @typedef {object} GradientState
 * @property {number} length steps of the sequence
 * @property {"tanh" | "relu" | "linear"} activation of the RNN
 * @property {number} radius of the RNN's recurrent weights
 * @property {number} forget_bias
 * @property {number} recurrent what the LSTM's recurrent weights are multiplied by
 * @property {number} input_size
 * @property {number} step how many steps back
 */

/** @type {GradientState} */
export const STATE = {
  length: 60,
  activation: "tanh",
  radius: 1,
  forget_bias: 1,
  recurrent: 1,
  input_size: 0.3,
  step: 60,
};
