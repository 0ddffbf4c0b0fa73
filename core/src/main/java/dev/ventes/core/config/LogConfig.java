package dev.ventes.core.config;

/** {@code ventes.log.*}: how a line is written, and the least that is. */
public record LogConfig(Format format, Level level) {
    /** Until the configuration has been read. */
    public static final LogConfig DEFAULT = new LogConfig(Format.PLAIN, Level.INFO);

    public enum Format {
        PLAIN,
        JSON
    }

    public enum Level {
        DEBUG,
        INFO,
        WARN,
        ERROR
    }

    public static LogConfig read(Settings settings) {
        return new LogConfig(
                settings.oneOf("ventes.log.format", DEFAULT.format), settings.oneOf("ventes.log.level", DEFAULT.level));
    }
}
