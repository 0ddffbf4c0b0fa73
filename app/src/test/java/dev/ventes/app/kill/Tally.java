package dev.ventes.app.kill;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what was done to the processes and what the workload did. Any thread. */
final class Tally {
    private final Instant began = Instant.now();
    private final Map<String, AtomicLong> counts = new ConcurrentHashMap<>();
    private final Queue<String> notes = new ConcurrentLinkedQueue<>();

    void struck(String component, Fault fault) {
        add(component + " " + fault.label(), 1);
    }

    void endedByItself(String component) {
        add(component + " ended by itself", 1);
    }

    void add(String what, long count) {
        counts.computeIfAbsent(what, key -> new AtomicLong()).addAndGet(count);
    }

    long of(String what) {
        var count = counts.get(what);
        return count == null ? 0 : count.get();
    }

    /** Something that is no fault by itself, for whoever looks for one. */
    void note(String what) {
        var line = sinceBegin().toSeconds() + " s: " + what;
        notes.add(line);
        System.out.println("kill: " + line);
    }

    Queue<String> notes() {
        return notes;
    }

    Duration sinceBegin() {
        return Duration.between(began, Instant.now());
    }
}
