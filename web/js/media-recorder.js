// Where there is no worklet, the browser's own recorder. Its file begins when it likes, so where the song lies in it is
// found by the chirps, or else only about known.
/** @import { NewTake } from "../types/take.js" */

/** Best first: lossless in Chromium, then what each of them has. */
const TYPES = ["audio/webm;codecs=pcm", "audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"];
/** How long before the song it starts. */
const EARLY_S = 0.1;
const BITS_PER_SECOND = 256_000;
/** Of lossless sound: two channels of floats, as Chromium writes it whatever the microphone has. */
const PCM_BYTES_PER_SAMPLE = 8;

const until = (/** @type {AudioContext} */ context, /** @type {number} */ timeS) =>
  new Promise((resolve) => setTimeout(resolve, Math.max(0, (timeS - context.currentTime) * 1000)));

/**
 * @param {import("./microphone.js").Microphone} microphone
 * @param {{ startS: number, endS: number, clicksAtS: number[] }} times  of the song on the context's clock; clicks in the song
 * @param {Omit<NewTake, "contentType">} asked
 * @param {import("./take-client.js").TakeClient} client
 * @param {number} maxBytes
 * @param {AbortSignal} signal  once aborted, nothing is kept
 */
export async function recordWithBrowser(microphone, { startS, endS, clicksAtS }, asked, client, maxBytes, signal) {
  const { context, stream, track, statedRoundTripMs } = microphone;
  const pcmBytes = (EARLY_S + endS - startS) * context.sampleRate * PCM_BYTES_PER_SAMPLE;
  const fits = (/** @type {string} */ type) => !type.endsWith("pcm") || pcmBytes < maxBytes;
  const mimeType = TYPES.find((type) => fits(type) && MediaRecorder.isTypeSupported(type));
  const recorder = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: BITS_PER_SECOND });
  /** @type {Blob[]} */
  const pieces = [];
  recorder.ondataavailable = ({ data }) => pieces.push(data);
  await until(context, startS - EARLY_S);
  if (signal.aborted) return;
  const started = new Promise((resolve) => (recorder.onstart = () => resolve(context.currentTime)));
  const stopped = new Promise((resolve) => (recorder.onstop = resolve));
  recorder.start(1000);
  const leadMs = (startS - (await started)) * 1000;
  await until(context, endS);
  if (signal.aborted) return;
  if (recorder.state !== "recording" || track.readyState !== "live") throw new Error("the recorder has stopped by itself");
  recorder.stop();
  await stopped;
  const blob = new Blob(pieces, { type: recorder.mimeType });
  const decoded = await blob
    .arrayBuffer()
    .then((bytes) => context.decodeAudioData(bytes))
    .catch(() => null);
  // To stop and to decode takes seconds on a phone, in which the fan may have left.
  if (signal.aborted) return;
  const { details } = asked;
  details.isPlaced = decoded !== null;
  details.leadMs = leadMs;
  details.lagMs = leadMs + statedRoundTripMs;
  details.durationMs = Math.round((decoded?.duration ?? endS - startS) * 1000);
  const pcm = decoded ? decoded.getChannelData(0).slice() : null;
  const take = { ...asked, contentType: recorder.mimeType };
  client.order({ do: "file", take, blob, pcm, clicksAtS }, pcm ? [pcm.buffer] : []);
}
