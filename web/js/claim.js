// Which tab a take belongs to: whoever sings or sends it holds a lock of its name, which falls when the tab is gone.

/**
 * Takes a take, until the answer is called or the tab is closed; null where another tab has it. Without locks everybody
 * gets it.
 * @param {string} key
 * @returns {Promise<(() => void) | null>}
 */
export function claim(key) {
  return new Promise((resolve) => {
    if (!navigator.locks) return resolve(() => {});
    navigator.locks
      .request(lockName(key), { ifAvailable: true }, (lock) =>
        lock ? new Promise((release) => resolve(() => release(undefined))) : resolve(null),
      )
      .catch(() => resolve(() => {}));
  });
}

/**
 * Whether another tab has it. Without locks nobody knows, and it is thought free.
 * @param {string} key
 */
export async function isClaimed(key) {
  const locks = await navigator.locks?.query().catch(() => null);
  return Boolean(locks?.held?.some(({ name }) => name === lockName(key)));
}

/** @param {string} key */
const lockName = (key) => `stemforge-take-${key}`;
