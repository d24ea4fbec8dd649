// WAV, as this page makes it: 16 bits, one channel, the header first. Its size is known before a sample is sung, so the
// take can be announced and sent while it grows.

export const HEADER_BYTES = 44;
const BYTES_PER_SAMPLE = 2;

/**
 * Size of a WAV file of so many samples.
 * @param {number} samples
 */
export const wavBytes = (samples) => HEADER_BYTES + samples * BYTES_PER_SAMPLE;

/**
 * The 44 bytes before the samples.
 * @param {number} sampleRateHz
 * @param {number} samples
 */
export function wavHeader(sampleRateHz, samples) {
  const view = new DataView(new ArrayBuffer(HEADER_BYTES));
  const word = (/** @type {number} */ at, /** @type {string} */ letters) =>
    [...letters].forEach((letter, index) => view.setUint8(at + index, letter.charCodeAt(0)));
  const dataBytes = samples * BYTES_PER_SAMPLE;
  word(0, "RIFF");
  view.setUint32(4, HEADER_BYTES - 8 + dataBytes, true);
  word(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sampleRateHz, true);
  view.setUint32(28, sampleRateHz * BYTES_PER_SAMPLE, true);
  view.setUint16(32, BYTES_PER_SAMPLE, true);
  view.setUint16(34, 8 * BYTES_PER_SAMPLE, true);
  word(36, "data");
  view.setUint32(40, dataBytes, true);
  return new Uint8Array(view.buffer);
}

/**
 * Samples as 16-bit bytes. Microphones give 16 bits, so nothing is lost: Firefox's numbers come back exactly,
 * Chromium's within one step (it scales what is above 0 by 32767).
 * @param {Float32Array} samples
 */
export function toBytes(samples) {
  const view = new DataView(new ArrayBuffer(samples.length * BYTES_PER_SAMPLE));
  samples.forEach((sample, index) => {
    const step = Math.round(sample * 32768);
    // NaN is neither, and is written as 0.
    view.setInt16(index * BYTES_PER_SAMPLE, Math.max(-32768, Math.min(32767, step)), true);
  });
  return new Uint8Array(view.buffer);
}

/**
 * The samples of a WAV file that this page made.
 * @param {Uint8Array} wav
 */
export function fromWav(wav) {
  const view = new DataView(wav.buffer, wav.byteOffset, wav.byteLength);
  const samples = new Float32Array((wav.byteLength - HEADER_BYTES) / BYTES_PER_SAMPLE);
  for (let index = 0; index < samples.length; index += 1) {
    samples[index] = view.getInt16(HEADER_BYTES + index * BYTES_PER_SAMPLE, true) / 32768;
  }
  return { samples, sampleRateHz: view.getUint32(24, true) };
}
