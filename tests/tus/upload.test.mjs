// Takes sent by tus-js-client, as it comes, over a network that breaks.
//
//   STEMFORGE_STUDIO    the service's binary; target/debug/stemforge-studio if not given
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { after, before, test } from "node:test";
import * as tus from "tus-js-client";
import { startCuttingProxy } from "./cutting_proxy.mjs";
import { sha256, startService } from "./service.mjs";

const SIZE = 1_400_000;
/** Ten places: the first byte, the last ones, piece borders and between. */
const CUTS = [1, 2_000, 65_536, 200_001, 400_000, 524_288, 777_777, 1_000_000, 1_300_000, 1_399_999];

let service;
before(async () => {
  service = await startService();
});
after(async () => assert.equal(await service.stop(), 0));

/** A WAV header, then bytes that no other take has. */
function recording(seed) {
  const bytes = Buffer.alloc(SIZE);
  bytes.write("RIFF\0\0\0\0WAVEfmt ");
  let state = seed;
  for (let at = 16; at + 4 <= SIZE; at += 4) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    bytes.writeInt32LE(state, at);
  }
  return bytes;
}

async function announce(bytes) {
  const response = await fetch(`${service.url}/v1/takes`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "Idempotency-Key": randomUUID() },
    body: JSON.stringify({
      fan: randomUUID(),
      name: "Zoë",
      country: "FR",
      size_bytes: bytes.length,
      sha256: sha256(bytes),
      content_type: "audio/wav",
      consent: true,
      over_16: true,
    }),
  });
  assert.equal(response.status, 201);
  return response.json();
}

async function assertReceived(take, bytes) {
  const response = await fetch(service.url + take.complete.url, {
    method: take.complete.method,
    headers: { Authorization: `Bearer ${take.upload_token}` },
  });
  assert.equal(response.status, 200, await response.text());
  assert.equal(sha256(service.audio(take.take_id)), sha256(bytes));
}

/** Sends `file` to the end; the client retries on its own. */
function send(file, options) {
  return new Promise((resolve, reject) => {
    const upload = new tus.Upload(file, {
      retryDelays: [0, 50, 100, 200, 400, 800, 1600, 3200],
      onError: reject,
      onSuccess: resolve,
      ...options,
    });
    upload.start();
  });
}

for (const [name, chunkSize] of [["in one request", Infinity], ["in pieces", 100_000]]) {
  test(`a network that breaks at ten places, ${name}`, async (t) => {
    const bytes = recording(name.length);
    const take = await announce(bytes);
    const proxy = await startCuttingProxy(service.port, CUTS);
    // Also where the test fails: a proxy that still listens keeps the whole run from ending.
    t.after(() => proxy.stop());
    const offsets = [];
    await send(bytes, {
      uploadUrl: `http://127.0.0.1:${proxy.port}${take.upload.url}`,
      chunkSize,
      onAfterResponse(request, response) {
        if (request.getMethod() === "HEAD") offsets.push(Number(response.getHeader("Upload-Offset")));
      },
    });
    assert.equal(proxy.cutsLeft(), 0);
    assert.ok(offsets.length >= 10, `${offsets}`);
    // Each try goes on from where the last one broke off.
    assert.deepEqual(offsets, offsets.toSorted((one, other) => one - other));
    assert.ok(offsets.at(-1) > 1_000_000, `${offsets}`);
    await assertReceived(take, bytes);
  });
}

test("a page that is closed and opened again ten times", async () => {
  const bytes = recording(7);
  const take = await announce(bytes);
  const uploadUrl = service.url + take.upload.url;
  for (const cut of CUTS) {
    await new Promise((resolve, reject) => {
      const upload = new tus.Upload(bytes, {
        uploadUrl,
        chunkSize: 50_000,
        retryDelays: [0, 100, 1000, 3000],
        onError: reject,
        onSuccess: resolve,
        onProgress(sent) {
          if (sent >= cut) upload.abort().then(resolve, reject);
        },
      });
      upload.start();
    });
  }
  await send(bytes, { uploadUrl });
  await assertReceived(take, bytes);
});

test("a recording that is still a stream", async () => {
  const bytes = recording(9);
  const take = await announce(bytes);
  const pieces = Array.from({ length: 140 }, (_, at) => bytes.subarray(at * 10_000, (at + 1) * 10_000));
  await send(Readable.from(pieces), {
    uploadUrl: service.url + take.upload.url,
    uploadSize: bytes.length,
    chunkSize: 64 * 1024,
  });
  await assertReceived(take, bytes);
});

test("an upload that is whole already", async () => {
  const bytes = recording(11);
  const take = await announce(bytes);
  const uploadUrl = service.url + take.upload.url;
  await send(bytes, { uploadUrl });
  await send(bytes, { uploadUrl });
  await assertReceived(take, bytes);
  await send(bytes, { uploadUrl });
});

test("a link of somebody else is refused for good", async () => {
  const bytes = recording(13);
  const take = await announce(bytes);
  const uploadUrl = service.url + take.upload.url.replace(/.$/, (last) => (last === "0" ? "1" : "0"));
  const refused = await send(bytes, { uploadUrl, retryDelays: null }).then(assert.fail, (error) => error);
  assert.equal(refused.originalResponse?.getStatus(), 404);
});
