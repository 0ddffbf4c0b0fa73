package dev.ventes.connector;

import dev.ventes.connector.capture.Notification;
import dev.ventes.core.config.PostgresConfig;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/** How Debezium is set up: what exactness rests on, and what throughput and latency do. */
public final class DebeziumProperties {
    /** Names its beans in JMX: one that is still closing would keep the next, of the same name, waiting for minutes. */
    private static final AtomicInteger ENGINES = new AtomicInteger();

    /** The prefix of our own logical decoding messages. */
    private static final String HEARTBEAT = "ventes-heartbeat";

    private DebeziumProperties() {}

    /**
     * The engine's configuration.
     *
     * @param snapshot {@code true} on a slot that does not exist yet: the engine creates it and reads the snapshot that
     *     it exports. {@code false} on one that does: the engine goes on where the slot was confirmed
     */
    public static Properties of(ConnectorConfig config, String slot, boolean snapshot) {
        var properties = new Properties();
        properties.setProperty("name", "ventes");
        properties.setProperty("topic.prefix", "ventes-" + ENGINES.incrementAndGet());
        properties.setProperty("connector.class", "io.debezium.connector.postgresql.PostgresConnector");
        source(properties, config);
        position(properties, config, slot, snapshot);
        resync(properties);
        shape(properties);
        pace(properties, config);
        return properties;
    }

    private static void source(Properties properties, ConnectorConfig config) {
        var postgres = config.postgres();
        properties.setProperty("database.hostname", postgres.host());
        properties.setProperty("database.port", String.valueOf(postgres.port()));
        properties.setProperty("database.dbname", postgres.database());
        properties.setProperty("database.user", postgres.user());
        properties.setProperty("database.password", postgres.password().reveal());
        properties.setProperty("database.sslmode", postgres.sslMode().label());
        properties.setProperty("table.include.list", pattern(postgres));
    }

    /** The table, as an expression that nothing else matches. */
    static String pattern(PostgresConfig postgres) {
        return Pattern.compile("[^a-zA-Z0-9_]")
                .matcher(postgres.schema() + "." + postgres.table())
                .replaceAll("\\\\$0");
    }

    /** The slot is the only offset, and every failure ends the engine. */
    private static void position(Properties properties, ConnectorConfig config, String slot, boolean snapshot) {
        properties.setProperty("plugin.name", "pgoutput");
        properties.setProperty("slot.name", slot);
        properties.setProperty("slot.drop.on.stop", "false");
        properties.setProperty("slot.max.retries", "0");
        // Where the server is of a version that has them.
        properties.setProperty("slot.failover", "true");
        properties.setProperty("publication.name", config.publication());
        properties.setProperty("publication.autocreate.mode", "disabled");
        properties.setProperty("snapshot.mode", snapshot ? "initial" : "no_data");
        properties.setProperty("snapshot.locking.mode", "none");
        properties.setProperty("offset.storage", "org.apache.kafka.connect.storage.MemoryOffsetBackingStore");
        // Never by the driver itself: it would confirm what we have not sent.
        properties.setProperty("lsn.flush.mode", "connector");
        properties.setProperty("errors.max.retries", "0");
        properties.setProperty(
                "heartbeat.interval.ms",
                String.valueOf(config.heartbeatInterval().toMillis()));
        // Transactional, or the log that it writes is not released.
        properties.setProperty(
                "heartbeat.action.query", "select pg_logical_emit_message(true, '" + HEARTBEAT + "', '')");
        properties.setProperty("message.prefix.exclude.list", HEARTBEAT);
    }

    /** Reading once more while the stream goes on: asked for in this process, and told of in the stream itself. */
    private static void resync(Properties properties) {
        properties.setProperty("read.only", "true");
        properties.setProperty("signal.enabled.channels", "in-process");
        properties.setProperty("signal.poll.interval.ms", "200");
        properties.setProperty("notification.enabled.channels", "sink");
        properties.setProperty("notification.sink.topic.name", Notification.TOPIC);
        // Less than one fetch: its cursor does not outlive the heartbeat's commit on the same connection.
        properties.setProperty("incremental.snapshot.chunk.size", "2048");
    }

    private static void shape(Properties properties) {
        properties.setProperty("decimal.handling.mode", "string");
        properties.setProperty("time.precision.mode", "isostring");
        properties.setProperty("interval.handling.mode", "string");
        properties.setProperty("hstore.handling.mode", "json");
        properties.setProperty("binary.handling.mode", "base64");
        properties.setProperty("include.unknown.datatypes", "false");
        properties.setProperty("skipped.operations", "none");
        properties.setProperty("tombstones.on.delete", "false");
        properties.setProperty("provide.transaction.metadata", "false");
        properties.setProperty("schema.refresh.mode", "columns_diff");
    }

    private static void pace(Properties properties, ConnectorConfig config) {
        properties.setProperty(
                "poll.interval.ms", String.valueOf(config.pollInterval().toMillis()));
        properties.setProperty("max.batch.size", "4096");
        properties.setProperty("max.queue.size", "16384");
        properties.setProperty("max.queue.size.in.bytes", String.valueOf(64L * 1024 * 1024));
        // Debezium's own lets its reader spin.
        properties.setProperty("queue.provider.type", "resting");
        properties.setProperty("snapshot.fetch.size", "4096");
        properties.setProperty("record.processing.threads", "1");
    }
}
