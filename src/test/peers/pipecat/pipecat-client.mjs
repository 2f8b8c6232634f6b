// Pipecat's official client holds a conversation with the bundled agent: two turns of recorded speech at real time, a function of the
// client's, an interruption, and what applications ask. Prints one line of JSON: what the client saw. Needs Node 22, and to stand beside
// its packages, in target/peers/pipecat.
//
//   node target/peers/pipecat/pipecat-client.mjs http://127.0.0.1:8765/start audio-fixtures/speech
import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";

const [start, speech] = process.argv.slice(2);
const require = createRequire(import.meta.url);

// The client expects a browser.
const nothing = () => {};
const element = new Proxy(function () {}, {
  get: (_, name) => (name === Symbol.toPrimitive ? () => "" : element),
  apply: () => element,
});
globalThis.window = globalThis;
globalThis.document = element;
globalThis.addEventListener ??= nothing;
globalThis.removeEventListener ??= nothing;
globalThis.location ??= new URL("http://localhost/");
Object.defineProperty(globalThis, "navigator", { value: { userAgent: "node", mediaDevices: {} }, configurable: true });
// One line on stdout is for the reader; what the libraries say is not.
console.log = console.info = console.debug = nothing;

const { PipecatClient } = require("@pipecat-ai/client-js");
const { WebSocketTransport } = require("@pipecat-ai/websocket-transport");

const FRAME_BYTES = 640;
const FRAME_MS = 20;
const PATIENCE_MS = 15_000;

/** A microphone that says recordings, and silence between them; a loudspeaker that counts. */
class Media {
  isMicEnabled = true;
  isCamEnabled = false;
  selectedMic = {};
  selectedSpeaker = {};
  heard = [];
  lines = [];
  setUserAudioCallback(callback) { this.microphone = callback; }
  setClientOptions() {}
  async initialize() {}
  async connect() {
    const began = performance.now();
    let frames = 0;
    this.timer = setInterval(() => {
      while (frames * FRAME_MS <= performance.now() - began) {
        frames++;
        this.microphone(this.frame());
      }
    }, 5);
  }
  async disconnect() { clearInterval(this.timer); }
  frame() {
    const line = this.lines[0];
    if (!line) return new ArrayBuffer(FRAME_BYTES);
    const frame = new Uint8Array(FRAME_BYTES);
    frame.set(line.bytes.subarray(line.at, line.at + FRAME_BYTES));
    line.at += FRAME_BYTES;
    if (line.at >= line.bytes.length) {
      this.lines.shift();
      line.said();
    }
    return frame.buffer;
  }
  say(name) {
    const wav = fs.readFileSync(path.join(speech, name + ".wav"));
    const data = wav.indexOf("data") + 8;
    return new Promise((said) => this.lines.push({ bytes: new Uint8Array(wav.subarray(data)), at: 0, said }));
  }
  bufferBotAudio(samples) { this.heard.push({ ms: performance.now(), samples: samples.length, loud: samples.some((s) => Math.abs(s) > 500) }); }
  async userStartedSpeaking() {}
  async getAllMics() { return []; }
  async getAllCams() { return []; }
  async getAllSpeakers() { return []; }
  updateMic() {}
  updateCam() {}
  updateSpeaker() {}
  enableMic() {}
  enableCam() {}
  tracks() { return { local: {} }; }
}

const facts = { events: [], partials: 0, finals: [], userLlm: [], outputs: [], llm: "", metrics: [], functions: [], errors: [] };
const waiting = [];
const note = (event, data) => {
  facts.events.push(event);
  for (let i = waiting.length - 1; i >= 0; i--) {
    if (waiting[i].event === event) waiting.splice(i, 1)[0].resolve(data);
  }
};
const next = (event) =>
  new Promise((resolve, reject) => {
    waiting.push({ event, resolve });
    setTimeout(() => reject(new Error(`no ${event} within ${PATIENCE_MS} ms, after ${facts.events}`)), PATIENCE_MS).unref();
  });

const media = new Media();
const client = new PipecatClient({
  transport: new WebSocketTransport({ mediaManager: media }),
  enableMic: true,
  callbacks: {
    onBotReady: (data) => { facts.version = data.version; note("ready"); },
    onUserStartedSpeaking: () => note("user-started"),
    onUserStoppedSpeaking: () => note("user-stopped"),
    onUserTranscript: (data) => { data.final ? facts.finals.push(data.text) : facts.partials++; },
    onUserLlmText: (data) => facts.userLlm.push(data.text),
    onBotLlmStarted: () => note("llm-started"),
    onBotLlmText: (data) => { facts.llm += data.text; },
    onBotLlmStopped: () => note("llm-stopped"),
    onBotTtsStarted: () => note("tts-started"),
    onBotTtsStopped: () => note("tts-stopped"),
    onBotStartedSpeaking: () => note("bot-started"),
    onBotStoppedSpeaking: () => note("bot-stopped", performance.now()),
    onBotOutput: (data) => facts.outputs.push({ text: data.text, status: data.spoken_status }),
    onMetrics: (data) => facts.metrics.push(...(data.ttfb ?? []).map((m) => m.processor)),
    onLLMFunctionCallStopped: (data) => note("function-stopped", data),
    onServerMessage: (data) => note("server-message", data),
    onMessageError: () => note("message-error"),
    onError: (message) => facts.errors.push(JSON.stringify(message.data)),
  },
});
client.registerFunctionCallHandler("lookup_order", async (call) => {
  facts.functions.push(call);
  return { text: "friday" };
});
const bytesSince = (from) => media.heard.slice(from).reduce((sum, chunk) => sum + chunk.samples, 0);

async function turn(line) {
  const from = media.heard.length;
  const stopped = next("bot-stopped");
  await media.say(line);
  await stopped;
  return { audio_ms: bytesSince(from) / 24, loud: media.heard.slice(from).some((chunk) => chunk.loud) };
}

try {
  const greeted = next("bot-stopped");
  await client.startBotAndConnect({ endpoint: start, requestData: { transport: "websocket", body: { functions: ["lookup_order"] } } });
  await greeted;
  facts.greeting_ms = bytesSince(0) / 24;
  facts.first = await turn("where-is-my-order.slt");
  // The second reply is interrupted while it is heard.
  const called = next("function-stopped");
  const speaking = next("bot-started");
  await media.say("my-order-number-is-four-two-seven-one.slt");
  facts.stopped = await called;
  await speaking;
  const silenced = next("bot-stopped");
  const yielded = next("user-started");
  const interruption = media.say("i-want-to-cancel-my-order.awb");
  await yielded;
  const silencedMs = await silenced;
  facts.after_stop = media.heard.filter((chunk) => chunk.ms > silencedMs + 20).length;
  const third = next("bot-stopped");
  await interruption;
  await third;
  facts.clock = Object.keys(await client.sendClientRequest("turngap.clock", { sent_ns: 7 })).sort();
  facts.refusal = await client.sendClientRequest("nonsense", {}).catch((refused) => refused.data.error);
  const typed = next("bot-stopped");
  await client.sendText("what is the weather");
  await typed;
  await client.disconnect();
  facts.state = client.state;
} catch (failed) {
  facts.failed = String(failed?.stack ?? failed);
}
process.stdout.write(JSON.stringify(facts) + "\n", () => process.exit(0));
