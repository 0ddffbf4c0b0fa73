package dev.ventes.api.http;

import dev.ventes.core.config.Settings;
import java.time.Duration;

/**
 * What one caller, and all of them together, may ask of the server.
 *
 * @param maxBody the largest request body, in bytes; a sale and its envelope must fit a record of the log
 * @param maxBodies how many bodies may be received at once
 * @param maxHeader the largest header of a request, in bytes, all fields together
 * @param maxUrl the longest first line of a request, in bytes
 * @param maxConnections over all event loops; more are closed
 * @param idle how long a connection may be silent
 * @param request how long it may take until an answer begins
 * @param perSecond requests of one caller; 0 for no limit
 */
public record Limits(
        int maxBody,
        int maxBodies,
        int maxHeader,
        int maxUrl,
        int maxConnections,
        Duration idle,
        Duration request,
        int perSecond) {
    /** What a caller may send who has a name; the nameless of one address may be many behind a proxy. */
    private static final int PER_SECOND = 200;

    public static Limits read(Settings settings, boolean authenticates) {
        return new Limits(
                settings.number("ventes.api.max-body-bytes", 256 * 1024, 1024, 900 * 1024),
                settings.number("ventes.api.max-bodies", 500, 1, 100_000),
                settings.number("ventes.api.max-header-bytes", 16 * 1024, 1024, 256 * 1024),
                settings.number("ventes.api.max-url-bytes", 8 * 1024, 256, 64 * 1024),
                settings.number("ventes.api.max-connections", 10_000, 1, 1_000_000),
                settings.time(
                        "ventes.api.idle-timeout", Duration.ofMinutes(1), Duration.ofSeconds(1), Duration.ofHours(1)),
                settings.time(
                        "ventes.api.request-timeout",
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(1),
                        Duration.ofMinutes(10)),
                settings.number("ventes.api.max-requests-per-second", authenticates ? PER_SECOND : 0, 0, 1_000_000));
    }
}
