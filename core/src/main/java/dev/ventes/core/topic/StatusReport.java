package dev.ventes.core.topic;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Objects;

/**
 * What a service tells of its work. Numbers are counted from the instance's start, so that whoever hears two of them
 * knows what was between; one that is lower than before says that the instance was started again.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "service")
@JsonSubTypes({
    @JsonSubTypes.Type(value = StatusReport.Connector.class, name = StatusReport.Connector.SERVICE),
    @JsonSubTypes.Type(value = StatusReport.Transformer.class, name = StatusReport.Transformer.SERVICE),
    @JsonSubTypes.Type(value = StatusReport.Api.class, name = StatusReport.Api.SERVICE)
})
public sealed interface StatusReport {
    /** Whose report it is, as the key names it. */
    String service();

    State state();

    /** What an instance is at. */
    enum State {
        /** Has not come to its work yet. */
        STARTING,
        /** The connector that reads PostgreSQL. */
        LEADING,
        /** A connector that waits to take its place. */
        STANDBY,
        /** A transformer with partitions, an API that takes requests. */
        WORKING,
        /** A transformer without partitions. */
        IDLE,
        /** Cannot get further, and tries again; or has died of it. */
        FAILING
    }

    /** How often something was timed, and how long that was together. */
    record Timed(long count, double seconds) {
        public static final Timed NOTHING = new Timed(0, 0);
    }

    /**
     * The replication slot, as the leader saw it last.
     *
     * @param state PostgreSQL's word for what it keeps for it, or {@code missing}
     */
    record Slot(String name, String state, long retainedBytes, long lagBytes, double lagSeconds) {}

    /**
     * A connector's.
     *
     * @param term the last that it led in; 0 if there was none
     * @param generation what was read there
     * @param snapshotRows rows that were read as they are, for a snapshot
     * @param changes what the log has acknowledged, those rows included
     * @param log from the commit to the log
     * @param slot null where it does not lead, and before it was looked at
     */
    record Connector(State state, long term, long generation, long snapshotRows, long changes, Timed log, Slot slot)
            implements StatusReport {
        static final String SERVICE = "connector";

        public Connector {
            Objects.requireNonNull(state);
            Objects.requireNonNull(log);
        }

        @Override
        public String service() {
            return SERVICE;
        }
    }

    /**
     * A transformer's.
     *
     * @param queue from the log to the transformer
     * @param publish of a batch to the topics
     * @param apply of a batch to MongoDB
     * @param readable from the commit, or the request, to readable
     */
    record Transformer(
            State state,
            List<Integer> partitions,
            long applied,
            long rejected,
            long retries,
            Timed queue,
            Timed publish,
            Timed apply,
            Timed readable)
            implements StatusReport {
        static final String SERVICE = "transformer";

        public Transformer {
            Objects.requireNonNull(state);
            Objects.requireNonNull(queue);
            Objects.requireNonNull(publish);
            Objects.requireNonNull(apply);
            Objects.requireNonNull(readable);
            partitions = List.copyOf(partitions);
        }

        @Override
        public String service() {
            return SERVICE;
        }
    }

    /**
     * An API's.
     *
     * @param streams clients that follow the stream now
     */
    record Api(State state, long requests, long writes, int streams) implements StatusReport {
        static final String SERVICE = "api";

        public Api {
            Objects.requireNonNull(state);
        }

        @Override
        public String service() {
            return SERVICE;
        }
    }
}
