// Elements, made by hand: text is always text, so nothing that a fan or the server says can become markup.

/** @typedef {Node | string | null | undefined | false} Child */

/**
 * An element with attributes and children. `onclick` and the like take functions; `true` is an empty attribute;
 * `false`, `null` and `undefined` are none.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, unknown> | null} [attributes]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (typeof value === "function") {
      element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  element.append(...children.filter(isNode));
  return element;
}

/** @param {Child} child @returns {child is Node | string} */
const isNode = (child) => child !== null && child !== undefined && child !== false;

const SVG = "http://www.w3.org/2000/svg";

/** Drawn on 24 × 24, with round strokes. */
const ICONS = {
  back: "M15 5l-7 7 7 7",
  check: "M5 12.5l4.5 4.5L19 7.5",
  copy: "M9 9h10v11H9zM5 15V4h10",
  download: "M12 4v11m-5-4l5 5 5-5M5 20h14",
  globe: "M12 3a9 9 0 010 18 9 9 0 010-18zM3 12h18M12 3c-5 5-5 13 0 18 5-5 5-13 0-18z",
  headphones: "M4 15v-2a8 8 0 0116 0v2M4 15h3v5H5a1 1 0 01-1-1zM20 15h-3v5h2a1 1 0 001-1z",
  info: "M12 3a9 9 0 010 18 9 9 0 010-18zM12 11v6m0-9v.01",
  microphone: "M12 3a3 3 0 013 3v5a3 3 0 01-6 0V6a3 3 0 013-3zM6 11a6 6 0 0012 0M12 17v4",
  pause: "M8 5v14M16 5v14",
  play: "M8 5l11 7-11 7z",
  share: "M12 15V4m-4 4l4-4 4 4M5 12v8h14v-8",
  speaker: "M4 10v4h4l5 4V6L8 10zM16.5 9a4 4 0 010 6",
  stop: "M7 7h10v10H7z",
  warning: "M12 4l9 16H3zM12 10v4m0 3v.01",
};

/** A picture that says nothing which the text beside it does not. @param {keyof typeof ICONS} name */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const attributes = { viewBox: "0 0 24 24", class: `icon icon-${name}`, "aria-hidden": "true", focusable: "false" };
  for (const [attribute, value] of Object.entries(attributes)) svg.setAttribute(attribute, value);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/**
 * The first that matches; that it is there is a promise of the code that built it.
 * @template {Element} T
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => T} kind
 * @returns {T}
 */
export function find(root, selector, kind) {
  const found = root.querySelector(selector);
  if (found instanceof kind) return found;
  throw new Error(`no ${selector} of that kind`);
}
