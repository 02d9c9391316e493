// @ts-check
// What the Attention Lab knows of its reader and what it starts from (lab.py has the same as traits).

/**
 * @typedef {object} AttentionState
 * @property {string} text the sentence
 * @property {number} step the step of the decoder that is looked at
 * @property {number} word the source word that is chosen, or -1
 * @property {Record<string, number>} forced step to the only source word at which it may look, −1 for all alike
 * @property {"nothing" | "f" | "i" | "g" | "o" | "c" | "h"} inside what of both LSTMs is shown
 */

/** @type {AttentionState} */
export const STATE = { text: "", step: 0, word: -1, forced: {}, inside: "nothing" };
