// A running stemforge-studio in a folder of its own.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const studio = resolve(process.env.STEMFORGE_STUDIO ?? join(root, "target/debug/stemforge-studio"));

export const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

/** Starts the service; `stop` ends it and removes what it kept. */
export async function startService() {
  const folder = mkdtempSync(join(tmpdir(), "stemforge-tus-"));
  const portFile = join(folder, "port");
  const data = join(folder, "data");
  const flags = ["--data", data, "--listen", "127.0.0.1:0", "--port-file", portFile, "--least-free-bytes", "16MiB"];
  const child = spawn(studio, flags, { stdio: ["ignore", "ignore", "pipe"] });
  let log = "";
  child.stderr.on("data", (text) => (log += text));
  const ended = new Promise((resolve) => child.on("exit", resolve));
  child.on("error", (error) => (log += error));
  const begun = Date.now();
  while (!existsSync(portFile)) {
    if (child.exitCode !== null || child.pid === undefined || Date.now() - begun > 30_000) {
      throw new Error(`${studio} did not start: ${log}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const port = Number(readFileSync(portFile, "utf8"));
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    /** The bytes of a received take. */
    audio(takeId) {
      const takes = join(data, "takes");
      for (const shard of readdirSync(takes)) {
        const take = join(takes, shard, takeId);
        if (existsSync(join(take, "take.json"))) {
          return readFileSync(join(take, readdirSync(take).find((name) => name.startsWith("audio."))));
        }
      }
      throw new Error(`${takeId} is not there`);
    },
    async stop() {
      child.kill("SIGTERM");
      const code = await ended;
      rmSync(folder, { recursive: true });
      return code;
    },
  };
}
