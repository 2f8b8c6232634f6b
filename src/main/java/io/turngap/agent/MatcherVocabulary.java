package io.turngap.agent;

import io.turngap.agent.Recogniser.Transcript;
import io.turngap.sound.Pcm;
import java.util.ArrayList;
import java.util.List;

/**
 * Utterances that are known by their sound. What is heard is compared with each; parts between pauses are compared alone and together,
 * so that two known utterances with a pause between give the words of both. What is like none gives no words.
 *
 * <p>Immutable and shared.
 */
final class MatcherVocabulary {

    /** Above this difference two sounds are not the same utterance. Measured on the fixtures, see MatcherTest. */
    static final double DIFFERENT = 0.70;

    /** Parts that are looked at, and that one utterance can have. */
    private static final int MOST_PARTS = 16;

    private static final int MOST_PAUSES = 3;

    /** Fewer utterances explain better. */
    private static final double PART_COST_FRAMES = 6;

    private record Known(String text, MatcherPattern pattern) {}

    private record Match(String text, double difference) {}

    private record Path(double cost, List<Match> matches, List<Integer> frames) {}

    private final List<Known> known = new ArrayList<>();

    /**
     * Learns {@code templates}.
     *
     * @throws IllegalArgumentException when none holds speech
     */
    MatcherVocabulary(List<MatcherRecogniser.Template> templates) {
        for (MatcherRecogniser.Template template : templates) {
            MatcherFrontEnd ear = new MatcherFrontEnd();
            Pcm sound = template.sound();
            if (sound.rateHz() != Pcm.RATE_HZ) {
                throw new IllegalArgumentException("matcher: \"" + template.text() + "\" has " + sound.rateHz()
                        + " samples a second; " + Pcm.RATE_HZ + " are expected: resample it");
            }
            ear.accept(sound.samples(), sound.samples().length);
            float[] powers = ear.powers();
            List<MatcherPattern.Piece> pieces = MatcherPattern.pieces(powers, MOST_PARTS);
            if (!pieces.isEmpty()) {
                String text = String.join(" ", LanguageModel.words(template.text()));
                known.add(new Known(
                        text,
                        MatcherPattern.of(
                                powers,
                                pieces.getFirst().from(),
                                pieces.getLast().to())));
            }
        }
        if (known.isEmpty()) {
            throw new IllegalArgumentException("matcher: none of the " + templates.size()
                    + " utterances holds speech; at least one is needed: open the fixtures' folder");
        }
    }

    /** What is heard in {@code powers} of a {@link MatcherFrontEnd}. */
    Transcript recognise(float[] powers) {
        List<MatcherPattern.Piece> pieces = MatcherPattern.pieces(powers, MOST_PARTS);
        Path[] best = new Path[pieces.size() + 1];
        best[0] = new Path(0, List.of(), List.of());
        for (int end = 1; end <= pieces.size(); end++) {
            for (int start = Math.max(0, end - 1 - MOST_PAUSES); start < end; start++) {
                MatcherPattern heard = MatcherPattern.of(
                        powers, pieces.get(start).from(), pieces.get(end - 1).to());
                Match match = nearest(heard);
                double cost = best[start].cost + match.difference * heard.frames() + PART_COST_FRAMES * DIFFERENT;
                if (best[end] == null || cost < best[end].cost) {
                    best[end] =
                            new Path(cost, with(best[start].matches, match), with(best[start].frames, heard.frames()));
                }
            }
        }
        return transcript(best[pieces.size()]);
    }

    private Match nearest(MatcherPattern heard) {
        Match best = new Match("", DIFFERENT);
        for (Known candidate : known) {
            double difference = heard.difference(candidate.pattern, best.difference);
            if (difference < best.difference) {
                best = new Match(candidate.text, difference);
            }
        }
        return best;
    }

    private static <T> List<T> with(List<T> list, T last) {
        List<T> longer = new ArrayList<>(list);
        longer.add(last);
        return longer;
    }

    /** Confidence falls from 1, the very sound, to 0, as far as two utterances are apart. */
    private static Transcript transcript(Path path) {
        List<String> texts = new ArrayList<>();
        double likeness = 0;
        double frames = 0;
        for (int i = 0; i < path.matches.size(); i++) {
            Match match = path.matches.get(i);
            likeness += path.frames.get(i) * (1 - match.difference / DIFFERENT);
            frames += path.frames.get(i);
            if (!match.text.isEmpty()) {
                texts.add(match.text);
            }
        }
        return new Transcript(String.join(" ", texts), frames == 0 ? 0 : likeness / frames);
    }
}
