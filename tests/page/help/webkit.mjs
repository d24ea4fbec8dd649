// WebKitGTK's MiniBrowser on a screen and a message bus of its own. It shows that the page works in another engine; what
// this port records sounds garbled by itself, so nothing is said of quality, nor of Safari.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { Builder, By, Capabilities } from "selenium-webdriver";
import { Select } from "selenium-webdriver/lib/select.js";
import { until } from "./until.mjs";
import { Walk } from "./walk.mjs";

const PLACES = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/libexec"].map((folder) => `${folder}/webkit2gtk-4.1/MiniBrowser`);

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/** A screen that nobody sees. */
async function startScreen() {
  const child = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"], { stdio: ["ignore", "ignore", "ignore", "pipe"] });
  const ended = new Promise((resolve) => child.on("exit", resolve));
  const display = await new Promise((resolve, reject) => {
    let said = "";
    child.on("error", reject).on("exit", () => reject(new Error("Xvfb did not start")));
    child.stdio[3].on("data", (text) => (said += text).endsWith("\n") && resolve(`:${said.trim()}`));
  });
  return { display, stop: () => (child.kill(), ended) };
}

/** @param {Record<string, string>} audio  the sound daemon's environment */
export async function launchWebKit(audio) {
  const binary = PLACES.find((place) => existsSync(place));
  if (!binary) throw new Error(`MiniBrowser is in none of ${PLACES}`);
  const screen = await startScreen();
  const port = await freePort();
  const env = { ...process.env, ...audio, DISPLAY: screen.display, GDK_BACKEND: "x11", NO_AT_BRIDGE: "1" };
  // A group of their own, so that all that they start can be ended.
  const driver = spawn("dbus-run-session", ["--", "WebKitWebDriver", `--port=${port}`], { env, detached: true, stdio: "ignore" });
  const ended = new Promise((resolve) => driver.on("exit", resolve));
  const stop = async () => {
    process.kill(-driver.pid, "SIGTERM");
    await ended;
    await screen.stop();
  };
  const server = `http://127.0.0.1:${port}`;
  await until("WebKitWebDriver answers", () => fetch(`${server}/status`).then(({ ok }) => ok, () => false)).catch((error) => stop().then(() => Promise.reject(error)));
  const options = { binary, args: ["--automation", "--enable-media-stream=true"] };
  const capabilities = new Capabilities({ browserName: "MiniBrowser", "webkitgtk:browserOptions": options });
  const browser = await new Builder().usingServer(server).withCapabilities(capabilities).build();
  return {
    browser,
    async stop() {
      await browser.quit().catch(() => {});
      await stop();
    },
  };
}

/** Hands on a WebDriver session. @param {import("selenium-webdriver").WebDriver} browser */
export function walkOf(browser) {
  const find = (selector) => browser.findElement(By.css(selector));
  return new Walk({
    evaluate: (fn, ...args) => browser.executeScript(`return (${fn})(...${JSON.stringify(args)})`),
    click: async (selector) => (await find(selector)).click(),
    async fill(selector, text) {
      const field = await find(selector);
      await field.clear();
      await field.sendKeys(text);
    },
    choose: async (selector, value) => new Select(await find(selector)).selectByValue(value),
    goto: (url) => browser.get(url),
  });
}
