// The rules, the live pitch and the probe that page and service share, in the browsers that run them: the same vectors as
// natively (crates/page) and in Node (tests/shared).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { after, before, test } from "node:test";
import { launchChromium } from "./help/chromium.mjs";
import { launchFirefox } from "./help/firefox.mjs";
import { root } from "./help/studio.mjs";

const TYPES = { ".js": "text/javascript", ".mjs": "text/javascript", ".json": "application/json", ".wasm": "application/wasm" };
let server;
let url;

before(async () => {
  server = createServer((request, response) => {
    const path = normalize(new URL(request.url, "http://localhost").pathname);
    if (path === "/") return response.setHeader("content-type", "text/html").end("<!doctype html><title>vectors</title>");
    try {
      const bytes = readFileSync(join(root, path));
      response.setHeader("content-type", TYPES[extname(path)] ?? "application/octet-stream").end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${server.address().port}/`;
});

after(() => new Promise((resolve) => server.close(resolve).closeAllConnections()));

/** Runs every vector in the page; also with one answer turned round, which must be seen. */
async function inPage() {
  const { loadShared } = await import("/web/shared/shared.js");
  const { count, run } = await import("/tests/shared/vectors.mjs");
  const shared = await loadShared(new URL("/web/shared/stemforge.wasm", location.href));
  const broken = { ...shared, checkName: () => null };
  return { count, wrong: await run(shared), seen: (await run(broken)).length };
}

const BROWSERS = { Chromium: () => launchChromium(), Firefox: () => launchFirefox({}) };

for (const [name, launch] of Object.entries(BROWSERS)) {
  test(`every vector holds in ${name}`, async () => {
    const browser = await launch();
    try {
      const page = await browser.newPage();
      await page.goto(url);
      const { count, wrong, seen } = await page.evaluate(`(${inPage})()`);
      assert.ok(count > 300, `${count} vectors`);
      assert.deepEqual(wrong, []);
      assert.ok(seen > 0, "a wrong answer is noticed");
    } finally {
      await browser.close();
    }
  });
}
