// Takes through the mixer, as they come.
//
//   STEMFORGE    its binary; target/release/stemforge if not given
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { campaign, root } from "./studio.mjs";

const binary = resolve(process.env.STEMFORGE ?? join(root, "target/release/stemforge"));

/** The score rows of a folder of takes. @param {string} takes @returns {Record<string, string>[]} */
export function compiled(takes) {
  const out = mkdtempSync(join(tmpdir(), "stemforge-compiled-"));
  try {
    execFileSync(binary, ["compile", "--config", campaign, "--takes", takes, "--out", out, "--quiet"], { stdio: ["ignore", "pipe", "pipe"] });
    const [head, ...rows] = readFileSync(join(out, "scores.csv"), "utf8").trim().split(/\r?\n/).map((line) => line.split(","));
    return rows.map((row) => Object.fromEntries(head.map((name, at) => [name, row[at]])));
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}
