// @ts-check
// What the Text Lab knows of its reader and what it starts from (lab.py has the same as traits); what Python sends.

/**
 * @typedef {object} TextState
 * @property {string} text what was read and written
 * @property {number} step the letter that is looked at
 * @property {number} unit
 * @property {number} temperature
 * @property {"surprise" | "unit" | "influence"} colour
 * @property {number} seed
 */

/** @type {TextState} */
export const STATE = { text: "", step: 0, unit: 0, temperature: 0.7, colour: "surprise", seed: 0 };
