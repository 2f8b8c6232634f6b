package io.turngap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.turngap.gate.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Gatling's own page of a run of ours. */
class GatlingPageTest {

    /** Of 1,200 values, where Gatling's digest was seen to be off by 0.16 to 2 %, to the millisecond. */
    private static final double MOST_OFF = 0.03;

    private static final Pattern CELL = Pattern.compile("<td class=\"value (?:total|ok|ko) col-\\d+\">([^<]*)</td>");

    @TempDir
    private Path work;

    @Test
    void everyTurnAndStageIsANamedRequestAndPercentilesAreOursWithinABound() throws Exception {
        Path run = work.resolve("run");
        Cli.run(
                "simulate",
                "scenarios/01-order-status.yaml",
                "--calls",
                "300",
                "--concurrency",
                "10",
                "--out",
                run.toString());

        Cli.run("report", run.toString(), "--gatling").says("Gatling's charts: ", "approximate");

        assertTrue(
                Files.readString(run.resolve("report.html")).contains("href=\"gatling/index.html\""),
                "our page leads to it");
        Path page = run.resolve("gatling/index.html");
        String html = Files.readString(page);
        JsonNode ours = Cli.runJson(run).at("/metrics/ttfa");
        List<String> ttfa = row(html, "ttfa");
        assertEquals(ours.get("n").asInt(), Integer.parseInt(ttfa.get(0)), "every turn is there");
        assertNear(ours.get("p50_ms").asDouble(), ttfa.get(6));
        assertNear(ours.get("p95_ms").asDouble(), ttfa.get(8));
        assertNear(ours.get("p99_ms").asDouble(), ttfa.get(9));
        assertNear(ours.get("max_ms").asDouble(), ttfa.get(10));
        JsonNode endpointing = Cli.runJson(run).at("/stages/endpointing");
        assertEquals(
                endpointing.get("n").asInt(),
                Integer.parseInt(row(html, "endpointing").get(0)));
        assertNear(
                endpointing.get("p95_ms").asDouble(), row(html, "endpointing").get(8));
        assertEquals(300, Integer.parseInt(row(html, "greeting").get(0)), "one greeting a call");
        assertTrue(html.contains("1 where-is-my-order"), "turns are told apart by what was said, not by voice");
    }

    /** Gatling's page is made where it was resolved, by a process that leaves nothing behind; a run that is none is refused as ever. */
    @Test
    void aFolderWithoutARunIsRefused() {
        Cli.run("report", work.toString(), "--gatling")
                .exits(ExitCode.USAGE)
                .says("There is no run in")
                .hasNoStackTrace();
        assertFalse(Files.exists(work.resolve("gatling")), "nothing was made");
    }

    @Test
    void aRunWithoutATurnCostsThePageAndIsSaid() throws Exception {
        Path run = work.resolve("run");
        Cli.run("simulate", "scenarios/01-order-status.yaml", "--calls", "1", "--out", run.toString());
        Files.writeString(run.resolve("turns.jsonl"), "");
        Files.deleteIfExists(run.resolve("calls.jsonl"));

        Cli.run("report", run.toString(), "--gatling")
                .says("note: Gatling's charts could not be made", "Report: ")
                .hasNoStackTrace();
    }

    private static void assertNear(double oursMs, String theirs) {
        assertEquals(oursMs, Double.parseDouble(theirs), oursMs * MOST_OFF + 1);
    }

    /** The cells of a row of Gatling's table: total, ok, failed, share, rate, least, P50, P75, P95, P99, most, mean, deviation. */
    private static List<String> row(String html, String name) {
        int at = html.indexOf("class=\"ellipsed-name\">" + name + "</span>");
        assertTrue(at > 0, () -> "there is no row " + name);
        Matcher cells = CELL.matcher(html.substring(at, html.indexOf("</tr>", at)));
        List<String> values = new ArrayList<>();
        while (cells.find()) {
            values.add(cells.group(1));
        }
        return values;
    }
}
