// Every message of every language with every count: the service, the page and Fluent's own implementation say the same,
// to the character, marks of direction included.
import { FluentBundle, FluentDateTime, FluentNumber, FluentResource } from "@fluent/bundle";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { messages } from "../../web/js/messages.js";
import { FILES, LANGUAGES, lines, pageArgs } from "./said.mjs";

const SOURCES = ["studio.ftl", "share.ftl", "teams.ftl"];
/** How the page shows a day; Fluent takes it from the argument. */
const DAY = { year: "numeric", month: "long", day: "numeric", timeZone: "UTC" };
/** At least so many comparisons a language, or the list was cut short: 250 messages, some of them 14 times. */
const LEAST_SAID = 400;

const throws = (id) => {
  throw new Error(`no message ${id}`);
};

const said = (language) => lines("said").filter((line) => line.language === language);

for (const [language, file] of FILES) {
  test(`${language}: the page says what the service says`, () => {
    const page = messages(file, language, throws);
    const ofThePage = said(language).filter(({ id }) => id in file.messages);
    assert.ok(ofThePage.length > LEAST_SAID / 2);
    for (const { id, args, isolated, plain } of ofThePage) {
      assert.equal(page.text(id, pageArgs(args)), isolated, id);
      assert.equal(page.plain(id, pageArgs(args)), plain, id);
    }
  });
}

for (const language of LANGUAGES) {
  test(`${language}: Fluent says what the service says`, () => {
    const { locale, grouped_from } = FILES.get(language);
    const reference = { isolated: bundle(language, locale, true), plain: bundle(language, locale, false) };
    assert.ok(said(language).length > LEAST_SAID);
    for (const line of said(language)) {
      for (const [kind, fluent] of Object.entries(reference)) {
        const errors = [];
        const text = fluent.formatPattern(fluent.getMessage(line.id).value, fluentArgs(line.args, grouped_from), errors);
        // The one difference: of `DATETIME($date)` without a date, Fluent shows the function too.
        assert.equal(text.replace("{DATETIME($date)}", "{$date}"), line[kind], `${line.id} ${JSON.stringify(line.args)}`);
        // Only a variable that was left out is an error, and then it is shown.
        assert.ok(errors.every(({ message }) => Object.keys(line.args).length === 0 && /^Unknown variable|^Invalid argument/.test(message)));
      }
    }
  });
}

function bundle(language, locale, useIsolating) {
  const fluent = new FluentBundle(locale, { useIsolating });
  for (const name of SOURCES) {
    const text = readFileSync(new URL(`../../web/locales/${language}/${name}`, import.meta.url), "utf8");
    assert.deepEqual(fluent.addResource(new FluentResource(text)), []);
  }
  return fluent;
}

/** Whether small numbers are grouped is ours to say, as Node's CLDR may be of another year than the service's. */
function fluentArgs(args, groupedFrom) {
  const fluent = (value) => {
    if (value instanceof Date) return new FluentDateTime(value, DAY);
    return typeof value === "number" ? new FluentNumber(value, { useGrouping: value >= groupedFrom }) : value;
  };
  return Object.fromEntries(Object.entries(pageArgs(args)).map(([name, value]) => [name, fluent(value)]));
}

test("numbers and days look the same from the service and on the page", () => {
  const numbers = lines("number");
  const days = lines("date");
  assert.equal(numbers.length, FILES.size * 10);
  assert.equal(days.length, FILES.size * 12);
  const page = (language) => {
    return messages({ ...FILES.get(language), messages: { it: [["it"]] } }, language, throws);
  };
  for (const { language, number, said } of numbers) assert.equal(page(language).text("it", { it: number }), said, language);
  for (const { language, date, said } of days) assert.equal(page(language).text("it", { it: new Date(date) }), said, language);
});

test("the plural categories at 0, 1, 2, 5, 21 and a million are those of each language's grammar", () => {
  // From grammars, not from CLDR: "0 voix, 1 voix, 1 000 000 de voix", "1 голос, 2 голоса, 5 голосов, 21 голос".
  const grammar = {
    en: "other one other other other other",
    fr: "one one other other other many",
    de: "other one other other other other",
    es: "other one other other other many",
    it: "other one other other other many",
    pt: "other one other other other many",
    pl: "many one few many many many",
    ru: "many one few many one many",
    tr: "other one other other other other",
    cs: "other one few other other other",
    sv: "other one other other other other",
    ar: "zero one two few many other",
  };
  assert.deepEqual(LANGUAGES, Object.keys(grammar));
  for (const [language, categories] of Object.entries(grammar)) {
    const plurals = new Intl.PluralRules(FILES.get(language).locale);
    assert.equal([0, 1, 2, 5, 21, 1_000_000].map((count) => plurals.select(count)).join(" "), categories, language);
  }
});
