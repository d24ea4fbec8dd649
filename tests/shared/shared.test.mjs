// The page's WebAssembly and its loader, in Node: the vectors that hold natively, and what happens where it cannot run.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { loadShared, sharedFromBytes } from "../../web/shared/shared.js";
import { count, run } from "./vectors.mjs";

const bytes = readFileSync(new URL("../../web/shared/stemforge.wasm", import.meta.url));

/**
 * Replaces a global for the time of a call.
 * @param {string} name
 * @param {unknown} standIn
 * @param {() => Promise<void>} call
 */
async function withGlobal(name, standIn, call) {
  const real = Object.getOwnPropertyDescriptor(globalThis, name);
  Object.defineProperty(globalThis, name, { value: standIn, configurable: true, writable: true });
  try {
    await call();
  } finally {
    Object.defineProperty(globalThis, name, real);
  }
}

/** Loads as the page does, from a server that answers with this. */
async function loadedFrom(answer) {
  let loaded;
  await withGlobal("fetch", async () => answer(), async () => {
    loaded = await loadShared("https://studio.example/stemforge.wasm");
  });
  return loaded;
}

test("every vector holds in WebAssembly", async () => {
  const shared = await sharedFromBytes(bytes);
  assert.ok(count > 300, `${count} vectors`);
  assert.deepEqual(await run(shared), []);
});

test("a wrong answer of any kind is noticed", async () => {
  const shared = await sharedFromBytes(bytes);
  const broken = {
    checkName: () => null,
    nameStanding: () => "shown",
    checkTeam: () => null,
    checkTerms: () => null,
    checkDuration: () => null,
    checkConsent: () => null,
    checkAge: () => null,
    livePitch: () => ({ push: () => ({ timeS: 0, f0Hz: 0, confidence: 0, levelDb: 0 }), free: () => undefined }),
    chirp: () => new Float32Array(960),
    probe: () => ({ lagMs: 0, peakDb: 0, isSure: true }),
  };
  for (const [name, wrong] of Object.entries(broken)) {
    assert.notDeepEqual(await run({ ...shared, [name]: wrong }), [], name);
  }
});

test("the module is loaded from a server, with any type of content", async () => {
  const shared = await loadedFrom(() => new Response(bytes));
  assert.equal(shared.checkName("Zoë"), null);
  assert.equal(shared.codes.includes("BAD_WORD"), true);
});

test("where it cannot be loaded or run there is nothing, and no error", async () => {
  assert.equal(await loadedFrom(() => new Response("gone", { status: 404 })), null);
  assert.equal(await loadedFrom(() => new Response("<html>")), null);
  assert.equal(await loadedFrom(() => Promise.reject(new TypeError("no network"))), null);
  assert.equal(await sharedFromBytes(bytes.subarray(0, 1000)), null);
  await withGlobal("WebAssembly", undefined, async () => assert.equal(await sharedFromBytes(bytes), null));
});

test("a worklet, which has no encoders, can follow a pitch", async () => {
  await withGlobal("TextDecoder", undefined, () =>
    withGlobal("TextEncoder", undefined, async () => {
      const shared = await sharedFromBytes(bytes);
      const tracker = shared.livePitch(48_000);
      let reading;
      for (let block = 0; block < 200; block += 1) {
        const tone = Float32Array.from({ length: 128 }, (_, n) => 0.5 * Math.sin((block * 128 + n) * 0.06));
        reading = tracker.push(tone);
      }
      assert.ok(Math.abs(reading.f0Hz - (0.06 * 48_000) / (2 * Math.PI)) < 1, JSON.stringify(reading));
      assert.equal(shared.checkName("fuck"), null, "no objections where it cannot tell");
      assert.ok(tracker.push(new Float32Array(480)).levelDb < 0, "and it still hears");
    }),
  );
});

test("a module that has panicked has no objections, hears nothing and is left alone", async () => {
  let calls = 0;
  const panics = () => {
    calls += 1;
    throw new WebAssembly.RuntimeError("unreachable");
  };
  const { instantiate } = WebAssembly;
  WebAssembly.instantiate = async (source) => {
    const { instance } = await instantiate(source);
    return { instance: { exports: { ...instance.exports, page_check_name: panics, page_pitch_push: panics } } };
  };
  try {
    const shared = await sharedFromBytes(bytes);
    const tracker = shared.livePitch(48_000);
    assert.equal(shared.checkName("fuck"), null);
    assert.equal(shared.checkName("fuck"), null);
    assert.deepEqual(tracker.push(new Float32Array(480)), { timeS: 0, f0Hz: 0, confidence: 0, levelDb: -120 });
    assert.equal(shared.livePitch(48_000), null);
    assert.equal(calls, 1);
  } finally {
    WebAssembly.instantiate = instantiate;
  }
});

test("text that is no text, and numbers that are none, have answers", async () => {
  const shared = await sharedFromBytes(bytes);
  assert.equal(shared.checkName("a\ud800"), "BAD_CHARACTERS");
  assert.equal(shared.checkName("x".repeat(1_000_000)), "BAD_LENGTH");
  assert.equal(shared.checkDuration(Number.NaN), "OUT_OF_RANGE");
  assert.equal(shared.checkDuration(600_001), "OUT_OF_RANGE");
  assert.equal(shared.livePitch(1000), null);
  assert.equal(shared.chirp(0, 8000).length, 0);
  assert.equal(shared.chirp(4, 48_000).length, 0);
  assert.equal(shared.probe(new Float32Array(0), 48_000, [0, 0.5, 1, 1.5]), null);
  assert.equal(shared.probe(new Float32Array(96_000), 48_000, [0, 0.5]), null);
});

test("a minute of song takes no more memory than its first second", async () => {
  const real = WebAssembly.instantiate;
  /** @type {WebAssembly.Memory} */
  let memory;
  WebAssembly.instantiate = async (source) => {
    const made = await real(source);
    memory = made.instance.exports.memory;
    return made;
  };
  const shared = await sharedFromBytes(bytes).finally(() => (WebAssembly.instantiate = real));
  const tracker = shared.livePitch(44_100);
  const second = Float32Array.from({ length: 44_100 }, (_, n) => 0.3 * Math.sin(n * 0.03) + 0.1 * Math.sin(n * 0.06));
  tracker.push(second);
  const before = memory.buffer.byteLength;
  for (let n = 1; n < 60; n += 1) tracker.push(second);
  assert.equal(memory.buffer.byteLength, before);
  tracker.free();
  for (let n = 0; n < 100; n += 1) shared.livePitch(44_100).free();
  assert.ok(memory.buffer.byteLength < before + (1 << 20), "trackers give their memory back");
});
