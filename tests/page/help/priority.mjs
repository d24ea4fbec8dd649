// On a desktop the sound of a browser goes before other work: a broker gives its threads real time. Here there is none, so
// we do it, where we may. Chromium helps itself.
import { execFile } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { getPriority, setPriority } from "node:os";
import { promisify } from "node:util";

const run = promisify(execFile);
const BEFORE_OTHERS = -10;
const REAL_TIME = 5;
/** Between Firefox's microphone and its worklets. */
const SOUND = /^(threaded-ml|AudioIP|GraphRunner)/;

/** Starts something before others. @template T @param {() => Promise<T>} start @returns {Promise<T>} */
export async function first(start) {
  const before = getPriority();
  try {
    setPriority(BEFORE_OTHERS);
  } catch {
    // As anybody but root, it has to do with its share.
  }
  const started = start();
  // What was started has it by now, and its children from it.
  await started.finally(() => setPriority(before)).catch(() => {});
  return started;
}

const read = (path) => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    // Gone meanwhile.
    return "";
  }
};

/** All processes that come from one. @param {number} pid @returns {number[]} */
function familyOf(pid) {
  const all = readdirSync("/proc").filter((name) => /^\d+$/.test(name)).map(Number);
  const parents = new Map(all.map((one) => [one, Number(read(`/proc/${one}/stat`).split(") ").at(-1).split(" ")[1])]));
  const family = [pid];
  for (const one of family) family.push(...all.filter((other) => parents.get(other) === one));
  return family;
}

/**
 * Gives real time to the sound of a process and its children, once they record, and to us who feed it, until what is
 * returned is called.
 * @param {number} pid
 */
export async function soundFirst(pid) {
  const threads = familyOf(pid).flatMap((one) => {
    const folder = `/proc/${one}/task`;
    try {
      return readdirSync(folder).filter((thread) => SOUND.test(read(`${folder}/${thread}/comm`)));
    } catch {
      return [];
    }
  });
  const ours = String(process.pid);
  await Promise.allSettled([ours, ...threads].map((thread) => run("chrt", ["--rr", "--pid", String(REAL_TIME), thread])));
  return () => run("chrt", ["--other", "--pid", "0", ours]).catch(() => {});
}
