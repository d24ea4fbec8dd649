// The worker behind the page: makes a take of what it hears, keeps it on the device and sends it, while the page draws.
// Everything that may take long happens here.
/** @import { Chirp, NewTake, Order, Report, TakeDetails, TakeRecord } from "../types/take.js" */
import { Api, Problem } from "./api.js";
import { Capture } from "./capture.js";
import { findClicks } from "./clicks.js";
import { claim, isClaimed } from "./claim.js";
import { Ears } from "./ears.js";
import { Levels } from "./levels.js";
import { KEPT_MS } from "./resume.js";
import { loadSharedCode } from "./shared-code.js";
import { TakeBytes } from "./take-bytes.js";
import { openStore } from "./take-store.js";
import { DAMAGED, Upload } from "./upload.js";
import { fromWav, toBytes, wavBytes, wavHeader } from "./wav.js";

/** @typedef {TakeDetails["verdict"]} Verdict */
/**
 * @typedef {object} Current  the take at hand
 * @property {TakeRecord} take
 * @property {TakeBytes} bytes
 * @property {Upload} upload
 * @property {() => void} release
 * @property {Promise<void> | null} sending
 */

/** Longest wait for a device to forget a take; if it has not, the next visit finds it. */
const FORGET_MS = 3000;
/** Latest that a click is looked for after its time. */
const PROBE_S = 1.5;
/** Without locks nobody knows whether a take is being sung in another tab; one that is so old is not. */
const SUNG_BY_NOW_MS = 3_600_000;

const tell = (/** @type {Report} */ report, /** @type {Transferable[]} */ moved = []) => postMessage(report, moved);
const api = new Api();
const store = openStore();
const shared = loadSharedCode();
const ears = new Ears(tell);
/** @type {Current | null} */
let current = null;

/**
 * @param {NewTake} asked
 * @param {number} sizeBytes
 * @returns {TakeRecord}
 */
function newRecord({ key, contentType, fan, language, details }, sizeBytes) {
  const announcement = JSON.stringify({ fan, language, content_type: contentType, size_bytes: sizeBytes });
  return {
    key,
    state: "singing",
    contentType,
    sizeBytes,
    announcement,
    needsHash: false,
    created: null,
    sha256: null,
    details,
    words: null,
    madeAtMs: Date.now(),
  };
}

/**
 * Records a take, keeps each second of it, and sends it meanwhile.
 * @param {Extract<Order, { do: "sing" }>} order
 */
function sing({ take: asked, startFrame, frames, clicksAtS }) {
  const { sampleRateHz } = ears;
  const bytes = new TakeBytes(wavBytes(frames));
  const take = newRecord(asked, bytes.sizeBytes);
  begin(take, bytes, claim(take.key));
  start();
  bytes.append(wavHeader(sampleRateHz, frames));
  const levels = new Levels();
  const capture = new Capture(startFrame, frames);
  let keptBytes = 0;
  const heard = (/** @type {Float32Array} */ piece) => {
    levels.hear(piece);
    bytes.append(toBytes(piece));
    if (capture.missingFrames > 0) {
      void drop();
      return tell({ is: "broken", why: "missing-samples" });
    }
    if (!bytes.isWhole && bytes.availableBytes - keptBytes < wavBytes(sampleRateHz)) return;
    keep(take.key, keptBytes, bytes.slice(keptBytes, bytes.availableBytes));
    keptBytes = bytes.availableBytes;
    current?.upload.poke();
  };
  ears.follow(capture, heard, () => void sung(take, bytes, levels.verdict, clicksAtS));
}

/**
 * A recording made elsewhere, or by the browser's own recorder.
 * @param {Extract<Order, { do: "file" }>} order
 */
async function file({ take: asked, blob, pcm, clicksAtS }) {
  const content = new Uint8Array(await blob.arrayBuffer());
  const bytes = new TakeBytes(content.length);
  const take = newRecord(asked, content.length);
  begin(take, bytes, claim(take.key));
  start();
  bytes.append(content);
  keep(take.key, 0, content);
  if (pcm) {
    const levels = new Levels();
    levels.hear(pcm);
    const rateHz = take.details.recorder.sample_rate_hz ?? 0;
    describe(take.details, levels.verdict, findClicks(await shared, pcm, rateHz, clicksAtS));
  }
  await whole(take, bytes);
}

/**
 * Goes on with a take that another page began.
 * @param {string} key
 */
async function pickUp(key) {
  if (current?.take.key === key) return;
  const release = await claim(key);
  if (!release) return tell({ is: "claimed" });
  const kept = await store;
  const take = (await kept.all()).find((one) => one.key === key);
  if (!take || take.state === "dropped") {
    release();
    return tell({ is: "dropped", isGone: true });
  }
  const bytes = new TakeBytes(take.sizeBytes);
  for (const piece of await kept.pieces(key)) bytes.append(piece);
  if (bytes.isWhole) {
    begin(take, bytes, Promise.resolve(release));
    // The page hears of the take before it hears what became of it.
    await whole(take, bytes);
    return start();
  }
  await rescue(take).finally(release);
}

/**
 * Pieces are missing here. Where the fan has said yes, the service may have them all.
 * @param {TakeRecord} take
 */
async function rescue(take) {
  const { created, words, sha256 } = take;
  if (created && words && sha256) {
    const completed = await api.complete(created, { ...words, sha256 }).catch(asProblem);
    if (!(completed instanceof Problem)) {
      await forget(take.key);
      return tell({ is: "arrived", created, completed });
    }
    // Only where the service says that it has not got it all is it lost. Else it stays for another visit.
    if (!isLost(completed)) return tell({ is: "failed", code: completed.code, fields: [] });
  }
  tell({ is: "dropped", isGone: await withdraw(take) });
}

/** @param {Problem} problem */
const isLost = ({ status, code }) => [404, 409, 410].includes(status) || DAMAGED.has(code);

/**
 * Throws away what another page began, without sending any more of it.
 * @param {string} key
 */
async function discard(key) {
  const release = await claim(key);
  if (!release) return tell({ is: "claimed" });
  const take = (await (await store).all()).find((one) => one.key === key);
  const isGone = take ? await withdraw(take) : true;
  release();
  tell({ is: "dropped", isGone });
}

/**
 * Everything is here: measures the round trip.
 * @param {TakeRecord} take
 * @param {TakeBytes} bytes
 * @param {Verdict} verdict
 * @param {number[]} clicksAtS
 */
async function sung(take, bytes, verdict, clicksAtS) {
  const { samples, sampleRateHz } = fromWav(bytes.slice(0, bytes.sizeBytes));
  // The rest of the song would only cost memory.
  const beginning = samples.subarray(0, Math.round((Math.max(0, ...clicksAtS) + PROBE_S) * sampleRateHz));
  describe(take.details, verdict, findClicks(await shared, beginning, sampleRateHz, clicksAtS));
  take.details.durationMs = Math.round((samples.length / sampleRateHz) * 1000);
  await whole(take, bytes);
}

/**
 * @param {TakeDetails} details
 * @param {Verdict} verdict
 * @param {Chirp | null} chirp
 */
function describe(details, verdict, chirp) {
  const { recorder } = details;
  details.verdict = verdict;
  recorder.clipped = verdict === "loud";
  recorder.too_quiet = verdict === "quiet" || verdict === "silent";
  if (!chirp) return;
  details.lagMs = hundredths(chirp.lagMs);
  recorder.round_trip_ms = hundredths(chirp.lagMs - details.leadMs);
  recorder.round_trip_method = "chirp";
  recorder.chirp_peak_db = hundredths(chirp.peakDb);
}

const hundredths = (/** @type {number} */ number) => Math.round(number * 100) / 100;

/**
 * Nothing is missing: lets the page hear it, and the service know what it is.
 * @param {TakeRecord} take
 * @param {TakeBytes} bytes
 */
async function whole(take, bytes) {
  take.sha256 = await bytes.sha256();
  take.state = "sung";
  await save(take);
  if (current?.take !== take) return;
  current.upload.poke();
  const copy = bytes.slice(0, bytes.sizeBytes);
  tell({ is: "sung", bytes: copy, take }, [copy.buffer]);
}

/**
 * Keeps a piece on the device; without room the take lives on in memory.
 * @param {string} key
 * @param {number} at
 * @param {Uint8Array} piece
 */
function keep(key, at, piece) {
  store.then((kept) => kept.append(key, at, piece)).catch(() => tell({ is: "unkept" }));
}

/**
 * Nobody waits for it: a disk that is busy must not stop the song or the upload.
 * @param {TakeRecord} take
 */
async function save(take) {
  if (take !== current?.take) return;
  store.then((kept) => kept.put(take)).catch(() => tell({ is: "unkept" }));
}

/**
 * @param {TakeRecord} take
 * @param {TakeBytes} bytes
 * @param {Promise<(() => void) | null>} claimed
 */
function begin(take, bytes, claimed) {
  const upload = new Upload(take, bytes, {
    api,
    save,
    sleep,
    isOnline: () => navigator.onLine !== false,
    chance: Math.random,
    tell: (progress) => tell({ is: "progress", progress }),
  });
  if (current) void drop();
  void store.then(({ isKept }) => isKept || tell({ is: "unkept" }));
  current = { take, bytes, upload, release: () => void claimed.then((release) => release?.()), sending: null };
  void save(take);
}

/** Begins to send the take at hand, unless that is under way. */
function start() {
  const sending = current;
  if (!sending || sending.sending) return;
  sending.sending = send(sending).finally(() => (sending.sending = null));
}

/** Sends a take to its end, or to where only the fan can help. @param {Current} sending */
async function send(sending) {
  try {
    const completed = await sending.upload.run();
    const { created } = sending.take;
    if (!created) return;
    // Told first: a tab that is closed now must know the private link.
    if (current === sending) current = null;
    tell({ is: "arrived", created, completed });
    await forget(sending.take.key);
    sending.release();
  } catch (cause) {
    const { code, fields } = asProblem(cause);
    // What the fan agreed to is asked again; the voice stays.
    if (fields.length > 0) {
      sending.take.words = null;
      // Before the page hears of it, for it may have to be loaded anew.
      await notForLong(store.then((kept) => kept.put(sending.take)).catch(() => {}));
    }
    if (code !== "ABORTED") tell({ is: "failed", code, fields });
  }
}

/** @param {unknown} cause */
const asProblem = (cause) => (cause instanceof Problem ? cause : new Problem(0, "UNKNOWN"));

/**
 * Sleeps, but not longer than the network is away.
 * @param {number} ms
 * @param {AbortSignal} signal
 * @param {boolean} isAsked  the service wants it so long
 * @returns {Promise<void>}
 */
const sleep = (ms, signal, isAsked) =>
  new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      removeEventListener("online", end);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    if (!isAsked) addEventListener("online", end);
    signal.addEventListener("abort", end);
  });

/** @param {Promise<unknown>} doing */
const notForLong = (doing) => Promise.race([doing, new Promise((resolve) => setTimeout(resolve, FORGET_MS))]);

/** The device forgets a take. @param {string} key */
const forget = (key) => notForLong(store.then((kept) => kept.drop(key)).catch(() => {}));

/** Sung again, or refused: here and at the service nothing stays. Says whether that is so by now. */
async function drop() {
  const dropped = current;
  current = null;
  ears.stop();
  if (!dropped) return true;
  dropped.upload.abort();
  void emptied(dropped.take);
  // An announcement that is on its way is waited for: only then is it known what to erase.
  await dropped.sending;
  const isGone = await withdraw(dropped.take);
  dropped.release();
  return isGone;
}

/**
 * The sound goes at once. What the service has goes with it, or, where that fails, at a later visit: a mark stays until
 * then.
 * @param {TakeRecord} take
 */
async function withdraw(take) {
  const [isGone] = await Promise.all([erase(take), notForLong(emptied(take))]);
  if (isGone) await forget(take.key);
  return isGone;
}

/** Leaves of a take the mark alone. @param {TakeRecord} take */
function emptied(take) {
  const mark = { ...take, state: /** @type {const} */ ("dropped"), words: null, details: { ...take.details, name: "" } };
  return store.then((kept) => kept.empty(mark)).catch(() => {});
}

/** Whether the service has nothing of it. @param {TakeRecord} take */
async function erase({ created }) {
  if (!created) return true;
  return api.erase(created).then(
    () => true,
    (cause) => [404, 410].includes(asProblem(cause).status),
  );
}

/** Takes that were dropped while the network was away, cut short by a crash or a closed tab, or never said yes to. */
async function sweep() {
  const kept = await store;
  for (const take of await kept.all()) {
    const ageMs = Date.now() - take.madeAtMs;
    const isKept = take.state === "sung" && (take.words !== null || ageMs < KEPT_MS);
    const mayBeSung = take.state === "singing" && !navigator.locks && ageMs < SUNG_BY_NOW_MS;
    if (isKept || mayBeSung || take.key === current?.take.key || (await isClaimed(take.key))) continue;
    const hasIt = await hasArrived(take);
    if (hasIt) await forget(take.key);
    else if (hasIt === false) await withdraw(take);
  }
}

/**
 * Whether the service has it for good, though this device does not know that the fan said yes; null where nobody says.
 * @param {TakeRecord} take
 */
async function hasArrived({ state, created }) {
  if (state === "dropped" || !created) return false;
  return api.status(created).then(
    ({ status }) => status === "received",
    (cause) => (asProblem(cause).status === 404 ? false : null),
  );
}

/** @param {Order} order */
async function obey(order) {
  switch (order.do) {
    case "tap":
      return ears.tap(order.port, order.sampleRateHz, shared);
    case "untap":
      return ears.untap();
    case "check":
      return tell({ is: "checked", verdict: (await ears.check(order.seconds)).verdict });
    case "probe": {
      const recording = await ears.record(order.startFrame, Math.round(order.seconds * ears.sampleRateHz));
      return tell({ is: "probed", chirp: findClicks(await shared, recording, ears.sampleRateHz, order.clicksAtS) });
    }
    case "sing":
      return sing(order);
    case "file":
      return file(order);
    case "pick-up":
      return pickUp(order.key);
    case "discard":
      return discard(order.key);
    case "drop":
      return tell({ is: "dropped", isGone: await drop() });
    case "finish":
      if (!current) return;
      current.take.words = order.words;
      await save(current.take);
      current?.upload.poke();
      // What failed while it was sung is tried again, now that somebody waits for it.
      return start();
    case "retry":
      return start();
  }
}

/** Whatever goes wrong, the page hears of it. @param {Order} order */
const heed = (order) => obey(order).catch(() => tell({ is: "failed", code: "UNKNOWN", fields: [] }));

addEventListener("message", ({ data }) => void heed(data));
tell({ is: "ready" });
void sweep().catch(() => {});
