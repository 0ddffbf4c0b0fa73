package dev.ventes.api.batch;

import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/**
 * One operation as it came.
 *
 * @param number from 1
 * @param bytes null where there is a fault
 * @param fault why it cannot be read
 */
record Line(long number, Buffer bytes, Optional<Fault> fault) {
    /** What is wrong with a line before anybody has read it. */
    enum Fault {
        /** It is larger than an operation may be; what follows it can be read. */
        TOO_LONG,
        /** What stands there ends the reading: one cannot tell any more where an operation begins. */
        NO_ARRAY,
        /** The batch is larger than it may be: neither it nor what follows is done. */
        TOO_MANY
    }

    static Line of(long number, Buffer bytes) {
        return new Line(number, bytes, Optional.empty());
    }

    static Line of(long number, Fault fault) {
        return new Line(number, null, Optional.of(fault));
    }
}
