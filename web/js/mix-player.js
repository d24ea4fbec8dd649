// Hear yourself in the crowd: the song, the choir and the take, laid where it belongs. Few people like their bare
// voice, so it comes with the song, a little room and a level that stands up to the choir; bare only on request.

const SONG_GAIN = 0.7;
const CROWD_GAIN = 0.6;
/** Level that a voice is brought to, as root of its mean square. */
const VOICE_RMS = 0.12;
/** A whisper is not made a shout of: its noise would come along. */
const MOST_VOICE_GAIN = 16;
const ROOM_S = 1.1;
const ROOM_GAIN = 0.22;
const SWITCH_S = 0.05;
/** Longest time that an audio device takes to wake up. */
const WAKE_MS = 5000;

/** @param {Float32Array} samples */
function voiceGain(samples) {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const rms = Math.sqrt(sum / Math.max(1, samples.length));
  return Math.min(MOST_VOICE_GAIN, VOICE_RMS / Math.max(rms, 1e-6));
}

/** A room: noise that dies away. @param {BaseAudioContext} context */
function room(context) {
  const frames = Math.round(ROOM_S * context.sampleRate);
  const impulse = context.createBuffer(2, frames, context.sampleRate);
  for (const channel of [0, 1]) {
    const samples = Float32Array.from(
      { length: frames },
      (_, frame) => (Math.random() * 2 - 1) * (1 - frame / frames) ** 4,
    );
    impulse.copyToChannel(samples, channel);
  }
  return new ConvolverNode(context, { buffer: impulse });
}

export class MixPlayer {
  #context = new AudioContext({ latencyHint: "playback" });
  /** @type {AudioBufferSourceNode[]} */
  #sources = [];
  #around;
  #room;
  #isAlone = false;
  /** @type {{ samples: Float32Array<ArrayBuffer>, sampleRateHz: number, lagMs: number } | null} */
  #voice = null;
  onEnded = () => {};

  /** To be made in the midst of a tap: at no other time do phones let a page make a sound. */
  constructor() {
    this.wake();
    const out = new DynamicsCompressorNode(this.#context, { threshold: -12, ratio: 3 });
    out.connect(this.#context.destination);
    this.#around = new GainNode(this.#context);
    this.#room = new GainNode(this.#context, { gain: ROOM_GAIN });
    this.#around.connect(out);
    this.#room.connect(out);
    this.out = out;
  }

  /** To be called in the midst of a tap, too. */
  wake() {
    this.#context.resume().catch(() => {});
  }

  /**
   * Gets everything ready. Rejects where the song cannot be had.
   * @param {{ samples: Float32Array<ArrayBuffer>, sampleRateHz: number, lagMs: number }} voice
   * @param {import("./song.js").SongSounds | null} song  null where it is not known where it lies under the voice
   */
  async prepare(voice, song) {
    const context = this.#context;
    this.#voice = voice;
    const { samples, sampleRateHz } = voice;
    const buffer = context.createBuffer(1, samples.length, sampleRateHz);
    buffer.copyToChannel(samples, 0);
    this.take = buffer;
    this.backing = (await song?.backing(context)) ?? null;
    this.crowd = (await song?.crowd(context)) ?? null;
    this.reverb = room(context);
    this.reverb.connect(this.#room);
  }

  /** The voice alone, or in the crowd. @param {boolean} isAlone */
  set isAlone(isAlone) {
    this.#isAlone = isAlone;
    const now = this.#context.currentTime;
    this.#around.gain.setTargetAtTime(isAlone ? 0 : 1, now, SWITCH_S);
    this.#room.gain.setTargetAtTime(isAlone ? 0 : ROOM_GAIN, now, SWITCH_S);
  }

  get isAlone() {
    return this.#isAlone;
  }

  /** Rejects where this browser makes no sound. */
  async play() {
    this.stop();
    const voiced = this.#voice;
    if (!voiced) throw new Error("nothing is ready");
    await awake(this.#context);
    const startS = this.#context.currentTime + 0.1;
    const voice = this.#start(
      this.take,
      voiceGain(voiced.samples),
      this.out,
      startS,
      Math.max(0, voiced.lagMs / 1000),
    );
    if (this.reverb) voice?.connect(this.reverb);
    this.#start(this.backing, SONG_GAIN, this.#around, startS);
    this.#start(this.crowd, CROWD_GAIN, this.#around, startS);
    const [first] = this.#sources;
    if (first) first.onended = () => this.stop();
  }

  /**
   * @param {AudioBuffer | null | undefined} buffer
   * @param {number} gain
   * @param {AudioNode} to
   * @param {number} startS
   * @param {number} [fromS]
   */
  #start(buffer, gain, to, startS, fromS = 0) {
    if (!buffer) return null;
    const source = new AudioBufferSourceNode(this.#context, { buffer });
    const level = new GainNode(this.#context, { gain });
    source.connect(level).connect(to);
    source.start(startS, fromS);
    this.#sources.push(source);
    return level;
  }

  get isPlaying() {
    return this.#sources.length > 0;
  }

  stop() {
    if (!this.isPlaying) return;
    for (const source of this.#sources.splice(0)) {
      source.onended = null;
      source.stop();
    }
    this.onEnded();
  }

  close() {
    this.stop();
    this.#context.close().catch(() => {});
  }
}

/** `resume` may never answer where no tap allows it. @param {AudioContext} context */
async function awake(context) {
  await Promise.race([context.resume(), new Promise((resolve) => setTimeout(resolve, WAKE_MS))]);
  if (context.state !== "running") throw new Error("the clock does not run");
}

/**
 * A take as samples: ours as it is, any other as the browser decodes it; null where it cannot.
 * @param {Uint8Array<ArrayBuffer>} bytes
 */
export async function decoded(bytes) {
  const context = new OfflineAudioContext(1, 1, 48_000);
  const buffer = await context.decodeAudioData(bytes.slice().buffer).catch(() => null);
  return buffer && { samples: buffer.getChannelData(0).slice(), sampleRateHz: buffer.sampleRate };
}
