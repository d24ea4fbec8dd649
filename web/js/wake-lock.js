// Keeps the screen on while somebody sings or sends: a phone that falls asleep ends the take.

/** @type {WakeLockSentinel | null} */
let lock = null;
let isWanted = false;

export async function stayAwake() {
  isWanted = true;
  // Where there is none, or the battery is low, the screen does as it likes.
  const held = await navigator.wakeLock?.request("screen").catch(() => null);
  if (isWanted) lock = held ?? null;
  else held?.release();
}

export function maySleep() {
  isWanted = false;
  lock?.release();
  lock = null;
}
