package dev.ventes.app.kill;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Paces faults and the workload. Nothing is ever taken for done because time has passed. */
final class Pause {
    private Pause() {}

    /** Ends early when the thread is interrupted, and leaves it so. */
    static void of(Duration time) {
        var end = System.nanoTime() + time.toNanos();
        for (var left = time.toNanos();
                left > 0 && !Thread.currentThread().isInterrupted();
                left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    static void ofMillis(long millis) {
        of(Duration.ofMillis(millis));
    }
}
