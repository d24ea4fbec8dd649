// One screen: where the fan is, one heading, one primary button.
/** @import { Child } from "./dom.js" */
/** @import { Screen } from "./flow.js" */
/** @import { Words } from "./words.js" */
import { before, isCounted, stepOf } from "./flow.js";
import { h, icon } from "./dom.js";

/**
 * @typedef {object} Action
 * @property {string} label
 * @property {Parameters<typeof icon>[0]} [icon]
 * @property {string} [name]  hook for tests: `data-action`
 * @property {() => void} run
 *
 * @typedef {object} View
 * @property {string} title
 * @property {string} [lead]
 * @property {string} [state]
 * @property {Child} [top]          in place of the steps
 * @property {Child[]} [content]
 * @property {Action | null} [primary]
 * @property {Action[]} [others]
 * @property {string} [kind]     a class for the style
 * @property {boolean} [isFinal] no way back from here
 */

/** @param {Action} action @param {string} kind */
function button({ label, icon: picture, name, run }, kind) {
  // A button that is busy keeps the focus, and does nothing.
  const press = () => made.getAttribute("aria-disabled") !== "true" && run();
  const attributes = { type: "button", class: kind, "data-action": name, onclick: press };
  const made = h("button", attributes, picture && icon(picture), label);
  return made;
}

/** @param {Screen} screen @param {Words} words */
function scarf(screen, words) {
  const { step, steps } = stepOf(screen);
  const stripes = Array.from({ length: steps }, (_, stripe) => h("i", { class: stripe < step && "knit" }));
  const label = isCounted(screen)
    ? { role: "img", "aria-label": words.text("step-of", { step, steps }) }
    : { "aria-hidden": "true" };
  return h("div", { class: "scarf", ...label }, ...stripes);
}

/**
 * @param {Screen} screen
 * @param {View} view
 * @param {Words} words
 * @param {(screen: Screen) => void} goBack
 */
export function render(screen, view, words, goBack) {
  const back = view.isFinal ? null : before(screen);
  const primary = view.primary;
  const main =
    primary &&
    h(
      "button",
      { type: "submit", class: "button", "data-primary": true },
      primary.icon && icon(primary.icon),
      primary.label,
    );
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    primary?.run();
  };
  return h(
    "form",
    { class: `screen ${view.kind ?? ""}`, "data-state": view.state, novalidate: true, onsubmit: submit },
    h(
      "div",
      { class: "top" },
      back &&
        h(
          "button",
          { type: "button", class: "back", "data-action": "back", onclick: () => goBack(back) },
          icon("back"),
          words.text("back"),
        ),
      view.top ?? scarf(screen, words),
    ),
    h(
      "div",
      { class: "middle" },
      h("h1", { tabindex: -1 }, view.title),
      view.lead && h("p", { class: "lead" }, view.lead),
      ...(view.content ?? []),
    ),
    h("div", { class: "actions" }, main, ...(view.others ?? []).map((action) => button(action, "button quiet"))),
  );
}

const NOTICE_ICONS = /** @type {const} */ ({ good: "check", warn: "warning", plain: "info" });

/**
 * A notice between heading and content.
 * @param {string} text
 * @param {"good" | "warn" | "plain"} [kind]
 * @param {Record<string, unknown>} [hooks]
 */
export const notice = (text, kind = "plain", hooks = {}) =>
  h("p", { class: `notice ${kind}`, ...hooks }, icon(NOTICE_ICONS[kind]), h("span", null, text));

/** A button among the content. @param {Action} action */
export const smallButton = (action) => button(action, "button small");

/** A round one that plays. @param {Action} action */
export const bigButton = (action) => button(action, "button play");
