package io.turngap.link;

import java.util.List;
import java.util.Map;

/**
 * The stream for which a telephone agent asked in its answer to a call, or that was dialled without asking.
 *
 * @param address where it is dialled
 * @param written its URL exactly as the agent wrote it, which is what a signature covers
 * @param input format of the caller's sound
 * @param output format of the agent's sound
 * @param parameters what the stream's first message is to tell the agent
 * @param notes what of the answer was passed over or changed, for people
 */
record StreamOrder(
        AgentAddress address,
        String written,
        SoundFormat input,
        SoundFormat output,
        Map<String, String> parameters,
        List<String> notes) {

    StreamOrder {
        parameters = Map.copyOf(parameters);
        notes = List.copyOf(notes);
    }

    /** A stream with one format both ways and nothing to tell. */
    static StreamOrder plain(AgentAddress address, String written, SoundFormat sound) {
        return new StreamOrder(address, written, sound, sound, Map.of(), List.of());
    }

    /** With notes in front of its own. */
    StreamOrder noting(List<String> more) {
        List<String> all = new java.util.ArrayList<>(more);
        all.addAll(notes);
        return new StreamOrder(address, written, input, output, parameters, all);
    }
}
