// The stand: rows of people who are a waveform. They do the wave, rise with a voice, or fill up as a take arrives; one of
// them is you. A picture beside words, so hidden from screen readers.

const PEOPLE = 22;
/** The golden ratio's fraction spreads heights evenly and without a pattern to the eye. */
const SPREAD = 0.618034;

export class CrowdWave extends HTMLElement {
  /** @type {HTMLElement[]} */
  #people = [];

  connectedCallback() {
    if (this.#people.length > 0) return;
    this.setAttribute("aria-hidden", "true");
    for (let row = 0; row < 2; row += 1) {
      const line = document.createElement("div");
      for (let seat = 0; seat < PEOPLE + row; seat += 1) {
        const person = document.createElement("i");
        person.style.setProperty("--seat", String(seat));
        person.style.setProperty("--tall", (((seat + 1) * (row + 1) * SPREAD) % 1).toFixed(2));
        line.append(person);
        if (row === 1) this.#people.push(person);
      }
      this.append(line);
    }
    this.#people[Math.floor(PEOPLE / 2)].classList.add("you");
  }

  /** A voice: those in the middle rise highest. @param {number} level 0 to 1 */
  set level(level) {
    this.style.setProperty("--level", level.toFixed(3));
  }

  /** How many of them have turned round to you. @param {number} share 0 to 1 */
  set filled(share) {
    const count = Math.round(share * this.#people.length);
    this.#people.forEach((person, seat) => person.classList.toggle("lit", seat < count));
  }
}

customElements.define("crowd-wave", CrowdWave);
