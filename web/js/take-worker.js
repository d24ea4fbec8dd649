// The worker behind the page: makes a take of what it hears, keeps it on the device and sends it, while the page draws.
// Everything that may take long happens here.
/** @import { Chirp, NewTake, Order, Report, TakeDetails, TakeRecord } from "../types/take.js" */
import { Api, Problem } from "./api.js";
import { Capture } from "./capture.js";
import { findClicks } from "./clicks.js";
import { claim, isClaimed } from "./claim.js";
import { Ears } from "./ears.js";
import { Levels } from "./levels.js";
import { loadSharedCode } from "./shared-code.js";
import { TakeBytes } from "./take-bytes.js";
import { openStore } from "./take-store.js";
import { Upload } from "./upload.js";
import { fromWav, toBytes, wavBytes, wavHeader } from "./wav.js";

/** @typedef {TakeDetails["verdict"]} Verdict */
/**
 * @typedef {object} Current  the take at hand
 * @property {TakeRecord} take
 * @property {TakeBytes} bytes
 * @property {Upload} upload
 * @property {() => void} release
 * @property {boolean} isSending
 */

/** Longest wait for a device to forget a take that has arrived; if it has not, the next visit finds it arrived. */
const FORGET_MS = 3000;

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
  begin(take, bytes);
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
  begin(take, bytes);
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
  const kept = await store;
  const take = (await kept.all()).find((one) => one.key === key);
  if (!take) return tell({ is: "dropped" });
  const bytes = new TakeBytes(take.sizeBytes);
  for (const piece of await kept.pieces(key)) bytes.append(piece);
  begin(take, bytes);
  if (bytes.isWhole) return whole(take, bytes);
  await drop();
  tell({ is: "dropped" });
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
  describe(take.details, verdict, findClicks(await shared, samples, sampleRateHz, clicksAtS));
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
 */
function begin(take, bytes) {
  const upload = new Upload(take, bytes, {
    api,
    save,
    sleep,
    isOnline: () => navigator.onLine !== false,
    chance: Math.random,
    tell: (progress) => tell({ is: "progress", progress }),
  });
  if (current) void drop();
  current = { take, bytes, upload, release: claim(take.key), isSending: false };
  void save(take);
  void send();
}

/** Sends the take at hand to its end, or to where only the fan can help. */
async function send() {
  const sending = current;
  if (!sending || sending.isSending) return;
  sending.isSending = true;
  try {
    const completed = await sending.upload.run();
    const { created } = sending.take;
    if (!created) return;
    await Promise.race([forget(sending), sleep(FORGET_MS, new AbortController().signal)]);
    if (current === sending) current = null;
    tell({ is: "arrived", created, completed });
  } catch (cause) {
    sending.isSending = false;
    const { code, fields } = cause instanceof Problem ? cause : new Problem(0, "UNKNOWN");
    // What the fan agreed to is asked again; the voice stays.
    if (fields.length > 0) sending.take.words = null;
    if (code !== "ABORTED") tell({ is: "failed", code, fields });
  }
}

/**
 * Sleeps, but not longer than the network is away.
 * @param {number} ms
 * @param {AbortSignal} signal
 * @returns {Promise<void>}
 */
const sleep = (ms, signal) =>
  new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      removeEventListener("online", end);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    addEventListener("online", end);
    signal.addEventListener("abort", end);
  });

/** @param {Current} gone */
async function forget({ take, release }) {
  await store.then((kept) => kept.drop(take.key)).catch(() => {});
  release();
}

/** Sung again, or refused: here and at the service nothing stays. */
async function drop() {
  const dropped = current;
  current = null;
  ears.stop();
  if (!dropped) return;
  dropped.upload.abort();
  await forget(dropped);
  await erase(dropped.take);
}

/**
 * What is never completed is swept away by the service anyhow; this is sooner.
 * @param {TakeRecord} take
 */
async function erase({ created }) {
  if (created) await api.erase(created).catch(() => {});
}

/** Takes that were cut short by a crash or a closed tab: nothing of them is kept. */
async function sweep() {
  const kept = await store;
  for (const take of await kept.all()) {
    if (take.state === "sung" || take === current?.take || (await isClaimed(take.key))) continue;
    await kept.drop(take.key);
    await erase(take);
  }
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
    case "drop":
      await drop();
      return tell({ is: "dropped" });
    case "finish":
      if (!current) return;
      current.take.words = order.words;
      await save(current.take);
      current?.upload.poke();
      // What failed while it was sung is tried again, now that somebody waits for it.
      return send();
    case "retry":
      return send();
  }
}

addEventListener("message", ({ data }) => void obey(data));
tell({ is: "ready" });
void sweep().catch(() => {});
