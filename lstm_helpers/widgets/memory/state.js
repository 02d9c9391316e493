// @ts-check
// What the Memory Lab knows of its reader and what it starts from (lab.py has the same as traits); what Python sends.

/**
 * @typedef {object} MemoryState
 * @property {number[]} f the signals as they are drawn, one number a step
 * @property {number[]} i
 * @property {number[]} g
 * @property {"latch" | "counter" | "reset" | "free"} target
 * @property {2000 | 1997} cell
 * @property {number} step
 *
 * @typedef {object} Target
 * @property {string} name
 * @property {string} task
 * @property {number[]} g the candidate that it brings
 * @property {number[] | null} want the memory after each step
 * @property {number[]} marks steps
 * @property {string} mark what is to be done at them
 * @property {number[]} resets steps
 * @property {string} reset what is to be done at those
 *
 * @typedef {object} MemoryPayload
 * @property {number} steps
 * @property {number} close
 * @property {Record<string, Target>} targets
 */

/** @type {MemoryState} */
export const STATE = {
  f: new Array(20).fill(1),
  i: new Array(20).fill(0),
  g: new Array(20).fill(0),
  target: "latch",
  cell: 2000,
  step: 0,
};
