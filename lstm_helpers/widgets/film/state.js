// @ts-check
// What the Film Lab knows of its reader and what it starts from (lab.py has the same as traits).

/**
 * @typedef {object} FilmState
 * @property {number} film the film that is seen
 * @property {number[]} order which frame stands where; none: as they were filmed
 * @property {number} step the place that is looked at
 * @property {number} word the word of the caption whose looks are shown, or -1
 */

/** @type {FilmState} */
export const STATE = { film: 0, order: [], step: 0, word: -1 };
