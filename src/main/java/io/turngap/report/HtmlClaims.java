package io.turngap.report;

import io.turngap.claims.ClaimBand;
import io.turngap.claims.ClaimReport;
import io.turngap.claims.Claims;
import io.turngap.claims.Finding;
import io.turngap.claims.FindingVerdict;
import io.turngap.claims.Measurement;
import io.turngap.stats.Interval;
import java.util.List;
import java.util.Locale;

/** The article's figures, checked, as one page that needs no network: a card a figure, what it states as a band, what was measured as a dot. */
public final class HtmlClaims {

    private static final double WIDTH = 400;
    private static final double ROOM = 8;

    private HtmlClaims() {}

    /** The page. */
    public static String render(ClaimReport report) {
        String style = HtmlReport.resource("report.css") + HtmlReport.resource("claims.css");
        String script = HtmlReport.resource("report.js");
        String policy = "default-src 'none'; style-src 'sha256-" + HtmlReport.sha256(style) + "'; script-src 'sha256-"
                + HtmlReport.sha256(script) + "'; base-uri 'none'; form-action 'none'";
        Markup out = new Markup().trusted("<!doctype html>\n");
        out.open("html", "lang", "en").open("head").line();
        out.trusted("<meta charset=\"utf-8\">\n");
        HtmlReport.meta(out, "http-equiv", "Content-Security-Policy", policy);
        HtmlReport.meta(out, "name", "viewport", "width=device-width, initial-scale=1");
        out.element("title", "The article's figures, checked – Turngap").line();
        out.open("style")
                .trusted(style)
                .close("style")
                .close("head")
                .open("body")
                .line();
        out.open("div", "class", "top").element("b", "Turngap").element("span", "claims");
        out.element("button", "Theme", "type", "button", "id", "theme", "class", "push", "hidden", "")
                .close("div");
        out.open("main").line();
        out.element("h1", "The article's figures, checked");
        out.element("p", Claims.ARTICLE, "class", "lead");
        out.open("section", "class", "card hero").element("p", ClaimWords.summary(report), "class", "story");
        out.element("p", ClaimWords.caution(report), "class", "soft");
        if (!report.real().isEmpty()) {
            out.element("p", ClaimWords.realCaution(report), "class", "soft");
        }
        out.close("section");
        for (Finding finding : report.simulated()) {
            card(out, report, finding);
        }
        others(out);
        out.close("main");
        out.element("footer", "Seed " + report.seed() + ". The same seed gives the same simulated figures.")
                .line();
        out.open("script").trusted(script).close("script").close("body").close("html");
        return out.toString();
    }

    private static void card(Markup out, ClaimReport report, Finding finding) {
        out.open("section", "class", "card claim", "id", finding.id()).open("header");
        out.element("b", finding.id()).add(badge(finding.verdict()));
        out.element("h3", finding.figure()).close("header");
        out.element("p", finding.section(), "class", "soft");
        body(out, finding);
        report.realOf(finding.id()).ifPresent(real -> {
            out.open("header")
                    .element("b", "Over sockets")
                    .add(badge(real.verdict()))
                    .close("header");
            body(out, real);
        });
        out.close("section");
    }

    private static void body(Markup out, Finding finding) {
        if (!finding.because().isEmpty()) {
            out.element("p", finding.because());
        }
        if (!finding.measurements().isEmpty()) {
            out.add(table(finding.measurements()));
        }
        if (!finding.arithmetic().isEmpty()) {
            out.open("ul", "class", "notes");
            finding.arithmetic().forEach(line -> out.element("li", line));
            out.close("ul");
        }
        out.element("p", finding.how() + ". " + ClaimWords.stages(finding) + ".", "class", "soft");
    }

    private static Markup table(List<Measurement> measurements) {
        Markup out = HtmlTables.open("Measurements", "Measured", "Band: stated. Dot: measured", "Value", "n", "Stated");
        for (Measurement measured : measurements) {
            out.open("tr", "class", measured.decides() ? "decides" : "beside");
            out.open("th", "scope", "row").text(measured.what());
            out.element("small", measured.decides() ? "decides" : "beside").close();
            out.open("td", "class", "picture")
                    .add(picture(measured, scale(measured, measurements)))
                    .close();
            out.open("td", "class", "num").element("strong", ClaimWords.value(measured.value(), measured.unit()));
            out.element("small", ClaimWords.interval(measured)).close();
            out.element("td", Figures.grouped(measured.n()), "class", "num soft");
            out.open("td").text(ClaimWords.stated(measured));
            out.element("small", measured.where().orElse("")).close();
            out.close("tr");
        }
        return HtmlTables.shut(out);
    }

    /**
     * Ends of a picture.
     *
     * @param low at most 0
     * @param high more than {@code low}
     */
    private record Scale(double low, double high) {
        double x(double value) {
            return ROOM + (Math.clamp(value, low, high) - low) / (high - low) * (WIDTH - 2 * ROOM);
        }
    }

    /** All measurements of one unit share a scale, so that one can be seen beside another. */
    private static Scale scale(Measurement of, List<Measurement> all) {
        double low = 0;
        double high = 1e-3;
        for (Measurement other : all) {
            if (other.unit().equals(of.unit()) && Double.isFinite(other.value())) {
                Interval span = other.ci95().orElse(new Interval(other.value(), other.value()));
                low = Math.min(low, span.low());
                high = Math.max(high, Math.min(span.high(), other.value() * 3 + 1));
                ClaimBand band = other.stated().orElse(ClaimBand.of(0, 0));
                high = Double.isFinite(band.high()) ? Math.max(high, band.high()) : Math.max(high, band.low());
            }
        }
        return new Scale(low, high * 1.08);
    }

    private static Markup picture(Measurement measured, Scale scale) {
        String words = ClaimWords.line(measured);
        Markup out = new Markup();
        out.open(
                        "svg",
                        "viewBox",
                        "0 0 " + Figures.at(WIDTH) + " 24",
                        "width",
                        "100%",
                        "height",
                        "24",
                        "preserveAspectRatio",
                        "none",
                        "role",
                        "img",
                        "aria-label",
                        words)
                .element("title", words);
        line(out, "claim-axis", scale.x(scale.low()), scale.x(scale.high()));
        measured.stated().ifPresent(band -> {
            double from = scale.x(band.low());
            double to = scale.x(band.high());
            out.shape(
                    "rect",
                    "x",
                    Figures.at(from),
                    "y",
                    "2",
                    "width",
                    Figures.at(Math.max(1.5, to - from)),
                    "height",
                    "20",
                    "class",
                    "claim-band");
        });
        if (Double.isFinite(measured.value())) {
            measured.ci95().ifPresent(ci -> line(out, "claim-line", scale.x(ci.low()), scale.x(ci.high())));
            out.shape(
                    "ellipse",
                    "cx",
                    Figures.at(scale.x(measured.value())),
                    "cy",
                    "12",
                    "rx",
                    "4.5",
                    "ry",
                    "4.5",
                    "class",
                    "claim-dot");
        }
        return out.close();
    }

    private static void line(Markup out, String kind, double from, double to) {
        out.shape("line", "x1", Figures.at(from), "y1", "12", "x2", Figures.at(to), "y2", "12", "class", kind);
    }

    private static Markup badge(FindingVerdict verdict) {
        String look = switch (verdict) {
            case HOLDS -> "v-pass";
            case DOES_NOT_HOLD, CANNOT_FOLLOW -> "v-fail";
            case UNDECIDED -> "v-unsure";
            case INPUT, NOT_TESTABLE, INVALID -> "v-invalid";
        };
        return new Markup().element("span", verdict.words().toUpperCase(Locale.ROOT), "class", "badge " + look);
    }

    private static void others(Markup out) {
        HtmlReport.section(out, "Measured by others", Claims.PUBLIC_SOURCE + ".");
        Markup table = HtmlTables.open("Measured by others", "Product", "P50, ms", "P95, ms", "P99, ms");
        for (Claims.PublicFigure figure : Claims.PUBLIC) {
            table.open("tr").element("th", figure.product(), "scope", "row");
            for (int ms : new int[] {figure.p50Ms(), figure.p95Ms(), figure.p99Ms()}) {
                table.element("td", Figures.grouped(ms), "class", "num");
            }
            table.close("tr");
        }
        out.add(HtmlTables.shut(table)).close("section");
    }
}
