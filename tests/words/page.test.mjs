// web/js/messages.js by itself, and what the page downloads.
import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { messages } from "../../web/js/messages.js";
import { FILES } from "./said.mjs";

/** All the page may load before the song is 100 kB. */
const MOST_GZIPPED_BYTES = 8_192;

const of = (said) => messages({ language: "ru", locale: "ru", grouped_from: 1000, messages: said }, "ru");

test("sets values apart from the sentence, but not alone, and not in plain text", () => {
  const { text, plain } = of({ hello: ["Hello ", ["name"], "!"], name: [["name"]] });
  assert.equal(text("hello", { name: "زوي" }), "Hello \u2068زوي\u2069!");
  assert.equal(plain("hello", { name: "زوي" }), "Hello زوي!");
  assert.equal(text("name", { name: "Zoë" }), "Zoë");
});

test("chooses by exact number, by plural category, by word, in the order of the file", () => {
  const { plain } = of({
    voices: { by: "n", of: [[0, "none"], [21, "exactly"], ["one", [["n"], " one"]], ["few", "few"]], else: "else" },
    team: { by: "team", of: [["fr", "Allez"], ["one", "the word"]], else: "Go" },
  });
  assert.deepEqual(
    [0, 1, 2, 5, 21, 31, "0", "one"].map((n) => plain("voices", { n })),
    ["none", "1 one", "few", "else", "exactly", "31 one", "else", "one one"],
  );
  assert.deepEqual(
    ["fr", "one", "de", 1, 5].map((team) => plain("team", { team })),
    ["Allez", "the word", "Go", "the word", "Go"],
  );
});

test("shows a gap where a value is missing or of another kind", () => {
  const { plain } = of({ a: ["x ", ["n"]], number: [["n", "number"]], date: [["d", "date"]] });
  assert.equal(plain("a"), "x {$n}");
  assert.equal(plain("number", { n: "5" }), "{$n}");
  assert.equal(plain("date", { d: 5 }), "{$d}");
  assert.equal(plain("date", { d: new Date(NaN) }), "{$d}");
  assert.equal(plain("number", { n: 1234567 }), "1\u00a0234\u00a0567");
  assert.equal(plain("date", { d: new Date("2026-11-23") }), "23 ноября 2026 г.");
});

test("writes numbers in groups from where the file says", () => {
  const file = (grouped_from) => messages({ language: "it", locale: "it", grouped_from, messages: { it: [["n"]] } }, "it");
  const said = (grouped_from) => [999, 1000, -1000, 9999, 10000].map((n) => file(grouped_from).plain("it", { n }));
  assert.deepEqual(said(1000), ["999", "1.000", "-1.000", "9.999", "10.000"]);
  assert.deepEqual(said(10000), ["999", "1000", "-1000", "9999", "10.000"]);
});

test("says the name of a message that is not there, or throws in tests", () => {
  const file = { language: "fr", locale: "fr", grouped_from: 1000, messages: { there: "là" } };
  for (const id of ["nothing", "constructor", "__proto__", "toString"]) {
    assert.equal(messages(file, "fr").text(id), id);
    const strict = messages(file, "fr", () => {
      throw new Error("missing");
    });
    assert.throws(() => strict.text(id), /missing/);
  }
  assert.equal(messages({ ...file, messages: { a: ["x", ["constructor"]] } }, "fr").plain("a"), "x{$constructor}");
});

test("refuses the messages of another language", () => {
  assert.throws(() => messages({ language: "de", locale: "de", grouped_from: 1000, messages: {} }, "fr"), RangeError);
});

test("what the page downloads is small", (t) => {
  const bytes = [...FILES].map(([language, file]) => [language, gzipSync(JSON.stringify(file), { level: 9 }).length]);
  t.diagnostic(`gzipped bytes: ${bytes.map((entry) => entry.join(" ")).join(", ")}`);
  for (const [language, size] of bytes) assert.ok(size <= MOST_GZIPPED_BYTES, `${language}: ${size}`);
});
