// What the screens say: a message by its id, and the fault messages by the service's codes.

/**
 * @typedef {Record<string, string | number>} Arguments
 * @typedef {(id: string, args?: Arguments) => string} Say
 * @typedef {object} Words
 * @property {Say} text
 * @property {Say} plain  for titles and other programs: without marks of direction
 * @property {(code: string, args?: Arguments) => string} fault
 */

/** Faults that a fan can meet; all others are "that did not work". */
const FAULTS = new Set([
  "MISSING",
  "WRONG_TYPE",
  "BAD_LENGTH",
  "BAD_CHARACTERS",
  "BAD_WORD",
  "NOT_A_COUNTRY",
  "NOT_A_TEAM",
  "CONSENT_REQUIRED",
  "AGE_REQUIRED",
  "OUT_OF_RANGE",
  "CONTENT_TYPE_UNSUPPORTED",
  "NOT_AUDIO",
  "CONTENT_MISMATCH",
  "TOO_MANY_BYTES",
  "HASH_MISMATCH",
  "SIZE_MISMATCH",
  "UPLOAD_GONE",
  "TAKE_WITHDRAWN",
  "TAKE_UNKNOWN",
  "UPLOAD_BUSY",
  "TOO_MANY_REQUESTS",
  "BUSY",
  "STORAGE_FULL",
  "STORAGE_UNAVAILABLE",
  "BUDGET_SPENT",
  "INTERNAL",
  "NETWORK",
]);

/** Longest name, in characters: the service's bound. */
export const MAX_NAME_CHARS = 60;

/**
 * @param {{ text: Say, plain: Say }} says
 * @returns {Words}
 */
export function wordsOf({ text, plain }) {
  return {
    text,
    plain,
    fault: (code, args = { max: MAX_NAME_CHARS }) =>
      text(`error-${FAULTS.has(code) ? code.toLowerCase().replaceAll("_", "-") : "unknown"}`, args),
  };
}
