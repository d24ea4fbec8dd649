// Finding one sound in another, and measuring how true it is there.

/** Turns of the unit circle for a transform's length. @type {Map<number, { cos: Float64Array, sin: Float64Array }>} */
const turns = new Map();

/** @param {number} size */
function turnsOf(size) {
  const known = turns.get(size);
  if (known) return known;
  const angles = Float64Array.from({ length: size / 2 }, (_, k) => (-2 * Math.PI * k) / size);
  const made = { cos: angles.map(Math.cos), sin: angles.map(Math.sin) };
  turns.set(size, made);
  return made;
}

/** In-place radix-2 transform of `re + i·im`; the length is a power of two. @param {Float64Array} re @param {Float64Array} im */
function fft(re, im) {
  const n = re.length;
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) {
      [re[i], re[j]] = [re[j], re[i]];
      [im[i], im[j]] = [im[j], im[i]];
    }
  }
  for (let size = 2; size <= n; size <<= 1) {
    const half = size >> 1;
    const { cos, sin } = turnsOf(size);
    for (let at = 0; at < n; at += size) {
      for (let k = 0; k < half; k++) {
        const a = at + k;
        const b = a + half;
        const x = re[b] * cos[k] - im[b] * sin[k];
        const y = re[b] * sin[k] + im[b] * cos[k];
        re[b] = re[a] - x;
        im[b] = im[a] - y;
        re[a] += x;
        im[a] += y;
      }
    }
  }
}

const transformOf = (samples, size) => {
  const re = new Float64Array(size);
  re.set(samples);
  const im = new Float64Array(size);
  fft(re, im);
  return { re, im };
};

/**
 * How `heard` lies on `known`: the whole cross-correlation at each lag from `-known.length + 1` on, as `{ at(lag), lag }`
 * with the lag of its highest peak. `whitened`, only phases count, which makes a sharp peak out of music.
 * @param {ArrayLike<number>} heard
 * @param {ArrayLike<number>} known
 */
export function correlate(heard, known, { whitened = false } = {}) {
  let size = 1;
  while (size < heard.length + known.length) size *= 2;
  const a = transformOf(heard, size);
  const b = transformOf(known, size);
  for (let k = 0; k < size; k++) {
    const re = a.re[k] * b.re[k] + a.im[k] * b.im[k];
    const im = a.im[k] * b.re[k] - a.re[k] * b.im[k];
    const scale = whitened ? 1 / (Math.hypot(re, im) + 1e-9) : 1;
    // The inverse transform is the forward one of the conjugate.
    a.re[k] = re * scale;
    a.im[k] = -im * scale;
  }
  fft(a.re, a.im);
  const at = (lag) => a.re[(lag + size) % size];
  let lag = 0;
  for (let other = 1 - known.length; other < heard.length; other++) if (at(other) > at(lag)) lag = other;
  return { lag, at };
}

/** The top of the parabola through a peak and its neighbours, as a fraction of a sample. */
export function refined({ lag, at }) {
  const [before, top, after] = [at(lag - 1), at(lag), at(lag + 1)];
  return lag + (before - after) / (2 * (before - 2 * top + after));
}

/** So much of a take is looked for. */
const NEEDLE_S = 1.5;
/** First at a lower rate, where a voice is still a voice. */
const COARSE = 8;

/** @param {Int16Array} samples */
const coarse = (samples) =>
  Float64Array.from({ length: Math.floor(samples.length / COARSE) }, (_, at) =>
    samples.subarray(at * COARSE, (at + 1) * COARSE).reduce((sum, sample) => sum + sample, 0),
  );

/**
 * Where in `source`, which says nearly the same again every `periodS`, the samples of `take` from `from` on come from: the
 * offset of the take's sample 0.
 * @param {Int16Array} take
 * @param {Int16Array} source
 * @param {{ from: number, rateHz: number, periodS: number }} where
 */
export function offsetIn(take, source, { from, rateHz, periodS }) {
  const needle = take.subarray(from, from + Math.round(NEEDLE_S * rateHz));
  const period = Math.round(periodS * rateHz);
  const place = correlate(coarse(source), coarse(needle)).lag * COARSE;
  const best = { error: Infinity, offset: NaN };
  for (let around = place % period; around < source.length; around += period) {
    for (let at = around - COARSE; at <= around + COARSE; at++) {
      let error = 0;
      for (let k = 0; k < needle.length && error < best.error; k++) error += (needle[k] - (source[at + k] ?? 0)) ** 2;
      if (error < best.error) Object.assign(best, { error, offset: at - from });
    }
  }
  return best.offset;
}

/** Once a microphone gives 16 bits, a sample can be off by this, and no more. */
export const ROUNDING = 1;

/**
 * How true `take` is to `source` from `offset` on; outside of the source there is silence.
 * @param {Int16Array} take
 * @param {Int16Array} source
 * @param {number} offset
 */
export function trueness(take, source, offset) {
  let signal = 0;
  let noise = 0;
  let largest = 0;
  let firstOff = take.length;
  for (let at = 0; at < take.length; at++) {
    const known = source[offset + at] ?? 0;
    const error = Math.abs(take[at] - known);
    signal += known * known;
    noise += error * error;
    largest = Math.max(largest, error);
    if (error > ROUNDING) firstOff = Math.min(firstOff, at);
  }
  return { snrDb: noise === 0 ? Infinity : 10 * Math.log10(signal / noise), largest, firstOff };
}

/** A stretch of so many samples that is as it was fed is no chance: no two stretches of a microphone's hiss are alike. */
const RUN = 2400;
/** Between two stretches, this is skipped at a time. */
const HOP = 240;

/**
 * `take` as stretches of `source`, each sample-true from its first sample to its last: how many slips lie between them, and
 * how many samples belong to none.
 * @param {Int16Array} take
 * @param {Int16Array} source
 * @param {number} offset  of some stretch
 * @param {number} mostSlip  samples by which two stretches can be apart
 */
export function stretches(take, source, offset, mostSlip) {
  const isTrue = (at, shift) => Math.abs(take[at] - (source[shift + at] ?? NaN)) <= ROUNDING;
  const runs = (from, shift) => {
    for (let at = from; at < from + RUN; at++) if (!isTrue(at, shift)) return false;
    return true;
  };
  /** The nearest shift at which a stretch begins here. */
  const found = (from) => {
    for (let slip = 0; slip <= mostSlip; slip++) {
      for (const shift of [offset + slip, offset - slip]) if (runs(from, shift)) return shift;
    }
    return undefined;
  };
  let count = 0;
  let off = 0;
  let at = 0;
  while (at + RUN <= take.length) {
    const shift = found(at);
    if (shift === undefined) {
      at += HOP;
      off += HOP;
      continue;
    }
    count++;
    while (at < take.length && isTrue(at, shift)) at++;
  }
  return { slips: Math.max(0, count - 1), off: off + take.length - at };
}
