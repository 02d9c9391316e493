// @ts-check
// What the Tune Lab knows of its reader and what it starts from (lab.py has the same as traits); what Python sends.

/**
 * @typedef {[number, number, boolean]} Note MIDI number, quarter notes, whether a phrase ends with it
 *
 * @typedef {object} TuneState
 * @property {Note[]} notes the tune as it stands
 * @property {number} step the place that is looked at: a note, or after the last one that which comes next
 * @property {number} temperature
 * @property {number} tempo quarter notes a minute
 * @property {number} volume 0 to 1
 * @property {boolean} keep whether what follows a changed note stays
 * @property {boolean} hear whether what is written sounds
 * @property {number} seed
 */

/** @type {TuneState} */
export const STATE = {
  notes: [],
  step: 0,
  temperature: 0.8,
  tempo: 90,
  volume: 0.5,
  keep: false,
  hear: false,
  seed: 0,
};
