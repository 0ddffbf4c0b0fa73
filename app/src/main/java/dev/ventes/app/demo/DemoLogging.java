package dev.ventes.app.demo;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.FileAppender;
import dev.ventes.app.live.Screen;
import dev.ventes.core.service.Logging;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/**
 * What everything in this JVM logs goes to a file, which begins anew with each run. Of it the screen shows, in a line
 * each, our warnings and the errors of others, except Debezium's: the connector tells them in its own words.
 */
final class DemoLogging {
    private static final String PATTERN = "%d{HH:mm:ss.SSS} %-5level %-28.28logger{28} %msg %kvp{NONE}%n";

    private DemoLogging() {}

    static void configure(Path file, Screen screen) {
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(toFile(context, file));
        root.addAppender(toScreen(context, screen));
        context.getLogger("dev.ventes").setLevel(Level.INFO);
        Logging.quieten(context);
        // A client warns of every attempt while a server is away, which the services say once and better.
        context.getLogger("org.apache.kafka.clients").setLevel(Level.ERROR);
    }

    private static FileAppender<ILoggingEvent> toFile(LoggerContext context, Path file) {
        var encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(PATTERN);
        encoder.start();
        var appender = new FileAppender<ILoggingEvent>();
        appender.setContext(context);
        appender.setFile(file.toString());
        appender.setAppend(false);
        appender.setEncoder(encoder);
        appender.start();
        return appender;
    }

    private static AppenderBase<ILoggingEvent> toScreen(LoggerContext context, Screen screen) {
        var appender = new AppenderBase<ILoggingEvent>() {
            @Override
            protected void append(ILoggingEvent event) {
                var name = event.getLoggerName();
                var least = name.startsWith("dev.ventes") ? Level.WARN : Level.ERROR;
                if (event.getLevel().isGreaterOrEqual(least) && !name.startsWith("io.debezium")) {
                    screen.line(describe(event));
                }
            }
        };
        appender.setContext(context);
        appender.start();
        return appender;
    }

    private static String describe(ILoggingEvent event) {
        var name = event.getLoggerName();
        var text = new StringBuilder("! ")
                .append(name.substring(name.lastIndexOf('.') + 1))
                .append(": ")
                .append(event.getFormattedMessage());
        if (event.getKeyValuePairs() != null) {
            event.getKeyValuePairs().forEach(pair -> text.append(' ').append(pair));
        }
        var cause = event.getThrowableProxy();
        if (cause != null && cause.getMessage() != null && text.indexOf(cause.getMessage()) < 0) {
            text.append(" (").append(cause.getMessage()).append(')');
        }
        return text.toString();
    }
}
