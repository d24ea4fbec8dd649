// What the service says, from the example `say_all` of crates/messages; its first lines describe the format.
//
//   STEMFORGE_SAY_ALL    the example's binary; target/debug/examples/say_all if not given (`cargo test` builds it)
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const BINARY = process.env.STEMFORGE_SAY_ALL ?? fileURLToPath(new URL("../../target/debug/examples/say_all", import.meta.url));
const LINES = execFileSync(BINARY, { encoding: "utf8", maxBuffer: 64 << 20 })
  .trimEnd()
  .split("\n")
  .map((line) => JSON.parse(line));

/** All lines of a kind. */
export const lines = (kind) => LINES.filter((line) => line.kind === kind);

/** Each language's compiled messages, by its tag; `qps` among them. */
export const FILES = new Map(lines("messages").map(({ language, json }) => [language, json]));

/** The languages that fans may choose. */
export const LANGUAGES = [...FILES.keys()].filter((language) => language !== "qps");

/** Arguments as the page would give them: days are dates. */
export function pageArgs(args) {
  const entries = Object.entries(args);
  return Object.fromEntries(entries.map(([name, value]) => [name, value.date ? new Date(value.date) : value]));
}
