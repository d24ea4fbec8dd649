// The four clicks before the song: where they are, and how they are played.

const CLICKS = 4;
/** Loud enough to sing by, quiet enough for headphones. */
const CLICK_GAIN = 0.4;

/**
 * Song times of the count-in's clicks: the beats of the bar before the first.
 * @param {{ tempo_bpm: number, first_bar_s: number }} song
 */
export function clickTimes({ tempo_bpm: tempoBpm, first_bar_s: firstBarS }) {
  const beatS = 60 / tempoBpm;
  const times = Array.from({ length: CLICKS }, (_, beat) => firstBarS - (CLICKS - beat) * beatS);
  return times.filter((timeS) => timeS > -1e-6).map((timeS) => Math.max(0, timeS));
}

/**
 * Plays the clicks.
 * @param {AudioContext} context
 * @param {Float32Array<ArrayBuffer>} chirp
 * @param {number[]} timesS  on the context's clock
 */
export function playClicks(context, chirp, timesS) {
  const buffer = context.createBuffer(1, chirp.length, context.sampleRate);
  buffer.copyToChannel(chirp, 0);
  const gain = new GainNode(context, { gain: CLICK_GAIN });
  gain.connect(context.destination);
  return timesS.map((timeS) => {
    const source = new AudioBufferSourceNode(context, { buffer });
    source.connect(gain);
    source.start(timeS);
    return source;
  });
}
