// Who sings, and for whom. The name may stay empty; the team may be music itself.
/** @import { Session } from "../session.js" */
/** @import { Studio } from "../studio.js" */
import { h } from "../dom.js";
import { field, setFault } from "../field.js";
import { MAX_NAME_CHARS } from "../words.js";

/** The choice of those who have no team. */
const NO_TEAM = "-";

/**
 * The rule that is the service's too, as far as it can be told without its code.
 * @param {import("../../shared/shared.js").Shared | null} shared
 * @param {string} name
 */
function nameFault(shared, name) {
  if (!name) return null;
  if (shared) return shared.checkName(name);
  return [...name].length > MAX_NAME_CHARS ? "BAD_LENGTH" : null;
}

/**
 * @param {Studio} studio
 * @param {Session} session
 * @param {{ faults?: Record<string, string>, next?: import("../flow.js").Screen }} note
 */
export function nameTeam(studio, session, { faults = {}, next = "premise" }) {
  const { words, boot } = studio;
  const { singer } = session;
  const name = h("input", { name: "name", id: "name", autocomplete: "nickname", enterkeyhint: "next", dir: "auto" });
  name.value = singer.name;
  const inOrder = new Intl.Collator(boot.language);
  const teams = [...boot.teams].sort((one, other) => inOrder.compare(one.name, other.name));
  const team = h(
    "select",
    { name: "team", id: "team" },
    h("option", { value: "" }, words.text("who-team-choose")),
    ...teams.map(({ code, name: label }) => h("option", { value: code }, label)),
    h("option", { value: NO_TEAM }, words.text("who-team-none")),
  );
  team.value = singer.team;
  const mistakes = () => ({ name: nameFault(shared, name.value.trim()), team: team.value ? null : "NOT_A_TEAM" });
  const held = h("p", { class: "hint" });
  /** @type {import("../../shared/shared.js").Shared | null} */
  let shared = null;
  void session.shared.then((loaded) => (shared = loaded));
  const show = (/** @type {Record<string, string | null>} */ found) => {
    setFault(name, found.name ? words.fault(found.name) : null);
    setFault(team, found.team ? words.fault(found.team) : null);
    return found.name ? name : found.team ? team : null;
  };
  studio.show({
    title: words.text("who-title"),
    content: [
      field(
        name,
        words.text("who-name-label"),
        `${words.text("who-name-hint", { max: MAX_NAME_CHARS })} ${words.text("who-name-optional")}`,
      ),
      held,
      field(team, words.text("who-team-label")),
    ],
    primary: {
      label: words.text("continue"),
      run() {
        const wrong = show(mistakes());
        if (wrong) return wrong.focus();
        Object.assign(singer, { name: name.value.trim(), team: team.value });
        studio.go(next);
      },
    },
  });
  for (const input of [name, team]) input.addEventListener("input", () => setFault(input, null));
  // Real names are never refused, but some of them are looked at first; whoever has one is told.
  name.addEventListener("change", () => {
    const isHeld = shared?.nameStanding(name.value.trim()) === "held" && !nameFault(shared, name.value.trim());
    held.textContent = isHeld ? words.text("who-name-held") : "";
    if (isHeld) studio.say(held.textContent);
  });
  session.sounds.prefetch();
  show(faults)?.focus();
}

/** The team as the service wants it. @param {string} team */
export const teamOf = (team) => (team && team !== NO_TEAM ? team : undefined);
