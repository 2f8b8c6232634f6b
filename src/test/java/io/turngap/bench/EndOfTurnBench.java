package io.turngap.bench;

import io.turngap.agent.EndOfTurnStudy;
import io.turngap.agent.WaitingCurve;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Trains the end-of-turn model anew, and shows what it is worth on what it was not trained on: writes the model's file, and
 * {@code docs/end-of-turn.csv} and {@code .svg}. Not a test; run its {@code main} from the project's root, about a minute. The argument
 * {@code sphinx} also judges the words that Sphinx makes of the recordings, some minutes more.
 */
public final class EndOfTurnBench {

    private static final Path MODEL = Path.of("src/main/resources/io/turngap/agent/end-of-turn.txt");
    private static final Path FOLDER = Path.of("docs");
    private static final String[] COLOURS = {"#888888", "#1b6ca8", "#57a0d3", "#a9cfe8", "#d1495b"};

    private static final int WIDTH = 640;
    private static final int HEIGHT = 360;
    private static final int LEFT = 56;
    private static final int BOTTOM = 46;
    private static final int TOP = 34;
    private static final int MOST_MS = 1_200;

    private EndOfTurnBench() {}

    /** Writes the files and prints a line for each judge. */
    public static void main(String[] arguments) throws IOException {
        List<String> model =
                new ArrayList<>(List.of("# Lever L16, the end-of-turn model. Made by EndOfTurnBench (src/test); see"
                        + " EndOfTurnWeights for what the lines mean. Do not edit: train again."));
        model.addAll(EndOfTurnStudy.train());
        Files.write(MODEL, model);
        EndOfTurnStudy.Result words = EndOfTurnStudy.words();
        EndOfTurnStudy.Result sound = EndOfTurnStudy.sound(arguments.length > 0 && arguments[0].equals("sphinx"));
        List<String> csv =
                new ArrayList<>(List.of("said,rule,setting,false_cut_off,wait_mean_ms,wait_p50_ms,wait_p95_ms"));
        rows("sentences", words, csv);
        rows("recordings", sound, csv);
        Files.createDirectories(FOLDER);
        Files.write(FOLDER.resolve("end-of-turn.csv"), csv);
        Files.writeString(FOLDER.resolve("end-of-turn.svg"), picture(words.curves()));
    }

    private static void rows(String said, EndOfTurnStudy.Result result, List<String> csv) {
        for (EndOfTurnStudy.Accuracy judge : result.accuracies()) {
            System.out.printf(
                    Locale.ROOT,
                    "%-10s %-14s right %.3f (ends %.3f of %d, pauses %.3f of %d), loss %.3f nats%n",
                    said,
                    judge.judge(),
                    judge.right(),
                    judge.endsRight(),
                    judge.ends(),
                    judge.pausesRight(),
                    judge.pauses(),
                    judge.lossNats());
        }
        for (EndOfTurnStudy.Curve curve : result.curves()) {
            for (WaitingCurve.Point point : curve.points()) {
                csv.add(String.format(
                        Locale.ROOT,
                        "%s,\"%s\",%s,%.4f,%.0f,%.0f,%.0f",
                        said,
                        curve.name(),
                        point.rule(),
                        point.cutOff(),
                        point.meanMs(),
                        point.medianMs(),
                        point.p95Ms()));
            }
        }
    }

    private static String picture(List<EndOfTurnStudy.Curve> curves) {
        StringBuilder svg = new StringBuilder();
        svg.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">%n"
                        + "<title>False cut-offs against waiting: silence alone, and the end-of-turn model</title>%n"
                        + "<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>%n",
                WIDTH,
                HEIGHT));
        for (int percent = 0; percent <= 100; percent += 20) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<path d=\"M%d %.1fH%d\" stroke=\"#dddddd\"/><text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%d %%</text>%n",
                    LEFT,
                    y(percent / 100.0),
                    WIDTH - 12,
                    LEFT - 6,
                    y(percent / 100.0) + 4,
                    percent));
        }
        for (int ms = 0; ms <= MOST_MS; ms += 200) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%d</text>%n",
                    x(ms),
                    HEIGHT - BOTTOM + 16,
                    ms));
        }
        svg.append(String.format(
                "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">mean wait after the caller's last word, ms</text>%n"
                        + "<text x=\"%d\" y=\"18\">callers who pause once, cut off in the pause</text>%n",
                (LEFT + WIDTH) / 2, HEIGHT - 10, LEFT - 40));
        for (int i = 0; i < curves.size(); i++) {
            curve(svg, curves.get(i), COLOURS[i % COLOURS.length], i);
        }
        return svg.append("</svg>\n").toString();
    }

    private static void curve(StringBuilder svg, EndOfTurnStudy.Curve curve, String colour, int row) {
        StringBuilder path = new StringBuilder();
        for (WaitingCurve.Point point : curve.best()) {
            if (point.meanMs() <= MOST_MS) {
                path.append(String.format(
                        Locale.ROOT, "%s%.1f %.1f", path.isEmpty() ? "M" : "L", x(point.meanMs()), y(point.cutOff())));
            }
        }
        svg.append(String.format(
                Locale.ROOT,
                "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>%n"
                        + "<path d=\"M%d %dh22\" stroke=\"%s\" stroke-width=\"3\"/><text x=\"%d\" y=\"%d\">%s</text>%n",
                path,
                colour,
                WIDTH - 230,
                TOP + 14 + 18 * row,
                colour,
                WIDTH - 200,
                TOP + 18 + 18 * row,
                curve.name()));
    }

    private static double x(double ms) {
        return LEFT + ms / MOST_MS * (WIDTH - LEFT - 20);
    }

    private static double y(double share) {
        return TOP + (1 - share) * (HEIGHT - TOP - BOTTOM);
    }
}
