// What the page says: the browser's half of crates/messages, which compiles the .ftl files to the JSON that is read here
// (crates/messages/src/browser.rs describes it). tests/words holds both halves together, message by message.

/** @typedef {string | number | Date} Value a date is a day in UTC */
/** @typedef {Record<string, Value>} Values */
/** @typedef {string | [string] | [string, "number" | "date"]} Part */
/** @typedef {string | Part[]} Pattern */
/** @typedef {{ by: string, of: [string | number, Pattern][], else: Pattern }} Choice */
/** @typedef {Record<string, string | Part[] | Choice>} Messages */
/** @typedef {{ language: string, locale: string, grouped_from: number, messages: Messages }} File */

/** Sets a value apart from the sentence around it: an Arabic name must not turn a French sentence around. */
const FIRST_STRONG_ISOLATE = "\u2068";
const POP_DIRECTIONAL_ISOLATE = "\u2069";

/**
 * @param {File} file what `/a/{hash}/messages/{language}.json` holds
 * @param {string} language the page's, from its boot data
 * @param {(id: string) => string} [missing] what is said for a message that is not there; tests throw here
 */
export function messages(file, language, missing = (id) => id) {
  if (file.language !== language) throw new RangeError(`messages of ${file.language}, the page's are ${language}`);
  // Whether 1000 is written in groups is said by the file: browsers of different years disagree.
  const whole = new Intl.NumberFormat(file.locale, { useGrouping: false });
  const grouped = new Intl.NumberFormat(file.locale, { useGrouping: true });
  const plurals = new Intl.PluralRules(file.locale);
  const dates = new Intl.DateTimeFormat(file.locale, { year: "numeric", month: "long", day: "numeric", timeZone: "UTC" });

  /** @param {string | number} key @param {Value | undefined} value */
  const fits = (key, value) => key === value || (typeof value === "number" && plurals.select(value) === key);

  /** @param {Exclude<Part, string>} part @param {Values} values */
  function shown([name, kind], values) {
    const value = own(values, name);
    if (typeof value === "number" && kind !== "date") return (Math.abs(value) < file.grouped_from ? whole : grouped).format(value);
    if (value instanceof Date && kind !== "number" && !Number.isNaN(value.getTime())) return dates.format(value);
    // A gap that can be seen and searched for, rather than a sentence that is quietly wrong.
    return typeof value === "string" && kind === undefined ? value : `{$${name}}`;
  }

  /** @param {string} id @param {Values} values @param {boolean} isolates */
  function say(id, values, isolates) {
    const message = own(file.messages, id);
    if (message === undefined) return missing(id);
    const pattern = typeof message === "string" || Array.isArray(message) ? message : chosen(message, values);
    if (typeof pattern === "string") return pattern;
    const [before, after] = isolates && pattern.length > 1 ? [FIRST_STRONG_ISOLATE, POP_DIRECTIONAL_ISOLATE] : ["", ""];
    return pattern.map((part) => (typeof part === "string" ? part : before + shown(part, values) + after)).join("");
  }

  /** @param {Choice} choice @param {Values} values */
  function chosen(choice, values) {
    const value = own(values, choice.by);
    return choice.of.find(([key]) => fits(key, value))?.[1] ?? choice.else;
  }

  return {
    /** For text on the page; values are set apart by invisible marks. @param {string} id @param {Values} [values] */
    text: (id, values = {}) => say(id, values, true),
    /** For titles, attributes, `navigator.share`. @param {string} id @param {Values} [values] */
    plain: (id, values = {}) => say(id, values, false),
  };
}

/**
 * @template T
 * @param {Record<string, T>} object @param {string} name
 * @returns {T | undefined}
 */
function own(object, name) {
  return Object.prototype.hasOwnProperty.call(object, name) ? object[name] : undefined;
}
