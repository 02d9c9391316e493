// @ts-check
// What the Training view knows of its reader and of the training (lab.py has the same as traits); what Python sends.

/**
 * @typedef {object} Live what the kernel tells, a few times a second and always complete
 * @property {number} [run] which training of this view
 * @property {"waiting" | "running" | "stopping" | "done"} [state]
 * @property {number} [epochs]
 * @property {number} [batches] of an epoch; 0 where that is not known yet
 * @property {number} [done] batches
 * @property {number} [seconds]
 * @property {string} [ended] why
 * @property {any} [train] bytes of rows (done, mean, smallest, largest, seconds)
 * @property {any} [validation] bytes of rows (done, loss, seconds)
 *
 * @typedef {object} TrainingState
 * @property {Live} live {} before the first training
 * @property {"log" | "linear"} scale
 * @property {"batches" | "epochs" | "seconds"} along
 *
 * @typedef {object} TrainingPayload
 * @property {string} title
 * @property {string} loss what it is called
 * @property {[string, number][]} lines losses to compare with
 * @property {[string, number] | null} baseline the one of them that learning nothing gives
 */

/** @type {TrainingState} */
export const STATE = { live: {}, scale: "log", along: "batches" };

const WAITING = { run: 0, state: "waiting", epochs: 0, batches: 0, done: 0, seconds: 0, ended: "" };
export const complete = (/** @type {Live} */ live) => ({ ...WAITING, ...live });
