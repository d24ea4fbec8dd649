// A take on its way to a service that fails in every way it can: it arrives whole, once, or the fan is told why not.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { Api } from "../../web/js/api.js";
import { TakeBytes } from "../../web/js/take-bytes.js";
import { MAX_PIECE_BYTES, Upload, waitMs } from "../../web/js/upload.js";
import { Service, refusal } from "./service.mjs";

const SIZE = 3 * MAX_PIECE_BYTES + 1234;
const CONTENT = Uint8Array.from({ length: SIZE }, (_, index) => (index * 31 + (index >> 8)) & 255);
const SHA256 = createHash("sha256").update(CONTENT).digest("hex");

/** An upload of a whole take to a service, with a clock on which waiting takes no time but is written down. */
function uploadTo(service, { words = { consent: true }, whole = true, isOnline = () => true } = {}) {
  const bytes = new TakeBytes(SIZE);
  if (whole) bytes.append(CONTENT);
  const take = {
    key: "a-key-of-this-take",
    contentType: "audio/wav",
    sizeBytes: SIZE,
    state: "sung",
    needsHash: false,
    created: null,
    announcement: JSON.stringify({ fan: "f", content_type: "audio/wav", size_bytes: SIZE }),
    sha256: whole ? SHA256 : null,
    words,
    madeAtMs: 0,
  };
  const seen = { waits: [], saved: 0, phases: [] };
  const upload = new Upload(take, bytes, {
    api: new Api(service.fetch),
    save: async () => void (seen.saved += 1),
    sleep: async (ms) => void seen.waits.push(ms),
    isOnline,
    chance: () => 0.5,
    tell: ({ phase }) => seen.phases.push(phase),
  });
  return { upload, take, bytes, seen };
}

/** Heads or tails, the same for the same seed. */
function coin(seed) {
  let state = seed * 2654435761;
  return () => (state = (state * 1103515245 + 12345) % 2147483648) > 1073741824;
}

const settled = async () => {
  for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

function assertArrivedOnce(service) {
  assert.equal(service.received.length, 1);
  assert.deepEqual(new Uint8Array(service.received[0].bytes), CONTENT);
  assert.equal(new Set(service.announcements).size, 1, "the announcement is the same bytes at every try");
}

test("a take goes in pieces, and arrives whole", async () => {
  const service = new Service();
  const { upload } = uploadTo(service);
  const completed = await upload.run();
  assert.equal(completed.status, "received");
  assertArrivedOnce(service);
  const patch = "PATCH /v1/uploads/{id}/token";
  assert.deepEqual(service.requests, ["POST /v1/takes", patch, patch, patch, patch, "POST /v1/takes/{id}/complete"]);
});

test("a take that is still being sung is sent as it grows, and confirmed when the fan has said yes", async () => {
  const service = new Service();
  const { upload, take, bytes } = uploadTo(service, { whole: false, words: null });
  const running = upload.run();
  await settled();
  assert.deepEqual(service.requests, ["POST /v1/takes"], "announced before a byte is there");
  const half = SIZE >> 1;
  bytes.append(CONTENT.subarray(0, half));
  upload.poke();
  await settled();
  assert.equal([...service.takes.values()][0].bytes.length, half);
  bytes.append(CONTENT.subarray(half));
  take.sha256 = SHA256;
  upload.poke();
  await settled();
  assert.equal([...service.takes.values()][0].bytes.length, SIZE);
  assert.equal(service.received.length, 0, "nothing is a take before the last words");
  take.words = { consent: true, over_16: true };
  upload.poke();
  await running;
  assertArrivedOnce(service);
  assert.deepEqual(service.received[0].words, { consent: true, over_16: true, sha256: SHA256 });
});

for (const protocol of ["tus", "put"]) {
  for (const kind of ["lost", "unheard", "half"]) {
    test(`${protocol}: it goes on after each request that is ${kind}`, async () => {
      const undisturbed = new Service({ protocol });
      await uploadTo(undisturbed).upload.run();
      for (let broken = 1; broken <= undisturbed.requests.length; broken += 1) {
        const service = new Service({ protocol, fault: ({ count }) => (count === broken ? kind : undefined) });
        const { upload, seen } = uploadTo(service);
        await upload.run();
        assert.equal(service.received.length, 1, `request ${broken}`);
        assert.deepEqual(new Uint8Array(service.received[0].bytes), CONTENT);
        if (protocol === "tus") assertArrivedOnce(service);
        assert.equal(seen.waits.length, 1, `one fault is one wait, at request ${broken}`);
      }
    });

    test(`${protocol}: it goes on when half of all requests are ${kind}`, async () => {
      for (let seed = 1; seed <= 20; seed += 1) {
        const isBad = coin(seed);
        const service = new Service({ protocol, fault: () => (isBad() ? kind : undefined) });
        await uploadTo(service).upload.run();
        assert.equal(service.received.length, 1, `seed ${seed}`);
        assert.deepEqual(new Uint8Array(service.received[0].bytes), CONTENT);
      }
    });
  }
}

test("after a reload it asks where the upload stands and sends only the rest", async () => {
  const service = new Service();
  const first = uploadTo(service, { words: null });
  const stopped = assert.rejects(first.upload.run(), { code: "ABORTED" });
  await settled();
  first.upload.abort();
  await stopped;
  const second = uploadTo(service);
  second.take.created = first.take.created;
  await second.upload.run();
  assertArrivedOnce(service);
  assert.deepEqual(service.requests.slice(5), ["HEAD /v1/uploads/{id}/token", "POST /v1/takes/{id}/complete"]);
});

test("another offset than ours is believed without a question", async () => {
  let isFirst = true;
  const service = new Service({
    fault: ({ method }) => {
      if (method !== "PATCH" || !isFirst) return undefined;
      isFirst = false;
      [...service.takes.values()][0].bytes = Buffer.from(CONTENT.subarray(0, 1000));
      return undefined;
    },
  });
  const { upload, seen } = uploadTo(service);
  await upload.run();
  assertArrivedOnce(service);
  assert.ok(!service.requests.some((request) => request.startsWith("HEAD")));
  assert.deepEqual(seen.waits, []);
});

for (const [status, code] of [
  [423, "UPLOAD_BUSY"],
  [429, "TOO_MANY_REQUESTS"],
  [503, "BUSY"],
  [503, "STORAGE_UNAVAILABLE"],
  [503, "STORAGE_FULL"],
  [500, "INTERNAL"],
  [502, undefined],
]) {
  test(`${status} ${code ?? "of a proxy"} at any step: waits as long as asked, then goes on`, async () => {
    for (let broken = 1; broken <= 6; broken += 1) {
      const service = new Service({
        fault: ({ count }) => (count === broken ? refusal(status, code, { retryAfterS: 7 }) : undefined),
      });
      const { upload, seen } = uploadTo(service);
      await upload.run();
      assertArrivedOnce(service);
      assert.deepEqual(seen.waits, [7000]);
      assert.ok(seen.phases.includes("waiting"));
    }
  });
}

test("offline is said to be offline", async () => {
  let isOnline = false;
  const service = new Service({ fault: ({ count }) => (count < 3 ? "lost" : ((isOnline = true), undefined)) });
  const { upload, seen } = uploadTo(service, { isOnline: () => isOnline });
  await upload.run();
  assertArrivedOnce(service);
  assert.equal(seen.phases.filter((phase) => phase === "offline").length, 2);
  assert.ok(!seen.phases.includes("waiting"));
});

test("an upload that the service has forgotten is announced again with the same key, and sent again", async () => {
  for (const [status, code] of [
    [410, "UPLOAD_GONE"],
    [404, "UPLOAD_UNKNOWN"],
  ]) {
    const service = new Service({
      fault: ({ count }) => {
        if (count !== 4) return undefined;
        service.takes.clear();
        return refusal(status, code);
      },
    });
    await uploadTo(service).upload.run();
    assertArrivedOnce(service);
    assert.equal(service.announcements.length, 2);
  }
});

test("what was damaged on the way is sent again from the start", async () => {
  const service = new Service({
    fault: ({ method }) => {
      const [take] = service.takes.values();
      if (method === "POST" && take && service.requests.filter((request) => request.endsWith("complete")).length === 1)
        take.bytes[5] ^= 1;
      return undefined;
    },
  });
  await uploadTo(service).upload.run();
  assertArrivedOnce(service);
});

test("what is damaged every time is given up, and the take is kept", async () => {
  const service = new Service({
    fault: ({ path }) => (path.endsWith("/complete") ? refusal(422, "HASH_MISMATCH") : undefined),
  });
  const { upload, bytes } = uploadTo(service);
  await assert.rejects(upload.run(), { code: "HASH_MISMATCH" });
  assert.ok(bytes.isWhole);
});

for (const [status, code] of [
  [410, "TAKE_WITHDRAWN"],
  [422, "NOT_AUDIO"],
  [422, "CONTENT_MISMATCH"],
  [403, "TOKEN_WRONG"],
  [503, "BUDGET_SPENT"],
  [409, "IDEMPOTENCY_KEY_REUSED"],
]) {
  test(`${code} is for the fan to know, at once`, async () => {
    const service = new Service({
      fault: ({ path }) => (path.endsWith("/complete") ? refusal(status, code) : undefined),
    });
    const { upload, seen } = uploadTo(service);
    await assert.rejects(upload.run(), { code, status });
    assert.deepEqual(seen.waits, []);
  });
}

test("wrong last words name their fields; corrected, the same upload ends well", async () => {
  const fields = [{ field: "name", code: "BAD_WORD" }];
  let isWrong = true;
  const service = new Service({
    fault: ({ path }) =>
      isWrong && path.endsWith("/complete") ? refusal(422, "FIELDS_INVALID", { fields }) : undefined,
  });
  const { upload } = uploadTo(service);
  await assert.rejects(upload.run(), { code: "FIELDS_INVALID", fields });
  isWrong = false;
  await upload.run();
  assertArrivedOnce(service);
});

test("a bucket is told the hash, so it hears of a take when it is sung", async () => {
  const service = new Service({ protocol: "put" });
  const { upload, take, bytes, seen } = uploadTo(service, { whole: false });
  const running = upload.run();
  await settled();
  assert.equal(service.takes.size, 0);
  assert.equal(take.needsHash, true);
  assert.ok(seen.saved > 0, "a reload knows it");
  bytes.append(CONTENT);
  take.sha256 = SHA256;
  upload.poke();
  await running;
  assert.deepEqual(new Uint8Array(service.received[0].bytes), CONTENT);
  assert.deepEqual(service.requests, ["POST /v1/takes", "POST /v1/takes", "PUT /{id}", "POST /v1/takes/{id}/complete"]);
});

test("a signature that has run out is renewed", async () => {
  const service = new Service({
    protocol: "put",
    fault: ({ method, count }) =>
      method === "PUT" && count === 3 ? new Response("<Error/>", { status: 403 }) : undefined,
  });
  await uploadTo(service).upload.run();
  assert.equal(service.received.length, 1);
});

test("an upload that is ended sends nothing more", async () => {
  const service = new Service();
  const { upload } = uploadTo(service, { words: null });
  const running = assert.rejects(upload.run(), { code: "ABORTED" });
  await settled();
  const before = service.requests.length;
  upload.abort();
  await running;
  assert.equal(service.requests.length, before);
});

test("waits double up to half a minute, spread out, and are never shorter than asked", () => {
  assert.deepEqual(
    [1, 2, 3, 4, 5, 6, 20].map((failures) => waitMs(failures, null, 1)),
    [1000, 2000, 4000, 8000, 16000, 30000, 30000],
  );
  assert.deepEqual(
    [1, 6].map((failures) => waitMs(failures, null, 0)),
    [500, 15000],
  );
  assert.equal(waitMs(1, 90, 0.5), 90_000);
  assert.equal(waitMs(20, 1, 1), 30_000);
});
