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
};

/**
 * @typedef {object} Layer arrays flat, row by row: W_x (D, 4H), W_h (H, 4H), b (4H), x (T, D), h0, c0 (H), mask (T)
 * @property {string} name
 * @property {number} D
 * @property {number} H
 * @property {number} T
 * @property {Float64Array} W_x
 * @property {Float64Array} W_h
 * @property {Float64Array} b
 * @property {Float64Array} x
 * @property {Float64Array} h0
 * @property {Float64Array} c0
 * @property {Float64Array} [mask]
 * @property {string[] | null} labels
 * @property {boolean} backwards
 * @property {32 | 64} precision
 * @property {boolean} oneHot
 * @property {number[] | null} reads which layers below: null is the input, [] cannot be told
 * @property {Record<string, Float64Array>} kernel f, i, g, o, c, h as the kernel computed them
 *
 * @typedef {object} Readout W (H, O), b (O), targets (T, O)
 * @property {number} layer
 * @property {number} H
 * @property {number} O
 * @property {Float64Array} W
 * @property {Float64Array} b
 * @property {"sigmoid" | "softmax" | "linear"} activation
 * @property {string[] | null} classes
 * @property {Float64Array} [targets]
 * @property {Float64Array} adds (H), what each unit adds at most
 *
 * @typedef {object} GateModel the payload with its bytes as numbers
 * @property {string} title
 * @property {string} call
 * @property {number} start
 * @property {Layer[]} layers
 * @property {Readout | null} readout
 * @property {{ symbols: string[], fold: boolean } | null} alphabet
 */
