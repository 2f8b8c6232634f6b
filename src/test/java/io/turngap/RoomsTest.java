package io.turngap;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import org.junit.jupiter.api.Test;

/** Data falls through the house in one direction: a room knows only what stands below it. */
final class RoomsTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.turngap");

    @Test
    void aRoomKnowsOnlyWhatStandsBelowIt() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("cli")
                .definedBy("io.turngap.cli..")
                .layer("report")
                .definedBy("io.turngap.report..")
                .layer("gate")
                .definedBy("io.turngap.gate..")
                .layer("history")
                .definedBy("io.turngap.history..")
                .layer("query")
                .definedBy("io.turngap.query..")
                .optionalLayer("explain")
                .definedBy("io.turngap.explain..")
                .layer("capacity")
                .definedBy("io.turngap.capacity..")
                .optionalLayer("analyze")
                .definedBy("io.turngap.analyze..")
                .layer("gatling")
                .definedBy("io.turngap.gatling..")
                .optionalLayer("claims")
                .definedBy("io.turngap.claims..")
                .optionalLayer("simulate")
                .definedBy("io.turngap.simulate..")
                .layer("load")
                .definedBy("io.turngap.load..")
                .layer("probe")
                .definedBy("io.turngap.probe..")
                .layer("call")
                .definedBy("io.turngap.call..")
                .layer("link")
                .definedBy("io.turngap.link..")
                .layer("trace")
                .definedBy("io.turngap.trace..")
                .layer("agent")
                .definedBy("io.turngap.agent..")
                .layer("scenario")
                .definedBy("io.turngap.scenario..")
                .layer("measure")
                .definedBy("io.turngap.measure..")
                .layer("sound")
                .definedBy("io.turngap.sound..")
                .layer("stats")
                .definedBy("io.turngap.stats..")
                .layer("time")
                .definedBy("io.turngap.time..")
                .whereLayer("cli")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("report")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("gate")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("history")
                .mayOnlyBeAccessedByLayers("cli", "report", "query")
                .whereLayer("query")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("explain")
                .mayOnlyBeAccessedByLayers("cli", "report")
                .whereLayer("capacity")
                .mayOnlyBeAccessedByLayers("cli", "report")
                .whereLayer("analyze")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("gatling")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("claims")
                .mayOnlyBeAccessedByLayers("cli", "report")
                .whereLayer("simulate")
                .mayOnlyBeAccessedByLayers("cli", "capacity", "claims")
                .whereLayer("load")
                .mayOnlyBeAccessedByLayers("cli", "capacity", "report", "gate", "simulate", "gatling")
                .whereLayer("probe")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("call")
                .mayOnlyBeAccessedByLayers("cli", "capacity", "load", "gatling", "simulate", "claims")
                .whereLayer("link")
                .mayOnlyBeAccessedByLayers("cli", "capacity", "load", "gatling", "call")
                .whereLayer("trace")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("agent")
                .mayOnlyBeAccessedByLayers("cli", "capacity", "load", "gatling", "simulate", "claims")
                .whereLayer("scenario")
                .mayOnlyBeAccessedByLayers(
                        "cli",
                        "capacity",
                        "report",
                        "gate",
                        "explain",
                        "claims",
                        "simulate",
                        "load",
                        "gatling",
                        "probe",
                        "call",
                        "link",
                        "agent")
                .whereLayer("measure")
                .mayOnlyBeAccessedByLayers(
                        "cli",
                        "capacity",
                        "report",
                        "gate",
                        "history",
                        "query",
                        "explain",
                        "analyze",
                        "claims",
                        "simulate",
                        "load",
                        "gatling",
                        "probe",
                        "call",
                        "link",
                        "trace",
                        "agent")
                .check(CLASSES);
    }

    @Test
    void roomsHaveNoCycles() {
        slices().matching("io.turngap.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void whatIsComputedFromTheJournalTakesNoClockAndOpensNoSocket() {
        ArchRuleDefinition.noClasses()
                .that()
                .resideInAnyPackage(
                        "io.turngap.stats..",
                        "io.turngap.gate..",
                        "io.turngap.measure..",
                        "io.turngap.report..",
                        "io.turngap.explain..",
                        "io.turngap.history..",
                        "io.turngap.query..",
                        "io.turngap.analyze..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.netty..", "java.net.http..", "io.turngap.link..", "io.turngap.agent..", "io.turngap.call..")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.net.Socket")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.time.Clock")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("io.turngap.time.Timeline")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void aProbeKnowsNeitherAgentsNorCallsNorLinks() {
        ArchRuleDefinition.noClasses()
                .that()
                .resideInAPackage("io.turngap.probe..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.turngap.agent..", "io.turngap.call..", "io.turngap.link..", "io.turngap.load..")
                .check(CLASSES);
    }

    @Test
    void theAgentAndTheCallerMeetOnlyOverALink() {
        ArchRuleDefinition.noClasses()
                .that()
                .resideInAPackage("io.turngap.agent..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.turngap.call..", "io.turngap.link..")
                .allowEmptyShould(true)
                .check(CLASSES);
    }
}
