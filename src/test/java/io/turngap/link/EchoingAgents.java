package io.turngap.link;

import io.turngap.link.ScriptedAgent.Peer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Agents of every protocol that tell back whatever they were told, and every planted secret in every spelling, wherever their protocol has
 * room for words: in a refusal, in errors, as a reason to close, in transcripts and in what tools are called with.
 */
public final class EchoingAgents {

    /** Stands for what is echoed in the messages below. */
    private static final String ECHO = "@@";

    private static final String LONG = "\"pad\":\"" + "x".repeat(300) + "\"";

    /** What an agent of one protocol says once its WebSocket is open; single quotes stand for double ones. */
    private static final Map<String, List<String>> WORDS = words();

    private EchoingAgents() {}

    private static Map<String, List<String>> words() {
        Map<String, List<String>> words = new LinkedHashMap<>();
        words.put(
                "openai",
                List.of(
                        "{'type':'session.created','session':{'id':'@@'}}",
                        "{'type':'session.updated','session':{'id':'s'}}",
                        "{'type':'error','error':{'type':'server_error','code':'@@','message':'@@'}}",
                        "{'type':'conversation.item.input_audio_transcription.completed','item_id':'u','content_index':0,'transcript':'@@'}",
                        "{'type':'response.created','response':{'id':'r','status':'in_progress'}}",
                        "{'type':'response.output_audio_transcript.done','response_id':'r','item_id':'i','transcript':'@@'}",
                        "{'type':'response.output_item.done','response_id':'r','item':{'type':'function_call','call_id':'@@','name':'@@','arguments':'@@'}}",
                        "{'type':'response.done','response':{'id':'r','status':'failed','status_details':{'error':{'code':'rate_limit_exceeded','message':'@@'}}}}",
                        "{'type':'response.done','response':{'id':'r2','status':'incomplete','status_details':{'reason':'@@'}}}",
                        "{'type':'@@'}"));
        words.put("azure", words.getOrDefault("openai", List.of()));
        words.put(
                "pipecat",
                List.of(
                        "{'label':'rtvi-ai','type':'bot-ready','id':'1','data':{'version':'1.0.0','about':{'library':'@@'}}}",
                        "{'label':'rtvi-ai','type':'error','id':'1','data':{'error':'@@','fatal':false}}",
                        "{'label':'rtvi-ai','type':'user-transcription','data':{'text':'@@','final':true,'user_id':'@@','timestamp':''}}",
                        "{'label':'rtvi-ai','type':'bot-transcription','data':{'text':'@@'}}",
                        "{'label':'rtvi-ai','type':'llm-function-call-in-progress','data':{'tool_call_id':'t','function_name':'@@','arguments':{'key':'@@'}}}",
                        "{'label':'rtvi-ai','type':'llm-function-call','data':{'tool_call_id':'@@','function_name':'@@','args':{'key':'@@'}}}",
                        "{'label':'rtvi-ai','type':'metrics','data':{'ttfb':[{'processor':'@@','value':0.1}]}}",
                        "{'label':'rtvi-ai','type':'@@','data':{}}"));
        words.put(
                "deepgram",
                List.of(
                        "{'type':'Welcome','request_id':'@@'}",
                        "{'type':'SettingsApplied'}",
                        "{'type':'Warning','code':'@@','description':'@@'}",
                        "{'type':'ConversationText','role':'user','content':'@@'}",
                        "{'type':'FunctionCallRequest','functions':[{'id':'f','name':'@@','arguments':'@@','client_side':true}]}",
                        "{'type':'ConversationText','role':'assistant','content':'@@'}",
                        "{'type':'Error','code':'@@','description':'@@'}",
                        "{'type':'@@'}"));
        words.put(
                "elevenlabs",
                List.of(
                        "{'type':'conversation_initiation_metadata','conversation_initiation_metadata_event':{'conversation_id':'@@','agent_output_audio_format':'pcm_16000','user_input_audio_format':'pcm_16000'}}",
                        "{'type':'user_transcript','user_transcription_event':{'user_transcript':'@@'}}",
                        "{'type':'agent_response','agent_response_event':{'agent_response':'@@'}}",
                        "{'type':'client_tool_call','client_tool_call':{'tool_call_id':'t','tool_name':'@@','parameters':{'key':'@@'}}}",
                        "{'type':'error','error_event':{'error_type':'@@','message':'@@'}}",
                        "{'type':'@@'}"));
        words.put(
                "gemini",
                List.of(
                        "{'setupComplete':{'sessionId':'@@'}}",
                        "{'serverContent':{'inputTranscription':{'text':'@@','finished':true}}}",
                        "{'serverContent':{'outputTranscription':{'text':'@@'}}}",
                        "{'toolCall':{'functionCalls':[{'id':'t','name':'@@','args':{'key':'@@'}}]}}",
                        "{'serverContent':{'turnComplete':true}}",
                        "{'goAway':{'timeLeft':'@@'}}",
                        "{'error':{'status':'@@','message':'@@'}}",
                        "{'@@':{}}"));
        words.put(
                "file",
                List.of(
                        "{'type':'ready','session':'@@'}",
                        "{'type':'heard','text':'@@'}",
                        "{'type':'said','text':'@@'}",
                        "{'type':'tool','id':'t','name':'@@','args':{'key':'@@'}}",
                        "{'type':'error','message':'@@'}",
                        "{'type':'@@'}"));
        List<String> telephone = List.of(
                "{'event':'@@','type':'@@','streamSid':'@@'}",
                "{'event':'media','streamSid':'@@','stream_sid':'@@','streamId':'@@','media':{'payload':'@@'}}",
                "{'event':'mark','streamSid':'@@','mark':{'name':'@@'}}",
                "{'event':'error','payload':{'code':1,'title':'@@','detail':'@@'}}",
                "{'event':'playAudio','media':{'contentType':'@@','sampleRate':8000,'payload':'@@'}}");
        for (String prefix : List.of("twilio", "telnyx", "plivo", "vonage", "exotel")) {
            words.put(prefix, telephone);
        }
        return words;
    }

    /** Protocols that {@link Links} knows and no agent here speaks; must be empty, and whoever adds a protocol adds its words above. */
    public static List<String> missing() {
        return Links.prefixes().stream()
                .filter(prefix -> !WORDS.containsKey(prefix))
                .toList();
    }

    /** Names of all protocols. */
    public static List<String> protocols() {
        return Links.prefixes();
    }

    /** A declared protocol for the agent at {@code port}, with the variable's secret in a header. */
    public static String declared(int port, String variable) {
        return """
                agent_link: 1
                name: echo
                about: says back what it is told
                websocket:
                  url: ws://127.0.0.1:%d/echo
                  headers: {x-key: "${ENV:%s}"}
                caller_audio: {encoding: linear16, rate_hz: 16000}
                agent_audio: {encoding: linear16, rate_hz: 16000, binary: sound}
                events:
                  - {when: {/type: ready}, session: /session, ready: true}
                  - {when: {/type: heard}, heard: /text}
                  - {when: {/type: said}, said: /text}
                  - {when: {/type: tool}, tool: {id: /id, name: /name, arguments: /args}}
                  - {when: {/type: error}, error: {message: /message}}
                tool_answer: {type: answer, id: "{{tool.id}}", output: "{{tool.output}}"}
                """.formatted(port, variable);
    }

    /** One that refuses its first caller, says all it can to the second and closes, and says it to the others and stays. */
    public static ScriptedAgent start(String prefix, Collection<String> secrets) throws IOException {
        AtomicInteger callers = new AtomicInteger();
        return new ScriptedAgent(peer -> {
            int caller = callers.getAndIncrement();
            String head = caller == 0 ? peer.readRequest() : peer.upgrade();
            String echo = echo(secrets, head);
            switch (caller) {
                case 0 -> refuse(peer, echo);
                case 1 -> {
                    say(peer, prefix, echo);
                    peer.text("no JSON " + "x".repeat(370) + echo);
                    byte[] reason = echo.getBytes(StandardCharsets.UTF_8);
                    peer.close(1008, new String(reason, 0, Math.min(reason.length, 120), StandardCharsets.UTF_8));
                }
                case 2 -> {
                    for (int i = 0; i < 70; i++) {
                        peer.skip();
                    }
                    say(peer, prefix, echo);
                    peer.drain();
                }
                default -> peer.raw("HTTP/1.1 200 " + echo + "\r\n" + echo + "\r\n\r\n");
            }
        });
    }

    private static void refuse(Peer peer, String echo) throws IOException {
        peer.raw("HTTP/1.1 401 Not " + echo + "\r\nX-Echo: " + echo + "\r\nContent-Length: " + (echo.length() + 3)
                + "\r\n\r\nno " + echo);
    }

    /** Every secret in every spelling, and all that was told, in one line without quotes. */
    public static String echo(Collection<String> secrets, String head) {
        List<String> words = new ArrayList<>();
        for (String secret : secrets) {
            byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
            words.add(secret);
            words.add(Base64.getEncoder().encodeToString(bytes));
            words.add(URLEncoder.encode(secret, StandardCharsets.UTF_8));
            words.add(Base64.getEncoder().encodeToString(("user:" + secret).getBytes(StandardCharsets.UTF_8)));
        }
        words.add(head.replaceAll("[\\s\"'\\\\]+", " "));
        return String.join(" ", words);
    }

    private static void say(Peer peer, String prefix, String echo) throws IOException {
        List<String> words = WORDS.get(prefix);
        for (String word : words == null ? List.<String>of() : words) {
            String message = word.replace('\'', '"').replace(ECHO, echo);
            if (prefix.equals("pipecat")) {
                peer.frame(0x82, pipecat(message));
            } else {
                peer.text(message);
                peer.text(message.replaceFirst("\\{", "{" + LONG + ","));
            }
        }
    }

    /** {@code Frame{message=4: MessageFrame{data=1}}}. */
    static byte[] pipecat(String json) {
        byte[] data = json.getBytes(StandardCharsets.UTF_8);
        return field(4, field(1, data));
    }

    private static byte[] field(int number, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(number << 3 | 2);
        int left = content.length;
        while (left > 0x7f) {
            out.write(left & 0x7f | 0x80);
            left >>= 7;
        }
        out.write(left);
        out.writeBytes(content);
        return out.toByteArray();
    }
}
