package dev.ventes.transformer.rebuild;

import java.time.Duration;

/**
 * What a rebuild came to.
 *
 * @param records of {@code ventes.enriched} that were read
 * @param documents in the new view, markers among them
 * @param markers that were taken over from the old view, since the topic no longer had them
 * @param held how long writes waited
 * @param partitionsMade whether nobody knew where the view stood, so that this was found out from the topics
 */
public record Rebuilt(long records, long documents, long markers, Duration held, boolean partitionsMade) {}
