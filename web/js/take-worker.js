// The worker behind the page: hears the microphone's blocks, measures them, makes a take of them, keeps it on the
// device and sends it, while the page draws. Everything that may take long happens here.
/** @import { NewTake, Order, Report, TakeDetails, TakeRecord } from "../types/take.js" */
/** @import { Shared } from "../types/shared.js" */
import { Api, Problem } from "./api.js";
import { Capture } from "./capture.js";
import { findChirps } from "./chirp.js";
import { Levels } from "./levels.js";
import { claim, isClaimed } from "./claim.js";
import { loadSharedCode } from "./shared-code.js";
import { TakeBytes } from "./take-bytes.js";
import { openStore } from "./take-store.js";
import { Upload } from "./upload.js";
import { fromWav, toBytes, wavBytes, wavHeader } from "./wav.js";

const tell = (/** @type {Report} */ report, /** @type {Transferable[]} */ moved = []) => postMessage(report, moved);
const api = new Api();
const store = openStore();
/** @type {Shared | null} */
let shared = null;
const sharedLoaded = loadSharedCode().then((loaded) => (shared = loaded));

/** What the tap is listened to for. */
const ears = {
  sampleRateHz: 48_000,
  /** @type {MessagePort | null} */
  port: null,
  /** @type {ReturnType<Shared["livePitch"]> | null} */
  pitch: null,
  /** @type {{ capture: Capture, heard: (piece: Float32Array) => void, ended: () => void } | null} */
  capture: null,
};

/**
 * The take at hand.
 * @type {{ take: TakeRecord, bytes: TakeBytes, upload: Upload, release: () => void, isSending: boolean } | null}
 */
let current = null;

/** @param {{ frame: number, block: Float32Array, lostFrames: number }} block */
function hear({ frame, block, lostFrames }) {
  const running = ears.capture;
  if (running) {
    const piece = running.capture.cut(frame, block, lostFrames);
    if (piece.length > 0) running.heard(piece);
    if (ears.capture === running && running.capture.isWhole) {
      ears.capture = null;
      running.ended();
    }
  }
  const peak = new Levels().hear(block);
  const pitch = ears.pitch?.push(block);
  const f0Hz = pitch?.f0Hz ?? 0;
  tell({ is: "level", peak, endFrame: frame + block.length, f0Hz, confidence: pitch?.confidence ?? 0 });
}

/** @param {MessagePort} port @param {number} sampleRateHz */
async function tap(port, sampleRateHz) {
  untap();
  Object.assign(ears, { port, sampleRateHz });
  port.onmessage = ({ data }) => hear(data);
  await sharedLoaded;
  if (ears.port === port) ears.pitch = shared?.livePitch(sampleRateHz) ?? null;
}

function untap() {
  ears.port?.close();
  Object.assign(ears, { port: null, pitch: null, capture: null });
}

/** Listens to what comes from now on, for so long, and says what it is worth. @param {number} seconds */
function check(seconds) {
  const levels = new Levels();
  let framesLeft = Math.round(seconds * ears.sampleRateHz);
  const heard = (/** @type {Float32Array} */ piece) => {
    levels.hear(piece);
    framesLeft -= piece.length;
    if (framesLeft > 0) return;
    ears.capture = null;
    tell({ is: "checked", verdict: levels.verdict });
  };
  ears.capture = { capture: new Capture(0, Infinity), heard, ended: () => {} };
}

/** Looks for chirps in what comes. @param {number} startFrame @param {number} seconds @param {number[]} chirpsAtS */
function probe(startFrame, seconds, chirpsAtS) {
  const { sampleRateHz } = ears;
  const frames = Math.round(seconds * sampleRateHz);
  const recording = new Float32Array(frames);
  let filled = 0;
  const heard = (/** @type {Float32Array} */ piece) => {
    recording.set(piece, filled);
    filled += piece.length;
  };
  const ended = () => tell({ is: "probed", chirp: findChirps(shared, recording, sampleRateHz, chirpsAtS) });
  ears.capture = { capture: new Capture(startFrame, frames), heard, ended };
}

/** @param {NewTake} asked @param {number} sizeBytes @returns {TakeRecord} */
function newRecord({ key, contentType, fan, language, details }, sizeBytes) {
  const announcement = JSON.stringify({ fan, language, content_type: contentType, size_bytes: sizeBytes });
  return {
    key,
    contentType,
    sizeBytes,
    announcement,
    details,
    state: "singing",
    needsHash: false,
    created: null,
    sha256: null,
    words: null,
    madeAtMs: Date.now(),
  };
}

/** Records a take, keeps each second of it, and sends it meanwhile. @param {Extract<Order, { do: "sing" }>} order */
function sing({ take: asked, startFrame, frames, chirpsAtS }) {
  const { sampleRateHz } = ears;
  const bytes = new TakeBytes(wavBytes(frames));
  const take = newRecord(asked, bytes.sizeBytes);
  begin(take, bytes);
  const levels = new Levels();
  const capture = new Capture(startFrame, frames);
  let keptBytes = 0;
  bytes.append(wavHeader(sampleRateHz, frames));
  const keep = () => {
    const piece = bytes.slice(keptBytes, bytes.availableBytes);
    keptPiece(take.key, keptBytes, piece);
    keptBytes = bytes.availableBytes;
    current?.upload.poke();
  };
  const heard = (/** @type {Float32Array} */ piece) => {
    levels.hear(piece);
    bytes.append(toBytes(piece));
    if (capture.missingFrames > 0) {
      ears.capture = null;
      void drop().then(() => tell({ is: "broken", why: "missing-samples" }));
    } else if (bytes.isWhole || bytes.availableBytes - keptBytes >= wavBytes(sampleRateHz)) keep();
  };
  const ended = () => void sung(take, bytes, levels.verdict, chirpsAtS);
  ears.capture = { capture, heard, ended };
}

/**
 * Keeps a piece on the device; without room the take lives on in memory.
 * @type {(...piece: [string, number, Uint8Array]) => void}
 */
function keptPiece(...piece) {
  store.then((kept) => kept.append(...piece)).catch(() => tell({ is: "unkept" }));
}

/** @param {TakeRecord} take */
const save = async (take) => {
  if (take !== current?.take) return;
  await store.then((kept) => kept.put(take)).catch(() => tell({ is: "unkept" }));
};

/** Everything is here: measures the round trip, and lets the page hear it. */
async function sung(
  /** @type {TakeRecord} */ take,
  /** @type {TakeBytes} */ bytes,
  /** @type {TakeDetails["verdict"]} */ verdict,
  /** @type {number[]} */ chirpsAtS,
) {
  await sharedLoaded;
  const { samples, sampleRateHz } = fromWav(bytes.slice(0, bytes.sizeBytes));
  describe(take.details, verdict, findChirps(shared, samples, sampleRateHz, chirpsAtS));
  take.details.durationMs = Math.round((samples.length / sampleRateHz) * 1000);
  await whole(take, bytes);
}

/**
 * @param {TakeDetails} details
 * @param {TakeDetails["verdict"]} verdict
 * @param {import("../types/take.js").Chirp | null} chirp
 */
function describe(details, verdict, chirp) {
  const { recorder } = details;
  details.verdict = verdict;
  recorder.clipped = verdict === "loud";
  recorder.too_quiet = verdict === "quiet" || verdict === "silent";
  if (!chirp) return;
  details.lagMs = chirp.lagMs;
  const roundTripMs = chirp.lagMs - details.leadMs;
  Object.assign(recorder, { round_trip_ms: roundTripMs, round_trip_method: "chirp", chirp_peak_db: chirp.peakDb });
}

/** @param {TakeRecord} take @param {TakeBytes} bytes */
async function whole(take, bytes) {
  take.sha256 = await bytes.sha256();
  take.state = "sung";
  await save(take);
  if (current?.take !== take) return;
  current.upload.poke();
  const copy = bytes.slice(0, bytes.sizeBytes);
  tell({ is: "sung", bytes: copy, take }, [copy.buffer]);
}

/** A recording made elsewhere, or by the browser's own recorder. @param {Extract<Order, { do: "file" }>} order */
async function file({ take: asked, blob, pcm, chirpsAtS }) {
  const content = new Uint8Array(await blob.arrayBuffer());
  const bytes = new TakeBytes(content.length);
  bytes.append(content);
  const take = newRecord(asked, content.length);
  begin(take, bytes);
  keptPiece(take.key, 0, content);
  await sharedLoaded;
  const levels = new Levels();
  if (pcm) levels.hear(pcm);
  const rateHz = take.details.recorder.sample_rate_hz ?? 0;
  if (pcm) describe(take.details, levels.verdict, findChirps(shared, pcm, rateHz, chirpsAtS));
  await whole(take, bytes);
}

/** Goes on with a take that another page began. @param {string} key */
async function pickUp(key) {
  const kept = await store;
  const take = (await kept.all()).find((one) => one.key === key);
  if (!take) return tell({ is: "dropped" });
  const bytes = new TakeBytes(take.sizeBytes);
  for (const piece of await kept.pieces(key)) bytes.append(piece);
  begin(take, bytes);
  if (bytes.isWhole) await whole(take, bytes);
  else await drop();
}

/** @param {TakeRecord} take @param {TakeBytes} bytes */
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
    await forget(sending.take.key);
    sending.release();
    if (current === sending) current = null;
    tell({ is: "arrived", created, completed });
  } catch (cause) {
    const { code, fields } = cause instanceof Problem ? cause : new Problem(0, "UNKNOWN");
    // What the fan agreed to is asked again; the voice stays.
    if (fields.length > 0) sending.take.words = null;
    sending.isSending = false;
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

/** @param {string} key */
const forget = (key) => store.then((kept) => kept.drop(key)).catch(() => {});

/** Sung again, or refused: here and at the service nothing stays. */
async function drop() {
  const dropped = current;
  current = null;
  ears.capture = null;
  if (!dropped) return;
  dropped.upload.abort();
  await forget(dropped.take.key);
  dropped.release();
  // What is never completed is swept away by the service anyhow.
  if (dropped.take.created) await api.erase(dropped.take.created).catch(() => {});
}

/** Takes that were cut short, by a crash or a closed tab: nothing is kept of them, here or at the service. */
async function sweep() {
  const kept = await store;
  for (const take of await kept.all()) {
    if (take.state === "sung" || take === current?.take || (await isClaimed(take.key))) continue;
    await kept.drop(take.key);
    if (take.created) await api.erase(take.created).catch(() => {});
  }
}

/** @param {Order} order */
async function obey(order) {
  switch (order.do) {
    case "tap":
      return tap(order.port, order.sampleRateHz);
    case "untap":
      return untap();
    case "check":
      return check(order.seconds);
    case "probe":
      return probe(order.startFrame, order.seconds, order.chirpsAtS);
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
      current.upload.poke();
      // What failed while it was sung is tried again, now that somebody waits for it.
      return send();
    case "retry":
      return send();
  }
}

addEventListener("message", ({ data }) => void obey(data));
void sweep().catch(() => {});
