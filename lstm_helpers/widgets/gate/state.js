// @ts-check
// What the Gate Lab knows of its reader and what it starts from (lab.py has the same as traits); what Python sends.

/**
 * @typedef {object} Edit what stands at a step instead of its input
 * @property {number[]} row
 * @property {string | null} label
 *
 * @typedef {object} Clamp a gate that is held
 * @property {number} value
 * @property {number | null} unit null: all of them
 * @property {number} layer
 * @property {boolean} [held] the reader chose "a value"
 *
 * @typedef {object} GateState
 * @property {number} step
 * @property {number} unit
 * @property {number} layer
 * @property {string} text typed instead of the sequence; "" is none
 * @property {boolean} veil the future is hidden
 * @property {boolean} playing
 * @property {number} speed steps a second
 * @property {Record<string, Edit>} edits by step, counted in the order of the input
 * @property {Record<string, Clamp>} clamps by gate
 * @property {"after" | "before" | "difference"} compare
 * @property {boolean} gradients
 * @property {any[][]} guesses [quantity, unit, step, said, truth, close] each
 * @property {"full" | "small"} form small: f, c and the answer alone
 * @property {"number" | "answer"} order of the units; answer: what adds most comes first
 * @property {number} output which answer is looked at
 * @property {"first" | "second" | "difference"} which of two models is shown
 */

/** @type {GateState} */
export const STATE = {
  step: 0,
  unit: 0,
  layer: 0,
  text: "",
  veil: true,
  playing: false,
  speed: 4,
  edits: {},
  clamps: {},
  compare: "after",
  gradients: false,
  guesses: [],
  form: "full",
  order: "number",
  output: 0,
  which: "first",
};

/**
 * @typedef {object} Layer arrays flat, row by row: W_x (D, KH), W_h (H, KH), b (KH), x (T, D), h0, c0 (H), mask (T)
 * @property {string} name
 * @property {"lstm" | "gru" | "gru after" | "rnn"} kind
 * @property {string[]} activations of the candidate and the state, and of the gates
 * @property {Record<string, [number, number] | null>} ends between which each gate lies
 * @property {Float64Array} [b_h] of a GRU that resets after
 * @property {number} D
 * @property {number} H
 * @property {number} T
 * @property {Float64Array} W_x
 * @property {Float64Array} W_h
 * @property {Float64Array} b
 * @property {Float64Array} x
 * @property {Float64Array} h0
 * @property {Float64Array} [c0]
 * @property {Float64Array} [mask]
 * @property {string[] | null} labels
 * @property {boolean} backwards
 * @property {32 | 64} precision
 * @property {boolean} oneHot
 * @property {"here" | "below" | "other"} input can it be changed: here, in a layer below, or is it another input
 * @property {boolean} edited has it a step for each of the first layer's
 * @property {Record<string, Float64Array>} kernel its quantities as the kernel computed them
 *
 * @typedef {object} Readout one answer; W (H, O) and b (O) where it is one Dense over one layer, targets (T, O)
 * @property {string} name
 * @property {number} number its value's
 * @property {boolean} steps one answer a step, or one at the end
 * @property {[number, boolean][]} layers on which it is shown; true: its steps are turned round there
 * @property {number | null} H
 * @property {number} O
 * @property {Float64Array} [W]
 * @property {Float64Array} [b]
 * @property {"sigmoid" | "softmax" | "linear" | null} activation
 * @property {string[] | null} classes
 * @property {Float64Array} [targets]
 * @property {Float64Array} [adds] (H), what each unit adds at most
 * @property {string} [broken] why this page must not carry a change over to it
 *
 * @typedef {object} GateModel the payload with its bytes as numbers
 * @property {string} title
 * @property {string} call
 * @property {number} start
 * @property {Layer[]} layers
 * @property {any} graph all steps of the model, see graph.js
 * @property {Readout[]} readouts
 * @property {string[]} notes what is not shown, and why
 * @property {string[]} [names] of two models, this one first
 * @property {any} [beside] the payload of the other
 * @property {{ symbols: string[], fold: boolean } | null} alphabet
 */
