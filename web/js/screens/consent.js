// The fan's yes: to the voice, which is needed; to the name, which is not; and to being old enough. Nothing is ticked.
/** @import { Session } from "../session.js" */
/** @import { Studio } from "../studio.js" */
/** @import { LastWords } from "../../types/take.js" */
import { h } from "../dom.js";
import { forgetFan } from "../fan.js";
import { box, setFault } from "../field.js";
import { smallButton } from "../view.js";
import { teamOf } from "./name-team.js";

/** @param {Studio} studio @param {Session} session @param {{ faults?: Record<string, string> }} note */
export function consent(studio, session, { faults = {} }) {
  const { words, boot, songTitle } = studio;
  const { take, singer, client } = session;
  if (!take) return studio.go("welcome");
  const { details } = take.record;
  const voice = box("consent", words.text("consent-voice", { song: songTitle }));
  const age = box("over_16", words.text("consent-age"));
  const name = box("show_name", words.text("consent-name"));
  const show = (/** @type {Record<string, string | null>} */ found) => {
    setFault(voice.input, found.consent ? words.fault(found.consent) : null);
    setFault(age.input, found.over_16 ? words.fault(found.over_16) : null);
    return found.consent ? voice.input : found.over_16 ? age.input : null;
  };
  for (const { input } of [voice, age]) input.addEventListener("change", () => setFault(input, null));

  function send() {
    const missing = {
      consent: voice.input.checked ? null : "CONSENT_REQUIRED",
      over_16: age.input.checked ? null : "AGE_REQUIRED",
    };
    const first = show(missing);
    if (first) return first.focus();
    const said = lastWords();
    if (take) take.record.words = said;
    client.order({ do: "finish", words: said });
    studio.go("sending");
  }

  /** @returns {LastWords} */
  function lastWords() {
    const { recorder, durationMs, lagMs } = details;
    return {
      consent: true,
      over_16: true,
      show_name: singer.name !== "" && name.input.checked,
      name: singer.name || undefined,
      team: teamOf(singer.team),
      terms: boot.campaign.terms,
      language: boot.language,
      // What is only stated by the browser is off by tens of milliseconds: then the compiler measures by itself.
      lag_ms: recorder.round_trip_method === "chirp" ? lagMs : undefined,
      duration_ms: durationMs ?? undefined,
      recorder,
    };
  }

  async function refuse() {
    const dropped = session.dropTake();
    forgetFan();
    studio.go("welcome");
    studio.tell(words.text((await dropped) ? "consent-refused" : "consent-refused-later"));
  }

  const privacy = ["sent", "stored", "how-long", "no-trackers", "no-identification", "device", "delete"].map((part) =>
    h("li", null, words.text(`privacy-${part}`)),
  );
  studio.crowd.mood = "away";
  studio.show({
    kind: "consent",
    title: words.text("consent-title"),
    lead: words.text("consent-lead"),
    content: [
      voice.element,
      singer.name !== "" && name.element,
      age.element,
      h("details", null, h("summary", null, words.text("privacy-title")), h("ul", null, ...privacy)),
      smallButton({ label: words.text("consent-refuse"), name: "refuse", run: () => void refuse() }),
      h("p", { class: "hint" }, words.text("consent-version", { version: boot.campaign.terms })),
    ],
    primary: { label: words.text("consent-send"), run: send },
  });
  show(faults)?.focus();
}
