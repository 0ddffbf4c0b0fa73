package dev.ventes.transformer.fold;

import dev.ventes.core.log.Decoded;
import java.time.Instant;

/** A decoded record at its place in a partition of the log. */
public record Entry(long offset, int leaderEpoch, Instant loggedAt, Decoded decoded) {}
