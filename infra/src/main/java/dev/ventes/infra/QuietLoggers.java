package dev.ventes.infra;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server inside our JVM logs as if it were alone there, thousands of lines at a start. Only its warnings are of
 * interest, unless the logging configuration names the logger and so says otherwise.
 */
public final class QuietLoggers {
    private QuietLoggers() {}

    public static void warningsOnly(String... names) {
        for (String name : names) {
            limit(name, Level.WARN);
        }
    }

    /** For those that warn of what is normal here. */
    public static void errorsOnly(String... names) {
        for (String name : names) {
            limit(name, Level.ERROR);
        }
    }

    private static void limit(String name, Level level) {
        if (LoggerFactory.getLogger(name) instanceof Logger logger && logger.getLevel() == null) {
            logger.setLevel(level);
        }
    }
}
