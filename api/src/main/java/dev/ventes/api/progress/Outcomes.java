package dev.ventes.api.progress;

import dev.ventes.core.log.Position;
import dev.ventes.core.topic.Progress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * Brings together what this instance has appended and what the transformer announces. An announcement may come before
 * the append's own acknowledgement; therefore a {@link Ticket} is taken before the append, and a refusal is kept for as
 * long as there is a ticket from before it that has no place in the log yet. Any thread; waiters are completed by the
 * thread that announces.
 */
public final class Outcomes {
    private final Map<Log, PartitionProgress> partitions = new HashMap<>();
    private final LinkedHashSet<Ticket> withoutPlace = new LinkedHashSet<>();
    private final Deque<Kept> kept = new ArrayDeque<>();
    private final Arrivals arrivals = new Arrivals();
    private boolean firstSnapshot;
    private long time;

    /** One partition of one incarnation of the topic. */
    private record Log(String topicId, int partition) {}

    /** A refusal or rejection, and when it was announced. */
    private record Kept(long time, PartitionProgress of, long offset) {}

    /** How far the view is with one log, what was refused there, and who waits for it. */
    private static final class PartitionProgress {
        private long epoch;
        private long epochSince;
        private long applied = -1;
        private final Map<Long, Outcome> refused = new HashMap<>();
        private final TreeMap<Long, Ticket> waiting = new TreeMap<>();
    }

    /** One append and the wait for its outcome. To be closed, however it ends. */
    public final class Ticket implements AutoCloseable {
        private final long taken;
        /** How far the view was then: what is appended since lies behind it, unless the log was cut. */
        private final Map<Log, Long> passed;

        private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        private Runnable leave = () -> {};

        private Ticket(long taken, Map<Log, Long> passed) {
            this.taken = taken;
            this.passed = passed;
        }

        /** The append was acknowledged there; completes when progress has passed it. */
        public CompletableFuture<Outcome> at(String topicId, int partition, long offset) {
            place(this, new Log(topicId, partition), offset);
            return outcome;
        }

        @Override
        public void close() {
            leave(this);
        }
    }

    /** Whether the table is being read for the first time, so that much of it is not there yet. */
    public synchronized boolean firstSnapshot() {
        return firstSnapshot;
    }

    /** Before an append. */
    public synchronized Ticket take() {
        var passed = HashMap.<Log, Long>newHashMap(partitions.size());
        partitions.forEach((log, progress) -> passed.put(log, progress.applied));
        var ticket = new Ticket(time, passed);
        withoutPlace.add(ticket);
        return ticket;
    }

    /** The epoch of the log, where the transformer has named it. */
    public synchronized OptionalLong epoch(String topicId, int partition) {
        var progress = partitions.get(new Log(topicId, partition));
        return progress == null || progress.epoch == 0 ? OptionalLong.empty() : OptionalLong.of(progress.epoch);
    }

    /** The offset up to which the view has applied the log; -1 where that has not been told. */
    public synchronized long applied(String topicId, int partition) {
        var progress = partitions.get(new Log(topicId, partition));
        return progress == null ? -1 : progress.applied;
    }

    /** How far the view is with one partition of one log. */
    public record Standing(String topicId, int partition, Position position) {}

    /** How far the view is with each partition, as it was told last. */
    public synchronized List<Standing> standings() {
        return partitions.entrySet().stream()
                .filter(entry -> entry.getValue().epoch > 0)
                .map(entry -> new Standing(
                        entry.getKey().topicId(),
                        entry.getKey().partition(),
                        new Position(entry.getValue().epoch, entry.getValue().applied)))
                .toList();
    }

    /** How far the view is, for those who did not write themselves. */
    public Arrivals arrivals() {
        return arrivals;
    }

    /** Whether anybody waits for what is announced next. */
    synchronized boolean awaited() {
        return !withoutPlace.isEmpty()
                || partitions.values().stream().anyMatch(progress -> !progress.waiting.isEmpty())
                || arrivals.partitions() > 0;
    }

    /** Announcements in their order. */
    public synchronized void announce(Progress announced) {
        time++;
        switch (announced) {
            case Progress.Refused refused -> {
                var progress = progress(refused.topicId(), refused.partition());
                refused.refusals().forEach(one -> keep(progress, one.offset(), new Outcome.Refused(one.condition())));
            }
            case Progress.Rejected rejected -> {
                var progress = progress(rejected.topicId(), rejected.partition());
                rejected.rejections().forEach(one -> keep(progress, one.offset(), new Outcome.Rejected(one.reason())));
            }
            case Progress.Applied applied -> applied(applied);
            case Progress.SnapshotWanted other -> {}
            case Progress.Resync other -> {}
            case Progress.Term other -> {}
            case Progress.Status other -> {}
            case Progress.Verified other -> {}
            case Progress.Generation read -> firstSnapshot = read.first() && !read.complete();
        }
    }

    private void applied(Progress.Applied applied) {
        forgetOtherTopics(applied);
        var progress = progress(applied.topicId(), applied.partition());
        if (progress.epoch != applied.epoch()) {
            if (progress.epoch != 0) {
                progress.epochSince = time;
                lose(progress, "The log was cut.");
            }
            progress.epoch = applied.epoch();
        }
        progress.applied = applied.offset();
        var passed = progress.waiting.headMap(applied.offset(), true);
        passed.forEach((offset, ticket) -> ticket.outcome.complete(outcome(progress, offset)));
        passed.clear();
        arrivals.announce(applied);
    }

    /** A deleted topic's log ends where it is. */
    private void forgetOtherTopics(Progress.Applied applied) {
        partitions.entrySet().removeIf(entry -> {
            var other = entry.getKey().partition() == applied.partition()
                    && !entry.getKey().topicId().equals(applied.topicId());
            if (other) {
                lose(entry.getValue(), "The log was replaced.");
            }
            return other;
        });
    }

    private static void lose(PartitionProgress progress, String why) {
        progress.waiting.values().forEach(ticket -> ticket.outcome.complete(new Outcome.Lost(why)));
        progress.waiting.clear();
    }

    private void keep(PartitionProgress progress, long offset, Outcome outcome) {
        if (!withoutPlace.isEmpty() || progress.waiting.containsKey(offset)) {
            progress.refused.put(offset, outcome);
            kept.add(new Kept(time, progress, offset));
        }
    }

    private synchronized void place(Ticket ticket, Log log, long offset) {
        var progress = progress(log.topicId(), log.partition());
        var cutUnnoticed = offset <= ticket.passed.getOrDefault(log, -1L);
        if (cutUnnoticed || progress.epochSince > ticket.taken) {
            ticket.outcome.complete(new Outcome.Lost("The log was cut."));
        } else if (offset <= progress.applied) {
            ticket.outcome.complete(outcome(progress, offset));
        } else {
            progress.waiting.put(offset, ticket);
            ticket.leave = () -> progress.waiting.remove(offset, ticket);
        }
        withoutPlace.remove(ticket);
        forgetWhatNobodyWaitsFor();
    }

    private synchronized void leave(Ticket ticket) {
        withoutPlace.remove(ticket);
        ticket.leave.run();
        forgetWhatNobodyWaitsFor();
    }

    private static Outcome outcome(PartitionProgress progress, long offset) {
        return Optional.ofNullable(progress.refused.get(offset)).orElseGet(() -> new Outcome.Applied(progress.epoch));
    }

    /** Whatever was announced before the oldest ticket without a place was taken is not about any such ticket. */
    private void forgetWhatNobodyWaitsFor() {
        var oldest = withoutPlace.isEmpty() ? time : withoutPlace.getFirst().taken;
        while (!kept.isEmpty() && kept.getFirst().time() <= oldest) {
            var first = kept.getFirst();
            if (first.of().waiting.containsKey(first.offset())) {
                break;
            }
            kept.removeFirst();
            first.of().refused.remove(first.offset());
        }
    }

    private PartitionProgress progress(String topicId, int partition) {
        return partitions.computeIfAbsent(new Log(topicId, partition), log -> new PartitionProgress());
    }
}
