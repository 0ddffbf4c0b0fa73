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

    public static void silence(String... names) {
        for (String name : names) {
            if (LoggerFactory.getLogger(name) instanceof Logger logger && logger.getLevel() == null) {
                logger.setLevel(Level.WARN);
            }
        }
    }
}
