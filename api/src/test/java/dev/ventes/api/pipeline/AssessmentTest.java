package dev.ventes.api.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ventes.api.pipeline.Picture.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class AssessmentTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    /** A pipeline in which all is well, to be spoilt. */
    static final class Given {
        private final List<Picture.Connector> connectors = new ArrayList<>();
        private final List<Picture.Transformer> transformers = new ArrayList<>();
        private final List<Picture.Api> apis = new ArrayList<>();
        private final List<Picture.RejectedRecord> rejected = new ArrayList<>();
        private Picture.Slot slot = slotOf("reserved", 1e6, 0.2);
        private Picture.Log log = logOf(0, 0.0);
        private Picture.Verification verification;
        private boolean kafka = true;
        private boolean mongodb = true;
        private boolean heard = true;
        private Duration leaderless;
        private String refusing;
        private Duration uncounted = Duration.ZERO;

        private Given() {
            connector("c1", State.LEADING, 1);
            transformer("t1", State.WORKING, 1);
            api("a1", State.SERVING, 1);
        }

        private void connector(String name, State state, int silentSeconds) {
            connectors.removeIf(one -> one.instance().equals(name));
            var leads = state == State.LEADING ? slot : null;
            connectors.add(new Picture.Connector(
                    name,
                    state,
                    NOW.minusSeconds(silentSeconds),
                    NOW,
                    null,
                    1L,
                    1L,
                    null,
                    0,
                    0,
                    new Picture.LogStage(null),
                    leads));
        }

        private void transformer(String name, State state, int silentSeconds) {
            transformers.removeIf(one -> one.instance().equals(name));
            var stages = new Picture.ViewStages(null, null, null, null);
            transformers.add(new Picture.Transformer(
                    name, state, NOW.minusSeconds(silentSeconds), NOW, null, List.of(), 0, 0, 0, 0, stages));
        }

        private void api(String name, State state, int silentSeconds) {
            apis.add(new Picture.Api(name, state, NOW.minusSeconds(silentSeconds), NOW, null, 0, 0, 0, 0));
        }

        private void reads(Picture.Slot other) {
            slot = other;
            connector("c1", State.LEADING, 1);
        }

        private void rejected(String done) {
            rejected.add(new Picture.RejectedRecord(0, 1, NOW, 5L, "no op", "api", done));
        }

        private List<Fault> faults() {
            var picture = new Picture(
                    NOW,
                    connectors,
                    log,
                    transformers,
                    apis,
                    new Picture.View(1L, NOW, 0.0),
                    new Picture.Rejected((long) rejected.size(), rejected),
                    verification);
            var reach = new Assessment.Reach(
                    kafka,
                    mongodb,
                    heard,
                    Optional.ofNullable(leaderless),
                    refusing,
                    uncounted,
                    "v.progress",
                    "v.changes");
            return new Assessment(picture, reach).faults();
        }
    }

    private static Picture.Slot slotOf(String state, double retained, double lagSeconds) {
        return new Picture.Slot("ventes_2", state, (long) retained, 0, lagSeconds);
    }

    private static Picture.Log logOf(long lag, Double lagSeconds) {
        return new Picture.Log(List.of(), lag, lagSeconds, 0.0);
    }

    private static Picture.Verification verification(Long differing, String fault) {
        return new Picture.Verification(NOW, 10, 100L, differing, 0L, fault);
    }

    static Stream<Arguments> whatIsWrongIsNamedAndAsBadAsItIs() {
        return Stream.of(
                given("all is well", it -> {}),
                given("a standby is as well as can be", it -> it.connector("c2", State.STANDBY, 1)),
                given("a transformer too many", it -> it.transformer("t2", State.IDLE, 1)),
                given("nobody to read", it -> it.connectors.clear(), "critical connector-down null"),
                given("the leader died", it -> it.connector("c1", State.GONE, 14), "critical connector-down c1"),
                given(
                        "the leader died, long ago",
                        it -> it.connector("c1", State.GONE, 7200),
                        "critical connector-down c1"),
                given("a standby died", it -> it.connector("c2", State.GONE, 14), "warning connector-gone c2"),
                given("a standby died, long ago", it -> it.connector("c2", State.GONE, 601)),
                given(
                        "the leader died, and nobody has taken over yet",
                        it -> {
                            it.connector("c1", State.GONE, 14);
                            it.connector("c2", State.STANDBY, 1);
                        },
                        "warning connector-gone c1"),
                given(
                        "the leader died, and nobody takes over",
                        it -> {
                            it.connector("c1", State.GONE, 14);
                            it.connector("c2", State.STANDBY, 1);
                            it.leaderless = Duration.ofSeconds(12);
                        },
                        "critical no-leader null",
                        "warning connector-gone c1"),
                given(
                        "PostgreSQL is away",
                        it -> {
                            it.connector("c1", State.FAILING, 1);
                            it.leaderless = Duration.ofSeconds(12);
                        },
                        "critical connector-failing c1"),
                given(
                        "a standby is in trouble",
                        it -> it.connector("c2", State.FAILING, 1),
                        "warning connector-failing c2"),
                given("the slot is lost", it -> it.reads(slotOf("lost", 0, 0)), "critical slot-lost null"),
                given("the slot is missing", it -> it.reads(slotOf("missing", 0, 0)), "critical slot-lost null"),
                given(
                        "the slot is nearly lost",
                        it -> it.reads(slotOf("unreserved", 9e9, 0)),
                        "critical slot-nearly-lost null"),
                given(
                        "the slot costs a lot",
                        it -> it.reads(slotOf("extended", 2.1e9, 0)),
                        "warning slot-retaining-wal null"),
                given("the slot costs a little", it -> it.reads(slotOf("extended", 1.9e9, 59))),
                given("the slot lags", it -> it.reads(slotOf("reserved", 0, 61)), "warning slot-lagging null"),
                given("nobody to apply", it -> it.transformers.clear(), "critical transformer-down null"),
                given(
                        "the transformer died",
                        it -> it.transformer("t1", State.GONE, 14),
                        "critical transformer-down t1"),
                given(
                        "all transformers died: the last is named",
                        it -> {
                            it.transformer("t1", State.GONE, 300);
                            it.transformer("t2", State.GONE, 20);
                        },
                        "critical transformer-down t2"),
                given(
                        "one of two transformers died",
                        it -> it.transformer("t2", State.GONE, 14),
                        "warning transformer-gone t2"),
                given(
                        "MongoDB is away for the transformer",
                        it -> it.transformer("t1", State.FAILING, 1),
                        "critical transformer-failing t1"),
                given("another API died", it -> it.api("a2", State.GONE, 14), "warning api-gone a2"),
                given("the view is a bit behind", it -> it.log = logOf(10_000, 29.0)),
                given("the view is behind", it -> it.log = logOf(10, 31.0), "warning lag null"),
                given("nothing waits, and nobody knows whether more has come", it -> it.log = logOf(0, 31.0)),
                given("nobody knows how far", it -> it.log = new Picture.Log(List.of(), null, null, null)),
                given("the log may lose it", it -> it.refusing = "is behind", "critical writes-refused null"),
                given("the indicators are a bit behind", it -> it.uncounted = Duration.ofMinutes(5)),
                given(
                        "nothing is counted",
                        it -> it.uncounted = Duration.ofSeconds(301),
                        "warning indicators-behind null"),
                given(
                        "MongoDB is away",
                        it -> {
                            it.mongodb = false;
                            it.transformer("t1", State.FAILING, 1);
                        },
                        "critical mongodb-unreachable null",
                        "critical transformer-failing t1"),
                given(
                        "Kafka is away: who is silent is not gone",
                        it -> {
                            it.kafka = false;
                            it.heard = false;
                            it.transformer("t1", State.GONE, 30);
                            it.connectors.clear();
                        },
                        "critical kafka-unreachable null"),
                given(
                        "who does not hear itself knows of nobody",
                        it -> {
                            it.heard = false;
                            it.transformers.clear();
                        },
                        "warning status-unheard null"),
                given("dealt with", it -> it.rejected("dropped")),
                given(
                        "not dealt with",
                        it -> {
                            it.rejected("replayed");
                            it.rejected(null);
                        },
                        "warning rejected null"),
                given("verified", it -> it.verification = verification(0L, null)),
                given(
                        "verified, and differs",
                        it -> it.verification = verification(2L, null),
                        "critical verification-differs null"),
                given(
                        "could not be verified",
                        it -> it.verification = verification(null, "PostgreSQL is away"),
                        "warning verification-failed null"));
    }

    private static Arguments given(String name, Consumer<Given> spoil, String... faults) {
        return Arguments.of(name, spoil, List.of(faults));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void whatIsWrongIsNamedAndAsBadAsItIs(String name, Consumer<Given> spoil, List<String> expected) {
        var given = new Given();
        spoil.accept(given);

        var faults = given.faults();

        assertThat(faults)
                .extracting(
                        fault -> fault.severity().text() + " " + fault.code().text() + " " + fault.about())
                .isEqualTo(expected);
        assertThat(faults).allSatisfy(fault -> {
            assertThat(fault.what() + fault.remedy()).doesNotContain("{", "}");
            assertThat(fault.values().values()).allMatch(value -> value instanceof String || value instanceof Number);
        });
        assertThat(Assessment.Verdict.of(faults))
                .isEqualTo(
                        expected.isEmpty()
                                ? Assessment.Verdict.OK
                                : expected.getFirst().startsWith("critical")
                                        ? Assessment.Verdict.DOWN
                                        : Assessment.Verdict.DEGRADED);
    }

    @Test
    void theSentencesSayWhoAndHowMuch() {
        var given = new Given();
        given.connector("c2", State.GONE, 14);
        given.reads(slotOf("unreserved", 7_200e6, 0));

        assertThat(given.faults())
                .extracting(Fault::what)
                .anySatisfy(what -> assertThat(what).contains("c2 has not been heard of for 14 s"))
                .anySatisfy(what -> assertThat(what).contains("slot ventes_2", "7200 MB"));
    }

    @ParameterizedTest
    @EnumSource(FaultCode.class)
    void everyFaultSaysWhatToType(FaultCode code) {
        assertThat(code.what()).matches("(?s)[A-Z{].*\\.");
        assertThat(code.remedy()).matches("(?s).*(docker compose|ventes |kafka-|SELECT|curl).*\\.");
        assertThat(code.runbook()).matches("ventes[a-z]+");
    }
}
