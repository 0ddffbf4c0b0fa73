package dev.ventes.core.service;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import dev.ventes.core.config.LogConfig;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Sets up Logback from {@link LogConfig}: lines for people or JSON for machines, on stdout. Once, first in main. */
public final class Logging {
    private static final String PATTERN = "%d{HH:mm:ss.SSS} %-5level %-28.28logger{28} %msg %kvp{NONE}%n";

    /** They warn many times a second of what the services themselves say once: that a server is away, or busy. */
    private static final List<String> TOO_LOUD = List.of(
            "org.apache.kafka.clients.NetworkClient",
            "org.apache.kafka.clients.producer.internals.Sender",
            "io.debezium.metrics.stats.MeasurementCollector",
            // Once per row, as long as nobody has asked for a resync since the connector went on from its slot.
            "io.debezium.connector.postgresql.PostgresReadOnlyIncrementalSnapshotChangeEventSource");

    private Logging() {}

    public static void configure(LogConfig config) {
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        var appender = new ConsoleAppender<ILoggingEvent>();
        appender.setContext(context);
        appender.setEncoder(encoder(config, context));
        appender.start();
        var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.addAppender(appender);
        root.setLevel(Level.WARN);
        context.getLogger("dev.ventes").setLevel(Level.valueOf(config.level().name()));
        quieten(context);
    }

    /** To be called by whoever sets Logback up in another way. */
    public static void quieten(LoggerContext context) {
        TOO_LOUD.forEach(name -> context.getLogger(name).setLevel(Level.ERROR));
    }

    private static Encoder<ILoggingEvent> encoder(LogConfig config, LoggerContext context) {
        return switch (config.format()) {
            case PLAIN -> {
                var encoder = new PatternLayoutEncoder();
                encoder.setPattern(PATTERN);
                encoder.setContext(context);
                encoder.start();
                yield encoder;
            }
            case JSON -> {
                var encoder = new JsonEncoder();
                encoder.setContext(context);
                encoder.start();
                yield encoder;
            }
        };
    }
}
