// For those without a microphone: a recording made elsewhere.
/** @import { Session } from "../session.js" */
/** @import { Studio } from "../studio.js" */
import { h } from "../dom.js";
import { setFault } from "../field.js";
import { decoded } from "../mix-player.js";

/** What a file's name says of it where the browser says nothing. @type {Record<string, string>} */
const TYPES = {
  wav: "audio/wav",
  mp3: "audio/mpeg",
  m4a: "audio/mp4",
  mp4: "audio/mp4",
  "3gp": "audio/mp4",
  webm: "audio/webm",
  ogg: "audio/ogg",
  oga: "audio/ogg",
  opus: "audio/ogg",
  flac: "audio/flac",
  aac: "audio/aac",
  caf: "audio/x-caf",
  aif: "audio/aiff",
  aiff: "audio/aiff",
};
/** What browsers call them → what the service does. @type {Record<string, string>} */
const NAMES = {
  "audio/x-wav": "audio/wav",
  "audio/wave": "audio/wav",
  "audio/vnd.wave": "audio/wav",
  "audio/mp3": "audio/mpeg",
  "audio/x-m4a": "audio/mp4",
  "audio/m4a": "audio/mp4",
  "audio/x-flac": "audio/flac",
  "audio/x-aiff": "audio/aiff",
  "video/3gpp": "audio/mp4",
  "audio/3gpp": "audio/mp4",
  "audio/opus": "audio/ogg",
  "application/ogg": "audio/ogg",
  "audio/aacp": "audio/aac",
};
const METADATA_MS = 3000;
const TAKEN = new Set([...Object.values(TYPES), "video/webm", "video/mp4"]);

/** The type as the service knows it; null for what is no sound. @param {File} file */
export function contentTypeOf({ name, type }) {
  const said = type.split(";")[0].trim().toLowerCase();
  const known = NAMES[said] ?? said;
  return TAKEN.has(known) ? known : (TYPES[name.split(".").pop()?.toLowerCase() ?? ""] ?? null);
}

/** How long a recording says that it is; 0 where it does not. @param {File} recording @returns {Promise<number>} */
function statedSeconds(recording) {
  const url = URL.createObjectURL(recording);
  return new Promise((resolve) => {
    const audio = new Audio();
    audio.preload = "metadata";
    audio.onloadedmetadata = () => resolve(Number.isFinite(audio.duration) ? audio.duration : 0);
    audio.onerror = () => resolve(0);
    setTimeout(resolve, METADATA_MS, 0);
    audio.src = url;
  }).finally(() => URL.revokeObjectURL(url));
}

/** @param {Studio} studio @param {Session} session */
export function file(studio, session) {
  const { words, boot } = studio;
  const { client, singer } = session;
  const { duration_s: durationS } = boot.song;
  const megabytes = Math.floor(boot.limits.max_take_bytes / 1_000_000);
  const input = h("input", {
    type: "file",
    id: "recording",
    name: "recording",
    accept: "audio/*,video/mp4,video/webm",
    "aria-describedby": "recording-error",
  });
  const player = h("audio", { controls: true, preload: "none", "aria-label": words.text("file-play-song") });
  player.src = boot.song.backing;
  const chosen = h("p", { class: "hint", role: "status" });

  let isChecking = false;

  async function check() {
    if (isChecking) return;
    isChecking = true;
    // A file in a cloud may not be there when it is read.
    await look().catch(() => wrong(words.fault("UNKNOWN")));
    isChecking = false;
  }

  async function look() {
    setFault(input, null);
    const [recording] = input.files ?? [];
    if (!recording) return wrong(words.fault("MISSING"));
    const contentType = contentTypeOf(recording);
    if (!contentType) return wrong(words.text("file-not-audio"));
    if (recording.size > boot.limits.max_take_bytes) return wrong(words.text("file-too-big", { megabytes }));
    const most = boot.limits.max_duration_s;
    const tooLong = words.text("file-too-long", { seconds: most });
    // A decoded hour would fill a phone.
    if ((await statedSeconds(recording)) > most) return wrong(tooLong);
    const sound = await recording.arrayBuffer().then((bytes) => decoded(new Uint8Array(bytes)));
    // What this browser cannot decode, the compiler may: the service looks at it, too.
    const seconds = sound ? sound.samples.length / sound.sampleRateHz : null;
    if (seconds !== null && seconds > most) return wrong(tooLong);
    if (seconds !== null && seconds < durationS / 2) return wrong(words.text("file-too-short"));
    await send(recording, contentType, sound, seconds);
  }

  /** @param {string} text */
  function wrong(text) {
    setFault(input, text);
    input.focus();
  }

  /**
   * @param {File} blob
   * @param {string} contentType
   * @param {Awaited<ReturnType<typeof decoded>>} sound
   * @param {number | null} seconds
   */
  async function send(blob, contentType, sound, seconds) {
    const { name, team, headphones } = singer;
    /** @type {import("../../types/take.js").TakeDetails} */
    const details = {
      name,
      team,
      lagMs: 0,
      leadMs: 0,
      isPlaced: false,
      verdict: "good",
      durationMs: seconds === null ? null : Math.round(seconds * 1000),
      recorder: { method: "file", headphones },
    };
    const taken = client.next("sung", "failed");
    const take = { ...session.newTake(), contentType, details };
    const pcm = sound?.samples ?? null;
    client.order({ do: "file", take, blob, pcm, clicksAtS: [] }, pcm ? [pcm.buffer] : []);
    const report = await taken;
    if (report.is === "failed") return wrong(words.fault(report.code));
    const { take: record, bytes } = report;
    session.take = { record, bytes };
    studio.go("listen");
  }

  input.addEventListener("change", () => {
    setFault(input, null);
    const [recording] = input.files ?? [];
    chosen.textContent = recording ? words.text("file-chosen", { name: recording.name }) : "";
  });
  studio.crowd.mood = "away";
  studio.show({
    kind: "file",
    title: words.text("file-title"),
    lead: words.text("file-lead"),
    content: [
      h("div", { class: "card" }, h("p", null, words.text("file-play-song")), player),
      h(
        "div",
        { class: "field" },
        h("label", { for: "recording" }, words.text("file-choose")),
        input,
        chosen,
        h("p", { class: "fault", id: "recording-error" }),
      ),
    ],
    primary: { label: words.text("continue"), run: () => void check() },
  });
}
