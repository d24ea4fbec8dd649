// The WAV that the page makes, byte by byte.
import assert from "node:assert/strict";
import { test } from "node:test";
import { HEADER_BYTES, fromWav, toBytes, wavBytes, wavHeader } from "../../web/js/wav.js";

test("the header is that of 16-bit mono PCM", () => {
  const header = Buffer.from(wavHeader(44_100, 926_100));
  assert.equal(header.length, HEADER_BYTES);
  assert.equal(header.toString("latin1", 0, 4), "RIFF");
  assert.equal(header.readUInt32LE(4), 36 + 1_852_200);
  assert.equal(header.toString("latin1", 8, 16), "WAVEfmt ");
  assert.equal(header.readUInt32LE(16), 16);
  assert.deepEqual([header.readUInt16LE(20), header.readUInt16LE(22)], [1, 1], "PCM, one channel");
  assert.deepEqual([header.readUInt32LE(24), header.readUInt32LE(28)], [44_100, 88_200]);
  assert.deepEqual([header.readUInt16LE(32), header.readUInt16LE(34)], [2, 16]);
  assert.equal(header.toString("latin1", 36, 40), "data");
  assert.equal(header.readUInt32LE(40), 1_852_200);
});

test("sizes are known before a sample is sung", () => {
  assert.equal(wavBytes(0), 44);
  assert.equal(wavBytes(Math.round(21 * 44_100)), 1_852_244);
  assert.equal(wavBytes(Math.round(21.0001 * 48_000)), 44 + 2 * 1_008_005);
});

test("what a microphone's 16 bits became comes back exactly", () => {
  const steps = Float32Array.from({ length: 65_536 }, (_, index) => (index - 32_768) / 32_768);
  const bytes = Buffer.from(toBytes(steps));
  for (let index = 0; index < steps.length; index += 1) assert.equal(bytes.readInt16LE(2 * index), index - 32_768);
});

test("Chromium's scale of the upper half costs one step at most", () => {
  const steps = Float32Array.from({ length: 32_768 }, (_, step) => step / 32_767);
  const bytes = Buffer.from(toBytes(steps));
  for (let step = 0; step < steps.length; step += 1) {
    const error = bytes.readInt16LE(2 * step) - step;
    assert.ok(error === 0 || (error === 1 && step > 16_000), `${step}: ${error}`);
  }
});

test("beyond full scale is full scale, and no number is silence", () => {
  const bytes = Buffer.from(toBytes(Float32Array.of(1, 1.5, -1, -3, Infinity, -Infinity, NaN)));
  const samples = Array.from({ length: 7 }, (_, index) => bytes.readInt16LE(2 * index));
  assert.deepEqual(samples, [32_767, 32_767, -32_768, -32_768, 32_767, -32_768, 0]);
});

test("no samples are no bytes", () => {
  assert.equal(toBytes(new Float32Array(0)).length, 0);
});

test("a take is read back as it was written, wherever in memory it lies", () => {
  const samples = Float32Array.of(0, 0.5, -0.25, 0.125);
  const whole = new Uint8Array(3 + wavBytes(4));
  whole.set(wavHeader(48_000, 4), 3);
  whole.set(toBytes(samples), 3 + HEADER_BYTES);
  const read = fromWav(whole.subarray(3));
  assert.equal(read.sampleRateHz, 48_000);
  assert.deepEqual(read.samples, samples);
});
