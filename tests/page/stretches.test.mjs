// The comparison that the takes in Firefox are held to: it forgives a slip, and nothing that a page could do to the sound.
import assert from "node:assert/strict";
import { test } from "node:test";
import { stretches } from "./help/signal.mjs";
import { singing } from "./help/voices.mjs";

const RATE_HZ = 48_000;
const OFFSET = 12_345;
const MOST_SLIP = RATE_HZ;
const sung = singing(RATE_HZ);
const whole = () => sung.slice(OFFSET, OFFSET + 21 * RATE_HZ);
const compare = (take) => stretches(take, sung, OFFSET, MOST_SLIP);

test("a take as it was fed is one stretch", () => assert.deepEqual(compare(whole()), { slips: 0, off: 0 }));

test("a loss and a silence that was put in are two slips", () => {
  const take = whole();
  take.copyWithin(5 * RATE_HZ, 5 * RATE_HZ + 441);
  take.copyWithin(9 * RATE_HZ + 960, 9 * RATE_HZ, 21 * RATE_HZ - 960);
  take.fill(0, 9 * RATE_HZ, 9 * RATE_HZ + 960);
  const { slips, off } = compare(take);
  // The last samples are those that were there before all was moved.
  assert.equal(slips, 2);
  assert.ok(off >= 960 && off < 960 + 3 * 480, `${off}`);
});

test("a buffer lost every second is as many slips", () => {
  const pieces = Array.from({ length: 20 }, (_, second) => whole().subarray(second * RATE_HZ, (second + 1) * RATE_HZ - 128));
  const take = Int16Array.from(pieces.flatMap((piece) => [...piece]));
  assert.equal(compare(take).slips, 19);
});

test("a sound that was changed is nowhere true", () => {
  const voice = whole().subarray(2 * RATE_HZ, 5 * RATE_HZ);
  const compareVoice = (take) => stretches(take, sung, OFFSET + 2 * RATE_HZ, MOST_SLIP).off / voice.length;
  assert.equal(compareVoice(voice), 0);
  assert.ok(compareVoice(voice.map((sample) => 1.12 * sample)) > 0.5);
  assert.ok(compareVoice(voice.map((sample, at) => sample - 0.1 * (voice[at - 1] ?? 0))) > 0.9);
});
