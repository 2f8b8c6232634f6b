package io.turngap.call;

import io.turngap.scenario.Conditions;
import io.turngap.scenario.Scenario;
import io.turngap.scenario.Step;
import io.turngap.time.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * A step of the script with its sounds at hand.
 *
 * @param spoken what is said, for steps that speak
 */
record Cue(Step step, Optional<Spoken> spoken) {

    /**
     * Gets every sound that the script needs, so that nothing is looked for while the call goes on.
     *
     * @throws io.turngap.sound.SoundException when a sound cannot be had
     */
    static List<Cue> script(Scenario scenario, Acoustics acoustics, Seeds seeds) {
        UniformRandomProvider voices = seeds.at("voices").random();
        List<Cue> cues = new ArrayList<>();
        for (Step step : scenario.script()) {
            Conditions usual = scenario.conditions();
            Optional<Spoken> spoken = switch (step) {
                case Step.Say say ->
                    Optional.of(Spoken.of(say.parts(), say.conditions().orElse(usual), acoustics, voices));
                case Step.Interrupt say ->
                    Optional.of(Spoken.of(say.parts(), say.conditions().orElse(usual), acoustics, voices));
                case Step.Backchannel say ->
                    Optional.of(Spoken.of(say.parts(), say.conditions().orElse(usual), acoustics, voices));
                case Step.WaitFor wait -> Optional.empty();
                case Step.Silence silence -> Optional.empty();
                case Step.Press press -> Optional.empty();
                case Step.HangUp hangUp -> Optional.empty();
            };
            cues.add(new Cue(step, spoken));
        }
        return List.copyOf(cues);
    }
}
