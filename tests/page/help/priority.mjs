// On a desktop the sound of a browser goes before other work: a broker gives its threads real time. Here there is none, so
// all of a browser goes before other work, where we may say so.
import { getPriority, setPriority } from "node:os";

const BEFORE_OTHERS = -10;

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
