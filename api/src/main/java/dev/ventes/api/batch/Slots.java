package dev.ventes.api.batch;

import java.util.concurrent.atomic.AtomicInteger;

/** How many of something may be under way at once. Any thread. */
final class Slots {
    private final int most;
    private final AtomicInteger taken = new AtomicInteger();

    Slots(int most) {
        this.most = most;
    }

    boolean take() {
        return taken.getAndUpdate(now -> Math.min(now + 1, most)) < most;
    }

    void give() {
        taken.decrementAndGet();
    }
}
