package dev.ventes.core.config;

import java.util.regex.Pattern;

/**
 * {@code ventes.topics.*}: the names of the topics, and how they are created where they do not exist.
 *
 * @param prefix what their names begin with, so that two systems can share a cluster
 * @param partitions of changes, enriched and rejected; cannot be changed later
 * @param replication copies of each partition; 3 on a cluster that must survive a broker
 */
public record TopicConfig(String prefix, int partitions, int replication) {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._-]{1,200}");

    public static TopicConfig read(Settings settings) {
        return new TopicConfig(
                settings.matching("ventes.topics.prefix", "ventes", NAME, "must be letters, digits, '.', '_' or '-'"),
                settings.number("ventes.topics.partitions", 6, 1, 1000),
                settings.number("ventes.topics.replication", 1, 1, 10));
    }
}
