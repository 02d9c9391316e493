// @ts-check
// What the Sound Lab knows of its reader and what it starts from (lab.py has the same as traits).

/**
 * @typedef {object} SoundState
 * @property {number} clip which of the clips is looked at, from 0
 * @property {number} step the frame of chances that is looked at, from 0
 * @property {number} picked the class that is chosen, 0 for the blank, or −1
 * @property {Record<string, number>} forced frame to the only class that it may say
 * @property {1 | 2 | 4 | 8 | 16 | 32} width how many prefixes the beam keeps
 * @property {number} volume 0 to 1
 */

/** @type {SoundState} */
export const STATE = { clip: 0, step: 0, picked: -1, forced: {}, width: 8, volume: 0.8 };
