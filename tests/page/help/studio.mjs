// A running stemforge-studio with the sample campaign, in a folder of its own. It can be killed and started again.
//
//   STEMFORGE_STUDIO    the service's binary; target/debug/stemforge-studio if not given
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { until } from "./until.mjs";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");
const binary = resolve(process.env.STEMFORGE_STUDIO ?? join(root, "target/debug/stemforge-studio"));
export const campaign = join(root, "configs/demo.toml");

export const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

/** Starts the service; `stop` ends it and removes what it kept. */
export async function startStudio() {
  const folder = mkdtempSync(join(tmpdir(), "stemforge-page-"));
  const data = join(folder, "data");
  let child;
  let ended;
  let port = 0;
  let log = "";

  async function start() {
    const portFile = join(folder, "port");
    rmSync(portFile, { force: true });
    const flags = ["--campaign", campaign, "--data", data, "--listen", `127.0.0.1:${port}`, "--port-file", portFile];
    child = spawn(binary, [...flags, "--least-free-bytes", "16MiB"], { stdio: ["ignore", "ignore", "pipe"] });
    child.stderr.on("data", (text) => (log += text));
    child.on("error", (error) => (log += error));
    ended = new Promise((resolve) => child.on("exit", resolve));
    await until("the service runs", () => {
      if (child.exitCode !== null || child.pid === undefined) throw new Error(`${binary} did not start: ${log}`);
      return existsSync(portFile) && readFileSync(portFile, "utf8").trim() !== "";
    });
    port = Number(readFileSync(portFile, "utf8"));
  }
  await start();

  const takes = join(data, "takes");
  const folderOf = (takeId) => readdirSync(takes).map((shard) => join(takes, shard, takeId)).find((take) => existsSync(join(take, "take.json")));

  return {
    port,
    url: `http://127.0.0.1:${port}`,
    data,
    /** A received take: its bytes and what is known of it. @param {string} takeId */
    take(takeId) {
      const take = folderOf(takeId);
      if (!take) throw new Error(`${takeId} is not there`);
      const name = readdirSync(take).find((name) => name.startsWith("audio."));
      return { name, audio: readFileSync(join(take, name)), words: JSON.parse(readFileSync(join(take, "take.json"), "utf8")) };
    },
    /** Everything the service holds of fans, as paths below its data: takes and uploads. */
    kept() {
      const all = existsSync(data) ? readdirSync(data, { recursive: true, withFileTypes: true }) : [];
      const files = all.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(data.length + 1));
      return files.filter((path) => /^(takes|uploads)\//.test(path)).sort();
    },
    /** Ends it as a power cut does. */
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
    /** Starts it again, at the same port, with what is on the disk. */
    start,
    async stop() {
      child.kill("SIGTERM");
      const code = await ended;
      rmSync(folder, { recursive: true, force: true });
      return code;
    },
    get log() {
      return log;
    },
  };
}
