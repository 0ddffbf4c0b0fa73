package dev.ventes.transformer.consume;

import dev.ventes.core.topic.Progress;
import dev.ventes.transformer.fold.PartitionState;
import dev.ventes.transformer.publish.Fence;
import dev.ventes.transformer.publish.Publisher;
import dev.ventes.transformer.store.GuardMissed;
import dev.ventes.transformer.store.Partitions;
import dev.ventes.transformer.store.SalesView;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The partitions that the group gave to this instance, and their states. One that is assigned is paused until it is
 * claimed: its document names a new owner, so that whoever held it before can no longer write, and says from where to
 * read. The loop's thread.
 */
public final class Ownership implements ConsumerRebalanceListener {
    private static final Logger LOG = LoggerFactory.getLogger(Ownership.class);
    private static final Duration LOOK_INTERVAL = Duration.ofSeconds(5);
    private static final Duration HEED_INTERVAL = Duration.ofMillis(500);

    private final Consumer<byte[], byte[]> consumer;
    private final LogTopic log;
    private final Partitions documents;
    private final SalesView sales;
    private final Publisher publisher;
    private final Commits commits;
    private final Clock clock;
    private final Map<Integer, PartitionState> owned = new TreeMap<>();
    private final Set<Integer> unclaimed = new TreeSet<>();
    private final Map<Integer, Long> claimedAt = new HashMap<>();
    private final Cuts cuts = new Cuts();
    private int partitions = 1;
    private Instant heeded = Instant.EPOCH;
    private Instant looked = Instant.EPOCH;

    public Ownership(
            Consumer<byte[], byte[]> consumer,
            Admin admin,
            String topic,
            Partitions documents,
            SalesView sales,
            Publisher publisher,
            Fence fence,
            Clock clock) {
        this.consumer = consumer;
        this.log = new LogTopic(admin, topic);
        this.documents = documents;
        this.sales = sales;
        this.publisher = publisher;
        this.commits = new Commits(consumer, topic, fence, clock);
        this.clock = clock;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
        LOG.atInfo().addKeyValue("partitions", numbers(assigned)).log("assigned");
        consumer.pause(assigned);
        for (var partition : assigned) {
            // The claim seeks to the resume point. Without a position of some kind the poll would ask for a reset.
            consumer.seek(partition, 0);
            unclaimed.add(partition.partition());
        }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
        LOG.atInfo().addKeyValue("partitions", numbers(revoked)).log("revoked");
        for (var partition : revoked) {
            owned.remove(partition.partition());
            unclaimed.remove(partition.partition());
            documents.leave(partition.partition());
            // Whoever gets it finds out again; should it be us, the log may have been mended since.
            cuts.forget(partition.partition());
        }
    }

    Set<Integer> owned() {
        return owned.keySet();
    }

    PartitionState state(int partition) {
        return owned.get(partition);
    }

    /**
     * Whether all has been applied that was in the log at the claim. Until then, what stands in MongoDB may be above the
     * resume point: whoever held the partition before may have left a batch half done.
     */
    boolean isSettled(int partition) {
        return owned.get(partition).offset() + 1 >= claimedAt.get(partition);
    }

    /** How many the log has, as of the last claim: before it no record is given out. */
    int partitions() {
        return partitions;
    }

    boolean hasUnclaimed() {
        return !unclaimed.isEmpty();
    }

    /**
     * Claims what was assigned, proves that the group agrees, announces the resume points and begins to read. If any
     * of it fails, all of it is done again: what a new log asks for is remembered last.
     */
    void claim() {
        documents.heed(unclaimed);
        var all = unclaimed.stream().map(this::topicPartition).toList();
        var description = log.describe();
        var topicId = description.topicId().toString();
        requireSameTopic(topicId);
        partitions = description.partitions().size();
        var beginnings = consumer.beginningOffsets(all);
        var ends = consumer.endOffsets(all);
        var claimed = new ArrayList<PartitionState>();
        var renewed = new HashMap<Integer, PartitionState>();
        var found = new HashMap<Integer, PartitionState>();
        var wanted = new ArrayList<Progress>();
        for (var partition : all) {
            var state = documents.claim(partition.partition(), topicId, partitions);
            sales.open(partition.partition());
            if (!state.topicId().equals(topicId)) {
                cuts.forget(partition.partition());
            }
            var bounds = new LogBounds(
                    topicId, beginnings.get(partition), ends.get(partition), cuts.of(partition.partition()));
            var fault = bounds.faultFor(state);
            if (fault != null) {
                found.put(state.partition(), state);
                state = state.inNewLog(topicId).at(bounds.resumeAfter(state), -1);
                LOG.atError()
                        .addKeyValue("partition", state.partition())
                        .addKeyValue("epoch", state.epoch())
                        .log("the log is not the one that was read so far: {}; asking for a new snapshot", fault);
                wanted.add(new Progress.SnapshotWanted(state.partition(), topicId, state.epoch(), fault));
                renewed.put(state.partition(), state);
            }
            claimed.add(state);
        }
        commits.prove(claimed);
        wanted.forEach(publisher::progress);
        publisher.await();
        if (!renewed.isEmpty()) {
            documents.save(renewed.values(), state -> found.get(state.partition()));
        }
        claimed.forEach(state -> publisher.progress(applied(state)));
        publisher.await();
        for (var state : claimed) {
            seek(state);
            claimedAt.put(state.partition(), ends.get(topicPartition(state.partition())));
            owned.put(state.partition(), state);
            unclaimed.remove(state.partition());
            cuts.forget(state.partition());
        }
        consumer.resume(all);
        LOG.atInfo().addKeyValue("partitions", numbers(all)).log("claimed");
    }

    /** With the last record's leader epoch: Kafka then tells if the log before that place is another one by now. */
    private void seek(PartitionState state) {
        var epoch = state.leaderEpoch() < 0 ? Optional.<Integer>empty() : Optional.of(state.leaderEpoch());
        consumer.seek(topicPartition(state.partition()), new OffsetAndMetadata(state.offset() + 1, epoch, ""));
    }

    /** The next record is not in the log. */
    void outOfRange(OffsetOutOfRangeException failure) {
        cuts.note(failure);
    }

    /**
     * Looks, now and then, whether the partitions' documents are as they were left and the topic is still the same: where
     * nothing comes, no write would find out that a backup was put back.
     */
    void lookIfDue() {
        var now = clock.instant();
        if (!owned.isEmpty() && Duration.between(looked, now).compareTo(LOOK_INTERVAL) > 0) {
            documents.requireAsLeft(owned.values());
            requireSameTopic(log.describe().topicId().toString());
            looked = now;
        }
    }

    private void requireSameTopic(String topicId) {
        if (owned.values().stream().anyMatch(state -> !state.topicId().equals(topicId))) {
            throw new GuardMissed("the topic was created anew");
        }
    }

    /** Where nothing is saved, no missed guard would tell that somebody holds a partition. */
    void heedHolds() {
        var now = clock.instant();
        if (Duration.between(heeded, now).compareTo(HEED_INTERVAL) > 0) {
            heeded = now;
            documents.heed(owned.keySet());
        }
    }

    /** Reads on where a claim is held. */
    void resumeClaimed() {
        consumer.resume(owned.keySet().stream().map(this::topicPartition).toList());
    }

    /** What was applied last is committed before the consumer leaves. */
    void leave() {
        commits.last(owned.values());
    }

    /** Gives up what is in memory: everything is claimed again, if the group still accepts us. */
    void rewind() {
        unclaimed.addAll(owned.keySet());
        consumer.pause(consumer.assignment());
        owned.clear();
    }

    /** The batch has been applied. */
    void advance(Collection<PartitionState> states) {
        states.forEach(state -> owned.put(state.partition(), state));
    }

    /** Proves, if the last proof is no longer fresh, that the group still counts this instance in. */
    void proveIfNeeded() {
        commits.proveIfNeeded(owned.values());
    }

    /** What has been applied is to be shown as committed, soon: a commit for each batch would double the broker's work. */
    void commit() {
        commits.want();
        commitIfDue();
    }

    /** Shows the lag, and proves ownership on the way. */
    void commitIfDue() {
        commits.commitIfDue(owned.values());
    }

    List<Progress> resumePoints() {
        return owned.values().stream().map(Ownership::applied).toList();
    }

    static Progress applied(PartitionState state) {
        return applied(state, null);
    }

    static Progress applied(PartitionState state, Progress.Times times) {
        return new Progress.Applied(
                state.partition(), state.topicId(), state.epoch(), state.offset(), state.term(), times);
    }

    private TopicPartition topicPartition(int partition) {
        return new TopicPartition(log.name(), partition);
    }

    private static List<Integer> numbers(Collection<TopicPartition> partitions) {
        return partitions.stream().map(TopicPartition::partition).sorted().toList();
    }
}
