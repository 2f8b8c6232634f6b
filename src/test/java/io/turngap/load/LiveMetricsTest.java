package io.turngap.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.turngap.call.FixtureAcoustics;
import io.turngap.link.Link;
import io.turngap.link.LinkOptions;
import io.turngap.link.Links;
import io.turngap.link.ScriptedAgent;
import io.turngap.measure.Outcome;
import io.turngap.measure.RunFolder;
import io.turngap.measure.Turn;
import io.turngap.measure.Turns;
import io.turngap.scenario.Overrides;
import io.turngap.scenario.Scenario;
import io.turngap.scenario.ScenarioReader;
import io.turngap.sound.Audibility;
import io.turngap.sound.Fixtures;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run's figures as others read them: over a port, and sent to a receiver. */
class LiveMetricsTest {

    private static final Pattern SAMPLE =
            Pattern.compile("([a-z_]+(?:\\{[a-z_]+=\"[^\"]*\"})?) ([0-9.E+-]+|NaN|[+-]Inf)");

    @TempDir
    Path dir;

    private static Map<String, Double> scrape(MetricsPort port) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(port.address())).build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            assertEquals(200, response.statusCode());
            Map<String, Double> samples = new HashMap<>();
            for (String line : response.body().split("\n", -1)) {
                if (!line.isEmpty() && !line.startsWith("#")) {
                    Matcher sample = SAMPLE.matcher(line);
                    assertTrue(sample.matches(), "no line of Prometheus' text: " + line);
                    samples.put(
                            sample.group(1), Double.parseDouble(sample.group(2).replace("Inf", "Infinity")));
                }
            }
            return samples;
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @Test
    void aRunIsScrapedWhileItGoesOnAndItsCountersEndAsItsJournal() throws Exception {
        Path file = Files.writeString(dir.resolve("patient.yaml"), """
                scenario: patient
                calls: 3
                concurrency: 2
                limits: {greeting_ms: 20000, reply_ms: 20000, call_ms: 60000}
                script:
                  - wait_for: agent_start
                  - say: {utterance: where-is-my-order, voice: slt}
                """);
        Scenario scenario = ScenarioReader.read(
                        file,
                        new Overrides(
                                List.of(), OptionalInt.empty(), OptionalInt.empty(), OptionalLong.empty(), List.of()))
                .scenario();
        RunFolder folder = RunFolder.create(dir.resolve("out"));
        LiveStats live = new LiveStats();
        List<Map<String, Double>> during = new ArrayList<>();
        try (ScriptedAgent silent = new ScriptedAgent(peer -> {
                    peer.openSession();
                    peer.drain();
                });
                Link link = Links.open(silent.address(), LinkOptions.DEFAULTS);
                MetricsPort port = MetricsPort.open(0, live)) {
            RunSession session =
                    new RunSession(folder, scenario, Optional.empty(), new Ceiling(6, 2, 1.0 / 60)).countedBy(live);
            RunSession.Facts facts = session.execute(
                    link,
                    new FixtureAcoustics(Fixtures.open(Path.of("audio-fixtures")), dir, Audibility.STANDARD),
                    now -> {
                        throw new IllegalStateException("no checkpoint is due in a second");
                    },
                    now -> {
                        if (now.inFlight() > 0 && during.isEmpty()) {
                            Map<String, Double> scraped = scrape(port);
                            assertEquals((double) now.inFlight(), scraped.get("turngap_calls_in_flight"));
                            during.add(scraped);
                        }
                    });
            assertTrue(
                    during.getFirst().getOrDefault("turngap_arrivals_due_total", 0.0) >= 1, "a call was due by then");
            Map<String, Double> after = scrape(port);
            Map<Outcome, Integer> journal = new HashMap<>();
            for (Turn turn : folder.readTurns().turns()) {
                journal.merge(turn.outcome(), 1, Integer::sum);
            }
            assertFalse(journal.isEmpty());
            for (Outcome outcome : Outcome.values()) {
                assertEquals(
                        (double) journal.getOrDefault(outcome, 0),
                        after.get("turngap_turns_total{outcome=\"" + outcome.wireName() + "\"}"),
                        outcome.wireName());
            }
            int failed = 0;
            for (Map.Entry<String, Integer> ending : facts.endings().entrySet()) {
                assertEquals(
                        (double) ending.getValue(),
                        after.get("turngap_calls_total{ending=\"" + ending.getKey() + "\"}"),
                        ending.getKey());
                failed += ending.getValue();
            }
            assertTrue(failed >= 1, "a silent agent lets calls fail: " + facts.endings());
            assertEquals(0.0, after.get("turngap_calls_in_flight"));
            assertEquals(
                    (double) facts.validity().frameLatenessUs().getOrDefault("n", -1L),
                    after.get("turngap_frame_lateness_seconds_count"));
            assertEquals(facts.validity().valid() ? 1.0 : 0.0, after.get("turngap_run_valid"));
            assertEquals(
                    after.get("turngap_connect_seconds_count"),
                    after.get("turngap_connect_seconds_bucket{le=\"+Inf\"}"));
            assertEquals(
                    (double) folder.readCalls().stream()
                            .filter(call -> call.connectUs().isPresent())
                            .count(),
                    after.get("turngap_connect_seconds_count"));
        }
    }

    @Test
    void eachDurationFallsIntoOneBucketAndABoundBelongsToTheBucketBelow() {
        Histogram us = new Histogram(600_000_000L, 3);
        for (long value : List.of(0L, 100_000L, 150_000L, 200_000L, 900_000L)) {
            us.recordValue(value);
        }
        LiveMetric.Durations durations = LiveMetrics.durations("x", "y", List.of(0.1, 0.2, 0.3), us);
        assertEquals(List.of(2L, 2L, 0L, 1L), durations.counts());
        assertEquals(1.35, durations.sumS(), 0.002);
    }

    @Test
    void aPortThatIsTakenIsRefused() throws IOException {
        try (MetricsPort first = MetricsPort.open(0, new LiveStats())) {
            int port = URI.create(first.address()).getPort();
            assertThrows(BindException.class, () -> MetricsPort.open(port, new LiveStats()));
        }
    }

    private static LiveStats someTurns() {
        LiveStats live = new LiveStats();
        live.turn(Turns.answered(0, 1, 812));
        live.turn(Turns.answered(0, 2, 1_240));
        live.turn(Turns.missed(0, 3, 8_000));
        live.progress(5_000_000, 1, 2, 9);
        return live;
    }

    @Test
    void aReceiverGetsTheSameFigures() throws Exception {
        try (MockWebServer receiver = new MockWebServer()) {
            receiver.enqueue(new MockResponse.Builder().code(200).build());
            receiver.start();
            try (MetricsPush push = MetricsPush.to(
                    receiver.url("/").toString(), Map.of("api-key", "k1"), Duration.ofHours(1), someTurns())) {
                assertTrue(push.problem().isEmpty());
            }
            RecordedRequest request = Objects.requireNonNull(receiver.takeRequest(5, TimeUnit.SECONDS));
            assertEquals("/v1/metrics", request.getUrl().encodedPath());
            assertEquals("k1", request.getHeaders().get("api-key"));
            Map<String, Metric> metrics = new HashMap<>();
            InputStream body = new GZIPInputStream(new ByteArrayInputStream(
                    Objects.requireNonNull(request.getBody()).toByteArray()));
            for (ResourceMetrics resource :
                    ExportMetricsServiceRequest.parseFrom(body).getResourceMetricsList()) {
                assertTrue(resource.getResource().getAttributesList().stream()
                        .anyMatch(attribute -> attribute.getKey().equals("service.name")
                                && attribute.getValue().getStringValue().equals("turngap")));
                resource.getScopeMetricsList()
                        .forEach(scope -> scope.getMetricsList().forEach(it -> metrics.put(it.getName(), it)));
            }
            Metric ttfa = Objects.requireNonNull(metrics.get("turngap.ttfa"));
            assertEquals("s", ttfa.getUnit());
            assertEquals(
                    AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE,
                    ttfa.getHistogram().getAggregationTemporality());
            HistogramDataPoint point = ttfa.getHistogram().getDataPoints(0);
            assertEquals(3, point.getCount());
            assertEquals(10.05, point.getSum(), 0.02);
            assertEquals(point.getExplicitBoundsCount() + 1, point.getBucketCountsCount());
            assertTrue(point.getStartTimeUnixNano() <= point.getTimeUnixNano());
            Map<String, Long> outcomes = new HashMap<>();
            Objects.requireNonNull(metrics.get("turngap.turns"))
                    .getSum()
                    .getDataPointsList()
                    .forEach(it -> outcomes.put(it.getAttributes(0).getValue().getStringValue(), it.getAsInt()));
            assertEquals(2L, outcomes.get("answered"));
            assertEquals(1L, outcomes.get("missed"));
            assertEquals(
                    2,
                    Objects.requireNonNull(metrics.get("turngap.calls_in_flight"))
                            .getGauge()
                            .getDataPoints(0)
                            .getAsInt());
            assertFalse(metrics.containsKey("turngap.run_valid"), "there is no instrument on a virtual clock");
        }
    }

    @Test
    void aReceiverThatTakesNothingIsNamedAndHoldsUpNobody() throws Exception {
        try (MockWebServer receiver = new MockWebServer()) {
            receiver.enqueue(new MockResponse.Builder().code(401).build());
            receiver.start();
            MetricsPush push = MetricsPush.to(
                    receiver.url("/mine").toString(), Map.of("api-key", "secret-1"), Duration.ofHours(1), someTurns());
            push.close();
            String problem = push.problem().orElseThrow();
            assertTrue(problem.contains("1 of 1 exports were not taken by " + receiver.getHostName()), problem);
            assertFalse(problem.contains("secret-1"), problem);
            assertEquals("/mine", receiver.takeRequest().getUrl().encodedPath());
        }
    }

    @Test
    void anAddressThatIsNoneIsRefusedWithoutBeingRepeated() {
        IllegalArgumentException wrong = assertThrows(
                IllegalArgumentException.class,
                () -> MetricsPush.to("ftp://key@host", Map.of(), Duration.ofHours(1), new LiveStats()));
        String said = String.valueOf(wrong.getMessage());
        assertTrue(said.contains("http://HOST:PORT") && !said.contains("key@"), said);
    }
}
