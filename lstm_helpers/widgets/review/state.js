// @ts-check
// What the Review Lab knows of its reader and what it starts from (lab.py has the same as traits).

/**
 * @typedef {object} ReviewState
 * @property {string} text the sentence
 * @property {number} step the word that is looked at
 * @property {number} picked the word that waits to be swapped, or -1
 * @property {"turn" | "without"} colour
 */

/** @type {ReviewState} */
export const STATE = { text: "", step: 0, picked: -1, colour: "turn" };
