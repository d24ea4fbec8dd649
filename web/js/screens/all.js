// Every screen by its name. Each draws itself on the studio, and answers with what to do when it is left, if anything.
/** @import { Screen } from "../flow.js" */
/** @import { Studio } from "../studio.js" */
import { consent } from "./consent.js";
import { done } from "./done.js";
import { file } from "./file.js";
import { headphones } from "./headphones.js";
import { listen } from "./listen.js";
import { micCheck } from "./mic-check.js";
import { nameTeam } from "./name-team.js";
import { premise } from "./premise.js";
import { resume } from "./resume.js";
import { sending } from "./sending.js";
import { sing } from "./sing.js";
import { welcome } from "./welcome.js";

/** @type {Record<Screen, (studio: Studio, note: Record<string, any>) => (() => void) | void>} */
export const screens = {
  welcome, "name-team": nameTeam, premise, "mic-check": micCheck, headphones, sing, listen, consent, sending, done, resume, file,
};
