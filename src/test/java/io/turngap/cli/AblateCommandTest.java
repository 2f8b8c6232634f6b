package io.turngap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.turngap.gate.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AblateCommandTest {

    @TempDir
    Path dir;

    private Cli.Result ablate(String... options) {
        List<String> args = new ArrayList<>(List.of(
                "ablate",
                "scenarios/01-order-status.yaml",
                "--calls",
                "20",
                "--out",
                dir.resolve("out").toString()));
        args.addAll(List.of(options));
        return Cli.run(args.toArray(String[]::new));
    }

    @Test
    void theFolderHoldsThePictureAndAllOfItIsCalledSimulated() throws IOException {
        ablate("--levers", "L1,L5,L15")
                .exits(ExitCode.PASS)
                // The profile's end-of-turn model (L16) decides, so that the threshold by itself makes no difference.
                .says(
                        "order-status against naive, simulated",
                        "L5   LLM tier",
                        "L1   streaming STT",
                        "P95 share",
                        "Picture: ")
                .says("Made no difference to TTFA in these calls: L15 (endpointing threshold)")
                .hasNoStackTrace();
        String page = Files.readString(dir.resolve("out/ablation.html"));
        assertTrue(page.contains("simulated, every latency modelled"));
        assertTrue(page.contains("class=\"ab-p50\"") && page.contains("class=\"ab-on\""), "no picture");
        assertFalse(page.contains("http://") || page.contains("https://"), "the page needs a network");
        String summary = Files.readString(dir.resolve("out/ablation.md"));
        assertTrue(summary.contains("| L5 LLM tier |"), summary);
        JsonNode json = Cli.JSON.readTree(dir.resolve("out/ablation.json").toFile());
        assertEquals(4, json.path("levers").size(), "acting on partials comes along with streaming");
        assertEquals(12, json.path("runs").asInt());
        assertTrue(json.path("clock").asText().startsWith("virtual"), json.toString());
        double shares = 0;
        for (JsonNode lever : json.path("levers")) {
            shares += lever.at("/p95/share_ms").asDouble();
        }
        assertEquals(json.path("gain_p95_ms").asDouble(), shares, 1e-6);
    }

    @Test
    void jsonIsPrintedOnRequest() throws IOException {
        Cli.Result result = ablate("--levers", "L3,L15", "--json").exits(ExitCode.PASS);
        assertEquals(2, Cli.JSON.readTree(result.out()).path("levers").size());
    }

    @Test
    void theCatalogueNeedsNoScenario() {
        Cli.run("ablate", "--list").exits(ExitCode.PASS).says("L1 ", "L25", "agent.stt.partials.act", "needs: L1");
    }

    @Test
    void whatIsWrongIsSaidAndLeavesNoFolder() {
        ablate("--profile", "quick")
                .exits(ExitCode.USAGE)
                .says("\"quick\"", "order-status")
                .hasNoStackTrace();
        ablate("--profile", "naive").exits(ExitCode.USAGE).says("at least 2");
        ablate("--levers", "L1,L99").exits(ExitCode.USAGE).says("\"L99\"", "L1 to L25", "--list");
        ablate("--orders", "1").exits(ExitCode.USAGE).says("--orders 1", "4 to 10000");
        Cli.run("ablate", "scenarios/01-order-status.yaml", "--orders", "10000", "--calls", "100000")
                .exits(ExitCode.USAGE)
                .says("--levers", "at most");
        Cli.run("ablate").exits(ExitCode.USAGE).says("SCENARIO", "--list").hasNoStackTrace();
        assertFalse(Files.exists(dir.resolve("out")));
    }

    @Test
    void theScenariosOwnSettingsCanBeTheProfile() {
        ablate("--profile", "scenario", "--levers", "L3,L15")
                .exits(ExitCode.PASS)
                .says("scenario against naive");
        assertTrue(Files.exists(dir.resolve("out/ablation.html")));
    }
}
