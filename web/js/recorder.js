// Song and microphone on one clock: the song starts at a frame, the take is cut at that frame.
/** @import { NewTake, RecorderReport } from "../types/take.js" */
/** @import { Boot } from "../types/boot.js" */
import { Microphone } from "./microphone.js";
import { recordWithBrowser } from "./media-recorder.js";
import { wavBytes } from "./wav.js";

/** From the press to the first click. */
const LEAD_S = 0.6;
/** What is recorded after the song's end, so that a late device's last note is in it. */
export const TAIL_S = 1;
/** Frames that an audio context renders at once. */
const QUANTUM_FRAMES = 128;

/** Clicks are loud enough to sing by, and quiet enough for headphones. */
const CLICK_GAIN = 0.4;

/**
 * @typedef {object} Playable  the song at a context's rate
 * @property {AudioBuffer} backing
 * @property {Float32Array<ArrayBuffer>[]} clicks
 * @property {number[]} clicksAtS
 */

/** An open microphone with a tap that the worker listens to. */
export class Recorder {
  /** @type {AudioScheduledSourceNode[]} */
  #playing = [];
  /** Of the browser's own recorder. */
  #recording = new AbortController();
  #onLost = (/** @type {string} */ _why) => {};
  /** The round trip as last measured; until then as stated. @type {number | null} */
  measuredRoundTripMs = null;

  /**
   * @param {Microphone} microphone
   * @param {import("./take-client.js").TakeClient} client
   * @param {"worklet" | "media_recorder"} method
   * @param {() => void} untap
   */
  constructor(microphone, client, method, untap) {
    this.microphone = microphone;
    this.client = client;
    this.method = method;
    this.untap = untap;
    const { track, context } = microphone;
    track.onended = track.onmute = () => this.#onLost("microphone");
    context.onstatechange = () => {
      if (context.state !== "running" && context.state !== "closed") this.#onLost("interrupted");
    };
  }

  /**
   * @param {import("./take-client.js").TakeClient} client
   * @param {string} [deviceId]
   */
  static async open(client, deviceId) {
    const microphone = await Microphone.open(deviceId);
    const { context, source } = microphone;
    const channel = new MessageChannel();
    client.order({ do: "tap", port: channel.port1, sampleRateHz: context.sampleRate }, [channel.port1]);
    try {
      const tap = await tapOf(context);
      source.connect(tap);
      tap.port.postMessage({ listener: channel.port2 }, [channel.port2]);
      return new Recorder(microphone, client, "worklet", () => tap.port.postMessage({}));
    } catch {
      return new Recorder(microphone, client, "media_recorder", pollInstead(microphone, channel.port2));
    }
  }

  /** Whether it still hears: a call, or another app, may have taken the microphone. */
  get isAlive() {
    const { track, context } = this.microphone;
    return context.state === "running" && track.readyState === "live" && !track.muted;
  }

  get context() {
    return this.microphone.context;
  }

  get roundTripMs() {
    return this.measuredRoundTripMs ?? this.microphone.statedRoundTripMs;
  }

  /** What is known of how it is recorded. @param {boolean | null} headphones @returns {RecorderReport} */
  report(headphones) {
    const { microphone } = this;
    return {
      method: this.method,
      sample_rate_hz: this.context.sampleRate,
      round_trip_ms: Math.round(microphone.statedRoundTripMs * 10) / 10,
      round_trip_method: "api",
      base_latency_ms: microphone.baseLatencyMs,
      output_latency_ms: microphone.outputLatencyMs,
      processing: microphone.processing,
      headphones,
    };
  }

  /** A moment from now that begins a rendering quantum. */
  #soon() {
    const { currentTime, sampleRate } = this.context;
    const startFrame = Math.ceil(((currentTime + LEAD_S) * sampleRate) / QUANTUM_FRAMES) * QUANTUM_FRAMES;
    return { startFrame, startS: startFrame / sampleRate };
  }

  /**
   * Plays the song and its clicks from the context's time on.
   * @param {Playable} playable
   * @param {number} startS
   * @param {number} [lengthS]
   */
  #play({ backing, clicks, clicksAtS }, startS, lengthS) {
    const { context } = this;
    const gain = new GainNode(context, { gain: CLICK_GAIN });
    gain.connect(context.destination);
    const song = new AudioBufferSourceNode(context, { buffer: backing });
    song.connect(context.destination);
    song.start(startS, 0, lengthS);
    const sounds = clicksAtS.map((clickS, index) => {
      const buffer = context.createBuffer(1, clicks[index].length, context.sampleRate);
      buffer.copyToChannel(clicks[index], 0);
      const click = new AudioBufferSourceNode(context, { buffer });
      click.connect(gain);
      click.start(startS + clickS);
      return click;
    });
    this.#playing.push(song, ...sounds);
  }

  /**
   * Plays the song, and records a take of it from its first sample to a second after its last.
   * @param {Boot} boot
   * @param {Playable} playable
   * @param {Omit<NewTake, "contentType">} asked
   * @param {(why: string) => void} onLost  called once at most, when the take cannot be kept
   * @returns {number} song time 0 on the context's clock
   */
  sing(boot, playable, asked, onLost) {
    this.silence();
    this.#onLost = (why) => {
      this.#onLost = () => {};
      onLost(why);
    };
    const { context, client } = this;
    const { clicksAtS } = playable;
    const { startFrame, startS } = this.#soon();
    const frames = Math.round((boot.song.duration_s + TAIL_S) * context.sampleRate);
    const maxBytes = boot.limits.max_take_bytes;
    this.#play(playable, startS);
    if (this.method === "worklet" && wavBytes(frames) <= maxBytes) {
      client.order({ do: "sing", take: { ...asked, contentType: "audio/wav" }, startFrame, frames, clicksAtS });
    } else {
      asked.details.recorder.method = "media_recorder";
      const times = { startS, endS: startS + frames / context.sampleRate, clicksAtS };
      const { signal } = (this.#recording = new AbortController());
      recordWithBrowser(this.microphone, times, asked, client, maxBytes, signal).catch(() => this.#onLost("microphone"));
    }
    return startS;
  }

  /**
   * Plays the beginning of the song; the worker listens whether its clicks come back.
   * @param {Playable} playable
   * @param {number} lengthS
   */
  tryOut(playable, lengthS) {
    this.silence();
    const { startFrame, startS } = this.#soon();
    this.#play(playable, startS, lengthS);
    const { clicksAtS } = playable;
    if (clicksAtS.length === 0) return;
    this.client.order({ do: "probe", startFrame, seconds: Math.max(...clicksAtS) + TAIL_S, clicksAtS });
  }

  silence() {
    this.#onLost = () => {};
    this.#recording.abort();
    for (const source of this.#playing.splice(0)) source.stop();
  }

  /** Lets the microphone go. */
  close() {
    this.silence();
    this.untap();
    this.client.order({ do: "untap" });
    this.microphone.close();
  }
}

/** @param {AudioContext} context */
async function tapOf(context) {
  await context.audioWorklet.addModule(new URL("./tap-worklet.js", import.meta.url));
  return new AudioWorkletNode(context, "tap", { numberOfOutputs: 0, channelCount: 1, channelCountMode: "explicit" });
}

/**
 * Without a worklet the meter looks at the microphone now and then; the take itself is the browser's recorder's.
 * @param {Microphone} microphone
 * @param {MessagePort} listener
 */
function pollInstead({ context, source }, listener) {
  const analyser = new AnalyserNode(context, { fftSize: 2048 });
  source.connect(analyser);
  const timer = setInterval(
    () => {
      const block = new Float32Array(analyser.fftSize);
      analyser.getFloatTimeDomainData(block);
      const frame = Math.round(context.currentTime * context.sampleRate) - block.length;
      listener.postMessage({ frame, block, lostFrames: 0 }, [block.buffer]);
    },
    (1000 * 2048) / context.sampleRate,
  );
  return () => clearInterval(timer);
}
