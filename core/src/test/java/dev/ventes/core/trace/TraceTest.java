package dev.ventes.core.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ventes.core.config.Configuration;
import dev.ventes.core.config.TracingConfig;
import dev.ventes.core.log.CloudEvent;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceTest {
    private static final String GIVEN = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final String EVENT = "pg-1cff060-660dac1c216c0-u-5";

    private static TracingConfig config(Map<String, String> environment) {
        return Configuration.readUnreached(environment, TracingConfig::read);
    }

    @Test
    void aChangeThatIsRepeatedHasTheSameTrace() {
        assertThat(Trace.of(EVENT)).isEqualTo(Trace.of(EVENT)).isNotEqualTo(Trace.of("pg-1cff060-660dac1c216c0-u-6"));
        assertThat(Trace.of(EVENT).traceparent()).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00");
        assertThat(Trace.parse(Trace.of(EVENT).traceparent())).contains(Trace.of(EVENT));
    }

    @Test
    void aRecordsTraceIsItsHeadersOrThatOfItsName() {
        var headers = new RecordHeaders();
        assertThat(Trace.in(headers)).isEmpty();

        CloudEvent.add(headers, EVENT, "/test", CloudEvent.CHANGE, Instant.EPOCH);
        assertThat(Trace.in(headers)).contains(Trace.of(EVENT));

        CloudEvent.add(headers, CloudEvent.TRACEPARENT, GIVEN);
        assertThat(Trace.in(headers)).map(Trace::traceparent).contains(GIVEN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00-1-2-03",
                "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-x"
            })
    void whatIsNoTraceIsNotFollowed(String header) {
        assertThat(Trace.parse(header)).isEmpty();
    }

    @Test
    void whereNothingIsSentACallersTraceIsPassedOnAsItIs() {
        var caller = Trace.parse(GIVEN).orElseThrow();

        assertThat(Tracing.OFF.goOn(caller)).isEqualTo(caller);
        assertThat(Tracing.OFF.begin(EVENT).recorded()).isFalse();
        assertThat(Tracing.OFF.tells(caller, 5)).isFalse();
    }

    @Test
    void theRatioChoosesByTheTraceAloneAndTheCallerIsHeeded() {
        var quarter = config(Map.of("VENTES_TRACING_ENDPOINT", "http://127.0.0.1:1/", "VENTES_TRACING_RATIO", "0.25"));
        try (var one = Tracing.open(quarter, "one");
                var other = Tracing.open(quarter, "other")) {
            var chosen = IntStream.range(0, 2000)
                    .mapToObj(String::valueOf)
                    .peek(event -> assertThat(one.begin(event)).isEqualTo(other.begin(event)))
                    .filter(event -> one.begin(event).recorded())
                    .count();
            assertThat(chosen).isBetween(400L, 600L);

            var next = one.goOn(Trace.parse(GIVEN).orElseThrow());
            assertThat(next.traceId()).isEqualTo(GIVEN.substring(3, 35));
            assertThat(next.spanId()).isNotEqualTo(GIVEN.substring(36, 52));
            assertThat(one.tells(next, 5)).isTrue();
        }
    }

    @Test
    void settings() {
        assertThat(config(Map.of())).isEqualTo(new TracingConfig(Optional.empty(), 0.01, TracingConfig.OFF.followed()));
        var some =
                config(Map.of("VENTES_TRACING_ENDPOINT", "https://otel.example:4318", "VENTES_TRACING_FOLLOW", "5, 7"));
        assertThat(some.endpoint()).contains(URI.create("https://otel.example:4318"));
        assertThat(some.followed().has(7)).isTrue();
        assertThat(some.followed().has(6)).isFalse();

        assertThatThrownBy(() -> config(Map.of(
                        "VENTES_TRACING_ENDPOINT",
                        "127.0.0.1:4318",
                        "VENTES_TRACING_RATIO",
                        "2",
                        "VENTES_TRACING_FOLLOW",
                        "anna")))
                .isInstanceOf(Configuration.Faults.class)
                .extracting(faults -> ((Configuration.Faults) faults).lines().size())
                .isEqualTo(3);
    }
}
