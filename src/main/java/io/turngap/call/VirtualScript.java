package io.turngap.call;

import io.turngap.scenario.Conditions;
import io.turngap.scenario.Scenario;
import io.turngap.scenario.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * The script of a scenario for many callers: what each of them says is laid out once for each choice of voices and then shared. The voices
 * themselves are picked for each call from the same numbers as {@link Cue#script} does, so that call 7 of a simulated run has the voices
 * of call 7 of a real one.
 *
 * <p>Confined to the thread that makes the calls.
 */
public final class VirtualScript {

    /** Layouts that are kept for a step; where a step has more, the others are made when they are said. */
    private static final int MOST_KEPT = 4_096;

    private final Acoustics acoustics;
    private final List<Line> lines = new ArrayList<>();

    /** A step with its layouts so far. */
    private static final class Line {
        private final Step step;
        private final List<Step.Part> parts;
        private final Conditions conditions;
        private final Map<List<Integer>, Cue> known = new HashMap<>();
        private List<Integer> bounds = List.of();
        private Cue[] single = {};

        Line(Step step, List<Step.Part> parts, Conditions conditions) {
            this.step = step;
            this.parts = parts;
            this.conditions = conditions;
        }
    }

    /**
     * Prepares the script of {@code scenario}.
     *
     * @throws io.turngap.sound.SoundException when a sound, of which the lengths are needed, cannot be had
     */
    public VirtualScript(Scenario scenario, Acoustics acoustics) {
        this.acoustics = acoustics;
        for (Step step : scenario.script()) {
            Optional<Conditions> said = Optional.empty();
            List<Step.Part> parts = List.of();
            switch (step) {
                case Step.Say say -> {
                    parts = say.parts();
                    said = say.conditions();
                }
                case Step.Interrupt say -> {
                    parts = say.parts();
                    said = say.conditions();
                }
                case Step.Backchannel say -> {
                    parts = say.parts();
                    said = say.conditions();
                }
                case Step.WaitFor wait -> {}
                case Step.Silence silence -> {}
                case Step.Press press -> {}
                case Step.HangUp hangUp -> {}
            }
            Line line = new Line(step, parts, said.orElse(scenario.conditions()));
            prepare(line);
            lines.add(line);
        }
    }

    private void prepare(Line line) {
        if (line.parts.isEmpty()) {
            line.single = new Cue[] {new Cue(line.step, Optional.empty())};
            return;
        }
        Choices first = new Choices(List.of());
        Cue cue = layOut(line, first);
        line.bounds = List.copyOf(first.bounds);
        if (line.bounds.isEmpty()) {
            line.single = new Cue[] {cue};
        } else if (line.bounds.size() == 1) {
            line.single = new Cue[line.bounds.getFirst()];
            line.single[0] = cue;
        }
    }

    /** What one caller says; {@code voices} picks among voices. */
    List<Cue> cues(UniformRandomProvider voices) {
        List<Cue> cues = new ArrayList<>(lines.size());
        for (Line line : lines) {
            cues.add(line.single.length > 0 ? single(line, voices) : several(line, voices));
        }
        return cues;
    }

    private Cue single(Line line, UniformRandomProvider voices) {
        int choice = line.bounds.isEmpty() ? 0 : voices.nextInt(line.single.length);
        Cue known = line.single[choice];
        if (known == null) {
            known = layOut(line, new Choices(List.of(choice)));
            line.single[choice] = known;
        }
        return known;
    }

    private Cue several(Line line, UniformRandomProvider voices) {
        List<Integer> choices = new ArrayList<>(line.bounds.size());
        line.bounds.forEach(bound -> choices.add(voices.nextInt(bound)));
        Cue known = line.known.get(choices);
        if (known == null) {
            known = layOut(line, new Choices(choices));
            if (line.known.size() < MOST_KEPT) {
                line.known.put(choices, known);
            }
        }
        return known;
    }

    private Cue layOut(Line line, Choices choices) {
        return new Cue(line.step, Optional.of(Spoken.of(line.parts, line.conditions, acoustics, choices)));
    }

    /** Gives choices that were made before, 0 behind the last of them, and notes among how many each was. */
    private static final class Choices implements UniformRandomProvider {
        private final List<Integer> made;
        private final List<Integer> bounds = new ArrayList<>();

        Choices(List<Integer> made) {
            this.made = made;
        }

        @Override
        public int nextInt(int bound) {
            bounds.add(bound);
            return bounds.size() <= made.size() ? made.get(bounds.size() - 1) : 0;
        }

        @Override
        public long nextLong() {
            throw new UnsupportedOperationException("a voice is picked by nextInt(bound) and by nothing else");
        }
    }
}
