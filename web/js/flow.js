// The path: which screen comes after which, and to which one may go back.

/** The screens in their order. The first asks only those who have an unfinished take. */
export const PATH = /** @type {const} */ ([
  "welcome",
  "name-team",
  "premise",
  "mic-check",
  "headphones",
  "sing",
  "listen",
  "consent",
  "sending",
  "done",
]);

/** @typedef {typeof PATH[number] | "resume" | "file"} Screen */

/** Beside the path: which step of it each stands for. @type {Partial<Record<Screen, typeof PATH[number]>>} */
const BESIDE = { resume: "listen", file: "sing" };

/** Steps that are counted for the fan: what is before or after them is no work. */
const COUNTED = PATH.slice(1, PATH.indexOf("sending"));

/** @param {Screen} screen */
const onPath = (screen) => BESIDE[screen] ?? /** @type {typeof PATH[number]} */ (screen);

/** How far the fan is. @param {Screen} screen */
export function stepOf(screen) {
  const at = COUNTED.indexOf(onPath(screen));
  const steps = COUNTED.length;
  if (at >= 0) return { step: at + 1, steps };
  return { step: screen === "welcome" ? 0 : steps, steps };
}

/** Whether the steps are counted aloud there. @param {Screen} screen */
export const isCounted = (screen) => COUNTED.includes(onPath(screen)) && screen !== "resume";

/** @param {Screen} screen @returns {Screen | null} */
export function before(screen) {
  // From a take that is sung one goes back by singing again, which is a choice of its own; from what is sent, nowhere.
  if (screen === "file") return "mic-check";
  if (screen === "consent") return "listen";
  const at = PATH.indexOf(onPath(screen));
  return at > 0 && at <= PATH.indexOf("sing") && screen !== "resume" ? PATH[at - 1] : null;
}

/**
 * Where the browser's own back and forward lead from one screen when they aim at another.
 * @param {Screen} from
 * @param {Screen} to
 * @returns {Screen}
 */
export function travel(from, to) {
  const here = PATH.indexOf(onPath(from));
  const there = PATH.indexOf(onPath(to));
  if (from === "resume" || here > PATH.indexOf("consent")) return from;
  if (here >= PATH.indexOf("listen")) return from === "consent" && to === "listen" ? to : from;
  return there < here ? to : from;
}
