"use strict";

// Sorting. A column of numbers is one whose cells all read as numbers; empty cells go last either way.
const table = document.getElementById("take-table");
const body = table.tBodies[0];
const rows = Array.from(body.rows);
const order = new Intl.Collator("en", { numeric: true });

function cellValue(row, column) {
  const text = row.cells[column].textContent.trim();
  if (text === "" || text === "–") return null;
  const number = Number(text.replace("−", "-").replaceAll(",", ""));
  return Number.isNaN(number) ? text : number;
}

function compare(a, b) {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return order.compare(String(a), String(b));
}

function sortBy(column, direction) {
  const keyed = rows.map((row) => ({ row, value: cellValue(row, column) }));
  keyed.sort((a, b) => {
    if (a.value === null || b.value === null) return (a.value === null) - (b.value === null);
    return direction * compare(a.value, b.value) || order.compare(a.row.cells[0].textContent, b.row.cells[0].textContent);
  });
  body.append(...keyed.map(({ row }) => row));
}

const headings = Array.from(table.tHead.rows[0].cells);
headings.forEach((heading, column) => {
  heading.querySelector("button").addEventListener("click", () => {
    const first = heading.classList.contains("n") ? "descending" : "ascending";
    const second = first === "ascending" ? "descending" : "ascending";
    const next = heading.getAttribute("aria-sort") === first ? second : first;
    headings.forEach((other) => other.removeAttribute("aria-sort"));
    heading.setAttribute("aria-sort", next);
    sortBy(column, next === "ascending" ? 1 : -1);
  });
});

// Filtering. The words of a cell are compared whole; the search field looks in the whole row.
const form = document.getElementById("filters");
const columnOf = (name) => headings.findIndex((heading) => heading.textContent === name);
const filtered = { status: columnOf("Status"), layer: columnOf("Layer"), section: columnOf("Section"), reason: columnOf("Reasons") };

function isShown(row, text, choices) {
  const matches = choices.every(([name, word]) => {
    const cell = row.cells[filtered[name]].textContent;
    return cell === word || cell.split(" ").includes(word);
  });
  return matches && (text === "" || row.textContent.toLowerCase().includes(text));
}

function filter() {
  const values = new FormData(form);
  const text = (values.get("text") || "").trim().toLowerCase();
  const choices = Object.keys(filtered).map((name) => [name, values.get(name)]).filter(([, word]) => word);
  let shown = 0;
  for (const row of rows) {
    row.hidden = !isShown(row, text, choices);
    shown += row.hidden ? 0 : 1;
  }
  const count = (number) => number.toLocaleString("en");
  form.querySelector("output").textContent = `${count(shown)} of ${count(rows.length)}`;
}

form.hidden = false;
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("input", filter);
form.addEventListener("reset", () => setTimeout(filter));
filter();

for (const link of document.querySelectorAll("[data-reason]")) {
  link.addEventListener("click", () => {
    form.reset();
    form.elements.reason.value = link.dataset.reason;
    setTimeout(filter);
  });
}

// Playing. One at a time; a line over the picture says where; a click on the picture goes there.
const players = Array.from(document.querySelectorAll("audio"));

function follow(player, timeline) {
  const { start, end, lag, rate } = Object.fromEntries(Object.entries(timeline.dataset).map(([name, value]) => [name, Number(value)]));
  const picture = timeline.querySelector("svg.lanes");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "line");
  line.setAttribute("class", "playhead");
  line.setAttribute("y2", "100%");
  line.setAttribute("visibility", "hidden");
  picture.append(line);

  const move = () => {
    line.removeAttribute("visibility");
    const song = player.currentTime / rate - lag;
    const share = 100 * Math.min(1, Math.max(0, (song - start) / (end - start)));
    line.setAttribute("x1", `${share}%`);
    line.setAttribute("x2", `${share}%`);
    if (!player.paused) requestAnimationFrame(move);
  };
  player.addEventListener("play", move);
  player.addEventListener("seeked", move);
  picture.addEventListener("click", (event) => {
    const frame = picture.getBoundingClientRect();
    const song = start + ((event.clientX - frame.left) / frame.width) * (end - start);
    player.currentTime = Math.max(0, (song + lag) * rate);
    player.play().catch(() => {});
  });
}

for (const player of players) {
  player.addEventListener("play", () => players.forEach((other) => other === player || other.pause()));
  player.addEventListener("error", () => {
    if (player.nextElementSibling?.matches("output")) return;
    const note = document.createElement("output");
    note.textContent = "This browser cannot play it here: open the file instead.";
    player.after(note);
  });
  const timeline = player.closest("article")?.querySelector(".timeline");
  if (timeline) follow(player, timeline);
}
