// Waiting for something to be true.

/**
 * Asks again until the answer is truthy, and returns it.
 * @template T
 * @param {string} what  for the message when it never is
 * @param {() => T | Promise<T>} ask
 * @param {{ patienceMs?: number, everyMs?: number }} [pace]
 */
export async function until(what, ask, { patienceMs = 30_000, everyMs = 50 } = {}) {
  const begun = Date.now();
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() - begun > patienceMs) throw new Error(`waited ${patienceMs} ms in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
