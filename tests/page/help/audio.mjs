// Sound hardware made of software: a PulseAudio daemon of its own with a loudspeaker and a microphone, both at 48 kHz.
//
// The microphone hears what it is fed, sample by sample; or, in a room, what the loudspeaker plays: the song and whoever
// sings along with it through the same loudspeaker, as on a laptop without headphones.
import { execFile, spawn } from "node:child_process";
import { closeSync, constants, existsSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { until } from "./until.mjs";

const run = promisify(execFile);
export const RATE_HZ = 48_000;
const BYTES_PER_MS = (2 * RATE_HZ) / 1000;
const FEED_EVERY_MS = 10;

/** Browsers hide sources that are called a monitor, so the room's microphone is a copy of one. */
const MICROPHONES = {
  fed: (pipe) => `module-pipe-source source_name=microphone file=${pipe} format=s16le rate=${RATE_HZ} channels=1 channel_map=mono`,
  room: () => "module-remap-source source_name=microphone master=loudspeaker.monitor remix=no channels=1 channel_map=mono master_channel_map=front-left",
};

/** Starts the daemon; `stop` ends it. @param {"fed" | "room"} kind */
export async function startAudio(kind) {
  const folder = mkdtempSync(join(tmpdir(), "stemforge-audio-"));
  const [socket, script, pipe] = ["native", "setup.pa", "microphone"].map((name) => join(folder, name));
  const setup = [
    `load-module module-native-protocol-unix socket=${socket} auth-anonymous=1`,
    `load-module module-null-sink sink_name=loudspeaker rate=${RATE_HZ} channels=2`,
    `load-module ${MICROPHONES[kind](pipe)}`,
    "set-default-sink loudspeaker",
    "set-default-source microphone",
  ];
  writeFileSync(script, `${setup.join("\n")}\n`);
  // Clients and daemon know nothing of the user's own sound.
  const env = { XDG_RUNTIME_DIR: folder, PULSE_RUNTIME_PATH: folder, PULSE_STATE_PATH: folder, PULSE_SERVER: `unix:${socket}` };
  const everything = { ...process.env, ...env };
  const flags = ["-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--log-target=stderr", "-F", script];
  const daemon = spawn("pulseaudio", flags, { env: everything, stdio: ["ignore", "ignore", "pipe"] });
  let log = "";
  daemon.stderr.on("data", (text) => (log += text));
  daemon.on("error", (error) => (log += error));
  const ended = new Promise((resolve) => daemon.on("exit", resolve));
  const control = async (...words) => (await run("pactl", words, { env: everything })).stdout;
  await until("PulseAudio runs", async () => {
    if (daemon.exitCode !== null || daemon.pid === undefined) throw new Error(`pulseaudio did not start: ${log}`);
    return existsSync(socket) && (await control("get-default-source").catch(() => "")).trim() === "microphone";
  });

  return {
    /** What a browser needs in its environment to find it. */
    env,

    /** Feeds the microphone, as time goes; returns what ends it. @param {Int16Array} samples */
    feed(samples) {
      const bytes = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
      const mouth = openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK);
      const begun = performance.now();
      let fedBytes = 0;
      const timer = setInterval(() => {
        const dueBytes = Math.min(bytes.length, 2 * Math.floor((BYTES_PER_MS * (performance.now() - begun)) / 2));
        try {
          while (fedBytes < dueBytes) fedBytes += writeSync(mouth, bytes, fedBytes, dueBytes - fedBytes);
        } catch (error) {
          // Full: the rest goes with the next.
          if (error.code !== "EAGAIN") throw error;
        }
      }, FEED_EVERY_MS);
      return () => {
        clearInterval(timer);
        closeSync(mouth);
      };
    },

    /** Plays a WAV through the loudspeaker; returns what ends it. @param {string} wav */
    play(wav) {
      const player = spawn("paplay", ["--device=loudspeaker", wav], { env: everything, stdio: "ignore" });
      return () => player.kill();
    },

    /** How loud a browser comes through the loudspeaker, 65,536 being as it is. @param {string} program @param {number} volume */
    async setVolume(program, volume) {
      await until(`${program} plays`, async () => {
        const streams = JSON.parse(await control("--format=json", "list", "sink-inputs"));
        const its = streams.filter(({ properties }) => properties["application.process.binary"] === program);
        for (const { index } of its) await control("set-sink-input-volume", String(index), String(volume));
        return its.length > 0;
      });
    },

    async stop() {
      daemon.kill("SIGTERM");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
