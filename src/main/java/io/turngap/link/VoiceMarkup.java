package io.turngap.link;

import io.turngap.link.Link.Ending.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.xml.stream.XMLStreamException;

/**
 * Runs the XML by which an agent answers a call (TwiML, and what is made after it) as far as a caller needs: up to the stream. Pauses are
 * waited, what would be spoken or played before the stream is passed over and noted, redirects are followed, and whatever else would have to
 * be run first ends the call with its name.
 */
final class VoiceMarkup {

    /** Reads the provider's own {@code <Stream>}. */
    interface StreamVerb {
        /**
         * The stream for which {@code stream} asks.
         *
         * @param parent name of the element around it
         * @throws LinkException when Turngap cannot be at its other end; the message is the end of a sentence about the answer
         */
        StreamOrder order(XmlElement stream, String parent, AgentAddress hook);
    }

    private static final long MOST_PAUSE_MS = 60_000;

    private final String words;
    private final StreamVerb verb;

    /** For XML that people call {@code words}, such as {@code TwiML}. */
    VoiceMarkup(String words, StreamVerb verb) {
        this.words = words;
        this.verb = verb;
    }

    /** What {@code body}, which came from {@code hook}, comes to. */
    CallAnswer answer(byte[] body, AgentAddress hook) {
        XmlElement response;
        try {
            response = XmlElement.parse(body);
        } catch (XMLStreamException e) {
            return ended(
                    Kind.PROTOCOL,
                    "answered the call with what is no XML (" + firstLine(e) + "); expected is " + words);
        }
        if (!response.name().equals("Response")) {
            return ended(
                    Kind.PROTOCOL,
                    "answered the call with <" + response.name() + ">; expected is " + words + ", a <Response>");
        }
        try {
            return run(response, hook);
        } catch (LinkException wrong) {
            return ended(Kind.PROTOCOL, "answered the call with " + words + " of which " + wrong.getMessage());
        }
    }

    private static String firstLine(XMLStreamException e) {
        return String.valueOf(e.getMessage())
                .lines()
                .skip(e.getLocation() == null ? 0 : 1)
                .findFirst()
                .orElse("");
    }

    private static CallAnswer ended(Kind kind, String detail) {
        return new CallAnswer.Ended(kind, detail);
    }

    private CallAnswer run(XmlElement response, AgentAddress hook) {
        long pauseMs = 0;
        List<String> notes = new ArrayList<>();
        for (XmlElement element : response.children()) {
            switch (element.name()) {
                case "Stream" -> {
                    return connect(element, "Response", hook, pauseMs, notes);
                }
                case "Connect", "Start" -> {
                    Optional<XmlElement> stream = element.children().stream()
                            .filter(child -> child.name().equals("Stream"))
                            .findFirst();
                    if (stream.isEmpty()) {
                        return notRun(inside(element));
                    }
                    return connect(stream.get(), element.name(), hook, pauseMs, notes);
                }
                case "Pause", "Wait" -> pauseMs = Math.min(MOST_PAUSE_MS, pauseMs + pauseMs(element));
                case "Say", "Speak", "Play" ->
                    notes.add("its " + words + " has <" + element.name()
                            + "> before the stream, which a caller would hear first; Turngap passes it over");
                case "Redirect" -> {
                    String method = element.attribute("method").toUpperCase(Locale.ROOT);
                    return new CallAnswer.Redirect(
                            StreamUrls.hook(element.text(), hook),
                            method.equals("GET") ? "GET" : "POST",
                            pauseMs,
                            notes);
                }
                case "Hangup" -> {
                    return ended(
                            Kind.REFUSED, "answered the call with " + words + " that hangs up before any <Stream>");
                }
                case "Reject" -> {
                    boolean busy = element.attribute("reason").equals("busy");
                    return ended(
                            busy ? Kind.BUSY : Kind.REFUSED,
                            "rejected the call with <Reject" + (busy ? " reason=\"busy\"" : "") + "/>");
                }
                default -> {
                    return notRun("<" + element.name() + ">");
                }
            }
        }
        return ended(Kind.REFUSED, "answered the call with " + words + " that has no <Stream>, so the call would end");
    }

    private static String inside(XmlElement element) {
        return element.children().isEmpty()
                ? "an empty <" + element.name() + ">"
                : "<" + element.name() + "><" + element.children().getFirst().name() + ">";
    }

    private CallAnswer notRun(String what) {
        return ended(
                Kind.REFUSED,
                "answered the call with " + words + " that has " + what
                        + " before any <Stream>, which Turngap does not run; give the hook that answers with the stream");
    }

    private CallAnswer connect(XmlElement stream, String parent, AgentAddress hook, long pauseMs, List<String> notes) {
        return new CallAnswer.Connect(verb.order(stream, parent, hook).noting(notes), pauseMs);
    }

    private static long pauseMs(XmlElement pause) {
        try {
            return Math.clamp(Long.parseLong(pause.attribute("length")) * 1_000, 0, MOST_PAUSE_MS);
        } catch (NumberFormatException e) {
            return 1_000; // The providers' default, of a missing length too.
        }
    }
}
