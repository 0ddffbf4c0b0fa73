package dev.ventes.connector.log;

import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A change, ready for {@code ventes.changes}.
 *
 * @param message without a key for a TRUNCATE, which concerns every sale
 * @param op Debezium's code: c, u, d, r, t
 * @param lsn the change's own place in PostgreSQL's log
 * @param commitMicros when it was committed, microseconds since 1970
 * @param oversize whether it only stands in for a row that no record can take
 */
public record ChangeRecord(
        ProducerRecord<byte[], byte[]> message, String op, long lsn, long commitMicros, boolean oversize) {}
