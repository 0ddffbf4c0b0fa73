package dev.ventes.api.pipeline;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * What is known of the pipeline at a moment, as the contract shows it; what could not be asked is null.
 *
 * @param verification null if there was none
 */
record Picture(
        Instant asOf,
        List<Connector> connectors,
        Log log,
        List<Transformer> transformers,
        List<Api> apis,
        View view,
        Rejected rejected,
        Verification verification) {

    Picture {
        connectors = List.copyOf(connectors);
        transformers = List.copyOf(transformers);
        apis = List.copyOf(apis);
    }

    /** What an instance is at. */
    enum State {
        LEADING,
        STANDBY,
        STARTING,
        WORKING,
        IDLE,
        SERVING,
        FAILING,
        GONE;

        @JsonValue
        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** An instance of a service. */
    sealed interface Instance {
        String instance();

        State state();

        Instant seen();

        default boolean gone() {
            return state() == State.GONE;
        }
    }

    record Connector(
            String instance,
            State state,
            Instant seen,
            Instant since,
            String fault,
            Long term,
            Long generation,
            Snapshot snapshot,
            long changes,
            double rate,
            @JsonProperty("stages_ms") LogStage stages,
            Slot slot)
            implements Instance {}

    record LogStage(Double log) {}

    record Snapshot(boolean complete, long rows) {}

    record Slot(String name, String state, long retainedBytes, long lagBytes, double lagSeconds) {}

    record Transformer(
            String instance,
            State state,
            Instant seen,
            Instant since,
            String fault,
            List<Integer> partitions,
            long applied,
            double rate,
            long rejected,
            long retries,
            @JsonProperty("stages_ms") ViewStages stages)
            implements Instance {}

    record ViewStages(Double queue, Double publish, Double apply, Double readable) {}

    record Api(
            String instance,
            State state,
            Instant seen,
            Instant since,
            String fault,
            long requests,
            double rate,
            long writes,
            int streams)
            implements Instance {}

    record Log(List<Partition> partitions, Long lag, Double lagSeconds, Double rate) {
        Log {
            partitions = List.copyOf(partitions);
        }
    }

    record Partition(int partition, long end, Long applied, Long lag) {}

    record View(Long sales, Instant asOf, Double lagSeconds) {}

    record Rejected(Long total, List<RejectedRecord> records) {
        Rejected {
            records = List.copyOf(records);
        }
    }

    record RejectedRecord(int partition, long offset, Instant at, Long id, String reason, String origin, String done) {}

    record Verification(Instant at, long durationMs, Long rows, Long differing, Long unsettled, String fault) {}
}
