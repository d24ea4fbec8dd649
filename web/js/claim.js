// Which tab a take belongs to: whoever sings or sends it holds a lock of its name, which falls when the tab is gone.

/**
 * Holds a take until the answer is called, or the tab is closed.
 * @param {string} key
 * @returns {() => void}
 */
export function claim(key) {
  let release = () => {};
  const held = new Promise((resolve) => (release = () => resolve(undefined)));
  navigator.locks?.request(lockName(key), () => held).catch(() => {});
  return release;
}

/**
 * Whether another tab has it. Without locks it is thought free; the service lets only one send anyhow.
 * @param {string} key
 */
export async function isClaimed(key) {
  const locks = await navigator.locks?.query().catch(() => null);
  return Boolean(locks?.held?.some(({ name }) => name === lockName(key)));
}

/** @param {string} key */
const lockName = (key) => `stemforge-take-${key}`;
