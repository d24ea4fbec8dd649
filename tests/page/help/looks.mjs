// What can be wrong with how a screen looks. Each of these runs in the page.

/** What sticks out of the window, or is cut off by a box around it. */
export function faultsOfLayout() {
  const faults = [];
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) faults.push(`the page is ${scrollWidth} px wide`);
  const isShown = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest(".unseen, crowd-wave");
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (walker.nextNode()) {
    const { currentNode: node } = walker;
    const { parentElement: parent } = node;
    if (!node.data.trim() || parent.closest("script, noscript, option") || !isShown(parent)) continue;
    range.selectNodeContents(node);
    // Text may run out of its window or of the nearest box that hides what runs out.
    let left = 0;
    let right = clientWidth;
    let top = -Infinity;
    let bottom = Infinity;
    for (let box = parent; box !== document.body; box = box.parentElement) {
      const { overflowX, overflowY } = getComputedStyle(box);
      if (overflowX === "visible" && overflowY === "visible") continue;
      const edge = box.getBoundingClientRect();
      [left, right] = [Math.max(left, edge.left), Math.min(right, edge.right)];
      [top, bottom] = [Math.max(top, edge.top), Math.min(bottom, edge.bottom)];
    }
    const isCut = [...range.getClientRects()].some((rect) => rect.width > 0 && (rect.left < left - 1 || rect.right > right + 1 || rect.top < top - 1 || rect.bottom > bottom + 1));
    if (isCut) faults.push(`cut off: ${node.data.trim()}`);
  }
  for (const element of document.querySelectorAll("button, a, input, select, video, audio, img, progress, canvas, .card, .box, .notice")) {
    if (!isShown(element) || element.closest("details:not([open]) > :not(summary)")) continue;
    const { left, right } = element.getBoundingClientRect();
    // The cover hangs a little askew.
    const slack = element.closest(".cover") ? 12 : 1;
    if (left < -slack || right > clientWidth + slack) faults.push(`sticks out: ${element.outerHTML.slice(0, 80)}`);
    if (element.matches("button, a") && element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0) faults.push(`too narrow: ${element.textContent}`);
  }
  return faults;
}

/** Names of messages that stand where their text should. @param {string[]} ids */
export function rawIds(ids) {
  const known = new Set(ids);
  const said = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) if (!walker.currentNode.parentElement.closest("script")) said.push(walker.currentNode.data);
  for (const element of document.querySelectorAll("[aria-label], [alt], [title], [placeholder]")) {
    for (const name of ["aria-label", "alt", "title", "placeholder"]) said.push(element.getAttribute(name) ?? "");
  }
  const words = said.flatMap((text) => text.split(/[^\w$-]+/));
  return [...words.filter((word) => known.has(word)), ...said.filter((text) => /\{\s*\$/.test(text))];
}

/** In the pseudo-locale: text that did not come from the messages. */
export function untranslated() {
  const foreign = "script, noscript, select, .languages, .all-lyrics, song-ribbon, .address, input";
  const texts = [];
  const walker = document.createTreeWalker(document.querySelector("stemforge-studio"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { data, parentElement } = walker.currentNode;
    if (/\p{L}/u.test(data) && !parentElement.closest(foreign) && !data.includes("⟦")) texts.push(data);
  }
  for (const element of document.querySelectorAll("stemforge-studio [aria-label]")) {
    const label = element.getAttribute("aria-label");
    if (!label.includes("⟦")) texts.push(label);
  }
  return texts;
}
