// The official OpenAI Agents client holds a conversation with an OpenAI Realtime server: a question, a number that is looked up by a tool
// which the SDK executes, and an interruption of the answer. Prints what it saw as one line of JSON; its exit code is 0 when it got that far.
//
//   node realtime-client.mjs ws://127.0.0.1:8765/v1/realtime question.wav number.wav interruption.wav
import { OpenAIRealtimeWebSocket, RealtimeAgent, RealtimeSession, tool } from '@openai/agents-realtime';
import { z } from 'zod';
import { Microphone, readSpeech } from './speech.mjs';

const PATIENCE_MS = 40_000;
const [url, ...files] = process.argv.slice(2);
const [question, number, interruption] = files.map(readSpeech);
const facts = { heard: [], said: [], toolCalls: [], statuses: [], truncated: [], audioBytes: 0, interrupted: 0, errors: [] };

const transport = new OpenAIRealtimeWebSocket({ url });
const agent = new RealtimeAgent({
  name: 'orders',
  instructions: 'You are brief.',
  tools: [
    tool({
      name: 'lookup_order',
      description: 'Looks up when an order arrives.',
      parameters: z.object({ order_number: z.string() }),
      execute: async ({ order_number }) => {
        facts.toolCalls.push(order_number);
        return JSON.stringify({ arrives: 'thursday' });
      },
    }),
  ],
});
const session = new RealtimeSession(agent, {
  transport,
  config: { audio: { input: { turnDetection: { type: 'server_vad', silenceDurationMs: 400, interruptResponse: true } } } },
});

const waiting = [];
function seen(what) {
  for (let i = waiting.length - 1; i >= 0; i--) {
    if (waiting[i].fits(what)) {
      waiting.splice(i, 1)[0].resolve(what);
    }
  }
}
const until = (fits) => new Promise((resolve) => waiting.push({ fits, resolve }));
const saying = (words) => until((event) => event.type === 'response.done' && JSON.stringify(event.response.output).includes(words));
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

session.on('transport_event', (event) => {
  if (event.type === 'conversation.item.input_audio_transcription.completed') {
    facts.heard.push(event.transcript);
  } else if (event.type === 'response.output_audio_transcript.done') {
    facts.said.push(event.transcript);
  } else if (event.type === 'response.done') {
    facts.statuses.push(event.response.status);
  } else if (event.type === 'conversation.item.truncated') {
    facts.truncated.push(event.audio_end_ms);
  }
  seen(event);
});
let playedAt = 0;
session.on('audio', (event) => {
  facts.audioBytes += event.data.byteLength;
  playedAt = Math.max(playedAt, performance.now()) + event.data.byteLength / 48;
});
/** Until all that came has been played, as a caller waits who does not interrupt. */
const played = async () => {
  while (playedAt > performance.now()) {
    await pause(playedAt - performance.now() + 100);
  }
};
session.on('audio_interrupted', () => {
  facts.interrupted++;
  seen({ type: 'interrupted' });
});
session.on('error', (error) => facts.errors.push(JSON.stringify(error?.error ?? error) ?? String(error)));

function finish(code) {
  facts.history = session.history.map((item) => ({
    type: item.type,
    role: item.role,
    output: item.output,
    words: (item.content ?? []).map((part) => part.transcript ?? part.text).join(' '),
  }));
  process.stdout.write(`${JSON.stringify(facts)}\n`, () => process.exit(code));
}

setTimeout(() => {
  facts.errors.push(`not done within ${PATIENCE_MS} ms`);
  finish(1);
}, PATIENCE_MS);

await session.connect({ apiKey: process.env.OPENAI_API_KEY ?? 'no key' });
const microphone = new Microphone((audio) => session.sendAudio(audio));
microphone.start();

await until((event) => event.type === 'response.done');
await played();
const asked = saying('order number');
await microphone.say(question);
await asked;
await played();

const answering = until((event) => event.type === 'response.output_audio_transcript.delta' && facts.toolCalls.length > 0);
await microphone.say(number);
await answering;
await pause(300);

const stopped = saying('stopped');
await microphone.say(interruption);
await stopped;
microphone.stop();
await pause(300);
finish(0);
