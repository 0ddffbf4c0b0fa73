package dev.ventes.api.progress;

import dev.ventes.core.topic.Progress;
import java.time.Instant;

/** Who else wants to know what is on {@code ventes.progress}. Told by the one thread that reads it, in its order. */
public interface Hearing {
    /**
     * Something is said.
     *
     * @param stamp when it was, by the clock of who said it
     * @param live false for what was there before we began to listen
     */
    void said(Progress said, Instant stamp, boolean live);

    /** What was said under the key is taken back. */
    default void retracted(Progress.Key key) {}
}
