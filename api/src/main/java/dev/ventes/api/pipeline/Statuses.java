package dev.ventes.api.pipeline;

import dev.ventes.api.progress.Hearing;
import dev.ventes.core.topic.Progress;
import dev.ventes.core.topic.StatusReport;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the services have told of themselves. Silence is measured by our own statuses, which come back by the same topic:
 * whoever has not told anything while we did so five times is gone. So neither the clocks of other machines nor an outage
 * of Kafka, in which everybody is silent, make anybody gone. Any thread.
 */
public final class Statuses implements Hearing {
    private static final int ROUNDS = 5;
    private static final long LONGEST_PAUSE = 60_000;
    private static final Duration REMEMBERED = Duration.ofHours(1);

    private final InstantSource clock;
    private final Instant began;
    private final Map<Progress.Key, Heard> heard = new HashMap<>();
    private String own = "";
    private long ownEvery;
    private Instant ownSeen;
    /** Milliseconds, as our own statuses count them. */
    private long time;

    private long ledAt;
    private Progress.Generation generation;
    private Progress.Verified verified;

    public Statuses(InstantSource clock) {
        this.clock = clock;
        this.began = clock.instant();
    }

    /** What was heard of one instance. */
    private static final class Heard {
        private final Progress.Status last;
        private final Instant seen;
        private final long time;
        /** It was silent for long when we came. */
        private final boolean stale;

        private final Pace<StatusReport> pace;

        private Heard(Progress.Status last, Instant seen, long time, boolean stale, Pace<StatusReport> pace) {
            this.last = last;
            this.seen = seen;
            this.time = time;
            this.stale = stale;
            this.pace = pace;
        }
    }

    /** An instance, as it is known now. */
    record Known(Progress.Status status, Instant seen, boolean gone, Pace<StatusReport> pace) {}

    /** By which name we tell our own status. */
    public synchronized void itself(String instance) {
        own = instance;
    }

    @Override
    public synchronized void said(Progress said, Instant stamp, boolean live) {
        if (said instanceof Progress.Status status) {
            status(status, stamp, live);
        } else if (said instanceof Progress.Generation now) {
            generation = now;
        } else if (said instanceof Progress.Verified now) {
            verified = now;
        }
    }

    private void status(Progress.Status status, Instant stamp, boolean live) {
        var now = clock.instant();
        if (live
                && status.report() instanceof StatusReport.Api
                && status.instance().equals(own)) {
            ownEvery = pause(status);
            ownSeen = now;
            time += ownEvery;
        }
        if (status.report().state() == StatusReport.State.LEADING) {
            ledAt = time;
        }
        var seen = live || stamp.isAfter(now) ? now : stamp;
        var stale = seen.plusMillis(ROUNDS * pause(status)).isBefore(now);
        var before = heard.get(status.key());
        var goesOn = before != null && before.last.since() == status.since();
        var pace = goesOn ? before.pace : new Pace<StatusReport>();
        pace.add(stamp, status.report());
        heard.put(status.key(), new Heard(status, seen, time, stale, pace));
    }

    @Override
    public synchronized void retracted(Progress.Key key) {
        heard.remove(key);
    }

    /** Whether we hear ourselves, or have not had the time to. */
    synchronized boolean hearsItself() {
        var since = ownSeen == null ? began : ownSeen;
        return Duration.between(since, clock.instant()).toMillis() < 2L * ROUNDS * Math.max(ownEvery, 1000);
    }

    /** For how long no connector has told that it leads; empty while that may be a change of hands. */
    synchronized Optional<Duration> leaderless() {
        return time - ledAt < ROUNDS * ownEvery || ownEvery == 0
                ? Optional.empty()
                : Optional.of(Duration.ofMillis(time - ledAt));
    }

    /** Those that have been gone for so long that they will not come back. */
    public synchronized List<Progress.Status> forgotten() {
        var before = clock.instant().minus(REMEMBERED);
        return heard.values().stream()
                .filter(one -> isGone(one) && one.seen.isBefore(before))
                .map(one -> one.last)
                .toList();
    }

    /** All instances, in the order of their names. */
    synchronized List<Known> instances() {
        return heard.values().stream()
                .map(one -> new Known(one.last, one.seen, isGone(one), one.pace.copy()))
                .sorted(Comparator.comparing(one -> one.status().instance()))
                .toList();
    }

    private boolean isGone(Heard one) {
        return one.stale || time - one.time >= ROUNDS * pause(one.last);
    }

    /** Whatever somebody wrote there. */
    private static long pause(Progress.Status status) {
        return Math.clamp(status.every(), 1, LONGEST_PAUSE);
    }

    synchronized Optional<Progress.Generation> generation() {
        return Optional.ofNullable(generation);
    }

    synchronized Optional<Progress.Verified> verified() {
        return Optional.ofNullable(verified);
    }
}
