// What is sung into the microphones: takes of the sample campaign, over and over.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./studio.mjs";
import { wavOf } from "./wav.mjs";

/** A good alto without a fault or backing in it (samples/demo/truth.csv); the song begins 376 ms into it. */
export const VOICE = "samples/demo/takes/voice-0013.mp3";
/** The singer begins anew so often; what is left of it after the take is room. */
export const SLOT_S = 24;
const SLOTS = 5;

/** A file of the repository as 16-bit mono samples. @param {string} path @param {number} rateHz */
export function decoded(path, rateHz) {
  const flags = ["-v", "error", "-i", join(root, path), "-ac", "1", "-ar", String(rateHz), "-f", "s16le", "-"];
  const bytes = execFileSync("ffmpeg", flags, { maxBuffer: 2 ** 28 });
  return new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

/** Two minutes of a fan who sings again and again, in a room that is never quite silent. @param {number} rateHz */
export function singing(rateHz) {
  const voice = decoded(VOICE, rateHz);
  const samples = new Int16Array(SLOTS * SLOT_S * rateHz);
  // The same hiss in every run, and other hiss in every slot: no two seconds are alike, so a slip cannot hide.
  let state = 1;
  for (let at = 0; at < samples.length; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    samples[at] = (state >> 26) + (voice[at % (SLOT_S * rateHz)] ?? 0);
  }
  return samples;
}

/** Samples as a file, for those who play it; `remove` when done. @param {Int16Array} samples @param {number} rateHz */
export function wavFile(samples, rateHz) {
  const folder = mkdtempSync(join(tmpdir(), "stemforge-voice-"));
  const path = join(folder, "voice.wav");
  writeFileSync(path, wavOf(samples, rateHz));
  return { path, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
