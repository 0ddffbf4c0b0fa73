package dev.ventes.api.batch;

import java.time.Duration;

/**
 * What a batch may be.
 *
 * @param bytes of all of it
 * @param longest of a line, in bytes
 * @param patience how long a line may be on its way
 */
record Limits(int lines, long bytes, int longest, Duration patience) {}
