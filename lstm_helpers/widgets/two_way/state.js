// @ts-check
// What the Two-way reader knows of its reader and what it starts from (lab.py has the same as traits).

/**
 * @typedef {object} ReaderState
 * @property {string} text typed instead of the example; "" is none
 * @property {number} step a letter
 * @property {number} threshold from which share on a word ends
 * @property {boolean} playing
 * @property {number} speed letters a second
 */

/** @type {ReaderState} */
export const STATE = { text: "", step: 0, threshold: 0.5, playing: false, speed: 4 };
