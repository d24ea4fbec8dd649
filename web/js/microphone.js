// The microphone as it is: no echo cancellation, no noise suppression, no gain control. They are made for calls, and
// cost singing 5 to 10 dB. A constraint is a request, so what became of it is read back.
/** @import { Processing } from "../types/take.js" */

/** At such rates the microphone is a Bluetooth headset's. */
const TELEPHONE_RATE_HZ = 16_000;
/** Longest time that an audio device takes to wake up. */
const WAKE_MS = 5000;
/** Apps that show pages in a window of their own, and keep the microphone. */
const IN_APP = /Instagram|FBAN|FBAV|FB_IAB|TikTok|BytedanceWebview|musical_ly|Snapchat|Twitter|Line\//;

/** Why there is no microphone; the word names the message. */
export class MicrophoneFault extends Error {
  /** @param {"denied" | "none" | "busy" | "unsupported" | "in-app"} why */
  constructor(why) {
    super(why);
    this.why = why;
  }
}

/** @param {unknown} cause */
function faultOf(cause) {
  switch (cause instanceof DOMException ? cause.name : "") {
    case "NotAllowedError":
    case "SecurityError":
      return new MicrophoneFault(IN_APP.test(navigator.userAgent) ? "in-app" : "denied");
    case "NotFoundError":
    case "OverconstrainedError":
      return new MicrophoneFault("none");
    case "NotReadableError":
    case "AbortError":
      return new MicrophoneFault("busy");
    default:
      return new MicrophoneFault("unsupported");
  }
}

export class Microphone {
  /** @param {MediaStream} stream @param {AudioContext} context @param {MediaStreamAudioSourceNode} source */
  constructor(stream, context, source) {
    this.stream = stream;
    this.context = context;
    this.source = source;
    this.track = stream.getAudioTracks()[0];
    this.settings = this.track.getSettings();
  }

  /**
   * Asks for the microphone, and makes a clock that runs at its rate.
   * @param {string} [deviceId]
   */
  static async open(deviceId) {
    if (!navigator.mediaDevices?.getUserMedia || typeof AudioContext === "undefined") {
      throw new MicrophoneFault(IN_APP.test(navigator.userAgent) ? "in-app" : "unsupported");
    }
    const asItIs = { echoCancellation: false, noiseSuppression: false, autoGainControl: false, channelCount: 1 };
    const audio = deviceId ? { ...asItIs, deviceId: { exact: deviceId } } : asItIs;
    const stream = await navigator.mediaDevices
      .getUserMedia({ audio })
      .catch((cause) => Promise.reject(faultOf(cause)));
    try {
      const { context, source } = clockOf(stream);
      await running(context);
      return new Microphone(stream, context, source);
    } catch (cause) {
      stream.getTracks().forEach((track) => track.stop());
      throw faultOf(cause);
    }
  }

  /** Whether singing into it sounds like a phone call. */
  get isTelephone() {
    return (this.settings.sampleRate ?? this.context.sampleRate) <= TELEPHONE_RATE_HZ;
  }

  /** What the browser still does to the sound, where it says so. @returns {Processing} */
  get processing() {
    const { echoCancellation, noiseSuppression, autoGainControl } = this.settings;
    const known = {
      echo_cancellation: echoCancellation,
      noise_suppression: noiseSuppression,
      auto_gain_control: autoGainControl,
    };
    // Newer browsers name kinds of echo cancellation instead of `true`.
    const said = Object.entries(known).filter(([, value]) => value !== undefined);
    return Object.fromEntries(said.map(([name, value]) => [name, Boolean(value)]));
  }

  get isProcessed() {
    return Object.values(this.processing).some(Boolean);
  }

  get baseLatencyMs() {
    return milliseconds(this.context.baseLatency);
  }

  get outputLatencyMs() {
    return milliseconds(this.context.outputLatency);
  }

  /** The round trip as the browser tells it: a hint, off by tens of milliseconds. */
  get statedRoundTripMs() {
    const latency = /** @type {{ latency?: number }} */ (this.settings).latency;
    return (this.baseLatencyMs ?? 0) + (this.outputLatencyMs ?? 40) + (milliseconds(latency) ?? 10);
  }

  close() {
    this.stream.getTracks().forEach((track) => track.stop());
    if (this.context.state !== "closed") this.context.close().catch(() => {});
  }
}

/**
 * Waits for the clock to run. It does not where there is nothing to play through, or while a call has the device.
 * @param {AudioContext} context
 */
async function running(context) {
  if (context.state === "suspended") {
    await Promise.race([context.resume(), new Promise((resolve) => setTimeout(resolve, WAKE_MS))]);
  }
  if (context.state !== "running") {
    context.close().catch(() => {});
    throw new DOMException("the clock does not run", "NotReadableError");
  }
}

/** @param {number | undefined} seconds */
const milliseconds = (seconds) => (Number.isFinite(seconds) ? Math.round(Number(seconds) * 10_000) / 10 : null);

/**
 * A context at the track's rate, so that nothing is resampled; its own where it refuses that one, as Firefox does.
 * Nobody hears the microphone live, so latency costs nothing and buys unbroken recordings.
 * @param {MediaStream} stream
 */
function clockOf(stream) {
  const { sampleRate } = stream.getAudioTracks()[0].getSettings();
  const wishes = [...(sampleRate ? [{ sampleRate }] : []), {}];
  let refusal;
  for (const wish of wishes) {
    let context;
    try {
      context = new AudioContext({ latencyHint: "playback", ...wish });
      return { context, source: context.createMediaStreamSource(stream) };
    } catch (cause) {
      refusal = cause;
      context?.close().catch(() => {});
    }
  }
  throw refusal;
}

/** Microphones to choose from; their names are known once one was allowed. */
export async function microphones() {
  const devices = await navigator.mediaDevices.enumerateDevices().catch(() => []);
  return devices.filter(({ kind, deviceId }) => kind === "audioinput" && deviceId);
}
