package dev.ventes.core.config;

/** {@code ventes.log.*}: how a line is written, and the least that is. */
public record LogConfig(Format format, Level level) {
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
                settings.oneOf("ventes.log.format", Format.PLAIN), settings.oneOf("ventes.log.level", Level.INFO));
    }
}
