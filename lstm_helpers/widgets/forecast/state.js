// @ts-check
// What the Forecast Lab knows of its reader and what it starts from (lab.py has the same as traits).

/**
 * @typedef {object} ForecastState
 * @property {number} origin which of the origins is looked at, from 0
 * @property {number} past how many steps before the origin are shown; 0 shows the whole series
 * @property {boolean} revealed whether what came is shown
 * @property {string[]} hidden the names of the models that are ticked off
 */

/** @type {ForecastState} */
export const STATE = { origin: 0, past: 0, revealed: false, hidden: [] };
