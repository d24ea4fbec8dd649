// The .ftl files as Fluent's own parser reads them: nothing that it cannot read, nothing that ours overlooked, and a word
// of explanation for translators on every message of the source.
import { FluentParser } from "@fluent/syntax";
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { LANGUAGES, lines } from "./said.mjs";

const LOCALES = new URL("../../web/locales/", import.meta.url);
const parser = new FluentParser();

/** The entries of all files of a language. */
function entries(language) {
  const folder = new URL(`${language}/`, LOCALES);
  const names = readdirSync(folder).sort();
  assert.deepEqual(names, ["share.ftl", "studio.ftl", "teams.ftl"]);
  return names.flatMap((name) => parser.parse(readFileSync(new URL(name, folder), "utf8")).body);
}

test("there are files of the twelve languages and of no others", () => {
  assert.deepEqual(readdirSync(LOCALES).sort(), [...LANGUAGES].sort());
  assert.equal(LANGUAGES.length, 12);
});

for (const language of LANGUAGES) {
  test(`${language}: Fluent's parser finds the same messages`, () => {
    const found = entries(language);
    assert.deepEqual(found.filter(({ type }) => type === "Junk"), []);
    const ids = found.filter(({ type }) => type === "Message").map(({ id }) => id.name);
    const ours = new Set(lines("said").filter((line) => line.language === language).map(({ id }) => id));
    assert.deepEqual(ids.sort(), [...ours].sort());
  });
}

test("every message of the source says what it is for, and what its variables are", () => {
  const messages = entries("en").filter(({ type, id }) => type === "Message" && !id.name.startsWith("team-"));
  assert.ok(messages.length > 200);
  for (const message of messages) {
    assert.ok(message.comment?.content.length > 4, message.id.name);
    const variables = new Set();
    collect(message.value, variables);
    for (const name of variables) assert.match(message.comment.content, new RegExp(`\\$${name}\\b`), message.id.name);
  }
});

/** Names of the variables below a node. */
function collect(node, variables) {
  if (node?.type === "VariableReference") variables.add(node.id.name);
  for (const child of Object.values(node ?? {})) {
    for (const one of [child].flat()) if (one && typeof one === "object" && "type" in one) collect(one, variables);
  }
}
