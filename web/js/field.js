// A form's field: label, hint and fault belong to it, for eyes and for screen readers.
import { h, icon } from "./dom.js";

/**
 * @param {HTMLInputElement | HTMLSelectElement} input  with an id
 * @param {string} label
 * @param {string} [hint]
 */
export function field(input, label, hint) {
  const described = [hint && `${input.id}-hint`, `${input.id}-error`].filter(Boolean).join(" ");
  input.setAttribute("aria-describedby", described);
  return h(
    "div",
    { class: "field" },
    h("label", { for: input.id }, label),
    hint && h("p", { class: "hint", id: `${input.id}-hint` }, hint),
    input,
    faultOf(input),
  );
}

/** A box to tick, unticked. @param {string} name @param {string} label */
export function box(name, label) {
  const input = h("input", { type: "checkbox", name, id: name, "aria-describedby": `${name}-error` });
  return { input, element: h("div", { class: "box" }, input, h("label", { for: name }, label), faultOf(input)) };
}

/** @param {HTMLElement} input */
const faultOf = (input) => h("p", { class: "fault", id: `${input.id}-error` });

/** Says what is wrong with it, or that nothing is. @param {HTMLElement} input @param {string | null} text */
export function setFault(input, text) {
  const place = document.getElementById(`${input.id}-error`);
  if (text) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
  place?.replaceChildren(...(text ? [icon("warning"), h("span", null, text)] : []));
}
