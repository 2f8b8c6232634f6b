// A phone agent as its users build it: @openai/agents-extensions answers Twilio's webhook and media stream, and its model is an OpenAI
// Realtime server, here one of ours. Serves any number of calls, one after another or at once.
//
//   node twilio-agent.mjs ws://127.0.0.1:8765/v1/realtime [port]
//
// Prints one line of JSON once it serves: {"port", "voice": webhook, "stream": media stream}; and one for each call that ended, with what it
// saw. Ends when its input is closed, so with whoever started it.
import { createServer } from 'node:http';
import { RealtimeAgent, RealtimeSession, tool } from '@openai/agents-realtime';
import { TwilioRealtimeTransportLayer } from '@openai/agents-extensions';
import { WebSocketServer } from 'ws';
import { z } from 'zod';

const [url, port = '0'] = process.argv.slice(2);
const print = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

process.stdin.on('end', () => process.exit(0));
process.stdin.on('error', () => process.exit(0));
process.stdin.resume();
// A call that fails is that call's trouble: others go on.
process.on('uncaughtException', (error) => print({ trouble: String(error?.stack ?? error) }));
process.on('unhandledRejection', (error) => print({ trouble: String(error?.stack ?? error) }));

const server = createServer((request, response) => {
  const path = new URL(request.url, 'http://any').pathname;
  request.resume();
  if (path !== '/voice') {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { 'Content-Type': 'text/xml' });
  response.end(`<?xml version="1.0" encoding="UTF-8"?>
<Response>
  <Connect>
    <Stream url="ws://${request.headers.host}/media-stream"/>
  </Connect>
</Response>`);
});

async function answer(twilioWebSocket) {
  const facts = { ended: true, toolCalls: [], interrupted: 0, heard: [], said: [], errors: [] };
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
          return 'thursday';
        },
      }),
    ],
  });
  const session = new RealtimeSession(agent, {
    transport: new TwilioRealtimeTransportLayer({ twilioWebSocket, url }),
    // As in the package's own example. Without an audio section this version asks the model for PCM and sends it µ-law.
    config: { audio: { output: { voice: 'verse' } } },
  });
  session.on('transport_event', (event) => {
    if (event.type === 'conversation.item.input_audio_transcription.completed') {
      facts.heard.push(event.transcript);
    } else if (event.type === 'response.output_audio_transcript.done') {
      facts.said.push(event.transcript);
    }
  });
  session.on('audio_interrupted', () => facts.interrupted++);
  session.on('error', (error) => facts.errors.push(String(error?.error?.message ?? JSON.stringify(error))));
  twilioWebSocket.on('close', () => print(facts));
  try {
    await session.connect({ apiKey: process.env.OPENAI_API_KEY ?? 'no key' });
  } catch (error) {
    facts.errors.push(`the model was not reached: ${error?.message ?? error}`);
    twilioWebSocket.close(1011, 'the model was not reached');
  }
}

const streams = new WebSocketServer({ server, path: '/media-stream', perMessageDeflate: false });
streams.on('connection', answer);
server.listen(Number(port), '127.0.0.1', () => {
  const address = `127.0.0.1:${server.address().port}`;
  print({ port: server.address().port, voice: `http://${address}/voice`, stream: `ws://${address}/media-stream` });
});
