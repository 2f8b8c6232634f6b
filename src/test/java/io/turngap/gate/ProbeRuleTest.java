package io.turngap.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.measure.ProbeKind;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A rule that names what a run does not measure would be undecided for ever: it is refused. */
class ProbeRuleTest {

    @ParameterizedTest
    @CsvSource({
        "ttft p95 < 400 ms, LLM",
        "ttft_warm p50 regresses < 5 %, LLM",
        "stage.server p90 < 1 s, TTS",
        "first_sound p95 < 400 ms, TTS",
        "word_errors <= 10 %, STT",
        "rate_limited <= 1 %, STT",
        "missed <= 1 %, TTS",
        "playout p50 < 100 ms, TTS",
        "stt p50 < 100 ms, STT",
        "ttfa p95 < 800 ms, ",
        "stage.llm p50 < 400 ms, ",
        "rate_limited <= 1 %, ",
        "false_barge_in <= 1 %, "
    })
    void whatARunMeasuresMayBeNamed(String rule, ProbeKind kind) {
        assertEquals(Optional.empty(), Rule.parse(rule).foreignTo(Optional.ofNullable(kind)));
    }

    @ParameterizedTest
    @CsvSource({
        "ttfa p95 < 800 ms, LLM, ttft",
        "ttft p95 < 800 ms, TTS, first_sound",
        "word_errors <= 10 %, LLM, rate_limited",
        "false_cut_off <= 10 %, STT, word_errors",
        "stage.endpointing p50 < 1 s, LLM, server",
        "ttft p95 < 400 ms, , ttfa",
        "stage.dns p95 < 40 ms, , uplink",
        "word_errors <= 1 %, , missed"
    })
    void whatItDoesNotMeasureIsRefusedWithWhatItDoes(String rule, ProbeKind kind, String allowed) {
        String why = Rule.parse(rule).foreignTo(Optional.ofNullable(kind)).orElseThrow();
        assertTrue(why.contains("does not measure") && why.contains(allowed), why);
    }
}
