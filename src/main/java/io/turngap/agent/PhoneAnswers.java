package io.turngap.agent;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;
import java.util.Set;

/**
 * How a telephone provider wants to be told that a call's sound goes to a WebSocket of ours, both ways: Twilio in TwiML, Telnyx in TeXML
 * (RTP mode, µ-law), Plivo in XML of its own (µ-law), Vonage as an NCCO (16-bit samples at 16 kHz), Exotel as an object with the address.
 */
final class PhoneAnswers {

    /** Where Twilio asks; the others ask below it, under their names. */
    static final String VOICE = "/voice";

    private interface Answer {
        /** What is answered, where the sound goes to {@code stream}, an address that needs no escape in XML or JSON. */
        String to(String stream);
    }

    private record Form(String contentType, Answer answer) {}

    private static final String XML = "text/xml";
    private static final String JSON = "application/json";

    private static final Map<String, Form> FORMS = Map.of(
            VOICE,
            new Form(XML, stream -> response("<Connect><Stream url=\"" + stream + "\"/></Connect>")),
            VOICE + "/telnyx",
            new Form(
                    XML,
                    stream -> response("<Connect><Stream url=\"" + stream
                            + "\" bidirectionalMode=\"rtp\" bidirectionalCodec=\"PCMU\"/></Connect>")),
            VOICE + "/plivo",
            new Form(
                    XML,
                    stream -> response("<Stream bidirectional=\"true\" keepCallAlive=\"true\""
                            + " contentType=\"audio/x-mulaw;rate=8000\">" + stream + "</Stream>")),
            VOICE + "/vonage",
            new Form(
                    JSON,
                    stream -> "[{\"action\":\"connect\",\"endpoint\":[{\"type\":\"websocket\",\"uri\":\"" + stream
                            + "\",\"content-type\":\"audio/l16;rate=16000\"}]}]\n"),
            VOICE + "/exotel",
            new Form(JSON, stream -> "{\"url\":\"" + stream + "\"}\n"));

    private PhoneAnswers() {}

    /** Every path at which a provider asks. */
    static Set<String> paths() {
        return FORMS.keySet();
    }

    /**
     * The answer at one of {@link #paths}.
     *
     * @param base how addresses of this server begin, such as {@code wss://host}
     */
    static Doors.Page at(String path, String base) {
        Form form = FORMS.get(path);
        if (form == null) {
            return Doors.nowhere(path, FORMS.keySet());
        }
        return new Doors.Page(
                HttpResponseStatus.OK, form.contentType(), form.answer().to(base + AgentServer.TWILIO));
    }

    private static String response(String verb) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response>" + verb + "</Response>\n";
    }
}
