// Everything that comes after the first screen, in one import: it is fetched while the fan reads that one.
/** @import { Screen } from "./flow.js" */
/** @import { Session } from "./session.js" */
/** @import { Studio } from "./studio.js" */
import { consent } from "./screens/consent.js";
import { done } from "./screens/done.js";
import { file } from "./screens/file.js";
import { headphones } from "./screens/headphones.js";
import { listen } from "./screens/listen.js";
import { micCheck } from "./screens/mic-check.js";
import { nameTeam } from "./screens/name-team.js";
import { premise } from "./screens/premise.js";
import { resume } from "./screens/resume.js";
import { sending } from "./screens/sending.js";
import { sing } from "./screens/sing.js";
export { Session } from "./session.js";

/**
 * Every screen but the first. Each draws itself, and answers with what to do when it is left, if anything.
 * @typedef {(studio: Studio, session: Session, note: Record<string, any>) => (() => void) | void} Opener
 * @type {Record<Exclude<Screen, "welcome">, Opener>}
 */
export const screens = {
  "name-team": nameTeam,
  premise,
  "mic-check": micCheck,
  headphones,
  sing,
  listen,
  consent,
  sending,
  done,
  resume,
  file,
};
